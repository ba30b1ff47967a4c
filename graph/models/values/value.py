"""Value types: one class for each sort of value, with every face that the program shows of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from tortoise.fields import Field

from .comparison import Comparison
from .scalars import Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file writes the cells of one column: the unit and marks of numbers, the format of dates."""

    multiply: Decimal = Decimal(1)
    round: bool = False
    decimal: str = ""
    """The mark before decimals; empty where numbers have to say it themselves."""
    thousands: str | None = None
    """The mark between thousands, empty for none; None where numbers have to say it themselves."""
    formats: tuple[str, ...] = ()
    """How dates are written, as `strptime` has it; none for ISO 8601."""
    truncate: bool = False
    """Whether texts that are too long are cut."""


AS_IT_STANDS = Reading()


@dataclass(frozen=True, slots=True)
class SortKey:
    """What a list is sorted by: SQL over the row ``{a}``, and its PostgreSQL type."""

    sql: str
    type: str


class ValueType:
    """One sort of value: its column, its GraphQL scalar, its SQL, and what of an input or a cell can be stored.

    SQL is given and returned as text over the row ``{a}``, such as ``{a}.amount``.
    """

    scalar: Scalar
    comparison: Comparison
    sql_type: str
    """The PostgreSQL type of its column."""
    reading_keys: ClassVar[frozenset[str]] = frozenset()
    """The keys of an import mapping's field table that apply to it."""

    def column(self, **options: Any) -> Field[Any]:
        """The Tortoise field that stores it."""
        raise NotImplementedError

    def read(self, column: str) -> str:
        """The expression whose JSON is the GraphQL value."""
        return column

    def compared(self, column: str) -> str:
        """The column by which two values are the same one."""
        return column

    def sort_key(self, column: str) -> SortKey:
        """The expression that lists are sorted by."""
        return SortKey(column, self.comparison.sql_type)

    def audit(self, column: str) -> str:
        """The expression for the text that the audit trail records."""
        return f"{column}::text"

    def parse(self, text: str, reading: Reading) -> Any:
        """The input value that a cell's text stands for; InvalidValue where it stands for none."""
        return text

    def judge(self, value: Any) -> Any:
        """What to store of an input value that isn't null; InvalidValue where it can't be stored."""
        return value

    def read_cell(self, text: str, reading: Reading = AS_IT_STANDS) -> Any:
        """What to store of a cell's text that isn't blank; InvalidValue where it can't be stored."""
        return self.judge(self.parse(text, reading))
