-- Statement(scope=ADMIN, strategy row, work=2)
--   parts:
--     ByKey(table=Account, column=name_key, column_type=text, locked=True)
--       rollup: Rollup(extent=SUBTREE, everything=True, sums=[count])
--         accountCount: Column(column={a}.count)
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
            WITH  counted1 AS MATERIALIZED (
              SELECT count(*) AS "count" FROM account_tree v1 WHERE v1.ancestor_id = ac1.id
            )
            SELECT (SELECT row_to_json(r2.*) FROM (SELECT counted1.count AS "accountCount" FROM counted1) r2)
          ) AS "rollup"
        ) r1
      )::text AS node
    FROM "account" ac1
    WHERE ac1."name_key" = ANY($2::text[]) AND true
  ) k
) g1 ON true
