"""How far a move would open what is moved: whoever moves accounts opens them no further than they are open to them."""

from tortoise import migrations
from tortoise.migrations import operations as ops

OPENED = """
-- The highest level of the cascading grants that stand above the new place and not above the old, seen or not.
CREATE FUNCTION account_opened_by_move(moved uuid, parent uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
        SELECT min(g.level) -- EDIT comes before READ by letter too
        FROM public.account_tree t JOIN public.account_grant g ON g.account_id = t.ancestor_id
        WHERE t.descendant_id = parent AND g.cascades AND (g.expires_at IS NULL OR g.expires_at > now())
            AND NOT EXISTS (SELECT FROM public.account_tree o
                            WHERE o.descendant_id = moved AND o.ancestor_id = t.ancestor_id)
    $$;
"""


class Migration(migrations.Migration):
    """A function that moves of accounts ask."""

    dependencies = [("models", "0015_accounts_below")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(OPENED, "DROP FUNCTION account_opened_by_move"),
    ]
