-- Statement(scope=SALES_REP, strategy row, work=0)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       id: Column(column='acc_' || {a}.id)
--       number: Column
--         column:
--           'ACC-' || lpad({a}.number::text, greatest(6, length({a}.number::text)), '0')
--       name: Column(column={a}.name)
--       annualRevenue: Column(column={a}.annual_revenue::text)
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
            'acc_' || ac1.id AS "id",
            'ACC-' || lpad(ac1.number::text, greatest(6, length(ac1.number::text)), '0') AS "number",
            ac1.name AS "name",
            ac1.annual_revenue::text AS "annualRevenue"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE
      ac1."name_key" = ANY($2::text[])
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
