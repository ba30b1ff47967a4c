-- Statement(scope=SALES_REP, strategy listed, work=16)
--   parts:
--     Connection(rows=Rows(table=Account, merged=visible_arms), size=2)
--       order:
--         Order(name=Account)
--           keys:
--             Key(value={a}.name_key, type=text, field=name, unique=True)
--       edges: Edges
--         cursor: Cursor
--         node: SameRow
--           name: Column(column={a}.name)
--       pageInfo: PageInfo
--         hasNextPage: Page(field=hasNextPage)
--         hasPreviousPage: Page(field=hasPreviousPage)
--         startCursor: Page(field=startCursor)
--         endCursor: Page(field=endCursor)
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
    ) seen(id, level)
  )
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT
        page1."found0" AS "edges",
        (
          SELECT row_to_json(r2.*)
          FROM  (
            SELECT
              page1."found1" AS "hasNextPage",
              false AS "hasPreviousPage",
              page1."found2" AS "startCursor",
              page1."found3" AS "endCursor"
          ) r2
        ) AS "pageInfo"
      FROM  (
        SELECT
          coalesce(
            json_agg(
              (
                SELECT row_to_json(r3.*)
                FROM  (
                  SELECT
                    (
                      SELECT  translate(
                        encode(
                          substring(
                            sha256(
                              $4::bytea || sha256($5::bytea || convert_to($6::text || c.payload, 'UTF8'))
                            )
                            FROM 1 FOR 16
                          ) || convert_to(c.payload, 'UTF8'),
                          'base64'
                        ),
                        E'+/=\n',
                        '-_'
                      )
                      FROM (SELECT json_build_array(ac1.name_key)::text AS payload) c
                    ) AS "cursor",
                    (SELECT row_to_json(r4.*) FROM (SELECT ac1.name AS "name" ) r4) AS "node"
                ) r3
              )
            ) FILTER (WHERE ac1.place <= $7::int),
            '[]'
          ) AS "found0",
          count(*) > $7::int AS "found1",
          (
            array_agg(
              (
                SELECT  translate(
                  encode(
                    substring(
                      sha256($4::bytea || sha256($5::bytea || convert_to($6::text || c.payload, 'UTF8')))
                      FROM 1 FOR 16
                    ) || convert_to(c.payload, 'UTF8'),
                    'base64'
                  ),
                  E'+/=\n',
                  '-_'
                )
                FROM (SELECT json_build_array(ac1.name_key)::text AS payload) c
              )
              ORDER BY ac1.place ASC
            ) FILTER (WHERE ac1.place <= $7::int)
          )[1] AS "found2",
          (
            array_agg(
              (
                SELECT  translate(
                  encode(
                    substring(
                      sha256($4::bytea || sha256($5::bytea || convert_to($6::text || c.payload, 'UTF8')))
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
            ) FILTER (WHERE ac1.place <= $7::int)
          )[1] AS "found3"
        FROM  (
          SELECT ac1.*, row_number() OVER () AS place
          FROM  (
            SELECT ac1.*
            FROM "account" ac1
            WHERE  ac1.id = ANY(
              ARRAY(
                (
                  SELECT ac1.id
                  FROM "account" ac1
                  WHERE ac1.id = ANY(once1.seen1)
                  ORDER BY ac1.name_key ASC
                  LIMIT $8::int
                )
                UNION ALL  (
                  SELECT ac1.id
                  FROM "account" ac1
                  WHERE ((ac1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
                  ORDER BY ac1.name_key ASC
                  LIMIT $8::int
                )
              )
            )
            ORDER BY ac1.name_key ASC
            LIMIT $8::int
          ) ac1
        ) ac1
      ) page1
    ) r1
  )::text
FROM LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1, sharing_epoch e
