"""Groups of users."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.connection import Connection, Node
from graph.schema.fields import pages, part

if TYPE_CHECKING:
    from graph.schema.user import User


@strawberry.type(description="Users named together, so that rules and grants can name them at once.")
class Group(Node):
    """A group."""

    name: str = part("Its name, unique.")
    members: Connection[Annotated["User", strawberry.lazy("graph.schema.user")]] = part(
        "Who is in it, by name, inactive users too.", pages
    )
