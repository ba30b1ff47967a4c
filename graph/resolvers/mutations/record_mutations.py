"""The mutations of a noun whose records belong to an account, derived from its declaration.

A record is created on an account that the viewer may edit, found along with it, and refers to nothing beyond it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.fields import SET_NULL
from tortoise.models import Model

from graph.auth.permissions import Needs, Permission
from graph.models import Account
from graph.models.noun import NOUNS, Noun
from graph.models.profile import INTERNAL, Profile, Profiles
from graph.models.spec import Initial
from graph.resolvers.mutations import row_store
from graph.resolvers.mutations.inputs import InputField, verb_input
from graph.resolvers.mutations.locks import lock_account, lock_record
from graph.resolvers.mutations.mutation import (
    Given,
    Mutation,
    Run,
    create_text,
    declared_mutations,
    delete_text,
    update_text,
)
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.references import require_reference
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import Refused, UserErrorCode
from graph.resolvers.mutations.visibility import seen_user, sees, sees_account

R = TypeVar("R", bound=Model)

Values = dict[str, Any]


def without_nulls(given: Given) -> Given:
    """Returns a verb's input without its nulls: there a null means the same as a field that is left out."""
    return {name: value for name, value in given.items() if value is not None}


def reject_transition(
    tx: Transaction, what: str, old: str, new: str, allowed: Iterable[str], remedy: str, *path: str
) -> None:
    """Adds the error that a record's status can't become another one, with those that it can become."""
    listed = ", ".join(allowed)
    leads = f"it can become {listed}" if listed else f"it stays {old}"
    refused = f"The {what} is {old} already" if old == new else f"The {what} is {old} and can't become {new}"
    tx.add_error(UserErrorCode.INVALID_TRANSITION, f"{refused}: {leads}.{f' {remedy}' if remedy else ''}", *path)


