"""Clients who change accounts over HTTP without pause, and send again under the same key what got no answer."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from graph.resolvers.mutations.transaction_runner import UNKNOWN
from tests.crashes import Violation
from tests.crashes.ledger import Ledger, Operation, State
from tests.waiting import pause

SHOWN = """account {
    id name phone version owner { email } updatedBy { email } parent { id } updatedAt lastActivityDate
}
userErrors { code message field }"""
DOCUMENTED = {"TIMEOUT", "OVERLOADED", "UNAVAILABLE", "TRY_AGAIN", "DISK_FULL"}
OWNERS = ("mia@demo.example", "rita@demo.example")
"""Whom accounts are handed to and fro: a manager, and one whose accounts she sees."""
DEEPEST = 6
SLOWEST = 45.0
"""Seconds for an answer. Every wait in the server ends before."""


@dataclass
class Gate:
    """What every client passes before it sends: closed, they come to rest one by one."""

    clients: int
    waiting: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    closed: bool = False
    ended: bool = False

    async def enter(self) -> bool:
        """Wait while it is closed. Whether to go on at all."""
        async with self.changed:
            self.waiting += 1
            self.changed.notify_all()
            await self.changed.wait_for(lambda: not self.closed)
            self.waiting -= 1
        return not self.ended

    async def at_rest(self) -> None:
        """Close it, and wait until every client stands before it."""
        async with self.changed:
            self.closed = True
            await self.changed.wait_for(lambda: self.waiting == self.clients)

    async def open(self) -> None:
        """Let them go on."""
        async with self.changed:
            self.closed = False
            self.changed.notify_all()


class Client:
    """One who makes accounts and then changes them, one mutation after the other."""

    def __init__(
        self, number: int, who: str, http: httpx.AsyncClient, ledger: Ledger, gate: Gate, world: "Demo", seed: int
    ) -> None:
        self.number = number
        self.who = who
        self.http = http
        self.ledger = ledger
        self.gate = gate
        self.world = world
        self.chance = random.Random(f"{seed} client {number}")
        self.mine: list[str] = []
        self.turn = 0
        self.outcomes: Counter[str] = Counter()

    async def work(self) -> None:
        """Send one after the other until the gate is closed for good."""
        while await self.gate.enter():
            operation = self._next()
            self.ledger.begin(operation)
            while (shown := await self._send(operation)) is None:
                await pause(self.chance.uniform(0, 0.1))
                if not await self.gate.enter():
                    raise AssertionError("the gate is closed for good only when all is acknowledged")
            self.ledger.acknowledge(operation, shown)
            self.outcomes["acknowledged"] += 1
            if operation.before is None:
                self.mine.append(operation.name)

    def _next(self) -> Operation:
        self.turn += 1
        key = f"crash {self.number} {self.turn}"
        what = self.chance.random()
        if not self.mine or what < 0.3:
            name = f"Crash {self.number} {self.turn}"
            parent = self.world.top
            above: tuple[str, ...] = (parent,)
            if self.mine and self.chance.random() < 0.6:
                state = self.ledger.states[self.chance.choice(self.mine)]
                if len(state.above) < DEEPEST:
                    parent, above = state.id, tuple(each.partition(" ")[0] for each in state.above)
            made = {"name": name, "parentId": parent, "phone": f"+1 555 {self.turn}"}
            return Operation(self.who, "createAccount", key, name, made, None, above)
        state = self.ledger.states[self.chance.choice(self.mine)]
        given: dict[str, Any] = {"id": state.id, "expectedVersion": state.version}
        if what < 0.65:
            given["phone"] = f"+2 555 {self.turn}"
            return Operation(self.who, "updateAccount", key, state.name, given, state)
        owner = self.chance.choice([each for each in OWNERS if each != state.owner])
        given["ownerId"] = self.world.people[owner]
        return Operation(self.who, "transferAccount", key, state.name, given, state, new_owner=owner)

    async def _send(self, operation: Operation) -> State | None:
        """What stands now, where it is acknowledged with its record."""
        name = operation.mutation
        title = name[0].upper() + name[1:]
        question = f"mutation M($input: {title}Input!) {{ {name}(input: $input) {{ {SHOWN} }} }}"
        variables = {"input": {**operation.given, "idempotencyKey": operation.key}}
        operation.sent += 1
        try:
            response = await self.http.post("/graphql", json={"query": question, "variables": variables})
        except httpx.TimeoutException as error:
            raise Violation(f"no answer within {SLOWEST:g} seconds: {operation}") from error
        except httpx.TransportError:
            operation.unknown = True
            self.outcomes["connection lost"] += 1
            return None
        return self._heard(operation, response)

    def _heard(self, operation: Operation, response: httpx.Response) -> State | None:
        body: dict[str, Any] = response.json()
        payload = (body.get("data") or {}).get(operation.mutation)
        errors = body.get("errors") or []
        codes = {error["extensions"]["code"] for error in errors}
        if not codes <= DOCUMENTED or (codes and "retry-after" not in response.headers):
            raise Violation(f"{response.status_code} {body} is the answer to {operation}")
        if payload is not None:
            if payload["userErrors"] or (payload["account"] is None and not errors):
                raise Violation(f"{payload} is the answer to {operation}")
            operation.done = True
            if payload["account"] is not None:
                return State.shown(payload["account"])
            self.outcomes["done, record not read"] += 1
            return None
        if any(error["message"] == UNKNOWN for error in errors):
            operation.unknown = True
            self.outcomes["told as unknown"] += 1
        else:
            self.outcomes[f"told {min(codes)}"] += 1
        return None


@dataclass(frozen=True)
class Demo:
    """What of the demo company the clients use."""

    top: str
    """The account below which they make theirs."""
    people: dict[str, str]
    """Ids of users, by e-mail address."""
