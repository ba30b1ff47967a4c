"""Pages in the Relay form: which rows, from where, how many."""

from dataclasses import dataclass

from graph.errors import BadInput
from graph.resolvers.compiler.shape import Chosen

DEFAULT_SIZE = 25
LARGEST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """At most ``size`` rows after and before two cursors, counted from the front, or from the back."""

    size: int = DEFAULT_SIZE
    backwards: bool = False
    after: str | None = None
    before: str | None = None


def page_of(chosen: Chosen) -> Page:
    """The page that a field's arguments ask for; BadInput where they make no sense."""
    first, last = chosen.argument("first"), chosen.argument("last")
    if first is not None and last is not None:
        raise BadInput("Give `first` or `last`, not both: a page is counted from one end.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= LARGEST:
            raise BadInput(f"`{name}` must be from 0 to {LARGEST}, not {size}.")
    size = first if first is not None else last
    return Page(
        size=DEFAULT_SIZE if size is None else size,
        backwards=last is not None,
        after=chosen.argument("after"),
        before=chosen.argument("before"),
    )
