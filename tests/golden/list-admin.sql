-- Statement(scope=ADMIN, strategy row, work=30)
--   parts:
--     Connection(rows=Rows(table=Account), size=3)
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
--       totalCount: TotalCount
--       nodes: Nodes
--         name: Column(column={a}.name)
--       pageInfo: PageInfo
--         hasNextPage: Page(field=hasNextPage)
--         endCursor: Page(field=endCursor)
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT
        (SELECT count(*) FROM "account" ac1 WHERE true) AS "totalCount",
        page1."found0" AS "nodes",
        (
          SELECT row_to_json(r2.*)
          FROM (SELECT page1."found1" AS "hasNextPage", page1."found2" AS "endCursor" ) r2
        ) AS "pageInfo"
      FROM  (
        SELECT
          coalesce(
            json_agg((SELECT row_to_json(r3.*) FROM (SELECT ac1.name AS "name" ) r3)) FILTER (
              WHERE ac1.place <= $1::int
            ),
            '[]'
          ) AS "found0",
          count(*) > $1::int AS "found1",
          (
            array_agg(
              (
                SELECT  translate(
                  encode(
                    substring(
                      sha256($2::bytea || sha256($3::bytea || convert_to($4::text || c.payload, 'UTF8')))
                      FROM 1 FOR 16
                    ) || convert_to(c.payload, 'UTF8'),
                    'base64'
                  ),
                  E'+/=\n',
                  '-_'
                )
                FROM (SELECT json_build_array(ac1.name_key)::text AS payload) c
              )
              ORDER BY ac1.place DESC
            ) FILTER (WHERE ac1.place <= $1::int)
          )[1] AS "found2"
        FROM  (
          SELECT ac1.*, row_number() OVER () AS place
          FROM (SELECT ac1.* FROM "account" ac1 WHERE true ORDER BY ac1.name_key ASC LIMIT $5::int) ac1
        ) ac1
      ) page1
    ) r1
  )::text
FROM sharing_epoch e
