"""How the types declare their fields: each is a part of its root field's statement."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

First = Annotated[
    int | None, strawberry.argument(description="How many, counted from the front: 25 unless told, at most 100.")
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="How many, counted from the back. Not together with `first`.")
]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]

Where = strawberry.argument(description="Which to keep.")
OrderedBy = strawberry.argument(description="What to sort by, the first key first. Empty values come last either way.")


Search = Annotated[
    str | None,
    strawberry.argument(
        description="Only what every word of this is found in, slips of the pen forgiven; the best finds first unless"
        " `orderBy` says otherwise. At most 10 words."
    ),
]

IncludeEmpty = Annotated[bool, strawberry.argument(description="Whether empty stages are listed too.")]


class AnsweredElsewhereError(AssertionError):
    """A resolver ran for a part of a statement: its root field was not passed through finished."""


def part(description: str, arguments: Any = None) -> Any:
    """A field answered by its root field's statement. ``arguments`` is a function that only declares them."""
    return strawberry.field(description=description, resolver=arguments)


def answered_elsewhere() -> Any:
    """The body of a function that only declares arguments."""
    raise AnsweredElsewhereError("this field is a part of its root field's statement")


def pages(first: First = UNSET, after: After = UNSET, last: Last = UNSET, before: Before = UNSET) -> Any:
    """The arguments of a connection."""
    return answered_elsewhere()


def forward_pages(first: First = UNSET, after: After = UNSET) -> Any:
    """The arguments of a connection that is read from the front only."""
    return answered_elsewhere()


def forward_filtered_pages(kept: type) -> Callable[..., Any]:
    """The arguments of a connection that can be filtered and is read from the front only."""

    def arguments(
        where: Annotated[kept | None, Where] = UNSET,  # type: ignore[valid-type]  # made per noun
        first: First = UNSET,
        after: After = UNSET,
    ) -> Any:
        return answered_elsewhere()

    return arguments


def filtered_pages(kept: type) -> Callable[..., Any]:
    """The arguments of a connection that can be filtered."""

    def arguments(
        where: Annotated[kept | None, Where] = UNSET,  # type: ignore[valid-type]  # made per noun
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Any:
        return answered_elsewhere()

    return arguments


def ordered_pages(kept: type, order: type) -> Callable[..., Any]:
    """The arguments of a connection that can be filtered and sorted."""

    def arguments(
        where: Annotated[kept | None, Where] = UNSET,  # type: ignore[valid-type]  # made per noun
        order_by: Annotated[list[order] | None, OrderedBy] = UNSET,  # type: ignore[valid-type]  # made per noun
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Any:
        return answered_elsewhere()

    return arguments


def searched_pages(kept: type, order: type) -> Callable[..., Any]:
    """The arguments of a connection that can be searched, filtered and sorted."""

    def arguments(
        search: Search = UNSET,
        where: Annotated[kept | None, Where] = UNSET,  # type: ignore[valid-type]  # made per noun
        order_by: Annotated[list[order] | None, OrderedBy] = UNSET,  # type: ignore[valid-type]  # made per noun
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Any:
        return answered_elsewhere()

    return arguments
