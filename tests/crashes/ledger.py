"""What clients have sent and been told, held against what the database holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import asyncpg

from tests.crashes import Violation

ROWS = """
SELECT 'acc_' || a.id AS id, a.name, a.phone, a.version, o.email AS owner, u.email AS updated_by,
    'acc_' || a.parent_id AS parent, a.updated_at, a.last_activity_date AS last_activity,
    ARRAY(SELECT 'acc_' || t.ancestor_id || ' ' || t.depth FROM account_tree t
          WHERE t.descendant_id = a.id ORDER BY t.depth) AS above
FROM account a JOIN app_user o ON o.id = a.owner_id LEFT JOIN app_user u ON u.id = a.updated_by_id
WHERE a.name LIKE 'Crash %'
"""
KEYS = "SELECT key, outcome IS NOT NULL AS told FROM idempotency_key WHERE key LIKE 'crash %'"
TREE_WITHOUT_ACCOUNT = """
SELECT count(*) FROM account_tree t
WHERE NOT EXISTS (SELECT FROM account WHERE id = t.descendant_id)
   OR NOT EXISTS (SELECT FROM account WHERE id = t.ancestor_id)
"""
NOT_AUDITED = """
SELECT a.name FROM account a
WHERE a.name LIKE 'Crash %' AND a.version <> (
    SELECT count(*) FROM field_change c
    WHERE c.record_type = 'Account' AND c.record_id = a.id AND c.field IN ('createdAt', 'phone', 'owner')
)
"""
"""Each of the clients' mutations makes one version, and one of these changes."""


@dataclass(frozen=True)
class State:
    """An account as it stands, in the words of the API."""

    id: str
    name: str
    phone: str | None
    version: int
    owner: str
    updated_by: str | None
    parent: str | None
    updated_at: datetime
    last_activity: datetime | None
    above: tuple[str, ...] = ()
    """The account itself and all above it, each with its distance. The API tells it of no account in one list."""

    @classmethod
    def shown(cls, account: Mapping[str, Any]) -> "State":
        """As a mutation's payload shows it."""
        last = account["lastActivityDate"]
        return cls(
            account["id"],
            account["name"],
            account["phone"],
            account["version"],
            account["owner"]["email"],
            account["updatedBy"]["email"],
            account["parent"] and account["parent"]["id"],
            datetime.fromisoformat(account["updatedAt"]),
            last and datetime.fromisoformat(last),
        )


def _later(now: datetime | None, before: datetime | None) -> bool:
    return now is not None and (before is None or now > before)


@dataclass
class Operation:
    """One mutation that a client sends until it is acknowledged, always with the same key."""

    who: str
    mutation: str
    key: str
    name: str
    """The account's."""
    given: dict[str, Any]
    before: State | None
    above: tuple[str, ...] = ()
    """What is above a new account."""
    new_owner: str = ""
    unknown: bool = False
    """Whether some request ended so that nobody knows what came of it."""
    done: bool = False
    """Whether the server said that it is done, if only without the record."""
    sent: int = 0

    def applied(self, found: State) -> State:
        """What must stand when it was done, with those times and that id that only the server knows."""
        if self.before is None:
            line = (found.id, *self.above)
            return State(
                found.id, self.name, self.given["phone"], 1, self.who, self.who, self.given["parentId"],
                found.updated_at, None, tuple(f"{account} {depth}" for depth, account in enumerate(line)),
            )  # fmt: skip
        after = replace(self.before, version=self.before.version + 1, updated_by=self.who, updated_at=found.updated_at)
        if self.mutation == "updateAccount":
            return replace(after, phone=self.given["phone"])
        return replace(after, owner=self.new_owner, last_activity=found.last_activity)

    def fits(self, found: State) -> bool:
        """Is this what it leads to, wholly?"""
        if found != self.applied(found):
            return False
        if self.before is None:
            return True
        return found.updated_at > self.before.updated_at and (
            self.mutation != "transferAccount" or _later(found.last_activity, self.before.last_activity)
        )


@dataclass
class Fate:
    """What had become of a mutation that wasn't acknowledged when the database was looked at."""

    there: int = 0
    not_there: int = 0


@dataclass
class Ledger:
    """All accounts as their clients last saw them, all keys that were acknowledged, and what is under way."""

    states: dict[str, State] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    pending: dict[str, Operation] = field(default_factory=dict)
    """By the account's name."""

    def begin(self, operation: Operation) -> None:
        """Note what is about to be sent."""
        self.pending[operation.name] = operation

    def acknowledge(self, operation: Operation, shown: State) -> None:
        """Note what the server said has come of it. Violation where that is not what was asked for."""
        above = operation.before.above if operation.before else ()
        if not above:
            above = tuple(f"{account} {depth}" for depth, account in enumerate((shown.id, *operation.above)))
        shown = replace(shown, above=above)
        if not operation.fits(shown):
            raise Violation(f"{operation} was acknowledged as {shown}")
        del self.pending[operation.name]
        self.states[operation.name] = shown
        self.keys.add(operation.key)

    async def compare(self, url: str) -> Fate:
        """Hold it against the database, while no client sends anything. Violation where they differ."""
        connection = await asyncpg.connect(url)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                found = {
                    row["name"]: State(**{**row, "above": tuple(row["above"])}) for row in await connection.fetch(ROWS)
                }
                keys = {row["key"]: row["told"] for row in await connection.fetch(KEYS)}
                if left := await connection.fetchval(TREE_WITHOUT_ACCOUNT):
                    raise Violation(f"{left} rows of the closure are about accounts that aren't there")
                if unaudited := await connection.fetch(NOT_AUDITED):
                    raise Violation(f"versions without a trail: {[row['name'] for row in unaudited]}")
        finally:
            await connection.close()
        return self.compare_with(found, keys)

    def compare_with(self, found: Mapping[str, State], keys: Mapping[str, bool]) -> Fate:
        """The same with these accounts, by name, and these keys, each with whether it has an outcome."""
        fate = Fate()
        if not all(keys.values()):
            raise Violation(f"keys without an outcome: {[key for key, told in keys.items() if not told]}")
        if lost := self.keys - keys.keys():
            raise Violation(f"acknowledged, and their keys are not there: {sorted(lost)}")
        if extra := keys.keys() - self.keys - {each.key for each in self.pending.values()}:
            raise Violation(f"keys of what nobody sent, or sent and was told otherwise: {sorted(extra)}")
        if extra := found.keys() - self.states.keys() - self.pending.keys():
            raise Violation(f"accounts that nobody made: {sorted(extra)}")
        for name in self.states.keys() | self.pending.keys():
            operation, stands = self.pending.get(name), found.get(name)
            if operation is None or operation.key not in keys:
                if stands != self.states.get(name):
                    raise Violation(f"acknowledged: {self.states.get(name)}\nstands: {stands}\nunder way: {operation}")
                if operation is not None and operation.done:
                    raise Violation(f"told as done, and it isn't: {operation}")
                fate.not_there += operation is not None
                continue
            if stands is None or not operation.fits(stands):
                raise Violation(f"half done: {operation}\nstands: {stands}")
            if not operation.unknown and not operation.done:
                raise Violation(f"told as not done, and it is: {operation}")
            fate.there += 1
        return fate
