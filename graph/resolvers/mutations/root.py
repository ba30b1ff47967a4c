"""The root fields of mutations, and the fields of their payloads."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from graphql import GraphQLResolveInfo

from graph.context import Context
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.loading.raw_json import RawJson
from graph.resolvers.loading.statements import ByKey
from graph.resolvers.mutations.registry import MUTATIONS
from graph.resolvers.mutations.transaction_runner import Result, Session, perform
from graph.resolvers.mutations.transfer import GOING

Info = GraphQLResolveInfo[Context]


@dataclass(slots=True)
class Payload:
    """What a mutation answers, before its record is read back."""

    result: Result
    selection: Selection
    """What of it the caller wants."""


async def mutate(_source: None, info: Info, input: dict[str, Any]) -> Payload:  # noqa: A002  # the argument's name
    """Runs the mutation that the field names. Whether its payload can be answered is checked first."""
    context = info.context
    selection = context.select(info)
    for record in _records(selection):
        context.loader.require_answerable(_request(record, None))
    session = _session(context)
    note_shown = any(selection.below.field(name) is not None for name in ("note", "remaining"))
    try:
        return Payload(await perform(session, MUTATIONS[info.field_name], input, note_shown=note_shown), selection)
    finally:
        context.renew(session.viewer)  # what was read before this mutation is not what stands now


def _session(context: Context) -> Session:
    if context.writer is None:
        raise LookupError("this context only reads")
    return Session(
        context.viewer,
        context.writer,
        context.instance,
        context.lock_timeout,
        context.statements.lock,
        request_id=context.request_id,
        claims=context.claims,
    )


def _records(selection: Selection) -> Iterator[Selection]:
    """The fields of a payload that show its record."""
    return (field for field in selection.below.fields if field.sets and field.name not in PAYLOAD_RESOLVERS)


def _request(record: Selection, row: Any) -> ByKey:
    return ByKey(record.below.type_name, "id", "uuid", record.below, row)


async def read_back(payload: Payload, info: Info) -> RawJson:
    """Returns the record that was created or changed, as the viewer sees it now."""
    row = payload.result.outcome.row
    if row is None:
        return RawJson(None)
    selection = next(field for field in _records(payload.selection) if field.key == info.path.key)
    return RawJson(await info.context.read_back(_request(selection, row)))


def deleted_id(payload: Payload, _info: Info) -> str | None:
    """Returns the id of the record that was deleted."""
    return payload.result.outcome.deleted_id


def note(payload: Payload, _info: Info) -> str | None:
    """Returns what else the caller should know."""
    return payload.result.outcome.note


def user_errors(payload: Payload, _info: Info) -> list[Any]:
    """Returns the errors that the caller can correct."""
    return payload.result.errors


def remaining(payload: Payload, _info: Info) -> list[Any]:
    """Returns what stays with others, by user."""
    return [
        SimpleNamespace(
            owner_id=each.owner_id,
            owner_name=each.owner_name,
            sees_account=each.sees_account,
            **dict.fromkeys(("accounts", *GOING), 0) | each.counts,
        )
        for each in payload.result.outcome.remaining
    ]


PAYLOAD_RESOLVERS = {"deletedId": deleted_id, "note": note, "userErrors": user_errors, "remaining": remaining}
"""By field; every other field of a payload shows its record."""
