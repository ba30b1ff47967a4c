"""A stored world that an admin changes by real mutations where one viewer may not look, versions included."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from graph.auth.authenticator import load_viewer
from graph.context import Context
from graph.database import Database
from graph.instance import Instance
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from tests.asking import data
from tests.conftest import Opener, Postgres
from tests.noninterference.comparison import CURSORS
from tests.rows import TABLES
from tests.world import World
from tests.worlds.facts import Known
from tests.worlds.prepared import Tables

CHANGE = {
    "id", "account_id", "record_type", "record_id", "field", "old_value", "new_value", "changed_at", "changed_by_id"
}  # fmt: skip
"""The columns of a change."""
MUTATIONS = 8
"""How many are tried on a world. Those that the viewer may notice are undone."""
TICKING = frozenset({"version", "updated_at"})
"""The columns that tick when a field changes which the viewer doesn't read, on a record that they see."""

Input = dict[str, Any]
Mutation = tuple[str, Input]


@dataclass
class Mutating:
    """Changes one world's database by mutations."""

    world: World
    before: Known
    random: Random
    counts: Counter[str]
    done: list[Mutation] = field(default_factory=list)
    """Those that stayed."""
    ticked: bool = False
    """Whether a field changed that the viewer doesn't read, on a record that they see: its version tells that."""

    async def database(self, stack: AsyncExitStack, postgres: Postgres, opener: Opener) -> Database:
        """Returns the changed world's database, open for as long as the stack is."""
        waiting = list(self._drawn())
        while True:
            made = AsyncExitStack()
            url = await postgres.make_database()
            made.push_async_callback(postgres.drop_database, url)
            await store(self.world, url)
            opened = await made.enter_async_context(opener(url))
            if await self._change(opened, url, waiting):
                stack.push_async_exit(made)
                return opened
            await made.aclose()  # the last one showed: all again without it

    async def _change(self, opened: Database, url: str, waiting: list[Mutation]) -> bool:
        """Does those that stayed, and then those that wait: false as soon as one shows."""
        facts = await self._facts(url)
        for mutation in self.done:
            assert await do(opened, self.admin, *mutation) == "done", mutation
        while waiting:
            mutation = waiting.pop()
            outcome = await do(opened, self.admin, *mutation)
            assert outcome != "INTERNAL", mutation
            if outcome != "done":
                continue
            whole, unticked = await self._facts(url)
            if unticked != facts[1] or (whole != facts[0] and mutation[0] not in UNREAD.values()):
                self.counts["mutations that showed"] += 1
                return False
            self.ticked = self.ticked or whole != facts[0]
            self.done.append(mutation)
            self.counts["mutations out of sight"] += 1
        return True

    async def _facts(self, url: str) -> tuple[set[str], set[str]]:
        """What the viewer may know, and that without what ticks."""
        tables = await drawn_columns(url, self.world.tables)
        viewer_id, now = self.before.viewer_id, self.before.now
        return Known(tables, viewer_id, now).facts, Known(tables, viewer_id, now, without=TICKING).facts

    @property
    def admin(self) -> UUID:
        found: UUID = next(user["id"] for user in self.world.tables["app_user"] if user["profile"] == "ADMIN")
        return found

    def _drawn(self) -> Iterator[Mutation]:
        tables, one = self.world.tables, self.random.choice
        hidden = [account["id"] for account in tables["account"] if account["id"] not in self.before.accounts]
        for number in range(MUTATIONS if hidden else 0):
            account = f"acc_{one(hidden)}"
            other = f"acc_{one(hidden)}"
            user = f"usr_{one(tables['app_user'])['id']}"
            choices: tuple[Mutation, ...] = (
                ("updateAccount", {"id": account, "phone": "555-0101", "annualRevenue": "3.00"}),
                ("updateAccount", {"id": account, "name": f"Renamed {number}", "type": "CUSTOMER"}),
                ("updateAccount", {"id": account, "partnerId": other}),
                ("createAccount", {"name": f"Out of sight {number}", "parentId": account}),
                ("moveAccount", {"id": account, "parentId": one((None, other))}),
                ("transferAccount", {"id": account, "ownerId": user}),
                ("deleteAccount", {"id": account}),
                ("createContact", {"accountId": account, "name": "Ann", "isPrimary": True}),
                ("createOpportunity", {"accountId": account, "name": "Deal", "amount": "7.00"}),
                ("createCase", {"accountId": account, "subject": "Help"}),
                ("createContract", {"accountId": account, "value": "7.00"}),
                ("grantAccess", {"accountId": account, "userId": user, "level": "READ"}),
                ("addTeamMember", {"accountId": account, "userId": user, "level": "EDIT"}),
                *self._of_records(set(hidden), number),
            )
            yield one(choices)
        if self.before.oracle.viewer.profile == "PARTNER":
            yield from self._unread()

    def _of_records(self, accounts: set[UUID], number: int) -> Iterator[Mutation]:
        """Changes of a record of each kind that belongs to one of these accounts, and its end."""
        for noun, table, prefix, change in RECORDS:
            rows = [row["id"] for row in self.world.tables[table] if row["account_id"] in accounts]
            if rows:
                row = f"{prefix}_{self.random.choice(rows)}"
                yield f"update{noun}", {"id": row, **change(number)}
                yield f"delete{noun}", {"id": row}

    def _unread(self) -> Iterator[Mutation]:
        """Changes of fields that partners don't read, of records that this one sees."""
        for (table, prefix, name), mutation in UNREAD.items():
            seen = [
                row["id"]
                for row in self.world.tables[table]
                if (row["id"] if table == "account" else row["account_id"]) in self.before.accounts
            ]
            if seen:
                yield mutation, {"id": f"{prefix}_{self.random.choice(seen)}", name: "12345.00"}


