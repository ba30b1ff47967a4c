"""The same schema answered by plain graphql-core, with slow and obvious resolvers over rows held in Python.

What the program answers is compared with this. Who sees what comes from the oracle, field rules from the directives in
schema.graphql; of the program only the names' keys and the signing of cursors are used.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    execute_sync,
    parse,
)
from graphql.execution import get_variable_values

from tests.reference.access import ACCESS
from tests.reference.account import ACCOUNT
from tests.reference.arguments import Arguments
from tests.reference.asked import REFERRED, TYPES, Asked, identify
from tests.reference.filters import is_active, is_open, is_upcoming
from tests.reference.history import HISTORY
from tests.reference.opportunity import OPPORTUNITY
from tests.reference.order import snake, text
from tests.reference.people import PEOPLE
from tests.reference.query import QUERY
from tests.reference.rollup import ROLLUP
from tests.reference.sdl import SCHEMA, hidden_field
from tests.rows import IDENTIFIED, Row

__all__ = ["SCHEMA", "Answer", "Asked", "answer"]


def external_ids(asked: Asked, row: Any, _arguments: dict[str, Any]) -> list[Row]:
    return asked.rows.external_ids(row)


RESOLVERS: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    **{f"{TYPES[table]}.externalIds": external_ids for table in IDENTIFIED.values()},
    **QUERY,
    **ACCOUNT,
    **OPPORTUNITY,
    **ROLLUP,
    **PEOPLE,
    **ACCESS,
    **HISTORY,
    "Case.isOpen": lambda _asked, case, _: is_open("Case", case),
    "Contract.isActive": lambda _asked, contract, _: is_active(contract),
    "Contract.isUpcoming": lambda _asked, contract, _: is_upcoming(contract),
    "Opportunity.isOpen": lambda _asked, deal, _: is_open("Opportunity", deal),
    "Case.number": lambda asked, case, _: f"CASE-{case.number:06}",
    "Contract.number": lambda asked, contract, _: f"CTR-{contract.number:06}",
    "SharingRule.conditions": lambda asked, rule, _: [
        each for each in asked.rows.tables["sharing_condition"].values() if each.rule_id == rule.id
    ],
}


@dataclass(frozen=True)
class Answer:
    """The data, and for each failed root field the codes of the errors that it may have given."""

    data: Any
    errors: dict[str, set[str]]


@dataclass(frozen=True)
class Running:
    """What the resolvers of one question find in their context."""

    asked: Asked
    refused: dict[str, set[str]]
    """The root fields with bad arguments, or with such below them."""


class RefusedError(Exception):
    """Something is wrong with the arguments of a root field, or with those below it."""


def answer(asked: Asked, question: str, variables: dict[str, Any] | None = None) -> Answer:
    """What the viewer is to be answered. The question has to be valid, with one operation."""
    document = parse(question)
    running = Running(asked, refused_fields(asked, document, variables or {}))
    result = execute_sync(
        SCHEMA,
        document,
        context_value=running,
        variable_values=variables,
        field_resolver=resolve,
        type_resolver=lambda row, *_: TYPES[row.table],
    )
    for error in result.errors or ():
        if not isinstance(error.original_error, RefusedError):
            raise error
    return Answer(result.data, running.refused)


def refused_fields(asked: Asked, document: DocumentNode, variables: dict[str, Any]) -> dict[str, set[str]]:
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    values = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    if isinstance(values, list):
        raise values[0]
    looked = Arguments(asked, fragments, values)
    found: dict[str, set[str]] = defaultdict(set)
    query = cast(GraphQLObjectType, SCHEMA.query_type)
    for node in looked.fields_of(operation.selection_set, query):
        if codes := looked.faults(node, query):
            found[node.alias.value if node.alias else node.name.value] |= codes
    return found


def resolve(source: Any, info: GraphQLResolveInfo[Running], **arguments: Any) -> Any:
    """Any field of any type."""
    asked = info.context.asked
    type_name = info.parent_type.name
    asked.met[f"{type_name}.{info.field_name}"] += 1
    if type_name == "Query" and info.path.key in info.context.refused:
        raise RefusedError(info.path.key)
    if hidden_field(type_name, info.field_name, asked.profile):
        return None
    resolver = RESOLVERS.get(f"{type_name}.{info.field_name}")
    value = resolver(asked, source, arguments) if resolver else column(asked, source, info.field_name)
    return text(value) if isinstance(value, datetime | date | Decimal) and type_name != "GeoPoint" else value


def column(asked: Asked, source: Any, field: str) -> Any:
    """The column of the field's name; the row that it refers to, where the viewer sees it."""
    name = snake(field)
    if name == "id":
        return identify(source)
    if isinstance(source, Row) and hasattr(source, f"{name}_id"):
        return asked.seen(REFERRED.get(name, "app_user"), getattr(source, f"{name}_id"))
    return getattr(source, name)
