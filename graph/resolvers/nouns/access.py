"""Why a user sees an account: every way in that is open, and the highest level of them."""

from dataclasses import dataclass

from graph.auth import field_rules, sharing
from graph.auth.reasons import AccessKind
from graph.auth.subject import Subject
from graph.models.values import Moment
from graph.resolvers.compiler.entity import Column, Computed, One, Part, Planning
from graph.resolvers.compiler.plan import ColumnPlan, Compiling, ComputedPlan, ObjectPlan
from graph.resolvers.compiler.relation import by_id
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.selection import Selection
from graph.sql import EMPTY, Alias, Fragment, array, sql


@dataclass(frozen=True, slots=True)
class AccessPlan(ComputedPlan):
    """The access of one subject; null where they don't see the account."""

    subject: Subject
    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The object, or null."""
        why = Alias("why")
        return sql(
            "(WITH {why} AS (SELECT opened.*, {a}.id AS here FROM ({reasons}) opened) {object})",
            why=why,
            a=row,
            reasons=sharing.reasons(self.subject, row),
            object=compiler.object(self.object, why, sql("WHERE EXISTS (SELECT FROM {why})", why=why)),
        )


@dataclass(frozen=True, slots=True)
class ReasonsPlan(ComputedPlan):
    """The ways in that are open, in their order."""

    by_name: bool
    """Whether those of one kind stand by name: by one that is hidden nothing may be sorted."""
    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The array of objects."""
        r = Alias("r")
        source = sql(
            "FROM {why} {r} ORDER BY array_position({kinds}, {r}.kind), {name}{r}.key",
            why=row,
            r=r,
            kinds=array(AccessKind),
            name=sql('{r}.name COLLATE "C", ', r=r) if self.by_name else EMPTY,
        )
        return compiler.array(self.object, r, source)


def access(planning: Planning, selection: Selection) -> AccessPlan:
    """Plans the access of whoever asks or of the user that ``userId`` names."""
    user_id = selection.argument("userId")
    of = planning if user_id is None else planning.of_user(user_id)
    parts: dict[str, Part] = {
        # EDIT comes before READ by letter too
        "level": Column("(SELECT min({a}.level) FROM {a})"),
        "reasons": Computed(_reasons),
    }
    return AccessPlan(of.scope.subject, planning.object(parts, selection.below))


def _reasons(planning: Planning, selection: Selection) -> ReasonsPlan:
    by_name = not field_rules.hidden(planning.scope.viewer, "AccessReason", "name")
    return ReasonsPlan(by_name, planning.object(REASON, selection.below))


def _inherited_depth(scope: Scope, row: Alias) -> Fragment:
    """How many levels below the account of the grant this one is, in the tree of whoever asks."""
    t, v = Alias("t"), Alias("v")
    return sql(
        "CASE WHEN {a}.kind = 'CASCADE' THEN (SELECT count(*) FROM account_tree {t} JOIN account {v}"
        " ON {v}.id = {t}.ancestor_id WHERE {t}.descendant_id = {a}.here AND {t}.depth BETWEEN 1 AND {a}.steps"
        " AND {seen}) END",
        a=row,
        t=t,
        v=v,
        seen=sharing.visible(scope.subject, v, scope.strategy),
    )


REASON: dict[str, Part] = {
    "kind": Column("{a}.kind"),
    "level": Column("{a}.level"),
    "name": Column("{a}.name"),
    "viaAccount": One(by_id("Account", "via_account_id")),
    "viaRole": Column("{a}.via_role"),
    "inheritedDepth": Computed(lambda _planning, _selection: ColumnPlan(_inherited_depth)),
    "expiresAt": Column(Moment().read("{a}.expires_at")),
}
