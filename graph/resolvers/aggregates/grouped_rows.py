"""The rows that are grouped: one noun's, behind its door, with what dimensions join to them.

All of it works on sets: what asks the door once for each row that is counted would ask it a hundred thousand times.
Only an ultimate parent is looked up, once a parent where the planner thinks it worth remembering.
"""

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from graph.auth.sharing import visible
from graph.errors import BadInput
from graph.resolvers.node import plain_text

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Files among the zones that are no zones."""


class GroupedRows:
    """Writes the FROM and WHERE of one grouping. Joins keep each row once."""

    def __init__(self, w: "Writer", noun: str, zone: str) -> None:
        self._w = w
        self._zone = zone
        self._entity = w.entity(noun)
        self.alias = w.p.alias(self._entity.stem)
        self._account = self.alias if noun == "Account" else ""
        self._noun_is_account = noun == "Account"
        self._joins: list[str] = []
        self._seen = ""
        self.subqueries: dict[str, str] = {}
        """What the grouping names before itself, in the order in which it may be named."""
        self.labels: dict[str, str] = {}
        """Aggregates that find the name of a key, where one of its rows has it."""

    @property
    def account(self) -> str:
        """The alias of the account that the row is, or belongs to."""
        if not self._account:
            self._account = self._w.p.alias("ac")
            self._joins.append(f"JOIN account {self._account} ON {self._account}.id = {self.alias}.account_id")
        return self._account

    def local(self, moment: str) -> str:
        """A point in time as the clocks of the time zone show it."""
        return f"{moment} AT TIME ZONE {self._w.p.constant(self._zone, 'text')}"

    def source(self, where: str) -> str:
        """All rows that the viewer sees and the condition keeps: from FROM on."""
        conditions = [self._door(), where]
        kept = " AND ".join(condition for condition in conditions if condition != "true") or "true"
        return f'FROM "{self._entity.table}" {self.alias} {" ".join(self._joins)} WHERE {kept}'

    def _door(self) -> str:
        if self._w.viewer.sees_everything:
            return self._w.door(self._entity, self.alias)
        return self._visible(self.account)  # what belongs to an account is seen with it

    def _visible(self, account: str) -> str:
        # all rows are read: testing each by itself would never pay
        return visible(self._w.viewer, self._w.p, account, "set" if self._w.form == "set" else "bulk")

    @property
    def seen(self) -> str:
        """The subquery of all accounts that the viewer sees, found once: for what is asked of several of them."""
        if not self._seen:
            self._seen, v = self._w.p.alias("seen"), self._w.p.alias("v")
            self.subqueries[self._seen] = f"SELECT {v}.id FROM account {v} WHERE {self._visible(v)}"
        return self._seen

    def owner(self) -> str:
        """The owner, if the viewer sees them."""
        column = f"{self.alias}.owner_id"
        user, x, named, there = self._w.entity("User"), *map(self._w.p.alias, ("ap", "named", "there"))
        # an account is shown with its owner
        door = self._w.door(user, x, given="true" if self._noun_is_account else "false")
        if door == "true":
            return column
        # each is asked for once; OFFSET 0 keeps the door behind the names
        self._joins.append(
            f"LEFT JOIN (SELECT {named}.id FROM (SELECT DISTINCT owner_id AS id FROM {self._entity.table}"
            f' WHERE owner_id IS NOT NULL) {named}, LATERAL (SELECT FROM "{user.table}" {x}'
            f" WHERE {x}.id = {named}.id AND {door} OFFSET 0) found) {there} ON {there}.id = {column}"
        )
        return f"{there}.id"

    def owner_role(self) -> str:
        """The name of the owner's role."""
        u, r = self._w.p.alias("u"), self._w.p.alias("r")
        door = self._w.door(self._w.entity("User"), u, given="true" if self._noun_is_account else "false")
        self._joins.append(f"LEFT JOIN app_user {u} ON {u}.id = {self.alias}.owner_id AND {door}")
        self._joins.append(f"LEFT JOIN role {r} ON {r}.id = {u}.role_id")
        return f"{r}.name"

    def partner(self) -> str:
        """The partner account, if the viewer sees it."""
        column = f"{self.account}.partner_id"
        if self._w.viewer.sees_everything:
            return column
        manager = self._w.p.alias("manager")
        self._joins.append(f"LEFT JOIN {self.seen} {manager} ON {manager}.id = {column}")
        return f"{manager}.id"

    def ultimate_parent(self) -> str:
        """The farthest visible ancestor of the account, or the account itself."""
        a = self.account
        top = self._w.p.alias("top")
        if self._w.viewer.sees_everything:
            t = self._w.p.alias("t")
            farthest = (
                f"SELECT DISTINCT ON ({t}.descendant_id) {t}.descendant_id AS id, {t}.ancestor_id AS top_id"
                f" FROM account_tree {t} WHERE {t}.depth > 0 ORDER BY {t}.descendant_id, {t}.depth DESC"
            )
            self._joins.append(f"LEFT JOIN ({farthest}) {top} ON {top}.id = {a}.id")
        elif self._noun_is_account:
            self._joins.append(self._top(a, top))
        else:  # an account is asked once, not for each of its records
            tops, v = self._w.p.alias("tops"), self._w.p.alias("v")
            seen = f"FROM account {v} {self._top(v, top)} WHERE {self._visible(v)}"
            self.subqueries[tops] = f"SELECT {v}.id, {top}.top_id {seen}"
            self._joins.append(f"JOIN {tops} {top} ON {top}.id = {a}.id")
        key = f"coalesce({top}.top_id, {a}.id)"
        if self._noun_is_account:
            # who has nothing above is its own, and the one of all that it stands among
            self.labels[key] = f"min({a}.name_key) FILTER (WHERE {top}.top_id IS NULL)"
        return key

    def _top(self, a: str, top: str) -> str:
        """Joins the farthest visible ancestor of an account that is seen, if there is one.

        It is the parent's, or the parent itself: looked up by the parent, so that the planner may remember it for all
        who have the same.
        """
        t, v = self._w.p.alias("t"), self._w.p.alias("v")
        above = (
            f"SELECT {t}.ancestor_id AS top_id FROM account_tree {t} JOIN account {v} ON {v}.id = {t}.ancestor_id"
            f" WHERE {t}.descendant_id = {a}.parent_id AND {visible(self._w.viewer, self._w.p, v, 'bulk')}"
            f" ORDER BY {t}.depth DESC LIMIT 1"
        )
        return f"LEFT JOIN LATERAL ({above}) {top} ON true"


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
