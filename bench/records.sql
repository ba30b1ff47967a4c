-- What hangs on the accounts of a table `plan`, which says how many of each. Both worlds have it: a part without
-- statements, in their own scripts, is the part of the same title here.

-- : contacts
INSERT INTO contact (id, account_id, name, name_key, email, phone, title, buying_role, is_primary, created_by_id)
SELECT pg_temp.made_id('contact', row_number() OVER ()), account, name, lower(name),
    'c' || n || '.' || k || '@' || n || '.example', '+1 555 ' || lpad((n * k % 10000)::text, 4, '0'),
    pg_temp.one_of(ARRAY['CEO', 'CFO', 'Buyer', 'Head of Operations', 'Engineer', 'Assistant']),
    pg_temp.one_of(ARRAY['DECISION_MAKER', 'CHAMPION', 'BUDGET_OWNER', 'PROCUREMENT', 'END_USER', NULL]), k = 1,
    pg_temp.made_id('user', owner)
FROM (
    SELECT plan.n, k, owner, pg_temp.made_id('account', n) AS account,
        pg_temp.one_of(ARRAY['Amara', 'Björn', 'Carla', 'Deniz', 'Eva', 'Farid', 'Gita', 'Hana', 'Ivan', 'Jo', 'Kemal',
            'Lena', 'Mo', 'Nadia', 'Omar', 'Pia', 'Quinn', 'Rosa', 'Sven', 'Tara']) || ' '
            || pg_temp.one_of(ARRAY['Adler', 'Brown', 'Chen', 'Dubois', 'Eriksen', 'Ferrari', 'Garcia', 'Hansen',
            'Ivanov', 'Johnson', 'Kim', 'Lopez', 'Müller', 'Nakamura', 'Okafor', 'Petit']) AS name
    FROM plan CROSS JOIN LATERAL generate_series(1, contacts) k
) drawn;

-- : opportunities
INSERT INTO opportunity (id, account_id, name, stage, amount, probability, close_date, owner_id, lead_source,
    created_by_id)
SELECT pg_temp.made_id('opportunity', row_number() OVER ()), pg_temp.made_id('account', n),
    pg_temp.one_of(ARRAY['Renewal', 'Pilot', 'Expansion', 'New site', 'Upgrade']) || ' ' || k || ' for account ' || n,
    stage, CASE WHEN random() < 0.97 THEN round((random() * 250000)::numeric, 2) END,
    CASE stage WHEN 'PROSPECTING' THEN 10 WHEN 'QUALIFICATION' THEN 25 WHEN 'NEEDS_ANALYSIS' THEN 40
        WHEN 'PROPOSAL' THEN 60 WHEN 'NEGOTIATION' THEN 80 WHEN 'CLOSED_WON' THEN 100 ELSE 0 END,
    date '2025-01-01' + (random() * 700)::int, pg_temp.made_id('user', owner),
    pg_temp.one_of(ARRAY['WEB', 'REFERRAL', 'PARTNER', 'EVENT', 'COLD_CALL', 'ADVERTISEMENT', NULL]),
    pg_temp.made_id('user', owner)
FROM (
    SELECT n, owner, k, pg_temp.one_of(ARRAY['PROSPECTING', 'QUALIFICATION', 'NEEDS_ANALYSIS', 'PROPOSAL', 'NEGOTIATION',
        'CLOSED_WON', 'CLOSED_WON', 'CLOSED_LOST']) AS stage
    FROM plan CROSS JOIN LATERAL generate_series(1, opportunities) k
) drawn;

-- : cases and contracts
INSERT INTO support_case (id, account_id, subject, description, status, priority, origin, opened_at)
SELECT pg_temp.made_id('case', row_number() OVER ()), pg_temp.made_id('account', n),
    pg_temp.one_of(ARRAY['Login fails', 'Invoice is wrong', 'Delivery late', 'Feature asked for', 'Data export']),
    'As told on the phone, call ' || k || '.',
    pg_temp.one_of(ARRAY['NEW', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'ESCALATED', 'RESOLVED', 'CLOSED', 'CLOSED']),
    pg_temp.one_of(ARRAY['LOW', 'MEDIUM', 'MEDIUM', 'HIGH', 'CRITICAL']), pg_temp.one_of(ARRAY['EMAIL', 'PHONE', 'WEB']),
    timestamptz '2025-01-01 UTC' + random() * interval '300 days'
FROM plan CROSS JOIN LATERAL generate_series(1, cases) k;

INSERT INTO contract (id, account_id, status, value, start_date, end_date)
SELECT pg_temp.made_id('contract', row_number() OVER ()), pg_temp.made_id('account', n),
    pg_temp.one_of(ARRAY['DRAFT', 'IN_APPROVAL', 'ACTIVATED', 'ACTIVATED', 'ACTIVATED', 'EXPIRED', 'TERMINATED']),
    round((random() * 90000)::numeric, 2), starts, starts + 365
FROM (
    SELECT n, date '2023-01-01' + (random() * 900)::int AS starts
    FROM plan CROSS JOIN LATERAL generate_series(1, contracts) k
) drawn;
