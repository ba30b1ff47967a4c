"""The root fields of mutations, and the fields of their payloads."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLResolveInfo

from graph.context import Context
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.loading.raw_json import RawJson
from graph.resolvers.loading.statements import ByKey
from graph.resolvers.mutations.performing import Payload, perform
from graph.resolvers.mutations.registry import MUTATIONS

Info = GraphQLResolveInfo[Context]


async def mutate(_source: None, info: Info, input: dict[str, Any]) -> Payload:  # noqa: A002  # the argument's name
    """Do what the field says. That its answer can be read is found out before."""
    context = info.context
    selection = context.select(info)
    for record in _records(selection):
        context.loader.require_answerable(_request(record, None))
    payload = await perform(context, MUTATIONS[info.field_name], input)
    payload.selection = selection
    context.renew(context.viewer)  # what was read before this mutation is not what stands now
    return payload


def _records(selection: Selection) -> Iterator[Selection]:
    """The fields of a payload that show its record."""
    return (field for field in selection.below.fields if field.sets and field.name != "userErrors")


def _request(record: Selection, row: Any) -> ByKey:
    return ByKey(record.below.type_name, "id", "uuid", record.below, row)


async def read_back(payload: Payload, info: Info) -> RawJson:
    """The record that was made or changed, as the viewer sees it now."""
    row = payload.outcome.row
    if row is None or payload.selection is None:
        return RawJson(None)
    selection = next(field for field in _records(payload.selection) if field.key == info.path.key)
    return RawJson(await info.context.read_back(_request(selection, row)))


def deleted_id(payload: Payload, _info: Info) -> str | None:
    """The id of what is gone."""
    return payload.outcome.deleted_id


def note(payload: Payload, _info: Info) -> str | None:
    """What else there is to know."""
    return payload.outcome.note


def user_errors(payload: Payload, _info: Info) -> list[Any]:
    """What the caller can mend."""
    return payload.errors


PAYLOAD_RESOLVERS = {"deletedId": deleted_id, "note": note, "userErrors": user_errors}
"""By field; every other field of a payload shows its record."""
