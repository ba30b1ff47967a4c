"""Pages in the Relay form: which rows, from where, how many."""

from dataclasses import dataclass

from graph.errors import BadInput
from graph.resolvers.compiler.selection import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Selection


@dataclass(frozen=True, slots=True)
class Page:
    """At most ``size`` rows after and before two cursors, counted from the front, or from the back."""

    size: int = DEFAULT_PAGE_SIZE
    backwards: bool = False
    after: str | None = None
    before: str | None = None


def page_of(selection: Selection) -> Page:
    """The page that a field's arguments ask for; BadInput where they make no sense.

    An empty cursor names an end of the list, as some clients write it.
    """
    first, last = selection.argument("first"), selection.argument("last")
    if first is not None and last is not None:
        raise BadInput("Give `first` or `last`, not both: a page is counted from one end.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= MAX_PAGE_SIZE:
            raise BadInput(f"`{name}` must be from 0 to {MAX_PAGE_SIZE}, not {size}.")
    size = first if first is not None else last
    return Page(
        size=DEFAULT_PAGE_SIZE if size is None else size,
        backwards=last is not None,
        after=selection.argument("after") or None,
        before=selection.argument("before") or None,
    )
