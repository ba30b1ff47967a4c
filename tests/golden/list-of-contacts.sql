-- Statement(scope=SALES_MANAGER, strategy listed, plan_for_values=True, work=16)
--   parts:
--     Connection(rows=Rows(table=Contact, merged=visible_arms_through_account), size=3)
--       order:
--         Order(name=Contact)
--           keys:
--             Key(value={a}.is_primary, type=boolean, field=isPrimary, descending=True)
--             Key(value={a}.name_key, type=text, field=name)
--             Key(value={a}.id, type=uuid, field=id)
--       nodes: Nodes
--         name: Column(column={a}.name)
--         email: Column(column={a}.email)
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
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT co1.name AS "name", co1.email AS "email"
          FROM "contact" co1
          WHERE  co1.id = ANY(
            ARRAY(
              (
                SELECT co1.id
                FROM "contact" co1
                WHERE co1.account_id = ANY(once1.seen1)
                ORDER BY co1.is_primary DESC, co1.name_key ASC, co1.id ASC
                LIMIT $5::int
              )
              UNION ALL  (
                SELECT co1.id
                FROM "contact" co1
                WHERE  EXISTS (
                  SELECT
                  FROM account a1
                  WHERE
                    a1.id = co1.account_id
                    AND ((a1."type"::text = 'CUSTOMER'::text AND a1."is_active" = 'true'::boolean))
                )
                ORDER BY co1.is_primary DESC, co1.name_key ASC, co1.id ASC
                LIMIT $5::int
              )
            )
          )
          ORDER BY co1.is_primary DESC, co1.name_key ASC, co1.id ASC
          LIMIT $5::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
