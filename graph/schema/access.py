"""Why a user sees an account."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.auth.reasons import AccessKind
from graph.schema.enums import AccessLevel
from graph.schema.fields import part
from graph.schema.scalars import DateTime

if TYPE_CHECKING:
    from graph.schema.account import Account

strawberry.enum(
    AccessKind,
    description="A way to see an account. OWNER: owns it. ROLE: its owner's role stands below the user's. TEAM: is on"
    " its team. RULE: a sharing rule. GRANT: a grant on it. CASCADE: a grant on an account above it. PARTNER: it is"
    " the partner's own account, or managed by it. ADMIN and VIEW_ALL: sees every account.",
)


@strawberry.type(description="One reason why a user sees an account.")
class AccessReason:
    """A way in that is open."""

    kind: AccessKind = part("Which way in it is.")
    level: AccessLevel = part("What it opens.")
    name: str | None = part(
        "The name of the rule, of the group or role that a grant is to (none when it is to the user), or the title on"
        " the team."
    )
    via_account: Annotated["Account", strawberry.lazy("graph.schema.account")] | None = part(
        "The account above that a cascading grant is on; for partners, their partner account."
    )
    via_role: str | None = part("For ROLE, the role of the account's owner.")
    inherited_depth: int | None = part(
        "For CASCADE, how many levels above the grant is, in the tree of the viewer who asks: so nothing tells that"
        " something lies between."
    )
    expires_at: DateTime | None = part("When a grant runs out, if it does.")


@strawberry.type(description="What a user may do with an account, and why.")
class AccountAccess:
    """A user's access to one account."""

    level: AccessLevel = part("The highest level of all the reasons.")
    reasons: list[AccessReason] = part(
        "Every reason that applies: in the order of the kinds, then by name, then as they were made."
    )
