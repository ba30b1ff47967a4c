"""All that is derived from one noun, as tables. A new thing to tell is one more function in `SECTIONS`."""

import difflib
from collections.abc import Callable, Iterator

from graph.importing.record_types import record_type
from graph.models.noun import NOUNS, Noun, camel_case
from graph.models.spec import FieldSpec, Listing, Written
from graph.resolvers.compiler.filters import Compared
from graph.resolvers.compiler.order import RelatedSortKey
from graph.resolvers.mutations.registry import MUTATIONS
from graph.resolvers.nouns.registry import ENTITIES

from . import database, graphql
from .files import blank, holds
from .tables import Table, profiles, yes

Row = tuple[str, ...]


class UnknownNoun(Exception):
    """There is no noun of a name; the message says which there are."""


def explain(name: str) -> list[Table]:
    """The tables of a noun, those without rows left out. Raises UnknownNoun."""
    if name not in NOUNS:
        near = difflib.get_close_matches(name, NOUNS, n=1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        raise UnknownNoun(f"There is no noun {name}{meant}. There is: {', '.join(NOUNS)}")
    return [table for section in SECTIONS if (table := section(NOUNS[name])).rows]


def summary(noun: Noun) -> Table:
    """The noun itself."""
    told = {
        "description": noun.description.partition("\n\n")[0].replace("\n", " "),
        "model": f"{noun.model.__module__}.{noun.model.__name__}",
        "table": noun.table,
        "called": f"{noun.label}, {noun.plural}",
        "ids": f"{noun.prefix}_…",
        "numbers": f"{noun.number_prefix}-000001" if noun.number_prefix else "",
        "row filter": noun.row_filter,
        "order": ", ".join(noun.order),
        "type in GraphQL": yes(noun.exposed),
        "list at the root": _listing(noun.root_list),
        "list of an account": _listing(noun.account_list),
        "filter on it": yes(noun.filtered),
        "groups": noun.groups.description if noun.groups else "",
        "audited": yes(noun.audited),
        "in its account's history": yes(noun.in_history),
        "in files": record_type(noun.name).name if noun.imports else "",
    }
    return Table(noun.name, ("", ""), tuple((name, text) for name, text in told.items() if text))


def columns(noun: Noun) -> Table:
    """Its columns in the database that fields show."""
    rows = [
        (
            noun.column(name),
            spec.value.sql_type,
            "" if noun.field(name).null else "not null",
            spec.default or "",
            NOUNS[spec.reference.noun].table if spec.reference else "",
            spec.value.audit(noun.column(name)) if noun.audited and spec.audited else "",
        )
        for name, spec in noun.columns.items()
    ]
    return Table("Columns", ("column", "type", "", "default", "references", "in the audit trail"), tuple(rows))


def filters(noun: Noun) -> Table:
    """What its lists can be filtered by: the kind of comparison and its SQL, or the relation that a filter follows."""
    found = ENTITIES[noun.name].filters if noun.exposed else {}
    rows = [
        (name, each.enum or each.kind, each.value if isinstance(each.value, str) else "")
        if isinstance(each, Compared)
        else (name, type(each).__name__, "")
        for name, each in found.items()
    ]
    return Table("Filters", ("filter", "kind", "SQL"), tuple(rows))


def sort_keys(noun: Noun) -> Table:
    """What its lists can be sorted by."""
    found = ENTITIES[noun.name].sort_keys if noun.exposed else {}
    keys = [(name, each.target if isinstance(each, RelatedSortKey) else each) for name, each in found.items()]
    rows = [
        (name, each.value if isinstance(each.value, str) else "", each.type, yes(each.nullable)) for name, each in keys
    ]
    return Table("Sort keys", ("key", "SQL", "type", "null"), tuple(rows))


def computed(noun: Noun) -> Table:
    """The expressions of the fields that are no columns."""
    rows = [
        (noun.graphql_name(name), spec.sql, ", ".join(map(noun.graphql_name, spec.shows)))
        for name, spec in noun.computed.items()
    ]
    return Table("Computed fields", ("field", "SQL", "shows"), tuple(rows))


def written(noun: Noun) -> Table:
    """How mutations write its fields."""
    rows = [
        (
            path(noun, name),
            _on_create(spec),
            yes(spec.written is not Written.ONCE),
            spec.initial.value.lower() if spec.initial else spec.default or "",
        )
        for name, spec in noun.columns.items()
        if noun.mutations and spec.written is not Written.NEVER
    ]
    return Table("Input of mutations", ("field", "create", "update", "left out, it is"), tuple(rows))


def _on_create(spec: FieldSpec) -> str:
    if spec.required and not spec.default and not spec.initial:
        return "required"
    return yes(spec.written is not Written.LATER)


def files(noun: Noun) -> Table:
    """Its fields in files."""
    rows = [
        (
            field.name,
            "required" if field.required else "",
            holds(field),
            blank(field),
            ", ".join(sorted(field.reading_keys)),
        )
        for field in (record_type(noun.name).fields.values() if noun.imports else ())
    ]
    return Table("Fields in files", ("field", "", "a cell holds", "a blank one gives", "mapping keys"), tuple(rows))


def mutations(noun: Noun) -> Table:
    """The mutations that are named for it or show it, and who may call them."""
    rows = [
        (name, profiles(mutation.permission.profiles), mutation.permission.needs.value)
        for name, mutation in MUTATIONS.items()
        if mutation.payload == noun.name or name.endswith(noun.name)
    ]
    return Table("Mutations", ("mutation", "for", "needs"), tuple(rows))


def references(noun: Noun) -> Table:
    """The fields of all nouns that lead to it or from it."""

    def found() -> Iterator[Row]:
        for other in NOUNS.values():
            for name, spec in other.columns.items():
                if spec.reference and noun.name in (other.name, spec.reference.noun):
                    yield f"{other.name}.{name}", spec.reference.noun, spec.reference.visible_if

    return Table("References", ("from", "to", "seen because of it if"), tuple(found()))


SECTIONS: tuple[Callable[[Noun], Table], ...] = (
    summary,
    columns,
    database.definitions,
    graphql.fields,
    filters,
    sort_keys,
    graphql.groupings,
    computed,
    written,
    files,
    mutations,
    references,
)
"""What is told of a noun, in this order."""


def path(noun: Noun, attribute: str) -> str:
    """The name of a field in GraphQL, within its object where several columns make one up."""
    spec = noun.fields[attribute]
    within = f"{camel_case(spec.part_of.attribute)}." if isinstance(spec, FieldSpec) and spec.part_of else ""
    return f"{within}{noun.graphql_name(attribute)}"


def _listing(listing: Listing | None) -> str:
    if listing is None:
        return ""
    arguments = ("where", listing.where), ("order", listing.order), ("search", listing.search)
    named = [name for name, given in (*arguments, ("backwards", listing.backwards)) if given]
    return f"by {', '.join(named)}" if named else "yes"
