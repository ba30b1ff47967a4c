-- Statement(scope=SALES_REP, strategy row, work=12)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       owner: ToOne(relation=User where {x}.id = {a}.owner_id, seen if true)
--         name: Column(column={a}.name)
--         role: ToOne(relation=Role where {x}.id = {a}.role_id)
--           name: Column(column={a}.name)
--       primaryContact: ToOne
--         relation:
--           Relation(entity=Contact, on={x}.account_id = {a}.id AND {x}.is_primary)
--         name: Column(column={a}.name)
--       createdBy: ToOne(relation=User where {x}.id = {a}.created_by_id)
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
            (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT
                  ap1.name AS "name",
                  (
                    SELECT row_to_json(r3.*)
                    FROM (SELECT ro1.name AS "name" FROM "role" ro1 WHERE ro1.id = ap1.role_id) r3
                  ) AS "role"
                FROM "app_user" ap1
                WHERE ap1.id = ac1.owner_id
              ) r2
            ) AS "owner",
            (
              SELECT row_to_json(r4.*)
              FROM  (
                SELECT co1.name AS "name" FROM "contact" co1 WHERE co1.account_id = ac1.id AND co1.is_primary
              ) r4
            ) AS "primaryContact",
            (
              SELECT row_to_json(r5.*)
              FROM (SELECT ap2.name AS "name" FROM "app_user" ap2 WHERE ap2.id = ac1.created_by_id) r5
            ) AS "createdBy"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($2::text[])
      AND (
        (
          (ac1.owner_id = $1::uuid)
          OR (
            EXISTS (SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0)
          )
          OR ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
          OR (
            EXISTS (
              SELECT
              FROM  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g
              WHERE g.account_id = ac1.id
              OFFSET 0
            )
          )
          OR (
            EXISTS (
              SELECT
              FROM account_tree t1
              JOIN  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g ON g.account_id = t1.ancestor_id
              WHERE t1.descendant_id = ac1.id AND t1.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
