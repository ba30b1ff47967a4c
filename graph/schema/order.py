"""What lists can be sorted by: one enum and one input a noun, made of the registry's sort keys."""

from enum import StrEnum
from typing import Any

import strawberry

from graph.resolvers.nouns.registry import ENTITIES


@strawberry.enum(description="Which way a sort key runs.")
class Direction(StrEnum):
    """Up or down."""

    ASC = "ASC"
    DESC = "DESC"


def order_input(noun: str) -> type:
    """The input type that names a noun's sort key and its direction."""
    plural = {"Opportunity": "opportunities", "Activity": "activities"}.get(noun, f"{noun.lower()}s")
    keys: Any = StrEnum(f"{noun}SortField", {name: name for name in ENTITIES[noun].sort_keys})  # type: ignore[misc]  # made of data
    field = strawberry.enum(keys, description=f"What {plural} can be sorted by.")
    namespace = {
        "__annotations__": {"field": field, "direction": Direction},
        "__doc__": f"A sort key of {plural}.",
        "field": strawberry.field(description="The key."),
        "direction": strawberry.field(description="Which way it runs.", default=Direction.ASC),
    }
    return strawberry.input(type(f"{noun}Order", (), namespace), description=f"One key to sort {plural} by.")
