"""A mutation: its name, its input, who may call it, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.auth.permissions import Permission
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
