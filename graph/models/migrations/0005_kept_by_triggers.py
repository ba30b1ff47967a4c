"""What follows by itself in the same transaction: the account tree's closure, kept totals, the sharing epoch.

They are triggers, so that every writer keeps them: the API, an import, a hand at psql. They write what the writer may
not, and so run as their owner.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

ACCOUNT_TREE = """
-- Every account is its own ancestor at depth 0. The key says that no account has two ancestors at one depth.
CREATE TABLE account_tree (
    ancestor_id uuid NOT NULL,
    descendant_id uuid NOT NULL,
    depth int NOT NULL CHECK (depth >= 0),
    PRIMARY KEY (descendant_id, depth) INCLUDE (ancestor_id)
);
CREATE UNIQUE INDEX account_tree_below ON account_tree (ancestor_id, descendant_id) INCLUDE (depth);

-- Moves lock this row, inserts share it: locking the two ends of a move alone lets two moves make a cycle.
CREATE TABLE tree_lock (id int PRIMARY KEY DEFAULT 1 CHECK (id = 1));
INSERT INTO tree_lock DEFAULT VALUES;

CREATE FUNCTION account_tree_insert() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    in_cycle uuid;
BEGIN
    PERFORM FROM inserted WHERE parent_id IS NOT NULL;
    IF FOUND THEN
        PERFORM FROM tree_lock FOR SHARE;
    END IF;
    -- OFFSET 0 keeps the lookup of each parent a lookup by key: this is planned by statistics from before the insert, and
    -- a join planned by those of an empty table compares every new account with every other.
    WITH RECURSIVE up AS (
        SELECT id AS ancestor_id, id AS descendant_id, 0 AS depth, parent_id FROM inserted
        UNION ALL
        SELECT above.id, up.descendant_id, up.depth + 1, above.parent_id
        FROM up CROSS JOIN LATERAL (SELECT id, parent_id FROM account WHERE id = up.parent_id OFFSET 0) above
    ) CYCLE ancestor_id SET looped USING way,
    links AS (
        INSERT INTO account_tree (ancestor_id, descendant_id, depth)
        SELECT ancestor_id, descendant_id, depth FROM up WHERE NOT looped
    )
    SELECT descendant_id INTO in_cycle FROM up WHERE looped LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an account cannot be its own ancestor' USING ERRCODE = 'AG001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account_tree_insert AFTER INSERT ON account
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION account_tree_insert();

CREATE FUNCTION account_tree_move() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM tree_lock FOR UPDATE;
    PERFORM FROM account_tree WHERE ancestor_id = NEW.id AND descendant_id = NEW.parent_id;
    IF FOUND THEN
        RAISE EXCEPTION 'an account cannot be its own ancestor' USING ERRCODE = 'AG001';
    END IF;
    DELETE FROM account_tree link
        USING account_tree below
        WHERE below.ancestor_id = NEW.id AND link.descendant_id = below.descendant_id AND link.depth > below.depth;
    INSERT INTO account_tree (ancestor_id, descendant_id, depth)
        SELECT above.ancestor_id, below.descendant_id, above.depth + below.depth + 1
        FROM account_tree above CROSS JOIN account_tree below
        WHERE above.descendant_id = NEW.parent_id AND below.ancestor_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER account_tree_move AFTER UPDATE OF parent_id ON account FOR EACH ROW
    WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION account_tree_move();

-- Deletes wait for moves: one that didn't would leave the rows that a move makes for what is gone.
CREATE FUNCTION account_tree_delete() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM tree_lock FOR SHARE;
    DELETE FROM account_tree link USING deleted WHERE link.descendant_id = deleted.id;
    RETURN NULL;
