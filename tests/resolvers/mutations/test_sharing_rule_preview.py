"""What a preview says a rule would do is what saving it does: held against the oracle, before and after."""

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.models.profile import Profile
from graph.models.sharing import RuleColumn, RuleOperator
from graph.resolvers.mutations.rule_conditions import operators
from graph.resolvers.nouns import sharing_rule_preview
from tests.asking import Asking
from tests.conftest import Opener, Postgres
from tests.oracle import Oracle
from tests.resolvers.companies import SEED
from tests.resolvers.mutations.doing import do, done, everything
from tests.rows import Rows
from tests.world import generate
from tests.worlds.sharing import RULE_VALUES

WHAT = "users accounts pairs levels { from to pairs } example { user { id } account { id } }"
QUESTION = f"""query Q($input: PreviewSharingRuleInput!) {{ previewSharingRule(input: $input) {{
    accountsBefore accountsAfter usersBefore usersAfter usersCompared complete
    gains {{ {WHAT} }} loses {{ {WHAT} }} userErrors {{ code message field }} }} }}"""
HEIGHTS = {None: 0, "READ": 1, "EDIT": 2}
Levels = dict[tuple[UUID, UUID], str]


async def levels(connection: asyncpg.Connection, now: datetime) -> Levels:
    """At which level each user who may sign in sees each account, as the oracle has it."""
    rows = await Rows.load(connection)
    found = {}
    for user in rows.users.values():
        if user.is_active:
            oracle = Oracle(rows, user.id, now)
            for account_id in rows.accounts:
                if level := oracle.level(account_id):
                    found[user.id, account_id] = level
    return found


def differences(before: Levels, after: Levels) -> dict[str, Any]:
    """What is gained and lost, but for the examples; and the pairs themselves, to look for the examples in."""
    found: dict[str, Any] = {}
    for what, sign in (("gains", 1), ("loses", -1)):
        pairs = {
            pair: (before.get(pair), after.get(pair))
            for pair in before.keys() | after.keys()
            if (HEIGHTS[after.get(pair)] - HEIGHTS[before.get(pair)]) * sign > 0
        }
        changes = sorted(set(pairs.values()), key=lambda change: (HEIGHTS[change[0]], HEIGHTS[change[1]]))
        found[what] = {
            "users": len({user for user, _ in pairs}),
            "accounts": len({account for _, account in pairs}),
            "pairs": len(pairs),
            "levels": [
                {"from": one, "to": other, "pairs": sum(each == (one, other) for each in pairs.values())}
                for one, other in changes
            ],
        }
        found[f"{what} pairs"] = {(f"usr_{user}", f"acc_{account}") for user, account in pairs}
    return found


class Company:
    """A company whose rules are changed, with an admin of its own to do so."""

    def __init__(self, asking: Asking, connection: asyncpg.Connection, who: str) -> None:
        self.asking = asking
        self.connection = connection
        self.who = who

    async def compare(self, mutation: str, given: dict[str, Any], *, delete: bool = False) -> dict[str, Any]:
        """Preview it, save it, and hold one against the other; the preview."""
        now = await self.connection.fetchval("SELECT now()")
        before = await levels(self.connection, now)
        rows = await everything(self.asking, "sharing_rule", "sharing_condition", "sharing_epoch")
        shown = await self.asking(self.who, QUESTION, {"input": {**given, "delete": True} if delete else given})
        preview: dict[str, Any] = shown["previewSharingRule"]
        assert preview.pop("userErrors") == []
        assert await everything(self.asking, "sharing_rule", "sharing_condition", "sharing_epoch") == rows
        await done(self.asking, self.who, mutation, given)
        expected = differences(before, await levels(self.connection, now))
        for what in ("gains", "loses"):
            told = dict(preview[what])
            example = told.pop("example")
            assert told == expected[what], (SEED, given, what)
            pairs = expected[f"{what} pairs"]
            assert (example is None) is (not pairs), (SEED, given)
            assert example is None or (example["user"]["id"], example["account"]["id"]) in pairs, (SEED, given)
        assert preview["complete"] is True
        return preview


def conditions(random: Random) -> list[dict[str, Any]]:
    """Conditions that make sense, of values that occur."""
    made = []
    for _ in range(random.choice((1, 1, 1, 2))):
        column = random.choice(list(RuleColumn))
        operator = random.choice(sorted(operators(column)))
        values = [value for value in RULE_VALUES[column] if fits(column, value)]
        count = {RuleOperator.IN: 3, RuleOperator.NOT_IN: 2, RuleOperator.IS_NULL: 0, RuleOperator.NOT_NULL: 0}
        drawn = random.choices(values, k=count.get(RuleOperator(operator), 1))
        made.append({"column": str(column), "operator": str(operator), "values": drawn})
    return made


def fits(column: RuleColumn, value: str) -> bool:
    wrong = {"customer", "NO SUCH", "ZZ", ""}
    return value not in wrong and not (column is RuleColumn.BILLING_COUNTRY and value.islower())


def principal(random: Random, rows: Rows) -> dict[str, Any]:
    """For whom a rule is."""
    kind = random.choice(("profile", "role", "group"))
    none = {"profile": None, "roleId": None, "groupId": None, "includeBelow": False}
    if kind == "profile":
        return {**none, "profile": str(random.choice(list(Profile)))}
    if kind == "role":
        role = random.choice(list(rows.roles))
        return {**none, "roleId": f"rol_{role}", "includeBelow": random.random() < 0.6}
    return {**none, "groupId": f"grp_{random.choice(list(rows.groups))}"}


