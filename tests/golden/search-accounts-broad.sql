-- Statement(scope=SALES_MANAGER, strategy row, plan_for_values=True, work=28)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Account, gathered=True)
--           search:
--             Search(entity=Account, text=acme, words=[Word(text=acme, key=acme)])
--               searched:
--                 {Account.contacts, Account.name, Account.number, Account.website, Contact.account, Contact.email, Contact.name}
--       order:
--         Order(name=Account, found by acme)
--           keys:
--             Key(type=int, descending=True)
--               value:
--                 Rank
--                   search:
--                     Search(entity=Account, text=acme, words=[Word(text=acme, key=acme)])
--                       searched:
--                         {Account.contacts, Account.name, Account.number, Account.website, Contact.account, Contact.email, Contact.name}
--             Key(value={a}.id, type=uuid, field=id, descending=True)
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
  hit1 AS MATERIALIZED (
    SELECT co1."account_id" AS id
    FROM "contact" co1
    WHERE  (
      co1."name_search" LIKE $4::text
      OR lower(co1."email" COLLATE "C") LIKE $4::text
      OR (
        (co1."name_search" || '') LIKE ANY($5::text[])
        AND co1."name_search" %>> $6::text
        AND strict_word_similarity($6::text, co1."name_search") >= 0.5
      )
    )
  )
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT ac1.name AS "name"
          FROM "account" ac1
          WHERE ac1.id = ANY(once2.found1)
          ORDER BY
            (
              CASE WHEN ac1."name_search" LIKE $7::text THEN 5000 WHEN ac1."name_search" LIKE $8::text THEN 4000 WHEN ac1."name_search" LIKE $4::text THEN 3000 WHEN lower(
                ac1."website" COLLATE "C"
              ) LIKE $4::text THEN 2000 ELSE 1000 END + CASE WHEN ac1."name_search" LIKE $9::text THEN 200000 WHEN ac1."name_search" LIKE $7::text THEN 100000 ELSE 0 END - length(
                ac1.name_key
              )
            ) DESC,
            ac1.id DESC
          LIMIT $10::int
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
  LATERAL (
    SELECT  (
      ARRAY(
        SELECT ac1.id
        FROM "account" ac1
        WHERE
          (
            ac1."name_search" LIKE $4::text
            OR lower(ac1."website" COLLATE "C") LIKE $4::text
            OR (
              (ac1."name_search" || '') LIKE ANY($5::text[])
              AND ac1."name_search" %>> $6::text
              AND strict_word_similarity($6::text, ac1."name_search") >= 0.5
            )
          )
          AND (
            (
              (ac1.owner_id = $1::uuid)
              OR (
                EXISTS (
                  SELECT
                  FROM app_user u1
                  WHERE u1.id = ac1.owner_id AND u1.role_id = ANY($11::uuid[])
                  OFFSET 0
                )
              )
              OR (
                EXISTS (
                  SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0
                )
              )
              OR ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
              OR (ac1.id = ANY(once1.granted1))
              OR (
                cardinality(once1.cascading1) > 0
                AND EXISTS (
                  SELECT
                  FROM account_tree t1
                  WHERE t1.descendant_id = ac1.id AND t1.depth > 0 AND t1.ancestor_id = ANY(once1.cascading1)
                  OFFSET 0
                )
              )
            ) IS TRUE
          )
        UNION
        SELECT ac1.id
        FROM "account" ac1
        WHERE
          ac1."id" = ANY(ARRAY(SELECT id FROM hit1))
          AND (
            (
              (ac1.owner_id = $1::uuid)
              OR (
                EXISTS (
                  SELECT
                  FROM app_user u1
                  WHERE u1.id = ac1.owner_id AND u1.role_id = ANY($11::uuid[])
                  OFFSET 0
                )
              )
              OR (
                EXISTS (
                  SELECT FROM account_team t WHERE t.user_id = $1::uuid AND t.account_id = ac1.id OFFSET 0
                )
              )
              OR ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
              OR (ac1.id = ANY(once1.granted1))
              OR (
                cardinality(once1.cascading1) > 0
                AND EXISTS (
                  SELECT
                  FROM account_tree t1
                  WHERE t1.descendant_id = ac1.id AND t1.depth > 0 AND t1.ancestor_id = ANY(once1.cascading1)
                  OFFSET 0
                )
              )
            ) IS TRUE
          )
      )
    ) AS found1
    OFFSET 0
  ) once2,
  sharing_epoch e
