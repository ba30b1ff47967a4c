"""How many accounts stand below one: whoever opens all of them to others must have them open themself."""

from tortoise import migrations
from tortoise.migrations import operations as ops

BELOW = """
-- All of them, seen or not by whoever asks: it tells how many, and nothing else.
CREATE FUNCTION accounts_below(top uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT count(*) FROM public.account_tree WHERE ancestor_id = top AND depth > 0 $$;
"""


class Migration(migrations.Migration):
    """A function that mutations of grants ask."""

    dependencies = [("models", "0014_tree_deletes")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(BELOW, "DROP FUNCTION accounts_below"),
    ]
