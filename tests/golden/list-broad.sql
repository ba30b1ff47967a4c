-- Statement(scope=SALES_REP, strategy row, work=16)
--   parts:
--     Connection(rows=Rows(table=Account), size=3)
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
--       nodes: Nodes
--         name: Column(column={a}.name)
WITH  my_grant1 AS MATERIALIZED (
  SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
  FROM account_grant g
  WHERE
    (g.expires_at IS NULL OR g.expires_at > now())
    AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
)
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT ac1.name AS "name"
          FROM "account" ac1
          WHERE  (
            (
              (ac1.owner_id = $1::uuid)
              OR (
                EXISTS (
                  SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0
                )
              )
              OR ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
              OR (ac1.id = ANY(once1.granted1))
              OR (
                cardinality(once1.cascading1) > 0
                AND EXISTS (
                  SELECT
                  FROM account_tree t1
                  WHERE t1.descendant_id = ac1.id AND t1.depth > 0 AND t1.ancestor_id = ANY(once1.cascading1)
                  OFFSET 0
                )
              )
            ) IS TRUE
          )
          ORDER BY ac1.name_key ASC
          LIMIT $4::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM
  LATERAL (
    SELECT
      (ARRAY(SELECT account_id FROM my_grant1)) AS granted1,
      (ARRAY(SELECT account_id FROM my_grant1 WHERE cascades)) AS cascading1
    OFFSET 0
  ) once1,
  sharing_epoch e
