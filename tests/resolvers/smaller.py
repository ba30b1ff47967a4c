"""A question made smaller, while what is wrong with its answer stays wrong."""

from collections.abc import Callable
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    ObjectFieldNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)

from tests.reference import SCHEMA

REMOVABLE = FieldNode | InlineFragmentNode | FragmentSpreadNode | ArgumentNode | DirectiveNode | ObjectFieldNode


def smaller(question: str, is_wrong: Callable[[str], bool], schema: GraphQLSchema = SCHEMA) -> str:
    """The question without any part that could be left out, down to the parts of its arguments."""
    place = 0
    while True:
        without = Without(place)
        document = visit(parse(question), without)
        if not without.removed:
            return question
        candidate = print_ast(swept(document))
        try:
            is_valid = not validate(schema, parse(candidate))
        except GraphQLError:  # a selection that is empty now
            is_valid = False
        if is_valid and is_wrong(candidate):
            question = candidate
        else:
            place += 1


class Without(Visitor):
    """Takes out the one removable part that comes at this place."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.left = place
        self.removed = False

    def enter(self, node: Node, *_args: Any) -> Any:
        if self.removed or not isinstance(node, REMOVABLE):
            return None
        if self.left == 0:
            self.removed = True
            return REMOVE
        self.left -= 1
        return None


class Used(Visitor):
    """The variables that are used, and the fragments that are spread."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, _key: Any, parent: Any, *_args: Any) -> None:
        if not isinstance(parent, VariableDefinitionNode):
            self.names.add(f"${node.name.value}")

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_args: Any) -> None:
        self.names.add(node.name.value)


class Unused(Visitor):
    """Takes out what is declared and not used."""

    def __init__(self, used: set[str]) -> None:
        super().__init__()
        self.used = used
        self.removed = False

    def enter(self, node: Node, *_args: Any) -> Any:
        if isinstance(node, VariableDefinitionNode):
            name = f"${node.variable.name.value}"
        elif isinstance(node, FragmentDefinitionNode):
            name = node.name.value
        else:
            return None
        if name in self.used:
            return None
        self.removed = True
        return REMOVE


def swept(document: DocumentNode) -> DocumentNode:
    while True:
        used = Used()
        visit(document, used)
        unused = Unused(used.names)
        document = visit(document, unused)
        if not unused.removed:
            return document
