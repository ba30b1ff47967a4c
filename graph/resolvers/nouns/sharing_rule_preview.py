"""What saving a sharing rule would do, before it is saved: whom it lets in, whom it shuts out.

Each user whom the rule names, as it stands or as it is to be, is held against everything else that opens the accounts
to them, by the very ways in that decide, in one snapshot. Nothing is written.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from graph.auth.access_queries import changed_levels_statement
from graph.auth.authenticator import load_viewer
from graph.auth.permissions import Needs, Permission
from graph.auth.rules import matches
from graph.auth.viewer import Rule, Viewer
from graph.context import Context
from graph.errors import BadInput, Forbidden, TooComplex
from graph.faults import translate_errors
from graph.models.profile import ADMINS
from graph.models.sharing import AccessLevel
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.loading.raw_json import RawJson
from graph.resolvers.loading.statements import ByKey
from graph.resolvers.mutations.mutation import Given
from graph.resolvers.mutations.sharing_rule import RuleDraft, draft_rule, stored_rule
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.user_error import Refused, UserError
from graph.sql import FALSE, Alias, Fragment, sql, statement

Info = GraphQLResolveInfo[Context]
PERMISSION = Permission(ADMINS, Needs.NOTHING)

SECONDS = 10.0
"""How long users are compared; who is left then is not."""


@dataclass(slots=True)
class Example:
    """An account and a user to whom something changes."""

    account: UUID
    user: UUID
    selection: Selection | None = None
    """The whole of what is asked: what of these two is shown stands in it."""


@dataclass(slots=True)
class LevelChange:
    """How many pairs of a user and an account go from one level to another."""

    from_: AccessLevel | None
    to: AccessLevel | None
    pairs: int


@dataclass(slots=True)
class Difference:
    """What is gained, or what is lost."""

    users: int = 0
    pairs: int = 0
    levels: list[LevelChange] = field(default_factory=list)
    example: Example | None = None
    seen: set[UUID] = field(default_factory=set)

    @property
    def accounts(self) -> int:
        """How many accounts it is about."""
        return len(self.seen)

    def add(self, from_: AccessLevel | None, to: AccessLevel | None, pairs: int) -> None:
        """So many pairs more that go from one level to the other."""
        self.pairs += pairs
        for each in self.levels:
            if (each.from_, each.to) == (from_, to):
                each.pairs += pairs
                return
        self.levels.append(LevelChange(from_, to, pairs))
        self.levels.sort(key=lambda each: (_height(each.from_), _height(each.to)))


@dataclass(slots=True)
class Preview:
    """What saving the rule would do; where the input is wrong, only that."""

    accounts_before: int | None = None
    accounts_after: int | None = None
    users_before: int | None = None
    users_after: int | None = None
    users_compared: int | None = None
    complete: bool | None = None
    gains: Difference | None = None
    loses: Difference | None = None
    user_errors: list[UserError] = field(default_factory=list)


async def preview_sharing_rule(_source: None, info: Info, input: dict[str, Any]) -> Preview:  # noqa: A002  # its name
    """What would become of what users see. For admins."""
    context = info.context
    # read here: what can't be shown is refused before anything is counted
    selection = context.select(info)
    if context.viewer.profile not in PERMISSION.profiles:
        raise Forbidden("Only an admin may preview sharing rules.")
    with translate_errors():
        return await _in_one_snapshot(context, info.field_name, input, selection)


async def _in_one_snapshot(context: Context, name: str, given: Given, selection: Selection) -> Preview:
    async with (
        context.pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        tx = Transaction(_Reading(connection), context.viewer, name, PERMISSION, today=context.instance.today())  # type: ignore[arg-type]  # it only reads
        try:
            before, after = await _planned(tx, given)
            tx.raise_if_errors()
        except Refused as refused:
            return Preview(user_errors=refused.errors)
        found = await Comparison(connection, context.viewer, before, after, time.monotonic() + SECONDS).preview()
    for difference in (found.gains, found.loses):
        if difference is not None and difference.example is not None:
            difference.example.selection = selection
    return found


class _Reading:
    """A connection as what checks an input expects Tortoise's."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def execute_query_dict(self, text: str, values: list[Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._connection.fetch(text, *values)]


async def _planned(tx: Transaction, given: Given) -> tuple[RuleDraft | None, RuleDraft | None]:
    """The rule as it stands and as it is to be; None where there is none."""
    before = None if given.get("id") is None else await stored_rule(tx, given["id"])
    if not given.get("delete"):
        return before, await draft_rule(tx, given, before)
    if before is None or given.keys() - {"id", "delete"}:
        raise BadInput("`delete` goes with the `id` of a rule, and with nothing else.")
    return before, None


def _level(name: str | None) -> AccessLevel | None:
    return None if name is None else AccessLevel(name)


def _height(level: AccessLevel | None) -> int:
    return 0 if level is None else 1 + (level is AccessLevel.EDIT)


def _matched(rule: RuleDraft) -> Rule:
    return Rule(rule.id or UUID(int=0), rule.name, rule.level, rule.conditions)


