-- Statement(scope=SALES_REP, strategy listed, plan_for_values=True, work=22)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Account, merged=visible_arms)
--           where:
--             All
--               conditions:
--                 All
--                   conditions:
--                     Comparison(value={a}.annual_revenue, operator=gte, operand=1000.00, sql_type=numeric)
--                 All(conditions=[IsNull(value={a}.industry)])
--                 All
--                   conditions:
--                     Comparison(value={a}.is_active, operator=eq, sql_type=boolean)
--                 All(conditions=[Like(value={a}.name_search, pattern=%\n acme%)])
--                 All
--                   conditions:
--                     Comparison(value={a}.type, operator=in, operand=[CUSTOMER, PARTNER], sql_type=text)
--                 All(conditions=[Like(value={a}.website, pattern=%acme%, lowered=True)])
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
--       nodes: Nodes
--         name: Column(column={a}.name)
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
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT ac1.name AS "name"
          FROM "account" ac1
          WHERE  ac1.id = ANY(
            ARRAY(
              (
                SELECT ac1.id
                FROM "account" ac1
                WHERE
                  ac1.id = ANY(once1.seen1)
                  AND (
                    (ac1.annual_revenue >= $4::text::numeric)
                    AND (ac1.industry IS NOT NULL)
                    AND (ac1.is_active = $5::text::boolean)
                    AND (ac1.name_search LIKE $6::text)
                    AND (ac1.type = ANY($7::text[]::text[]))
                    AND (lower(ac1.website COLLATE "C") LIKE $8::text)
                  )
                ORDER BY ac1.name_key ASC
                LIMIT $9::int
              )
              UNION ALL  (
                SELECT ac1.id
                FROM "account" ac1
                WHERE
                  ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                  AND (
                    (ac1.annual_revenue >= $4::text::numeric)
                    AND (ac1.industry IS NOT NULL)
                    AND (ac1.is_active = $5::text::boolean)
                    AND (ac1.name_search LIKE $6::text)
                    AND (ac1.type = ANY($7::text[]::text[]))
                    AND (lower(ac1.website COLLATE "C") LIKE $8::text)
                  )
                ORDER BY ac1.name_key ASC
                LIMIT $9::int
              )
            )
          )
          ORDER BY ac1.name_key ASC
          LIMIT $9::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
