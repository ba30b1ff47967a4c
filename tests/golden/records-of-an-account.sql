-- Statement(scope=SALES_REP, strategy row, work=12)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       contacts: Connection(size=3)
--         rows:
--           Rows(table=Contact, relation=Contact where {x}.account_id = {a}.id, seen if true)
--         order:
--           Order(name=Contact)
--             keys:
--               Key(value={a}.is_primary, type=boolean, field=isPrimary, descending=True)
--               Key(value={a}.name_key, type=text, field=name)
--               Key(value={a}.id, type=uuid, field=id)
--         nodes: Nodes
--           name: Column(column={a}.name)
--       cases: Connection(size=2)
--         rows:
--           Rows(table=Case, relation=Case where {x}.account_id = {a}.id, seen if true)
--         order:
--           Order(name=Case)
--             keys:
--               Key(value={a}.opened_at, type=timestamptz, field=openedAt, descending=True)
--               Key(value={a}.id, type=uuid, field=id, descending=True)
--         edges: Edges
--           cursor: Cursor
--           node: SameRow
--             subject: Column(column={a}.subject)
--             internalNotes: Column(column={a}.internal_notes)
--       team: List(order={x}.level, {x}.id)
--         rows:
--           Rows(table=AccountTeamMember, relation=AccountTeamMember where {x}.account_id = {a}.id)
--         title: Column(column={a}.title)
--         user: ToOne(relation=User where {x}.id = {a}.user_id, seen if true)
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
          SELECT
            (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT  (
                  SELECT coalesce(json_agg(r3.*), '[]')
                  FROM  (
                    SELECT co1.name AS "name"
                    FROM "contact" co1
                    WHERE co1.account_id = ac1.id
                    ORDER BY co1.is_primary DESC, co1.name_key ASC, co1.id ASC
                    LIMIT $2::int
                  ) r3
                ) AS "nodes"
              ) r2
            ) AS "contacts",
            (
              SELECT row_to_json(r4.*)
              FROM  (
                SELECT  (
                  SELECT  coalesce(
                    json_agg(
                      (
                        SELECT row_to_json(r5.*)
                        FROM  (
                          SELECT
                            (
                              SELECT  translate(
                                encode(
                                  substring(
                                    sha256(
                                      $3::bytea || sha256(
                                        $4::bytea || convert_to($5::text || c.payload, 'UTF8')
                                      )
                                    )
                                    FROM 1 FOR 16
                                  ) || convert_to(c.payload, 'UTF8'),
                                  'base64'
                                ),
                                E'+/=\n',
                                '-_'
                              )
                              FROM  (
                                SELECT  json_build_array(
                                  to_char(su1.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                                  (su1.id)::text
                                )::text AS payload
                              ) c
                            ) AS "cursor",
                            (
                              SELECT row_to_json(r6.*)
                              FROM  (SELECT su1.subject AS "subject", su1.internal_notes AS "internalNotes" ) r6
                            ) AS "node"
                        ) r5
                      )
                    ),
                    '[]'
                  )
                  FROM  (
                    SELECT su1.*
                    FROM "support_case" su1
                    WHERE su1.account_id = ac1.id
                    ORDER BY su1.opened_at DESC, su1.id DESC
                    LIMIT $6::int
                  ) su1
                ) AS "edges"
              ) r4
            ) AS "cases",
            (
              SELECT coalesce(json_agg(r7.*), '[]')
              FROM  (
                SELECT
                  ac2.title AS "title",
                  (
                    SELECT row_to_json(r8.*)
                    FROM (SELECT ap1.name AS "name" FROM "app_user" ap1 WHERE ap1.id = ac2.user_id) r8
                  ) AS "user"
                FROM "account_team" ac2
                WHERE
                  ac2.account_id = ac1.id
                  AND EXISTS (
                    SELECT
                    FROM account a1
                    WHERE
                      a1.id = ac2.account_id
                      AND (
                        (
                          (a1.owner_id = $1::uuid)
                          OR (
                            EXISTS (
                              SELECT
                              FROM account_team t
                              WHERE t.user_id = $1::uuid AND t.account_id = a1.id
                              OFFSET 0
                            )
                          )
                          OR ((a1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
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
                                    OR g.role_id = $7::uuid
                                    OR g.group_id = ANY($8::uuid[])
                                  )
                              ) g
                              WHERE g.account_id = a1.id
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
                                    OR g.role_id = $7::uuid
                                    OR g.group_id = ANY($8::uuid[])
                                  )
                              ) g ON g.account_id = t1.ancestor_id
                              WHERE t1.descendant_id = a1.id AND t1.depth > 0 AND g.cascades
                              OFFSET 0
                            )
                          )
                        ) IS TRUE
                      )
                    OFFSET 0
                  )
                  AND EXISTS (SELECT FROM app_user u1 WHERE u1.id = ac2.user_id AND true)
                ORDER BY ac2.level, ac2.id
              ) r7
            ) AS "team"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($9::text[])
      AND (
        (
          (ac1.owner_id = $1::uuid)
          OR (
            EXISTS (SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0)
          )
          OR ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
          OR (
            EXISTS (
              SELECT
              FROM  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $7::uuid OR g.group_id = ANY($8::uuid[]))
              ) g
              WHERE g.account_id = ac1.id
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
                  AND (g.user_id = $1::uuid OR g.role_id = $7::uuid OR g.group_id = ANY($8::uuid[]))
              ) g ON g.account_id = t2.ancestor_id
              WHERE t2.descendant_id = ac1.id AND t2.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