def _open(rule: RuleDraft | None) -> RuleDraft | None:
    """The rule, if it opens anything."""
    return rule if rule is not None and rule.is_active and rule.conditions else None


NAMED = """
WITH RECURSIVE named AS (
    SELECT id FROM role WHERE id = $2
    UNION SELECT r.id FROM role r JOIN named n ON r.parent_id = n.id WHERE $3
)
SELECT u.id FROM app_user u
WHERE u.is_active AND (u.profile = $1 OR u.role_id IN (SELECT id FROM named)
    OR u.id IN (SELECT user_id FROM group_member WHERE group_id = $4))
"""


class Comparison:
    """Holds a rule as it stands against the rule as it is to be, user by user, until time is up."""

    def __init__(
        self, connection: Any, viewer: Viewer, before: RuleDraft | None, after: RuleDraft | None, until: float
    ) -> None:
        self._connection = connection
        self._viewer = viewer
        self._rules = (_open(before), _open(after))
        self._id = None if before is None else before.id
        self._until = until
        self._gains, self._loses = Difference(), Difference()

    async def preview(self) -> Preview:
        """All that can be said in the time there is."""
        try:
            named = [await self._named(rule) for rule in self._rules]
            counts = await self._matching()
            either = list(named[0] | named[1])
            users = await self._fetch("SELECT id FROM app_user WHERE id = ANY($1) ORDER BY name, id", either)
        except TimeoutError:
            raise TooComplex(
                f"What this rule matches can't be counted within {SECONDS:g} seconds: narrow its conditions."
            ) from None
        compared = 0
        for user in users:
            try:
                await self._compare(user["id"], named)
            except TimeoutError:
                break
            compared += 1
        return Preview(
            accounts_before=counts[0],
            accounts_after=counts[1],
            users_before=len(named[0]),
            users_after=len(named[1]),
            users_compared=compared,
            complete=compared == len(users),
            gains=self._gains,
            loses=self._loses,
        )

    async def _fetch(self, text: str, *values: Any) -> list[Any]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        found: list[Any] = await self._connection.fetch(text, *values, timeout=left)
        return found

    async def _named(self, rule: RuleDraft | None) -> set[UUID]:
        """The users who may sign in to whom the rule opens what it matches."""
        if rule is None:
            return set()
        profile = None if rule.profile is None else str(rule.profile)
        return {row["id"] for row in await self._fetch(NAMED, profile, rule.role_id, rule.include_below, rule.group_id)}

    def _met(self, rule: RuleDraft | None, account: Alias) -> Fragment:
        """The condition that the rule matches the account of this alias."""
        if rule is None:
            return FALSE
        return sql("({matches} IS TRUE)", matches=matches(_matched(rule), account))

    async def _matching(self) -> tuple[int, int]:
        a = Alias("a")
        was, will = (self._met(rule, a) for rule in self._rules)
        counts = sql("count(*) FILTER (WHERE {was}) AS was, count(*) FILTER (WHERE {will}) AS will", was=was, will=will)
        counted = statement(counts, sql("account {a}", a=a))
        (found,) = await self._fetch(counted.text, *counted.values(self._viewer, {}))
        return found["was"], found["will"]

    async def _compare(self, user: UUID, named: list[set[UUID]]) -> None:
        """Add what changes for one user."""
        if time.monotonic() >= self._until:
            raise TimeoutError
        viewer = await load_viewer(self._connection, user)
        others = replace(viewer, rules=tuple(rule for rule in viewer.rules if rule.id != self._id))
        was, will = (self._opened(rule, user in users) for rule, users in zip(self._rules, named, strict=True))
        text, values = changed_levels_statement(others, was, will)
        found = await self._fetch(text, *values)
        for difference, gained in ((self._gains, True), (self._loses, False)):
            changes = [row for row in found if (_height(_level(row["will"])) > _height(_level(row["was"]))) is gained]
            if changes:
                difference.users += 1
                if difference.example is None:
                    first = min(changes, key=lambda row: row["first_name"])
                    difference.example = Example(first["first"], user)
            for row in changes:
                difference.seen.update(row["ids"])
                difference.add(_level(row["was"]), _level(row["will"]), len(row["ids"]))

    def _opened(self, rule: RuleDraft | None, names_user: bool) -> Rule | None:
        return _matched(rule) if rule is not None and names_user else None


async def example_account(example: Example, info: Info) -> RawJson:
    """The example's account."""
    return await _shown("Account", example.account, example.selection, info)


async def example_user(example: Example, info: Info) -> RawJson:
    """The example's user."""
    return await _shown("User", example.user, example.selection, info)


async def _shown(type_name: str, row: UUID, selection: Selection | None, info: Info) -> RawJson:
    if selection is None:
        raise LookupError("nobody said what is asked of the example")
    path = [key for key in info.path.as_list() if isinstance(key, str)]
    for key in path[1:]:
        selection = next(each for each in selection.below.fields if each.key == key)
    return RawJson(await info.context.loader.get(ByKey(type_name, "id", "uuid", selection.below, row)))
