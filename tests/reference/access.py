"""Why the viewer sees an account, told as the graph tells it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle import Reason
from tests.reference.asked import Asked
from tests.reference.sdl import enum_names, hidden_field
from tests.rows import Row

KINDS = {
    "OWNED": "OWNER",
    "BELOW_IN_ROLE_TREE": "ROLE",
    "ON_TEAM": "TEAM",
    "RULE": "RULE",
    "GRANT": "GRANT",
    "CASCADE": "CASCADE",
    "PARTNERSHIP": "PARTNER",
}
"""The names of the oracle's ways in, but for who sees all."""


@dataclass(frozen=True)
class Access:
    """Named as the fields of AccountAccess."""

    level: str
    reasons: list[Reason]


def kind_of(reason: Reason, profile: str) -> str:
    return KINDS.get(reason.kind) or {"ADMIN": "ADMIN", "INTEGRATION": "VIEW_ALL"}[profile]


def access(asked: Asked, account: Row, _arguments: dict[str, Any]) -> Access | None:
    level = asked.oracle.level(account.id)
    if level is None:
        return None
    above = asked.oracle.ancestors(account.id)

    def told(reason: Reason) -> Reason:
        """Depths are those of the viewer's tree."""
        depth = None
        if reason.inherited_depth is not None and reason.via_account is not None:
            depth = len(above) - above.index(reason.via_account)
        return replace(reason, kind=kind_of(reason, asked.profile), inherited_depth=depth)

    kinds = enum_names("AccessKind")
    by_name = not hidden_field("AccessReason", "name", asked.profile)

    def place(reason: Reason) -> Any:
        name = reason.name if by_name else None
        return kinds.index(reason.kind), name is None, (name or "").encode(), reason.key

    return Access(level, sorted(map(told, asked.oracle.reasons(account.id)), key=place))


ACCESS: dict[str, Callable[[Asked, Any, dict[str, Any]], Any]] = {
    "Account.access": access,
    "AccessReason.viaAccount": lambda asked, reason, _: asked.seen("account", reason.via_account),
}
