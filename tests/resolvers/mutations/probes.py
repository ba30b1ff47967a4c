"""An input for each mutation that gets as far as its policy, and no further: there something is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.asking import Asking, data

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
    "updateAccount:description": lambda place: {**stale("account")(place), "description": "Other"},
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
    "signOutEverywhere": lambda _place: {"userId": "no id"},
    "grantAccess": lambda place: {"accountId": place.account, "userId": f"usr_{NOTHING}", "level": "READ"},
    "addTeamMember": lambda place: {"accountId": place.account, "userId": f"usr_{NOTHING}", "level": "READ"},
    "createSharingRule": lambda _place: {"name": " ", "level": "READ", "conditions": []},
    "updateSharingRule": lambda _place: {"id": "no id"},
    "deleteSharingRule": lambda _place: {"id": "no id"},
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
"""By mutation."""

DONE: dict[str, Probe] = {
    "updateTeamMember": lambda place: {"id": place.records["member"], "level": "EDIT"},
    "removeTeamMember": lambda place: {"id": place.records["member"]},
    "revokeAccess": lambda place: {"id": place.records["grant"]},
}
"""What takes nothing that could be wrong but the id of what fewer see than the account: who may do it does it here."""


async def answered(asking: Asking, who: str, mutation: str, given: dict[str, Any]) -> str:
    """MAY, FORBIDDEN or NOT_FOUND, as the mutation answers this person."""
    name = mutation.partition(":")[0]
    title = name[0].upper() + name[1:]
    question = f"mutation M($i: {title}Input!) {{ {name}(input: $i) {{ userErrors {{ code field }} }} }}"
    result = await asking.result(who, question, {"i": given})
    codes = [error["extensions"]["code"] for error in result.errors or ()]
    if codes:
        assert codes == ["FORBIDDEN"], codes
        return "FORBIDDEN"
    errors = data(result)[name]["userErrors"]
    assert errors or mutation in DONE, f"{mutation} was done"
    hidden = any(e["code"] == "NOT_FOUND" and e["field"] in (["id"], ["accountId"]) for e in errors)
    return "NOT_FOUND" if hidden else "MAY"
