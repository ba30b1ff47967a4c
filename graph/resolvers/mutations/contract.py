"""Contracts, written: from draft to activation, which makes a customer of the account, to their end."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from graph.models import Account, Contract
from graph.models.account import AccountType
from graph.models.contract import ContractStatus
from graph.resolvers.mutations import account as accounts
from graph.resolvers.mutations import of_account
from graph.resolvers.mutations.mutation import Given, Mutation, changing, handling, making
from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.of_account import differing, found, no_way, placed, today
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Choice, Day, Money, Reference

NOUN = Noun(
    "Contract",
    {
        "accountId": Field(Reference("account_id", "Account"), part="account", required=True, once=True),
        "status": Field(Choice("status", ContractStatus), default=True),
        "value": Field(Money("value")),
        "startDate": Field(Day("start_date")),
        "endDate": Field(Day("end_date")),
        "signedById": Field(Reference("signed_by_id", "Contact"), part="signedBy"),
    },
)

WAYS: Mapping[ContractStatus, tuple[ContractStatus, ...]] = {
    ContractStatus.DRAFT: (ContractStatus.IN_APPROVAL, ContractStatus.ACTIVATED),
    ContractStatus.IN_APPROVAL: (ContractStatus.DRAFT, ContractStatus.ACTIVATED),
    ContractStatus.ACTIVATED: (ContractStatus.EXPIRED, ContractStatus.TERMINATED),
    ContractStatus.EXPIRED: (),
    ContractStatus.TERMINATED: (),
}
"""What each status can become."""

VERBS = {ContractStatus.ACTIVATED: "activateContract", ContractStatus.TERMINATED: "terminateContract"}
"""What a contract becomes by a mutation of its own alone, since more happens along with it."""

BECOME_CUSTOMERS = (AccountType.PROSPECT, AccountType.FORMER_CUSTOMER)


async def create(tx: Transaction, given: Given) -> Outcome:
    """Draw up a contract with an account."""
    values, _ = await placed(tx, NOUN, given)
    _require_order(tx, given, values.get("start_date"), values.get("end_date"))
    tx.require_right()
    contract = await NOUN.make(tx, Contract, values)
    return tx.done("Contract", contract.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of a contract, and leave the rest. What was agreed stays."""
    values, contract, _ = await found(tx, NOUN, Contract, given)
    _require_way(tx, contract, values)
    _require_not_agreed(tx, contract, values)
    _require_order(tx, given, values.get("start_date", contract.start_date), values.get("end_date", contract.end_date))
    tx.require_right()
    await NOUN.change(tx, contract, values)
    return tx.done("Contract", contract.id)


async def activate(tx: Transaction, given: Given) -> Outcome:
    """Put a contract into force. The account is a customer from then on, and since the first time."""
    _, contract, account = await found(tx, NOUN, Contract, given)
    if ContractStatus.ACTIVATED not in WAYS[ContractStatus(contract.status)]:
        _no_way(tx, contract, ContractStatus.ACTIVATED, "id")
    elif _is_past(contract):
        tx.wrong(
            UserErrorCode.INVALID,
            f"The contract's last day, {contract.end_date}, is past: set another `endDate` first, or none.",
            "id",
        )
    tx.require_right()
    await NOUN.change(
        tx,
        contract,
        {
            "status": ContractStatus.ACTIVATED,
            "start_date": contract.start_date or today(),
            "activated_at": datetime.now(UTC),
        },
    )
    await _make_customer(tx, account)
    return tx.done("Contract", contract.id)


async def _make_customer(tx: Transaction, account: Account) -> None:
    """What an account, which is locked, becomes by an activated contract."""
    values: dict[str, Any] = {}
    if account.customer_since is None:
        values["customer_since"] = today()
    if account.type in BECOME_CUSTOMERS:
        values["type"] = AccountType.CUSTOMER
    await accounts.change(tx, account, values)


