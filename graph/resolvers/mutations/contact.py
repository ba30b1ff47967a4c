"""Contacts, written. An account has one primary contact at most: whoever becomes it unmakes the one before."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from graph.models import Activity, Case, Contact, Contract
from graph.models.contact import BuyingRole
from graph.models.names import name_key
from graph.resolvers.mutations import of_account
from graph.resolvers.mutations.mutation import Given, Mutation, changing, handling, making
from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.of_account import found, placed
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.values import Choice, Flag, Reference, Text, email, phone

NOUN = Noun(
    "Contact",
    {
        "accountId": Field(Reference("account_id", "Account"), part="account", required=True, once=True),
        "name": Field(Text("name", 255, spaced=True), required=True),
        "email": Field(email("email")),
        "phone": Field(phone("phone")),
        "title": Field(Text("title", 255)),
        "buyingRole": Field(Choice("buying_role", BuyingRole)),
        "isPrimary": Field(Flag("is_primary"), default=True),
    },
)

REFERRING = ((Case, "contact_id"), (Contract, "signed_by_id"), (Activity, "contact_id"))
"""What refers to contacts, and by which column."""


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make a contact of an account."""
    values, account = await placed(tx, NOUN, given)
    tx.require_right()
    _name(values)
    if values.get("is_primary"):
        await _unmake_primary(tx, account.id)
    contact = await NOUN.make(tx, Contact, values)
    return tx.done("Contact", contact.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of a contact, and leave the rest."""
    values, contact, _ = await found(tx, NOUN, Contact, given)
    tx.require_right()
    _name(values)
    return await _change(tx, contact, values)


async def set_primary(tx: Transaction, given: Given) -> Outcome:
    """Make a contact its account's primary one."""
    _, contact, _ = await found(tx, NOUN, Contact, given)
    tx.require_right()
    return await _change(tx, contact, {"is_primary": True})


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a contact. What refers to them stays, and names nobody."""
    _, contact, account = await found(tx, NOUN, Contact, given)
    tx.require_right()
    for model, column in REFERRING:
        await tx.fetch(
            f"UPDATE {model._meta.db_table} SET {column} = NULL, version = version + 1, updated_at = $3,"
            f" updated_by_id = $4 WHERE {column} = $1 AND account_id = $2",
            contact.id,
            account.id,
            datetime.now(UTC),
            tx.viewer.id,
        )
    outcome = await of_account.delete(tx, NOUN, Contact, contact)
    if contact.is_primary:
        outcome.note = f"{account.name} has no primary contact now."
    return outcome


async def _change(tx: Transaction, contact: Contact, values: dict[str, Any]) -> Outcome:
    if values.get("is_primary") and not contact.is_primary:
        await _unmake_primary(tx, contact.account_id)  # type: ignore[attr-defined]  # Tortoise makes it
    await NOUN.change(tx, contact, values)
    return tx.done("Contact", contact.id)


async def _unmake_primary(tx: Transaction, account: UUID) -> None:
    """Make way for another primary contact of the account, which is locked: so nobody else becomes it meanwhile."""
    one = Contact.filter(account_id=account, is_primary=True).using_db(tx.db).select_for_update(no_key=True)
    for before in await one:
        await NOUN.change(tx, before, {"is_primary": False})


def _name(values: dict[str, Any]) -> None:
    if "name" in values:
        values["name_key"] = name_key(values["name"])


MUTATIONS = (
    Mutation(
        "createContact",
        "Contact",
        create,
        making(NOUN),
        "Make a contact of an account. A primary one takes the place of the one before.",
    ),
    Mutation("updateContact", "Contact", update, changing(NOUN), "Change what is given of a contact; null empties."),
    Mutation(
        "setPrimaryContact",
        "Contact",
        set_primary,
        handling("contact"),
        "Make a contact the primary one of their account, in the place of the one before.",
    ),
    Mutation(
        "deleteContact",
        None,
        delete,
        handling("contact"),
        "Delete a contact. Cases, contracts and activities that name them stay, and name nobody.",
    ),
)
