"""The arguments of a question, looked at before anything is resolved.

A bad argument is the error of the root field above it, whether or not there are rows that would have met it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
)
from graphql.execution import get_argument_values, get_directive_values

from tests.reference.asked import TYPES, Asked, parse_id
from tests.reference.faults import Fault
from tests.reference.filters import faults
from tests.reference.order import Order, order_of
from tests.reference.page import check_sizes, read_cursor
from tests.reference.query import KEYED, parse_ids, parse_key, require_admin
from tests.reference.rollup import check_scope
from tests.reference.sdl import SCHEMA, hidden_field


@dataclass(frozen=True)
class Arguments:
    """The look at one question's arguments."""

    asked: Asked
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Any  # graphql-core's coerced variables

    def faults(self, field: FieldNode, parent: GraphQLObjectType) -> set[str]:
        """The codes of what is wrong with a field's arguments, or with those of any field below it."""
        definition = parent.fields.get(field.name.value)
        if definition is None:  # __typename
            return set()
        if hidden_field(parent.name, field.name.value, self.asked.profile):  # null, whatever is asked of it
            return set()
        arguments = get_argument_values(definition, field, self.variables)
        below = get_named_type(definition.type)
        types = [cast(GraphQLObjectType, below)]
        found: set[str] = set()
        for check in self.checks(field.name.value, parent, below.name, arguments):
            try:
                check()
            except Fault as fault:
                found |= fault.codes
        if is_abstract_type(below):
            tables = set() if found else tables_of(arguments)
            types = [cast(GraphQLObjectType, SCHEMA.type_map[TYPES[table]]) for table in tables]
        for type_ in types:
            for each in self.fields_of(field.selection_set, type_):
                found |= self.faults(each, type_)
        return found

    def checks(
        self, field: str, parent: GraphQLObjectType, below: str, arguments: dict[str, Any]
    ) -> Iterable[Callable[[], Any]]:
        """What is to be looked at in a field's arguments: each raises Fault, whatever the others do."""
        if parent.name == "Query" and field in KEYED:
            yield lambda: parse_key(self.asked, KEYED[field], arguments["by"])
        if parent.name == "Query" and field == "sharingRules":
            yield lambda: require_admin(self.asked)
        if below == "AccountRollup":
            yield lambda: check_scope(self.asked, arguments)
        if below == "Node":
            yield lambda: tables_of(arguments)
        if below.endswith("Connection"):
            of = below.removesuffix("Connection")

            def order() -> Order:
                return order_of(of, arguments.get("orderBy"), arguments.get("view"), self.asked)

            def where() -> None:
                if codes := set(faults(self.asked, of, arguments.get("where"))):
                    raise Fault(*codes)

            yield where
            yield lambda: check_sizes(arguments)
            yield lambda: read_cursor(self.asked.cursors, order(), arguments.get("after"))
            yield lambda: read_cursor(self.asked.cursors, order(), arguments.get("before"))

    def fields_of(self, selections: SelectionSetNode | None, type_: GraphQLObjectType) -> Iterable[FieldNode]:
        """The fields that are asked of an object of this type, fragments written out."""
        for node in selections.selections if selections else ():
            if not self.included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment: FragmentDefinitionNode | InlineFragmentNode = self.fragments[node.name.value]
            else:
                fragment = cast(InlineFragmentNode, node)
            condition = fragment.type_condition
            if condition is None or condition.name.value == type_.name or condition.name.value in names(type_):
                yield from self.fields_of(fragment.selection_set, type_)

    def included(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])


def names(type_: GraphQLObjectType) -> set[str]:
    return {interface.name for interface in type_.interfaces}


def tables_of(arguments: Mapping[str, Any]) -> set[str]:
    """The tables of the ids in the arguments of `node` and `nodes`."""
    found = [parse_id(arguments["id"])] if "id" in arguments else parse_ids(arguments["ids"])
    return {table for table, _ in found}
