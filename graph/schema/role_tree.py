"""The role tree."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.connection import Connection, Node
from graph.schema.fields import pages, part

if TYPE_CHECKING:
    from graph.schema.user import User

_role = Annotated["Role", strawberry.lazy("graph.schema.role_tree")]


@strawberry.type(description="A place in the role tree. Who stands above sees what those below own.")
class Role(Node):
    """A role."""

    name: str = part("Its name, unique.")
    parent: _role | None = part("The role it reports to; null at the top.")
    children: Connection[_role] = part("The roles that report to it, by name.", pages)
    users: Connection[Annotated["User", strawberry.lazy("graph.schema.user")]] = part(
        "Who has it, by name, inactive users too.", pages
    )
