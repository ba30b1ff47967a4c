-- Statement(scope=SALES_REP, strategy row, work=9)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       grants: Connection(size=3)
--         rows:
--           Rows(table=Grant, relation=Grant where {x}.account_id = {a}.id)
--         order:
--           Order(name=Grant)
--             keys:
--               Key(value={a}.created_at, type=timestamptz, field=createdAt, descending=True)
--               Key(value={a}.id, type=uuid, field=id, descending=True)
--         nodes: Nodes
--           level: Column(column={a}.level)
--           user: ToOne(relation=User where {x}.id = {a}.user_id)
--             name: Column(column={a}.name)
--           group: ToOne(relation=Group where {x}.id = {a}.group_id)
--             name: Column(column={a}.name)
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
                  SELECT
                    ac2.level AS "level",
                    (
                      SELECT row_to_json(r4.*)
                      FROM (SELECT ap1.name AS "name" FROM "app_user" ap1 WHERE ap1.id = ac2.user_id) r4
                    ) AS "user",
                    (
                      SELECT row_to_json(r5.*)
                      FROM (SELECT us1.name AS "name" FROM "user_group" us1 WHERE us1.id = ac2.group_id) r5
                    ) AS "group"
                  FROM "account_grant" ac2
                  WHERE
                    ac2.account_id = ac1.id
                    AND EXISTS (
                      SELECT
                      FROM account a1
                      WHERE
                        a1.id = ac2.account_id
                        AND (
                          a1.owner_id = $1::uuid
                          OR ac2.user_id = $1::uuid
                          OR ac2.role_id = $2::uuid
                          OR ac2.group_id = ANY($3::uuid[])
                        )
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
                                      OR g.role_id = $2::uuid
                                      OR g.group_id = ANY($3::uuid[])
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
                                      OR g.role_id = $2::uuid
                                      OR g.group_id = ANY($3::uuid[])
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
                  ORDER BY ac2.created_at DESC, ac2.id DESC
                  LIMIT $4::int
                ) r3
              ) AS "nodes"
            ) r2
          ) AS "grants"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($5::text[])
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
                  AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
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
                  AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
              ) g ON g.account_id = t2.ancestor_id
              WHERE t2.descendant_id = ac1.id AND t2.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
