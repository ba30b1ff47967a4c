-- Statement(scope=SALES_REP, strategy listed, plan_for_values=True, work=28)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Contact, merged=visible_arms_through_account, gathered=True)
--           search:
--             Search(entity=Contact, text=sm, words=[Word(text=sm, key=sm)])
--               searched:
--                 {Account.contacts, Account.name, Account.number, Account.website, Contact.account, Contact.email, Contact.name}
--       order:
--         Order(name=Contact, found by sm)
--           keys:
--             Key(type=int, descending=True)
--               value:
--                 Rank
--                   search:
--                     Search(entity=Contact, text=sm, words=[Word(text=sm, key=sm)])
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
  ),
  hit1 AS MATERIALIZED (SELECT ac1."id" AS id FROM "account" ac1 WHERE (ac1."name_search" LIKE $4::text))
SELECT
  e.value,
  (
    SELECT row_to_json(r1.*)
    FROM  (
      SELECT  (
        SELECT coalesce(json_agg(r2.*), '[]')
        FROM  (
          SELECT co1.name AS "name"
          FROM "contact" co1
          WHERE co1.id = ANY(once2.found1)
          ORDER BY
            (
              CASE WHEN co1."name_search" LIKE $5::text THEN 5000 WHEN co1."name_search" LIKE $4::text THEN 4000 ELSE 1000 END + CASE WHEN co1."name_search" LIKE $6::text THEN 200000 WHEN co1."name_search" LIKE $5::text THEN 100000 ELSE 0 END - length(
                co1.name_key
              )
            ) DESC,
            co1.id DESC
          LIMIT $7::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM
  LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1,
  LATERAL (
    SELECT  (
      ARRAY(
        SELECT co1.id
        FROM "contact" co1
        WHERE (co1."name_search" LIKE $4::text) AND co1.account_id = ANY(once1.seen1)
        UNION
        SELECT co1.id
        FROM "contact" co1
        WHERE
          (co1."name_search" LIKE $4::text)
          AND EXISTS (
            SELECT
            FROM account a1
            WHERE
              a1.id = co1.account_id
              AND ((a1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
          )
        UNION
        SELECT co1.id
        FROM "contact" co1
        WHERE co1."account_id" = ANY(ARRAY(SELECT id FROM hit1)) AND co1.account_id = ANY(once1.seen1)
        UNION
        SELECT co1.id
        FROM "contact" co1
        WHERE
          co1."account_id" = ANY(ARRAY(SELECT id FROM hit1))
          AND EXISTS (
            SELECT
            FROM account a1
            WHERE
              a1.id = co1.account_id
              AND ((a1."billing_country"::text = ANY('{"US","CA","MX"}'::text[]::text[])))
          )
      )
    ) AS found1
    OFFSET 0
  ) once2,
  sharing_epoch e
