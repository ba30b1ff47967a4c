-- Statement(scope=SALES_MANAGER, strategy row, work=4)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       rollup: Rollup(extent=SUBTREE, sums=[count, annual_revenue, won, weighted, ids], by_stage=True)
--         accountCount: Column(column={a}.count)
--         annualRevenue: Column(column=round({a}.annual_revenue, 2)::text)
--         totalRelationshipWorth: Column(column=round({a}.won + {a}.weighted, 2)::text)
--         activeContractValue: Column
--           column:
--             round(coalesce((SELECT sum(c.value) FROM contract c WHERE c.account_id = ANY((SELECT ids FROM {a})::uuid[]) AND (c.status = 'ACTIVATED' AND (c.end_date IS NULL OR c.end_date >= (SELECT (now() AT TIME ZONE i.time_zone)::date FROM instance i)) AND (c.start_date IS NULL OR c.start_date <= (SELECT (now() AT TIME ZONE i.time_zone)::date FROM instance i)))), 0), 2)::text
--         byStage: Stages(deals=Deals(extent=SUBTREE, counted=True), include_empty=True)
--           stage: Column(column={a}.stage)
--           count: Column(column={a}.count)
--           amount: Column(column=round({a}.amount, 2)::text)
WITH  my_cascade1 AS MATERIALIZED (
  SELECT t.descendant_id
  FROM  (
    SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
    FROM account_grant g
    WHERE
      (g.expires_at IS NULL OR g.expires_at > now())
      AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
  ) g
  JOIN account_tree t ON t.ancestor_id = g.account_id
  WHERE g.cascades AND t.depth > 0
)
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
            WITH
              counted1 AS MATERIALIZED (
                SELECT
                  count(*) AS "count",
                  sum(v1.annual_revenue) AS "annual_revenue",
                  coalesce(sum(v1.won_opportunity_amount), 0) AS "won",
                  coalesce(sum(v1.weighted_opportunity_amount), 0) AS "weighted",
                  array_agg(v1.id) AS "ids",
                  ac1.id
                FROM account v1
                WHERE
                  v1.id = ANY(
                    ARRAY(SELECT t1.descendant_id FROM account_tree t1 WHERE t1.ancestor_id = ac1.id)
                  )
                  AND (
                    (
                      (v1.owner_id = $1::uuid)
                      OR (
                        ((v1.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY($4::uuid[]))) IS TRUE)
                      )
                      OR (v1.id IN (SELECT t.account_id FROM account_team t WHERE t.user_id = $1::uuid))
                      OR ((v1."type"::text = 'CUSTOMER'::text AND v1."is_active" = 'true'::boolean))
                      OR (
                        v1.id IN (
                          SELECT g.account_id
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
                                g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[])
                              )
                          ) g
                          WHERE true
                        )
                      )
                      OR (v1.id IN (SELECT descendant_id FROM my_cascade1))
                    ) IS TRUE
                  )
              ),
              "deals" AS MATERIALIZED (
                SELECT
                  o1.stage::text AS stage,
                  count(*) AS count,
                  coalesce(sum(o1.amount), 0) AS amount,
                  coalesce(sum(round(o1.amount * o1.probability / 100, 2)), 0) AS weighted
                FROM opportunity o1
                WHERE o1.account_id = ANY((SELECT ids FROM counted1)::uuid[])
                GROUP BY o1.stage
              )
            SELECT  (
              SELECT row_to_json(r2.*)
              FROM  (
                SELECT
                  counted1.count AS "accountCount",
                  round(counted1.annual_revenue, 2)::text AS "annualRevenue",
                  round(counted1.won + counted1.weighted, 2)::text AS "totalRelationshipWorth",
                  round(
                    coalesce(
                      (
                        SELECT sum(c.value)
                        FROM contract c
                        WHERE
                          c.account_id = ANY((SELECT ids FROM counted1)::uuid[])
                          AND (
                            c.status = 'ACTIVATED'
                            AND (
                              c.end_date IS NULL
                              OR c.end_date >= (SELECT (now() AT TIME ZONE i.time_zone)::date FROM instance i)
                            )
                            AND (
                              c.start_date IS NULL
                              OR c.start_date <= (
                                SELECT (now() AT TIME ZONE i.time_zone)::date FROM instance i
                              )
                            )
                          )
                      ),
                      0
                    ),
                    2
                  )::text AS "activeContractValue",
                  (
                    SELECT coalesce(json_agg(r3.*), '[]')
                    FROM  (
                      SELECT s1.stage AS "stage", s1.count AS "count", round(s1.amount, 2)::text AS "amount"
                      FROM  (
                        SELECT counted1.id, counted1.ids, g.*
                        FROM  (
                          SELECT
                            stage,
                            coalesce(g.count, 0) AS count,
                            coalesce(g.amount, 0) AS amount,
                            coalesce(g.weighted, 0) AS weighted
                          FROM  unnest(
                            ARRAY['PROSPECTING',
                            'QUALIFICATION',
                            'NEEDS_ANALYSIS',
                            'PROPOSAL',
                            'NEGOTIATION',
                            'CLOSED_WON',
                            'CLOSED_LOST']
                          ) stage
                          LEFT JOIN (SELECT * FROM "deals" g) g USING (stage)
                        ) g
                      ) s1
                      ORDER BY  array_position(
                        ARRAY['PROSPECTING',
                        'QUALIFICATION',
                        'NEEDS_ANALYSIS',
                        'PROPOSAL',
                        'NEGOTIATION',
                        'CLOSED_WON',
                        'CLOSED_LOST'],
                        s1.stage
                      )
                    ) r3
                  ) AS "byStage"
                FROM counted1
              ) r2
            )
          ) AS "rollup"
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
              SELECT FROM app_user u1 WHERE u1.id = ac1.owner_id AND u1.role_id = ANY($4::uuid[]) OFFSET 0
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
