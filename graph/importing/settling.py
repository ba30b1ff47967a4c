"""What becomes of a staged row that has a cell which can't be used: it is rejected, or comes in with a warning.

Each function returns SQL for assignments to a staged row ``s``. A message is SQL too, for the text.
"""

from .mapping import FieldMapping


def rejected(message: str, *, when: str = "true") -> str:
    """The row has one more reason not to come in, where ``when`` holds."""
    return _assigned("reasons", f"array_append(s.reasons, {message})", when)


def warned(message: str, *, when: str = "true") -> str:
    """The row comes in, and says what of it does not, where ``when`` holds."""
    return _assigned("warnings", f"array_append(s.warnings, {message})", when)


def blanked(mapping: FieldMapping, message: str, *, when: str = "true") -> str:
    """The row comes in as if the cell of an empty field had been blank, and says so, where ``when`` holds."""
    told = warned(message, when=when)
    return f"{told}, {_assigned('kept', _kept(mapping), when)}" if mapping.keeps else told


def _kept(mapping: FieldMapping) -> str:
    return f"array_append(s.kept, '{mapping.field.column}')"


def _assigned(column: str, value: str, when: str) -> str:
    return f"{column} = {value}" if when == "true" else f"{column} = CASE WHEN {when} THEN {value} ELSE s.{column} END"


def shown(mapping: FieldMapping) -> str:
    """The field's source as an SQL text, safe within format()."""
    return "'" + mapping.wording.shown.replace("'", "''").replace("%", "%%") + "'"
