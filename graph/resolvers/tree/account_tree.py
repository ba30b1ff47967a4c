"""The viewer's tree: the account tree with the hidden accounts taken out and the ends joined."""

from typing import TYPE_CHECKING

from graph.auth.sharing import visible
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.shape import Chosen

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer


def _above(w: "Writer", a: str, wanted: str, *, itself: bool = False, order: str = "") -> str:
    """A query over the visible accounts above this one, ``{t}`` being their place in the tree."""
    t, v = w.p.alias("t"), w.p.alias("v")
    return (
        f"SELECT {wanted.format(t=t)} FROM account_tree {t} JOIN account {v} ON {v}.id = {t}.ancestor_id"
        f" WHERE {t}.descendant_id = {a}.id AND {t}.depth {'>=' if itself else '>'} 0"
        f" AND {visible(w.viewer, w.p, v, w.form)} {order.format(t=t)}"
    )


def is_parent(w: "Writer", a: str, x: str) -> str:
    """The condition that ``x`` is the nearest visible ancestor of ``a``."""
    if w.viewer.sees_everything:
        return f"{x}.id = {a}.parent_id"
    return f"{x}.id = ({_above(w, a, '{t}.ancestor_id', order='ORDER BY {t}.depth LIMIT 1')})"


def is_ultimate_parent(w: "Writer", a: str, x: str) -> str:
    """The condition that ``x`` is the farthest visible ancestor of ``a``, or ``a`` itself."""
    return f"{x}.id = ({_above(w, a, '{t}.ancestor_id', itself=True, order='ORDER BY {t}.depth DESC LIMIT 1')})"


def depth(w: "Writer", a: str, _chosen: Chosen | None = None) -> str:
    """How many visible accounts are above this one."""
    return f"({_above(w, a, 'count(*)')})"


def ancestors(w: "Writer", a: str, chosen: Chosen) -> str:
    """The visible accounts above this one, the farthest first."""
    x, t = w.p.alias("ac"), w.p.alias("t")
    source = (
        f"FROM account_tree {t} JOIN account {x} ON {x}.id = {t}.ancestor_id"
        f" WHERE {t}.descendant_id = {a}.id AND {t}.depth > 0 AND {visible(w.viewer, w.p, x, w.form)}"
        f" ORDER BY {t}.depth DESC"
    )
    return w.array(w.entity("Account").parts, x, chosen.shape, source)


def is_child(w: "Writer", a: str, x: str) -> str:
    """The condition that ``x`` is a child of ``a`` in the viewer's tree."""
    if w.viewer.sees_everything:
        return f"{x}.parent_id = {a}.id"
    # down from the account, and on only through what is hidden: what is seen ends each branch
    walk, c, d = w.p.alias("walk"), w.p.alias("c"), w.p.alias("d")
    seen_c, seen_d = visible(w.viewer, w.p, c, w.form), visible(w.viewer, w.p, d, w.form)
    return (
        f"{x}.id = ANY(ARRAY(WITH RECURSIVE {walk}(id, seen) AS ("
        f"SELECT {c}.id, {seen_c} FROM account {c} WHERE {c}.parent_id = {a}.id"
        f" UNION ALL SELECT {d}.id, {seen_d} FROM {walk} JOIN account {d} ON {d}.parent_id = {walk}.id"
        f" WHERE NOT {walk}.seen) SELECT id FROM {walk} WHERE seen))"
    )


def is_descendant(w: "Writer", a: str, x: str, most: int | None) -> str:
    """The condition that ``x`` is below ``a``, so many visible levels at most."""
    t = w.p.alias("t")
    below = f"FROM account_tree {t} WHERE {t}.ancestor_id = {a}.id AND {t}.descendant_id = {x}.id AND {t}.depth > 0"
    if most is None:
        return f"EXISTS (SELECT {below})"
    m, v = w.p.alias("m"), w.p.alias("v")
    levels = (
        f"(SELECT count(*) FROM account_tree {m} JOIN account {v} ON {v}.id = {m}.ancestor_id"
        f" WHERE {m}.descendant_id = {t}.descendant_id AND {m}.depth < {t}.depth"
        f" AND {visible(w.viewer, w.p, v, w.form)})"
    )
    # the levels are counted below this account only, not for every account that is seen
    return (
        f"{x}.id = ANY(ARRAY(SELECT {t}.descendant_id FROM account_tree {t} WHERE {t}.ancestor_id = {a}.id"
        f" AND {t}.depth > 0 AND {levels} <= {w.p.constant(most, 'int')}))"
    )


# these name visible accounts only
PARENT = Relation("Account", is_parent, given="true")
ULTIMATE_PARENT = Relation("Account", is_ultimate_parent, given="true")
CHILDREN = Relation("Account", is_child, given="true")


def descendants(chosen: Chosen) -> Relation:
    """The accounts below one, at most ``maxDepth`` levels."""
    most = chosen.argument("maxDepth")
    return Relation("Account", lambda w, a, x: is_descendant(w, a, x, most))
