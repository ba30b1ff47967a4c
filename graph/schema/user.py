"""Users, and the viewer."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.connection import Connection, Node
from graph.schema.enums import Profile
from graph.schema.fields import pages, part
from graph.schema.group import Group
from graph.schema.role_tree import Role

if TYPE_CHECKING:
    from graph.schema.account import Account


@strawberry.type(description="Someone who works with accounts.")
class User(Node):
    """A user, as others see them."""

    name: str = part("Their full name.")
    email: str | None = part("Their e-mail address.")
    profile: Profile | None = part("What kind of user they are.")
    role_name: str | None = part("Their place in the role tree, if they have one.")
    is_active: bool | None = part("Whether they may sign in.")
    role: Role | None = part("Their place in the role tree, if they have one.")
    groups: Connection[Group] | None = part("The groups they are in, by name.", pages)
    partner_account: Annotated["Account", strawberry.lazy("graph.schema.account")] | None = part(
        "The partner account that they work for, if the viewer sees it."
    )
    can_view_all: bool | None = part("Whether they may read every account: of integrations alone.")
    can_roll_up_all: bool | None = part("Whether they may have figures that count accounts they don't see.")


@strawberry.type(description="Whoever is asking.")
class Viewer:
    """The signed-in user, as they see themself."""

    user: User = part("The viewer as a user.")
    email: str = part("The e-mail address that the token speaks for.")
    profile: Profile = part("What kind of user the viewer is; field rules go by it.")
    role_name: str | None = part("The viewer's place in the role tree, if they have one.")
    groups: list[str] = part("The names of the groups the viewer is in.")
    partner_account: Annotated["Account", strawberry.lazy("graph.schema.account")] | None = part(
        "The partner account that the viewer works for."
    )
    can_view_all: bool = part("Whether an integration may read every account.")