async def terminate(tx: Transaction, given: Given) -> Outcome:
    """End an activated contract before its time: today is its last day, if it has begun and no earlier one was."""
    _, contract, _ = await found(tx, NOUN, Contract, given)
    if ContractStatus.TERMINATED not in WAYS[ContractStatus(contract.status)]:
        _no_way(tx, contract, ContractStatus.TERMINATED, "id")
    tx.require_right()
    values: dict[str, Any] = {"status": ContractStatus.TERMINATED}
    has_begun = contract.start_date is None or contract.start_date <= today()
    if has_begun and (contract.end_date is None or contract.end_date > today()):
        values["end_date"] = today()
    await NOUN.change(tx, contract, values)
    return tx.done("Contract", contract.id)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a contract, unless it is active."""
    _, contract, _ = await found(tx, NOUN, Contract, given)
    if contract.status == ContractStatus.ACTIVATED and not _is_past(contract):
        tx.wrong(
            UserErrorCode.IN_USE, "An active contract can't be deleted: end it by `terminateContract` first.", "id"
        )
    return await of_account.delete(tx, NOUN, Contract, contract)


def _is_past(contract: Contract) -> bool:
    return contract.end_date is not None and contract.end_date < today()


def _require_way(tx: Transaction, contract: Contract, values: dict[str, Any]) -> None:
    """Note a status that this one doesn't lead to, or leads to by a verb alone."""
    new = values.get("status", contract.status)
    if new == contract.status:
        return
    if new not in WAYS[ContractStatus(contract.status)]:
        _no_way(tx, contract, new, "status")
    elif new in VERBS:
        tx.wrong(
            UserErrorCode.INVALID_TRANSITION,
            f"The contract is {contract.status} and becomes {new} by `{VERBS[new]}` only.",
            "status",
        )
    elif new is ContractStatus.EXPIRED and not _is_past(contract):
        last = f"its last day is {contract.end_date}" if contract.end_date else "it has no last day"
        tx.wrong(
            UserErrorCode.INVALID_TRANSITION,
            f"The contract is {contract.status} and can't become {new} yet: {last}. `terminateContract` ends it today.",
            "status",
        )


def _no_way(tx: Transaction, contract: Contract, new: ContractStatus, path: str) -> None:
    no_way(tx, "contract", contract.status, new, WAYS[ContractStatus(contract.status)], "", path)


def _require_not_agreed(tx: Transaction, contract: Contract, values: dict[str, Any]) -> None:
    """Note what was agreed when the contract was activated, and can't be changed by one side any more."""
    if ContractStatus.ACTIVATED in WAYS[ContractStatus(contract.status)]:
        return
    in_force = contract.status == ContractStatus.ACTIVATED
    agreed = {"value", "startDate"} if in_force else {"value", "startDate", "endDate"}
    changed = differing(NOUN, contract, values)
    for name in changed:
        if name in agreed:
            tx.wrong(
                UserErrorCode.CLOSED,
                f"The contract is {contract.status}: `{name}` stays as it was agreed. Draw up a new contract.",
                name,
            )
    end = values.get("end_date")
    if in_force and "endDate" in changed and end is not None and end < today():
        tx.wrong(
            UserErrorCode.INVALID,
            "`endDate` is past, and the contract is ACTIVATED: send today or a later day.",
            "endDate",
        )


def _require_order(tx: Transaction, given: Given, start: Any, end: Any) -> None:
    if start is not None and end is not None and end < start and given.keys() & {"startDate", "endDate"}:
        tx.wrong(
            UserErrorCode.INVALID,
            f"The contract would end on {end}, before it starts on {start}: send days in their order.",
            "endDate" if "endDate" in given else "startDate",
        )


MUTATIONS = (
    Mutation(
        "createContract",
        "Contract",
        create,
        {name: taken for name, taken in making(NOUN).items() if name != "status"},
        "Draw up a contract with an account: a DRAFT.",
    ),
    Mutation(
        "updateContract",
        "Contract",
        update,
        changing(NOUN),
        "Change what is given of a contract; null empties. A DRAFT goes IN_APPROVAL and back; one that was activated"
        " keeps its value and start date, and one past its last day may be said to be EXPIRED.",
    ),
    Mutation(
        "activateContract",
        "Contract",
        activate,
        handling("contract"),
        "Put a contract into force, from today where it has no start date. A PROSPECT or FORMER_CUSTOMER becomes a"
        " CUSTOMER, and its `customerSince` is set the first time.",
    ),
    Mutation(
        "terminateContract",
        "Contract",
        terminate,
        handling("contract"),
        "End an activated contract before its time. Its end date becomes today where it is empty or later.",
    ),
    Mutation("deleteContract", None, delete, handling("contract"), "Delete a contract. Refused while it is active."),
)
