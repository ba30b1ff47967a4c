-- Statement(scope=SALES_MANAGER, strategy listed, plan_for_values=True, work=30)
--   parts:
--     Connection(size=2)
--       rows:
--         Rows(table=Account, merged=visible_arms, gathered=True)
--           search:
--             Search(entity=Account, text=acme london, words=[Word(text=acme, key=acme), Word(text=london, key=london)])
--               searched:
--                 {Account.contacts, Account.name, Account.number, Account.website, Contact.account, Contact.email, Contact.name}
--       order:
--         Order(name=Account, found by acme london)
--           keys:
--             Key(type=int, descending=True)
--               value:
--                 Rank
--                   search:
--                     Search(entity=Account, text=acme london, words=[Word(text=acme, key=acme), Word(text=london, key=london)])
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
  ),
  hit1 AS MATERIALIZED (
    SELECT co1."account_id" AS id
    FROM "contact" co1
    WHERE  (
      co1."name_search" LIKE $5::text
      OR lower(co1."email" COLLATE "C") LIKE $5::text
      OR (
        (co1."name_search" || '') LIKE ANY($6::text[])
        AND co1."name_search" %>> $7::text
        AND strict_word_similarity($7::text, co1."name_search") >= 0.5
      )
    )
  ),
  hit2 AS MATERIALIZED (
    SELECT co2."account_id" AS id
    FROM "contact" co2
    WHERE  (
      co2."name_search" LIKE $8::text
      OR lower(co2."email" COLLATE "C") LIKE $8::text
      OR (
        (co2."name_search" || '') LIKE ANY($9::text[])
        AND co2."name_search" %>> $10::text
        AND strict_word_similarity($10::text, co2."name_search") >= 0.5
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
              CASE WHEN ac1."name_search" LIKE $11::text THEN 5000 WHEN ac1."name_search" LIKE $12::text THEN 4000 WHEN ac1."name_search" LIKE $5::text THEN 3000 WHEN lower(
                ac1."website" COLLATE "C"
              ) LIKE $5::text THEN 2000 ELSE 1000 END + CASE WHEN ac1."name_search" LIKE $13::text THEN 5000 WHEN ac1."name_search" LIKE $14::text THEN 4000 WHEN ac1."name_search" LIKE $8::text THEN 3000 WHEN lower(
                ac1."website" COLLATE "C"
              ) LIKE $8::text THEN 2000 ELSE 1000 END + CASE WHEN ac1."name_search" LIKE $15::text THEN 200000 WHEN ac1."name_search" LIKE $16::text THEN 100000 ELSE 0 END - length(
                ac1.name_key
              )
            ) DESC,
            ac1.id DESC
          LIMIT $17::int
        ) r2
      ) AS "nodes"
    ) r1
  )::text
FROM
  LATERAL (SELECT (ARRAY(SELECT DISTINCT id FROM my_account1)) AS seen1 OFFSET 0) once1,
  LATERAL (
    SELECT  (
      ARRAY(
        SELECT ac1.id
        FROM "account" ac1
        WHERE
          (
            ac1."name_search" LIKE $5::text
            OR lower(ac1."website" COLLATE "C") LIKE $5::text
            OR (
              (ac1."name_search" || '') LIKE ANY($6::text[])
              AND ac1."name_search" %>> $7::text
              AND strict_word_similarity($7::text, ac1."name_search") >= 0.5
            )
          )
          AND (
            ac1."name_search" LIKE $8::text
            OR lower(ac1."website" COLLATE "C") LIKE $8::text
            OR (
              (ac1."name_search" || '') LIKE ANY($9::text[])
              AND ac1."name_search" %>> $10::text
              AND strict_word_similarity($10::text, ac1."name_search") >= 0.5
            )
          )
          AND ac1.id = ANY(once1.seen1)
        UNION
        SELECT ac1.id
        FROM "account" ac1
        WHERE
          (
            ac1."name_search" LIKE $5::text
            OR lower(ac1."website" COLLATE "C") LIKE $5::text
            OR (
              (ac1."name_search" || '') LIKE ANY($6::text[])
              AND ac1."name_search" %>> $7::text
              AND strict_word_similarity($7::text, ac1."name_search") >= 0.5
            )
          )
          AND (
            ac1."name_search" LIKE $8::text
            OR lower(ac1."website" COLLATE "C") LIKE $8::text
            OR (
              (ac1."name_search" || '') LIKE ANY($9::text[])
              AND ac1."name_search" %>> $10::text
              AND strict_word_similarity($10::text, ac1."name_search") >= 0.5
            )
          )
          AND ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
        UNION
        SELECT ac1.id
        FROM "account" ac1
        WHERE
          ac1."id" = ANY(ARRAY(SELECT id FROM hit1 UNION SELECT id FROM hit2))
          AND (
            ac1."name_search" LIKE $5::text
            OR lower(ac1."website" COLLATE "C") LIKE $5::text
            OR (
              (ac1."name_search" || '') LIKE ANY($6::text[])
              AND ac1."name_search" %>> $7::text
              AND strict_word_similarity($7::text, ac1."name_search") >= 0.5
            )
            OR ac1."id" IN (SELECT id FROM hit1)
          )
          AND (
            ac1."name_search" LIKE $8::text
            OR lower(ac1."website" COLLATE "C") LIKE $8::text
            OR (
              (ac1."name_search" || '') LIKE ANY($9::text[])
              AND ac1."name_search" %>> $10::text
              AND strict_word_similarity($10::text, ac1."name_search") >= 0.5
            )
            OR ac1."id" IN (SELECT id FROM hit2)
          )
          AND ac1.id = ANY(once1.seen1)
        UNION
        SELECT ac1.id
        FROM "account" ac1
        WHERE
          ac1."id" = ANY(ARRAY(SELECT id FROM hit1 UNION SELECT id FROM hit2))
          AND (
            ac1."name_search" LIKE $5::text
            OR lower(ac1."website" COLLATE "C") LIKE $5::text
            OR (
              (ac1."name_search" || '') LIKE ANY($6::text[])
              AND ac1."name_search" %>> $7::text
              AND strict_word_similarity($7::text, ac1."name_search") >= 0.5
            )
            OR ac1."id" IN (SELECT id FROM hit1)
          )
          AND (
            ac1."name_search" LIKE $8::text
            OR lower(ac1."website" COLLATE "C") LIKE $8::text
            OR (
              (ac1."name_search" || '') LIKE ANY($9::text[])
              AND ac1."name_search" %>> $10::text
              AND strict_word_similarity($10::text, ac1."name_search") >= 0.5
            )
            OR ac1."id" IN (SELECT id FROM hit2)
          )
          AND ((ac1."type"::text = 'CUSTOMER'::text AND ac1."is_active" = 'true'::boolean))
      )
    ) AS found1
    OFFSET 0
  ) once2,
  sharing_epoch e
