"""The size of JSON values, counted only up to a limit: what is larger costs no more to measure."""

from dataclasses import dataclass
from typing import Any

MAX_VALUES = 5_000
"""The maximum number of values in a request's variables: scalars, lists and objects, however nested."""
MAX_OBJECTS = 500
"""The maximum number of objects among them: each costs a look at all fields of its input type."""
MAX_LIST = 1_000
"""The maximum length of a list."""
MAX_TEXT = 200_000
"""The maximum length of a text, in characters: twice what any field holds."""
MAX_NESTING = 120
"""The maximum number of lists and objects around a value."""


class TooLarge(Exception):
    """A limit is exceeded; the message says which."""


@dataclass(frozen=True, slots=True)
class Size:
    """A number of values, and how many of them are objects."""

    values: int = 0
    objects: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(self.values + other.values, self.objects + other.objects)

    def times(self, number: int) -> "Size":
        """Returns the size of so many copies."""
        return Size(self.values * number, self.objects * number)

    def require_allowed(self, what: str) -> None:
        """Raises TooLarge past the limits on values and objects."""
        if self.objects > MAX_OBJECTS:
            raise TooLarge(f"{what} more than {MAX_OBJECTS:,} objects.")
        if self.values > MAX_VALUES:
            raise TooLarge(f"{what} more than {MAX_VALUES:,} values.")


def size(value: Any, what: str) -> Size:
    """Returns the size of a value parsed from JSON; raises TooLarge past a limit, before the rest is looked at.

    ``what`` begins the message, with its verb: "The variables have".
    """
    if not isinstance(value, (dict, list)):
        _require_short(value, what)
        return SCALAR
    found = SCALAR
    level: list[dict[str, Any] | list[Any]] = [value]
    for _ in range(MAX_NESTING):
        below: list[dict[str, Any] | list[Any]] = []
        for each in level:
            if isinstance(each, list) and len(each) > MAX_LIST:
                raise TooLarge(f"{what} a list of {len(each):,} values: at most {MAX_LIST:,}.")
            found += Size(len(each), isinstance(each, dict))
            found.require_allowed(what)
            inner = each.values() if isinstance(each, dict) else each
            for one in inner:
                _require_short(one, what)
            below += [one for one in inner if isinstance(one, (dict, list))]
        if not below:
            return found
        level = below
    raise TooLarge(f"{what} values nested more than {MAX_NESTING} levels deep.")


def is_plain(value: Any) -> bool:
    """Whether this is a scalar that is within all limits."""
    kind = type(value)
    return not (kind is dict or kind is list or (kind is str and len(value) > MAX_TEXT))


def _require_short(value: Any, what: str) -> None:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise TooLarge(f"{what} a text of {len(value):,} characters: at most {MAX_TEXT:,}.")


NOTHING = Size()
SCALAR = Size(1)
OBJECT = Size(1, 1)
