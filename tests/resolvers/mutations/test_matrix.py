"""Every mutation as every person over accounts of every kind: who may, who may not, and to whom it isn't there.

Each is sent with something wrong that is only told to who may do it: so nothing is done, and the demo stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.auth.permissions import Needs
from graph.models.profile import EVERYONE, MANAGERS
from graph.resolvers.mutations.registry import MUTATIONS
from graph.schema import CORE
from tests.asking import Asking, data
from tests.oracle import Oracle, Rows
from tests.world import PEOPLE

NOTHING = "00000000-0000-7000-8000-000000000000"
STALE = -1


@dataclass
class Place:
    """An account, and a record of each kind that hangs on it."""

    account: str
    records: dict[str, str] = field(default_factory=dict)


Probe = Callable[[Place], dict[str, Any]]


def stale(kind: str) -> Probe:
    """A change of the record of this kind, as of a version that never was."""
    return lambda place: {"id": place.records[kind], "expectedVersion": STALE}


PROBES: dict[str, Probe] = {
    "createAccount": lambda _place: {"name": " "},
    "updateAccount": lambda place: {**stale("account")(place), "phone": "555-0101"},
    "moveAccount": lambda place: {**stale("account")(place), "parentId": None},
    "transferAccount": lambda place: {**stale("account")(place), "ownerId": f"usr_{NOTHING}"},
    "deleteAccount": stale("account"),
    "createRole": lambda _place: {"name": " "},
    "renameRole": lambda _place: {"id": "no id", "name": "Other"},
    "moveRole": lambda _place: {"id": "no id", "parentId": None},
    "deleteRole": lambda _place: {"id": "no id"},
    "createGroup": lambda _place: {"name": " "},
    "renameGroup": lambda _place: {"id": "no id", "name": "Other"},
    "deleteGroup": lambda _place: {"id": "no id"},
    "addGroupMember": lambda _place: {"groupId": "no id", "userId": "no id"},
    "removeGroupMember": lambda _place: {"groupId": "no id", "userId": "no id"},
    "createUser": lambda _place: {"email": "no address", "name": "Somebody", "profile": "SALES_REP"},
    "updateUser": lambda _place: {"id": "no id"},
    "grantAccess": lambda place: {"accountId": place.account, "userId": f"usr_{NOTHING}", "level": "READ"},
    "addTeamMember": lambda place: {"accountId": place.account, "userId": f"usr_{NOTHING}", "level": "READ"},
    "createSharingRule": lambda _place: {"name": " ", "level": "READ", "conditions": []},
    "createContact": lambda place: {"accountId": place.account, "name": " "},
    "createOpportunity": lambda place: {"accountId": place.account, "name": " "},
    "createCase": lambda place: {"accountId": place.account, "subject": " "},
    "createContract": lambda place: {"accountId": place.account, "value": "-1"},
    "logActivity": lambda place: {"accountId": place.account, "kind": "CALL", "subject": " "},
    **dict.fromkeys(("updateContact", "setPrimaryContact", "deleteContact"), stale("contact")),
    **dict.fromkeys(
        ("updateOpportunity", "advanceOpportunity", "reopenOpportunity", "deleteOpportunity"), stale("opportunity")
    ),
    **dict.fromkeys(("updateCase", "closeCase", "reopenCase", "deleteCase"), stale("case")),
    **dict.fromkeys(("updateContract", "activateContract", "terminateContract", "deleteContract"), stale("contract")),
    **dict.fromkeys(("updateActivity", "deleteActivity"), stale("activity")),
}
"""An input for each mutation that gets as far as its policy and no further."""

TRIED_ELSEWHERE = {
    *("revokeAccess", "updateTeamMember", "removeTeamMember"),
    *("updateSharingRule", "deleteSharingRule"),
}
"""What takes nothing that could be wrong but the id of what fewer see than the account, or of what is on none: the
tests of grants, of teams and of rules try these as everyone."""

KINDS = {
    "contact": ("contact", "con"),
    "opportunity": ("opportunity", "opp"),
    "case": ("support_case", "cas"),
    "contract": ("contract", "ctr"),
    "activity": ("activity", "act"),
}


@pytest.fixture(scope="module")
async def rows(demo_url: str) -> Rows:
    connection = await asyncpg.connect(demo_url)
    try:
        return await Rows.load(connection)
    finally:
        await connection.close()


def places(rows: Rows, oracle: Oracle) -> list[Place]:
    """Accounts that are open to this person in every way that the demo has, with a record of each kind."""
    found: dict[tuple[Any, ...], Place] = {}
    for account in rows.accounts.values():
        records = {"account": f"acc_{account.id}"}
        for kind, (table, prefix) in KINDS.items():
            of_account = rows.of_account(table, account.id)
            if of_account:
                records[kind] = f"{prefix}_{of_account[0].id}"
        if len(records) == len(KINDS) + 1:
            ways = frozenset(reason.kind for reason in oracle.reasons(account.id))
            found.setdefault((oracle.level(account.id), ways), Place(f"acc_{account.id}", records))
    return list(found.values())


def expected(mutation: str, oracle: Oracle, account: str) -> str:
    policy = MUTATIONS[mutation].permission
    if oracle.viewer.profile not in policy.profiles:
        return "FORBIDDEN"
    if policy.needs is Needs.NOTHING:
        return "MAY"
    row = UUID(account.removeprefix("acc_"))
    level = oracle.level(row)
    kinds = {reason.kind for reason in oracle.reasons(row)} | {oracle.viewer.profile}
    if level is None:
        return "NOT_FOUND"
    may = {
        Needs.EDIT: level == "EDIT",
        Needs.EDIT_UNLESS_DESCRIPTION: level == "EDIT",
        Needs.HAND_OVER: bool({"OWNED", "BELOW_IN_ROLE_TREE", "ADMIN"} & kinds)
        or (level == "EDIT" and oracle.viewer.profile in MANAGERS),
        Needs.GRANT: bool({"OWNED", "ADMIN"} & kinds),
    }
    return "MAY" if may[policy.needs] else "FORBIDDEN"


def test_every_mutation_has_a_policy_and_a_probe() -> None:
    assert CORE.mutation_type is not None
    assert set(CORE.mutation_type.fields) == set(MUTATIONS) == {*PROBES, *TRIED_ELSEWHERE}


@pytest.mark.parametrize("who", sorted(PEOPLE))
async def test_each_person_may_do_what_the_policies_say_and_nothing_else(
    ask: Asking, rows: Rows, demo_url: str, who: str
) -> None:
    connection = await asyncpg.connect(demo_url)
    try:
        now = await connection.fetchval("SELECT now()")
    finally:
        await connection.close()
    oracle = Oracle(rows, next(row for row, user in rows.users.items() if user.email == PEOPLE[who]), now)
    found, told = {}, {}
    for place in places(rows, oracle):
        for mutation in PROBES:
            title = mutation[0].upper() + mutation[1:]
            question = f"mutation M($i: {title}Input!) {{ {mutation}(input: $i) {{ userErrors {{ code field }} }} }}"
            result = await ask.result(who, question, {"i": PROBES[mutation](place)})
            codes = [error["extensions"]["code"] for error in result.errors or ()]
            if not codes:
                errors = data(result)[mutation]["userErrors"]
                assert errors, f"{mutation} was done"
                hidden = any(e["code"] == "NOT_FOUND" and e["field"] in (["id"], ["accountId"]) for e in errors)
                codes = ["NOT_FOUND" if hidden else "MAY"]
            found[place.account, mutation] = codes
            told[place.account, mutation] = [expected(mutation, oracle, place.account)]
    assert found == told
    assert len(found) >= len(PROBES)


def test_the_matrix_knows_every_profile() -> None:
    assert frozenset(MUTATIONS["updateAccount"].permission.profiles) == EVERYONE
