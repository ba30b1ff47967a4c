"""The trigger that deletes a record's external ids with it."""

from .table import Table


def external_ids_trigger(table: Table) -> str:
    """The statement that makes the trigger. Its function stands in a migration, for all tables."""
    return (
        f"CREATE TRIGGER {trigger_name(table)} AFTER DELETE ON {table.name}\n"
        "    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();"
    )


def external_ids_trigger_back(table: Table) -> str:
    """The statement that takes it away."""
    return f"DROP TRIGGER {trigger_name(table)} ON {table.name};"


def trigger_name(table: Table) -> str:
    """The trigger's name."""
    return f"{table.name}_external_ids"
