"""Deletes wait for moves: one that didn't would leave the rows that a move makes for what is gone."""

from tortoise import migrations
from tortoise.migrations import operations as ops

LOCKING = """
CREATE OR REPLACE FUNCTION account_tree_delete() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM tree_lock FOR SHARE;
    DELETE FROM account_tree link USING deleted WHERE link.descendant_id = deleted.id;
    RETURN NULL;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION account_tree_delete() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM account_tree link USING deleted WHERE link.descendant_id = deleted.id;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """The function alone; its trigger stays."""

    dependencies = [("models", "0013_idempotency")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [ops.RunSQL(LOCKING, BEFORE)]  # noqa: RUF012  # Tortoise reads a plain list
