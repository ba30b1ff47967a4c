"""Mutations of contracts: from draft to activation, which makes the account a customer, to their end."""

from collections.abc import Mapping
from datetime import UTC, datetime

from graph.instance import earliest_today
from graph.models import Account, Contract
from graph.models.account import AccountType
from graph.models.contract import ContractStatus
from graph.models.noun import NOUNS
from graph.resolvers.mutations.account import update_account
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.record_mutations import RecordMutations, Values, reject_transition
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode

TRANSITIONS: Mapping[ContractStatus, tuple[ContractStatus, ...]] = {
    ContractStatus.DRAFT: (ContractStatus.IN_APPROVAL, ContractStatus.ACTIVATED),
    ContractStatus.IN_APPROVAL: (ContractStatus.DRAFT, ContractStatus.ACTIVATED),
    ContractStatus.ACTIVATED: (ContractStatus.EXPIRED, ContractStatus.TERMINATED),
    ContractStatus.EXPIRED: (),
    ContractStatus.TERMINATED: (),
}

VERBS = {ContractStatus.ACTIVATED: "activateContract", ContractStatus.TERMINATED: "terminateContract"}
"""The statuses that only a mutation of their own leads to, since more happens along with them."""

BECOME_CUSTOMERS = (AccountType.PROSPECT, AccountType.FORMER_CUSTOMER)


class ContractMutations(RecordMutations[Contract]):
    """Creates, updates, activates, terminates and deletes contracts."""

    async def before_create(self, tx: Transaction, values: Values, account: Account) -> None:
        """Rejects an end before the start."""
        _require_order(tx, values, None)

    async def before_update(self, tx: Transaction, record: Contract, values: Values) -> None:
        """Rejects a status that can't follow, changes to what was agreed, and an end before the start."""
        _require_transition(tx, record, values)
        self._require_agreed(tx, record, values)
        _require_order(tx, values, record)

    async def before_delete(self, tx: Transaction, record: Contract) -> None:
        """Rejects the deletion of a contract that is active or upcoming."""
        if record.status == ContractStatus.ACTIVATED and not _is_past(tx, record):
            kind = "active" if _has_begun(tx, record) else "upcoming"
            tx.add_error(
                UserErrorCode.IN_USE, f"An {kind} contract can't be deleted: end it by `terminateContract` first.", "id"
            )

    async def activate(self, tx: Transaction, given: Given) -> Outcome:
        """Activates a contract. The account is a customer from then on, and since the first time."""
        _, contract, account = await self.for_update(tx, given)
        if ContractStatus.ACTIVATED not in TRANSITIONS[ContractStatus(contract.status)]:
            _reject(tx, contract, ContractStatus.ACTIVATED, "id")
        elif _is_past(tx, contract):
            tx.add_error(
                UserErrorCode.INVALID,
                f"The contract's last day, {contract.end_date}, is past: set another `endDate` first, or none.",
                "id",
            )
        values = {
            "status": ContractStatus.ACTIVATED,
            "start_date": contract.start_date or tx.today,
            "activated_at": datetime.now(UTC),
        }
        outcome = await self.save(tx, contract, values)
        await _make_customer(tx, account)
        return outcome

    async def terminate(self, tx: Transaction, given: Given) -> Outcome:
        """Ends an activated contract early: today is its last day, if it has begun and would end later."""
        _, contract, _ = await self.for_update(tx, given)
        if ContractStatus.TERMINATED not in TRANSITIONS[ContractStatus(contract.status)]:
            _reject(tx, contract, ContractStatus.TERMINATED, "id")
        values: Values = {"status": ContractStatus.TERMINATED}
        if _has_begun(tx, contract) and (contract.end_date is None or contract.end_date > tx.today):
            values["end_date"] = tx.today
        return await self.save(tx, contract, values)

    def verbs(self) -> tuple[Mutation, ...]:
        """The mutations that activate a contract and terminate one."""
        return (
            self.verb(
                "activateContract",
                self.activate,
                "Activate a contract, from today if it has no start date. The account becomes a CUSTOMER if it is a"
                " PROSPECT or FORMER_CUSTOMER, and its `customerSince` is set the first time.",
            ),
            self.verb(
                "terminateContract",
                self.terminate,
                "End an activated contract early. Its end date becomes today if it is empty or later.",
            ),
        )

    def _require_agreed(self, tx: Transaction, contract: Contract, values: Values) -> None:
        """Adds an error for each change to what was agreed when the contract was activated."""
        if ContractStatus.ACTIVATED in TRANSITIONS[ContractStatus(contract.status)]:
            return
        in_force = contract.status == ContractStatus.ACTIVATED
        agreed = {"value", "startDate"} if in_force else {"value", "startDate", "endDate"}
        changed = self.input.changed(contract, values)
        for name in changed:
            if name in agreed:
                tx.add_error(
                    UserErrorCode.CLOSED,
                    f"The contract is {contract.status}: `{name}` stays as it was agreed. Draw up a new contract.",
                    name,
                )
        end = values.get("end_date")
        if in_force and "endDate" in changed and end is not None and end < earliest_today():
            tx.add_error(
                UserErrorCode.INVALID,
                "`endDate` is past, and the contract is ACTIVATED: send today or a later day.",
                "endDate",
            )


async def _make_customer(tx: Transaction, account: Account) -> None:
    """Updates an account, which is locked, for an activated contract."""
    values: Values = {}
    if account.customer_since is None:
        values["customer_since"] = tx.today
    if account.type in BECOME_CUSTOMERS:
        values["type"] = AccountType.CUSTOMER
    await update_account(tx, account, values, "id")


def _has_begun(tx: Transaction, contract: Contract) -> bool:
    return contract.start_date is None or contract.start_date <= tx.today


def _is_past(tx: Transaction, contract: Contract) -> bool:
    return contract.end_date is not None and contract.end_date < tx.today


def _require_transition(tx: Transaction, contract: Contract, values: Values) -> None:
    """Adds an error for a status that can't follow this one, or that only a verb leads to."""
    new = values.get("status", contract.status)
    if new == contract.status:
        return
    if new not in TRANSITIONS[ContractStatus(contract.status)]:
        _reject(tx, contract, new, "status")
    elif new in VERBS:
        tx.add_error(
            UserErrorCode.INVALID_TRANSITION,
            f"The contract is {contract.status} and becomes {new} by `{VERBS[new]}` only.",
            "status",
        )
    elif new is ContractStatus.EXPIRED and not _is_past(tx, contract):
        last = f"its last day is {contract.end_date}" if contract.end_date else "it has no last day"
        tx.add_error(
            UserErrorCode.INVALID_TRANSITION,
            f"The contract is {contract.status} and can't become {new} yet: {last}. `terminateContract` ends it today.",
            "status",
        )


def _reject(tx: Transaction, contract: Contract, new: ContractStatus, path: str) -> None:
    reject_transition(tx, "contract", contract.status, new, TRANSITIONS[ContractStatus(contract.status)], "", path)


def _require_order(tx: Transaction, values: Values, contract: Contract | None) -> None:
    """Adds an error where the contract would end before it starts."""
    start, end = (values.get(column, getattr(contract, column, None)) for column in ("start_date", "end_date"))
    if start is not None and end is not None and end < start and values.keys() & {"start_date", "end_date"}:
        tx.add_error(
            UserErrorCode.INVALID,
            f"The contract would end on {end}, before it starts on {start}: send days in their order.",
            "endDate" if "end_date" in values else "startDate",
        )


MUTATIONS = ContractMutations(NOUNS["Contract"]).mutations()
