"""The viewer: who is asking, with everything the sharing predicate needs to know of them."""

from dataclasses import dataclass, field
from uuid import UUID

from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator


@dataclass(frozen=True, slots=True)
class Condition:
    """One typed condition of a sharing rule."""

    column: RuleColumn
    operator: RuleOperator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sharing rule that names this viewer's profile, role or group."""

    id: UUID
    name: str
    level: AccessLevel
    conditions: tuple[Condition, ...]


class PlanKey:
    """What statements are kept by: hashed once, since every request looks some up."""

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
    """One signed-in user, as the sharing epoch numbered ``epoch`` has them.

    Teams, grants and ownership are not here: each statement reads them itself.
    """

    id: UUID
    email: str
    email_since: float
    """Since when the address is theirs, in seconds since 1970."""
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
    """An estimate, for choosing a plan: whether what is open but for the rules and the role tree is few accounts."""

    few_by_role: bool
    """The same of what is open by the role tree."""

    plan_key: PlanKey = field(init=False)
    """What of this viewer a statement's text depends on; viewers of equal keys share statements."""

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
        """Does every account stand open to this viewer?"""
        return self.profile is Profile.ADMIN or (self.profile is Profile.INTEGRATION and self.can_view_all)

    @property
    def may_roll_up_everything(self) -> bool:
        """May this viewer have figures that count accounts they don't see?"""
        return self.can_roll_up_all or self.profile in (Profile.ADMIN, Profile.INTEGRATION)


class ViewerChanged(Exception):
    """The sharing epoch moved on after this viewer was read: authenticate again and run the question again."""
