"""Draws a chain's mutations: each mostly of what the chain has made or touched before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from graph.models.account import AccountType, Industry
from tests.oracle import Oracle
from tests.rows import Row, Rows

Input = dict[str, Any]


@dataclass
class Chain:
    """One user's mutations, one after another."""

    random: Random
    actor: UUID
    made: list[UUID] = field(default_factory=list)
    """The accounts that the chain has made."""
    touched: list[UUID] = field(default_factory=list)
    freed: list[str] = field(default_factory=list)
    """The names of what it has deleted."""
    turn: int = 0
    rows: Rows = field(init=False)
    oracle: Oracle = field(init=False)

    def step(self, rows: Rows, now: datetime) -> tuple[str, Input]:
        """The next mutation, with its input."""
        self.rows, self.oracle = rows, Oracle(rows, self.actor, now)
        self.turn += 1
        draw = self.random.choices(tuple(STEPS), weights=tuple(STEPS.values()))[0]
        return draw(self)

    # -- what a step is about

    def one(self, of: Any) -> Any:
        return self.random.choice(list(of))

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    @property
    def visible(self) -> list[UUID]:
        return sorted(self.oracle.visible_accounts())

    def mine(self) -> UUID:
        """An account that the actor owns, where they own any: one that the chain made more often than not."""
        made = [each for each in self.made if each in self.rows.accounts]
        if made and self.chance(70):
            return made[-1]
        owned = [each for each in self.visible if self.rows.accounts[each].owner_id == self.actor]
        return self._touch(self.one(owned or self.visible))

    def theirs(self) -> UUID:
        """An account that the actor may edit and doesn't own, where there is one."""
        recent = [each for each in self.touched if each in self.rows.accounts and self._is_theirs(each)]
        if recent and self.chance(50):
            return recent[-1]
        found = [each for each in self.visible if self._is_theirs(each)]
        return self._touch(self.one(found or self.visible))

    def _is_theirs(self, account: UUID) -> bool:
        return self.oracle.level(account) == "EDIT" and self.rows.accounts[account].owner_id != self.actor

    def either(self) -> UUID:
        return self.theirs() if self.chance(60) else self.mine()

    def _touch(self, account: UUID) -> UUID:
        self.touched.append(account)
        return account

    def of_account(self, table: str, account: UUID) -> list[Row]:
        return self.rows.of_account(table, account)

    def user(self) -> str:
        return f"usr_{self.actor if self.chance(20) else self.one(self.rows.users)}"

    # -- the steps

    def create(self) -> tuple[str, Input]:
        name = self.freed.pop() if self.freed else f"Made in turn {self.turn} by {self.random.getrandbits(60)}"
        given: Input = {"name": name}
        if self.chance(40):
            given["parentId"] = f"acc_{self.either()}"
        if self.chance(10):
            given["ownerId"] = self.user()
        return "createAccount", given

    def move(self) -> tuple[str, Input]:
        to = None if self.chance(15) else f"acc_{self.mine() if self.chance(75) else self.one(self.visible)}"
        return "moveAccount", {"id": f"acc_{self.theirs() if self.chance(80) else self.mine()}", "parentId": to}

    def grant(self) -> tuple[str, Input]:
        account = self.mine() if self.chance(85) else self.theirs()
        to = self.one(({"userId": self.user()}, {"groupId": f"grp_{self.one(self.rows.groups)}"}))
        given = {"accountId": f"acc_{account}", "level": self.one(("READ", "EDIT")), **to}
        if self.chance(20):
            given["cascades"] = False
        if self.chance(20):
            given["expiresAt"] = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        return "grantAccess", given

    def revoke(self) -> tuple[str, Input]:
        grants = self.of_account("account_grant", self.mine())
        return ("revokeAccess", {"id": f"grt_{self.one(grants).id}"}) if grants else self.grant()

    def add_to_team(self) -> tuple[str, Input]:
        account = self.either()
        return "addTeamMember", {"accountId": f"acc_{account}", "userId": self.user(), "level": "EDIT"}

    def update_team(self) -> tuple[str, Input]:
        members = self.of_account("account_team", self.either())
        return (
            ("updateTeamMember", {"id": f"tea_{self.one(members).id}", "level": "EDIT"})
            if members
            else self.add_to_team()
        )

    def update(self) -> tuple[str, Input]:
        """A column that rules look at, with such a value as they look for."""
        given: Input = self.one(
            (
                {"type": str(self.one(AccountType))},
                {"industry": self.one((None, str(self.one(Industry)), "BANKING", "RETAIL", "SOFTWARE"))},
                {"isActive": self.chance(50)},
                {"billingAddress": {"country": self.one((None, "US", "CA", "GB", "DE", "JP"))}},
                {"billingAddress": {"state": self.one((None, "CA", "TX", "ca"))}},
                {"billingAddress": None},
                {"annualRevenue": self.one((None, "0.00", "9.00", "1000.00", "250000.50"))},
                {"numberOfEmployees": self.one((None, 0, 9, 10, 100))},
            )
        )
        return "updateAccount", {"id": f"acc_{self.either()}", **given}

    def set_partner(self) -> tuple[str, Input]:
        partner = self.one((None, *self.visible))
        return "updateAccount", {"id": f"acc_{self.either()}", "partnerId": partner and f"acc_{partner}"}

    def transfer(self) -> tuple[str, Input]:
        return "transferAccount", {"id": f"acc_{self.either()}", "ownerId": self.user()}

    def draw_up(self) -> tuple[str, Input]:
        return "createContract", {"accountId": f"acc_{self.theirs()}", "value": "1.00"}

    def activate(self) -> tuple[str, Input]:
        drafts = [
            row
            for each in (self.either(), *self.visible)
            for row in self.of_account("contract", each)
            if row.status in ("DRAFT", "IN_APPROVAL") and self.oracle.level(each) == "EDIT"
        ]
        return ("activateContract", {"id": f"ctr_{drafts[0].id}"}) if drafts else self.draw_up()

    def delete(self) -> tuple[str, Input]:
        account = self.either()
        self.freed.append(self.rows.accounts[account].name)
        return "deleteAccount", {"id": f"acc_{account}"}

    def describe(self) -> tuple[str, Input]:
        return "updateAccount", {"id": f"acc_{self.one(self.visible)}", "description": f"Turn {self.turn}"}


STEPS: dict[Callable[[Chain], tuple[str, Input]], int] = {
    Chain.create: 20,
    Chain.move: 22,
    Chain.grant: 22,
    Chain.revoke: 2,
    Chain.add_to_team: 5,
    Chain.update_team: 3,
    Chain.update: 16,
    Chain.set_partner: 5,
    Chain.transfer: 6,
    Chain.draw_up: 3,
    Chain.activate: 6,
    Chain.delete: 4,
    Chain.describe: 2,
}
"""The steps, and how likely each is."""
