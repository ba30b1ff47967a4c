"""The shape of a question: the selection set below a field as a small immutable tree.

Built by graphql-core's own field collection, so fragments, aliases, @skip, @include and type conditions mean what the
GraphQL specification says.
"""

from collections.abc import Hashable, Iterator
from typing import Any, Protocol

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type, is_object_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import FieldNode, OperationDefinitionNode

from graph.errors import TooComplex

MOST_OBJECTS = 10_000
"""How many objects one request may ask for, at most, by its pages' sizes."""

LONGEST_KEY = 63
"""PostgreSQL's longest identifier, in bytes: keys of the answer are column names on their way."""

ROWS = ("nodes", "edges")
"""The fields of a connection that hold its page's rows."""

UNPAGED = {
    "opportunitiesByStage": 7,
    "byStage": 7,
    "ancestors": 10,
    "team": 10,
    "reasons": 5,
    "sharingRules": 50,
    "conditions": 3,
}
"""How many objects a list without pages is reckoned at."""

NAMING_USERS = {"access": "userId", "accounts": "asUser"}
"""The arguments that name a user whose view is asked for, by their fields."""

MOST_USERS = 20
"""How many users' views one root field may ask for: each has to be found out first."""

COUNTED = {"totalCount": 10}
"""How many objects a figure is reckoned at that reads many rows to show one."""

SUBTREE = 50
"""How many objects a field is reckoned at that adds up a whole subtree."""

Arguments = tuple[tuple[str, Hashable], ...]


class Asked(Protocol):
    """The operation that is running, as graphql-core's executor holds it."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDetails]
    variable_values: VariableValues
    operation: OperationDefinitionNode


class Shape:
    """The fields wanted of one object type. Equal shapes are equal questions, whatever document they came from."""

    __slots__ = ("_hash", "fields", "type_name", "users")

    def __init__(self, type_name: str, fields: "tuple[Chosen, ...]") -> None:
        self.type_name = type_name
        self.fields = fields
        self.users: frozenset[str] = frozenset[str]().union(*(chosen.users for chosen in fields))
        """The ids of the users whose view is asked for somewhere below."""
        self._hash = hash((type_name, fields))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Shape)
            and self._hash == other._hash
            and self.type_name == other.type_name
            and self.fields == other.fields
        )

    def field(self, name: str) -> "Chosen | None":
        """The first field of this name that was chosen, if any was."""
        return next(self.all(name), None)

    def all(self, name: str) -> "Iterator[Chosen]":
        """All fields of this name that were chosen: aliases may choose one several times."""
        return (chosen for chosen in self.fields if chosen.name == name)


class Chosen:
    """One field of a shape: its key in the answer, its name, its arguments, and the shapes below it by type name."""

    __slots__ = ("_hash", "arguments", "key", "name", "objects", "shapes", "users")

    def __init__(self, key: str, name: str, arguments: Arguments, shapes: tuple[Shape, ...]) -> None:
        self.key = key
        self.name = name
        self.arguments = arguments
        self.shapes = shapes
        self._hash = hash((key, name, arguments, shapes))
        named = self.argument(NAMING_USERS.get(name, ""))
        self.users: frozenset[str] = frozenset(() if named is None else (str(named),)).union(
            *(shape.users for shape in shapes)
        )
        """The ids of the users whose view is asked for here or below."""
        self.objects = 0
        """How many objects the whole field may return; counted for root fields."""

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Chosen)
            and self._hash == other._hash
            and self.key == other.key
            and self.name == other.name
            and self.arguments == other.arguments
            and self.shapes == other.shapes
        )

    @property
    def column(self) -> str:
        """The key as an SQL identifier: a GraphQL name has letters, digits and underscores only, and can't end it."""
        if len(self.key) > LONGEST_KEY:
            raise TooComplex(f"The alias `{self.key[:LONGEST_KEY]}…` is too long: at most {LONGEST_KEY} letters.")
        return f'"{self.key}"'

    @property
    def shape(self) -> Shape:
        """The shape below a field that has just one type."""
        (shape,) = self.shapes
        return shape

    def argument(self, name: str, default: Any = None) -> Any:
        """An argument's value, or the default where it was left out or null."""
        value = dict(self.arguments).get(name)
        return default if value is None else value


def chosen_of(asked: Asked, parent: GraphQLObjectType, nodes: list[FieldNode]) -> Chosen:
    """The field that these nodes of the document choose, with all that is below it."""
    reader = _Reader(asked)
    chosen = reader.chosen(parent, [FieldDetails(node, None, None) for node in nodes], 1)
    chosen.objects = reader.objects
    if len(chosen.users) > MOST_USERS:
        raise TooComplex(f"`{chosen.key}` asks what {len(chosen.users)} users see: at most {MOST_USERS} at once.")
    return chosen


def require_fewer(objects: int) -> None:
    """Stop a question that could return too many objects, by the sizes of its pages: TooComplex."""
    if objects > MOST_OBJECTS:
        raise TooComplex(
            f"This question could return {objects:,} objects: at most {MOST_OBJECTS:,}."
            " Ask for smaller pages with `first`."
        )


class _Reader:
    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.objects = 0

    def chosen(self, parent: GraphQLObjectType, details: list[FieldDetails], times: int, page: int = 1) -> Chosen:
        """One field, of an object that there may be ``times`` of; ``page`` is the size of the page that object is."""
        node = details[0].node
        name = node.name.value
        key = node.alias.value if node.alias else name
        field = self._asked.schema.get_field(parent, name)
        assert field is not None, "validation lets no unknown field through"  # noqa: S101  # for the type checker
        arguments = get_argument_values(field, node, self._asked.variable_values) if field.args else {}
        below = get_named_type(field.type)
        shapes: tuple[Shape, ...] = ()
        if is_object_type(below) or is_abstract_type(below):
            each = times * (page if name in ROWS else UNPAGED.get(name, 1))
            size = _page_size(arguments, field.args)
            self.objects += each * (SUBTREE if str(arguments.get("of")) == "SUBTREE" else 1)
            types = [below] if isinstance(below, GraphQLObjectType) else self._asked.schema.get_possible_types(below)
            shapes = tuple(self._shape(type_, details, each, size) for type_ in types)
        else:
            self.objects += times * COUNTED.get(name, 0)
        frozen = tuple((argument, _freeze(value)) for argument, value in sorted(arguments.items()))
        return Chosen(key, name, frozen, shapes)

    def _shape(self, type_: GraphQLObjectType, details: list[FieldDetails], times: int, page: int) -> Shape:
        asked = self._asked
        collected = collect_subfields(
            asked.schema, asked.fragments, asked.variable_values, asked.operation, type_, details
        )
        return Shape(
            type_.name,
            tuple(self.chosen(type_, fields, times, page) for fields in collected.grouped_field_set.values()),
        )


def _page_size(arguments: dict[str, Any], declared: dict[str, Any]) -> int:
    """How many rows a field's page may have, 1 where it has no pages. Pages check their own bounds."""
    if "first" not in declared:
        return 1
    size = arguments.get("first") or arguments.get("last") or 25
    return max(1, min(int(size), 100))


def _freeze(value: Any) -> Hashable:
    if isinstance(value, dict):
        return tuple((name, _freeze(inner)) for name, inner in sorted(value.items()))
    if isinstance(value, list):
        return tuple(_freeze(inner) for inner in value)
    return value  # type: ignore[no-any-return]  # what is left is a scalar or an enum member
