"""A mutation: its name, its input, who may call it, and what it does; and what a noun declares of its own."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.auth.permissions import Permission
from graph.models.noun import Noun
from graph.models.spec import Mutations
from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.transaction import Outcome, Transaction

Given = Mapping[str, Any]
Run = Callable[[Transaction, Given], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One field of the root of mutations."""

    name: str
    payload: str | None
    """The type of the record that its payload shows; None for a deletion."""
    run: Run
    takes: Mapping[str, InputField]
    """Its input, beside the idempotency key that every mutation takes."""
    text: str
    """Its description."""
    permission: Permission
    tells_remaining: bool = False
    """Whether its payload also tells what stays with others."""


def declared_mutations(noun: Noun) -> Mutations:
    """Returns what a noun declares of its mutations; raises LookupError if it declares none."""
    if noun.mutations is None:
        raise LookupError(f"{noun.name} declares no mutations")
    return noun.mutations


def create_text(noun: Noun) -> str:
    """Returns the description of the mutation that creates a record."""
    return declared_mutations(noun).create_text or f"Create {noun.article}."


def update_text(noun: Noun) -> str:
    """Returns the description of the mutation that updates a record."""
    return declared_mutations(noun).update_text or f"Update the given fields of {noun.article}; null empties a field."


def delete_text(noun: Noun) -> str:
    """Returns the description of the mutation that deletes a record."""
    return declared_mutations(noun).delete_text or f"Delete {noun.article}."
