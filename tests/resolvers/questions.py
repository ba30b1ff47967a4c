"""Questions: selections come bare of arguments that mean something, and this dresses them.

Arguments become ones that find something, mostly: real ids, real cursors of the right order, small pages; and now and
then what has to be refused. Fields get aliases, fragments, directives and variables. What is drawn for a field depends
on the seed and on its place in the question alone, so that a smaller question still asks the same there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    ConstValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    ast_from_value,
    get_named_type,
    print_ast,
)

from tests.reference import SCHEMA, Asked
from tests.reference.sdl import enum_names
from tests.resolvers import nodes
from tests.resolvers.arguments import BY_KEY, Value, paging
from tests.resolvers.conditions import a_filter
from tests.resolvers.selections import Bare

LEFT_OUT = object()


@dataclass(frozen=True)
class Variable:
    """One variable, and how each viewer's value is drawn."""

    name: str
    draw: Value


@dataclass(frozen=True)
class Question:
    """A document, and variables that are drawn for each viewer."""

    text: str
    variables: tuple[Variable, ...]
    seed: int

    def values(self, asked: Asked) -> dict[str, Any]:
        found = {}
        for variable in self.variables:
            value = variable.draw(asked, Random(f"{self.seed} {variable.name} {asked.oracle.viewer.email}"))
            if value is not LEFT_OUT:
                found[variable.name] = value
        return found


