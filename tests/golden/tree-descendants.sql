-- Statement(scope=ADMIN, strategy row, work=3)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       descendants: Connection(size=5)
--         rows:
--           Rows(table=Account, relation=Account where IsDescendant(levels=2))
--         order:
--           Order(name=Account)
--             keys:
--               Key(value={a}.name_key, type=text, field=name, unique=True)
--         nodes: Nodes
--           name: Column(column={a}.name)
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
            SELECT row_to_json(r2.*)
            FROM  (
              SELECT  (
                SELECT coalesce(json_agg(r3.*), '[]')
                FROM  (
                  SELECT ac2.name AS "name"
                  FROM "account" ac2
                  WHERE  ac2.id = ANY(
                    ARRAY(
                      SELECT t1.descendant_id
                      FROM account_tree t1
                      WHERE
                        t1.ancestor_id = ac1.id
                        AND t1.depth > 0
                        AND (
                          SELECT count(*)
                          FROM account_tree m1
                          JOIN account v1 ON v1.id = m1.ancestor_id
                          WHERE m1.descendant_id = t1.descendant_id AND m1.depth < t1.depth AND true
                        ) <= $2::int
                    )
                  )
                  ORDER BY ac2.name_key ASC
                  LIMIT $3::int
                ) r3
              ) AS "nodes"
            ) r2
          ) AS "descendants"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE ac1."name_key" = ANY($4::text[]) AND true
  ) k
) g1 ON true
