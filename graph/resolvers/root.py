"""The root fields' resolvers: each finds what its arguments name and passes the finished answer through.

They are graphql-core's own kind of resolver, with arguments as graphql-core coerced them: Strawberry's conversion of
arguments into objects of the types that declare them would cost a third of a page's time in the schema.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from graphql import GraphQLResolveInfo

from graph.auth.field_rules import require_usable
from graph.context import Context
from graph.models.profile import Profile
from graph.resolvers.compiler.selection import Selection, SelectionSet
from graph.resolvers.loading.lists import LISTS
from graph.resolvers.loading.raw_json import RawJson
from graph.resolvers.loading.statements import ByKey, List, LoadRequest
from graph.resolvers.node import parse_id, parse_ids
from graph.resolvers.nouns.keys import KEYED, KEYS
from graph.resolvers.nouns.sharing_rule_preview import Preview, preview_sharing_rule

Info = GraphQLResolveInfo[Context]

log = structlog.get_logger()


async def viewer(_source: None, info: Info) -> RawJson:
    """Whoever is asking."""
    return RawJson(
        await info.context.loader.get(ByKey("Viewer", "id", "uuid", _selection(info).below, info.context.viewer.id))
    )


def currency(_source: None, info: Info) -> str:
    """The instance's one currency."""
    return info.context.instance.currency


async def node(_source: None, info: Info, id: str) -> RawJson:  # noqa: A002  # the argument's name
    """The object with this id."""
    type_name, row = parse_id(id)
    return RawJson(
        await info.context.loader.get(ByKey(type_name, "id", "uuid", _below(_selection(info), type_name), row))
    )


async def nodes(_source: None, info: Info, ids: list[str]) -> RawJson:
    """The objects with these ids, in their order."""
    rows = parse_ids(ids)
    selection = _selection(info, len(rows))
    requests: list[LoadRequest] = [
        ByKey(type_name, "id", "uuid", _below(selection, type_name), row) for type_name, row in rows
    ]
    return RawJson(await info.context.loader.get_all(requests))


async def by_key(_source: None, info: Info, by: Mapping[str, Any]) -> RawJson:
    """The record that a key names."""
    noun = KEYED[info.field_name].name
    [(name, given)] = by.items()
    key = KEYS[noun][name]
    require_usable(info.context.viewer, *key.shows)
    request = ByKey(noun, key.column, key.column_type, _selection(info).below, key.value(given))
    return RawJson(await info.context.loader.get(request))


async def accounts(_source: None, info: Info, **_arguments: Any) -> RawJson:
    """The accounts that the viewer sees, or that another user would: then the log tells who looked as whom."""
    selection = _selection(info)
    user_id = selection.argument("asUser")
    if user_id is not None:
        row = parse_id(user_id, only="User")[1]
        context = info.context
        log.info(
            "as_user",
            request_id=context.request_id,
            viewer=str(context.viewer.id),
            as_user=str(row),
            allowed=row == context.viewer.id or context.viewer.profile is Profile.ADMIN,
        )
    return RawJson(await info.context.loader.get(List(selection)))


async def listed(_source: None, info: Info, **_arguments: Any) -> RawJson:
    """A list at the root; its arguments are part of what was selection."""
    return RawJson(await info.context.loader.get(List(_selection(info))))


RESOLVERS: Mapping[str, Callable[..., RawJson | str | Awaitable[RawJson | Preview]]] = {
    "viewer": viewer,
    "currency": currency,
    "node": node,
    "nodes": nodes,
    **dict.fromkeys(KEYED, by_key),
    "previewSharingRule": preview_sharing_rule,
    **dict.fromkeys(LISTS, listed),
    "accounts": accounts,
}


def _selection(info: Info, times: int = 1) -> Selection:
    """The field that is being resolved, with all that is below it."""
    return info.context.select(info, times)


def _below(selection: Selection, type_name: str) -> SelectionSet:
    return next(below for below in selection.sets if below.type_name == type_name)
