"""Two worlds that differ only in what a viewer may not see take that viewer's writes alike, and tell the same of them.

ACCOUNT_GRAPH_TEST_SEED does an earlier run's writes again.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
)

from graph.auth.authenticator import load_viewer
from graph.context import Context
from graph.database import Database
from graph.instance import Instance
from graph.models.profile import ADMINS
from graph.resolvers.loading.statements import StatementCache
from graph.resolvers.mutations.registry import MUTATIONS
from graph.schema import CORE
from graph.schema.execution import execute
from tests.conftest import Opener, Postgres, Saying
from tests.noninterference.comparison import CURSORS, SEED
from tests.noninterference.mutated import Mutating, store
from tests.resolvers.probing import Writing
from tests.resolvers.probing_values import Values
from tests.world import generate
from tests.worlds.facts import Known
from tests.worlds.hidden import Changing
from tests.worlds.prepared import Tables, prepared

WORLDS = 8
QUESTIONS = 25
"""How many are asked of a pair of worlds before anything is written."""
WRITES = 60
"""How many a world, as one viewer."""
LIKELY = ("updateAccount", "moveAccount", "deleteAccount", "updateCase", "updateActivity")
"""What refers to most that may be hidden."""
PREFIXES = {
    "account": "acc",
    "app_user": "usr",
    "contact": "con",
    "opportunity": "opp",
    "support_case": "cas",
    "contract": "ctr",
    "activity": "act",
    "role": "rol",
    "user_group": "grp",
    "account_grant": "grt",
    "account_team": "tea",
}
OF_NOUN = {"Case": "cas", "Contract": "ctr", "Access": "grt", "Member": "tea"}
NAMED = {"contact": "con", "signedBy": "con", "owner": "usr", "user": "usr", "role": "rol", "group": "grp"}
TEXTS = {"phone": "+44 20 7946 0123", "website": "https://a.example", "email": "a@b.example", "brandColor": "#123456"}
VALUES = {
    "Int": (1, 2, 50),
    "Float": (1.5, 60),
    "Decimal": ("1.00", "250.00"),
    "Date": ("2026-06-01", "2190-01-01"),
    "DateTime": ("2026-06-01T00:00:00Z", "2190-01-01T00:00:00Z"),
    "Boolean": (True, False),
    "CountryCode": ("DE", "US"),
}
ON_PURPOSE = re.compile(
    "A grant at the new place|accounts below that you don't own|a sharing rule would open|something that you don't see"
    "|does not see this account"
)
"""What is told of hidden grants, rules and accounts, and of the access of whom a record is given to."""
STANDS = """{ accounts(first: 100) { nodes { id version depth type isActive openCaseCount totalOpportunityAmount
    owner { id } partner { id } parent { id } children { nodes { id } } contacts { nodes { id version } }
    cases { nodes { id version contact { id } } } activities { nodes { id version owner { id } } }
    access { level } } } }"""
ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

TICKS = re.compile(r'"(version)":\d+')
TICKED = re.compile("version|updated_?At|recently", re.IGNORECASE)
"""The fields, orders and views of what ticks."""

Ids = Mapping[str, list[str]]


def shown(type_: Any) -> str:
    """What a payload is asked for: all but points in time and numbers, which are different in any two worlds."""
    found = []
    for name, each in type_.fields.items():
        inner = get_named_type(each.type)
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType) and inner.name != "DateTime" and name != "number":
            found.append(name)
        elif isinstance(each.type, GraphQLObjectType) and not each.args and "id" in inner.fields:
            found.append(f"{name} {{ id }}")
    return f"{{ {' '.join(found)} }}"


def document(mutation: str) -> str:
    """The mutation with everything that its payload tells."""
    declared = CORE.mutation_type.fields[mutation]  # type: ignore[union-attr]  # there is one
    payload = get_named_type(declared.type)
    fields = [
        f"{name} {shown(inner)}" if isinstance(inner := get_named_type(each.type), GraphQLObjectType) else name
        for name, each in payload.fields.items()
    ]
    return f"mutation M($input: {declared.args['input'].type}) {{ {mutation}(input: $input) {{ {' '.join(fields)} }} }}"


@dataclass
class Drawing:
    """Draws inputs, of ids that the viewer sees and of others."""

    random: Random
    ids: Ids
    turn: int = 0

    def input_of(self, mutation: str) -> dict[str, Any]:
        """One input; names are new, since those that are taken are told of."""
        self.turn += 1
        declared = CORE.mutation_type.fields[mutation].args["input"]  # type: ignore[union-attr]  # likewise
        type_ = get_named_type(declared.type)
        noun = next((prefix for end, prefix in OF_NOUN.items() if mutation.endswith(end)), None)
        prefix = noun or re.split("(?=[A-Z])", mutation)[-1].lower()[:3]
        references = [name for name in type_.fields if name.endswith("Id")]
        if mutation not in LIKELY or not references or self.random.random() < 0.3:
            return self._object(type_, prefix)
        named = self.random.choice(references)
        value = None if self.random.random() < 0.5 else self._value(CORE.type_map["ID"], named, prefix)
        return {"id": self._value(CORE.type_map["ID"], "id", prefix), named: value}

    def _object(self, type_: GraphQLInputObjectType, noun: str) -> dict[str, Any]:
        found = {}
        for name, each in type_.fields.items():
            if isinstance(each.type, GraphQLNonNull):
                found[name] = self._value(each.type.of_type, name, noun)
            elif name not in ("idempotencyKey", "expectedVersion") and self.random.random() < 3 / len(type_.fields):
                found[name] = None if self.random.random() < 0.3 else self._value(each.type, name, noun)
        return found

    def _value(self, type_: Any, name: str, noun: str) -> Any:
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, noun)
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(list(type_.values))
        if type_.name == "ID":
            prefix = noun if name == "id" else NAMED.get(name.removesuffix("Id"), "acc")
            return self.random.choice(self.ids[prefix] or self.ids["acc"])
        if type_.name == "String":
            return TEXTS.get(name, f"New {self.turn}")
        return self.random.choice(VALUES[type_.name])


@dataclass
class Side:
    """One of the two worlds, and the ids that were made in it, by their turn."""

    database: Database
    viewer_id: Any
    known: frozenset[str]
    made: dict[str, str] = field(default_factory=dict)
    statements: StatementCache = field(default_factory=lambda: StatementCache(CURSORS))

    async def answer(self, text: str, values: dict[str, Any]) -> str:
        """Data and errors, with the ids of what was made meanwhile as they were made."""
        viewer = await load_viewer(self.database.pool, self.viewer_id)
        context = Context(
            viewer, self.database.pool, self.statements, Instance("EUR"), "a request", self.database.writer, 5.0
        )
        result = await execute(context, text, values, None)
        return ID.sub(self._name, orjson.dumps([result.data, result.errors]).decode())

    def _name(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self.known else self.made.setdefault(found[0], f"made {len(self.made)}")


def pair(number: int) -> tuple[Known, Changing, Random, Any] | None:
    """A world and another that its viewer can't tell from it; one that lets them edit something, if there is one."""
    random = Random(f"{SEED} writes {number}")
    now = datetime.now(UTC)
    world = generate(SEED * 1_000 + 500 + number, random.choice((8, 12, 16)), now)
    tables = prepared(world, random)
    for user in tables["app_user"]:  # that someone isn't is told to partners, who don't see it
        user["is_active"] = True
    viewers = [
        Known(tables, user["id"], now) for user in tables["app_user"] if user["profile"] not in ("ADMIN", "PARTNER")
    ]
    viewers += [Known(tables, user["id"], now) for user in tables["app_user"] if user["profile"] == "PARTNER"]
    some = [known for known in viewers if 0 < len(known.accounts) < len(tables["account"])]
    if not some:
        return None
    partners = [known for known in some if known.oracle.viewer.profile == "PARTNER"]
    if partners and number % 3 == 2:
        some = partners
    some.sort(key=lambda known: sum(known.oracle.level(each) == "EDIT" for each in known.accounts), reverse=True)
    before = random.choice(some[:4])
    changing = Changing(tables, before, random)
    return (before, changing, random, replace(world, tables=tables)) if changing.change() else None


