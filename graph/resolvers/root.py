"""The root fields' resolvers: each finds what its arguments name and passes the finished answer through.

They are graphql-core's own kind of resolver, with arguments as graphql-core coerced them: Strawberry's conversion of
arguments into objects of the types that declare them would cost a third of a page's time in the schema.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import structlog
from graphql import GraphQLResolveInfo

from graph.models.names import name_key
from graph.models.profile import Profile
from graph.resolvers.compiler.shape import Chosen, Shape
from graph.resolvers.loading.finished import Finished
from graph.resolvers.loading.loaders import LISTS, Keyed, Listed, Question
from graph.resolvers.node import parse_id, parse_ids, parse_number, plain_text
from graph.resolvers.nouns.sharing_rule_preview import Preview, preview_sharing_rule

if TYPE_CHECKING:
    from graph.context import Context

    Info = GraphQLResolveInfo[Context]


log = structlog.get_logger()


async def viewer(_source: None, info: "Info") -> Finished:
    """Whoever is asking."""
    return Finished(
        await info.context.answers.get(Keyed("Viewer", "id", "uuid", _chosen(info).shape, info.context.viewer.id))
    )


def currency(_source: None, info: "Info") -> str:
    """The instance's one currency."""
    return info.context.currency


async def node(_source: None, info: "Info", id: str) -> Finished:  # noqa: A002  # the argument's name
    """The object with this id."""
    type_name, row = parse_id(id)
    return Finished(
        await info.context.answers.get(Keyed(type_name, "id", "uuid", _shape(_chosen(info), type_name), row))
    )


async def nodes(_source: None, info: "Info", ids: list[str]) -> Finished:
    """The objects with these ids, in their order."""
    rows = parse_ids(ids)
    chosen = _chosen(info, len(rows))
    questions: list[Question] = [
        Keyed(type_name, "id", "uuid", _shape(chosen, type_name), row) for type_name, row in rows
    ]
    return Finished(await info.context.answers.get_all(questions))


async def account(_source: None, info: "Info", by: Mapping[str, str]) -> Finished:
    """The account that this names."""
    column, column_type, key = _account_key(by)
    return Finished(await info.context.answers.get(Keyed("Account", column, column_type, _chosen(info).shape, key)))


async def accounts(_source: None, info: "Info", **_arguments: Any) -> Finished:
    """The accounts that the viewer sees, or that another user would: then the log tells who looked as whom."""
    chosen = _chosen(info)
    user_id = chosen.argument("asUser")
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
    return Finished(await info.context.answers.get(Listed(chosen)))


async def listed(_source: None, info: "Info", **_arguments: Any) -> Finished:
    """A list at the root; its arguments are part of what was chosen."""
    return Finished(await info.context.answers.get(Listed(_chosen(info))))


RESOLVERS: Mapping[str, Callable[..., Finished | str | Awaitable[Finished | Preview]]] = {
    "viewer": viewer,
    "currency": currency,
    "node": node,
    "nodes": nodes,
    "account": account,
    "previewSharingRule": preview_sharing_rule,
    **dict.fromkeys(LISTS, listed),
    "accounts": accounts,
}


def _chosen(info: "Info", times: int = 1) -> Chosen:
    """The field that is being resolved, with all that is below it."""
    return info.context.choose(str(info.path.key), info.parent_type, info.field_nodes, times)


def _shape(chosen: Chosen, type_name: str) -> Shape:
    return next(shape for shape in chosen.shapes if shape.type_name == type_name)


def _account_key(by: Mapping[str, str]) -> tuple[str, str, Any]:
    if "id" in by:
        return "id", "uuid", parse_id(by["id"], only="Account")[1]
    if "number" in by:
        return "number", "bigint", parse_number(by["number"], "ACC")
    return "name_key", "text", name_key(plain_text(by["name"], "name"))
