"""What hangs on an account, as it is written: made on one, found along with it, referring to nothing beyond it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from tortoise.models import Model

from graph.models import Account, Contact
from graph.models.profile import Profile
from graph.resolvers.mutations.mutation import Given
from graph.resolvers.mutations.noun import Noun
from graph.resolvers.mutations.transaction import Outcome, Transaction, active_user
from graph.resolvers.mutations.user_error import Refused, UserErrorCode
from graph.resolvers.mutations.values import Reference, empty

M = TypeVar("M", bound=Model)

Values = dict[str, Any]


def today() -> date:
    """The day that it is in UTC, which is the day that counts."""
    return datetime.now(UTC).date()


async def placed(tx: Transaction, noun: Noun, given: Given) -> tuple[Values, Account]:
    """What to store of a record that is to be made, and the account that it is made on, locked."""
    values = noun.values(tx, given, making=True)
    row = values.get("account_id")
    if row is None:  # what is wrong with it is noted
        raise Refused(tx.errors)
    account = await tx.account(row, "accountId")
    await _refer(tx, noun, values, account, None)
    return values, account


async def found(tx: Transaction, noun: Noun, model: type[M], given: Given) -> tuple[Values, M, Account]:
    """What to store of a change, the record that changes, and the account that it hangs on: both locked."""
    values = noun.values(tx, given, making=False)
    record, account = await tx.record(model, noun.type_name, given["id"], "id")
    tx.expect(record, noun.type_name, given)
    await _refer(tx, noun, values, account, record)
    return values, record, account


async def delete(tx: Transaction, noun: Noun, model: type[M], record: M) -> Outcome:
    """Delete the record, which `found` has found."""
    tx.require_right()
    await tx.fetch(f"DELETE FROM {model._meta.db_table} WHERE id = $1", record.pk)
    return tx.deleted(noun.type_name, record.pk)


async def _refer(tx: Transaction, noun: Noun, values: Values, account: Account, record: Model | None) -> None:
    """Note each reference to a user that the viewer doesn't see, or to a contact of another account.

    What the record refers to already may stay where the viewer sees it, even if nobody may choose it any more. What
    they don't see reads as null: sent back as that, it stays too.
    """
    for name, field in noun.fields.items():
        kind = field.kind
        if not isinstance(kind, Reference) or kind.column == "account_id":
            continue
        row, standing = values.get(kind.column), getattr(record, kind.column, None)
        if standing is not None and kind.column in values and row in (None, standing):
            if await tx.sees(kind.type_name_of, standing):
                continue
            if row is None:
                del values[kind.column]
        if row is None:
            continue
        if kind.type_name_of == "Contact":
            if not await Contact.filter(id=row, account_id=account.id).using_db(tx.db).exists():
                tx.wrong(UserErrorCode.NOT_FOUND, "There is no such contact.", name)
        else:
            await tx.refer(kind.type_name_of, row, name)


async def require_no_partner(tx: Transaction, values: Values, what: str, standing: Any = None) -> None:
    """Note an owner who is a partner, unless they name themself or own it already, or one whom they don't see."""
    row = values.get("owner_id")
    if row is None or row in (standing, tx.viewer.id) or not await tx.sees("User", row):
        return
    owner = await active_user(tx, row)
    if owner is not None and owner.profile == Profile.PARTNER:
        tx.wrong(UserErrorCode.INVALID, f"Partners are given no {what}: name someone else.", "ownerId")


def differing(noun: Noun, record: Any, values: Mapping[str, Any]) -> list[str]:
    """The fields of a change that would not leave the record as it is."""
    return [
        name
        for name, field in noun.fields.items()
        if any(column in values and values[column] != getattr(record, column) for column in empty(field.kind))
    ]


def no_way(tx: Transaction, what: str, old: str, new: str, ways: Iterable[str], mend: str, *path: str) -> None:
    """Note that a record's state doesn't lead to another, and where it leads."""
    open_ways = ", ".join(ways)
    leads = f"it can become {open_ways}" if open_ways else f"it stays {old}"
    refused = f"The {what} is {old} already" if old == new else f"The {what} is {old} and can't become {new}"
    tx.wrong(
        UserErrorCode.INVALID_TRANSITION,
        f"{refused}: {leads}.{f' {mend}' if mend else ''}",
        *path,
    )


def stated(given: Given) -> Given:
    """A verb's input without its nulls: there they mean the same as nothing."""
    return {name: value for name, value in given.items() if value is not None}