RECORDS: tuple[tuple[str, str, str, Callable[[int], Input]], ...] = (
    ("Contact", "contact", "con", lambda number: {"title": f"Buyer {number}"}),
    ("Opportunity", "opportunity", "opp", lambda number: {"nextStep": f"Call {number}"}),
    ("Case", "support_case", "cas", lambda number: {"subject": f"Help {number}"}),
    ("Activity", "activity", "act", lambda number: {"subject": f"Talked {number}"}),
)
UNREAD: dict[tuple[str, str, str], str] = {
    ("account", "acc", "annualRevenue"): "updateAccount",
    ("opportunity", "opp", "amount"): "updateOpportunity",
    ("support_case", "cas", "internalNotes"): "updateCase",
    ("contract", "ctr", "value"): "updateContract",
}
"""What partners don't read, by table, prefix and field; and the mutation that sets it."""


async def do(database: Database, actor: UUID, mutation: str, given: Input) -> str:
    """Does one mutation: "done", or the code of its refusal."""
    viewer = await load_viewer(database.pool, actor)
    context = Context(
        viewer, database.pool, StatementCache(CURSORS), Instance("EUR"), "a request", database.writer, 5.0
    )
    title = mutation[0].upper() + mutation[1:]
    text = f"mutation M($input: {title}Input!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    result = await execute(context, text, {"input": given}, None)
    if result.errors:
        return str(result.errors[0]["extensions"]["code"])
    errors = data(result)[mutation]["userErrors"]
    return str(errors[0]["code"]) if errors else "done"


async def drawn_columns(url: str, drawn: Tables) -> Tables:
    """The rows of a database, of columns that are drawn: no totals, and nothing that the database keeps by itself."""
    connection = await asyncpg.connect(url)
    try:
        found: Tables = {}
        for table in TABLES:
            columns = set(drawn[table][0]) if drawn.get(table) else CHANGE if table == "field_change" else None
            rows = await connection.fetch(f"SELECT * FROM {table} ORDER BY id")
            found[table] = [
                {name: value for name, value in row.items() if columns is None or name in columns} for row in rows
            ]
        return found
    finally:
        await connection.close()


async def store(world: World, url: str) -> None:
    """Stores a world, with numbers that go on far from those of its records."""
    connection = await asyncpg.connect(url)
    try:
        await world.store(connection)
        for numbers in ("account_number", "case_number", "contract_number", "invoice_number"):
            await connection.execute(f"SELECT setval('{numbers}', 100000)")
    finally:
        await connection.close()
