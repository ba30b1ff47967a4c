"""Value types: what each sort of value is as a column, in GraphQL, in SQL, in a file and in the audit trail."""

from .choice import Choice, Country, Flag, literals
from .invalid import InvalidValue
from .moment import Day, Moment
from .number import BigWhole, Degrees, Money, Number, Percent, Whole
from .reference import Id, Reference
from .scalars import Scalar
from .text import COLOR, EMAIL, PHONE, WEBSITE, FoldedName, LoweredEmail, Pattern, Text
from .value import AS_IT_STANDS, Reading, SortKey, ValueType

__all__ = [
    "AS_IT_STANDS",
    "COLOR",
    "EMAIL",
    "PHONE",
    "WEBSITE",
    "BigWhole",
    "Choice",
    "Country",
    "Day",
    "Degrees",
    "Flag",
    "FoldedName",
    "Id",
    "InvalidValue",
    "LoweredEmail",
    "Moment",
    "Money",
    "Number",
    "Pattern",
    "Percent",
    "Reading",
    "Reference",
    "Scalar",
    "SortKey",
    "Text",
    "ValueType",
    "Whole",
    "literals",
]