END $$;
CREATE TRIGGER account_tree_delete AFTER DELETE ON account
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION account_tree_delete();
"""

ACCOUNT_TREE_BACK = """
DROP TRIGGER account_tree_delete ON account;
DROP TRIGGER account_tree_move ON account;
DROP TRIGGER account_tree_insert ON account;
DROP FUNCTION account_tree_delete;
DROP FUNCTION account_tree_move;
DROP FUNCTION account_tree_insert;
DROP TABLE tree_lock;
DROP TABLE account_tree;
"""

# Totals move by differences: a sum read again would miss what a concurrent transaction adds.
# Each deal is rounded by itself, as its expected revenue is.
TOTALS = """
CREATE FUNCTION keep_opportunity_totals() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_count,
                     coalesce(sum(sign * amount)
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_amount,
                     coalesce(sum(sign * round(amount * probability / 100, 2))
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS weighted
              FROM (SELECT 1 AS sign, account_id, amount, stage, probability FROM inserted) changed
              GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_count,
                     coalesce(sum(sign * amount)
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_amount,
                     coalesce(sum(sign * round(amount * probability / 100, 2))
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS weighted
              FROM (SELECT -1 AS sign, account_id, amount, stage, probability FROM deleted) changed
              GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);
    ELSE
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_count,
                     coalesce(sum(sign * amount)
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS open_amount,
                     coalesce(sum(sign * round(amount * probability / 100, 2))
                         FILTER (WHERE stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')), 0) AS weighted
              FROM (SELECT 1 AS sign, account_id, amount, stage, probability FROM inserted
                    UNION ALL SELECT -1 AS sign, account_id, amount, stage, probability FROM deleted) changed
              GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER opportunity_totals_insert AFTER INSERT ON opportunity
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION keep_opportunity_totals();
CREATE TRIGGER opportunity_totals_update AFTER UPDATE ON opportunity
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION keep_opportunity_totals();
CREATE TRIGGER opportunity_totals_delete AFTER DELETE ON opportunity
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION keep_opportunity_totals();

CREATE FUNCTION keep_open_case_count() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE account SET open_case_count = open_case_count + d.opened
        FROM (SELECT account_id, count(*) AS opened FROM inserted
              WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id) d
        WHERE account.id = d.account_id;
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE account SET open_case_count = open_case_count - d.opened
        FROM (SELECT account_id, count(*) AS opened FROM deleted
              WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id) d
        WHERE account.id = d.account_id;
    ELSE
        UPDATE account SET open_case_count = open_case_count + d.opened
        FROM (SELECT account_id, sum(one) AS opened
              FROM (SELECT account_id, 1 AS one, status FROM inserted
                    UNION ALL SELECT account_id, -1, status FROM deleted) both_sides
              WHERE status NOT IN ('RESOLVED', 'CLOSED') GROUP BY account_id) d
        WHERE account.id = d.account_id AND d.opened <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_count_insert AFTER INSERT ON support_case
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION keep_open_case_count();
CREATE TRIGGER case_count_update AFTER UPDATE ON support_case
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION keep_open_case_count();
CREATE TRIGGER case_count_delete AFTER DELETE ON support_case
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION keep_open_case_count();
"""

TOTALS_BACK = """
DROP TRIGGER case_count_delete ON support_case;
DROP TRIGGER case_count_update ON support_case;
DROP TRIGGER case_count_insert ON support_case;
DROP FUNCTION keep_open_case_count;
DROP TRIGGER opportunity_totals_delete ON opportunity;
DROP TRIGGER opportunity_totals_update ON opportunity;
DROP TRIGGER opportunity_totals_insert ON opportunity;
DROP FUNCTION keep_opportunity_totals;
"""

# Who a viewer is (profile, roles, groups, rules) is remembered between requests for as long as this number stands.
EPOCH = """
CREATE TABLE sharing_epoch (id int PRIMARY KEY DEFAULT 1 CHECK (id = 1), value bigint NOT NULL DEFAULT 1);
INSERT INTO sharing_epoch DEFAULT VALUES;
CREATE FUNCTION next_sharing_epoch() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE sharing_epoch SET value = value + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER app_user_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON app_user
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch();
CREATE TRIGGER role_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON role
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch();
CREATE TRIGGER user_group_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON user_group
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch();
CREATE TRIGGER group_member_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON group_member
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch();
CREATE TRIGGER sharing_rule_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON sharing_rule
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch();
CREATE TRIGGER sharing_condition_epoch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON sharing_condition
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch();
"""

EPOCH_BACK = """
DROP TRIGGER app_user_epoch ON app_user;
DROP TRIGGER role_epoch ON role;
DROP TRIGGER user_group_epoch ON user_group;
DROP TRIGGER group_member_epoch ON group_member;
DROP TRIGGER sharing_rule_epoch ON sharing_rule;
DROP TRIGGER sharing_condition_epoch ON sharing_condition;
DROP FUNCTION next_sharing_epoch;
DROP TABLE sharing_epoch;
"""

# A token from before was issued to somebody else, if to anybody.
# The moment of the change, not of the transaction's beginning.
EMAIL_SINCE = """
CREATE FUNCTION keep_email_since() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.email_since := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER app_user_email_since BEFORE UPDATE ON app_user FOR EACH ROW
    WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION keep_email_since();
"""

EMAIL_SINCE_BACK = """
DROP TRIGGER app_user_email_since ON app_user;
DROP FUNCTION keep_email_since;
"""


class Migration(migrations.Migration):
    """Tables that only triggers write, and the triggers."""

    dependencies = [("models", "0004_search")]

    operations = [
        # one operation, not several: before each, Tortoise copies every model
        ops.RunSQL(
            ACCOUNT_TREE + TOTALS + EPOCH + EMAIL_SINCE, EMAIL_SINCE_BACK + EPOCH_BACK + TOTALS_BACK + ACCOUNT_TREE_BACK
        ),
    ]
