"""The root of all questions."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Info

from graph.context import Context
from graph.models.account import name_key
from graph.resolvers.loaders import Keyed, Listed
from graph.resolvers.node import parse_id, parse_ids, parse_number, plain_text
from graph.resolvers.shape import Chosen, Shape
from graph.schema.account import Account, AccountKey, AccountOrder
from graph.schema.connection import Connection, Node
from graph.schema.enums import AccountView
from graph.schema.executor import Finished
from graph.schema.fields import After, Before, First, Last
from graph.schema.user import Viewer


def _chosen(info: Info[Context, None], times: int = 1) -> Chosen:
    """The root field that is being resolved, with all that is below it."""
    raw: Any = info._raw_info  # Strawberry has no public name for the nodes of a field
    return info.context.choose(raw.path.key, raw.parent_type, raw.field_nodes, times)


def _shape(chosen: Chosen, type_name: str) -> Shape:
    return next(shape for shape in chosen.shapes if shape.type_name == type_name)


async def _viewer(info: Info[Context, None]) -> Any:
    shape = _chosen(info).shape
    return Finished(await info.context.answers.get(Keyed("Viewer", "id", "uuid", shape, info.context.viewer.id)))


def _currency(info: Info[Context, None]) -> str:
    return info.context.currency


async def _node(
    info: Info[Context, None],
    id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],  # noqa: A002
) -> Any:
    entity, row = parse_id(id)
    shape = _shape(_chosen(info), entity.name)
    return Finished(await info.context.answers.get(Keyed(entity.name, "id", "uuid", shape, row)))


async def _nodes(
    info: Info[Context, None],
    ids: Annotated[list[strawberry.ID], strawberry.argument(description="Their ids, at most 100.")],
) -> Any:
    rows = parse_ids(ids)
    chosen = _chosen(info, len(rows))
    return Finished(
        await info.context.answers.get_all(
            [Keyed(entity.name, "id", "uuid", _shape(chosen, entity.name), row) for entity, row in rows]
        )
    )


async def _account(
    info: Info[Context, None], by: Annotated[AccountKey, strawberry.argument(description="What names it.")]
) -> Any:
    shape = _chosen(info).shape
    column, column_type, key = _account_key(by)
    return Finished(await info.context.answers.get(Keyed("Account", column, column_type, shape, key)))


def _account_key(by: AccountKey) -> tuple[str, str, Any]:
    if isinstance(by.id, str):
        return "id", "uuid", parse_id(by.id, only="Account")[1]
    if isinstance(by.number, str):
        return "number", "bigint", parse_number(by.number, "ACC")
    return "name_key", "text", name_key(plain_text(by.name or "", "name"))


async def _accounts(
    info: Info[Context, None],
    view: Annotated[
        AccountView | None, strawberry.argument(description="A list view. All accounts unless told.")
    ] = UNSET,
    order_by: Annotated[
        list[AccountOrder] | None,  # type: ignore[valid-type]  # made of the registry
        strawberry.argument(description="What to sort by, the first key first. Empty values come last either way."),
    ] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> Any:
    return Finished(await info.context.answers.get(Listed(_chosen(info))))


@strawberry.type(description="What can be asked. No answer shows what its viewer may not see.")
class Query:
    """The root of all questions."""

    viewer: Viewer = strawberry.field(description="Whoever is asking.", resolver=_viewer)
    currency: str = strawberry.field(
        description="The currency of every amount, by its ISO 4217 code.", resolver=_currency
    )
    node: Node | None = strawberry.field(description="The object with this id, if the viewer sees it.", resolver=_node)
    nodes: list[Node | None] = strawberry.field(
        description="The objects with these ids, in their order; null for what the viewer doesn't see.", resolver=_nodes
    )
    account: Account | None = strawberry.field(
        description="The account that this names, if the viewer sees it.", resolver=_account
    )
    accounts: Connection[Account] = strawberry.field(
        description="The accounts that the viewer sees, by name unless told otherwise.", resolver=_accounts
    )
