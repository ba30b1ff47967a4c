"""What of the tables changed since the listing was written, as statements and the way back."""

import re
from collections.abc import Iterable, Mapping

from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations.operations import CreateModel

from graph.definitions import Kind, wanted

from .audit import audit_back, audit_body, audit_function, audit_triggers
from .external_ids import external_ids_trigger, external_ids_trigger_back, trigger_name
from .statements import Change, add_checks, indexes, order_indexes, replace_check, unique_indexes
from .table import Table

__all__ = ["Change", "changes", "sequences"]


def changes(declared: Mapping[str, Table], created: set[str]) -> list[Change]:
    """What makes the tables what they are declared to be; ``created`` names those that are new."""
    found = []
    for table in declared.values():
        found += _of_new(table) if table.name in created else _of_standing(table)
    return found


def _of_new(table: Table) -> list[Change]:
    found = [
        Change(f'ALTER TABLE {table.name} ALTER {column} TYPE text COLLATE "C";', "") for column in table.by_code_point
    ]
    if (checks := add_checks(table)) is not None:
        found.append(checks)
    if table.audited:
        found.append(Change(f"{audit_function(table)}\n{audit_triggers(table)}", audit_back(table)))
    if table.has_external_ids:
        found.append(_external_ids(table))
    found += [Change(statement, f"DROP INDEX {name};") for name, statement in indexes(table).items()]
    return found


def _of_standing(table: Table) -> list[Change]:
    found = []
    for column, names in table.choices.items():
        before = _known(table.name, column)
        if before != names:
            found.append(replace_check(table.name, column, before, names))
    if table.audited:
        before_body = _body(f"audit_{table.name}()")
        if before_body is None:
            found.append(Change(f"{audit_function(table)}\n{audit_triggers(table)}", audit_back(table)))
        elif before_body != audit_body(table):
            now = audit_function(table, replace=True)
            found.append(Change(now, now.replace(audit_body(table), before_body)))
    if table.has_external_ids and (Kind.TRIGGER, f"{table.name}.{trigger_name(table)}") not in wanted():
        found.append(_external_ids(table))
    for name, statement in (order_indexes(table) | unique_indexes(table)).items():
        before_index = wanted().get((Kind.INDEX, f"public.{name}"))
        drop = f"DROP INDEX {name};"
        if before_index is None:
            found.append(Change(statement, drop))
        elif _literals(before_index.text) != _literals(statement):  # another name in the enum that it ranks by
            found.append(Change(f"{drop}\n{statement}", f"{drop}\n{before_index.text};"))
    return found


def _external_ids(table: Table) -> Change:
    return Change(external_ids_trigger(table), external_ids_trigger_back(table))


def _known(table: str, column: str) -> tuple[str, ...]:
    """The names that the listed check of an enum has."""
    check = wanted().get((Kind.CHECK, f"{table}.{table}_{column}_known"))
    return () if check is None else _literals(check.text)


def _literals(statement: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'([^']*)'", statement))


def _body(function: str) -> str | None:
    """The body of a listed function."""
    definition = wanted().get((Kind.FUNCTION, function))
    return None if definition is None else definition.text.split("$function$")[1]


def sequences(created: Iterable[CreateModel]) -> list[Change]:
    """The sequences that number the records of new tables."""
    defaults = [getattr(field, "db_default", None) for model in created for _, field in model.fields]
    names = [
        found[1]
        for default in defaults
        if isinstance(default, SqlDefault) and (found := re.fullmatch(r"nextval\('(\w+)'\)", default.sql))
    ]
    return [Change(f"CREATE SEQUENCE {name};", f"DROP SEQUENCE {name};") for name in names]
