-- Statement(scope=ADMIN, strategy row, work=43)
--   parts:
--     Groups(noun=Opportunity, zone=UTC)
--       keys:
--         Key(name=STAGE, key=_of_row.<locals>)
--         Key(name=CLOSE_MONTH, key=_of_row.<locals>)
--       figures:
--         Figure(column=amount_max, aggregate=max, template={a}.amount, total=max)
--         Figure(column=amount_sum, aggregate=sum, template={a}.amount, total=sum)
--       groups:
--         Connection(size=3)
--           rows:
--             Rows(table=OpportunityGroup, gathered=True)
--               where:
--                 All
--                   conditions:
--                     All
--                       conditions:
--                         All
--                           conditions:
--                             Comparison(value={a}.amount_sum, operator=gt, operand=1.00, sql_type=numeric)
--           order:
--             Order(name=opportunityGroups by STAGE, CLOSE_MONTH: AMOUNT_MAX DESC)
--               keys:
--                 Key(value={a}.amount_max, type=numeric, descending=True, nullable=True)
--                 Key(type=int, nullable=True)
--                   value:
--                     array_position(ARRAY['PROSPECTING', 'QUALIFICATION', 'NEEDS_ANALYSIS', 'PROPOSAL', 'NEGOTIATION', 'CLOSED_WON', 'CLOSED_LOST'], {a}.k0)
--                 Key(value={a}.k1, type=date, nullable=True)
--           nodes: Nodes
--             stage: Column(column={a}.k0)
--             closeMonth: Column(column={a}.k1)
--             amount: SameRow
--               max: Column(column=({a}.amount_max)::text)
SELECT
  e.value,
  (
    WITH  "groups" AS (
      SELECT
        op1.stage::text AS "k0",
        date_trunc('month', op1.close_date::timestamp)::date AS "k1",
        count(*) AS count,
        max(op1.amount) AS "amount_max",
        sum(op1.amount) AS "amount_sum"
      FROM "opportunity" op1
      WHERE true
      GROUP BY 1, 2
    )
    SELECT  (
      SELECT row_to_json(r1.*)
      FROM  (
        SELECT  (
          SELECT coalesce(json_agg(r2.*), '[]')
          FROM  (
            SELECT
              gr1.k0 AS "stage",
              gr1.k1 AS "closeMonth",
              (SELECT row_to_json(r3.*) FROM (SELECT (gr1.amount_max)::text AS "max" ) r3) AS "amount"
            FROM "groups" gr1
            WHERE (((gr1.amount_sum > $1::text::numeric)))
            ORDER BY
              gr1.amount_max DESC NULLS LAST,
              array_position(
                ARRAY['PROSPECTING',
                'QUALIFICATION',
                'NEEDS_ANALYSIS',
                'PROPOSAL',
                'NEGOTIATION',
                'CLOSED_WON',
                'CLOSED_LOST'],
                gr1.k0
              ) ASC NULLS LAST,
              gr1.k1 ASC NULLS LAST
            LIMIT $2::int
          ) r2
        ) AS "nodes"
      ) r1
    )
  )::text
FROM sharing_epoch e
