-- The world of the scale figures. Before it runs, bench.accounts says how many accounts it has: 10,000 at least.
--
-- What grows with it: users (one for 200 accounts), deals (three an account), contacts, teams, grants (one for twenty
-- accounts), and the largest family. What stays: the number of managers, the wide parent and the family of 200.
-- The first accounts are laid out by their number, and the rest are drawn:
--   1 to 200          a family of 200, four levels of it: the narrow rep's own
--   201 to 1,201      the wide parent with a thousand children
--   1,202 on          the largest family: one root with 8.1 % of all accounts below it, twenty below each
--   from then on      families of up to sixteen, every other account on its own
-- Triggers are off while rows come in, and indexes are made last. What triggers would have kept is made by queries, and
-- the last part refuses a world in which any of it is not as it should be.

-- : seed
SET synchronous_commit = off;
SET work_mem = '128MB';
SET maintenance_work_mem = '256MB';
SET jit = off;
SET session_replication_role = replica;
SELECT setseed(0.42);
-- time-ordered as those made in the app, and the same every time
CREATE FUNCTION pg_temp.made_id(kind text, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
    SELECT (lpad(to_hex(1735689600000 + n), 12, '0') || '7' || substr(md5(kind || n::text), 1, 3) || '8'
        || substr(md5(kind || n::text), 4, 15))::uuid
$$;
CREATE FUNCTION pg_temp.one_of(choices text[]) RETURNS text VOLATILE LANGUAGE sql AS $$
    SELECT choices[1 + floor(random() * cardinality(choices))::int]
$$;
CREATE TEMP TABLE size AS
SELECT accounts, accounts / 200 AS reps, accounts / 2500 AS groups, 1202 + accounts * 81 / 1000 AS family_end
FROM (SELECT current_setting('bench.accounts')::int AS accounts) given;
CREATE TEMP TABLE dropped AS
SELECT format('%I.%I', schemaname, indexname) AS name, indexdef FROM pg_indexes
WHERE tablename IN ('account', 'contact', 'opportunity', 'support_case', 'contract', 'activity', 'account_grant',
        'account_team')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = format('%I.%I', schemaname, indexname)::regclass);
DO $$ BEGIN
    EXECUTE (SELECT 'DROP INDEX ' || string_agg(name, ', ') FROM dropped);
END $$;

-- : people
-- the company, 10 regions, 50 managers, and the team of each: users 1, 2 to 11, 12 to 61, and the reps from 62 on
INSERT INTO role (id, name, parent_id)
SELECT pg_temp.made_id('role', n), 'Role ' || n, CASE
    WHEN n > 61 THEN pg_temp.made_id('role', n - 50)
    WHEN n > 11 THEN pg_temp.made_id('role', 2 + n % 10)
    WHEN n > 1 THEN pg_temp.made_id('role', 1) END
FROM generate_series(1, 111) n;

