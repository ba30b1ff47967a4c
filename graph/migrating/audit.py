"""The audit trail of one table: a function, and the triggers that call it."""

# ruff: noqa: S608  # the parts are names of columns and fields, and SQL of the value types

from collections.abc import Iterable

from .table import AuditedField, Table

WIDTH = 118

TRIGGERS = {
    "insert": ("AFTER INSERT", "REFERENCING NEW TABLE AS inserted "),
    "update": ("AFTER UPDATE", "REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted "),
    "delete": ("AFTER DELETE", "REFERENCING OLD TABLE AS deleted "),
    "truncate": ("BEFORE TRUNCATE", ""),
}


def audit_function(table: Table, *, replace: bool = False) -> str:
    """The statement that makes the function; with ``replace``, in place of the one that stands."""
    # the moment of the change, not of the transaction's beginning: whoever waited for a lock changed it later
    return f"""CREATE {"OR REPLACE " if replace else ""}FUNCTION audit_{table.name}() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $${audit_body(table)}$$;"""


def audit_body(table: Table) -> str:
    """The function's body, as `pg_proc.prosrc` has it."""
    return f"""
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_created(table)};
    ELSIF TG_OP = 'UPDATE' THEN
        {_updated(table)};
    ELSIF TG_OP = 'DELETE' THEN
        {_changes(table, "d", "deleted d", "d", None)};
    ELSE
        {_changes(table, "d", f'"{table.name}" d', "d", None)};
    END IF;
    RETURN NULL;
END """


def audit_triggers(table: Table) -> str:
    """The statements that make the triggers."""
    return "\n".join(
        f"CREATE TRIGGER {table.name}_audit_{way} {event} ON {table.name}\n"
        f"    {rows}FOR EACH STATEMENT EXECUTE FUNCTION audit_{table.name}();"
        for way, (event, rows) in TRIGGERS.items()
    )


def audit_back(table: Table) -> str:
    """The statements that take function and triggers away."""
    dropped = [f"DROP TRIGGER {table.name}_audit_{way} ON {table.name};" for way in TRIGGERS]
    return "\n".join([*dropped, f"DROP FUNCTION audit_{table.name};"])


INSERTED = """INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)"""


def _created(table: Table) -> str:
    if table.is_part:
        return _changes(table, "i", "inserted i", None, "i")
    since = "moment" if table.created is None else f"i.{table.created}"
    text = f"to_char({since} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    return f"""{INSERTED}
        SELECT account_graph_uuid7(moment), {_account(table, "i")}, '{table.record_type}', i.id,
            'createdAt', NULL, {text}, moment, writer
        FROM inserted i"""


def _updated(table: Table) -> str:
    columns = [*(each.column for each in table.audited), *table.compared_too]
    after, before = (_filled([f'{row}."{column}"' for column in columns], 12) for row in "id")
    # kept totals change often and are not told of: a comparison of rows is quicker than one of texts
    source = f"""inserted i JOIN deleted d ON d.id = i.id AND ROW(
            {after}
        ) IS DISTINCT FROM ROW(
            {before}
        )"""
    return _changes(table, "i", source, "d", "i")


def _changes(table: Table, row: str, source: str, old: str | None, new: str | None) -> str:
    """An insert of one change for each field that differs between two rows, or that the only row has a value of."""
    values = _filled([f"('{each.name}', {_text(each, old)}, {_text(each, new)})" for each in table.audited], 12)
    return f"""{INSERTED}
        SELECT account_graph_uuid7(moment), {_account(table, row)}, '{table.record_type}', {row}.{table.record},
            c.field, c.old_value, c.new_value, moment, writer
        FROM {source}
        CROSS JOIN LATERAL (VALUES
            {values}) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value"""


def _text(field: AuditedField, row: str | None) -> str:
    return "NULL" if row is None else field.text.replace("{row}", row)


def _account(table: Table, row: str) -> str:
    if table.name == "account":
        return f"{row}.id"
    return f"{row}.account_id" if table.of_account else "NULL::uuid"


def _filled(pieces: Iterable[str], indent: int) -> str:
    """Pieces with commas between them, as many on a line as fit."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and indent + len(lines[-1]) + len(piece) + 2 > WIDTH:
            lines.append("")
        lines[-1] += f"{piece}, "
    return f"\n{' ' * indent}".join(line.rstrip() for line in lines).removesuffix(",")
