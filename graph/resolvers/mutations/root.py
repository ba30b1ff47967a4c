"""The root fields of mutations, and the fields of their payloads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo

from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.loading.finished import Finished
from graph.resolvers.loading.loaders import Keyed
from graph.resolvers.mutations.performing import Payload, perform
from graph.resolvers.mutations.registry import MUTATIONS

if TYPE_CHECKING:
    from graph.context import Context

    Info = GraphQLResolveInfo[Context]


async def mutate(_source: None, info: "Info", input: dict[str, Any]) -> Payload:  # noqa: A002  # the argument's name
    """Do what the field says. That its answer can be read is found out before."""
    context = info.context
    chosen = context.choose(str(info.path.key), info.parent_type, info.field_nodes)
    for record in _records(chosen):
        context.answers.require_answerable(_question(record, None))
    payload = await perform(context, MUTATIONS[info.field_name], input)
    payload.chosen = chosen
    context.renew(context.viewer)  # what was read before this mutation is not what stands now
    return payload


def _records(chosen: Chosen) -> Iterator[Chosen]:
    """The fields of a payload that show its record."""
    return (field for field in chosen.shape.fields if field.shapes and field.name != "userErrors")


def _question(record: Chosen, row: Any) -> Keyed:
    return Keyed(record.shape.type_name, "id", "uuid", record.shape, row)


async def read_back(payload: Payload, info: "Info") -> Finished:
    """The record that was made or changed, as the viewer sees it now."""
    row = payload.outcome.row
    if row is None or payload.chosen is None:
        return Finished(None)
    chosen = next(field for field in _records(payload.chosen) if field.key == info.path.key)
    return Finished(await info.context.read_back(_question(chosen, row)))


def deleted_id(payload: Payload, _info: "Info") -> str | None:
    """The id of what is gone."""
    return payload.outcome.deleted_id


def note(payload: Payload, _info: "Info") -> str | None:
    """What else there is to know."""
    return payload.outcome.note


def user_errors(payload: Payload, _info: "Info") -> list[Any]:
    """What the caller can mend."""
    return payload.errors


PAYLOAD_RESOLVERS = {"deletedId": deleted_id, "note": note, "userErrors": user_errors}
"""By field; every other field of a payload shows its record."""
