"""The parts of a question, made in few words."""

from collections.abc import Iterable

from graphql import (
    ArgumentNode,
    ConstValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    parse_type,
)

Directives = tuple[DirectiveNode, ...]
Arguments = tuple[ArgumentNode, ...]


def name(text: str) -> NameNode:
    return NameNode(value=text)


def selected(made: Iterable[SelectionNode]) -> SelectionSetNode:
    return SelectionSetNode(selections=tuple(made))


def asked_for(
    field: str,
    alias: str | None = None,
    directives: Directives = (),
    arguments: Arguments = (),
    below: SelectionSetNode | None = None,
) -> FieldNode:
    return FieldNode(
        name=name(field),
        alias=name(alias) if alias else None,
        directives=directives,
        arguments=arguments,
        selection_set=below,
    )


def inline(on: str | None, directives: Directives, below: SelectionSetNode) -> InlineFragmentNode:
    condition = NamedTypeNode(name=name(on)) if on else None
    return InlineFragmentNode(type_condition=condition, directives=directives, selection_set=below)


def fragment(named: str, on: str, below: SelectionSetNode) -> FragmentDefinitionNode:
    return FragmentDefinitionNode(
        name=name(named), type_condition=NamedTypeNode(name=name(on)), directives=(), selection_set=below
    )


def spread(named: str, directives: Directives = ()) -> FragmentSpreadNode:
    return FragmentSpreadNode(name=name(named), directives=directives)


def argument(named: str, value: ValueNode) -> ArgumentNode:
    return ArgumentNode(name=name(named), value=value)


def directive(named: str, value: ValueNode) -> DirectiveNode:
    return DirectiveNode(name=name(named), arguments=(argument("if", value),))


def variable(named: str) -> VariableNode:
    return VariableNode(name=name(named))


def defined(named: str, type_: str, default: ConstValueNode | None) -> VariableDefinitionNode:
    return VariableDefinitionNode(
        variable=variable(named), type=parse_type(type_), default_value=default, directives=()
    )
