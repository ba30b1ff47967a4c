"""Conditions: what `where` keeps, as plain data, and how an argument becomes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graph.auth import field_rules
from graph.auth.viewer import Viewer
from graph.errors import TooComplex
from graph.models import folding
from graph.models.folding import escaped, plain_letters
from graph.models.names import fold
from graph.resolvers.compiler.budget import CONDITION, COUNT_RELATED, Budget
from graph.resolvers.compiler.filters import KINDS, Compared, Figures, Filter, InSubtree, Kind, ToMany, ToOne
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Expression
from graph.resolvers.node import parse_id, plain_text

MAX_CONDITIONS = 100
"""How many conditions the filters of one list may have, those inside relations counted, and each member of `and`, `or`
and `not` too."""

MAX_RELATIONS = 5
"""How many relations a filter may go through, one inside another."""

MAX_VALUES = 1_000
"""How many values `in` and `notIn` may name."""

MAX_TEXT = 1_000
"""How many characters a text may have that is compared with; no column that is compared holds more."""

PATTERNS = {"contains": "%{}%", "startsWith": "{}%", "endsWith": "%{}"}
NAME_PATTERNS = {"startsWith": folding.BEGINS, "endsWith": folding.ENDS}

Where = tuple[tuple[str, Any], ...]
"""A filter input as an argument holds it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is asked of one row."""


@dataclass(frozen=True, slots=True)
class All(Condition):
    """All of these hold; true where there is none."""

    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """One of these holds at least; false where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The inner one doesn't hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class IsNull(Condition):
    """The value is empty, or isn't."""

    value: Expression
    empty: bool


@dataclass(frozen=True, slots=True)
class Comparison(Condition):
    """The value stands so to an operand; to several for `in` and `notIn`."""

    value: Expression
    operator: str
    operand: str | tuple[str, ...]
    sql_type: str


@dataclass(frozen=True, slots=True)
class Like(Condition):
    """The value has a pattern; ``lowered``: whatever the case of A to Z."""

    value: Expression
    pattern: str
    lowered: bool


@dataclass(frozen=True, slots=True)
class Exists(Condition):
    """There is a seen row of the relation for which the condition holds, or for which it does not."""

    relation: Relation
    condition: Condition
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Counted(Condition):
    """The number of seen rows of the relation for which the condition holds meets all of these comparisons."""

    relation: Relation
    condition: Condition
    comparisons: tuple[tuple[str, str | tuple[str, ...]], ...]
    """Operators, each with its operand."""
    most: int
    """How many rows are worth counting: from there on, no comparison has another answer."""


@dataclass(frozen=True, slots=True)
class BelowAccount(Condition):
    """The account of this id is seen, and the row is below it, or is itself that account."""

    account: str
    itself: bool


class Filtered(Protocol):
    """What has filters."""

    @property
    def filters(self) -> Mapping[str, Filter]:
        """By the fields of its filter input."""


