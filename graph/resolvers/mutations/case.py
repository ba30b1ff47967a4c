"""Mutations of cases: from status to status, as the transitions below allow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from graph.models import Account, Case
from graph.models.case import ENDED_STATUSES, CaseStatus
from graph.models.noun import NOUNS
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.record_mutations import RecordMutations, Values, reject_transition, without_nulls
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode

REOPENED = (CaseStatus.IN_PROGRESS, CaseStatus.WAITING_CUSTOMER, CaseStatus.ESCALATED)
"""The statuses of a case that is reopened. None becomes NEW again."""

TRANSITIONS: Mapping[CaseStatus, tuple[CaseStatus, ...]] = {
    CaseStatus.NEW: (*REOPENED, CaseStatus.RESOLVED),
    CaseStatus.IN_PROGRESS: (CaseStatus.WAITING_CUSTOMER, CaseStatus.ESCALATED, CaseStatus.RESOLVED),
    CaseStatus.WAITING_CUSTOMER: (CaseStatus.IN_PROGRESS, CaseStatus.ESCALATED, CaseStatus.RESOLVED),
    CaseStatus.ESCALATED: (CaseStatus.IN_PROGRESS, CaseStatus.WAITING_CUSTOMER, CaseStatus.RESOLVED),
    CaseStatus.RESOLVED: (*REOPENED, CaseStatus.CLOSED),
    CaseStatus.CLOSED: (),
}
"""The statuses that an update can lead to. A closed case is reopened by its own mutation only."""


class CaseMutations(RecordMutations[Case]):
    """Creates, updates, closes, reopens and deletes cases."""

    async def before_create(self, tx: Transaction, values: Values, account: Account) -> None:
        """Applies the status of a new case: NEW, unless another is given."""
        opened = values["opened_at"]
        if opened > datetime.now(UTC):
            tx.add_error(UserErrorCode.INVALID, "`openedAt` is in the future: send when it was opened.", "openedAt")
        apply_status(values, values.get("status", CaseStatus.NEW), opened, None)

    async def before_update(self, tx: Transaction, record: Case, values: Values) -> None:
        """Applies the new status, if there is one."""
        _change_status(tx, record, values, "status")

    async def close(self, tx: Transaction, given: Given) -> Outcome:
        """Closes a case that is resolved."""
        _, case, _ = await self.for_update(tx, given)
        if case.status == CaseStatus.CLOSED:
            tx.add_error(UserErrorCode.INVALID_TRANSITION, "The case is CLOSED already.", "id")
        values: Values = {"status": CaseStatus.CLOSED}
        _change_status(tx, case, values, "id")
        return await self.save(tx, case, values)

    async def reopen(self, tx: Transaction, given: Given) -> Outcome:
        """Reopens a case that is resolved or closed."""
        values, case, _ = await self.for_update(tx, without_nulls(given))
        status = values.get("status", REOPENED[0])
        if case.status not in ENDED_STATUSES:
            tx.add_error(
                UserErrorCode.INVALID_TRANSITION,
                f"The case is open, {case.status}: only {' and '.join(ENDED_STATUSES)} ones are reopened.",
                "id",
            )
        elif status not in REOPENED:
            reject_transition(tx, "case", case.status, f"{status} by reopening", REOPENED, "", "status")
        apply_status(values, status, case.opened_at, case.closed_at)
        return await self.save(tx, case, values)

    def verbs(self) -> tuple[Mutation, ...]:
        """The mutations that close a case and reopen one."""
        status = replace(
            self.input.field("status"),
            text=f"The new status: {', '.join(REOPENED)}. If left out, it is the first of these.",
            sets=None,
        )
        return (
            self.verb("closeCase", self.close, "Close a case that is resolved."),
            self.verb("reopenCase", self.reopen, "Reopen a resolved or closed case.", status=status),
        )


def _change_status(tx: Transaction, case: Case, values: Values, path: str) -> None:
    status = values.get("status", case.status)
    if status == case.status:
        return
    allowed = TRANSITIONS[CaseStatus(case.status)]
    if status not in allowed:
        remedy = "`reopenCase` opens it again." if not allowed else ""
        remedy = "Resolve it first." if status is CaseStatus.CLOSED else remedy
        reject_transition(tx, "case", case.status, status, allowed, remedy, path)
    apply_status(values, status, case.opened_at, case.closed_at)


def apply_status(values: Values, status: CaseStatus, opened: datetime, closed: datetime | None) -> None:
    """Adds the time when a case of this status ended: when it was resolved, if it was; none for an open one."""
    values["status"] = status
    values["closed_at"] = (closed or max(opened, datetime.now(UTC))) if status in ENDED_STATUSES else None


MUTATIONS = CaseMutations(NOUNS["Case"]).mutations()
