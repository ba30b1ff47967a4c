-- Statement(scope=PARTNER, strategy listed, work=30)
--   parts:
--     Connection(rows=Rows(table=Account, merged=visible_arms), size=3)
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
--       totalCount: TotalCount
--       nodes: Nodes
--         name: Column(column={a}.name)
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
      UNION ALL (SELECT t.account_id, t.level FROM account_team t WHERE t.user_id = $1::uuid)
      UNION ALL (SELECT g.account_id, g.level FROM my_grant1 g WHERE true)
      UNION ALL  (
        SELECT t.descendant_id, g.level
        FROM my_grant1 g
        JOIN account_tree t ON t.ancestor_id = g.account_id
        WHERE g.cascades AND t.depth > 0
      )
      UNION ALL (SELECT a.id, 'READ' FROM account a WHERE (a.id = $4::uuid OR a.partner_id = $4::uuid))
    ) seen(id, level)
  )
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT
        (SELECT count(*) FROM "account" ac1 WHERE ac1.id = ANY(once1.seen1)) AS "totalCount",
        (
          SELECT coalesce(json_agg(r2.*), '[]')
          FROM  (
            SELECT ac1.name AS "name"
            FROM "account" ac1
            WHERE ac1.id = ANY(once1.seen1)
            ORDER BY ac1.name_key ASC
            LIMIT $5::int
          ) r2
        ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
