-- Statement(scope=SALES_MANAGER, strategy row, work=7)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       opportunitiesByStage: Stages(deals=Deals(extent=SELF))
--         stage: Column(column={a}.stage)
--         count: Column(column={a}.count)
--         opportunities: Connection(size=2)
--           rows:
--             Rows(table=Opportunity, relation=Opportunity where Deals(extent=SELF), seen if true)
--           order:
--             Order(name=Opportunity)
--               keys:
--                 Key(value={a}.close_date, type=date, field=closeDate, descending=True, nullable=True)
--                 Key(value={a}.id, type=uuid, field=id, descending=True)
--           nodes: Nodes
--             name: Column(column={a}.name)
--       pipeline: Pipeline
--         openCount: Column(column={a}.open_opportunity_count)
--         openAmount: Column(column={a}.open_opportunity_amount::text)
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
          SELECT
            (
              SELECT coalesce(json_agg(r2.*), '[]')
              FROM  (
                SELECT
                  s1.stage AS "stage",
                  s1.count AS "count",
                  (
                    SELECT row_to_json(r3.*)
                    FROM  (
                      SELECT  (
                        SELECT coalesce(json_agg(r4.*), '[]')
                        FROM  (
                          SELECT op1.name AS "name"
                          FROM "opportunity" op1
                          WHERE op1.account_id = s1.id AND op1.stage = s1.stage
                          ORDER BY op1.close_date DESC NULLS LAST, op1.id DESC
                          LIMIT $4::int
                        ) r4
                      ) AS "nodes"
                    ) r3
                  ) AS "opportunities"
                FROM  (
                  SELECT ac1.id, g.*
                  FROM  (
                    SELECT
                      o1.stage::text AS stage,
                      count(*) AS count,
                      coalesce(sum(o1.amount), 0) AS amount,
                      coalesce(sum(round(o1.amount * o1.probability / 100, 2)), 0) AS weighted
                    FROM opportunity o1
                    WHERE o1.account_id = ac1.id
                    GROUP BY o1.stage
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
              ) r2
            ) AS "opportunitiesByStage",
            (
              SELECT row_to_json(r5.*)
              FROM  (
                SELECT
                  s2.open_opportunity_count AS "openCount",
                  s2.open_opportunity_amount::text AS "openAmount"
                FROM  (
                  SELECT
                    coalesce(sum(v1."open_opportunity_count"), 0) AS "open_opportunity_count",
                    coalesce(sum(v1."open_opportunity_amount"), 0) AS "open_opportunity_amount",
                    coalesce(sum(v1."weighted_opportunity_amount"), 0) AS "weighted_opportunity_amount",
                    coalesce(sum(v1."won_opportunity_amount"), 0) AS "won_opportunity_amount"
                  FROM account v1
                  WHERE
                    v1.id = ANY(
                      ARRAY(SELECT t1.descendant_id FROM account_tree t1 WHERE t1.ancestor_id = ac1.id)
                    )
                    AND (
                      (
                        (v1.owner_id = $1::uuid)
                        OR (
                          ((v1.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY($5::uuid[]))) IS TRUE)
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
                ) s2
              ) r5
            ) AS "pipeline"
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
              SELECT FROM app_user u1 WHERE u1.id = ac1.owner_id AND u1.role_id = ANY($5::uuid[]) OFFSET 0
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
