-- Statement(scope=ADMIN, strategy row, work=6)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       name: Column(column={a}.name)
--       owner: ToOne(relation=User where {x}.id = {a}.owner_id, seen if true)
--         name: Column(column={a}.name)
--         email: Column(column={a}.email)
--       partner: ToOne(relation=Account where {x}.id = {a}.partner_id)
--         name: Column(column={a}.name)
SELECT e.value, g1.keys, g1.nodes, g1.ids, g1.unseen
FROM sharing_epoch e
LEFT JOIN LATERAL  (
  SELECT
    array_agg(k.key) AS keys,
    array_agg(k.node) AS nodes,
    array_agg(k.id) AS ids,
    account_graph_unseen($1::uuid, 'account', array_agg(k.id)) AS unseen
  FROM  (
    SELECT
      ac1."name_key" AS key,
      ac1.id,
      (
        SELECT row_to_json(r1.*)
        FROM  (
          SELECT
            ac1.name AS "name",
            (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT ap1.name AS "name", ap1.email AS "email"
                FROM "app_user" ap1
                WHERE ap1.id = ac1.owner_id
              ) r2
            ) AS "owner",
            (
              SELECT row_to_json(r3.*)
              FROM (SELECT ac2.name AS "name" FROM "account" ac2 WHERE ac2.id = ac1.partner_id) r3
            ) AS "partner"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE ac1."name_key" = ANY($2::text[]) AND true
  ) k
) g1 ON true
