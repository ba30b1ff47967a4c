-- Statement(scope=SALES_MANAGER, strategy row, work=9)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       access: Access(subject=whoever asks)
--         level: Column(column=(SELECT min({a}.level) FROM {a}))
--         reasons: Reasons(by_name=True)
--           kind: Column(column={a}.kind)
--           name: Column(column={a}.name)
--           viaAccount: ToOne(relation=Account where {x}.id = {a}.via_account_id)
--             name: Column(column={a}.name)
--           inheritedDepth: Column(column=_inherited_depth)
--           expiresAt: Column
--             column:
--               to_char({a}.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
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
            WITH  why1 AS (
              SELECT opened.*, ac1.id AS here
              FROM  (
                SELECT
                  'OWNER' AS kind,
                  'EDIT'::text AS level,
                  NULL::text AS name,
                  NULL::uuid AS via_account_id,
                  0 AS steps,
                  NULL::text AS via_role,
                  NULL::timestamptz AS expires_at,
                  $1::uuid::uuid AS key
                FROM account a
                WHERE a.owner_id = $1::uuid AND a.id = ac1.id
                UNION ALL
                SELECT
                  'ROLE' AS kind,
                  'EDIT'::text AS level,
                  NULL::text AS name,
                  NULL::uuid AS via_account_id,
                  0 AS steps,
                  r.name::text AS via_role,
                  NULL::timestamptz AS expires_at,
                  r.id::uuid AS key
                FROM app_user u
                JOIN account a ON a.owner_id = u.id
                JOIN role r ON r.id = u.role_id
                WHERE u.role_id = ANY($2::uuid[]) AND a.id = ac1.id
                UNION ALL
                SELECT
                  'TEAM' AS kind,
                  t.level::text AS level,
                  t.title::text AS name,
                  NULL::uuid AS via_account_id,
                  0 AS steps,
                  NULL::text AS via_role,
                  NULL::timestamptz AS expires_at,
                  t.id::uuid AS key
                FROM account_team t
                WHERE t.user_id = $1::uuid AND t.account_id = ac1.id
                UNION ALL
                SELECT
                  'RULE' AS kind,
                  $3::text::text AS level,
                  $4::text::text AS name,
                  NULL::uuid AS via_account_id,
                  0 AS steps,
                  NULL::text AS via_role,
                  NULL::timestamptz AS expires_at,
                  $5::uuid::uuid AS key
                FROM account a1
                WHERE
                  (a1."type"::text = 'CUSTOMER'::text AND a1."is_active" = 'true'::boolean)
                  AND a1.id = ac1.id
                UNION ALL
                SELECT
                  'GRANT' AS kind,
                  g.level::text AS level,
                  coalesce(r.name, n.name)::text AS name,
                  NULL::uuid AS via_account_id,
                  0 AS steps,
                  NULL::text AS via_role,
                  g.expires_at::timestamptz AS expires_at,
                  g.id::uuid AS key
                FROM  (
                  SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                  FROM account_grant g
                  WHERE
                    (g.expires_at IS NULL OR g.expires_at > now())
                    AND (g.user_id = $1::uuid OR g.role_id = $6::uuid OR g.group_id = ANY($7::uuid[]))
                ) g
                LEFT JOIN role r ON r.id = g.role_id
                LEFT JOIN user_group n ON n.id = g.group_id
                WHERE true AND g.account_id = ac1.id
                UNION ALL
                SELECT
                  'CASCADE' AS kind,
                  g.level::text AS level,
                  coalesce(r.name, n.name)::text AS name,
                  t.ancestor_id::uuid AS via_account_id,
                  t.depth AS steps,
                  NULL::text AS via_role,
                  g.expires_at::timestamptz AS expires_at,
                  g.id::uuid AS key
                FROM  (
                  SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                  FROM account_grant g
                  WHERE
                    (g.expires_at IS NULL OR g.expires_at > now())
                    AND (g.user_id = $1::uuid OR g.role_id = $6::uuid OR g.group_id = ANY($7::uuid[]))
                ) g
                JOIN account_tree t ON t.ancestor_id = g.account_id
                LEFT JOIN role r ON r.id = g.role_id
                LEFT JOIN user_group n ON n.id = g.group_id
                WHERE g.cascades AND t.depth > 0 AND t.descendant_id = ac1.id
              ) opened
            ) (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT
                  (SELECT min(why1.level) FROM why1) AS "level",
                  (
                    SELECT coalesce(json_agg(r3.*), '[]')
                    FROM  (
                      SELECT
                        r4.kind AS "kind",
                        r4.name AS "name",
                        (
                          SELECT row_to_json(r5.*)
                          FROM  (
                            SELECT ac2.name AS "name"
                            FROM "account" ac2
                            WHERE
                              ac2.id = r4.via_account_id
                              AND (
                                (
                                  (ac2.owner_id = $1::uuid)
                                  OR (
                                    EXISTS (
                                      SELECT
                                      FROM app_user u1
                                      WHERE u1.id = ac2.owner_id AND u1.role_id = ANY($2::uuid[])
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
                                  OR (
                                    (
                                      ac2."type"::text = 'CUSTOMER'::text
                                      AND ac2."is_active" = 'true'::boolean
                                    )
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
                                            OR g.role_id = $6::uuid
                                            OR g.group_id = ANY($7::uuid[])
                                          )
                                      ) g
                                      WHERE g.account_id = ac2.id
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
                                            OR g.role_id = $6::uuid
                                            OR g.group_id = ANY($7::uuid[])
                                          )
                                      ) g ON g.account_id = t1.ancestor_id
                                      WHERE t1.descendant_id = ac2.id AND t1.depth > 0 AND g.cascades
                                      OFFSET 0
                                    )
                                  )
                                ) IS TRUE
                              )
                          ) r5
                        ) AS "viaAccount",
                        CASE WHEN r4.kind = 'CASCADE' THEN (
                          SELECT count(*)
                          FROM account_tree t2
                          JOIN account v1 ON v1.id = t2.ancestor_id
                          WHERE
                            t2.descendant_id = r4.here
                            AND t2.depth BETWEEN 1 AND r4.steps
                            AND (
                              (
                                (v1.owner_id = $1::uuid)
                                OR (
                                  EXISTS (
                                    SELECT
                                    FROM app_user u2
                                    WHERE u2.id = v1.owner_id AND u2.role_id = ANY($2::uuid[])
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
                                          OR g.role_id = $6::uuid
                                          OR g.group_id = ANY($7::uuid[])
                                        )
                                    ) g
                                    WHERE g.account_id = v1.id
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
                                          g.user_id = $1::uuid
                                          OR g.role_id = $6::uuid
                                          OR g.group_id = ANY($7::uuid[])
                                        )
                                    ) g ON g.account_id = t3.ancestor_id
                                    WHERE t3.descendant_id = v1.id AND t3.depth > 0 AND g.cascades
                                    OFFSET 0
                                  )
                                )
                              ) IS TRUE
                            )
                        ) END AS "inheritedDepth",
                        to_char(r4.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "expiresAt"
                      FROM why1 r4
                      ORDER BY
                        array_position(
                          ARRAY['OWNER',
                          'ROLE',
                          'TEAM',
                          'RULE',
                          'GRANT',
                          'CASCADE',
                          'PARTNER',
                          'ADMIN',
                          'VIEW_ALL'],
                          r4.kind
                        ),
                        r4.name COLLATE "C",
                        r4.key
                    ) r3
                  ) AS "reasons"
                WHERE EXISTS (SELECT FROM why1)
              ) r2
            )
          ) AS "access"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($8::text[])
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
                  AND (g.user_id = $1::uuid OR g.role_id = $6::uuid OR g.group_id = ANY($7::uuid[]))
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
                  AND (g.user_id = $1::uuid OR g.role_id = $6::uuid OR g.group_id = ANY($7::uuid[]))
              ) g ON g.account_id = t4.ancestor_id
              WHERE t4.descendant_id = ac1.id AND t4.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
