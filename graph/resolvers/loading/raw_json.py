"""What passes through the executor as it is."""

from typing import Any


class RawJson:
    """A part of the answer that is complete: JSON fragments, lists of them, or null."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value
