-- Statement(scope=SALES_MANAGER, strategy row, work=6)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       children: Connection(size=5)
--         rows:
--           Rows(table=Account, relation=Account where is_child, seen if true)
--         order:
--           Order(name=Account)
--             keys:
--               Key(value={a}.name_key, type=text, field=name, unique=True)
--         totalCount: TotalCount
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
              SELECT
                (
                  SELECT count(*)
                  FROM "account" ac2
                  WHERE  ac2.id = ANY(
                    ARRAY(
                      WITH RECURSIVE  walk1(id, seen) AS (
                        SELECT
                          c1.id,
                          (
                            (
                              (c1.owner_id = $1::uuid)
                              OR (
                                EXISTS (
                                  SELECT
                                  FROM app_user u1
                                  WHERE u1.id = c1.owner_id AND u1.role_id = ANY($2::uuid[])
                                  OFFSET 0
                                )
                              )
                              OR (
                                EXISTS (
                                  SELECT
                                  FROM account_team t
                                  WHERE t.user_id = $1::uuid AND t.account_id = c1.id
                                  OFFSET 0
                                )
                              )
                              OR ((c1."type"::text = 'CUSTOMER'::text AND c1."is_active" = 'true'::boolean))
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
                                  WHERE g.account_id = c1.id
                                  OFFSET 0
                                )
                              )
                              OR (
                                EXISTS (
                                  SELECT
                                  FROM account_tree t1
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
                                  ) g ON g.account_id = t1.ancestor_id
                                  WHERE t1.descendant_id = c1.id AND t1.depth > 0 AND g.cascades
                                  OFFSET 0
                                )
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
                              (d1.owner_id = $1::uuid)
                              OR (
                                EXISTS (
                                  SELECT
                                  FROM app_user u2
                                  WHERE u2.id = d1.owner_id AND u2.role_id = ANY($2::uuid[])
                                  OFFSET 0
                                )
                              )
                              OR (
                                EXISTS (
                                  SELECT
                                  FROM account_team t
                                  WHERE t.user_id = $1::uuid AND t.account_id = d1.id
                                  OFFSET 0
                                )
                              )
                              OR ((d1."type"::text = 'CUSTOMER'::text AND d1."is_active" = 'true'::boolean))
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
                                  WHERE g.account_id = d1.id
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
                                  WHERE t2.descendant_id = d1.id AND t2.depth > 0 AND g.cascades
                                  OFFSET 0
                                )
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
                ) AS "totalCount",
                (
                  SELECT coalesce(json_agg(r3.*), '[]')
                  FROM  (
                    SELECT ac2.name AS "name"
                    FROM "account" ac2
                    WHERE  ac2.id = ANY(
                      ARRAY(
                        WITH RECURSIVE  walk1(id, seen) AS (
                          SELECT
                            c1.id,
                            (
                              (
                                (c1.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM app_user u1
                                    WHERE u1.id = c1.owner_id AND u1.role_id = ANY($2::uuid[])
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = c1.id
                                    OFFSET 0
                                  )
                                )
                                OR ((c1."type"::text = 'CUSTOMER'::text AND c1."is_active" = 'true'::boolean))
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
                                    WHERE g.account_id = c1.id
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_tree t1
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
                                    ) g ON g.account_id = t1.ancestor_id
                                    WHERE t1.descendant_id = c1.id AND t1.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
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
                                (d1.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM app_user u2
                                    WHERE u2.id = d1.owner_id AND u2.role_id = ANY($2::uuid[])
                                    OFFSET 0
                                  )
                                )
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM account_team t
                                    WHERE t.user_id = $1::uuid AND t.account_id = d1.id
                                    OFFSET 0
                                  )
                                )
                                OR ((d1."type"::text = 'CUSTOMER'::text AND d1."is_active" = 'true'::boolean))
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
                                    WHERE g.account_id = d1.id
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
                                    WHERE t2.descendant_id = d1.id AND t2.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
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
                    ORDER BY ac2.name_key ASC
                    LIMIT $5::int
                  ) r3
                ) AS "nodes"
            ) r2
          ) AS "children"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($6::text[])
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
              FROM account_tree t3
              JOIN  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g ON g.account_id = t3.ancestor_id
              WHERE t3.descendant_id = ac1.id AND t3.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
