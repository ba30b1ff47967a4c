"""What the schema shows of a noun: the fields of its types, and what its records are grouped by."""

from collections.abc import Iterator

from graph.auth.field_rules import rule
from graph.models.noun import Noun, camel_case
from graph.models.spec import FieldSpec
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.schema.nouns import types_of

from .tables import Table, profiles, yes


def fields(noun: Noun) -> Table:
    """The fields of its type, and those of its composites, each after the name of the composite's field."""
    searched = {noun.graphql_name(name) for name, spec in noun.fields.items() if _is_searched(spec)}
    parts = {composite.type_name: f"{camel_case(composite.attribute)}." for composite in noun.composites.values()}
    rows = [
        (
            f"{parts.get(type_.name, '')}{name}",
            field.type,
            ", ".join(argument.name for argument in field.arguments),
            profiles(rule(type_.name, name).hidden_from),
            profiles(rule(type_.name, name).read_only_for),
            yes(type_.name == noun.name and name in searched),
        )
        for type_ in (types_of(noun) if noun.exposed else ())
        for name, field in type_.fields.items()
    ]
    titles = ("field", "type", "arguments", "hidden from", "read-only for", "search")
    return Table("Fields in GraphQL", titles, tuple(rows))


def groupings(noun: Noun) -> Table:
    """What its records are grouped by, and what is totaled of each group."""

    def found() -> Iterator[tuple[str, ...]]:
        for name, grouping in GROUPINGS.items():
            if grouping.noun is noun:
                for key, dimension in grouping.dimensions.items():
                    shown = ", ".join(".".join(each) for each in dimension.shows)
                    yield f"{name} by {key}", dimension.field, dimension.graphql_type, shown
                for measure, totaled in grouping.measures.items():
                    yield f"{name} total", measure, totaled.kind, f"{noun.name}.{measure}"

    return Table("Groups", ("group", "field", "type", "shows"), tuple(found()))


def _is_searched(spec: object) -> bool:
    return isinstance(spec, FieldSpec) and bool(spec.searched)
