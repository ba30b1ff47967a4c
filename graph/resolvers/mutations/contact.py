"""Mutations of contacts: beside the derived ones, the one that makes a contact the primary one of its account."""

from graph.models import Account, Contact
from graph.models.noun import NOUNS
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.record_mutations import RecordMutations
from graph.resolvers.mutations.transaction import Outcome, Transaction


class ContactMutations(RecordMutations[Contact]):
    """Creates, updates and deletes contacts, and makes one the primary contact."""

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


MUTATIONS = ContactMutations(NOUNS["Contact"]).mutations()
