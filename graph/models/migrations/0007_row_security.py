"""What the second lock says of who may read and write what, without a look at the program's own predicate.

The role, and the policies that use these functions, are made by `graph.row_security`: a server that refuses the role can
be used without.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

# What of one user says which accounts are open to them: read once a statement.
WAYS = """
CREATE FUNCTION account_graph_user() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('account_graph.user', true), '')::uuid
$$;

CREATE TYPE account_graph_condition AS (rule_id uuid, level text, "column" text, operator text, given text[]);
CREATE TYPE account_graph_ways AS (
    user_id uuid,
    everything text,
    role_id uuid,
    leads boolean,
    partner_account_id uuid,
    group_ids uuid[],
    conditions account_graph_condition[]
);

-- Null for nobody, and for who is inactive.
CREATE FUNCTION account_graph_ways(viewer uuid) RETURNS account_graph_ways LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    my_profile text;
    views_all boolean;
    up uuid;
    line uuid[] := '{}';
    w account_graph_ways;
BEGIN
    SELECT u.id, u.profile, u.can_view_all, u.role_id, EXISTS (SELECT FROM role r WHERE r.parent_id = u.role_id),
        CASE u.profile WHEN 'PARTNER' THEN u.partner_account_id END,
        ARRAY(SELECT m.group_id FROM group_member m WHERE m.user_id = u.id)
    INTO w.user_id, my_profile, views_all, w.role_id, w.leads, w.partner_account_id, w.group_ids
    FROM app_user u WHERE u.id = viewer AND u.is_active;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF my_profile = 'ADMIN' THEN
        w.everything := 'EDIT';
        RETURN w;
    ELSIF my_profile = 'INTEGRATION' AND views_all THEN
        w.everything := 'READ';
    END IF;
    up := w.role_id;
    -- a circle of roles ends too
    WHILE up IS NOT NULL AND up <> ALL(line) LOOP
        line := line || up;
        SELECT r.parent_id INTO up FROM role r WHERE r.id = up;
    END LOOP;
    SELECT array_agg(ROW(s.id, s.level, c."column", c.operator, c.values)::account_graph_condition
                     ORDER BY s.level, s.id)
    INTO w.conditions
    FROM sharing_rule s JOIN sharing_condition c ON c.rule_id = s.id
    WHERE s.is_active AND (s.profile = my_profile OR s.group_id = ANY(w.group_ids) OR s.role_id = w.role_id
        OR s.include_below AND s.role_id = ANY(line));
    RETURN w;
