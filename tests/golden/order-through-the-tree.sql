-- Statement(scope=SALES_MANAGER, strategy listed, plan_for_values=True, work=16)
--   parts:
--     Connection(rows=Rows(table=Account, merged=visible_arms), size=2)
--       order:
--         Order(name=Account: PARENT_NAME ASC)
--           keys:
--             Key(type=text, nullable=True)
--               value:
--                 _Related(relation=Account where is_parent, seen if true, target=Key(value={a}.name_key, type=text, field=name, unique=True))
--             Key(value={a}.id, type=uuid, field=id)
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
                WITH  few1 AS MATERIALIZED (
                  SELECT ac1.id FROM "account" ac1 WHERE ac1.id = ANY(once1.seen1) LIMIT 2001
                ) (
                  SELECT ac1.id
                  FROM "account" ac1
                  CROSS JOIN LATERAL  (
                    SELECT  (
                      SELECT ac2.name_key
                      FROM "account" ac2
                      WHERE  ac2.id = (
                        SELECT t1.ancestor_id
                        FROM account_tree t1
                        JOIN account v1 ON v1.id = t1.ancestor_id
                        WHERE
                          t1.descendant_id = ac1.id
                          AND (
                            (
                              v1.id IN (SELECT id FROM my_account1)
                              OR (v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean)
                            ) IS TRUE
                          )
                          AND t1.depth > 0
                        ORDER BY t1.depth
                        LIMIT 1
                      )
                    ) AS value
                    OFFSET 0
                  ) there1
                  WHERE ac1.id = ANY(ARRAY(SELECT id FROM few1)) AND (SELECT count(*) FROM few1) <= 2000
                  ORDER BY there1.value ASC NULLS LAST, ac1.id ASC
                  LIMIT $5::int
                )
                UNION ALL  (
                  WITH
                    branch1 AS MATERIALIZED (
                      (
                        SELECT ac1.id
                        FROM "account" ac1
                        JOIN
                          "account" ac3 ON ac1.id = ANY(
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
                                WHERE c1.parent_id = ac3.id
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
                          AND (
                            (
                              ac3.id IN (SELECT id FROM my_account1)
                              OR (ac3."type"::text = 'CUSTOMER'::text AND ac3."is_active" = 'true'::boolean)
                            ) IS TRUE
                          )
                        WHERE ac1.id = ANY(once1.seen1) AND NOT (SELECT count(*) FROM few1) <= 2000
                        ORDER BY ac3.name_key ASC, ac1.id ASC
                        LIMIT $5::int
                      )
                    ),
                    branch2 AS MATERIALIZED (
                      (
                        SELECT ac1.id
                        FROM "account" ac1
                        WHERE
                          ac1.id = ANY(once1.seen1)
                          AND (SELECT count(DISTINCT id) FROM branch1) < $5::int
                          AND NOT (SELECT count(*) FROM few1) <= 2000
                          AND (
                            ac1."parent_id" IS NULL
                            OR NOT EXISTS (
                              SELECT
                              FROM "account" ac4
                              WHERE  ac4.id = (
                                SELECT t2.ancestor_id
                                FROM account_tree t2
                                JOIN account v2 ON v2.id = t2.ancestor_id
                                WHERE
                                  t2.descendant_id = ac1.id
                                  AND (
                                    (
                                      v2.id IN (SELECT id FROM my_account1)
                                      OR (
                                        v2."type"::text = 'CUSTOMER'::text
                                        AND v2."is_active" = 'true'::boolean
                                      )
                                    ) IS TRUE
                                  )
                                  AND t2.depth > 0
                                ORDER BY t2.depth
                                LIMIT 1
                              )
                            )
                          )
                        ORDER BY ac1.id ASC
                        LIMIT $5::int
                      )
                    )
                  SELECT id
                  FROM branch1
                  UNION ALL
                  SELECT id
                  FROM branch2
                )
              )
              UNION ALL  (
                WITH  few2 AS MATERIALIZED (
                  SELECT ac1.id
                  FROM "account" ac1
                  WHERE ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
                  LIMIT 2001
                ) (
                  SELECT ac1.id
                  FROM "account" ac1
                  CROSS JOIN LATERAL  (
                    SELECT  (
                      SELECT ac2.name_key
                      FROM "account" ac2
                      WHERE  ac2.id = (
                        SELECT t1.ancestor_id
                        FROM account_tree t1
                        JOIN account v1 ON v1.id = t1.ancestor_id
                        WHERE
                          t1.descendant_id = ac1.id
                          AND (
                            (
                              v1.id IN (SELECT id FROM my_account1)
                              OR (v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean)
                            ) IS TRUE
                          )
                          AND t1.depth > 0
                        ORDER BY t1.depth
                        LIMIT 1
                      )
                    ) AS value
                    OFFSET 0
                  ) there1
                  WHERE ac1.id = ANY(ARRAY(SELECT id FROM few2)) AND (SELECT count(*) FROM few2) <= 2000
                  ORDER BY there1.value ASC NULLS LAST, ac1.id ASC
                  LIMIT $5::int
                )
                UNION ALL  (
                  WITH
                    branch3 AS MATERIALIZED (
                      (
                        SELECT ac1.id
                        FROM "account" ac1
                        JOIN
                          "account" ac3 ON ac1.id = ANY(
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
                                WHERE c1.parent_id = ac3.id
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
                          AND (
                            (
                              ac3.id IN (SELECT id FROM my_account1)
                              OR (ac3."type"::text = 'CUSTOMER'::text AND ac3."is_active" = 'true'::boolean)
                            ) IS TRUE
                          )
                        WHERE
                          ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
                          AND NOT (SELECT count(*) FROM few2) <= 2000
                        ORDER BY ac3.name_key ASC, ac1.id ASC
                        LIMIT $5::int
                      )
                    ),
                    branch4 AS MATERIALIZED (
                      (
                        SELECT ac1.id
                        FROM "account" ac1
                        WHERE
                          ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
                          AND (SELECT count(DISTINCT id) FROM branch3) < $5::int
                          AND NOT (SELECT count(*) FROM few2) <= 2000
                          AND (
                            ac1."parent_id" IS NULL
                            OR NOT EXISTS (
                              SELECT
                              FROM "account" ac4
                              WHERE  ac4.id = (
                                SELECT t2.ancestor_id
                                FROM account_tree t2
                                JOIN account v2 ON v2.id = t2.ancestor_id
                                WHERE
                                  t2.descendant_id = ac1.id
                                  AND (
                                    (
                                      v2.id IN (SELECT id FROM my_account1)
                                      OR (
                                        v2."type"::text = 'CUSTOMER'::text
                                        AND v2."is_active" = 'true'::boolean
                                      )
                                    ) IS TRUE
                                  )
                                  AND t2.depth > 0
                                ORDER BY t2.depth
                                LIMIT 1
                              )
                            )
                          )
                        ORDER BY ac1.id ASC
                        LIMIT $5::int
                      )
                    )
                  SELECT id
                  FROM branch3
                  UNION ALL
                  SELECT id
                  FROM branch4
                )
              )
            )
          )
          ORDER BY
            (
              SELECT ac5.name_key
              FROM "account" ac5
              WHERE  ac5.id = (
                SELECT t3.ancestor_id
                FROM account_tree t3
                JOIN account v3 ON v3.id = t3.ancestor_id
                WHERE
                  t3.descendant_id = ac1.id
                  AND (
                    (
                      v3.id IN (SELECT id FROM my_account1)
                      OR (v3."type"::text = 'CUSTOMER'::text AND v3."is_active" = 'true'::boolean)
                    ) IS TRUE
                  )
                  AND t3.depth > 0
                ORDER BY t3.depth
                LIMIT 1
              )
            ) ASC NULLS LAST,
            ac1.id ASC
          LIMIT $5::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