INSERT INTO app_user (id, email, name, profile, role_id)
SELECT pg_temp.made_id('user', n),
    CASE n WHEN 1 THEN 'executive' WHEN 12 THEN 'manager' WHEN 62 THEN 'narrow' WHEN 63 THEN 'narrow-rule'
        WHEN 64 THEN 'territory' ELSE 'user' || n END || '@scale.example',
    pg_temp.one_of(ARRAY['Ada', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Femi', 'Grace', 'Hugo', 'Ines', 'Jun']) || ' '
        || pg_temp.one_of(ARRAY['Abe', 'Berg', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Gupta', 'Haddad', 'Ito', 'Jansen']),
    CASE WHEN n = 1 THEN 'EXECUTIVE' WHEN n <= 11 THEN 'SALES_DIRECTOR' WHEN n <= 61 THEN 'SALES_MANAGER'
        ELSE 'SALES_REP' END,
    pg_temp.made_id('role', CASE WHEN n <= 61 THEN n ELSE 62 + (n - 62) % 50 END)
FROM size, generate_series(1, 61 + reps) n;
INSERT INTO app_user (id, email, name, profile, can_view_all)
VALUES (pg_temp.made_id('user', 0), 'bi@scale.example', 'BI', 'INTEGRATION', true);

-- the first group has a narrow rule, the second a territory; everyone else is in one or two of the others
INSERT INTO user_group (id, name) SELECT pg_temp.made_id('group', n), 'Group ' || n FROM size, generate_series(1, 2 + groups) n;
INSERT INTO group_member (id, group_id, user_id)
SELECT pg_temp.made_id('member', n), pg_temp.made_id('group', n), pg_temp.made_id('user', 62 + n) FROM generate_series(1, 2) n;
INSERT INTO group_member (id, group_id, user_id)
SELECT pg_temp.made_id('member', n), pg_temp.made_id('group', 3 + n % groups), pg_temp.made_id('user', n)
FROM size, generate_series(62, 61 + reps) n;

INSERT INTO sharing_rule (id, name, level, group_id)
SELECT pg_temp.made_id('rule', n), CASE n WHEN 1 THEN 'Banks of Iceland' ELSE 'United States' END, 'READ',
    pg_temp.made_id('group', n)
FROM generate_series(1, 2) n;
INSERT INTO sharing_condition (id, rule_id, "column", operator, values)
VALUES (pg_temp.made_id('condition', 1), pg_temp.made_id('rule', 1), 'BILLING_COUNTRY', 'EQ', '{IS}'),
    (pg_temp.made_id('condition', 2), pg_temp.made_id('rule', 1), 'INDUSTRY', 'IN', '{BANKING}'),
    (pg_temp.made_id('condition', 3), pg_temp.made_id('rule', 1), 'NUMBER_OF_EMPLOYEES', 'GT', '{50000}'),
    (pg_temp.made_id('condition', 4), pg_temp.made_id('rule', 2), 'BILLING_COUNTRY', 'EQ', '{US}');

-- : plan
CREATE TEMP TABLE plan AS
SELECT n,
    CASE
        WHEN n = 1 THEN NULL
        WHEN n <= 200 THEN 1 + (n - 2) / 6
        WHEN n <= 1201 THEN CASE WHEN n > 201 THEN 201 END
        WHEN n <= family_end THEN CASE WHEN n > 1202 THEN 1202 + (n - 1203) / 20 END
        WHEN (n - family_end - 1) % 16 > 0 AND random() < 0.5
            THEN n - (n - family_end - 1) % 16 + floor(random() * ((n - family_end - 1) % 16))::int
    END AS parent,
    CASE WHEN n <= 200 THEN 62 WHEN random() < 0.995 THEN 62 + floor(random() * reps)::int END AS owner,
    CASE WHEN random() < 0.6 THEN 1 + floor(random() * 9)::int ELSE 0 END AS opportunities,
    CASE WHEN random() < 0.6 THEN 1 + floor(random() * 3)::int ELSE 0 END AS contacts,
    CASE WHEN random() < 0.2 THEN 1 + floor(random() * 3)::int ELSE 0 END AS cases,
    CASE WHEN random() < 0.2 THEN 1 + floor(random() * 2)::int ELSE 0 END AS contracts
FROM size, generate_series(1, accounts) n;
-- the family of 200 is the narrow rep's alone; the narrow rep with a rule has it by a grant that cascades
UPDATE plan SET owner = 65 WHERE n > 200 AND owner BETWEEN 62 AND 63;
ANALYZE plan;

-- : opportunities
-- : contacts
-- : cases and contracts
-- : activities, and the contacts of cases
INSERT INTO activity (id, account_id, kind, subject, at, owner_id, created_by_id)
SELECT pg_temp.made_id('activity', n), pg_temp.made_id('account', n),
    (ARRAY['CALL', 'EMAIL', 'MEETING', 'TASK'])[1 + n % 4], (ARRAY['Demo', 'Follow-up', 'Renewal', 'Review'])[1 + n / 4 % 4]
        || ' of ' || n, timestamptz '2025-01-01 UTC' + n::bigint * 7919 % 400000 * interval '1 minute',
    pg_temp.made_id('user', owner), pg_temp.made_id('user', owner)
FROM plan WHERE n % 2 = 0;
UPDATE support_case SET contact_id = contact.id
FROM contact WHERE contact.account_id = support_case.account_id AND contact.is_primary;

-- : accounts, with what is kept of their deals and cases
INSERT INTO account (id, name, name_key, type, industry, description, annual_revenue, number_of_employees, phone,
    website, billing_street, billing_city, billing_postal_code, billing_country, owner_id, parent_id, partner_id,
    is_active, last_activity_date, customer_since, created_at, created_by_id, updated_at, updated_by_id, total_opportunity_amount,
    won_opportunity_amount, open_opportunity_count, open_opportunity_amount, weighted_opportunity_amount, open_case_count)
SELECT drawn.id, name, lower(name), type, industry,
    CASE WHEN n % 3 = 0 THEN repeat('What there is to know of ' || name || '. ', 1 + n % 5) END,
    CASE WHEN random() < 0.98 THEN round((10 ^ (4 + 5 * random()))::numeric, 2) END,
    (1 + 10 ^ (random() * 5))::int, '+1 555 ' || lpad((n % 10000)::text, 4, '0'), 'https://' || n || '.example',
    n % 300 || ' High Street', city, lpad((n % 100000)::text, 5, '0'), country, pg_temp.made_id('user', owner),
    pg_temp.made_id('account', parent), CASE WHEN n % 10 = 3 THEN pg_temp.made_id('account', 1 + n::bigint * 7919 % 1000) END,
    random() < 0.92, CASE WHEN n % 3 > 0 THEN timestamptz '2025-01-01 UTC' + n::bigint * 7907 % 400000 * interval '1 minute' END,
    date '2015-01-01' + (random() * 3600)::int,
    timestamptz '2020-01-01 UTC' + n * interval '1 minute', pg_temp.made_id('user', owner),
    timestamptz '2025-01-01 UTC' + random() * interval '300 days', pg_temp.made_id('user', owner),
    coalesce(deals.total, 0), coalesce(deals.won, 0), coalesce(deals.open_count, 0),
    coalesce(deals.open, 0), coalesce(deals.weighted, 0), coalesce(opened.cases, 0)
FROM (
    SELECT plan.*, pg_temp.made_id('account', n) AS id,
        pg_temp.one_of(ARRAY['Northwind', 'Blue Harbor', 'Atlas', 'Sunrise', 'Granite', 'Evergreen', 'Pioneer', 'Silver',
            'Cascade', 'Meridian']) || ' '
            || pg_temp.one_of(ARRAY['Foods', 'Logistics', 'Systems', 'Partners', 'Energy', 'Holdings', 'Labs', 'Foundry'])
            || ' ' || n AS name,
        pg_temp.one_of(ARRAY['PROSPECT', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'PARTNER', 'FORMER_CUSTOMER']) AS type,
        pg_temp.one_of(ARRAY['AUTOMOTIVE', 'BANKING', 'CONSTRUCTION', 'EDUCATION', 'ENERGY', 'FINANCE', 'HEALTHCARE',
            'INSURANCE', 'LOGISTICS', 'MANUFACTURING', 'MEDIA', 'RETAIL', 'SERVICES', 'SOFTWARE', 'UTILITIES']) AS industry,
        pg_temp.one_of(ARRAY['US', 'US', 'US', 'US', 'DE', 'DE', 'GB', 'GB', 'FR', 'FR', 'JP', 'BR', 'NL', 'SE', 'PT',
            'IS', 'IT', 'ES', 'CA', 'IN']) AS country,
        pg_temp.one_of(ARRAY['Springfield', 'Porto', 'Malmö', 'Osaka', 'Lyon', 'Bath', 'Ulm', 'Recife']) AS city
    FROM plan
) drawn
LEFT JOIN (
    SELECT account_id, sum(amount) AS total, sum(amount) FILTER (WHERE stage = 'CLOSED_WON') AS won,
        count(*) FILTER (WHERE still_open) AS open_count, sum(amount) FILTER (WHERE still_open) AS open,
        sum(round(amount * probability / 100, 2)) FILTER (WHERE still_open) AS weighted
    FROM (SELECT *, stage NOT IN ('CLOSED_WON', 'CLOSED_LOST') AS still_open FROM opportunity) o GROUP BY account_id
) deals ON deals.account_id = drawn.id
LEFT JOIN (
    SELECT account_id, count(*) AS cases FROM support_case WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id
) opened ON opened.account_id = drawn.id;

-- : account tree
INSERT INTO account_tree (ancestor_id, descendant_id, depth)
WITH RECURSIVE up AS (
    SELECT id AS ancestor_id, id AS descendant_id, 0 AS depth, parent_id FROM account
    UNION ALL
    SELECT account.id, up.descendant_id, up.depth + 1, account.parent_id
    FROM up JOIN account ON account.id = up.parent_id
)
SELECT ancestor_id, descendant_id, depth FROM up;

-- : teams and grants
INSERT INTO account_team (id, account_id, user_id, level, title)
SELECT pg_temp.made_id('team', min(n)), pg_temp.made_id('account', account), pg_temp.made_id('user', member),
    pg_temp.one_of(ARRAY['READ', 'READ', 'EDIT']),
    pg_temp.one_of(ARRAY['Solution engineer', 'Customer success', 'Executive sponsor'])
FROM (
    SELECT n, 1202 + floor(random() * (accounts - 1202))::int AS account, 62 + floor(random() * reps)::int AS member
    FROM size, generate_series(1, accounts / 20) n
) drawn
GROUP BY account, member;

-- the first ten: what the questions are about, so that every viewer gets an answer; the rest far down in the tree
INSERT INTO account_grant (id, account_id, user_id, role_id, group_id, level, cascades, expires_at)
SELECT pg_temp.made_id('grant', n), pg_temp.made_id('account', CASE
        WHEN n = 1 THEN 1 WHEN n <= 5 THEN 201 WHEN n <= 9 THEN 1202 WHEN n = 10 THEN 1
        ELSE family_end + floor(random() * (accounts - family_end))::int END),
    CASE WHEN n <= 5 THEN pg_temp.made_id('user', (ARRAY[63, 62, 63, 64, 12])[n])
        WHEN n <= 10 THEN pg_temp.made_id('user', (ARRAY[62, 63, 64, 12, 64])[n - 5])
        WHEN n % 100 < 90 THEN pg_temp.made_id('user', 62 + floor(random() * reps)::int) END,
    CASE WHEN n > 10 AND n % 100 = 99 THEN pg_temp.made_id('role', 1 + floor(random() * 111)::int) END,
    CASE WHEN n > 10 AND n % 100 BETWEEN 90 AND 98 THEN pg_temp.made_id('group', 3 + floor(random() * groups)::int) END,
    CASE WHEN n % 4 = 0 THEN 'EDIT' ELSE 'READ' END, n = 1 OR n > 10 AND n % 4 > 0,
    CASE WHEN n > 10 AND n % 20 = 0 THEN timestamptz '2024-01-01 UTC' END
FROM size, generate_series(1, accounts / 20) n;

-- : indexes
DO $$ DECLARE made text; BEGIN
    FOR made IN SELECT indexdef FROM dropped ORDER BY name LOOP
        EXECUTE made;
    END LOOP;
END $$;

-- : statistics
VACUUM (ANALYZE);

-- : check of what triggers would have kept
SET session_replication_role = origin;
DO $$ BEGIN
    PERFORM FROM account a
        LEFT JOIN (SELECT account_id, sum(amount) AS total, sum(amount) FILTER (WHERE stage = 'CLOSED_WON') AS won,
            count(*) FILTER (WHERE still_open) AS open_count, sum(amount) FILTER (WHERE still_open) AS open,
            sum(round(amount * probability / 100, 2)) FILTER (WHERE still_open) AS weighted
            FROM (SELECT *, stage NOT IN ('CLOSED_WON', 'CLOSED_LOST') AS still_open FROM opportunity) o
            GROUP BY account_id) d ON d.account_id = a.id
        LEFT JOIN (SELECT account_id, count(*) FILTER (WHERE status NOT IN ('RESOLVED', 'CLOSED')) AS opened
            FROM support_case GROUP BY account_id) c ON c.account_id = a.id
    WHERE (a.total_opportunity_amount, a.won_opportunity_amount, a.open_opportunity_count, a.open_opportunity_amount,
            a.weighted_opportunity_amount, a.open_case_count)
        IS DISTINCT FROM (coalesce(d.total, 0), coalesce(d.won, 0), coalesce(d.open_count, 0)::int,
            coalesce(d.open, 0), coalesce(d.weighted, 0), coalesce(c.opened, 0)::int);
    IF FOUND THEN RAISE 'an account keeps other totals than its deals and cases have'; END IF;

    -- each account's ancestors are its parent's and itself
    PERFORM FROM account a
        JOIN (SELECT descendant_id AS id, count(*) AS levels, max(depth) + 1 AS deepest FROM account_tree GROUP BY 1) own USING (id)
        LEFT JOIN (SELECT descendant_id AS id, count(*) AS levels FROM account_tree GROUP BY 1) above ON above.id = a.parent_id
    WHERE own.levels <> own.deepest OR own.levels <> coalesce(above.levels, 0) + 1;
    IF FOUND THEN RAISE 'the account tree has another depth somewhere than the parents say'; END IF;
    PERFORM FROM account_tree t JOIN account d ON d.id = t.descendant_id
        LEFT JOIN account_tree up ON up.descendant_id = d.parent_id AND up.depth = t.depth - 1
    WHERE t.ancestor_id IS DISTINCT FROM CASE WHEN t.depth = 0 THEN d.id ELSE up.ancestor_id END;
    IF FOUND THEN RAISE 'the account tree names another ancestor somewhere than the parents say'; END IF;
    IF (SELECT count(DISTINCT descendant_id) FROM account_tree) <> (SELECT count(*) FROM account)
    THEN RAISE 'the account tree has not every account'; END IF;

    PERFORM FROM opportunity o WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = o.account_id);
    IF FOUND THEN RAISE 'a deal belongs to no account'; END IF;
    PERFORM FROM account a WHERE a.owner_id IS NOT NULL AND NOT EXISTS (SELECT FROM app_user u WHERE u.id = a.owner_id);
    IF FOUND THEN RAISE 'an account is owned by nobody'; END IF;
END $$;