def ids_of(both: tuple[Tables, Tables], before: Known) -> Ids:
    """All ids of either world by what they begin with, and those that the viewer may edit more often."""
    found: dict[str, list[str]] = {}
    for table, prefix in PREFIXES.items():
        rows = [row for tables in both for row in tables[table]]
        mine = [
            row
            for row in rows
            for account in [row["id"] if table == "account" else row.get("account_id")]
            if account in before.accounts and before.oracle.level(account) == "EDIT"
        ]
        often = mine * (2 * len(rows) // len(mine) if mine else 0)
        found[prefix] = [f"{prefix}_{row['id']}" for row in (*rows, *often)]
    return found


def blurred(answer: str) -> str:
    """The answer without what ticks."""
    return TICKS.sub(r'"\1":0', answer)


@pytest.mark.once
async def test_what_is_hidden_changes_no_write(postgres: Postgres, database: Opener, say: Saying) -> None:
    counts: Counter[str] = Counter()
    for number in range(WORLDS):
        drawn = pair(number)
        if drawn is None:
            counts["worlds with nothing to hide"] += 1
            continue
        before, changing, random, world = drawn
        both = (world.tables, changing.tables)
        known = frozenset(str(row["id"]) for tables in both for rows in tables.values() for row in rows if "id" in row)
        drawing = Drawing(random, ids_of(both, before))
        mutations = [name for name, mutation in MUTATIONS.items() if mutation.permission.profiles != ADMINS]
        async with AsyncExitStack() as stack:
            url = await postgres.make_database()
            stack.push_async_callback(postgres.drop_database, url)
            await store(world, url)
            mutating = Mutating(replace(world, tables=changing.tables), changing.after, random, counts)
            sides = [
                Side(opened, before.viewer_id, known)
                for opened in (
                    await stack.enter_async_context(database(url)),
                    await mutating.database(stack, postgres, database),
                )
            ]
            counts["worlds with versions that tick"] += mutating.ticked
            alike = blurred if mutating.ticked else str
            await ask_the_same(sides, (before, changing.after), random, alike, mutating)
            for _ in range(WRITES):
                mutation = random.choice((*mutations, *LIKELY * 4))
                given = drawing.input_of(mutation)
                one, other = [alike(await side.answer(document(mutation), {"input": given})) for side in sides]
                counts["done" if '"userErrors":[]' in one else "refused"] += 1
                if one != other and (ON_PURPOSE.search(one) or ON_PURPOSE.search(other)):
                    counts["told on purpose"] += 1
                    break
                if one == other:
                    one, other = [alike(await side.answer(STANDS, {})) for side in sides]
                assert one == other, (
                    f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {before.oracle.viewer.profile} is told what is hidden by"
                    f" {mutation} of {given}\nchanged: {', '.join(changing.steps)}; {mutating.done}"
                )
                assert '"INTERNAL"' not in one, (SEED, mutation, given, one)
    say(f"non-interference of writes: {dict(counts)}, ACCOUNT_GRAPH_TEST_SEED={SEED}")
    assert counts["done"] > WORLDS, counts
    assert counts["mutations out of sight"] > WORLDS, counts


async def ask_the_same(
    sides: list[Side], known: tuple[Known, Known], random: Random, alike: Callable[[str], str], mutating: Mutating
) -> None:
    """What is read before anything is written: the versions of what is seen too, unless one of them has ticked."""
    values = Values(known, CURSORS, random, no_system=True)
    for _ in range(QUESTIONS):
        asked = Writing(random).document()
        if mutating.ticked and TICKED.search(asked.text):
            continue
        drawn = values.of(asked)
        if mutating.ticked and TICKED.search(str(drawn)):
            continue
        one, other = [alike(await side.answer(asked.text, drawn)) for side in sides]
        assert one == other, (
            f"ACCOUNT_GRAPH_TEST_SEED={SEED}: {known[0].oracle.viewer.profile} is told of {mutating.done} by\n"
            f"{asked.text}\n{drawn}\none world:   {one}\nother world: {other}"
        )
