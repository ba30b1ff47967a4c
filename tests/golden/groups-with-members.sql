-- Statement(scope=SALES_REP, strategy listed, work=49)
--   parts:
--     Groups(noun=Opportunity, zone=UTC, members=True)
--       keys:
--         Key(name=ULTIMATE_PARENT, key=ultimate_parent, entity=Account)
--         Key(name=PARTNER, key=partner, entity=Account)
--       groups:
--         Connection(rows=Rows(table=OpportunityGroup, gathered=True), size=2)
--           order:
--             Order(name=opportunityGroups by ULTIMATE_PARENT, PARTNER: )
--               keys:
--                 Key(value={a}.label0 COLLATE "C", type=text, nullable=True)
--                 Key(value={a}.k0, type=uuid, nullable=True)
--                 Key(value={a}.label1 COLLATE "C", type=text, nullable=True)
--                 Key(value={a}.k1, type=uuid, nullable=True)
--           nodes: Nodes
--             ultimateParent: ToOne(relation=Account where {x}.id = {a}.k0, seen if true)
--               name: Column(column={a}.name)
--             partner: ToOne(relation=Account where {x}.id = {a}.k1, seen if true)
--               name: Column(column={a}.name)
--             opportunities: Connection(size=2)
--               rows:
--                 Rows(table=Opportunity, relation=Opportunity where IsMember(keys=2), seen if true)
--               order:
--                 Order(name=Opportunity)
--                   keys:
--                     Key(value={a}.close_date, type=date, field=closeDate, descending=True, nullable=True)
--                     Key(value={a}.id, type=uuid, field=id, descending=True)
--               nodes: Nodes
--                 name: Column(column={a}.name)
WITH
  my_grant1 AS MATERIALIZED (
    SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
    FROM account_grant g
    WHERE
      (g.expires_at IS NULL OR g.expires_at > now())
      AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
  ),
  my_cascade1 AS MATERIALIZED (
    SELECT t.descendant_id
    FROM my_grant1 g
    JOIN account_tree t ON t.ancestor_id = g.account_id
    WHERE g.cascades AND t.depth > 0
  ),
  my_account1 AS MATERIALIZED (
    SELECT id
    FROM  (
      (SELECT a.id, 'EDIT' FROM account a WHERE a.owner_id = $1::uuid)
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
      "tops" AS MATERIALIZED (
        SELECT v1.id, top1.top_id
        FROM account v1
        LEFT JOIN LATERAL  (
          SELECT t1.ancestor_id AS top_id
          FROM account_tree t1
          JOIN account v2 ON v2.id = t1.ancestor_id
          WHERE
            t1.descendant_id = v1.parent_id
            AND (
              (
                (v2.owner_id = $1::uuid)
                OR (v2.id IN (SELECT t.account_id FROM account_team t WHERE t.user_id = $1::uuid))
                OR ((v2."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                OR (v2.id IN (SELECT g.account_id FROM my_grant1 g WHERE true))
                OR (v2.id IN (SELECT descendant_id FROM my_cascade1))
              ) IS TRUE
            )
          ORDER BY t1.depth DESC
          LIMIT 1
        ) top1 ON true
        WHERE  (
          (
            v1.id IN (SELECT id FROM my_account1)
            OR (v1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
          ) IS TRUE
        )
      ),
      "seen" AS MATERIALIZED (
        SELECT v3.id
        FROM account v3
        WHERE  (
          (
            v3.id IN (SELECT id FROM my_account1)
            OR (v3."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
          ) IS TRUE
        )
      ),
      "member" AS MATERIALIZED (
        SELECT op1.id, coalesce(top2.top_id, ac1.id) AS "k0", manager1.id AS "k1"
        FROM "opportunity" op1
        JOIN account ac1 ON ac1.id = op1.account_id
        JOIN "tops" top2 ON top2.id = ac1.id
        LEFT JOIN "seen" manager1 ON manager1.id = ac1.partner_id
        WHERE  (
          (
            ac1.id IN (SELECT id FROM my_account1)
            OR (ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))
          ) IS TRUE
        )
      ),
      "groups" AS (
        SELECT grouped.*, named1."name_key" AS "label0", named2."name_key" AS "label1"
        FROM  (
          SELECT "k0", "k1", sum(count)::bigint AS count
          FROM  (
            (
              SELECT coalesce(top2.top_id, ac1.id) AS "k0", manager1.id AS "k1", count(*) AS count
              FROM "opportunity" op1
              JOIN account ac1 ON ac1.id = op1.account_id
              JOIN "tops" top2 ON top2.id = ac1.id
              LEFT JOIN "seen" manager1 ON manager1.id = ac1.partner_id
              WHERE ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
              GROUP BY 1, 2
            )
            UNION ALL  (
              SELECT coalesce(top2.top_id, ac1.id) AS "k0", manager1.id AS "k1", count(*) AS count
              FROM "opportunity" op1
              JOIN account ac1 ON ac1.id = op1.account_id
              JOIN "tops" top2 ON top2.id = ac1.id
              LEFT JOIN "seen" manager1 ON manager1.id = ac1.partner_id
              WHERE
                ac1.id = ANY(once1.seen1)
                AND ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[]))) IS NOT TRUE
              GROUP BY 1, 2
            )
          ) part1
          GROUP BY "k0", "k1"
        ) grouped
        LEFT JOIN "account" named1 ON named1.id = grouped."k0"
        LEFT JOIN "account" named2 ON named2.id = grouped."k1"
      )
    SELECT  (
      SELECT row_to_json(r1.*)
      FROM  (
        SELECT  (
          SELECT coalesce(json_agg(r2.*), '[]')
          FROM  (
            SELECT
              (
                SELECT row_to_json(r3.*)
                FROM (SELECT ac2.name AS "name" FROM "account" ac2 WHERE ac2.id = gr1.k0) r3
              ) AS "ultimateParent",
              (
                SELECT row_to_json(r4.*)
                FROM (SELECT ac3.name AS "name" FROM "account" ac3 WHERE ac3.id = gr1.k1) r4
              ) AS "partner",
              (
                SELECT row_to_json(r5.*)
                FROM  (
                  SELECT  (
                    SELECT coalesce(json_agg(r6.*), '[]')
                    FROM  (
                      SELECT op2.name AS "name"
                      FROM "opportunity" op2
                      WHERE  op2.id = ANY(
                        ARRAY(
                          SELECT m1.id
                          FROM "member" m1
                          WHERE m1."k0" IS NOT DISTINCT
                          FROM gr1."k0" AND m1."k1" IS NOT DISTINCT
                          FROM gr1."k1"
                        )
                      )
                      ORDER BY op2.close_date DESC NULLS LAST, op2.id DESC
                      LIMIT $4::int
                    ) r6
                  ) AS "nodes"
                ) r5
              ) AS "opportunities"
            FROM "groups" gr1
            WHERE true
            ORDER BY
              gr1.label0 COLLATE "C" ASC NULLS LAST,
              gr1.k0 ASC NULLS LAST,
              gr1.label1 COLLATE "C" ASC NULLS LAST,
              gr1.k1 ASC NULLS LAST
            LIMIT $4::int
          ) r2
        ) AS "nodes"
      ) r1
    )
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
