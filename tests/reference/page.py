"""Pages: a part of a sorted list, in the Relay form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import BadInput
from graph.resolvers.compiler.cursor import CursorKey
from tests.reference.faults import Fault
from tests.reference.order import Order
from tests.rows import Row

MOST, UNLESS_TOLD = 100, 25


@dataclass(frozen=True)
class Edge:
    cursor: str
    node: Row


@dataclass(frozen=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True)
class Page:
    """Named as the fields of a connection."""

    edges: list[Edge]
    nodes: list[Row]
    page_info: PageInfo
    total_count: int


def read_cursor(cursors: CursorKey, order: Order, cursor: str | None) -> list[Any] | None:
    """The place in the list that a cursor names; Fault for one that was not made for this order."""
    if not cursor:
        return None
    try:
        return order.parse(cursors.decode(order.name, cursor, ""))
    except BadInput:
        raise Fault("BAD_INPUT") from None


def check_sizes(arguments: Mapping[str, Any]) -> None:
    """Fault where no page can be of this size."""
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise Fault("BAD_INPUT")
    for size in (first, last):
        if size is not None and not 0 <= size <= MOST:
            raise Fault("BAD_INPUT")


def page(cursors: CursorKey, order: Order, rows: Sequence[Row], arguments: Mapping[str, Any]) -> Page:
    """One page of these rows, which come in any order."""
    after = read_cursor(cursors, order, arguments.get("after"))
    before = read_cursor(cursors, order, arguments.get("before"))
    between = [
        row
        for row in order.sort(rows)
        if (after is None or order.compare(order.values(row), after) > 0)
        and (before is None or order.compare(order.values(row), before) < 0)
    ]
    last = arguments.get("last")
    if last is not None:
        nodes = between[max(0, len(between) - last) :]
        more_before, more_after = len(between) > last, bool(arguments.get("before"))
    else:
        first = arguments.get("first")
        size = UNLESS_TOLD if first is None else first
        nodes = between[:size]
        more_before, more_after = bool(arguments.get("after")), len(between) > size
    edges = [Edge(cursors.encode(order.name, order.texts(row)), row) for row in nodes]
    ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    return Page(edges, nodes, PageInfo(more_after, more_before, *ends), len(rows))
