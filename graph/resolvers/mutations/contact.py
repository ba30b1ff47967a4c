"""Mutations of contacts. An account has one primary contact at most: a new one replaces the one before."""

from uuid import UUID

from tortoise.models import Model

from graph.models import Account, Contact
from graph.models.noun import NOUNS
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.record_mutations import RecordMutations, Values
from graph.resolvers.mutations.row_store import update
from graph.resolvers.mutations.transaction import Outcome, Transaction


class ContactMutations(RecordMutations[Contact]):
    """Creates, updates and deletes contacts, and makes one the primary contact."""

    async def insert(self, tx: Transaction, values: Values) -> Model:
        """Stores a new contact."""
        if values.get("is_primary"):
            await _unset_primary(tx, values["account_id"])
        return await super().insert(tx, values)

    async def store(self, tx: Transaction, record: Contact, values: Values) -> None:
        """Stores what differs in a contact."""
        if values.get("is_primary") and not record.is_primary:
            await _unset_primary(tx, record.account_id)  # type: ignore[attr-defined]  # Tortoise makes it
        await super().store(tx, record, values)

    async def set_primary(self, tx: Transaction, given: Given) -> Outcome:
        """Makes a contact the primary one of its account."""
        _, contact, _ = await self.for_update(tx, given)
        return await self.save(tx, contact, {"is_primary": True})

    def deletion_note(self, record: Contact, account: Account) -> str | None:
        """Returns that the account has no primary contact any more, if so."""
        return f"{account.name} has no primary contact now." if record.is_primary else None

    def verbs(self) -> tuple[Mutation, ...]:
        """The mutation that makes a contact the primary one."""
        return (
            self.verb(
                "setPrimaryContact",
                self.set_primary,
                "Make a contact the primary contact of its account, in place of the one before.",
            ),
        )


async def _unset_primary(tx: Transaction, account: UUID) -> None:
    """Makes way for another primary contact of the account, which is locked: so nobody else becomes it meanwhile."""
    primary = Contact.filter(account_id=account, is_primary=True).using_db(await tx.db()).select_for_update(no_key=True)
    for before in await primary:
        await update(tx, before, {"is_primary": False})


MUTATIONS = ContactMutations(NOUNS["Contact"]).mutations()
