"""A mutation: what it is called, what it takes, what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.values import Embedded

Given = Mapping[str, Any]
Run = Callable[[Transaction, Given], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One field of a mutation's input."""

    type_name: str
    """A scalar's, an enum's or a nested input's name; a list of such where it is ``many``."""
    text: str = ""
    """What it is, for people. Where it sets a field of a record, that field's own words."""
    required: bool = False
    """Whether it is given, and not null."""
    sets: tuple[str, str] | None = None
    """The type and field that it sets, whose rule is printed with it."""
    nested: "Mapping[str, Taken] | None" = None
    """The fields of an input of its own, which ``type_name`` then names."""
    many: bool = False


VERSION = Taken("Int", "The record's version as the caller has seen it. If another stands by now, nothing is done.")


def making(noun: Noun) -> dict[str, Taken]:
    """The input that makes one."""
    return {name: _taken(noun, name, field, required=field.required) for name, field in noun.fields.items()}


def changing(noun: Noun) -> dict[str, Taken]:
    """The input that changes one: its id, the version that was seen, and what is to change."""
    fields = {name: _taken(noun, name, field) for name, field in noun.fields.items() if not field.once}
    return handling(noun.type_name.lower(), **fields)


def handling(what: str, **more: Taken) -> dict[str, Taken]:
    """The input that does something with one."""
    article = "an" if what[0] in "aeio" else "a"
    return {
        "id": Taken("ID", f"Which {what}, by the id of {article} {what} you see.", required=True),
        "expectedVersion": VERSION,
        **more,
    }


def _taken(noun: Noun, name: str, field: Field, *, required: bool = False) -> Taken:
    kind = field.kind
    sets = (noun.type_name, noun.part(name))
    if not isinstance(kind, Embedded):
        return Taken(kind.type_name, required=required, sets=sets)
    nested = {
        inner: Taken(each.type_name, required=kind.whole, sets=(kind.type_name, inner))
        for inner, each in kind.fields.items()
    }
    return Taken(f"{kind.type_name}Input", required=required, sets=sets, nested=nested)


@dataclass(frozen=True, slots=True)
class Mutation:
    """One field of the root of mutations."""

    name: str
    payload: str | None
    """The type of the record that its payload shows; None for what is deleted."""
    run: Run
    takes: Mapping[str, Taken]
    """Its input, beside the idempotency key that every mutation takes."""
    text: str
    """What it does, for people."""