@pytest.mark.parametrize("number", range(4))
async def test_in_any_company_a_preview_says_what_saving_does(
    postgres: Postgres, database: Opener, number: int
) -> None:
    random = Random(f"{SEED} {number}")
    url = await postgres.make_database()
    async with database(url) as opened, opened.pool.acquire() as connection:
        await generate(SEED + number, 40, await connection.fetchval("SELECT now() - interval '1 minute'")).store(
            connection
        )
        await connection.execute(
            "INSERT INTO app_user (id, email, name, profile) VALUES (gen_random_uuid(), $1, 'Admin', 'ADMIN')",
            "one.admin@demo.example",
        )
        company = Company(Asking(opened), connection, "one.admin")
        rows = await Rows.load(connection)
        for n in range(6):
            level = random.choice(("READ", "EDIT"))
            given = {"name": f"New {n}", "level": level, "conditions": conditions(random), **principal(random, rows)}
            await company.compare("createSharingRule", given)
        rules = list((await Rows.load(connection)).rules)
        for rule in random.sample(rules, 4):
            change: dict[str, Any] = {"id": f"rul_{rule}", "conditions": conditions(random)}
            change |= random.choice(({"isActive": True}, {"isActive": False}, {"level": "EDIT"}, {"level": "READ"}))
            change |= random.choice(({}, principal(random, rows)))
            await company.compare("updateSharingRule", change)
        for rule in random.sample(rules, 2):
            await company.compare("deleteSharingRule", {"id": f"rul_{rule}"}, delete=True)
    await postgres.drop_database(url)


async def rule_id(writing: Asking, name: str) -> str:
    return f"rul_{await writing.database.pool.fetchval('SELECT id FROM sharing_rule WHERE name = $1', name)}"


EUROPE = "European accounts to their sales team"


@pytest.mark.parametrize("how", ["deactivated", "deleted"])
async def test_in_the_demo_company_the_european_rule_opens_61_accounts_to_two(writing: Asking, how: str) -> None:
    async with writing.database.pool.acquire() as connection:
        company = Company(writing, connection, "ada")
        rule = {"id": await rule_id(writing, EUROPE)}
        if how == "deactivated":
            preview = await company.compare("updateSharingRule", {**rule, "isActive": False})
        else:
            preview = await company.compare("deleteSharingRule", rule, delete=True)
    counts = {name: preview[name] for name in ("accountsBefore", "accountsAfter", "usersBefore", "usersAfter")}
    assert counts == {"accountsBefore": 61, "accountsAfter": 0, "usersBefore": 2, "usersAfter": 0}
    assert preview["gains"] == {"users": 0, "accounts": 0, "pairs": 0, "levels": [], "example": None}
    assert preview["loses"]["users"] == 2


async def test_a_rule_that_opens_what_is_open_anyway_changes_nothing(writing: Asking) -> None:
    everything_there = [{"column": "TYPE", "operator": "NOT_NULL"}]
    for profile in ("ADMIN", "INTEGRATION"):
        given = {"name": "All", "level": "READ", "profile": profile, "conditions": everything_there}
        preview = (await writing("ada", QUESTION, {"input": given}))["previewSharingRule"]
        assert (preview["accountsAfter"], preview["usersAfter"]) == (147, 1)
        assert preview["gains"]["pairs"] == preview["loses"]["pairs"] == 0


async def test_what_is_wrong_is_told_as_saving_it_would_tell(writing: Asking) -> None:
    given = {"id": await rule_id(writing, EUROPE), "name": "", "includeBelow": True, "conditions": []}
    shown = (await writing("ada", QUESTION, {"input": given}))["previewSharingRule"]
    told = (await do(writing, "ada", "updateSharingRule", given))["userErrors"]
    assert len(told) == 3
    assert shown == {**dict.fromkeys(shown), "userErrors": told}


async def test_deleting_goes_with_an_id_and_nothing_else(writing: Asking) -> None:
    for given in ({"delete": True}, {"id": await rule_id(writing, EUROPE), "delete": True, "level": "READ"}):
        assert await writing.codes("ada", QUESTION, {"input": given}) == ["BAD_INPUT"]


async def test_past_its_time_a_preview_says_for_how_many_it_speaks(
    writing: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"id": await rule_id(writing, EUROPE), "isActive": False}
    whole = (await writing("ada", QUESTION, {"input": given}))["previewSharingRule"]
    compare = sharing_rule_preview.Comparison._compare

    async def slower(self: Any, user: UUID, named: list[set[UUID]]) -> None:
        await compare(self, user, named)
        self._until = 0.0  # the first took all the time there was

    monkeypatch.setattr(sharing_rule_preview.Comparison, "_compare", slower)
    part = (await writing("ada", QUESTION, {"input": given}))["previewSharingRule"]
    assert (part["usersBefore"], part["usersCompared"], part["complete"]) == (2, 1, False)
    assert part["loses"]["users"] == 1
    assert 0 < part["loses"]["pairs"] < whole["loses"]["pairs"]
    monkeypatch.setattr(sharing_rule_preview, "SECONDS", 0.0)
    assert await writing.codes("ada", QUESTION, {"input": given}) == ["TOO_COMPLEX"]
