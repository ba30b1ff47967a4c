"""Cases, written: from status to status, as the table below lets them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from graph.models import Case
from graph.models.case import CaseOrigin, CasePriority, CaseStatus
from graph.resolvers.mutations import of_account
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, changing, handling, making
from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.of_account import found, no_way, placed, stated
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Choice, Moment, Reference, Text

NOUN = Noun(
    "Case",
    {
        "accountId": Field(Reference("account_id", "Account"), part="account", required=True, once=True),
        "subject": Field(Text("subject", 255), required=True),
        "description": Field(Text("description", 100_000, lines=True)),
        "internalNotes": Field(Text("internal_notes", 100_000, lines=True)),
        "status": Field(Choice("status", CaseStatus), default=True),
        "priority": Field(Choice("priority", CasePriority), default=True),
        "origin": Field(Choice("origin", CaseOrigin)),
        "contactId": Field(Reference("contact_id", "Contact"), part="contact"),
        "openedAt": Field(Moment("opened_at"), once=True, default=True),
    },
)

REOPENED = (CaseStatus.IN_PROGRESS, CaseStatus.WAITING_CUSTOMER, CaseStatus.ESCALATED)
"""What a case that has ended can become again. Nothing becomes new."""

WAYS: Mapping[CaseStatus, tuple[CaseStatus, ...]] = {
    CaseStatus.NEW: (*REOPENED, CaseStatus.RESOLVED),
    CaseStatus.IN_PROGRESS: (CaseStatus.WAITING_CUSTOMER, CaseStatus.ESCALATED, CaseStatus.RESOLVED),
    CaseStatus.WAITING_CUSTOMER: (CaseStatus.IN_PROGRESS, CaseStatus.ESCALATED, CaseStatus.RESOLVED),
    CaseStatus.ESCALATED: (CaseStatus.IN_PROGRESS, CaseStatus.WAITING_CUSTOMER, CaseStatus.RESOLVED),
    CaseStatus.RESOLVED: (*REOPENED, CaseStatus.CLOSED),
    CaseStatus.CLOSED: (),
}
"""What each status can become by an update. A closed case is reopened on purpose."""

ENDED = (CaseStatus.RESOLVED, CaseStatus.CLOSED)


async def create(tx: Transaction, given: Given) -> Outcome:
    """Take down a case: new, unless it is told how far it has come."""
    values, _ = await placed(tx, NOUN, given)
    opened = values.setdefault("opened_at", datetime.now(UTC))
    if opened > datetime.now(UTC):
        tx.wrong(UserErrorCode.INVALID, "`openedAt` is in the future: send when it was opened.", "openedAt")
    tx.require_right()
    _enter(values, values.get("status", CaseStatus.NEW), opened, None)
    case = await NOUN.make(tx, Case, values)
    return tx.done("Case", case.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of a case, and leave the rest."""
    values, case, _ = await found(tx, NOUN, Case, given)
    return await _change(tx, case, values)


async def close(tx: Transaction, given: Given) -> Outcome:
    """Close a case that is resolved."""
    _, case, _ = await found(tx, NOUN, Case, given)
    if case.status == CaseStatus.CLOSED:
        tx.wrong(UserErrorCode.INVALID_TRANSITION, "The case is CLOSED already.", "id")
    return await _change(tx, case, {"status": CaseStatus.CLOSED}, "id")


async def reopen(tx: Transaction, given: Given) -> Outcome:
    """Open a case again that has ended."""
    values, case, _ = await found(tx, NOUN, Case, stated(given))
    status = values.get("status", REOPENED[0])
    if case.status not in ENDED:
        tx.wrong(
            UserErrorCode.INVALID_TRANSITION,
            f"The case is open, {case.status}: only {' and '.join(ENDED)} ones are reopened.",
            "id",
        )
    elif status not in REOPENED:
        no_way(tx, "case", case.status, f"{status} by reopening", REOPENED, "", "status")
    tx.require_right()
    _enter(values, status, case.opened_at, case.closed_at)
    await NOUN.change(tx, case, values)
    return tx.done("Case", case.id)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a case."""
    _, case, _ = await found(tx, NOUN, Case, given)
    return await of_account.delete(tx, NOUN, Case, case)


async def _change(tx: Transaction, case: Case, values: dict[str, Any], path: str = "status") -> Outcome:
    status = values.get("status", case.status)
    if status != case.status:
        ways = WAYS[CaseStatus(case.status)]
        if status not in ways:
            mend = "`reopenCase` opens it again." if not ways else ""
            mend = "Resolve it first." if status is CaseStatus.CLOSED else mend
            no_way(tx, "case", case.status, status, ways, mend, path)
        _enter(values, status, case.opened_at, case.closed_at)
    tx.require_right()
    await NOUN.change(tx, case, values)
    return tx.done("Case", case.id)


def _enter(values: dict[str, Any], status: CaseStatus, opened: datetime, closed: datetime | None) -> None:
    """Add when a case of this status ended: when it was resolved, if it was; never for one that is open."""
    values["status"] = status
    if status in ENDED:
        values["closed_at"] = closed or max(opened, datetime.now(UTC))
    else:
        values["closed_at"] = None


MUTATIONS = (
    Mutation(
        "createCase",
        "Case",
        create,
        making(NOUN),
        "Take down a case. It is NEW and opened now, unless otherwise told.",
    ),
    Mutation(
        "updateCase",
        "Case",
        update,
        changing(NOUN),
        "Change what is given of a case; null empties. Open, it becomes IN_PROGRESS, WAITING_CUSTOMER, ESCALATED or"
        " RESOLVED; resolved, one of these again or CLOSED.",
    ),
    Mutation("closeCase", "Case", close, handling("case"), "Close a case that is resolved."),
    Mutation(
        "reopenCase",
        "Case",
        reopen,
        handling(
            "case",
            status=Taken("CaseStatus", f"What it becomes: {', '.join(REOPENED)}; the first where it is left out."),
        ),
        "Open a resolved or closed case again.",
    ),
    Mutation("deleteCase", None, delete, handling("case"), "Delete a case, open or closed."),
)
