-- Statement(scope=PARTNER, strategy row, work=3)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       name: Column(column={a}.name)
--       annualRevenue: Hidden
--       owner: ToOne(relation=User where {x}.id = {a}.owner_id, seen if true)
--         name: Column(column={a}.name)
--         email: Hidden
--       billingAddress: Embedded
--         present:
--           num_nonnulls({a}.billing_street, {a}.billing_city, {a}.billing_state, {a}.billing_postal_code, {a}.billing_country) > 0
--         city: Column(column={a}.billing_city)
--         country: Column(column={a}.billing_country)
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
            ac1.name AS "name",
            NULL::json AS "annualRevenue",
            (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT ap1.name AS "name", NULL::json AS "email"
                FROM "app_user" ap1
                WHERE ap1.id = ac1.owner_id
              ) r2
            ) AS "owner",
            CASE WHEN num_nonnulls(
              ac1.billing_street,
              ac1.billing_city,
              ac1.billing_state,
              ac1.billing_postal_code,
              ac1.billing_country
            ) > 0 THEN (
              SELECT row_to_json(r3.*)
              FROM (SELECT ac1.billing_city AS "city", ac1.billing_country AS "country" ) r3
            ) END AS "billingAddress"
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
          OR (ac1.id = $5::uuid OR ac1.partner_id = $5::uuid)
        ) IS TRUE
      )
  ) k
) g1 ON true
