"""Selections: what a field and the selection set below it ask for, as a small immutable tree.

Built by graphql-core's own field collection, so fragments, aliases, @skip, @include and type conditions mean what the
GraphQL specification says.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo, get_named_type, is_abstract_type, is_object_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import get_argument_values

from graph.errors import TooComplex

MAX_OBJECTS = 10_000
"""How many objects one request may ask for, at most, by its pages' sizes."""

DEFAULT_PAGE_SIZE = 25
MAX_PAGE_SIZE = 100

MAX_KEY_BYTES = 63
"""PostgreSQL's longest identifier, in bytes: keys of the answer are column names on their way."""

ROWS = ("nodes", "edges")
"""The fields of a connection that hold its page's rows."""

COST_UNPAGED = {
    "opportunitiesByStage": 7,
    "byStage": 7,
    "ancestors": 10,
    "team": 10,
    "reasons": 5,
    "sharingRules": 50,
    "conditions": 3,
    "externalIds": 2,
}
"""How many objects a list without pages is reckoned at."""

NAMING_USERS = {"access": "userId", "accounts": "asUser"}
"""The arguments that name a user whose view is execution for, by their fields."""

MAX_USERS = 20
"""How many users' views one root field may ask for: each has to be found out first."""

COST_COUNTED = {"totalCount": 10}
"""How many objects a figure is reckoned at that reads many rows to show one."""

COST_SUBTREE = 50
"""How many objects a field is reckoned at that adds up a whole subtree."""

Arguments = tuple[tuple[str, Hashable], ...]


class SelectionSet:
    """The fields wanted of one object type. Equal sets are equal questions, whatever document they came from."""

    __slots__ = ("_hash", "fields", "type_name", "users")

    def __init__(self, type_name: str, fields: tuple[Selection, ...]) -> None:
        self.type_name = type_name
        self.fields = fields
        self.users: frozenset[str] = frozenset[str]().union(*(selection.users for selection in fields))
        """The ids of the users whose view is asked for somewhere below."""
        self._hash = hash((type_name, fields))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, SelectionSet)
            and self._hash == other._hash
            and self.type_name == other.type_name
            and self.fields == other.fields
        )

    def field(self, name: str) -> Selection | None:
        """The first selected field of this name, if there is one."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Selection]:
        """All selected fields of this name: aliases may select one several times."""
        return (selection for selection in self.fields if selection.name == name)


class Selection:
    """One selected field: its key in the answer, its name, its arguments, and the sets below it by type name."""

    __slots__ = ("_hash", "arguments", "key", "name", "objects", "sets", "users")

    def __init__(self, key: str, name: str, arguments: Arguments, sets: tuple[SelectionSet, ...]) -> None:
        self.key = key
        self.name = name
        self.arguments = arguments
        self.sets = sets
        self._hash = hash((key, name, arguments, sets))
        named = self.argument(NAMING_USERS.get(name, ""))
        self.users: frozenset[str] = frozenset(() if named is None else (str(named),)).union(
            *(below.users for below in sets)
        )
        """The ids of the users whose view is asked for here or below."""
        self.objects = 0
        """How many objects the whole field may return; counted for root fields."""

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Selection)
            and self._hash == other._hash
            and self.key == other.key
            and self.name == other.name
            and self.arguments == other.arguments
            and self.sets == other.sets
        )

    @property
    def column(self) -> str:
        """The key as the name of a column: TooComplex where PostgreSQL would cut it off."""
        if len(self.key) > MAX_KEY_BYTES:
            raise TooComplex(f"The alias `{self.key[:MAX_KEY_BYTES]}…` is too long: at most {MAX_KEY_BYTES} letters.")
        return self.key

    @property
    def below(self) -> SelectionSet:
        """The selection set of a field that has just one type."""
        (below,) = self.sets
        return below

    def argument(self, name: str, default: Any = None) -> Any:
        """An argument's value, or the default where it was left out or null."""
        value = dict(self.arguments).get(name)
        return default if value is None else value


def select(info: GraphQLResolveInfo[Any]) -> Selection:
    """The field that is being resolved, with all that is below it: TooComplex where it asks for too many users."""
    reader = _Reader(info)
    selection = reader.selection(info.parent_type, [FieldDetails(node, None, None) for node in info.field_nodes], 1)
    selection.objects = reader.objects
    if len(selection.users) > MAX_USERS:
        raise TooComplex(f"`{selection.key}` asks what {len(selection.users)} users see: at most {MAX_USERS} at once.")
    return selection


def require_fewer(objects: int) -> None:
    """Stop a question that could return too many objects, by the sizes of its pages: TooComplex."""
    if objects > MAX_OBJECTS:
        raise TooComplex(
            f"This question could return {objects:,} objects: at most {MAX_OBJECTS:,}."
            " Ask for smaller pages with `first`."
        )


class _Reader:
    def __init__(self, info: GraphQLResolveInfo[Any]) -> None:
        self._info = info
        self._fragments = {name: FragmentDetails(fragment) for name, fragment in info.fragments.items()}
        self.objects = 0

    def selection(self, parent: GraphQLObjectType, details: list[FieldDetails], times: int, page: int = 1) -> Selection:
        """One field, of an object that there may be ``times`` of; ``page`` is the size of the page that object is."""
        node = details[0].node
        name = node.name.value
        key = node.alias.value if node.alias else name
        field = self._info.schema.get_field(parent, name)
        assert field is not None, "validation lets no unknown field through"  # noqa: S101  # for the type checker
        arguments = get_argument_values(field, node, self._info.variable_values) if field.args else {}
        below = get_named_type(field.type)
        sets: tuple[SelectionSet, ...] = ()
        if is_object_type(below) or is_abstract_type(below):
            each = times * (page if name in ROWS else COST_UNPAGED.get(name, 1))
            size = _page_size(arguments, field.args)
            self.objects += each * (COST_SUBTREE if str(arguments.get("of")) == "SUBTREE" else 1)
            types = [below] if isinstance(below, GraphQLObjectType) else self._info.schema.get_possible_types(below)
            sets = tuple(self._set(type_, details, each, size) for type_ in types)
        else:
            self.objects += times * COST_COUNTED.get(name, 0)
        frozen = tuple((argument, _freeze(value)) for argument, value in sorted(arguments.items()))
        return Selection(key, name, frozen, sets)

    def _set(self, type_: GraphQLObjectType, details: list[FieldDetails], times: int, page: int) -> SelectionSet:
        info = self._info
        collected = collect_subfields(
            info.schema, self._fragments, info.variable_values, info.operation, type_, details
        )
        return SelectionSet(
            type_.name,
            tuple(self.selection(type_, fields, times, page) for fields in collected.grouped_field_set.values()),
        )


def _page_size(arguments: dict[str, Any], declared: dict[str, Any]) -> int:
    """How many rows a field's page may have, 1 where it has no pages. Pages check their own bounds."""
    if "first" not in declared:
        return 1
    size = arguments.get("first") or arguments.get("last") or DEFAULT_PAGE_SIZE
    return max(1, min(int(size), MAX_PAGE_SIZE))


def _freeze(value: Any) -> Hashable:
    if isinstance(value, dict):
        return tuple((name, _freeze(inner)) for name, inner in sorted(value.items()))
    if isinstance(value, list):
        return tuple(_freeze(inner) for inner in value)
    return value  # type: ignore[no-any-return]  # what is left is a scalar or an enum member
