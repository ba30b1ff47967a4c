"""The rows that are grouped: one noun's, behind its row filter, with what their keys join to them.

All of it works on sets: what asks the filter once for each row that is counted would ask it a hundred thousand times.
Only an ultimate parent is looked up, once a parent where the planner thinks it worth remembering.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from graph.auth.sharing import visible, visible_parts
from graph.errors import BadInput
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.node import plain_text
from graph.sql import TRUE, Alias, Fragment, Identifier, all_of, join, literal, sql

NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Files among the zones that are no zones."""

SEEN = Identifier("seen")
TOPS = Identifier("tops")
"""Subqueries that a grouping names before itself: all accounts that are seen, and the ultimate parent of each."""


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What rows are grouped by, and what that needs beside the row."""

    value: Fragment
    joins: tuple[Fragment, ...] = ()
    """Joins to the row, each of which keeps it once."""
    subqueries: tuple[tuple[Identifier, Fragment], ...] = ()
    label: Fragment | None = None
    """An aggregate that finds the name of the key, where one of its rows has it."""


class GroupedRows:
    """The rows of one noun, as keys are made of them."""

    def __init__(self, scope: Scope, noun: str, zone: str) -> None:
        self.scope = scope
        self._zone = zone
        self._table = scope.entities[noun]
        self._user = scope.entities["User"]
        self._noun_is_account = noun == "Account"
        self.row = Alias(self._table.stem)
        self.account = self.row if self._noun_is_account else Alias("ac")
        """The account that the row is, or belongs to: then who names it has to join it."""
        self.account_join: tuple[Fragment, ...] = ()
        if not self._noun_is_account:
            self.account_join = (
                sql("JOIN account {account} ON {account}.id = {row}.account_id", account=self.account, row=self.row),
            )

    def of_row(self, template: str) -> GroupKey:
        """An expression over the row ``{a}``."""
        return GroupKey(sql(template, a=self.row))

    def of_account(self, template: str) -> GroupKey:
        """An expression over the row's account ``{a}``."""
        return GroupKey(sql(template, a=self.account), self.account_join)

    def created_month(self) -> GroupKey:
        """The month in which the row was made, as the clocks of the time zone show it."""
        return GroupKey(
            sql(
                "date_trunc('month', {row}.created_at AT TIME ZONE {zone})::date",
                row=self.row,
                # a known zone's name, in the text itself: the planner knows by it how many months there are
                zone=literal(self._zone),
            )
        )

    def owner(self) -> GroupKey:
        """The owner, if the subject sees them."""
        x, named, there = Alias("ap"), Alias("named"), Alias("there")
        seen = self._sees_owner(x)
        column = sql("{row}.owner_id", row=self.row)
        if seen == TRUE:
            return GroupKey(column)
        # each is asked for once; OFFSET 0 keeps the filter behind the names
        owners = sql(
            "LEFT JOIN (SELECT {named}.id FROM (SELECT DISTINCT owner_id AS id FROM {table}"
            " WHERE owner_id IS NOT NULL) {named}, LATERAL (SELECT FROM app_user {x} WHERE {x}.id = {named}.id"
            " AND {seen} OFFSET 0) found) {there} ON {there}.id = {column}",
            named=named,
            table=Identifier(self._table.table),
            x=x,
            seen=seen,
            there=there,
            column=column,
        )
        return GroupKey(sql("{there}.id", there=there), (owners,))

    def owner_role(self) -> GroupKey:
        """The name of the owner's role."""
        u, r = Alias("u"), Alias("r")
        joins = (
            sql(
                "LEFT JOIN app_user {u} ON {u}.id = {row}.owner_id AND {seen}",
                u=u,
                row=self.row,
                seen=self._sees_owner(u),
            ),
            sql("LEFT JOIN role {r} ON {r}.id = {u}.role_id", r=r, u=u),
        )
        return GroupKey(sql("{r}.name", r=r), joins)

    def _sees_owner(self, user: Alias) -> Fragment:
        # an account is shown with its owner
        return TRUE if self._noun_is_account else self.scope.sees(self._user, user)

    def partner(self) -> GroupKey:
        """The partner account, if the subject sees it."""
        column = sql("{account}.partner_id", account=self.account)
        if self.scope.viewer.sees_everything:
            return GroupKey(column, self.account_join)
        v, manager = Alias("v"), Alias("manager")
        seen = sql("SELECT {v}.id FROM account {v} WHERE {seen}", v=v, seen=self._visible(v))
        joins = (
            *self.account_join,
            sql(
                "LEFT JOIN {all} {manager} ON {manager}.id = {column}",
                all=SEEN,
                manager=manager,
                column=column,
            ),
        )
        return GroupKey(sql("{manager}.id", manager=manager), joins, ((SEEN, seen),))

    def ultimate_parent(self) -> GroupKey:
        """The farthest visible ancestor of the account, or the account itself."""
        a, top = self.account, Alias("top")
        key = sql("coalesce({top}.top_id, {a}.id)", top=top, a=a)
        # an account with no visible parent is its own ultimate parent, so its own name labels the group
        label = (
            sql("min({a}.name_key) FILTER (WHERE {top}.top_id IS NULL)", a=a, top=top)
            if self._noun_is_account
            else None
        )
        if self.scope.viewer.sees_everything:
            farthest = sql(
                "LEFT JOIN (SELECT DISTINCT ON (t.descendant_id) t.descendant_id AS id, t.ancestor_id AS top_id"
                " FROM account_tree t WHERE t.depth > 0 ORDER BY t.descendant_id, t.depth DESC) {top}"
                " ON {top}.id = {a}.id",
                top=top,
                a=a,
            )
            return GroupKey(key, (*self.account_join, farthest), label=label)
        if self._noun_is_account:
            return GroupKey(key, (self._top(a, top),), label=label)
        # an account is asked once, not for each of its records
        v, its_top = Alias("v"), Alias("top")
        tops = sql(
            "SELECT {v}.id, {top}.top_id FROM account {v} {join} WHERE {seen}",
            v=v,
            top=its_top,
            join=self._top(v, its_top),
            seen=self._visible(v),
        )
        join_tops = sql("JOIN {tops} {top} ON {top}.id = {a}.id", tops=TOPS, top=top, a=a)
        return GroupKey(key, (*self.account_join, join_tops), ((TOPS, tops),), label)

    def _top(self, account: Alias, top: Alias) -> Fragment:
        """Joins the farthest visible ancestor of an account that is seen, if there is one.

        It is the parent's, or the parent itself: looked up by the parent, so that the planner may remember it for all
        who have the same.
        """
        t, v = Alias("t"), Alias("v")
        return sql(
            "LEFT JOIN LATERAL (SELECT {t}.ancestor_id AS top_id FROM account_tree {t} JOIN account {v}"
            " ON {v}.id = {t}.ancestor_id WHERE {t}.descendant_id = {a}.parent_id AND {seen}"
            " ORDER BY {t}.depth DESC LIMIT 1) {top} ON true",
            t=t,
            v=v,
            a=account,
            seen=visible(self.scope.subject, v, "hashed"),
            top=top,
        )

    def source(self, keys: Sequence[GroupKey], where: Fragment) -> Fragment:
        """All rows that the subject sees and the condition keeps, with the joins of these keys: from FROM on."""
        if self.scope.viewer.sees_everything:
            return self._source(keys, self.scope.sees(self._table, self.row), where)
        return self._source(keys, self._visible(self.account), where)

    def parts(self, keys: Sequence[GroupKey], where: Fragment) -> list[Fragment]:
        """The same rows, each in one of these sources: what each way in opens is found by an index of its own."""
        if self.scope.viewer.sees_everything or self.scope.strategy != "listed":
            return [self.source(keys, where)]
        return [self._source(keys, part, where) for part in visible_parts(self.scope.subject, self.account)]

    def _source(self, keys: Sequence[GroupKey], seen: Fragment, where: Fragment) -> Fragment:
        joins = [one for key in keys for one in key.joins]
        if not self.scope.viewer.sees_everything:  # what belongs to an account is seen with it
            joins = [*self.account_join, *joins]
        return sql(
            "FROM {table} {row} {joins} WHERE {conditions}",
            table=Identifier(self._table.table),
            row=self.row,
            joins=join(" ", dict.fromkeys(joins)),
            conditions=all_of(seen, where),
        )

    def _visible(self, account: Alias) -> Fragment:
        # all rows are read: testing each by itself would never pay
        return visible(self.scope.subject, account, "listed" if self.scope.strategy == "listed" else "hashed")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) | {"UTC"}


def zone_of(name: str) -> str:
    """The time zone of this name; BadInput where there is none."""
    if plain_text(name, "timeZone") not in _zones() - NO_PLACES:
        raise BadInput(
            f"There is no time zone {name[:60]!r}. Take a name of the IANA database, such as `Europe/Berlin`."
        )
    return name
