-- Statement(scope=SALES_MANAGER, strategy row, work=10)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       depth: Column(column=depth)
--       parent: ToOne(relation=Account where is_parent, seen if true)
--         name: Column(column={a}.name)
--       ultimateParent: ToOne(relation=Account where is_ultimate_parent, seen if true)
--         name: Column(column={a}.name)
--       ancestors: Ancestors
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
              SELECT count(*)
              FROM account_tree t1
              JOIN account v1 ON v1.id = t1.ancestor_id
              WHERE
                t1.descendant_id = ac1.id
                AND (
                  (
                    (v1.owner_id = $1::uuid)
                    OR (
                      EXISTS (
                        SELECT
                        FROM app_user u1
                        WHERE u1.id = v1.owner_id AND u1.role_id = ANY($2::uuid[])
                        OFFSET 0
                      )
                    )
                    OR (
                      EXISTS (
                        SELECT
                        FROM account_team t
                        WHERE t.user_id = $1::uuid AND t.account_id = v1.id
                        OFFSET 0
                      )
                    )
                    OR ((v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean))
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
                        WHERE g.account_id = v1.id
                        OFFSET 0
                      )
                    )
                    OR (
                      EXISTS (
                        SELECT
                        FROM account_tree t2
                        JOIN  (
                          SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                          FROM account_grant g
                          WHERE
                            (g.expires_at IS NULL OR g.expires_at > now())
                            AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
                        ) g ON g.account_id = t2.ancestor_id
                        WHERE t2.descendant_id = v1.id AND t2.depth > 0 AND g.cascades
                        OFFSET 0
                      )
                    )
                  ) IS TRUE
                )
                AND t1.depth > 0
            ) AS "depth",
            (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT ac2.name AS "name"
                FROM "account" ac2
                WHERE  ac2.id = (
                  SELECT t3.ancestor_id
                  FROM account_tree t3
                  JOIN account v2 ON v2.id = t3.ancestor_id
                  WHERE
                    t3.descendant_id = ac1.id
                    AND (
                      (
                        (v2.owner_id = $1::uuid)
                        OR (
                          EXISTS (
                            SELECT
                            FROM app_user u2
                            WHERE u2.id = v2.owner_id AND u2.role_id = ANY($2::uuid[])
                            OFFSET 0
                          )
                        )
                        OR (
                          EXISTS (
                            SELECT
                            FROM account_team t
                            WHERE t.user_id = $1::uuid AND t.account_id = v2.id
                            OFFSET 0
                          )
                        )
                        OR ((v2."type"::text = 'CUSTOMER'::text AND v2."is_active" = 'true'::boolean))
                        OR (
                          EXISTS (
                            SELECT
                            FROM  (
                              SELECT
                                g.account_id,
                                g.cascades,
                                g.level,
                                g.id,
                                g.role_id,
                                g.group_id,
                                g.expires_at
                              FROM account_grant g
                              WHERE
                                (g.expires_at IS NULL OR g.expires_at > now())
                                AND (
                                  g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[])
                                )
                            ) g
                            WHERE g.account_id = v2.id
                            OFFSET 0
                          )
                        )
                        OR (
                          EXISTS (
                            SELECT
                            FROM account_tree t4
                            JOIN  (
                              SELECT
                                g.account_id,
                                g.cascades,
                                g.level,
                                g.id,
                                g.role_id,
                                g.group_id,
                                g.expires_at
                              FROM account_grant g
                              WHERE
                                (g.expires_at IS NULL OR g.expires_at > now())
                                AND (
                                  g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[])
                                )
                            ) g ON g.account_id = t4.ancestor_id
                            WHERE t4.descendant_id = v2.id AND t4.depth > 0 AND g.cascades
                            OFFSET 0
                          )
                        )
                      ) IS TRUE
                    )
                    AND t3.depth > 0
                  ORDER BY t3.depth
                  LIMIT 1
                )
              ) r2
            ) AS "parent",
            (
              SELECT row_to_json(r3.*)
              FROM  (
                SELECT ac3.name AS "name"
                FROM "account" ac3
                WHERE  ac3.id = (
                  SELECT t5.ancestor_id
                  FROM account_tree t5
                  JOIN account v3 ON v3.id = t5.ancestor_id
                  WHERE
                    t5.descendant_id = ac1.id
                    AND (
                      (
                        (v3.owner_id = $1::uuid)
                        OR (
                          EXISTS (
                            SELECT
                            FROM app_user u3
                            WHERE u3.id = v3.owner_id AND u3.role_id = ANY($2::uuid[])
                            OFFSET 0
                          )
                        )
                        OR (
                          EXISTS (
                            SELECT
                            FROM account_team t
                            WHERE t.user_id = $1::uuid AND t.account_id = v3.id
                            OFFSET 0
                          )
                        )
                        OR ((v3."type"::text = 'CUSTOMER'::text AND v3."is_active" = 'true'::boolean))
                        OR (
                          EXISTS (
                            SELECT
                            FROM  (
                              SELECT
                                g.account_id,
                                g.cascades,
                                g.level,
                                g.id,
                                g.role_id,
                                g.group_id,
                                g.expires_at
                              FROM account_grant g
                              WHERE
                                (g.expires_at IS NULL OR g.expires_at > now())
                                AND (
                                  g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[])
                                )
                            ) g
                            WHERE g.account_id = v3.id
                            OFFSET 0
                          )
                        )
                        OR (
                          EXISTS (
                            SELECT
                            FROM account_tree t6
                            JOIN  (
                              SELECT
                                g.account_id,
                                g.cascades,
                                g.level,
                                g.id,
                                g.role_id,
                                g.group_id,
                                g.expires_at
                              FROM account_grant g
                              WHERE
                                (g.expires_at IS NULL OR g.expires_at > now())
                                AND (
                                  g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[])
                                )
                            ) g ON g.account_id = t6.ancestor_id
                            WHERE t6.descendant_id = v3.id AND t6.depth > 0 AND g.cascades
                            OFFSET 0
                          )
                        )
                      ) IS TRUE
                    )
                    AND t5.depth >= 0
                  ORDER BY t5.depth DESC
                  LIMIT 1
                )
              ) r3
            ) AS "ultimateParent",
            (
              SELECT coalesce(json_agg(r4.*), '[]')
              FROM  (
                SELECT ac4.name AS "name"
                FROM account_tree t7
                JOIN account ac4 ON ac4.id = t7.ancestor_id
                WHERE
                  t7.descendant_id = ac1.id
                  AND t7.depth > 0
                  AND (
                    (
                      (ac4.owner_id = $1::uuid)
                      OR (
                        EXISTS (
                          SELECT
                          FROM app_user u4
                          WHERE u4.id = ac4.owner_id AND u4.role_id = ANY($2::uuid[])
                          OFFSET 0
                        )
                      )
                      OR (
                        EXISTS (
                          SELECT
                          FROM account_team t
                          WHERE t.user_id = $1::uuid AND t.account_id = ac4.id
                          OFFSET 0
                        )
                      )
                      OR ((ac4."type"::text = 'CUSTOMER'::text AND ac4."is_active" = 'true'::boolean))
                      OR (
                        EXISTS (
                          SELECT
                          FROM  (
                            SELECT
                              g.account_id,
                              g.cascades,
                              g.level,
                              g.id,
                              g.role_id,
                              g.group_id,
                              g.expires_at
                            FROM account_grant g
                            WHERE
                              (g.expires_at IS NULL OR g.expires_at > now())
                              AND (
                                g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[])
                              )
                          ) g
                          WHERE g.account_id = ac4.id
                          OFFSET 0
                        )
                      )
                      OR (
                        EXISTS (
                          SELECT
                          FROM account_tree t8
                          JOIN  (
                            SELECT
                              g.account_id,
                              g.cascades,
                              g.level,
                              g.id,
                              g.role_id,
                              g.group_id,
                              g.expires_at
                            FROM account_grant g
                            WHERE
                              (g.expires_at IS NULL OR g.expires_at > now())
                              AND (
                                g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[])
                              )
                          ) g ON g.account_id = t8.ancestor_id
                          WHERE t8.descendant_id = ac4.id AND t8.depth > 0 AND g.cascades
                          OFFSET 0
                        )
                      )
                    ) IS TRUE
                  )
                ORDER BY t7.depth DESC
              ) r4
            ) AS "ancestors"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($5::text[])
      AND (
        (
          (ac1.owner_id = $1::uuid)
          OR (
            EXISTS (
              SELECT FROM app_user u5 WHERE u5.id = ac1.owner_id AND u5.role_id = ANY($2::uuid[]) OFFSET 0
            )
          )
          OR (
            EXISTS (SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0)
          )
          OR ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
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
              FROM account_tree t9
              JOIN  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g ON g.account_id = t9.ancestor_id
              WHERE t9.descendant_id = ac1.id AND t9.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
