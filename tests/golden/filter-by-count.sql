-- Statement(scope=SALES_MANAGER, strategy listed, plan_for_values=True, work=29)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Account, merged=visible_arms)
--           where:
--             All
--               conditions:
--                 All
--                   conditions:
--                     Counted(relation=Account where is_child, seen if true, comparisons=[[lt, 3]], most=4)
--                 All
--                   conditions:
--                     Counted(relation=Opportunity where {x}.account_id = {a}.id, seen if true, comparisons=[[gte, 2], [notIn, [4, 5]]], most=6)
--                       condition:
--                         All
--                           conditions:
--                             All
--                               conditions:
--                                 Comparison(value=({a}.stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), operator=eq, sql_type=boolean)
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
      UNION ALL  (
        SELECT a.id, 'EDIT'
        FROM app_user u
        JOIN account a ON a.owner_id = u.id
        WHERE u.role_id = ANY($4::uuid[])
      )
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
                    (
                      (
                        SELECT count(*) < $5::text::bigint
                        FROM  (
                          SELECT
                          FROM "account" ac2
                          WHERE
                            ac2.id = ANY(
                              ARRAY(
                                WITH RECURSIVE  walk1(id, seen) AS (
                                  SELECT
                                    c1.id,
                                    (
                                      (
                                        c1.id IN (SELECT id FROM my_account1)
                                        OR (
                                          c1."type"::text = 'CUSTOMER'::text
                                          AND c1."is_active" = 'true'::boolean
                                        )
                                      ) IS TRUE
                                    )
                                  FROM account c1
                                  WHERE c1.parent_id = ac1.id
                                  UNION ALL
                                  SELECT
                                    d1.id,
                                    (
                                      (
                                        d1.id IN (SELECT id FROM my_account1)
                                        OR (
                                          d1."type"::text = 'CUSTOMER'::text
                                          AND d1."is_active" = 'true'::boolean
                                        )
                                      ) IS TRUE
                                    )
                                  FROM walk1
                                  JOIN account d1 ON d1.parent_id = walk1.id
                                  WHERE NOT walk1.seen
                                )
                                SELECT id
                                FROM walk1
                                WHERE seen
                              )
                            )
                            AND true
                          LIMIT $6::bigint
                        ) counted1
                      )
                    )
                    AND (
                      (
                        SELECT
                          count(*) >= $7::text::bigint
                          AND (count(*) = ANY($8::text[]::bigint[])) IS NOT TRUE
                        FROM  (
                          SELECT
                          FROM "opportunity" op1
                          WHERE
                            op1.account_id = ac1.id
                            AND (((op1.stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')) = $9::text::boolean))
                          LIMIT $10::bigint
                        ) counted2
                      )
                    )
                  )
                ORDER BY ac1.name_key ASC
                LIMIT $11::int
              )
              UNION ALL  (
                SELECT ac1.id
                FROM "account" ac1
                WHERE
                  ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
                  AND (
                    (
                      (
                        SELECT count(*) < $5::text::bigint
                        FROM  (
                          SELECT
                          FROM "account" ac2
                          WHERE
                            ac2.id = ANY(
                              ARRAY(
                                WITH RECURSIVE  walk1(id, seen) AS (
                                  SELECT
                                    c1.id,
                                    (
                                      (
                                        c1.id IN (SELECT id FROM my_account1)
                                        OR (
                                          c1."type"::text = 'CUSTOMER'::text
                                          AND c1."is_active" = 'true'::boolean
                                        )
                                      ) IS TRUE
                                    )
                                  FROM account c1
                                  WHERE c1.parent_id = ac1.id
                                  UNION ALL
                                  SELECT
                                    d1.id,
                                    (
                                      (
                                        d1.id IN (SELECT id FROM my_account1)
                                        OR (
                                          d1."type"::text = 'CUSTOMER'::text
                                          AND d1."is_active" = 'true'::boolean
                                        )
                                      ) IS TRUE
                                    )
                                  FROM walk1
                                  JOIN account d1 ON d1.parent_id = walk1.id
                                  WHERE NOT walk1.seen
                                )
                                SELECT id
                                FROM walk1
                                WHERE seen
                              )
                            )
                            AND true
                          LIMIT $6::bigint
                        ) counted1
                      )
                    )
                    AND (
                      (
                        SELECT
                          count(*) >= $7::text::bigint
                          AND (count(*) = ANY($8::text[]::bigint[])) IS NOT TRUE
                        FROM  (
                          SELECT
                          FROM "opportunity" op1
                          WHERE
                            op1.account_id = ac1.id
                            AND (((op1.stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')) = $9::text::boolean))
                          LIMIT $10::bigint
                        ) counted2
                      )
                    )
                  )
                ORDER BY ac1.name_key ASC
                LIMIT $11::int
              )
            )
          )
          ORDER BY ac1.name_key ASC
          LIMIT $11::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
