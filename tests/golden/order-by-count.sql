-- Statement(scope=SALES_MANAGER, strategy listed, work=56)
--   parts:
--     Connection(rows=Rows(table=Account, merged=visible_arms), size=2)
--       order:
--         Order(name=Account: CHILD_COUNT DESC)
--           keys:
--             Key(value=RelatedCount(relation=Account where is_child, seen if true), type=bigint, field=children, descending=True)
--             Key(value={a}.id, type=uuid, field=id, descending=True)
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
  ),
  my_cascade1 AS MATERIALIZED (
    SELECT t.descendant_id
    FROM my_grant1 g
    JOIN account_tree t ON t.ancestor_id = g.account_id
    WHERE g.cascades AND t.depth > 0
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
                      SELECT count(*)
                      FROM "account" ac2
                      WHERE  ac2.id = ANY(
                        ARRAY(
                          WITH RECURSIVE  walk1(id, seen) AS (
                            SELECT
                              c1.id,
                              (
                                (
                                  c1.id IN (SELECT id FROM my_account1)
                                  OR (c1."type"::text = 'CUSTOMER'::text AND c1."is_active" = 'true'::boolean)
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
                                  OR (d1."type"::text = 'CUSTOMER'::text AND d1."is_active" = 'true'::boolean)
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
                    ) AS value
                    OFFSET 0
                  ) there1
                  WHERE ac1.id = ANY(ARRAY(SELECT id FROM few1)) AND (SELECT count(*) FROM few1) <= 2000
                  ORDER BY there1.value DESC, ac1.id DESC
                  LIMIT $5::int
                )
                UNION ALL  (
                  (
                    SELECT ac1.id
                    FROM "account" ac1
                    LEFT JOIN  (
                      SELECT up1.id, count(*) AS value
                      FROM account c2
                      LEFT JOIN
                        account p1 ON p1.id = c2.parent_id
                        AND (
                          (
                            (p1.owner_id = $1::uuid)
                            OR (
                              (
                                (p1.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY($4::uuid[]))) IS TRUE
                              )
                            )
                            OR (p1.id IN (SELECT t.account_id FROM account_team t WHERE t.user_id = $1::uuid))
                            OR ((p1."type"::text = 'CUSTOMER'::text AND p1."is_active" = 'true'::boolean))
                            OR (p1.id IN (SELECT g.account_id FROM my_grant1 g WHERE true))
                            OR (p1.id IN (SELECT descendant_id FROM my_cascade1))
                          ) IS TRUE
                        )
                      CROSS JOIN LATERAL  (
                        SELECT  CASE WHEN p1.id IS NOT NULL THEN p1.id ELSE (
                          SELECT t1.ancestor_id
                          FROM account_tree t1
                          JOIN account v1 ON v1.id = t1.ancestor_id
                          WHERE
                            t1.descendant_id = c2.id
                            AND (
                              (
                                v1.id IN (SELECT id FROM my_account1)
                                OR (v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean)
                              ) IS TRUE
                            )
                            AND t1.depth > 0
                          ORDER BY t1.depth
                          LIMIT 1
                        ) END AS id
                      ) up1
                      WHERE
                        c2.parent_id IS NOT NULL
                        AND (
                          (
                            (c2.owner_id = $1::uuid)
                            OR (
                              (
                                (c2.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY($4::uuid[]))) IS TRUE
                              )
                            )
                            OR (c2.id IN (SELECT t.account_id FROM account_team t WHERE t.user_id = $1::uuid))
                            OR ((c2."type"::text = 'CUSTOMER'::text AND c2."is_active" = 'true'::boolean))
                            OR (c2.id IN (SELECT g.account_id FROM my_grant1 g WHERE true))
                            OR (c2.id IN (SELECT descendant_id FROM my_cascade1))
                          ) IS TRUE
                        )
                      GROUP BY up1.id
                    ) there2 ON there2.id = ac1.id
                    WHERE ac1.id = ANY(once1.seen1) AND NOT (SELECT count(*) FROM few1) <= 2000
                    ORDER BY coalesce(there2.value, 0) DESC, ac1.id DESC
                    LIMIT $5::int
                  )
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
                      SELECT count(*)
                      FROM "account" ac2
                      WHERE  ac2.id = ANY(
                        ARRAY(
                          WITH RECURSIVE  walk1(id, seen) AS (
                            SELECT
                              c1.id,
                              (
                                (
                                  c1.id IN (SELECT id FROM my_account1)
                                  OR (c1."type"::text = 'CUSTOMER'::text AND c1."is_active" = 'true'::boolean)
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
                                  OR (d1."type"::text = 'CUSTOMER'::text AND d1."is_active" = 'true'::boolean)
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
                    ) AS value
                    OFFSET 0
                  ) there1
                  WHERE ac1.id = ANY(ARRAY(SELECT id FROM few2)) AND (SELECT count(*) FROM few2) <= 2000
                  ORDER BY there1.value DESC, ac1.id DESC
                  LIMIT $5::int
                )
                UNION ALL  (
                  (
                    SELECT ac1.id
                    FROM "account" ac1
                    LEFT JOIN  (
                      SELECT up1.id, count(*) AS value
                      FROM account c2
                      LEFT JOIN
                        account p1 ON p1.id = c2.parent_id
                        AND (
                          (
                            (p1.owner_id = $1::uuid)
                            OR (
                              (
                                (p1.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY($4::uuid[]))) IS TRUE
                              )
                            )
                            OR (p1.id IN (SELECT t.account_id FROM account_team t WHERE t.user_id = $1::uuid))
                            OR ((p1."type"::text = 'CUSTOMER'::text AND p1."is_active" = 'true'::boolean))
                            OR (p1.id IN (SELECT g.account_id FROM my_grant1 g WHERE true))
                            OR (p1.id IN (SELECT descendant_id FROM my_cascade1))
                          ) IS TRUE
                        )
                      CROSS JOIN LATERAL  (
                        SELECT  CASE WHEN p1.id IS NOT NULL THEN p1.id ELSE (
                          SELECT t1.ancestor_id
                          FROM account_tree t1
                          JOIN account v1 ON v1.id = t1.ancestor_id
                          WHERE
                            t1.descendant_id = c2.id
                            AND (
                              (
                                v1.id IN (SELECT id FROM my_account1)
                                OR (v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean)
                              ) IS TRUE
                            )
                            AND t1.depth > 0
                          ORDER BY t1.depth
                          LIMIT 1
                        ) END AS id
                      ) up1
                      WHERE
                        c2.parent_id IS NOT NULL
                        AND (
                          (
                            (c2.owner_id = $1::uuid)
                            OR (
                              (
                                (c2.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY($4::uuid[]))) IS TRUE
                              )
                            )
                            OR (c2.id IN (SELECT t.account_id FROM account_team t WHERE t.user_id = $1::uuid))
                            OR ((c2."type"::text = 'CUSTOMER'::text AND c2."is_active" = 'true'::boolean))
                            OR (c2.id IN (SELECT g.account_id FROM my_grant1 g WHERE true))
                            OR (c2.id IN (SELECT descendant_id FROM my_cascade1))
                          ) IS TRUE
                        )
                      GROUP BY up1.id
                    ) there2 ON there2.id = ac1.id
                    WHERE
                      ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
                      AND NOT (SELECT count(*) FROM few2) <= 2000
                    ORDER BY coalesce(there2.value, 0) DESC, ac1.id DESC
                    LIMIT $5::int
                  )
                )
              )
            )
          )
          ORDER BY
            (
              SELECT count(*)
              FROM "account" ac3
              WHERE  ac3.id = ANY(
                ARRAY(
                  WITH RECURSIVE  walk2(id, seen) AS (
                    SELECT
                      c3.id,
                      (
                        (
                          c3.id IN (SELECT id FROM my_account1)
                          OR (c3."type"::text = 'CUSTOMER'::text AND c3."is_active" = 'true'::boolean)
                        ) IS TRUE
                      )
                    FROM account c3
                    WHERE c3.parent_id = ac1.id
                    UNION ALL
                    SELECT
                      d2.id,
                      (
                        (
                          d2.id IN (SELECT id FROM my_account1)
                          OR (d2."type"::text = 'CUSTOMER'::text AND d2."is_active" = 'true'::boolean)
                        ) IS TRUE
                      )
                    FROM walk2
                    JOIN account d2 ON d2.parent_id = walk2.id
                    WHERE NOT walk2.seen
                  )
                  SELECT id
                  FROM walk2
                  WHERE seen
                )
              )
            ) DESC,
            ac1.id DESC
          LIMIT $5::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
