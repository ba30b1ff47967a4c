"""The arguments of lists: pages, filter, order, search."""

from graph.models.noun import Noun
from graph.models.spec import Listing
from graph.resolvers.compiler.selection import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from graph.resolvers.nouns.computed import Argument

FIRST_AND_AFTER = (
    Argument(
        "first",
        "Int",
        f"The size of the page, counted from the front: {DEFAULT_PAGE_SIZE} unless given, at most {MAX_PAGE_SIZE}.",
    ),
    Argument("after", "String", "The cursor that the page begins after; empty or left out, the start."),
)
LAST_AND_BEFORE = (
    Argument("last", "Int", "The size of the page, counted from the back. Not together with `first`."),
    Argument("before", "String", "The cursor that the page ends before; empty or left out, the end."),
)
PAGES = (*FIRST_AND_AFTER, *LAST_AND_BEFORE)

SEARCH = Argument(
    "search",
    "String",
    "Words that must all be found in a record, small misspellings forgiven; the best matches come first unless"
    " `orderBy` says otherwise. At most 10 words.",
)


def where(noun: str) -> Argument:
    """The argument that filters a list of a noun."""
    return Argument("where", f"{noun}Filter", "Conditions that a record must meet.")


def order_by(noun: str) -> Argument:
    """The argument that sorts a list of a noun."""
    return Argument(
        "orderBy", f"[{noun}Order!]", "The sort keys, the first one first. Empty values come last either way."
    )


def list_arguments(noun: Noun, listing: Listing = Listing("")) -> tuple[Argument, ...]:  # noqa: B008  # it is frozen
    """The arguments of a list of a noun."""
    found: list[Argument] = [SEARCH] if listing.search else []
    found += [where(noun.name)] if listing.where else []
    found += [order_by(noun.name)] if listing.order else []
    return (*found, *(PAGES if listing.backwards else FIRST_AND_AFTER))
