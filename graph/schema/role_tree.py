"""The role tree."""

import strawberry

from graph.schema.connection import Node
from graph.schema.fields import part


@strawberry.type(description="A place in the role tree. Who stands above sees what those below own.")
class Role(Node):
    """A role."""

    name: str = part("Its name, unique.")
