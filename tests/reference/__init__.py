"""The same schema answered by plain graphql-core, with slow and obvious resolvers over rows held in Python.

What the program answers is compared with this. Who sees what comes from the oracle, field rules from the directives in
schema.graphql; of the program only the names' keys and the signing of cursors are used.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    execute_sync,
    parse,
)

from tests.oracle import Row
from tests.reference.account import ACCOUNT
from tests.reference.arguments import Arguments
from tests.reference.asked import TYPES, Asked, identify
from tests.reference.opportunity import OPPORTUNITY
from tests.reference.order import text
from tests.reference.query import QUERY
from tests.reference.sdl import SCHEMA, hidden_field

__all__ = ["SCHEMA", "Answer", "Asked", "answer"]

RESOLVERS: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    **QUERY,
    **ACCOUNT,
    **OPPORTUNITY,
    "Case.number": lambda asked, case, _: f"CASE-{case.number:06}",
    "Contract.number": lambda asked, contract, _: f"CON-{contract.number:06}",
    "AccountTeamMember.user": lambda asked, member, _: asked.rows.users[member.user_id],
}


@dataclass(frozen=True)
class Answer:
    """The data, and for each failed root field the codes of the errors that it may have given."""

    data: Any
    errors: dict[str, set[str]]


def answer(asked: Asked, question: str, variables: dict[str, Any] | None = None) -> Answer:
    """What the viewer is to be answered. The question has to be valid."""
    result = execute_sync(
        SCHEMA,
        parse(question),
        context_value=asked,
        variable_values=variables,
        field_resolver=resolve,
        type_resolver=lambda row, *_: TYPES[row.table],
    )
    return Answer(result.data, dict(map(refusal, result.errors or ())))


def refusal(error: GraphQLError) -> tuple[str, set[str]]:
    if not isinstance(error.original_error, RefusedError) or error.path is None or len(error.path) != 1:
        raise error
    return str(error.path[0]), error.original_error.codes


class RefusedError(Exception):
    """Something is wrong with the arguments of a root field, or with those below it."""

    def __init__(self, codes: set[str]) -> None:
        super().__init__(str(codes))
        self.codes = codes


def resolve(source: Any, info: GraphQLResolveInfo[Asked], **arguments: Any) -> Any:
    """Any field of any type."""
    asked = info.context
    type_name = info.parent_type.name
    if type_name == "Query":
        check(asked, info)
    if hidden_field(type_name, info.field_name, asked.profile):
        return None
    resolver = RESOLVERS.get(f"{type_name}.{info.field_name}")
    value = resolver(asked, source, arguments) if resolver else column(asked, source, info.field_name)
    return text(value) if isinstance(value, datetime | date | Decimal) and not is_degrees(info) else value


def check(asked: Asked, info: GraphQLResolveInfo[Asked]) -> None:
    looked = Arguments(asked, info.fragments, info.variable_values)
    codes: set[str] = set()
    for node in info.field_nodes:
        codes |= looked.faults(node, info.parent_type)
    if codes:
        raise RefusedError(codes)


def is_degrees(info: GraphQLResolveInfo[Asked]) -> bool:
    return info.parent_type.name == "GeoPoint"


def column(asked: Asked, source: Any, field: str) -> Any:
    """The column of the field's name; the row that it refers to, where the viewer sees it."""
    name = re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", field)
    if name == "id":
        return identify(source)
    if isinstance(source, Row) and hasattr(source, f"{name}_id"):
        table = {"account": "account", "partner": "account", "contact": "contact", "signed_by": "contact"}
        return asked.seen(table.get(name, "app_user"), getattr(source, f"{name}_id"))
    return getattr(source, name)
