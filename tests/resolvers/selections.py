"""What is asked for: selections by hypothesis-graphql, grown into the lists and relations that it seldom enters.

On its own it asks for what ends soon: of 400 questions none came to a node of a list. So each type has a strategy of
its own, as if it were the root, and selections are put together of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import cast

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st
from hypothesis_graphql import queries

from tests.reference import SCHEMA
from tests.resolvers import nodes

ROOMS = (2, 2, 3, 3, 4)
"""How many levels a question may grow, counted in relations."""


@cache
def selections_of(type_name: str) -> st.SearchStrategy[DocumentNode]:
    """Documents that ask for the fields of this type, as if it were the root."""
    schema = GraphQLSchema(query=near(cast(GraphQLObjectType, SCHEMA.type_map[type_name])))
    return queries(schema, print_ast=lambda document: document)


def near(type_: GraphQLObjectType) -> GraphQLObjectType:
    """The type, and of others that its fields have, what has no fields of its own.

    For each root, the strategy weighs every type that can be reached: with all of them, for longer than the test runs.
    """
    others: dict[str, GraphQLObjectType] = {}
    fields = leaf_fields(type_)
    for name in branches_of(type_):
        field = type_.fields[name]
        other = get_named_type(field.type)
        if isinstance(other, GraphQLObjectType) and other is not type_ and leaves_of(other):
            leaves = others.setdefault(other.name, GraphQLObjectType(other.name, leaf_fields(other)))
            fields[name] = GraphQLField(instead(field.type, leaves), field.args)
    return GraphQLObjectType(type_.name, fields)


def leaf_fields(type_: GraphQLObjectType) -> dict[str, GraphQLField]:
    return {name: type_.fields[name] for name in leaves_of(type_)}


def instead(type_: GraphQLOutputType, named: GraphQLObjectType) -> GraphQLOutputType:
    """The same list or required value, of the other type."""
    if isinstance(type_, GraphQLNonNull):
        inner = instead(type_.of_type, named)
        assert not isinstance(inner, GraphQLNonNull)
        return GraphQLNonNull(inner)
    return GraphQLList(instead(type_.of_type, named)) if isinstance(type_, GraphQLList) else named


class Bare:
    """A question without arguments that mean something."""

    def __init__(self, selections: SelectionSetNode) -> None:
        self.selections = selections

    def __repr__(self) -> str:
        return "a bare question"  # hypothesis would print every node of it, over pages


@st.composite
def questions(draw: st.DrawFn) -> Bare:
    """One to three root fields, and what is below them."""
    return Bare(Grower(draw, Random(draw(st.integers(0, 2**64)))).question())


@dataclass(frozen=True)
class Grower:
    """Puts selections together. It chooses by itself, since hypothesis would rather choose little."""

    draw: st.DrawFn
    random: Random

    def question(self) -> SelectionSetNode:
        query = cast(GraphQLObjectType, SCHEMA.query_type)
        often = ("account", "account", "accounts", "accounts", "accounts", "node", "nodes")
        chosen = dict.fromkeys(self.random.choices((*query.fields, *often), k=self.random.randint(1, 3)))
        room = self.random.choice(ROOMS)
        return nodes.selected(self.field(query, name, room) for name in chosen)

    def field(self, parent: GraphQLObjectType, name: str, room: int) -> FieldNode:
        type_ = get_named_type(parent.fields[name].type)
        return nodes.asked_for(name, below=None if is_leaf_type(type_) else self.selection(type_, room))

    def selection(self, type_: GraphQLNamedType, room: int) -> SelectionSetNode:
        """A selection of this type's fields, with up to so many levels of relations below it."""
        if isinstance(type_, GraphQLInterfaceType):
            return nodes.selected(self.fragments(type_, room))
        object_type = cast(GraphQLObjectType, type_)
        found: list[SelectionNode] = []
        if self.random.random() < 0.4:
            drawn = cast(OperationDefinitionNode, self.draw(selections_of(type_.name)).definitions[0])
            found += drawn.selection_set.selections
        taken = {node.alias.value if node.alias else node.name.value for node in found if isinstance(node, FieldNode)}
        leaves = [name for name in leaves_of(object_type) if name not in taken]
        found += [nodes.asked_for(name) for name in self.some(leaves, 5)]
        branches = [name for name in branches_of(object_type) if name not in taken]
        if self.random.random() < 0.7:  # everything leads to people, and lists of them to more than may be asked for
            branches = [name for name in branches if name not in OF_PEOPLE]
        if type_.name.endswith(("Connection", "Edge", "StageGroup")):  # what only leads to others takes no room
            chosen = self.some(branches, 3) or branches[:1]
        else:
            chosen = self.some(branches, 2 if room < 3 else 3) if room else []
            room -= 1
        found += [self.field(object_type, name, room) for name in chosen]
        return nodes.selected(found or [nodes.asked_for("__typename")])

    def some(self, names: Sequence[str], most: int) -> list[str]:
        """Some of the names, lists rather than others."""
        chosen = (
            self.random.choices([*names, *(name for name in names if name in LISTS)], k=self.random.randint(1, most))
            if names
            else []
        )
        return list(dict.fromkeys(chosen))

    def fragments(self, type_: GraphQLInterfaceType, room: int) -> list[SelectionNode]:
        """Fragments on most of the types that implement it, and perhaps a field of its own."""
        types = sorted(SCHEMA.get_possible_types(type_), key=lambda each: each.name)
        chosen = [each for each in types if self.random.random() < 0.6]
        found: list[SelectionNode] = [nodes.inline(each.name, (), self.selection(each, room)) for each in chosen]
        return found if found and self.random.random() < 0.5 else [*found, nodes.asked_for("id")]


OF_PEOPLE = {"users", "members", "groups", "role"}

LISTS = {
    "contacts",
    "opportunities",
    "opportunitiesByStage",
    "cases",
    "contracts",
    "activities",
    "files",
    "team",
    "access",
    "reasons",
    "nodes",
    "externalIds",
}


@cache
def leaves_of(type_: GraphQLObjectType) -> tuple[str, ...]:
    return tuple(name for name, field in type_.fields.items() if is_leaf_type(get_named_type(field.type)))


@cache
def branches_of(type_: GraphQLObjectType) -> tuple[str, ...]:
    """The fields that have fields of their own."""
    return tuple(name for name in type_.fields if name not in leaves_of(type_))
