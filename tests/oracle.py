"""Who sees what, in plain and slow Python over rows: the truth that the sharing predicate is compared with.

Nothing of the program is used but its tables: this says the same thing a second time, in other words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tests.rows import Row, Rows, above


@dataclass(frozen=True)
class Reason:
    """One way in that holds: why a viewer sees an account."""

    kind: str  # OWNED, BELOW_IN_ROLE_TREE, ON_TEAM, RULE, GRANT, CASCADE, PARTNERSHIP or SEES_ALL
    level: str
    name: str | None = None  # of the rule; of the role or group that a grant names; the title on a team
    via_account: UUID | None = None  # where a cascading grant stands; the partner account
    via_role: str | None = None  # the owner's role, below the viewer's
    inherited_depth: int | None = None  # steps down from the cascading grant
    expires_at: datetime | None = None
    key: UUID | None = None  # of the rule, the grant or the place on the team: tells apart reasons that read alike


class Oracle:
    """What one viewer sees at one moment. An inactive user can't sign in: PermissionError."""

    def __init__(self, rows: Rows, viewer_user_id: UUID, now: datetime) -> None:
        self.rows = rows
        self.viewer = rows.users[viewer_user_id]
        self.now = now
        if not self.viewer.is_active:
            raise PermissionError(f"{self.viewer.email} is inactive")
        members = rows.tables["group_member"].values()
        self.group_ids = {member.group_id for member in members if member.user_id == self.viewer.id}
        self._reasons: dict[UUID, set[Reason]] = {}

    # -- who sees what

    def reasons(self, account_id: UUID) -> set[Reason]:
        """Every way in that holds; none for a hidden account."""
        if account_id not in self._reasons:
            account = self.rows.accounts[account_id]
            self._reasons[account_id] = {
                *self._owned(account),
                *self._below_in_role_tree(account),
                *self._on_team(account),
                *self._by_rule(account),
                *self._by_grant(account),
                *self._by_cascade(account),
                *self._by_partnership(account),
                *self._seeing_all(),
            }
        return self._reasons[account_id]

    def level(self, account_id: UUID) -> str | None:
        """EDIT, READ, or None for a hidden account."""
        levels = {reason.level for reason in self.reasons(account_id)}
        return "EDIT" if "EDIT" in levels else "READ" if "READ" in levels else None

    def visible_accounts(self) -> set[UUID]:
        return {account_id for account_id in self.rows.accounts if self.level(account_id)}

    def visible_users(self) -> set[UUID]:
        return {user.id for user in self.rows.users.values() if self.sees(user)}

    def sees(self, record: Row) -> bool:
        """May the viewer read this account, user, role, group, rule, record of an account, or external id of one?"""
        if record.table == "account":
            return self.level(record.id) is not None
        if record.table == "app_user":
            if self.viewer.profile != "PARTNER" or record.id == self.viewer.id:
                return True
            return record.id in self._owners_of_visible_accounts
        if record.table in ("role", "user_group"):
            return bool(self.viewer.profile != "PARTNER")
        if record.table == "sharing_rule":
            return bool(self.viewer.profile == "ADMIN")
        if record.table == "external_id":
            named = self.rows.identified(record)
            return named is not None and self.viewer.profile != "PARTNER" and self.sees(named)
        if record.table == "account_team":
            return self.level(record.account_id) is not None and self.sees(self.rows.users[record.user_id])
        if record.table == "account_grant":
            return self._sees_grant(record)
        return self.level(record.account_id) is not None

    def _sees_grant(self, grant: Row) -> bool:
        """Admins see all; owners those on their accounts; others those that are to them, run out or not."""
        if self.viewer.profile == "ADMIN":
            return True
        owned = self.rows.accounts[grant.account_id].owner_id == self.viewer.id
        return self.level(grant.account_id) is not None and (owned or self._is_to_viewer(grant))

    @cached_property
    def _owners_of_visible_accounts(self) -> set[UUID]:
        return {self.rows.accounts[account_id].owner_id for account_id in self.visible_accounts()}

    def _owned(self, account: Row) -> Iterable[Reason]:
        if account.owner_id == self.viewer.id:
            yield Reason("OWNED", "EDIT")

    def _below_in_role_tree(self, account: Row) -> Iterable[Reason]:
        if account.owner_id is None or self.viewer.role_id is None:
            return
        owners_role = self.rows.users[account.owner_id].role_id
        if owners_role is not None and self.viewer.role_id in above(self.rows.roles, owners_role):
            yield Reason("BELOW_IN_ROLE_TREE", "EDIT", via_role=self.rows.roles[owners_role].name)

    def _on_team(self, account: Row) -> Iterable[Reason]:
        for member in self.rows.of_account("account_team", account.id):
            if member.user_id == self.viewer.id:
                yield Reason("ON_TEAM", member.level, name=member.title, key=member.id)

    def _by_rule(self, account: Row) -> Iterable[Reason]:
        for rule in self.rows.rules.values():
            if account.id in self.rows.matched[rule.id] and self._rule_names_viewer(rule):
                yield Reason("RULE", rule.level, name=rule.name, key=rule.id)

    def _rule_names_viewer(self, rule: Row) -> bool:
        if rule.profile is not None:
            return bool(rule.profile == self.viewer.profile)
        if rule.group_id is not None:
            return rule.group_id in self.group_ids
        if self.viewer.role_id is None:
            return False
        if rule.role_id == self.viewer.role_id:
            return True
        return rule.include_below and rule.role_id in above(self.rows.roles, self.viewer.role_id)

    def _by_grant(self, account: Row) -> Iterable[Reason]:
        for grant in self.rows.of_account("account_grant", account.id):
            if self._grant_holds(grant):
                yield Reason("GRANT", grant.level, self._grantee(grant), expires_at=grant.expires_at, key=grant.id)

    def _by_cascade(self, account: Row) -> Iterable[Reason]:
        for steps, ancestor_id in enumerate(above(self.rows.accounts, account.id), 1):
            for grant in self.rows.of_account("account_grant", ancestor_id):
                if grant.cascades and self._grant_holds(grant):
                    name = self._grantee(grant)
                    yield Reason("CASCADE", grant.level, name, ancestor_id, None, steps, grant.expires_at, grant.id)

    def _grant_holds(self, grant: Row) -> bool:
        if grant.expires_at is not None and grant.expires_at <= self.now:
            return False
        return self._is_to_viewer(grant)

    def _is_to_viewer(self, grant: Row) -> bool:
        if grant.user_id is not None:
            return bool(grant.user_id == self.viewer.id)
        if grant.role_id is not None:
            return bool(grant.role_id == self.viewer.role_id)
        return grant.group_id in self.group_ids

    def _grantee(self, grant: Row) -> str | None:
        """The role or group a grant names; nothing when it names the viewer."""
        if grant.role_id is not None:
            return str(self.rows.roles[grant.role_id].name)
        return str(self.rows.groups[grant.group_id].name) if grant.group_id is not None else None

    def _by_partnership(self, account: Row) -> Iterable[Reason]:
        own = self.viewer.partner_account_id
        if self.viewer.profile == "PARTNER" and own is not None and own in (account.id, account.partner_id):
            yield Reason("PARTNERSHIP", "READ", via_account=own)

    def _seeing_all(self) -> Iterable[Reason]:
        if self.viewer.profile == "ADMIN":
            yield Reason("SEES_ALL", "EDIT")
        if self.viewer.profile == "INTEGRATION" and self.viewer.can_view_all:
            yield Reason("SEES_ALL", "READ")

    # -- the viewer's tree: the account tree with the hidden accounts taken out and the ends joined

    def ancestors(self, account_id: UUID) -> list[UUID]:
        """Visible ancestors, root first."""
        return [each for each in reversed(above(self.rows.accounts, account_id)) if self.level(each)]

    def parent(self, account_id: UUID) -> UUID | None:
        """The nearest visible ancestor."""
        ancestors = self.ancestors(account_id)
        return ancestors[-1] if ancestors else None

    def ultimate_parent(self, account_id: UUID) -> UUID:
        """The farthest visible ancestor, or the account itself."""
        return [*self.ancestors(account_id), account_id][0]

    def depth(self, account_id: UUID) -> int:
        return len(self.ancestors(account_id))

    def children(self, account_id: UUID) -> set[UUID]:
        """The visible accounts whose parent this one is."""
        return self._children.get(account_id, set())

    @cached_property
    def _children(self) -> dict[UUID, set[UUID]]:
        children: dict[UUID, set[UUID]] = defaultdict(set)
        for account_id in self.visible_accounts():
            parent = self.parent(account_id)
            if parent is not None:
                children[parent].add(account_id)
        return children

    def descendants(self, account_id: UUID, max_depth: int | None = None) -> set[UUID]:
        """The visible accounts below, at most so many visible steps down."""
        found: set[UUID] = set()
        generation = {account_id}
        steps = 0
        while generation and (max_depth is None or steps < max_depth):
            generation = {child for each in generation for child in self.children(each)}
            found |= generation
            steps += 1
        return found
