-- Statement(scope=SALES_MANAGER, strategy row, work=3)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       descendants: Connection(size=5)
--         rows:
--           Rows(table=Account, relation=Account where IsDescendant(levels=2))
--         order:
--           Order(name=Account)
--             keys:
--               Key(value={a}.name_key, type=text, field=name, unique=True)
--         nodes: Nodes
--           name: Column(column={a}.name)
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
          SELECT  (
            SELECT row_to_json(r2.*)
            FROM  (
              SELECT  (
                SELECT coalesce(json_agg(r3.*), '[]')
                FROM  (
                  SELECT ac2.name AS "name"
                  FROM "account" ac2
                  WHERE
                    ac2.id = ANY(
                      ARRAY(
                        SELECT t1.descendant_id
                        FROM account_tree t1
                        WHERE
                          t1.ancestor_id = ac1.id
                          AND t1.depth > 0
                          AND (
                            SELECT count(*)
                            FROM account_tree m1
                            JOIN account v1 ON v1.id = m1.ancestor_id
                            WHERE
                              m1.descendant_id = t1.descendant_id
                              AND m1.depth < t1.depth
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
                                  OR (
                                    (v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean)
                                  )
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
                                            g.user_id = $1::uuid
                                            OR g.role_id = $3::uuid
                                            OR g.group_id = ANY($4::uuid[])
                                          )
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
                                            g.user_id = $1::uuid
                                            OR g.role_id = $3::uuid
                                            OR g.group_id = ANY($4::uuid[])
                                          )
                                      ) g ON g.account_id = t2.ancestor_id
                                      WHERE t2.descendant_id = v1.id AND t2.depth > 0 AND g.cascades
                                      OFFSET 0
                                    )
                                  )
                                ) IS TRUE
                              )
                          ) <= $5::int
                      )
                    )
                    AND (
                      (
                        (ac2.owner_id = $1::uuid)
                        OR (
                          EXISTS (
                            SELECT
                            FROM app_user u2
                            WHERE u2.id = ac2.owner_id AND u2.role_id = ANY($2::uuid[])
                            OFFSET 0
                          )
                        )
                        OR (
                          EXISTS (
                            SELECT
                            FROM account_team t
                            WHERE t.user_id = $1::uuid AND t.account_id = ac2.id
                            OFFSET 0
                          )
                        )
                        OR ((ac2."type"::text = 'CUSTOMER'::text AND ac2."is_active" = 'true'::boolean))
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
                            WHERE g.account_id = ac2.id
                            OFFSET 0
                          )
                        )
                        OR (
                          EXISTS (
                            SELECT
                            FROM account_tree t3
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
                            ) g ON g.account_id = t3.ancestor_id
                            WHERE t3.descendant_id = ac2.id AND t3.depth > 0 AND g.cascades
                            OFFSET 0
                          )
                        )
                      ) IS TRUE
                    )
                  ORDER BY ac2.name_key ASC
                  LIMIT $6::int
                ) r3
              ) AS "nodes"
            ) r2
          ) AS "descendants"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($7::text[])
      AND (
        (
          (ac1.owner_id = $1::uuid)
          OR (
            EXISTS (
              SELECT FROM app_user u3 WHERE u3.id = ac1.owner_id AND u3.role_id = ANY($2::uuid[]) OFFSET 0
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
              FROM account_tree t4
              JOIN  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g ON g.account_id = t4.ancestor_id
              WHERE t4.descendant_id = ac1.id AND t4.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
