"""What lists can be filtered by: one input a noun, made of the registry's filters, and one a kind of value."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from graph.resolvers.compiler.filters import Compared, Filter, InSubtree, ToMany, ToOne
from graph.resolvers.nouns.history import CHANGES
from graph.resolvers.nouns.registry import ENTITIES
from graph.schema import enums
from graph.schema.scalars import BigInt, CountryCode, Date, DateTime, Decimal

TYPES: dict[str, Any] = {
    "String": str,
    "Name": str,
    "Number": str,
    "ID": strawberry.ID,
    "Decimal": Decimal,
    "Int": int,
    "BigInt": BigInt,
    "Float": float,
    "Date": Date,
    "DateTime": DateTime,
    "Boolean": bool,
    "Country": CountryCode,
}
"""What values of each kind are in GraphQL; enums are themselves."""

EQUALITY = {
    "eq": "Is this.",
    "ne": "Is not this; an empty value is not.",
    "in": "Is one of these.",
    "notIn": "Is none of these.",
}
RANGE = {"gt": "Is greater.", "gte": "Is greater or this.", "lt": "Is less.", "lte": "Is less or this."}
PATTERNS = {
    "contains": "Has this in it, whatever the case of A to Z; in names, of any letter.",
    "startsWith": "Begins with this, likewise.",
    "endsWith": "Ends with this, likewise.",
}
EMPTY = {"isNull": "Is empty, or is not."}
OPERATORS: dict[str, dict[str, str]] = {
    "String": EQUALITY | PATTERNS | EMPTY,
    "Name": EQUALITY | PATTERNS | EMPTY,
    "Number": EQUALITY,
    "ID": EQUALITY,
    "Boolean": {"eq": EQUALITY["eq"], "ne": EQUALITY["ne"]} | EMPTY,
    "Float": RANGE | EMPTY,
    "Country": EQUALITY | EMPTY,
    "Enum": EQUALITY | EMPTY,
    **dict.fromkeys(("Decimal", "Int", "BigInt", "Date", "DateTime"), EQUALITY | RANGE | EMPTY),
}

_made: dict[str, Any] = {}


def filter_input(noun: str) -> Any:
    """The input type that filters one noun, made once."""
    name = f"{noun}Filter"
    if name not in _made:
        # changes are filtered at the root only, by admins: those of an account are what its viewer may read
        entity = CHANGES if noun == "Change" else ENTITIES[noun]
        fields: dict[str, tuple[Any, str]] = {
            "and": (list[_lazy(name)], "All of these hold."),  # type: ignore[misc]  # made of the registry
            "or": (list[_lazy(name)], "One of these holds at least."),  # type: ignore[misc]  # likewise
            "not": (_lazy(name), "This doesn't hold."),
            **{field: _field(filter_) for field, filter_ in entity.filters.items()},
        }
        plural = {"Opportunity": "opportunities", "Activity": "activities"}.get(noun, f"{noun.lower()}s")
        _made[name] = made_input(name, f"Which {plural} to keep: those for which all that is given holds.", fields)
        globals()[name] = _made[name]
    return _made[name]


def _field(filter_: Filter) -> tuple[Any, str]:
    match filter_:
        case Compared():
            return _compared_input(filter_), "By its value."
        case ToOne(relation):
            return _lazy(f"{relation.entity}Filter"), "There is one that the viewer sees, and this holds for it."
        case ToMany(relation):
            return _lazy(f"{relation.entity}ListFilter"), "By those that the viewer sees."
        case InSubtree(itself=True):
            return strawberry.ID, "It is this account, or below it in the viewer's tree."
        case _:
            return strawberry.ID, "It is below this account in the viewer's tree."


def _compared_input(compared: Compared) -> Any:
    stem = {"Name": "String", "Number": "RecordNumber"}.get(compared.kind, compared.kind)
    name = f"{compared.enum or stem}Filter"
    if name not in _made:
        type_ = getattr(enums, compared.enum) if compared.enum else TYPES[compared.kind]
        fields = {operator: (_operand(operator, type_), text) for operator, text in OPERATORS[compared.kind].items()}
        _made[name] = made_input(name, "All that is given holds.", fields)
    return _made[name]


def value_filter(kind: str) -> Any:
    """The input type that compares a value of one kind."""
    return _compared_input(Compared(kind, "", ()))


def _operand(operator: str, type_: Any) -> Any:
    match operator:
        case "isNull":
            return bool
        case "in" | "notIn":
            return list[type_]
        case _:
            return type_


def list_filter_input(noun: str) -> Any:
    """The input type that filters by a list of one noun."""
    name = f"{noun}ListFilter"
    if name not in _made:
        inner = _lazy(f"{noun}Filter")
        fields = {
            "some": (inner, "At least one is kept by this."),
            "none": (inner, "Not one is kept by this."),
            "every": (inner, "All are kept by this; also where there are none."),
        }
        _made[name] = made_input(name, "All that is given holds, for those that the viewer sees.", fields)
        globals()[name] = _made[name]
    return _made[name]


def _lazy(name: str) -> Any:
    return Annotated[name, strawberry.lazy("graph.schema.filters")]


def made_input(name: str, description: str, fields: dict[str, tuple[Any, str]]) -> Any:
    """An input type: its fields' types by their names in GraphQL, each with its description. All may be left out."""
    safe = {field: f"{field}_" if field in ("and", "or", "not", "in") else field for field in fields}
    namespace: dict[str, Any] = {
        "__annotations__": {safe[field]: type_ | None for field, (type_, _) in fields.items()},
        "__doc__": description,
        **{
            safe[field]: strawberry.field(name=field, description=text, default=UNSET)
            for field, (_, text) in fields.items()
        },
    }
    return strawberry.input(type(name, (), namespace), description=description)


for _noun, _entity in ENTITIES.items():
    if _entity.filters:
        filter_input(_noun)
        list_filter_input(_noun)
