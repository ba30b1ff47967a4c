-- Statement(scope=SALES_REP, strategy listed, plan_for_values=True, work=16)
--   parts:
--     Connection(rows=Rows(table=User), size=3)
--       order:
--         Order(name=User)
--           keys:
--             Key(value={a}.name COLLATE "C", type=text, field=name)
--             Key(value={a}.id, type=uuid, field=id)
--       nodes: Nodes
--         name: Column(column={a}.name)
--         profile: Column(column={a}.profile)
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT ap1.name AS "name", ap1.profile AS "profile"
          FROM "app_user" ap1
          WHERE true
          ORDER BY ap1.name COLLATE "C" ASC, ap1.id ASC
          LIMIT $1::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM sharing_epoch e
