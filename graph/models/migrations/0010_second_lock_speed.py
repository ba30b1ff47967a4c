"""The second lock reads what is open to a user once for each sharing epoch, and asks once what a row is open for.

What the functions answer is what they answered before.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

# All that these ways depend on raises the sharing epoch. A transaction that is undone takes back what it kept.
WAYS = """
-- not renamed, since policies rest on it
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('account_graph_ways(uuid)'::regprocedure),
        'account_graph_ways(viewer', 'account_graph_ways_read(viewer');
END $$;
CREATE OR REPLACE FUNCTION account_graph_ways(viewer uuid) RETURNS account_graph_ways LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    origin constant text := viewer || ' ' || (SELECT e.value FROM sharing_epoch e) || ' ';
    kept constant text := current_setting('account_graph.ways', true);
    w account_graph_ways;
BEGIN
    IF starts_with(kept, origin) THEN
        RETURN substr(kept, length(origin) + 1)::account_graph_ways;
    END IF;
    w := account_graph_ways_read(viewer);
    PERFORM set_config('account_graph.ways', origin || w::text, false);
    RETURN w;
END $$;
"""

WAYS_BACK = """
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('account_graph_ways_read(uuid)'::regprocedure),
        'account_graph_ways_read(viewer', 'account_graph_ways(viewer');
END $$;
DROP FUNCTION account_graph_ways_read;
"""

# Of an update of an account, the guard alone decides how far it is open; the policy lets pass what is seen.
GUARD = """
CREATE OR REPLACE FUNCTION account_edit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_for constant text := account_graph_level_of(account_graph_ways(account_graph_user()), OLD);
    kept account := NEW;
BEGIN
    IF open_for = 'EDIT' THEN
        RETURN NEW;
    END IF;
    kept.description := OLD.description;
    kept.version := OLD.version;
    kept.updated_at := OLD.updated_at;
    kept.updated_by_id := OLD.updated_by_id;
    IF open_for IS NULL OR kept IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "account": it is not open for that'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_BACK = """
CREATE OR REPLACE FUNCTION account_edit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    """The functions stay the lock's own: no predicate of the program is in them."""

    dependencies = [("models", "0009_name_refusals")]

    operations = [ops.RunSQL(WAYS + GUARD, GUARD_BACK + WAYS_BACK)]
