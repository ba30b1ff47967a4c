-- Statement(scope=PARTNER, strategy listed, plan_for_values=True, work=16)
--   parts:
--     Connection(rows=Rows(table=User), size=3)
--       order:
--         Order(name=User)
--           keys:
--             Key(value={a}.name COLLATE "C", type=text, field=name)
--             Key(value={a}.id, type=uuid, field=id)
--       nodes: Nodes
--         name: Column(column={a}.name)
WITH  my_grant1 AS MATERIALIZED (
  SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at
  FROM account_grant g
  WHERE
    (g.expires_at IS NULL OR g.expires_at > now())
    AND (g.user_id = $1::uuid OR g.role_id = $2::uuid OR g.group_id = ANY($3::uuid[]))
)
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT ap1.name AS "name"
          FROM "app_user" ap1
          WHERE  (
            ap1.id = $1::uuid
            OR EXISTS (
              SELECT
              FROM account a1
              WHERE
                a1.owner_id = ap1.id
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
                    OR (a1.id = ANY(once1.granted1))
                    OR (
                      cardinality(once1.cascading1) > 0
                      AND EXISTS (
                        SELECT
                        FROM account_tree t1
                        WHERE
                          t1.descendant_id = a1.id
                          AND t1.depth > 0
                          AND t1.ancestor_id = ANY(once1.cascading1)
                        OFFSET 0
                      )
                    )
                    OR (a1.id = $4::uuid OR a1.partner_id = $4::uuid)
                  ) IS TRUE
                )
              OFFSET 0
            )
          )
          ORDER BY ap1.name COLLATE "C" ASC, ap1.id ASC
          LIMIT $5::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM
  LATERAL (
    SELECT
      (ARRAY(SELECT account_id FROM my_grant1)) AS granted1,
      (ARRAY(SELECT account_id FROM my_grant1 WHERE cascades)) AS cascading1
    OFFSET 0
  ) once1,
  sharing_epoch e
