"""Filters: what `where` keeps, as a condition over one row.

Logic has two values: a comparison with an empty value is false, `ne` and `notIn` are the opposites of `eq` and `in`,
and `not` of what is false is true. A filter through a relation sees only rows that the viewer sees.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from graph.auth import field_rules
from graph.errors import BadInput, TooComplex
from graph.models.names import fold, name_key
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.node import parse_id, parse_number, parse_recorded_id, plain_text

if TYPE_CHECKING:
    from graph.resolvers.compiler.entity import Entity
    from graph.resolvers.compiler.statement import Writer

MOST_CONDITIONS = 100
"""How many conditions the filters of one list may have, those inside relations counted, and each member of `and`, `or`
and `not` too."""

MOST_RELATIONS = 5
"""How many relations a filter may go through, one inside another."""

MOST_VALUES = 1_000
"""How many values `in` and `notIn` may name."""

Where = tuple[tuple[str, Any], ...]
Values = Callable[[Any], Any]


class Filter(Protocol):
    """What a field of a filter input is in SQL."""

    def sql(self, f: "Filters", alias: str, given: Where) -> str:
        """The condition over the row of this alias."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one sort are compared."""

    sql_type: str
    value: Values
    """Makes the text to compare with of an input value; BadInput for what can't be one."""


def _text(value: Any) -> str:
    return plain_text(str(value), "where")


def _bool(value: Any) -> str:
    return "true" if value else "false"


