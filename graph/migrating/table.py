"""A table as migrations see it: plain data, without a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuditedField:
    """A column whose changes the audit trail records, and the field that it records them as."""

    column: str
    name: str
    """The field's name in GraphQL."""
    text: str
    """SQL for the column's value as text, over the row ``{row}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the database keeps of a table beside its columns."""

    name: str
    record_type: str
    """The GraphQL type that the audit trail names."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By column: the only values that it takes."""
    audited: tuple[AuditedField, ...] = ()
    """Empty for a table whose changes are not recorded."""
    of_account: bool = False
    """Whether its rows belong to an account, by ``account_id``."""
    created: str | None = None
    """The column that says since when there is a row; None where only the moment of the change does."""
    record: str = "id"
    """The column that holds the id of the record that a change is one of."""
    is_part: bool = False
    """Whether a row is a value of a field of its record: then its making and its end are changes of that field."""
    compared_too: tuple[str, ...] = ()
    """Columns that a change may be of beside the audited ones."""
    by_code_point: tuple[str, ...] = ()
    """Columns of text that are compared by code point, the same on every server."""
    list_keys: tuple[str, ...] = ()
    """What the lists of its rows are sorted by, as the keys of an index; empty where no list has them."""
    listed_at_root: bool = False
    orders: Mapping[str, str] = field(default_factory=dict)
    """What its root list can be sorted by: the keys of an index by the name of the column or expression."""
    flags: tuple[str, ...] = ()
    """Flags that at most one row of an account has set."""
    has_external_ids: bool = False
    """Whether files bring its rows, so that other systems know them by keys of their own."""
    searched_by: tuple[str, ...] = ()
    """References whose rows are looked for when what they name is deleted."""
