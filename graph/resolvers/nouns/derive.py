"""Entities from nouns: the parts, filters, sort keys and order that follow from what a noun declares."""

from collections.abc import Callable

from graph.auth import sharing
from graph.models.noun import NOUNS, Noun, camel_case
from graph.models.spec import Composite, ComputedSpec, FieldSpec, RowFilter
from graph.models.values import Choice, FoldedName, ValueType
from graph.resolvers.compiler.entity import Column, Embedded, Entity, One, Part
from graph.resolvers.compiler.filters import Compared, Filter, ToOne, shows
from graph.resolvers.compiler.order import Key, Order, RelatedSortKey
from graph.resolvers.compiler.relation import Relation, by_id
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.nouns.computed import COMPUTED, FILTERS
from graph.sql import TRUE, Alias, Fragment, Identifier, sql

OF_ACCOUNT = "{x}.account_id = {a}.id"


def row_filter(which: RowFilter, noun: str) -> Callable[[Scope, Alias], Fragment]:
    """The condition that a declared row filter makes of a row. LookupError for one that has no predicate."""
    if which not in sharing.ROW_FILTERS:
        raise LookupError(
            f"{noun} has the row filter {which!r}, and no predicate stands for that: add it to ROW_FILTERS in"
            " graph/auth/sharing.py, or declare another."
        )
    return lambda scope, row: sharing.row_filter(which, scope.subject, row, scope.strategy)


def entity(noun: Noun) -> Entity:
    """The entity of a noun."""
    return Entity(
        name=noun.name,
        table=noun.table,
        row_filter=row_filter(noun.row_filter, noun.name),
        parts=_parts(noun),
        order=_order(noun),
        sort_keys=_sort_keys(noun) if noun.sortable else {},
        filters=_filters(noun) if noun.filtered else {},
    )


def relation(noun: Noun, attribute: str) -> Relation:
    """The relation along a reference of a noun."""
    spec = noun.columns[attribute].reference
    if spec is None:
        raise LookupError(f"{noun.name}.{attribute} is no reference")
    return by_id(spec.noun, noun.column(attribute), visible_if=spec.visible_if)


def records(noun: Noun) -> Relation:
    """The records of one noun that belong to an account."""
    # what is seen through the account is seen with it
    seen_with_it = noun.row_filter is RowFilter.THROUGH_ACCOUNT

    def counts(scope: Scope) -> Fragment:
        table = scope.entities[noun.name]
        x = Alias(table.stem)
        return sql(
            "SELECT {x}.account_id AS id, count(*) AS value FROM {table} {x} WHERE {seen} GROUP BY {x}.account_id",
            x=x,
            table=Identifier(table.table),
            seen=TRUE if seen_with_it else scope.sees(table, x),
        )

    return Relation(noun.name, OF_ACCOUNT, visible_if="true" if seen_with_it else "false", counts=counts)


def column_part(noun: Noun, attribute: str) -> Column:
    """What reads a field that is a column, or an expression over the row."""
    spec = noun.fields[attribute]
    return Column(spec.value.read(spec.sql if isinstance(spec, ComputedSpec) else f"{{a}}.{attribute}"))


def _parts(noun: Noun) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for attribute, spec in noun.fields.items():
        name = noun.graphql_name(attribute)
        if isinstance(spec, ComputedSpec):
            parts[name] = column_part(noun, attribute)
        elif spec.part_of is not None:
            parts.setdefault(camel_case(spec.part_of.attribute), _embedded(noun, spec.part_of))
        elif spec.reference is None:
            parts[name] = column_part(noun, attribute)
        elif not spec.reference.read_elsewhere:
            parts[name] = One(relation(noun, attribute))
    parts |= {name: field.part for name, field in COMPUTED.get(noun.name, {}).items()}
    return parts


def _embedded(noun: Noun, composite: Composite) -> Embedded:
    inner = [attribute for attribute, spec in noun.columns.items() if spec.part_of is composite]
    columns = ", ".join(f"{{a}}.{attribute}" for attribute in inner)
    return Embedded(
        composite.type_name,
        {noun.graphql_name(attribute): column_part(noun, attribute) for attribute in inner},
        f"num_nonnulls({columns}) > 0",
    )


def key(noun: Noun, attribute: str, *, descending: bool = False) -> Key:
    """The sort key of a field."""
    spec = noun.fields[attribute]
    sql = spec.sql if isinstance(spec, ComputedSpec) else f"{{a}}.{attribute}"
    sort = spec.value.sort_key(sql)
    empty = spec.nullable if isinstance(spec, ComputedSpec) else noun.field(attribute).null
    return Key(
        sort.sql,
        sort.type,
        noun.graphql_name(attribute),
        descending=descending,
        nullable=bool(empty),
        unique=noun.unique(attribute),
    )


def _order(noun: Noun) -> Order:
    keys = [key(noun, each.removeprefix("-"), descending=each.startswith("-")) for each in noun.order]
    return Order.total(noun.name, keys)


def _sort_keys(noun: Noun) -> dict[str, Key | RelatedSortKey]:
    keys: dict[str, Key | RelatedSortKey] = {}
    for attribute, spec in noun.fields.items():
        if not spec.sorted:
            continue
        target = spec.reference if isinstance(spec, FieldSpec) else None
        if target is None:
            keys[attribute.upper()] = key(noun, attribute)
        elif not target.read_elsewhere:
            shown_by = ((noun.name, noun.graphql_name(attribute)), (target.noun, "name"))
            name = f"{attribute}_name".upper()
            keys[name] = RelatedSortKey(relation(noun, attribute), key(NOUNS[target.noun], "name"), shown_by)
    computed = COMPUTED.get(noun.name, {}).values()
    return keys | dict(field.sort_key for field in computed if field.sort_key is not None)


def _filters(noun: Noun) -> dict[str, Filter]:
    filters: dict[str, Filter] = {}
    for attribute, spec in noun.fields.items():
        if not spec.filtered:
            continue
        name = noun.graphql_name(attribute)
        if isinstance(spec, ComputedSpec):
            shown = [noun.graphql_name(each) for each in spec.shows] or [name]
            filters[name] = _compared(noun, spec.value, spec.sql, shows(noun.name, *shown))
        elif spec.reference is not None:
            if not spec.reference.read_elsewhere:
                filters[name] = ToOne(relation(noun, attribute), shows(noun.name, name))
        elif spec.part_of is not None:
            shown_by = ((noun.name, camel_case(spec.part_of.attribute)), (spec.part_of.type_name, name))
            filters[camel_case(attribute)] = _compared(noun, spec.value, f"{{a}}.{attribute}", shown_by)
        else:
            filters[name] = _compared(noun, spec.value, f"{{a}}.{attribute}", shows(noun.name, name))
    computed = COMPUTED.get(noun.name, {})
    filters |= {name: field.filter for name, field in computed.items() if field.filter is not None}
    return filters | FILTERS.get(noun.name, {})


def _compared(noun: Noun, value: ValueType, sql: str, shows: tuple[tuple[str, str], ...]) -> Compared:
    match value.comparison.name:
        case "ID":
            return Compared("ID", sql, shows, entity=noun.name)
        case "RecordNumber":
            return Compared("Number", sql, shows, entity=noun.number_prefix)
        case name if isinstance(value, Choice):
            return Compared("Enum", sql, shows, enum=name)
        case _ if isinstance(value, FoldedName):
            return Compared("Name", value.compared(sql), shows, searched=value.searched(sql))
        case name:
            return Compared(name, sql, shows)
