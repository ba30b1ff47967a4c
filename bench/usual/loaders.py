"""A dataloader for each relation: one statement, with the row filter, for all parents of a tick."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader
from tortoise.connection import get_connection
from tortoise.models import Model

from graph.auth.sharing import visible, visible_user
from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.models import Account, Case, Contact, Contract, Opportunity, User
from graph.models.opportunity import OpportunityStage
from graph.sql import Alias, Argument, Fragment, Identifier, Statement, sql, statement

ORDERS: dict[type[Model], str] = {
    Contact: "{x}.is_primary DESC, {x}.name_key, {x}.id",
    Opportunity: "{x}.close_date DESC NULLS LAST, {x}.id DESC",
    Case: "{x}.opened_at DESC, {x}.id DESC",
    Contract: "{x}.start_date DESC NULLS LAST, {x}.id DESC",
}
STAGES = [str(stage) for stage in OpportunityStage]

X = Alias("x")
"""The alias of the loaded rows."""
IDS, SIZE = Argument("uuid[]", "ids"), Argument("int", "size")
Write = Callable[[Subject], Fragment]
"""Writes the statement from FROM on."""


@dataclass(frozen=True, slots=True)
class StageGroup:
    """The totals of an account's opportunities in one stage."""

    account_id: UUID
    stage: str
    count: int
    amount: Decimal
    weighted_amount: Decimal


