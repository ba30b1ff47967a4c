"""Checks of enums and indexes of lists, as SQL."""

from collections.abc import Iterable
from dataclasses import dataclass

from .table import Table

WIDTH = 118


@dataclass(frozen=True, slots=True)
class Change:
    """A statement, and the statement that takes it back."""

    forward: str
    back: str


def known(table: str, column: str, names: Iterable[str]) -> str:
    """The clause that adds the check of an enum."""
    quoted = f'"{column}"' if column == "column" else column  # a word of SQL
    line = f"ADD CONSTRAINT {table}_{column}_known CHECK ({quoted} IN ("
    listed = [f"'{name}'" for name in names]
    if len(f"    {line}{', '.join(listed)}))") <= WIDTH:
        return f"{line}{', '.join(listed)}))"
    lines = ["       "]
    for name in listed:
        if len(lines[-1]) + len(name) + 2 > WIDTH:
            lines.append("       ")
        lines[-1] += f" {name},"
    return f"{line}\n{chr(10).join(lines).removesuffix(',')}\n    ))"


def add_checks(table: Table) -> Change | None:
    """The checks of a new table's enums; None where it has none."""
    if not table.choices:
        return None
    added = ",\n".join(f"    {known(table.name, column, names)}" for column, names in table.choices.items())
    dropped = ",\n".join(f"    DROP CONSTRAINT {table.name}_{column}_known" for column in table.choices)
    return Change(f"ALTER TABLE {table.name}\n{added};", f"ALTER TABLE {table.name}\n{dropped};")


def replace_check(table: str, column: str, before: Iterable[str], after: Iterable[str]) -> Change:
    """Another check of an enum in place of the one that stands; ``before`` is empty where none does."""
    drop = f"    DROP CONSTRAINT {table}_{column}_known"
    old = tuple(before)

    def alter(*clauses: str) -> str:
        listed = ",\n".join(clauses)
        return f"ALTER TABLE {table}\n{listed};"

    if not old:
        return Change(alter(f"    {known(table, column, after)}"), alter(drop))
    return Change(
        alter(drop, f"    {known(table, column, after)}"),
        alter(drop, f"    {known(table, column, old)}"),
    )


def indexes(table: Table) -> dict[str, str]:
    """By name: the indexes of a new table's lists and references."""
    made = {}
    keys = ", ".join(table.list_keys)
    if keys:
        made[f"{table.name}_of_account"] = f"ON {table.name} (account_id, {keys})"
    if keys and table.listed_at_root:
        made[f"{table.name}_in_order"] = f"ON {table.name} ({keys}) INCLUDE (account_id)"
    for column in table.searched_by:
        made[f"{table.name}_of_{column.removesuffix('_id')}"] = f"ON {table.name} ({column})"
    made = {name: f"CREATE INDEX {name} {on};" for name, on in made.items()}
    return made | order_indexes(table) | unique_indexes(table)


def order_indexes(table: Table) -> dict[str, str]:
    """By name: the indexes of the orders that its root list can be asked for."""
    holds = " INCLUDE (account_id)" if table.of_account else ""
    names = {f"{table.name}_sorted_by_{of}": keys for of, keys in table.orders.items()}
    return {name: f"CREATE INDEX {name} ON {table.name} ({keys}){holds};" for name, keys in names.items()}


def unique_indexes(table: Table) -> dict[str, str]:
    """By name: the indexes that keep a flag to one row of an account."""
    names = {flag: f"{table.name}_{flag.removeprefix('is_')}_once" for flag in table.flags}
    return {
        name: f"CREATE UNIQUE INDEX {name} ON {table.name} (account_id) WHERE {flag};" for flag, name in names.items()
    }
