"""Objects with ids, and pages in the Relay form."""

from collections.abc import Mapping

from graph.schema.declarations import Field, ObjectType

NODE = ObjectType(
    "Node",
    "An object with an ID, which `node` finds.",
    {"id": Field("ID!", "The ID, unique across all types. It is opaque: clients should not parse it.")},
    interface=True,
    ruled=False,
)

PAGE_INFO = ObjectType(
    "PageInfo",
    "The position of a page in its list.",
    {
        "hasNextPage": Field("Boolean!", "Whether more follows. Of a page read backwards: whether `before` was given."),
        "hasPreviousPage": Field(
            "Boolean!", "Whether more precedes. Of a page read forwards: whether `after` was given."
        ),
        "startCursor": Field("String", "The first cursor of the page."),
        "endCursor": Field("String", "The last cursor of the page."),
    },
    ruled=False,
)


def connection(
    node: str, description: str = "One page of a list.", more: Mapping[str, Field] | None = None
) -> tuple[ObjectType, ObjectType]:
    """The edge and the connection of a type; ``more`` are fields of the connection beside Relay's."""
    edge = ObjectType(
        f"{node}Edge",
        "One place in a list.",
        {
            "cursor": Field("String!", "The cursor: for `after` and `before` of the same list in the same order."),
            "node": Field(f"{node}!", "The object at this place."),
        },
        ruled=False,
    )
    page = ObjectType(
        f"{node}Connection",
        description,
        {
            "edges": Field(f"[{edge.name}!]!", "The objects of the page, each with its cursor."),
            "nodes": Field(f"[{node}!]!", "The objects of the page."),
            "pageInfo": Field("PageInfo!", "The position of the page in its list."),
            "totalCount": Field("Int!", "The number of objects on all pages. Counted only when asked for."),
            **(more or {}),
        },
        ruled=False,
    )
    return edge, page
