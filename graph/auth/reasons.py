"""What a way in opens: which accounts, how far, and why."""

from dataclasses import dataclass
from enum import StrEnum

from graph.sql import EMPTY, Alias, Fragment, Node, literal, sql


class AccessKind(StrEnum):
    """The kinds of reasons, one or more for each way in, in the order in which they are listed."""

    OWNER = "OWNER"
    ROLE = "ROLE"
    TEAM = "TEAM"
    RULE = "RULE"
    GRANT = "GRANT"
    CASCADE = "CASCADE"
    PARTNER = "PARTNER"
    ADMIN = "ADMIN"
    VIEW_ALL = "VIEW_ALL"


NULL, NO_STEPS = sql("NULL"), sql("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The accounts that a way in opens, as one relation: a row for each reason, told apart by its key (an id)."""

    kind: AccessKind
    source: Fragment
    """What stands behind FROM."""
    where: Fragment
    account: Fragment
    level: Node
    key: Node
    name: Node = NULL
    via: Node = NULL
    """The account that the way comes from."""
    steps: Fragment = NO_STEPS
    """How many levels above in the true tree that is."""
    role: Node = NULL
    expires: Node = NULL
    named: Fragment = EMPTY
    """Joins that only the names of reasons need."""

    def ids(self) -> Fragment:
        """A query for account ids and the level at which each is open."""
        return self._select(sql("{account}, {level}", account=self.account, level=self.level), EMPTY, EMPTY)

    def accounts(self) -> Fragment:
        """A query for account ids alone."""
        return self._select(self.account, EMPTY, EMPTY)

    def exists(self, account: Alias) -> Fragment:
        """What stands behind EXISTS (SELECT: a row that opens this account."""
        return self._select(EMPTY, EMPTY, sql(" AND {it} = {a}.id", it=self.account, a=account))

    def reasons(self, account: Alias) -> Fragment:
        """A query for the reasons of one account."""
        columns = sql(
            "{kind} AS kind, {level}::text AS level, {name}::text AS name, {via}::uuid AS via_account_id,"
            " {steps} AS steps, {role}::text AS via_role, {expires}::timestamptz AS expires_at, {key}::uuid AS key",
            kind=literal(self.kind),
            level=self.level,
            name=self.name,
            via=self.via,
            steps=self.steps,
            role=self.role,
            expires=self.expires,
            key=self.key,
        )
        return self._select(columns, self.named, sql(" AND {it} = {a}.id", it=self.account, a=account))

    def _select(self, columns: Fragment, joins: Fragment, more: Fragment) -> Fragment:
        return sql(
            "SELECT {columns} FROM {source}{joins} WHERE {where}{more}",
            columns=columns,
            source=self.source,
            joins=joins,
            where=self.where,
            more=more,
        )
