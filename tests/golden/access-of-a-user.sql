-- Statement(scope=ADMIN, strategy row, work=4)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       access: Access(subject=another user)
--         level: Column(column=(SELECT min({a}.level) FROM {a}))
--         reasons: Reasons(by_name=True)
--           kind: Column(column={a}.kind)
WITH  my_grant1 AS MATERIALIZED (
  SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
  FROM account_grant g
  WHERE
    (g.expires_at IS NULL OR g.expires_at > now())
    AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
)
SELECT e.value, g1.keys, g1.nodes, g1.ids, g1.unseen
FROM sharing_epoch e
LEFT JOIN LATERAL  (
  SELECT
    array_agg(k.key) AS keys,
    array_agg(k.node) AS nodes,
    array_agg(k.id) AS ids,
    account_graph_unseen($4::uuid, 'account', array_agg(k.id)) AS unseen
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
                  'GRANT' AS kind,
                  g.level::text AS level,
                  coalesce(r.name, n.name)::text AS name,
                  NULL::uuid AS via_account_id,
                  0 AS steps,
                  NULL::text AS via_role,
                  g.expires_at::timestamptz AS expires_at,
                  g.id::uuid AS key
                FROM my_grant1 g
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
                FROM my_grant1 g
                JOIN account_tree t ON t.ancestor_id = g.account_id
                LEFT JOIN role r ON r.id = g.role_id
                LEFT JOIN user_group n ON n.id = g.group_id
                WHERE g.cascades AND t.depth > 0 AND t.descendant_id = ac1.id
                UNION ALL
                SELECT
                  'PARTNER' AS kind,
                  'READ'::text AS level,
                  NULL::text AS name,
                  $5::uuid::uuid AS via_account_id,
                  0 AS steps,
                  NULL::text AS via_role,
                  NULL::timestamptz AS expires_at,
                  $5::uuid::uuid AS key
                FROM account a
                WHERE (a.id = $5::uuid OR a.partner_id = $5::uuid) AND a.id = ac1.id
              ) opened
            ) (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT
                  (SELECT min(why1.level) FROM why1) AS "level",
                  (
                    SELECT coalesce(json_agg(r3.*), '[]')
                    FROM  (
                      SELECT r4.kind AS "kind"
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
    WHERE ac1."name_key" = ANY($6::text[]) AND true
  ) k
) g1 ON true
