-- Statement(scope=ADMIN, strategy row, plan_for_values=True, work=3)
--   parts:
--     List(rows=Rows(table=SharingRule), order={x}.name COLLATE "C")
--       name: Column(column={a}.name)
--       conditions: List(order={x}.id)
--         rows:
--           Rows(table=SharingCondition, relation=SharingCondition where {x}.rule_id = {a}.id)
--         column: Column(column={a}."column")
--         operator: Column(column={a}.operator)
--         values: Column(column={a}.values)
SELECT
  e.value,
  (
    SELECT coalesce(json_agg(r1.*), '[]')
    FROM  (
      SELECT
        sh1.name AS "name",
        (
          SELECT coalesce(json_agg(r2.*), '[]')
          FROM  (
            SELECT sh2."column" AS "column", sh2.operator AS "operator", sh2.values AS "values"
            FROM "sharing_condition" sh2
            WHERE sh2.rule_id = sh1.id
            ORDER BY sh2.id
          ) r2
        ) AS "conditions"
      FROM "sharing_rule" sh1
      WHERE true
      ORDER BY sh1.name COLLATE "C"
    ) r1
  )::text
FROM sharing_epoch e
