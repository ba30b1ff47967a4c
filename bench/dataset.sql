-- The company that is measured. Before it runs, bench.accounts says how many accounts it has: 3,000 at least.
--
-- The first 2,255 accounts are laid out by their number, and the rest are drawn:
--   1 to 1,110      ten families of 111: a head, ten children, and ten grandchildren of each child
--   1,111 to 1,254  twelve parents with eleven children each, which the rep owns
--   1,255 to 2,255  one parent with a thousand children
-- Heads and children of the ten families, and the twelve parents, are the accounts whose pages are asked for. Among the
-- largest accounts by revenue they are one in ten; the others are drawn, and the rep sees few of those.

-- : seed
SET synchronous_commit = off;
SET work_mem = '64MB';
SELECT setseed(0.42);
-- a history that nobody asks for
SELECT account_graph_audit(false);
-- time-ordered as those made in the app, and the same every time
CREATE FUNCTION pg_temp.made_id(kind text, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
    SELECT (lpad(to_hex(1735689600000 + n), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
    FROM md5(kind || n) h
$$;
CREATE FUNCTION pg_temp.one_of(choices text[]) RETURNS text VOLATILE LANGUAGE sql AS $$
    SELECT choices[1 + floor(random() * cardinality(choices))::int]
$$;

-- : people
-- four levels: the company, 5 regions, 25 areas, 125 teams
INSERT INTO role (id, name, parent_id)
SELECT pg_temp.made_id('role', n), 'Role ' || n, CASE WHEN n > 1 THEN pg_temp.made_id('role', (n + 3) / 5) END
FROM generate_series(1, 156) n;

INSERT INTO app_user (id, email, name, profile, role_id)
SELECT pg_temp.made_id('user', n),
    CASE WHEN n = 500 THEN 'rep@bench.example' ELSE 'user' || n || '@bench.example' END,
    pg_temp.one_of(ARRAY['Ada', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Femi', 'Grace', 'Hugo', 'Ines', 'Jun']) || ' '
        || pg_temp.one_of(ARRAY['Abe', 'Berg', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Gupta', 'Haddad', 'Ito', 'Jansen']),
    CASE WHEN n = 1 THEN 'EXECUTIVE' WHEN n <= 6 THEN 'SALES_DIRECTOR' WHEN n <= 31 THEN 'SALES_MANAGER'
        ELSE 'SALES_REP' END,
    pg_temp.made_id('role', CASE WHEN n <= 31 THEN n ELSE 32 + n % 125 END)
FROM generate_series(1, 500) n;

INSERT INTO user_group (id, name) SELECT pg_temp.made_id('group', n), 'Group ' || n FROM generate_series(1, 20) n;
INSERT INTO group_member (id, group_id, user_id)
SELECT pg_temp.made_id('member', n), pg_temp.made_id('group', 1 + n % 20), pg_temp.made_id('user', 1 + n * 7 % 500)
FROM generate_series(1, 400) n;
INSERT INTO group_member (id, group_id, user_id)
SELECT pg_temp.made_id('member', 1000 + n), pg_temp.made_id('group', n), pg_temp.made_id('user', 500)
FROM generate_series(1, 2) n
ON CONFLICT DO NOTHING;

-- ten rules: one for every rep, one for the rep's first group, one for each of eight regions and areas
INSERT INTO sharing_rule (id, name, level, profile, group_id, role_id, include_below)
SELECT pg_temp.made_id('rule', n), 'Rule ' || n, CASE WHEN n % 2 = 0 THEN 'READ' ELSE 'EDIT' END,
    CASE WHEN n = 1 THEN 'SALES_REP' END, CASE WHEN n = 2 THEN pg_temp.made_id('group', 1) END,
    CASE WHEN n > 2 THEN pg_temp.made_id('role', n) END, n BETWEEN 3 AND 6
FROM generate_series(1, 10) n;
INSERT INTO sharing_condition (id, rule_id, "column", operator, values)
SELECT pg_temp.made_id('condition', n), pg_temp.made_id('rule', n), 'BILLING_COUNTRY', 'EQ',
    ARRAY[(ARRAY['IS', 'PT', 'DE', 'FR', 'GB', 'US', 'JP', 'BR', 'NL', 'SE'])[n]]
FROM generate_series(1, 10) n;
INSERT INTO sharing_condition (id, rule_id, "column", operator, values)
SELECT pg_temp.made_id('condition', 100 + n), pg_temp.made_id('rule', n), 'INDUSTRY', 'IN',
    ARRAY[(ARRAY['BANKING', 'ENERGY', 'RETAIL', 'MEDIA', 'FINANCE', 'SOFTWARE', 'UTILITIES', 'SERVICES', 'LOGISTICS',
        'EDUCATION'])[n]]
FROM generate_series(1, 10) n;
-- the rep's two are narrow, so that the rep sees some 1,600 accounts
INSERT INTO sharing_condition (id, rule_id, "column", operator, values)
VALUES (pg_temp.made_id('condition', 201), pg_temp.made_id('rule', 1), 'ANNUAL_REVENUE', 'GTE', '{100000000}'),
    (pg_temp.made_id('condition', 202), pg_temp.made_id('rule', 2), 'NUMBER_OF_EMPLOYEES', 'GT', '{1000}');

-- : accounts
CREATE TEMP TABLE plan AS
SELECT n, coalesce(n <= 1110 AND (n - 1) % 111 <= 10 OR n BETWEEN 1111 AND 1254 AND (n - 1111) % 12 = 0, false) AS page,
    CASE
        WHEN n <= 1110 THEN CASE
            WHEN (n - 1) % 111 = 0 THEN NULL
            WHEN (n - 1) % 111 <= 10 THEN n - (n - 1) % 111
            ELSE n - (n - 1) % 111 + ((n - 1) % 111 - 1) / 10 END
        WHEN n <= 1254 THEN CASE WHEN (n - 1111) % 12 > 0 THEN n - (n - 1111) % 12 END
        WHEN n <= 2255 THEN CASE WHEN n > 1255 THEN 1255 END
        -- squared: early accounts get many children, the later ones few
        WHEN n > 2256 AND random() < 0.55 THEN 2256 + floor((n - 2256) * random() ^ 2)::int
    END AS parent,
    CASE WHEN n BETWEEN 1111 AND 1254 OR n > 2255 AND n % 1750 = 0 THEN 500
        ELSE 1 + floor(random() * 499)::int END AS owner,
    floor(random() * 11)::int AS contacts,
    floor(random() * 9)::int AS opportunities,
    CASE WHEN random() < 0.5 THEN 1 + floor(random() * 3)::int ELSE 0 END AS cases,
    CASE WHEN random() < 0.33 THEN 1 + floor(random() * 2)::int ELSE 0 END AS contracts
FROM generate_series(1, current_setting('bench.accounts')::int) n;
UPDATE plan SET contacts = 12, opportunities = 18 WHERE page OR n > 2255 AND n % 90 = 0;
UPDATE plan SET cases = 12, contracts = 12 WHERE page;

INSERT INTO account (id, name, name_key, type, industry, description, annual_revenue, number_of_employees, phone,
    website, billing_street, billing_city, billing_postal_code, billing_country, owner_id, parent_id, is_active,
    customer_since, created_at, created_by_id, updated_at, updated_by_id)
SELECT pg_temp.made_id('account', n), name, lower(name), type, industry,
    CASE WHEN n % 3 = 0 THEN repeat('What there is to know of ' || name || '. ', 1 + n % 5) END, revenue,
    (1 + 10 ^ (random() * 5))::int, '+1 555 ' || lpad((n % 10000)::text, 4, '0'), 'https://' || n || '.example',
    n % 300 || ' High Street', city, lpad((n % 100000)::text, 5, '0'), country, pg_temp.made_id('user', owner),
    pg_temp.made_id('account', parent), active, date '2015-01-01' + (random() * 3600)::int,
    timestamptz '2020-01-01 UTC' + n * interval '1 minute', pg_temp.made_id('user', owner),
    timestamptz '2025-01-01 UTC' + random() * interval '300 days', pg_temp.made_id('user', owner)
FROM (
    SELECT plan.*,
        pg_temp.one_of(ARRAY['Northwind', 'Blue Harbor', 'Atlas', 'Sunrise', 'Granite', 'Evergreen', 'Pioneer', 'Silver',
            'Cascade', 'Meridian']) || ' '
            || pg_temp.one_of(ARRAY['Foods', 'Logistics', 'Systems', 'Partners', 'Energy', 'Holdings', 'Labs', 'Foundry'])
            || ' ' || n AS name,
        pg_temp.one_of(ARRAY['PROSPECT', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'PARTNER', 'FORMER_CUSTOMER']) AS type,
        pg_temp.one_of(ARRAY['AUTOMOTIVE', 'BANKING', 'CONSTRUCTION', 'EDUCATION', 'ENERGY', 'FINANCE', 'HEALTHCARE',
            'INSURANCE', 'LOGISTICS', 'MANUFACTURING', 'MEDIA', 'RETAIL', 'SERVICES', 'SOFTWARE', 'UTILITIES']) AS industry,
        pg_temp.one_of(ARRAY['US', 'US', 'US', 'US', 'DE', 'DE', 'GB', 'GB', 'FR', 'FR', 'JP', 'BR', 'NL', 'SE', 'PT',
            'IS', 'IT', 'ES', 'CA', 'IN']) AS country,
        pg_temp.one_of(ARRAY['Springfield', 'Porto', 'Malmö', 'Osaka', 'Lyon', 'Bath', 'Ulm', 'Recife']) AS city,
        round((CASE WHEN opportunities = 18 THEN 5e9 + random() * 4e9 ELSE 10 ^ (4 + 5 * random()) END)::numeric, 2) AS revenue,
        page OR random() < 0.92 AS active
    FROM plan
) drawn;
ANALYZE account;
ANALYZE account_tree;

-- : contacts
-- : opportunities
-- : cases and contracts
-- : teams and grants
INSERT INTO account_team (id, account_id, user_id, level, title)
SELECT pg_temp.made_id('team', n), pg_temp.made_id('account', 1 + floor(random() * accounts)::int),
    pg_temp.made_id('user', 1 + floor(random() * 500)::int), pg_temp.one_of(ARRAY['READ', 'READ', 'EDIT']),
    pg_temp.one_of(ARRAY['Solution engineer', 'Customer success', 'Executive sponsor'])
FROM (SELECT n, current_setting('bench.accounts')::int AS accounts FROM generate_series(1, 20000) n) numbered
ON CONFLICT DO NOTHING;

-- one for the rep at the head of each of the ten families, and the rest far down in the tree, for anyone
INSERT INTO account_grant (id, account_id, user_id, role_id, group_id, level, cascades, expires_at)
SELECT pg_temp.made_id('grant', n), pg_temp.made_id('account', CASE WHEN n <= 10 THEN (n - 1) * 111 + 1
        ELSE accounts / 2 + floor(random() * accounts / 2)::int END),
    CASE WHEN n <= 10 THEN pg_temp.made_id('user', 500)
        WHEN n % 10 < 7 THEN pg_temp.made_id('user', 1 + floor(random() * 499)::int) END,
    CASE WHEN n > 10 AND n % 10 BETWEEN 7 AND 8 THEN pg_temp.made_id('role', 1 + floor(random() * 156)::int) END,
    CASE WHEN n > 10 AND n % 10 = 9 THEN pg_temp.made_id('group', 1 + floor(random() * 20)::int) END,
    CASE WHEN n % 4 = 0 THEN 'EDIT' ELSE 'READ' END, n <= 10 OR n % 4 > 0,
    CASE WHEN n > 10 AND n % 20 = 0 THEN timestamptz '2024-01-01 UTC' END
FROM (SELECT n, current_setting('bench.accounts')::int AS accounts FROM generate_series(1, 5000) n) numbered;

-- : writers
-- Three managers with 1, 300 and 3,000 grants, each above two reps: 400 accounts of theirs to change, with two contacts
-- and twenty contracts each, and two to move them below. No page and no list that is measured has any of them.
CREATE TEMP TABLE writer AS
SELECT w, (ARRAY[1, 300, 3000])[w] AS grants, pg_temp.made_id('writer role', w) AS role,
    pg_temp.made_id('writer team', w) AS team, pg_temp.made_id('writer', w) AS manager
FROM generate_series(1, 3) w;
INSERT INTO role (id, name, parent_id) SELECT role, 'Writer ' || w, pg_temp.made_id('role', 2) FROM writer;
INSERT INTO role (id, name, parent_id) SELECT team, 'Team of writer ' || w, role FROM writer;
INSERT INTO app_user (id, email, name, profile, role_id)
SELECT manager, 'writer' || grants || '@bench.example', 'Writer ' || grants, 'SALES_MANAGER', role FROM writer
UNION ALL
SELECT pg_temp.made_id('written rep', 2 * w + k), 'rep' || k || '.' || grants || '@bench.example', 'Rep ' || k,
    'SALES_REP', team
FROM writer CROSS JOIN generate_series(0, 1) k;
INSERT INTO account_grant (id, account_id, user_id, level, cascades)
SELECT pg_temp.made_id('writer grant', w * 10000 + n),
    pg_temp.made_id('account', accounts / 2 + (n * 7919 % (accounts / 2))), manager, 'EDIT', true
FROM (SELECT writer.*, current_setting('bench.accounts')::int AS accounts FROM writer) w
    CROSS JOIN LATERAL generate_series(1, grants) n;
INSERT INTO account (id, name, name_key, type, annual_revenue, billing_country, owner_id, created_by_id)
SELECT pg_temp.made_id('written', w * 1000 + k), 'Written ' || grants || ' ' || k, 'written ' || grants || ' ' || k,
    'CUSTOMER', 1000 + k, 'NL', pg_temp.made_id('written rep', 2 * w + k % 2), manager
FROM writer CROSS JOIN generate_series(1, 402) k;
INSERT INTO contact (id, account_id, name, name_key, is_primary, created_by_id)
SELECT pg_temp.made_id('written contact', (w * 1000 + k) * 2 + n), pg_temp.made_id('written', w * 1000 + k),
    'Contact ' || n, 'contact ' || n, n = 0, manager
FROM writer CROSS JOIN generate_series(1, 400) k CROSS JOIN generate_series(0, 1) n;
INSERT INTO contract (id, account_id, status, value, start_date, end_date)
SELECT pg_temp.made_id('written contract', (w * 1000 + k) * 20 + n), pg_temp.made_id('written', w * 1000 + k),
    'IN_APPROVAL', 100 * n, date '2026-01-01', date '2029-01-01'
FROM writer CROSS JOIN generate_series(1, 400) k CROSS JOIN generate_series(0, 19) n;

-- : history, from here on
SELECT account_graph_audit(true);

-- : statistics
VACUUM (ANALYZE);
