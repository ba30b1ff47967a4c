"""The inputs of `orderBy`: the sort keys of a noun as an enum, and an input that names a key and a direction."""

from collections.abc import Iterable
from enum import StrEnum

from graph.schema.declarations import Declaration, EnumType, InputType, InputValue


class Direction(StrEnum):
    """The direction of a sort key."""

    ASC = "ASC"
    DESC = "DESC"


def order_input(stem: str, of: str, keys: Iterable[str], description: str = "") -> tuple[Declaration, ...]:
    """The enum of sort keys and the order input under a stem such as ``Contact``; ``of`` is what is sorted."""
    enum: type[StrEnum] = StrEnum(f"{stem}SortField", {key: key for key in keys})  # type: ignore[misc]  # made of data
    return (
        EnumType(enum, description or f"The keys that {of} can be sorted by."),
        InputType(
            f"{stem}Order",
            f"A key to sort {of} by, and its direction.",
            {
                "field": InputValue(f"{enum.__name__}!", "The key."),
                "direction": InputValue("Direction!", "The direction.", default=Direction.ASC),
            },
        ),
    )
