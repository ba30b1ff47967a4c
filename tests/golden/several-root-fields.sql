-- Statement(scope=SALES_REP, strategy listed, work=30)
--   parts:
--     ByKey(table=Viewer, column=id, column_type=uuid)
--       email: Column(column={a}.email)
--       groups: Column
--         column:
--           (SELECT coalesce(json_agg(g.name ORDER BY g.name COLLATE "C"), '[]') FROM group_member m JOIN user_group g ON g.id = m.group_id WHERE m.user_id = {a}.id)
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       name: Column(column={a}.name)
--     Connection(rows=Rows(table=Account, merged=visible_arms), size=2, object=Object(fields=[Field(key=totalCount, value=TotalCount)]))
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
WITH
  my_grant1 AS MATERIALIZED (
    SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
    FROM account_grant g
    WHERE
      (g.expires_at IS NULL OR g.expires_at > now())
      AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
  ),
  my_account1 AS MATERIALIZED (
    SELECT id
    FROM  (
      (SELECT a.id, 'EDIT' FROM account a WHERE a.owner_id = $1::uuid)
      UNION ALL (SELECT t.account_id, t.level FROM account_team t WHERE t.user_id = $1::uuid)
      UNION ALL (SELECT g.account_id, g.level FROM my_grant1 g WHERE true)
      UNION ALL  (
        SELECT t.descendant_id, g.level
        FROM my_grant1 g
        JOIN account_tree t ON t.ancestor_id = g.account_id
        WHERE g.cascades AND t.depth > 0
      )
    ) seen(id, level)
  )
SELECT
  e.value,
  g1.keys,
  g1.nodes,
  g2.keys,
  g2.nodes,
  g2.ids,
  g2.unseen,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT count(*)
        FROM "account" ac1
        WHERE  (
          (
            ac1.id IN (SELECT id FROM my_account1)
            OR (ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
          ) IS TRUE
        )
      ) AS "totalCount"
    ) r1
  )::text
FROM sharing_epoch e
LEFT JOIN LATERAL  (
  SELECT array_agg(k.key) AS keys, array_agg(k.node) AS nodes
  FROM  (
    SELECT
      ap1."id" AS key,
      ap1.id,
      (
        SELECT row_to_json(r2.*)
        FROM  (
          SELECT
            ap1.email AS "email",
            (
              SELECT coalesce(json_agg(g.name ORDER BY g.name COLLATE "C"), '[]')
              FROM group_member m
              JOIN user_group g ON g.id = m.group_id
              WHERE m.user_id = ap1.id
            ) AS "groups"
        ) r2
      )::text AS node
    FROM "app_user" ap1
    WHERE ap1."id" = ANY($4::uuid[]) AND ap1.id = $1::uuid
  ) k
) g1 ON true
LEFT JOIN LATERAL  (
  SELECT
    array_agg(k.key) AS keys,
    array_agg(k.node) AS nodes,
    array_agg(k.id) AS ids,
    account_graph_unseen($1::uuid, 'account', array_agg(k.id)) AS unseen
  FROM  (
    SELECT
      ac2."name_key" AS key,
      ac2.id,
      (SELECT row_to_json(r3.*) FROM (SELECT ac2.name AS "name" ) r3)::text AS node
    FROM "account" ac2
    WHERE
      ac2."name_key" = ANY($5::text[])
      AND (
        (
          ac2.id IN (SELECT id FROM my_account1)
          OR (ac2."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
        ) IS TRUE
      )
  ) k
) g2 ON true
