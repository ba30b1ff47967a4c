"""What becomes of a staged row that has a cell which can't be used: it is rejected, or comes in with a warning."""

from .mapping import FieldMapping


def settled(message: str, *, lenient: bool, when: str = "true") -> str:
    """SQL for the assignment to a row ``s`` that tells a message, itself SQL, where ``when`` holds."""
    told, is_told = (
        ("warnings", f"array_append(s.warnings, {message})")
        if lenient
        else ("reason", f"concat_ws('; ', s.reason, {message})")
    )
    return f"{told} = {is_told}" if when == "true" else f"{told} = CASE WHEN {when} THEN {is_told} ELSE s.{told} END"


def shown(mapping: FieldMapping) -> str:
    """The field's source as an SQL text, safe within format()."""
    return "'" + mapping.wording.shown.replace("'", "''").replace("%", "%%") + "'"
