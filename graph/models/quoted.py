"""Values that a caller sent, as messages quote them: they may be of any length."""

MAX_VALUE = 45
"""The maximum number of characters quoted of a value."""


def quoted(value: object, most: int = MAX_VALUE) -> str:
    """Returns the value as written, cut to so many characters."""
    text = repr(value[: most + 1] if isinstance(value, str) else value)
    return text if len(text) <= most + 2 else text[: most + 1] + "…"
