"""Grants."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.connection import Node
from graph.schema.enums import AccessLevel
from graph.schema.fields import part
from graph.schema.group import Group
from graph.schema.role_tree import Role
from graph.schema.scalars import DateTime
from graph.schema.user import User

if TYPE_CHECKING:
    from graph.schema.account import Account


@strawberry.type(
    description="Access to one account for a user, a role or a group: exactly one of these, of which partners are shown"
    " none but themselves. A grant is seen by admins, by the account's owner, and by those whom it lets in."
)
class Grant(Node):
    """A grant."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("Which account it opens.")
    user: User | None = part("The user it is for.")
    role: Role | None = part("The role it is for: the users of that very role.")
    group: Group | None = part("The group it is for.")
    level: AccessLevel = part("What it opens.")
    cascades: bool = part("Whether it opens all accounts below too.")
    expires_at: DateTime | None = part("When it runs out, if it does. From then on it opens nothing.")
    created_at: DateTime = part("When it was made.")
    created_by: User | None = part("Who made it.")
