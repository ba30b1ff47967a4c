"""The relation of a way in: the accounts that it opens, the level of access, and the reason."""

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
    """The accounts that a way in opens, as a relation: one row per reason, identified by ``key``, an id."""

    kind: AccessKind
    source: Fragment
    """The content of the FROM clause."""
    where: Fragment
    account: Fragment
    level: Node
    key: Node
    name: Node = NULL
    via: Node = NULL
    """The account from which the access is inherited."""
    steps: Fragment = NO_STEPS
    """The number of levels, in the account tree, by which ``via`` is above the account."""
    role: Node = NULL
    expires: Node = NULL
    named: Fragment = EMPTY
    """Joins that are needed only for the names of reasons."""

    def ids(self) -> Fragment:
        """Returns a query for the accounts' ids and levels of access."""
        return self._select(sql("{account}, {level}", account=self.account, level=self.level), EMPTY, EMPTY)

    def accounts(self) -> Fragment:
        """Returns a query for the accounts' ids."""
        return self._select(self.account, EMPTY, EMPTY)

    def exists(self, account: Alias) -> Fragment:
        """Returns the subquery of an EXISTS: the rows that open this account."""
        return self._select(EMPTY, EMPTY, sql(" AND {it} = {a}.id", it=self.account, a=account))

    def reasons(self, account: Alias) -> Fragment:
        """Returns a query for the reasons of one account."""
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
