"""Which accounts a figure counts: one, or all that are below it too."""

from typing import TYPE_CHECKING

from graph.auth.sharing import visible

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer


def below(a: str, t: str) -> str:
    """The rest of a SELECT over the closure: the account ``a`` and everything below it in the real tree."""
    return f"FROM account_tree {t} WHERE {t}.ancestor_id = {a}.id"


def subtree(w: "Writer", a: str, v: str, *, everything: bool = False) -> str:
    """The rest of a SELECT over accounts: ``a`` and those below it that the viewer sees, or all of them.

    The ids go into an array: its values are looked up in one walk along the index, which a join would descend for each.
    """
    t = w.p.alias("t")
    seen = "true" if everything else visible(w.viewer, w.p, v, "bulk")
    return f"FROM account {v} WHERE {v}.id = ANY(ARRAY(SELECT {t}.descendant_id {below(a, t)})) AND {seen}"


def belongs(w: "Writer", a: str, x: str, extent: str) -> str:
    """The condition that the record ``x`` counts for the account ``a``: its own, or also those of accounts below."""
    if extent == "SELF":
        return f"{x}.account_id = {a}.id"
    if w.viewer.sees_everything:
        t = w.p.alias("t")
        return f"{x}.account_id = ANY(ARRAY(SELECT {t}.descendant_id {below(a, t)}))"
    v = w.p.alias("v")
    return f"{x}.account_id = ANY(ARRAY(SELECT {v}.id {subtree(w, a, v)}))"
