"""Groups of users."""

import strawberry

from graph.schema.connection import Node
from graph.schema.fields import part


@strawberry.type(description="Users named together, so that rules and grants can name them at once.")
class Group(Node):
    """A group."""

    name: str = part("Its name, unique.")
