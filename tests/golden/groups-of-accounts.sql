-- Statement(scope=SALES_MANAGER, strategy listed, work=45)
--   parts:
--     Groups(noun=Account, zone=UTC, totalled=True)
--       keys:
--         Key(name=INDUSTRY, key=_of_row.<locals>)
--         Key(name=OWNER, key=owner, entity=User)
--       figures:
--         Figure(column=annual_revenue_sum, aggregate=sum, template={a}.annual_revenue, total=sum)
--         Figure(column=annual_revenue_known, aggregate=count, template={a}.annual_revenue, total=sum)
--       groups:
--         Connection(rows=Rows(table=AccountGroup, gathered=True), size=3)
--           order:
--             Order(name=accountGroups by INDUSTRY, OWNER: )
--               keys:
--                 Key(value={a}.k0 COLLATE "C", type=text, nullable=True)
--                 Key(value={a}.label1 COLLATE "C", type=text, nullable=True)
--                 Key(value={a}.k1, type=uuid, nullable=True)
--           totalCount: TotalCount
--           nodes: Nodes
--             industry: Column(column={a}.k0)
--             owner: ToOne(relation=User where {x}.id = {a}.k1, seen if true)
--               name: Column(column={a}.name)
--             count: Column(column={a}.count)
--             annualRevenue: SameRow
--               sum: Column(column=({a}.annual_revenue_sum)::text)
--               avg: Column
--                 column:
--                   (round({a}.annual_revenue_sum * 1.00000000000000000000 / {a}.annual_revenue_known, 2))::text
--           grandTotal: GrandTotal
--             count: Column(column={a}.count)
WITH
  my_grant1 AS MATERIALIZED (
    SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
    FROM account_grant g
    WHERE
      (g.expires_at IS NULL OR g.expires_at > now())
      AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
  ),
  my_account1 AS MATERIALIZED (
    SELECT id
    FROM  (
      (SELECT a.id, 'EDIT' FROM account a WHERE a.owner_id = $1::uuid)
      UNION ALL  (
        SELECT a.id, 'EDIT'
        FROM app_user u
        JOIN account a ON a.owner_id = u.id
        WHERE u.role_id = ANY($4::uuid[])
      )
      UNION ALL (SELECT t.account_id, t.level FROM account_team t WHERE t.user_id = $1::uuid)
      UNION ALL (SELECT g.account_id, g.level FROM my_grant1 g WHERE true)
      UNION ALL  (
        SELECT t.descendant_id, g.level
        FROM my_grant1 g
        JOIN account_tree t ON t.ancestor_id = g.account_id
        WHERE g.cascades AND t.depth > 0
      )
    ) seen(id, level)
  )
SELECT
  e.value,
  (
    WITH
      "groups" AS (
        SELECT grouped.*, named1."name" AS "label1"
        FROM  (
          SELECT
            "k0",
            "k1",
            sum(count)::bigint AS count,
            sum("annual_revenue_sum") AS "annual_revenue_sum",
            sum("annual_revenue_known") AS "annual_revenue_known"
          FROM  (
            (
              SELECT
                ac1.industry AS "k0",
                ac1.owner_id AS "k1",
                count(*) AS count,
                sum(ac1.annual_revenue) AS "annual_revenue_sum",
                count(ac1.annual_revenue) AS "annual_revenue_known"
              FROM "account" ac1
              WHERE ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
              GROUP BY 1, 2
            )
            UNION ALL  (
              SELECT
                ac1.industry AS "k0",
                ac1.owner_id AS "k1",
                count(*) AS count,
                sum(ac1.annual_revenue) AS "annual_revenue_sum",
                count(ac1.annual_revenue) AS "annual_revenue_known"
              FROM "account" ac1
              WHERE
                ac1.id = ANY(once1.seen1)
                AND ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean)) IS NOT TRUE
              GROUP BY 1, 2
            )
          ) part1
          GROUP BY "k0", "k1"
        ) grouped
        LEFT JOIN "app_user" named1 ON named1.id = grouped."k1"
      ),
      "total" AS (
        SELECT
          coalesce(sum(count), 0)::bigint AS count,
          sum("annual_revenue_sum") AS "annual_revenue_sum",
          sum("annual_revenue_known") AS "annual_revenue_known"
        FROM "groups"
      )
    SELECT  (
      SELECT row_to_json(r1.*)
      FROM  (
        SELECT
          (SELECT count(*) FROM "groups" gr1 WHERE true) AS "totalCount",
          (
            SELECT coalesce(json_agg(r2.*), '[]')
            FROM  (
              SELECT
                gr1.k0 AS "industry",
                (
                  SELECT row_to_json(r3.*)
                  FROM (SELECT ap1.name AS "name" FROM "app_user" ap1 WHERE ap1.id = gr1.k1) r3
                ) AS "owner",
                gr1.count AS "count",
                (
                  SELECT row_to_json(r4.*)
                  FROM  (
                    SELECT
                      (gr1.annual_revenue_sum)::text AS "sum",
                      (round(gr1.annual_revenue_sum * 1.00000000000000000000 / gr1.annual_revenue_known, 2))::text AS "avg"
                  ) r4
                ) AS "annualRevenue"
              FROM "groups" gr1
              WHERE true
              ORDER BY
                gr1.k0 COLLATE "C" ASC NULLS LAST,
                gr1.label1 COLLATE "C" ASC NULLS LAST,
                gr1.k1 ASC NULLS LAST
              LIMIT $5::int
            ) r2
          ) AS "nodes",
          (SELECT row_to_json(r5.*) FROM (SELECT t1.count AS "count" FROM "total" t1) r5) AS "grandTotal"
      ) r1
    )
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
