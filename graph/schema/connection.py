"""Pages in the Relay form."""

from typing import Generic, TypeVar

import strawberry

from graph.schema.fields import part

T = TypeVar("T")


@strawberry.interface(description="Anything with an id that `node` finds.")
class Node:
    """An object with an id of its own."""

    id: strawberry.ID = part("Unique across all types. Opaque: nothing should be read out of it.")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = part("Whether more follows. Read backwards: whether `before` was given.")
    has_previous_page: bool = part("Whether more goes before. Read forwards: whether `after` was given.")
    start_cursor: str | None = part("The first cursor of the page.")
    end_cursor: str | None = part("The last cursor of the page.")


@strawberry.type(description="One place in a list.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = part("Where it stands: for `after` and `before` of the same list in the same order.")
    node: T = part("What stands there.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """Relay's connection."""

    edges: list[Edge[T]] = part("The page, with a cursor each.")
    nodes: list[T] = part("The page, without cursors.")
    page_info: PageInfo = part("Where the page lies in its list.")
    total_count: int = part("How many there are on all pages. Counted only when asked for.")