class Loaders:
    """The dataloaders of one request."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        # Strawberry reads fields from these instances, whatever the annotated type
        self.accounts: DataLoader[UUID, Any] = DataLoader(self._accounts)
        self.users: DataLoader[UUID, Any] = DataLoader(self._users)
        self.stage_groups: DataLoader[UUID, Any] = DataLoader(self._stage_groups)
        self.children = cache(lambda size: DataLoader(partial(self._children, size)))
        self.contacts = cache(lambda size: DataLoader(partial(self._of_accounts, Contact, size)))
        self.opportunities = cache(lambda size: DataLoader(partial(self._of_accounts, Opportunity, size)))
        self.cases = cache(lambda size: DataLoader(partial(self._of_accounts, Case, size)))
        self.contracts = cache(lambda size: DataLoader(partial(self._of_accounts, Contract, size)))
        self.deals_of_stage = cache(lambda size: DataLoader(partial(self._deals_of_stage, size)))

    async def top_by_revenue(self, size: int) -> list[Account]:
        """Returns the accounts with the highest revenue among those that the viewer sees."""

        def write(subject: Subject) -> Fragment:
            return sql(
                "account {x} WHERE {seen} ORDER BY {x}.annual_revenue DESC NULLS LAST, {x}.id DESC LIMIT {size}",
                x=X,
                seen=visible(subject, X, "listed" if self.viewer.few_listed else "row"),
                size=SIZE,
            )

        return await self._instances(Account, "top_by_revenue", write, size=size)

    async def _accounts(self, ids: list[UUID]) -> list[Account | None]:
        def write(subject: Subject) -> Fragment:
            return sql("account {x} WHERE {x}.id = ANY({ids}) AND {seen}", x=X, ids=IDS, seen=visible(subject, X))

        found = {row.id: row for row in await self._instances(Account, "accounts", write, ids=ids)}
        return [found.get(id_) for id_ in ids]

    async def _users(self, ids: list[UUID]) -> list[User | None]:
        def write(subject: Subject) -> Fragment:
            return sql("app_user {x} WHERE {x}.id = ANY({ids}) AND {seen}", x=X, ids=IDS, seen=visible_user(subject, X))

        found = {row.id: row for row in await self._instances(User, "users", write, ids=ids)}
        return [found.get(id_) for id_ in ids]

    async def _children(self, size: int, ids: list[UUID]) -> list[list[Account]]:
        def write(subject: Subject) -> Fragment:
            c = Alias("c")
            return sql(
                "unnest({ids}) k(id) CROSS JOIN LATERAL (SELECT {c}.* FROM account {c} WHERE {c}.parent_id = k.id"
                " AND {seen} ORDER BY {c}.name_key LIMIT {size}) {x} ORDER BY {x}.name_key",
                ids=IDS,
                c=c,
                seen=visible(subject, c),
                size=SIZE,
                x=X,
            )

        rows = await self._instances(Account, "children", write, ids=ids, size=size)
        return _grouped(ids, rows, lambda row: row.parent_id)

    async def _of_accounts(self, model: type[Model], size: int, ids: list[UUID]) -> list[list[Any]]:
        def write(subject: Subject) -> Fragment:
            a = Alias("a")
            return sql(
                "account {a} CROSS JOIN LATERAL (SELECT * FROM {table} {x} WHERE {x}.account_id = {a}.id"
                " ORDER BY {order} LIMIT {size}) {x} WHERE {a}.id = ANY({ids}) AND {seen} ORDER BY {order}",
                a=a,
                table=Identifier(model._meta.db_table),
                x=X,
                order=sql(ORDERS[model], x=X),
                size=SIZE,
                ids=IDS,
                seen=visible(subject, a),
            )

        rows = await self._instances(model, "of_accounts", write, ids=ids, size=size)
        return _grouped(ids, rows, lambda row: row.account_id)

    async def _stage_groups(self, ids: list[UUID]) -> list[list[StageGroup]]:
        columns = sql(
            "{x}.account_id, {x}.stage, count(*), round(coalesce(sum({x}.amount), 0), 2),"
            " round(coalesce(sum(round({x}.amount * {x}.probability / 100, 2)), 0), 2)",
            x=X,
        )

        def write(subject: Subject) -> Fragment:
            a = Alias("a")
            return sql(
                "opportunity {x} JOIN account {a} ON {a}.id = {x}.account_id WHERE {a}.id = ANY({ids}) AND {seen}"
                " GROUP BY {x}.account_id, {x}.stage",
                x=X,
                a=a,
                ids=IDS,
                seen=visible(subject, a),
            )

        text, values = self._statement("stage_groups", None, columns, write, {"ids": ids})
        _, rows = await get_connection("default").execute_query(text, values)
        groups = sorted((StageGroup(*row) for row in rows), key=lambda group: STAGES.index(group.stage))
        return _grouped(ids, groups, lambda group: group.account_id)

    async def _deals_of_stage(self, size: int, keys: list[tuple[UUID, str]]) -> list[list[Opportunity]]:
        def write(subject: Subject) -> Fragment:
            a = Alias("a")
            return sql(
                "unnest({ids}, {stages}) k(id, stage) JOIN account {a} ON {a}.id = k.id CROSS JOIN LATERAL (SELECT *"
                " FROM opportunity {x} WHERE {x}.account_id = {a}.id AND {x}.stage = k.stage ORDER BY {order}"
                " LIMIT {size}) {x} WHERE {seen} ORDER BY {order}",
                ids=IDS,
                stages=Argument("text[]", "stages"),
                a=a,
                x=X,
                order=sql(ORDERS[Opportunity], x=X),
                size=SIZE,
                seen=visible(subject, a),
            )

        ids, stages = zip(*keys, strict=True)
        rows = await self._instances(Opportunity, "deals_of_stage", write, ids=ids, stages=stages, size=size)
        return _grouped(keys, rows, lambda row: (row.account_id, row.stage))

    async def _instances(self, model: type[Model], name: str, write: Write, **given: Any) -> list[Any]:
        text, values = self._statement(name, model, sql("{x}.*", x=X), write, given)
        connection = get_connection("default")
        return await connection.executor_class(model=model, db=connection).execute_select(text, values)

    def _statement(
        self, name: str, model: type[Model] | None, columns: Fragment, write: Write, given: dict[str, Any]
    ) -> tuple[str, list[Any]]:
        key = (name, model, self.viewer.plan_key)
        known = _WRITTEN.get(key)
        if known is None:
            known = _WRITTEN[key] = statement(columns, write(Subject(self.viewer)))
        return known.text, known.values(self.viewer, given)


_WRITTEN: dict[Any, Statement] = {}


def _grouped(keys: Sequence[Any], rows: Sequence[Any], key: Callable[[Any], Any]) -> list[list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return [groups[one] for one in keys]
