"""What is asked for: selections by hypothesis-graphql, grown into the lists and relations that it seldom enters.

On its own it asks for what ends soon: of 400 questions none came to a node of a list. So each type has a strategy of
its own, as if it were the root, and selections are put together of these.
"""

from functools import cache
from typing import cast

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
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

ROOMS = (2, 3, 4, 4, 5, 6)
"""How many levels a question may grow, counted in relations."""


@cache
def selections_of(type_name: str) -> st.SearchStrategy[DocumentNode]:
    """Documents that ask for the fields of this type, as if it were the root."""
    schema = GraphQLSchema(query=cast(GraphQLObjectType, SCHEMA.type_map[type_name]))
    return queries(schema, print_ast=lambda document: document)


class Bare:
    """A question without arguments that mean something."""

    def __init__(self, selections: SelectionSetNode) -> None:
        self.selections = selections

    def __repr__(self) -> str:
        return "a bare question"  # hypothesis would print every node of it, over pages


@st.composite
def questions(draw: st.DrawFn) -> Bare:
    """One to three root fields, and what is below them."""
    query = cast(GraphQLObjectType, SCHEMA.query_type)
    often = ("account", "accounts", "accounts", "node", "nodes")
    chosen = draw(st.lists(st.sampled_from((*query.fields, *often)), min_size=1, max_size=3, unique=True))
    room = draw(st.sampled_from(ROOMS))
    return Bare(nodes.selected(grown_field(draw, query, name, room) for name in chosen))


def grown_field(draw: st.DrawFn, parent: GraphQLObjectType, name: str, room: int) -> FieldNode:
    type_ = get_named_type(parent.fields[name].type)
    return nodes.asked_for(name, below=None if is_leaf_type(type_) else grown(draw, type_, room))


def grown(draw: st.DrawFn, type_: GraphQLNamedType, room: int) -> SelectionSetNode:
    """A selection of this type's fields, with up to so many levels of relations below it."""
    if isinstance(type_, GraphQLInterfaceType):
        return nodes.selected(fragments(draw, type_, room))
    object_type = cast(GraphQLObjectType, type_)
    drawn = cast(OperationDefinitionNode, draw(selections_of(type_.name)).definitions[0])
    found: list[SelectionNode] = list(drawn.selection_set.selections)
    taken = {node.alias.value if node.alias else node.name.value for node in found if isinstance(node, FieldNode)}
    leaves = [name for name in leaves_of(object_type) if name not in taken]
    if leaves:
        chosen = draw(st.lists(st.sampled_from(leaves), max_size=4, unique=True))
        found += [nodes.asked_for(name) for name in chosen]
    branches = [name for name in branches_of(object_type) if name not in taken]
    wraps = type_.name.endswith(("Connection", "Edge"))  # what only leads to others takes no room
    if branches and (room > 0 or wraps):
        most = 3 if room > 2 or wraps else 2
        chosen = draw(st.lists(st.sampled_from(branches), min_size=1 if wraps else 0, max_size=most, unique=True))
        found += [grown_field(draw, object_type, name, room if wraps else room - 1) for name in chosen]
    return nodes.selected(found)


def fragments(draw: st.DrawFn, type_: GraphQLInterfaceType, room: int) -> list[SelectionNode]:
    """Fragments on some of the types that implement it, and perhaps a field of its own."""
    types = sorted(each.name for each in SCHEMA.get_possible_types(type_))
    chosen = draw(st.lists(st.sampled_from((*types, "Account", "Opportunity")), max_size=4, unique=True))
    found: list[SelectionNode] = [nodes.inline(name, (), grown(draw, SCHEMA.type_map[name], room)) for name in chosen]
    if not found or draw(st.booleans()):
        found.append(nodes.asked_for("id"))
    return found


@cache
def leaves_of(type_: GraphQLObjectType) -> tuple[str, ...]:
    return tuple(name for name, field in type_.fields.items() if is_leaf_type(get_named_type(field.type)))


@cache
def branches_of(type_: GraphQLObjectType) -> tuple[str, ...]:
    """The fields that have fields of their own."""
    return tuple(name for name in type_.fields if name not in leaves_of(type_))
