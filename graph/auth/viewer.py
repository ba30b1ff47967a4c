"""The viewer: the user on whose behalf a request runs, with all that the row filter depends on."""

from dataclasses import dataclass, field
from uuid import UUID

from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator


@dataclass(frozen=True, slots=True)
class Condition:
    """A typed condition of a sharing rule."""

    column: RuleColumn
    operator: RuleOperator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sharing rule that applies to the viewer's profile, role or groups."""

    id: UUID
    name: str
    level: AccessLevel
    conditions: tuple[Condition, ...]


class PlanKey:
    """The key of cached statements. Its hash is computed once, since each request looks up several statements."""

    __slots__ = ("_hash", "_parts")

    def __init__(self, *parts: object) -> None:
        self._parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, PlanKey) and self._parts == other._parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A user and their rights, as of the sharing epoch ``epoch``.

    Teams, grants and ownership are not part of it: each statement reads them from the database.
    """

    id: UUID
    email: str
    email_since: float
    """When the user got this address, in seconds since 1970."""
    tokens_valid_from: float | None = None
    """Tokens that were issued before this are refused, in seconds since 1970; None: there is no such moment."""
    name: str
    profile: Profile
    role_id: UUID | None
    role_name: str | None
    roles_below: tuple[UUID, ...]
    group_ids: tuple[UUID, ...]
    partner_account_id: UUID | None
    can_view_all: bool
    can_roll_up_all: bool
    rules: tuple[Rule, ...]
    epoch: int
    few_listed: bool
    """Whether the ways in other than rules and the role tree open few accounts: an estimate, to choose a plan by."""

    few_by_role: bool
    """Whether the role tree opens few accounts: an estimate too."""

    plan_key: PlanKey = field(init=False)
    """All that the text of a statement depends on; viewers with equal keys share statements."""

    def __post_init__(self) -> None:
        key = PlanKey(
            self.profile,
            self.sees_everything,
            self.few_listed,
            self.few_by_role,
            self.may_roll_up_everything,
            bool(self.roles_below),
            self.partner_account_id is not None,
            self.rules,
        )
        object.__setattr__(self, "plan_key", key)

    @property
    def sees_everything(self) -> bool:
        """Whether the viewer sees every account."""
        return self.profile is Profile.ADMIN or (self.profile is Profile.INTEGRATION and self.can_view_all)

    @property
    def may_roll_up_everything(self) -> bool:
        """Whether the viewer may see roll-ups that include accounts hidden from them."""
        return self.can_roll_up_all or self.profile in (Profile.ADMIN, Profile.INTEGRATION)


class ViewerChanged(Exception):
    """The sharing epoch has risen since the viewer was loaded: load the viewer again and repeat the request."""