END $$;
"""

WAYS_BACK = """
DROP FUNCTION account_graph_ways(uuid);
DROP FUNCTION account_graph_user;
DROP TYPE account_graph_ways;
DROP TYPE account_graph_condition;
"""

LEVELS = r"""
-- One condition of a rule, of a column's value as text. What doesn't fit the column is unmet; so is what has no value.
CREATE FUNCTION account_graph_meets(c account_graph_condition, cell text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    among constant boolean := c.operator IN ('IN', 'NOT_IN');
    given text[];
    one text;
    numeric_cell numeric;
    numeric_one numeric;
BEGIN
    IF c.operator = 'IS_NULL' THEN
        RETURN cell IS NULL;
    ELSIF c.operator = 'NOT_NULL' THEN
        RETURN cell IS NOT NULL;
    ELSIF cell IS NULL OR coalesce(cardinality(c.given), 0) = 0 THEN
        RETURN false;
    END IF;
    given := CASE WHEN among THEN c.given ELSE ARRAY(SELECT v FROM unnest(c.given) v LIMIT 1) END;
    IF c."column" IN ('ANNUAL_REVENUE', 'NUMBER_OF_EMPLOYEES') THEN
        FOREACH one IN ARRAY given LOOP
            IF (one ~ '^-?[0-9]{1,18}(\.[0-9]{1,6})?([eE][+-]?[0-9]{1,2})?$') IS NOT TRUE THEN
                RETURN false;
            END IF;
        END LOOP;
        numeric_cell := cell::numeric;
        IF among THEN
            RETURN (numeric_cell = ANY(given::numeric[])) = (c.operator = 'IN');
        END IF;
        numeric_one := given[1]::numeric;
        RETURN CASE c.operator
            WHEN 'EQ' THEN numeric_cell = numeric_one WHEN 'NE' THEN numeric_cell <> numeric_one
            WHEN 'GT' THEN numeric_cell > numeric_one WHEN 'GTE' THEN numeric_cell >= numeric_one
            WHEN 'LT' THEN numeric_cell < numeric_one WHEN 'LTE' THEN numeric_cell <= numeric_one
            ELSE false END;
    END IF;
    IF c."column" = 'IS_ACTIVE' AND NOT given <@ ARRAY['true', 'false'] THEN
        RETURN false;
    END IF;
    IF among THEN
        RETURN coalesce((cell = ANY(given)) = (c.operator = 'IN'), false);
    END IF;
    one := given[1];
    RETURN coalesce(CASE c.operator
        WHEN 'EQ' THEN cell = one WHEN 'NE' THEN cell <> one
        WHEN 'GT' THEN cell > one COLLATE "C" WHEN 'GTE' THEN cell >= one COLLATE "C"
        WHEN 'LT' THEN cell < one COLLATE "C" WHEN 'LTE' THEN cell <= one COLLATE "C"
        ELSE false END, false);
END $$;

-- The level at which an account's row is open: EDIT, READ or null. What is quickly found out is tried first.
CREATE FUNCTION account_graph_level_of(w account_graph_ways, a account) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    reached text;
    up uuid;
    line uuid[] := ARRAY[a.id];
    steps int := 0;
    c account_graph_condition;
    rule_id uuid;
    rule_level text;
    holds boolean := false;
BEGIN
    IF w.user_id IS NULL OR a.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF w.everything = 'EDIT' OR a.owner_id = w.user_id THEN
        RETURN 'EDIT';
    END IF;
    IF w.everything = 'READ' OR a.id = w.partner_account_id OR a.partner_id = w.partner_account_id THEN
        reached := 'READ';
    END IF;
    -- EDIT comes before READ by letter too
    SELECT least(reached, t.level) INTO reached
        FROM (SELECT) one LEFT JOIN account_team t ON t.account_id = a.id AND t.user_id = w.user_id;
    up := a.parent_id;
    WHILE up IS NOT NULL AND up <> ALL(line) LOOP
        line := line || up;
        SELECT above.parent_id INTO up FROM account above WHERE above.id = up;
    END LOOP;
    SELECT least(reached, min(g.level)) INTO reached FROM account_grant g
        WHERE g.account_id = ANY(line) AND (g.cascades OR g.account_id = a.id)
        AND (g.user_id = w.user_id OR g.role_id = w.role_id OR g.group_id = ANY(w.group_ids))
        AND coalesce(g.expires_at > now(), true);
    IF reached = 'EDIT' THEN
        RETURN 'EDIT';
    END IF;
    IF w.leads AND a.owner_id IS NOT NULL THEN
        SELECT u.role_id INTO up FROM app_user u WHERE u.id = a.owner_id;
        -- a role is not below itself, whatever circle somebody made
        WHILE up IS NOT NULL AND up <> w.role_id AND steps < 1000 LOOP
            SELECT r.parent_id INTO up FROM role r WHERE r.id = up;
            IF up = w.role_id THEN
                RETURN 'EDIT';
            END IF;
            steps := steps + 1;
        END LOOP;
    END IF;
    FOREACH c IN ARRAY coalesce(w.conditions, '{}') LOOP
        IF c.rule_id IS DISTINCT FROM rule_id THEN
            IF holds AND rule_level = 'EDIT' THEN
                RETURN 'EDIT';
            ELSIF holds THEN
                reached := 'READ';
            END IF;
            -- rules for editing come first: no other can open more
            EXIT WHEN reached = 'READ' AND c.level = 'READ';
            rule_id := c.rule_id;
            rule_level := c.level;
            holds := true;
        END IF;
        holds := holds AND account_graph_meets(c, CASE c."column"
            WHEN 'TYPE' THEN a.type WHEN 'INDUSTRY' THEN a.industry WHEN 'BILLING_COUNTRY' THEN a.billing_country
            WHEN 'BILLING_STATE' THEN a.billing_state WHEN 'IS_ACTIVE' THEN a.is_active::text
            WHEN 'ANNUAL_REVENUE' THEN a.annual_revenue::text
            WHEN 'NUMBER_OF_EMPLOYEES' THEN a.number_of_employees::text END);
    END LOOP;
    IF holds AND rule_level = 'EDIT' THEN
        RETURN 'EDIT';
    ELSIF holds THEN
        reached := 'READ';
    END IF;
    RETURN reached;
END $$;

-- Of the account as it stood before the statement, whatever becomes of it.
CREATE FUNCTION account_graph_level_by(w account_graph_ways, account_id uuid) RETURNS text LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT account_graph_level_of(w, a) FROM account a WHERE a.id = account_id);
END $$;
CREATE FUNCTION account_graph_level(user_id uuid, account_id uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT account_graph_level_by(account_graph_ways(user_id), account_id)
$$;
CREATE FUNCTION account_graph_levels(user_id uuid, account_ids uuid[]) RETURNS TABLE (account_id uuid, level text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    w constant account_graph_ways := account_graph_ways(user_id);
BEGIN
    RETURN QUERY SELECT a.id, account_graph_level_of(w, a) FROM account a WHERE a.id = ANY(account_ids);
END $$;
"""

# What `graph.row_security` made rests on the functions.
LEVELS_BACK = """
DO $$
DECLARE
    locked record;
BEGIN
    FOR locked IN SELECT polname, polrelid::regclass AS "table" FROM pg_policy LOOP
        EXECUTE format('DROP POLICY %I ON %s', locked.polname, locked."table");
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', locked."table");
    END LOOP;
END $$;
DROP FUNCTION IF EXISTS account_graph_unseen;
DROP FUNCTION account_graph_levels;
DROP FUNCTION account_graph_level;
DROP FUNCTION account_graph_level_by;
DROP FUNCTION account_graph_level_of;
DROP FUNCTION account_graph_meets;
"""

GUARD = """
CREATE FUNCTION account_edit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept account := NEW;
BEGIN
    kept.description := OLD.description;
    kept.version := OLD.version;
    kept.updated_at := OLD.updated_at;
    kept.updated_by_id := OLD.updated_by_id;
    IF kept IS DISTINCT FROM OLD
            AND account_graph_level_of(account_graph_ways(account_graph_user()), OLD) IS DISTINCT FROM 'EDIT' THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "account": it is open for reading only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER account_edit_guard BEFORE UPDATE ON account FOR EACH ROW
    WHEN (current_user = 'account_graph_app') EXECUTE FUNCTION account_edit_guard();
"""

GUARD_BACK = """
DROP TRIGGER account_edit_guard ON account;
DROP FUNCTION account_edit_guard;
"""


class Migration(migrations.Migration):
    """Who sees what, and what goes on by itself whoever writes."""

    dependencies = [("models", "0006_audit")]

    operations = [
        # one operation, not several: before each, Tortoise copies every model
        ops.RunSQL(WAYS + LEVELS + GUARD, GUARD_BACK + LEVELS_BACK + WAYS_BACK),
    ]