KINDS = {
    "String": Kind("text", _text),
    "Name": Kind("text", lambda value: name_key(_text(value))),
    "Decimal": Kind("numeric", str),
    "Int": Kind("int", str),
    "BigInt": Kind("bigint", str),
    "Float": Kind("numeric", str),
    "Date": Kind("date", str),
    "DateTime": Kind("timestamptz", str),
    "Boolean": Kind("boolean", _bool),
    "Country": Kind("text", str),
    "Enum": Kind("text", str),
}

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
PATTERNS = {"contains": "%{}%", "startsWith": "{}%", "endsWith": "%{}"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A column or an expression over the row ``{a}``, compared with values of a kind.

    ``shows`` are the fields whose value it is: who may not see one of them may not filter by it.
    """

    kind: str
    template: "str | Callable[[Writer, str], str]"
    shows: tuple[tuple[str, str], ...]
    enum: str | None = None
    """For the kind Enum, the GraphQL enum's name."""
    entity: str | None = None
    """For ids and numbers, whose they are; None for ids of any record."""

    def sql(self, f: "Filters", alias: str, given: Where) -> str:
        """All operators that are given hold."""
        field_rules.require_usable(f.w.viewer, *self.shows)
        column = self.template.format(a=alias) if isinstance(self.template, str) else self.template(f.w, alias)
        return f.all(self._operator(f, column, operator, value) for operator, value in given if value is not None)

    def _operator(self, f: "Filters", column: str, operator: str, value: Any) -> str:
        f.count()
        kind = self._kind()
        match operator:
            case "isNull":
                return f"{column} IS {'' if value else 'NOT '}NULL"
            case "eq":
                return f"{column} = {f.value(kind, value)}"
            case "ne":
                return f"{column} IS DISTINCT FROM {f.value(kind, value)}"
            case "in":
                return f"{column} = ANY({f.values(kind, value)})"
            case "notIn":
                return f"({column} = ANY({f.values(kind, value)})) IS NOT TRUE"
            case "contains" | "startsWith" | "endsWith":
                return self._like(f, column, PATTERNS[operator], value)
            case _:
                return f"{column} {COMPARISONS[operator]} {f.value(kind, value)}"

    def _kind(self) -> Kind:
        if self.kind == "ID" and self.entity is None:
            return Kind("uuid", lambda value: str(parse_recorded_id(str(value))))
        if self.kind == "ID":
            return Kind("uuid", lambda value: str(parse_id(str(value), only=self.entity)[1]))
        if self.kind == "Number":
            return Kind("bigint", lambda value: str(parse_number(str(value), str(self.entity))))
        return KINDS[self.kind]

    def _like(self, f: "Filters", column: str, pattern: str, value: Any) -> str:
        text = _text(value)
        # of names, case is taken out of all scripts; of other text, of A to Z: the same on every server
        folded, ours = (
            (fold(text), column) if self.kind == "Name" else (_ascii_lower(text), f'lower({column} COLLATE "C")')
        )
        escaped = re.sub(r"([\\%_])", r"\\\1", folded)
        return f"{ours} LIKE {f.w.p.constant(pattern.format(escaped), 'text')}"


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


@dataclass(frozen=True, slots=True)
class ToOne:
    """The one row that a relation leads to: there is one, it is seen, and the filter keeps it."""

    relation: Relation
    shows: tuple[tuple[str, str], ...]

    def sql(self, f: "Filters", alias: str, given: Where) -> str:
        """There is such a row."""
        field_rules.require_usable(f.w.viewer, *self.shows)
        return f.exists(self.relation, alias, given)


@dataclass(frozen=True, slots=True)
class ToMany:
    """The rows that a relation leads to and that are seen: some, none, or every one is kept by a filter."""

    relation: Relation
    shows: tuple[tuple[str, str], ...]

    def sql(self, f: "Filters", alias: str, given: Where) -> str:
        """All quantifiers that are given hold."""
        field_rules.require_usable(f.w.viewer, *self.shows)
        conditions = []
        for quantifier, inner in given:
            if inner is None:
                continue
            match quantifier:
                case "some":
                    conditions.append(f.exists(self.relation, alias, inner))
                case "none":
                    conditions.append(f"NOT {f.exists(self.relation, alias, inner)}")
                case _:
                    conditions.append(f"NOT {f.exists(self.relation, alias, inner, unless=True)}")
        return f.all(conditions)


class Filters:
    """Writes the filters of one list."""

    def __init__(self, w: "Writer", argument: str = "where") -> None:
        self.w = w
        self._argument = argument
        self._conditions = 0
        self._relations = 0

    def condition(self, entity: "Entity", alias: str, where: Where) -> str:
        """The condition that a filter keeps the row of this alias."""
        return self.all(self._part(entity, alias, name, given) for name, given in where if given is not None)

    def count(self) -> None:
        """Count one condition more: TooComplex past the limit."""
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            raise TooComplex(
                f"`{self._argument}` has more than {MOST_CONDITIONS} conditions: ask with fewer, or with `in`."
            )

    def all(self, conditions: Iterable[str]) -> str:
        """All of these hold; true where there is none."""
        found = [condition for condition in conditions if condition != "true"]
        return f"({' AND '.join(found)})" if found else "true"

    def exists(self, relation: Relation, alias: str, where: Where, *, unless: bool = False) -> str:
        """There is a seen row of the relation that the filter keeps; ``unless``: that it does not keep."""
        self.count()
        self._relations += 1
        if self._relations > MOST_RELATIONS:
            raise TooComplex(
                f"`where` goes through more than {MOST_RELATIONS} relations, one inside another: ask in parts."
            )
        entity, x, joined = relation.join(self.w, alias)
        kept = self.condition(entity, x, where)
        self._relations -= 1
        wanted = f"({kept}) IS NOT TRUE" if unless else kept
        return f'EXISTS (SELECT FROM "{entity.table}" {x} WHERE {joined} AND {wanted})'

    def value(self, kind: Kind, value: Any) -> str:
        """The place of one value."""
        return f"{self.w.p.constant(kind.value(value), 'text')}::{kind.sql_type}"

    def values(self, kind: Kind, values: Iterable[Any]) -> str:
        """The place of several values; nulls among them equal nothing."""
        listed = [kind.value(value) for value in values if value is not None]
        if len(listed) > MOST_VALUES:
            raise TooComplex(f"`in` names {len(listed):,} values: at most {MOST_VALUES:,}.")
        return f"{self.w.p.constant(listed, 'text[]')}::{kind.sql_type}[]"

    def _part(self, entity: "Entity", alias: str, name: str, given: Any) -> str:
        match name:
            case "and":
                return self.all(self._joined(entity, alias, one) for one in given)
            case "or":
                return f"({' OR '.join([self._joined(entity, alias, one) for one in given] or ['false'])})"
            case "not":
                return f"({self._joined(entity, alias, given)} IS NOT TRUE)"
            case _:
                return entity.filters[name].sql(self, alias, given)

    def _joined(self, entity: "Entity", alias: str, where: Where) -> str:
        """A filter inside `and`, `or` or `not`: one condition more, so that empty ones have an end too."""
        self.count()
        return self.condition(entity, alias, where)


@dataclass(frozen=True, slots=True)
class Under:
    """Accounts below one account in the viewer's tree, that account itself included or not."""

    itself: bool

    def sql(self, f: Filters, alias: str, given: Any) -> str:
        """The account is seen, and this row is below it."""
        f.count()
        row = parse_id(str(given), only="Account")[1]
        top, t = f.w.p.alias("ac"), f.w.p.alias("t")
        place = f"{f.w.p.constant(str(row), 'text')}::uuid"
        seen = f"EXISTS (SELECT FROM account {top} WHERE {top}.id = {place} AND {f.w.door(f.w.entity('Account'), top)})"
        depth = "" if self.itself else f" AND {t}.depth > 0"
        below = f"{alias}.id IN (SELECT {t}.descendant_id FROM account_tree {t} WHERE {t}.ancestor_id = {place}{depth})"
        return f"({seen} AND {below})"


def same(entity: str, *fields: str) -> tuple[tuple[str, str], ...]:
    """The fields of one type, as what a filter shows."""
    return tuple((entity, field) for field in fields)


def compared(entity: str, columns: Mapping[str, tuple[str, str]]) -> dict[str, Filter]:
    """Filters on the columns of one entity: by field, the kind and the column's name."""
    return {field: Compared(kind, f"{{a}}.{column}", same(entity, field)) for field, (kind, column) in columns.items()}


__all__ = ["BadInput", "Compared", "Filter", "Filters", "ToMany", "ToOne", "Under", "compared", "same"]
