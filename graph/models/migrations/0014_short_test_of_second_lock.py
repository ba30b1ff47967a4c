"""The second lock asks first for what opens most accounts, in a test that starts quickly.

How far an account is open is asked in another order, with one statement less; the answers are what they were.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

SEES = """
-- Whether one of these opens an account to an active user: being its owner, a profile that sees everything, a grant on it
-- or its parent to the user or their role, or its team. Where none does, account_graph_level_of decides.
CREATE FUNCTION account_graph_sees(viewer uuid, account uuid, owner uuid, parent uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- two statements, since starting one takes longer than running it, and few need the second
    IF EXISTS (SELECT FROM app_user u WHERE u.id = viewer AND u.is_active AND (
            u.id = owner OR u.profile = 'ADMIN' OR u.profile = 'INTEGRATION' AND u.can_view_all
            OR EXISTS (SELECT FROM account_grant g WHERE g.account_id IN (account, parent)
                AND (g.cascades OR g.account_id = account) AND (g.user_id = u.id OR g.role_id = u.role_id)
                AND coalesce(g.expires_at > now(), true)))) THEN
        RETURN true;
    END IF;
    RETURN EXISTS (SELECT FROM account_team t JOIN app_user u ON u.id = t.user_id
        WHERE t.account_id = account AND t.user_id = viewer AND u.is_active);
END $$;
CREATE FUNCTION account_graph_sees_by(viewer uuid, account_id uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT account_graph_sees(viewer, a.id, a.owner_id, a.parent_id) FROM account a WHERE a.id = account_id);
END $$;

-- Whether an account is open as this row has it, or as it stood before the statement: the row may be one that its writer
-- gives away.
CREATE FUNCTION account_graph_opens(w account_graph_ways, a account) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN account_graph_level_of(w, a) IS NOT NULL OR account_graph_level_by(w, a.id) IS NOT NULL;
END $$;
"""

# Policies rest on the functions and go with them: no version of the program serves before it has written its own.
SEES_BACK = """
DROP FUNCTION account_graph_opens CASCADE;
DROP FUNCTION account_graph_sees_by CASCADE;
DROP FUNCTION account_graph_sees CASCADE;
"""

LEVEL = """
CREATE OR REPLACE FUNCTION account_graph_level_of(w account_graph_ways, a account) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
    -- what opens most accounts to those who lead others
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
    IF w.everything = 'READ' OR a.id = w.partner_account_id OR a.partner_id = w.partner_account_id THEN
        reached := 'READ';
    END IF;
    up := a.parent_id;
    WHILE up IS NOT NULL AND up <> ALL(line) LOOP
        line := line || up;
        SELECT above.parent_id INTO up FROM account above WHERE above.id = up;
    END LOOP;
    -- EDIT comes before READ by letter too
    SELECT least(reached, min(named.level)) INTO reached FROM (
        SELECT t.level FROM account_team t WHERE t.account_id = a.id AND t.user_id = w.user_id
        UNION ALL
        SELECT g.level FROM account_grant g WHERE g.account_id = ANY(line) AND (g.cascades OR g.account_id = a.id)
            AND (g.user_id = w.user_id OR g.role_id = w.role_id OR g.group_id = ANY(w.group_ids))
            AND coalesce(g.expires_at > now(), true)
    ) named;
    IF reached = 'EDIT' THEN
        RETURN 'EDIT';
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
"""

LEVEL_BACK = """
CREATE OR REPLACE FUNCTION account_graph_level_of(w account_graph_ways, a account) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
"""


class Migration(migrations.Migration):
    """The functions stay the lock's own: no predicate of the program is in them."""

    dependencies = [("models", "0013_folded_names")]

    operations = [ops.RunSQL(LEVEL + SEES, SEES_BACK + LEVEL_BACK)]
