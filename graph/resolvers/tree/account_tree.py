"""The viewer's tree: the account tree with the hidden accounts taken out and the ends joined."""

from dataclasses import dataclass

from graph.auth.sharing import visible
from graph.resolvers.compiler.entity import Planning
from graph.resolvers.compiler.plan import Compiling, ComputedPlan, ObjectPlan
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.scope import Scope
from graph.resolvers.compiler.selection import Selection
from graph.sql import Alias, Fragment, constant, sql


def _above(scope: Scope, row: Alias, template: str) -> Fragment:
    """A query over the visible accounts above a row's: ``{seen}`` in the template stands for FROM and WHERE."""
    t, v = Alias("t"), Alias("v")
    seen = sql(
        "FROM account_tree {t} JOIN account {v} ON {v}.id = {t}.ancestor_id WHERE {t}.descendant_id = {a}.id"
        " AND {visible}",
        t=t,
        v=v,
        a=row,
        visible=visible(scope.subject, v, scope.strategy),
    )
    return sql(template, seen=seen, t=t)


def _nearest(scope: Scope, row: Alias) -> Fragment:
    """A query for the nearest visible account above a row's."""
    return _above(scope, row, "SELECT {t}.ancestor_id {seen} AND {t}.depth > 0 ORDER BY {t}.depth LIMIT 1")


def is_parent(scope: Scope, row: Alias, other: Alias) -> Fragment:
    """The condition that the other account is the nearest visible ancestor of the row's."""
    if scope.viewer.sees_everything:
        return sql("{x}.id = {a}.parent_id", x=other, a=row)
    return sql("{x}.id = ({nearest})", x=other, nearest=_nearest(scope, row))


def is_ultimate_parent(scope: Scope, row: Alias, other: Alias) -> Fragment:
    """The condition that the other account is the farthest visible ancestor of the row's, or the same."""
    farthest = _above(scope, row, "SELECT {t}.ancestor_id {seen} AND {t}.depth >= 0 ORDER BY {t}.depth DESC LIMIT 1")
    return sql("{x}.id = ({farthest})", x=other, farthest=farthest)


def depth(scope: Scope, row: Alias) -> Fragment:
    """How many visible accounts are above this one."""
    return sql("({count})", count=_above(scope, row, "SELECT count(*) {seen} AND {t}.depth > 0"))


@dataclass(frozen=True, slots=True)
class AncestorsPlan(ComputedPlan):
    """The visible accounts above one, the farthest first."""

    object: ObjectPlan

    def compile(self, compiler: Compiling, row: Alias) -> Fragment:
        """The array of objects."""
        scope, x, t = compiler.scope, Alias("ac"), Alias("t")
        source = sql(
            "FROM account_tree {t} JOIN account {x} ON {x}.id = {t}.ancestor_id WHERE {t}.descendant_id = {a}.id"
            " AND {t}.depth > 0 AND {seen} ORDER BY {t}.depth DESC",
            t=t,
            x=x,
            a=row,
            seen=visible(scope.subject, x, scope.strategy),
        )
        return compiler.array(self.object, x, source)


def ancestors(planning: Planning, selection: Selection) -> AncestorsPlan:
    """Plans the visible accounts above one."""
    return AncestorsPlan(planning.object(planning.entity("Account").parts, selection.below))


def is_child(scope: Scope, row: Alias, other: Alias) -> Fragment:
    """The condition that the other account is a child of the row's in the viewer's tree."""
    if scope.viewer.sees_everything:
        return sql("{x}.parent_id = {a}.id", x=other, a=row)
    c, d = Alias("c"), Alias("d")
    # down from the account, and on only through what is hidden: what is seen ends each branch
    return sql(
        "{x}.id = ANY(ARRAY(WITH RECURSIVE {walk}(id, seen) AS ("
        "SELECT {c}.id, {c_seen} FROM account {c} WHERE {c}.parent_id = {a}.id"
        " UNION ALL SELECT {d}.id, {d_seen} FROM {walk} JOIN account {d} ON {d}.parent_id = {walk}.id"
        " WHERE NOT {walk}.seen) SELECT id FROM {walk} WHERE seen))",
        x=other,
        a=row,
        walk=Alias("walk"),
        c=c,
        d=d,
        c_seen=visible(scope.subject, c, scope.strategy),
        d_seen=visible(scope.subject, d, scope.strategy),
    )


def _numbers_of_children(scope: Scope) -> Fragment:
    """A query for all accounts that have children in the viewer's tree, and how many."""
    c = Alias("c")
    if scope.viewer.sees_everything:
        return sql("SELECT {c}.parent_id AS id, count(*) AS value FROM account {c} GROUP BY {c}.parent_id", c=c)
    p, up = Alias("p"), Alias("up")
    # nearly every parent is seen, and then nothing above it is looked at
    return sql(
        "SELECT {up}.id, count(*) AS value FROM account {c} LEFT JOIN account {p} ON {p}.id = {c}.parent_id"
        " AND {p_seen} CROSS JOIN LATERAL (SELECT CASE WHEN {p}.id IS NOT NULL THEN {p}.id"
        " ELSE ({nearest}) END AS id) {up}"
        " WHERE {c}.parent_id IS NOT NULL AND {c_seen} GROUP BY {up}.id",
        c=c,
        p=p,
        up=up,
        p_seen=visible(scope.subject, p, "hashed"),
        c_seen=visible(scope.subject, c, "hashed"),
        nearest=_nearest(scope, c),
    )


@dataclass(frozen=True, slots=True)
class IsDescendant:
    """The condition that an account is below the row's, so many visible levels at most."""

    levels: int | None

    def __call__(self, scope: Scope, row: Alias, other: Alias) -> Fragment:
        """The condition over the two rows."""
        t = Alias("t")
        if self.levels is None:
            return sql(
                "EXISTS (SELECT FROM account_tree {t} WHERE {t}.ancestor_id = {a}.id AND {t}.descendant_id = {x}.id"
                " AND {t}.depth > 0)",
                t=t,
                a=row,
                x=other,
            )
        m, v = Alias("m"), Alias("v")
        levels = sql(
            "(SELECT count(*) FROM account_tree {m} JOIN account {v} ON {v}.id = {m}.ancestor_id"
            " WHERE {m}.descendant_id = {t}.descendant_id AND {m}.depth < {t}.depth AND {seen})",
            m=m,
            v=v,
            t=t,
            seen=visible(scope.subject, v, scope.strategy),
        )
        # the levels are counted below this account only, not for every account that is seen
        return sql(
            "{x}.id = ANY(ARRAY(SELECT {t}.descendant_id FROM account_tree {t} WHERE {t}.ancestor_id = {a}.id"
            " AND {t}.depth > 0 AND {levels} <= {most}))",
            x=other,
            t=t,
            a=row,
            levels=levels,
            most=constant(self.levels, "int"),
        )


# these name visible accounts only
PARENT = Relation("Account", is_parent, visible_if="true", reference="parent_id", to_nearest=True, back=is_child)
ULTIMATE_PARENT = Relation("Account", is_ultimate_parent, visible_if="true")
CHILDREN = Relation("Account", is_child, visible_if="true", counts=_numbers_of_children)


def descendants(selection: Selection) -> Relation:
    """The accounts below one, at most ``maxDepth`` levels."""
    return Relation("Account", IsDescendant(selection.argument("maxDepth")))
