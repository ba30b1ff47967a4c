"""What the database has of a noun beside its columns, as the listing of definitions tells."""

from graph.definitions import wanted
from graph.definitions.definition import Definition, Kind
from graph.models.noun import Noun

from .tables import Table

_OF_TABLE = (Kind.CHECK, Kind.INDEX, Kind.TRIGGER, Kind.POLICY)


def definitions(noun: Noun) -> Table:
    """The checks, indexes, triggers and policies of its table."""
    rows = [
        (each.kind, each.name.rpartition(".")[2], " ".join(each.text.split()))
        for kind in _OF_TABLE
        for each in wanted().values()
        if each.kind is kind and _is_of(each, noun.table)
    ]
    return Table("Definitions in the database", ("kind", "name", "SQL"), tuple(rows))


def _is_of(definition: Definition, table: str) -> bool:
    return definition.name.startswith(f"{table}.") or f" ON public.{table} " in definition.text