class FilterPlanner:
    """Plans the filters of one list."""

    def __init__(self, viewer: Viewer, entities: Mapping[str, Filtered], budget: Budget, argument: str) -> None:
        self._viewer = viewer
        self._entities = entities
        self._budget = budget
        self._argument = argument
        self._conditions = 0
        self._relations = 0

    def condition(self, entity: Filtered, where: Where) -> Condition:
        """The condition that a filter keeps a row: FieldHidden, BadInput or TooComplex for one that can't be asked."""
        return All(tuple(self._part(entity, name, given) for name, given in where if given is not None))

    def _part(self, entity: Filtered, name: str, given: Any) -> Condition:
        match name:
            case "and":
                return All(tuple(self._member(entity, one) for one in given))
            case "or":
                return AnyOf(tuple(self._member(entity, one) for one in given))
            case "not":
                return Not(self._member(entity, given))
            case _:
                return self._field(entity.filters[name], given)

    def _member(self, entity: Filtered, where: Where) -> Condition:
        """A filter inside `and`, `or` or `not`: one condition more, so that empty ones have an end too."""
        self._count()
        return self.condition(entity, where)

    def _field(self, field: Filter, given: Any) -> Condition:
        if isinstance(field, InSubtree):
            self._count()
            return BelowAccount(str(parse_id(str(given), only="Account")[1]), field.itself)
        field_rules.require_usable(self._viewer, *field.shows)
        match field:
            case Compared():
                return All(tuple(self._compared(field, name, value) for name, value in given if value is not None))
            case Figures():
                return All(tuple(self._field(field.of[name], inner) for name, inner in given if inner is not None))
            case ToOne(relation):
                return self._exists(relation, given)
            case ToMany(relation):
                return All(tuple(self._many(relation, name, inner) for name, inner in given if inner is not None))

    def _compared(self, field: Compared, operator: str, value: Any) -> Condition:
        self._count()
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and len(text) > MAX_TEXT:
                raise TooComplex(
                    f"`{self._argument}` compares with a text of {len(text):,} characters: at most {MAX_TEXT:,}."
                )
        kind = field.compared_as
        match operator:
            case "isNull":
                return IsNull(field.value, bool(value))
            case "in" | "notIn":
                return Comparison(field.value, operator, _operands(kind, value), kind.sql_type)
            case "contains" | "startsWith" | "endsWith":
                text = plain_text(str(value), "where")
                if field.searched is None:  # of A to Z alone, the case is taken out: the same on every server
                    return Like(field.value, PATTERNS[operator].format(escaped(_ascii_lower(text))), lowered=True)
                letters = plain_letters(fold(text))
                patterns = (
                    folding.pieces(letters)
                    if operator == "contains"
                    else folding.ends(letters, NAME_PATTERNS[operator])
                )
                likes = tuple(Like(field.searched, pattern, lowered=False) for pattern in patterns)
                return likes[0] if len(likes) == 1 else AnyOf(likes)
            case _:
                return Comparison(field.value, operator, kind.value(value), kind.sql_type)

    def _many(self, relation: Relation, quantifier: str, inner: Where) -> Condition:
        match quantifier:
            case "some":
                return self._exists(relation, inner)
            case "none":
                return Not(self._exists(relation, inner))
            case "count":
                return self._counted(relation, dict(inner))
            case _:
                return Not(self._exists(relation, inner, holds=False))

    def _exists(self, relation: Relation, where: Where, *, holds: bool = True) -> Condition:
        return Exists(relation, self._related(relation, where), holds)

    def _counted(self, relation: Relation, given: dict[str, Any]) -> Condition:
        self._budget.spend(COUNT_RELATED)
        condition = self._related(relation, given.pop("where", None) or ())
        comparisons, most = [], 0
        for operator, value in given.items():
            if value is None:
                continue
            self._count()
            operands = _operands(KINDS["Int"], value if isinstance(value, tuple) else (value,))
            comparisons.append((operator, operands if isinstance(value, tuple) else operands[0]))
            most = max(most, *map(int, operands), 0)
        return Counted(relation, condition, tuple(comparisons), most + 1) if comparisons else All()

    def _related(self, relation: Relation, where: Where) -> Condition:
        """The condition on the rows that a relation leads to."""
        self._count()
        self._relations += 1
        if self._relations > MAX_RELATIONS:
            raise TooComplex(
                f"`where` goes through more than {MAX_RELATIONS} relations, one inside another: ask in parts."
            )
        condition = self.condition(self._entities[relation.entity], where)
        self._relations -= 1
        return condition

    def _count(self) -> None:
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise TooComplex(
                f"`{self._argument}` has more than {MAX_CONDITIONS} conditions: ask with fewer, or with `in`."
            )
        self._budget.spend(CONDITION * (1 + self._relations))


def _operands(kind: Kind, values: tuple[Any, ...]) -> tuple[str, ...]:
    """The texts to compare with; nulls among them equal nothing."""
    if len(values) > MAX_VALUES:
        raise TooComplex(f"`in` names {len(values):,} values: at most {MAX_VALUES:,}.")
    return tuple(kind.value(value) for value in values if value is not None)


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
