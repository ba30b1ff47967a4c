-- Statement(scope=SALES_MANAGER, strategy listed, plan_for_values=True, work=24)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Account, merged=visible_arms)
--           where:
--             All
--               conditions:
--                 All
--                   conditions:
--                     Exists(holds=True)
--                       relation:
--                         Relation(entity=ExternalId, on={x}.record_id = {a}.id AND {x}.record_type = 'account')
--                       condition:
--                         All
--                           conditions:
--                             All
--                               conditions:
--                                 Comparison(value={a}.key, operator=eq, operand=K-1, sql_type=text)
--                             All
--                               conditions:
--                                 Comparison(value={a}.source, operator=eq, operand=erp, sql_type=text)
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
--       nodes: Nodes
--         name: Column(column={a}.name)
--         externalIds: List(order={x}.source COLLATE "C", {x}.key COLLATE "C")
--           rows:
--             Rows(table=ExternalId)
--               relation:
--                 Relation(entity=ExternalId, on={x}.record_id = {a}.id AND {x}.record_type = 'account')
--           source: Column(column={a}.source)
--           key: Column(column={a}.key)
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
          SELECT
            ac1.name AS "name",
            (
              SELECT coalesce(json_agg(r3.*), '[]')
              FROM  (
                SELECT ex1.source AS "source", ex1.key AS "key"
                FROM "external_id" ex1
                WHERE ex1.record_id = ac1.id AND ex1.record_type = 'account'
                ORDER BY ex1.source COLLATE "C", ex1.key COLLATE "C"
              ) r3
            ) AS "externalIds"
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
                      EXISTS (
                        SELECT
                        FROM "external_id" ex2
                        WHERE
                          ex2.record_id = ac1.id
                          AND ex2.record_type = 'account'
                          AND ((ex2.key = $5::text::text) AND (ex2.source = $6::text::text))
                      )
                    )
                  )
                ORDER BY ac1.name_key ASC
                LIMIT $7::int
              )
              UNION ALL  (
                SELECT ac1.id
                FROM "account" ac1
                WHERE
                  ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
                  AND (
                    (
                      EXISTS (
                        SELECT
                        FROM "external_id" ex2
                        WHERE
                          ex2.record_id = ac1.id
                          AND ex2.record_type = 'account'
                          AND ((ex2.key = $5::text::text) AND (ex2.source = $6::text::text))
                      )
                    )
                  )
                ORDER BY ac1.name_key ASC
                LIMIT $7::int
              )
            )
          )
          ORDER BY ac1.name_key ASC
          LIMIT $7::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
