"""Comparisons: which operators a filter has for values of one type, and what each means."""

from collections.abc import Mapping
from dataclasses import dataclass

EQUALITY = {
    "eq": "Equals this value.",
    "ne": "Doesn't equal this value; true of an empty one.",
    "in": "Equals one of these values.",
    "notIn": "Equals none of these values; true of an empty one.",
}
SAME = {operator: EQUALITY[operator] for operator in ("eq", "ne")}
RANGE = {
    "gt": "Is greater than this value.",
    "gte": "Is greater than or equal to this value.",
    "lt": "Is less than this value.",
    "lte": "Is less than or equal to this value.",
}
PATTERNS = {
    "contains": "Contains this text, ignoring the case of A to Z; in names, of every letter, and marks on letters too.",
    "startsWith": "Begins with this text, ignoring the same.",
    "endsWith": "Ends with this text, ignoring the same.",
}
NUMBER_OF = {
    "eq": "Equals this number.",
    "ne": "Doesn't equal this number.",
    "in": "Equals one of these numbers.",
    "notIn": "Equals none of these numbers.",
    "gt": "Is greater than this number.",
    "gte": "Is greater than or equal to this number.",
    "lt": "Is less than this number.",
    "lte": "Is less than or equal to this number.",
}
"""The operators for a number of records, which is never empty."""
EMPTY = {"isNull": "Is empty if true, has a value if false."}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How filters compare values of one type."""

    name: str
    """The stem of the filter input's name: ``String`` for ``StringFilter``."""
    sql_type: str
    """The PostgreSQL type that both sides have."""
    operators: Mapping[str, str]
    """The operators, each with its description."""
    operand: str = ""
    """The GraphQL type of the values that are compared with, where ``name`` isn't it."""


STRING = Comparison("String", "text", EQUALITY | PATTERNS | EMPTY)
NUMBER = Comparison("RecordNumber", "bigint", EQUALITY, operand="String")
ID = Comparison("ID", "uuid", EQUALITY)
BOOLEAN = Comparison("Boolean", "boolean", SAME | EMPTY)
FLOAT = Comparison("Float", "numeric", RANGE | EMPTY)
COUNTRY = Comparison("Country", "text", EQUALITY | EMPTY, operand="CountryCode")
DECIMAL = Comparison("Decimal", "numeric", EQUALITY | RANGE | EMPTY)
INT = Comparison("Int", "int", EQUALITY | RANGE | EMPTY)
BIG_INT = Comparison("BigInt", "bigint", EQUALITY | RANGE | EMPTY)
DATE = Comparison("Date", "date", EQUALITY | RANGE | EMPTY)
DATE_TIME = Comparison("DateTime", "timestamptz", EQUALITY | RANGE | EMPTY)

COMPARISONS = (STRING, NUMBER, ID, BOOLEAN, FLOAT, COUNTRY, DECIMAL, INT, BIG_INT, DATE, DATE_TIME)
"""The comparisons of all types but enums."""


def choice(enum: str) -> Comparison:
    """The comparison of an enum's values."""
    return Comparison(enum, "text", EQUALITY | EMPTY)
