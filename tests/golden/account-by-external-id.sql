-- Statement(scope=SALES_REP, strategy row, work=0)
--   parts:
--     ByKey(table=Account, column=external_id, column_type=text, locked=True)
--       id: Column(column='acc_' || {a}.id)
--       name: Column(column={a}.name)
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
      w1.key AS key,
      ac1.id,
      (SELECT row_to_json(r1.*) FROM (SELECT 'acc_' || ac1.id AS "id", ac1.name AS "name" ) r1)::text AS node
    FROM unnest($2::text[]) w1(key)
    JOIN external_id e1 ON e1.source = w1.key::json ->> 0 AND e1.key = w1.key::json ->> 1
    JOIN "account" ac1 ON ac1.id = e1.record_id
    WHERE
      e1.record_type = 'account'
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
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g
              WHERE g.account_id = ac1.id
              OFFSET 0
            )
          )
          OR (
            EXISTS (
              SELECT
              FROM account_tree t1
              JOIN  (
                SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
                FROM account_grant g
                WHERE
                  (g.expires_at IS NULL OR g.expires_at > now())
                  AND (g.user_id = $1::uuid OR g.role_id = $3::uuid OR g.group_id = ANY($4::uuid[]))
              ) g ON g.account_id = t1.ancestor_id
              WHERE t1.descendant_id = ac1.id AND t1.depth > 0 AND g.cascades
              OFFSET 0
            )
          )
        ) IS TRUE
      )
  ) k
) g1 ON true
