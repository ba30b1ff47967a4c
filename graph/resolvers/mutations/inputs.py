"""The inputs of mutations, as the schema declares them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from graph.models.noun import Noun


@dataclass(frozen=True, slots=True)
class InputField:
    """One field of a mutation's input."""

    type_name: str
    """The GraphQL name of a scalar, an enum or a nested input; the field is a list of such where it is ``many``."""
    text: str
    """Its description."""
    required: bool = False
    """Whether it must be given, and not null."""
    sets: tuple[str, str] | None = None
    """The type and field that it sets, whose rule is printed with it."""
    nested: Mapping[str, Self] | None = None
    """The fields of an input of its own, which ``type_name`` then names."""
    many: bool = False


EXPECTED_VERSION = InputField(
    "Int", "The record's version as the caller has seen it. If it has another by now, nothing is done."
)


def record_id(noun: Noun) -> InputField:
    """The field that names the record that is meant."""
    return InputField("ID", f"The ID of the {noun.label}.", required=True)


def verb_input(noun: Noun, **more: InputField) -> dict[str, InputField]:
    """The input of a mutation that does something with one record: its id, the version seen, and what else it takes."""
    versioned = {"expectedVersion": EXPECTED_VERSION} if "version" in noun.fields else {}
    return {"id": record_id(noun), **versioned, **more}