@dataclass
class Dresser:
    """Makes a question of the bare document, for a company that ``asked`` is asked of."""

    asked: Asked
    seed: int
    variables: list[tuple[Variable, VariableDefinitionNode]] = field(default_factory=list)
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)

    def question(self, bare: Bare) -> Question:
        query = cast(GraphQLObjectType, SCHEMA.query_type)
        dressed = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=nodes.name("Q"),
            directives=(),
            selection_set=self.selection_set(bare.selections, query, "Q"),
            variable_definitions=tuple(definition for _, definition in self.variables),
        )
        text = print_ast(DocumentNode(definitions=(dressed, *self.fragments)))
        return Question(text, tuple(variable for variable, _ in self.variables), self.seed)

    # -- selections

    def selection_set(self, selections: SelectionSetNode, type_: GraphQLNamedType, place: str) -> SelectionSetNode:
        random = Random(f"{self.seed} {place}")
        made: list[SelectionNode] = []
        for node in selections.selections:
            if isinstance(node, FieldNode):
                made += self.field(node, cast(GraphQLObjectType, type_), place)
            else:
                inline = cast(InlineFragmentNode, node)
                on = SCHEMA.type_map[inline.type_condition.name.value] if inline.type_condition else type_
                below = self.selection_set(inline.selection_set, on, f"{place}<{on.name}>")
                made.append(nodes.inline(on.name if inline.type_condition else None, (), below))
        if random.random() < 0.15 and type_ is not SCHEMA.query_type:
            made.insert(random.randrange(len(made) + 1), nodes.asked_for("__typename"))
        if random.random() < 0.15:
            made = self.parcelled(made, type_, random)
        return nodes.selected(made)

    def parcelled(self, made: list[SelectionNode], type_: GraphQLNamedType, random: Random) -> list[SelectionNode]:
        """Some of the selections moved into a fragment, perhaps spread twice."""
        start = random.randrange(len(made))
        end = random.randrange(start, len(made)) + 1
        inside = nodes.selected(made[start:end])
        conditions: list[GraphQLNamedType | None] = [None, type_]
        if isinstance(type_, GraphQLObjectType):  # an interface whose field is all there is
            only_ids = all(isinstance(each, FieldNode) and each.name.value == "id" for each in made[start:end])
            conditions += [each for each in type_.interfaces if only_ids]
        condition = random.choice(conditions)
        directives = self.directives(random, f"{type_.name}{start}")
        if condition is None or random.random() < 0.4:
            return [
                *made[:start],
                nodes.inline(condition.name if condition else None, directives, inside),
                *made[end:],
            ]
        name = f"F{len(self.fragments)}"
        self.fragments.append(nodes.fragment(name, condition.name, inside))
        again = [nodes.spread(name)] if random.random() < 0.2 else []
        return [*made[:start], nodes.spread(name, directives), *made[end:], *again]

    def field(self, node: FieldNode, parent: GraphQLObjectType, place: str) -> list[SelectionNode]:
        """The dressed field; now and then twice: merged with itself, or under another alias with other arguments."""
        name = node.name.value
        definition = parent.fields.get(name)
        if definition is None:
            return [node]
        key = node.alias.value if node.alias else name
        place = f"{place}.{key}"
        random = Random(f"{self.seed} {place}")
        below = None
        type_ = get_named_type(definition.type)
        if node.selection_set:
            below = self.selection_set(node.selection_set, type_, place)
        # two types' fields of one name were given aliases where they clash; others must not clash anew
        alias = node.alias.value if node.alias else None
        if alias is None and random.random() < 0.1:
            alias = f"a{random.randrange(9)}_{key}"
        arguments = self.arguments(parent, definition, name, random, place)
        directives = self.directives(random, place) if random.random() < 0.15 else ()
        made = nodes.asked_for(name, alias, directives, arguments, below)
        if below and len(below.selections) > 1 and random.random() < 0.1:
            cut = random.randrange(1, len(below.selections))
            parts = below.selections[:cut], below.selections[cut:]
            return [nodes.asked_for(name, alias, directives, arguments, nodes.selected(part)) for part in parts]
        if definition.args and random.random() < 0.1:
            other = self.arguments(parent, definition, name, random, f"{place}'")
            return [made, nodes.asked_for(name, f"other_{key}", (), other, below)]
        return [made]

    def directives(self, random: Random, place: str) -> tuple[DirectiveNode, ...]:
        if random.random() < 0.6:
            return ()
        skips = random.random() < 0.5
        value: ValueNode = BooleanValueNode(value=(random.random() < 0.3) is skips)
        if random.random() < 0.5:
            value = self.variable(place, "Boolean!", lambda _asked, drawn: (drawn.random() < 0.3) is skips)
        return (nodes.directive("skip" if skips else "include", value),)

    def variable(self, place: str, type_: str, draw: Value, default: ConstValueNode | None = None) -> VariableNode:
        name = f"v{len(self.variables)}"
        self.variables.append((Variable(name, draw), nodes.defined(name, type_, default)))
        return nodes.variable(name)

    # -- arguments

    def arguments(
        self, parent: GraphQLObjectType, definition: GraphQLField, field: str, random: Random, place: str
    ) -> tuple[ArgumentNode, ...]:
        """The arguments: each a literal, or a variable whose value each viewer draws anew."""
        drawn = dict(self.draw_arguments(parent, definition, field, random))
        made = []
        for name, draw in drawn.items():
            type_: GraphQLInputType = definition.args[name].type
            if random.random() < 0.2:
                default, drawing = None, draw
                if not str(type_).endswith("!") and random.random() < 0.3:
                    if random.random() < 0.6:
                        default = ast_from_value(draw(self.asked, random), type_)
                    drawing = _sometimes_left_out(draw)
                made.append(nodes.argument(name, self.variable(place, str(type_), drawing, default)))
                continue
            value = draw(self.asked, random)
            literal = None if value is LEFT_OUT else ast_from_value(value, type_)
            if literal is not None:
                made.append(nodes.argument(name, literal))
        random.shuffle(made)
        return tuple(made)

    def draw_arguments(
        self, parent: GraphQLObjectType, definition: GraphQLField, name: str, random: Random
    ) -> Iterable[tuple[str, Value]]:
        if parent.name == "Query" and name in BY_KEY:
            yield BY_KEY[name]
        if "of" in definition.args and random.random() < 0.7:
            yield "of", lambda _asked, random: random.choice(("SELF", "SUBTREE"))
        if "scope" in definition.args and random.random() < 0.3:
            yield "scope", lambda _asked, random: random.choice(("VISIBLE", "SYSTEM"))
        if "includeEmpty" in definition.args and random.random() < 0.5:
            yield "includeEmpty", lambda _asked, random: random.random() < 0.6
        if "maxDepth" in definition.args and random.random() < 0.6:
            yield "maxDepth", lambda _asked, random: random.choice((1, 1, 2, 3, 50, None))
        if "view" in definition.args and random.random() < 0.5:
            view = random.choice(enum_names("AccountView"))
            yield "view", lambda _asked, _random: view
        else:
            view = None
        if "where" in definition.args and random.random() < 0.6:
            noun = get_named_type(definition.args["where"].type).name.removesuffix("Filter")
            yield "where", lambda asked, random: a_filter(asked, random, noun)
        if "first" in definition.args:
            yield from paging(definition, view, random)


def _sometimes_left_out(draw: Value) -> Value:
    return lambda asked, random: LEFT_OUT if random.random() < 0.5 else draw(asked, random)