class RecordMutations(Generic[R]):
    """Creates, updates and deletes the records of one noun.

    A noun whose records follow rules of their own overrides the hooks (``before_…``) and adds `verbs`.
    """

    def __init__(self, noun: Noun) -> None:
        self.noun = noun
        self.declared = declared_mutations(noun)
        self.input = NounInput(noun)
        self.flags = tuple(noun.column(name) for name, spec in noun.columns.items() if spec.one_per_account)
        """The columns that at most one record of an account has set."""

    def verbs(self) -> tuple[Mutation, ...]:
        """The noun's other mutations, in the order in which the schema shows them."""
        return ()

    async def before_create(self, tx: Transaction, values: Values, account: Account) -> None:
        """Adds to the values of a new record what comes with them, and errors for what is wrong with them."""

    async def before_update(self, tx: Transaction, record: R, values: Values) -> None:
        """Adds to the values of an update what comes with them, and errors for what is wrong with them."""

    async def before_delete(self, tx: Transaction, record: R) -> None:
        """Adds errors for what keeps the record from being deleted."""

    def deletion_note(self, record: R, account: Account) -> str | None:
        """Returns what the caller should know of the deletion."""
        return None

    def mutations(self) -> tuple[Mutation, ...]:
        """All mutations of the noun."""
        declared, noun = self.declared, self.noun
        return (
            self._mutation(
                declared.create_verb,
                self.create,
                self.input.create_input(),
                create_text(noun),
                declared.create,
            ),
            self._mutation(
                "update",
                self.update,
                self.input.update_input(),
                update_text(noun),
                declared.update,
            ),
            *self.verbs(),
            Mutation(
                f"delete{noun.name}",
                None,
                self.delete,
                verb_input(noun),
                delete_text(noun),
                Permission(declared.delete, Needs.EDIT),
            ),
        )

    def _mutation(
        self, verb: str, run: Run, takes: Mapping[str, InputField], text: str, profiles: Profiles
    ) -> Mutation:
        noun = self.noun
        return Mutation(f"{verb}{noun.name}", noun.name, run, takes, text, Permission(profiles, Needs.EDIT))

    def verb(self, name: str, run: Run, text: str, **more: InputField) -> Mutation:
        """A mutation of one record, for the profiles that may update it."""
        takes = verb_input(self.noun, **more)
        return Mutation(name, self.noun.name, run, takes, text, Permission(self.declared.update, Needs.EDIT))

    async def create(self, tx: Transaction, given: Given) -> Outcome:
        """Creates a record on an account."""
        values, account = await self.for_create(tx, given)
        await self.require_assignable(tx, values, None)
        for field in self.input.fields.values():
            if field.initial is not None:
                values.setdefault(field.column, _initial(tx, field.initial))
        await self.before_create(tx, values, account)
        tx.raise_if_errors()
        record = await self.insert(tx, values)
        return tx.done(self.noun.name, record.pk, await self._unseeing(tx, values, account))

    async def update(self, tx: Transaction, given: Given) -> Outcome:
        """Updates the given fields of a record."""
        values, record, account = await self.for_update(tx, given)
        await self.require_assignable(tx, values, record)
        await self.before_update(tx, record, values)
        assigned = {column: value for column, value in values.items() if getattr(record, column) != value}
        outcome = await self.save(tx, record, values)
        outcome.note = await self._unseeing(tx, assigned, account)
        return outcome

    async def delete(self, tx: Transaction, given: Given) -> Outcome:
        """Deletes a record. What refers to it stays, and refers to nothing."""
        _, record, account = await self.for_update(tx, given)
        await self.before_delete(tx, record)
        tx.raise_if_errors()
        for noun, column in optional_references(self.noun):
            await row_store.replace_value(tx, noun.model, column, [account.id], old=record.pk, new=None)
        await row_store.delete(tx, record)
        outcome = tx.deleted(self.noun.name, record.pk)
        outcome.note = self.deletion_note(record, account)
        return outcome

    async def for_create(self, tx: Transaction, given: Given) -> tuple[Values, Account]:
        """Returns what to store of a new record, and the account that it is created on, locked."""
        values = self.input.read(tx, given, creating=True)
        row = values.get("account_id")
        if row is None:  # its error is noted
            raise Refused(tx.errors)
        account = await lock_account(tx, row, "accountId")
        await self._require_references(tx, values, account, None)
        return values, account

    async def for_update(self, tx: Transaction, given: Given) -> tuple[Values, R, Account]:
        """Returns what to store of an update, the record, and the account that it belongs to: both locked."""
        values = self.input.read(tx, given, creating=False)
        record, account = await lock_record(tx, self.noun, given["id"], "id")
        tx.check_version(self.noun, record, given)
        await self._require_references(tx, values, account, record)
        return values, record, account

    async def save(self, tx: Transaction, record: R, values: Values) -> Outcome:
        """Stores the update, unless there are errors."""
        tx.raise_if_errors()
        await self.store(tx, record, values)
        return tx.done(self.noun.name, record.pk)

    async def insert(self, tx: Transaction, values: Values) -> Model:
        """Stores a new record."""
        await self._unset_others(tx, values, values["account_id"], None)
        return await row_store.insert(tx, self.noun.model, values)

    async def store(self, tx: Transaction, record: R, values: Values) -> None:
        """Stores what differs in a record."""
        await self._unset_others(tx, values, record.account_id, record)  # type: ignore[attr-defined]  # Tortoise makes it
        await row_store.update(tx, record, values)

    async def _unset_others(self, tx: Transaction, values: Values, account: UUID, record: R | None) -> None:
        """Takes a flag that one record has at most from the one before.

        The account is locked, so nobody sets it meanwhile.
        """
        for flag in self.flags:
            if values.get(flag) and not getattr(record, flag, False):
                await row_store.replace_value(tx, self.noun.model, flag, [account], old=True, new=False)

    async def _unseeing(self, tx: Transaction, values: Values, account: Account) -> str | None:
        """Returns a note on those whom these values give the record to and who don't see its account.

        Partners aren't told who of the company sees what.
        """
        if not tx.noted or tx.viewer.profile not in INTERNAL:
            return None
        given = {
            values[field.column]
            for field in self.input.fields.values()
            if field.reference is not None and field.reference.no_partner and values.get(field.column) is not None
        }
        told = []
        for row in given - {tx.viewer.id}:
            user = await seen_user(tx, row)
            if user is not None and not await sees_account(tx, row, account.id):
                told.append(f"{user.name} does not see this account: `grantAccess` opens it.")
        return " ".join(sorted(told)) or None

    async def require_assignable(self, tx: Transaction, values: Values, record: R | None) -> None:
        """Adds an error for a new owner who is a partner, where partners own none, unless they name themself."""
        for name, field in self.input.fields.items():
            if field.reference is None or not field.reference.no_partner:
                continue
            row = values.get(field.column)
            if row is None or row in (getattr(record, field.column, None), tx.viewer.id):
                continue
            user = await seen_user(tx, row)
            if user is not None and user.is_active and user.profile is Profile.PARTNER:
                what = field.reference.no_partner
                tx.add_error(UserErrorCode.INVALID, f"Partners are given no {what}: name someone else.", name)

    async def _require_references(self, tx: Transaction, values: Values, account: Account, record: R | None) -> None:
        """Adds an error for each reference to a record that the viewer doesn't see, or to one of another account.

        A reference that the record has already may stay if the viewer sees what it leads to, even if nobody may choose
        it any more. A hidden one reads as null: sent back as null, it stays too.
        """
        for name, field in self.input.fields.items():
            reference = field.reference
            if reference is None or field.column == "account_id":
                continue
            row, present = values.get(field.column), getattr(record, field.column, None)
            if present is not None and field.column in values and row in (None, present):
                if await sees(tx, reference.noun, present):
                    continue
                if row is None:
                    del values[field.column]
            if row is None:
                continue
            if not reference.same_account:
                await require_reference(tx, reference.noun, row, name)
            elif await row_store.find(tx, NOUNS[reference.noun].model, id=row, account_id=account.id) is None:
                tx.not_found(NOUNS[reference.noun].label, name)


def _initial(tx: Transaction, initial: Initial) -> Any:
    return datetime.now(UTC) if initial is Initial.NOW else tx.viewer.id


def optional_references(noun: Noun) -> Iterable[tuple[Noun, str]]:
    """The nouns whose records may refer to one of the same account, each with the column that does."""
    for other in NOUNS.values():
        for attribute, spec in other.columns.items():
            reference = spec.reference
            if reference is None or reference.noun != noun.name or not reference.same_account:
                continue
            if other.field(attribute).on_delete is SET_NULL:  # type: ignore[attr-defined]  # a reference's field has it
                yield other, other.column(attribute)
