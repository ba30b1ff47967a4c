"""Which accounts a figure counts: one, or all that are below it too."""

from graph.auth.sharing import visible
from graph.resolvers.compiler.scope import Scope
from graph.sql import TRUE, Alias, Fragment, sql


def below(account: Alias, closure: Alias) -> Fragment:
    """The rest of a SELECT over the closure: the account and everything below it in the real tree."""
    return sql("FROM account_tree {t} WHERE {t}.ancestor_id = {a}.id", t=closure, a=account)


def subtree(scope: Scope, account: Alias, row: Alias, *, everything: bool = False) -> Fragment:
    """The rest of a SELECT over accounts: the account and those below it that the subject sees, or all of them.

    The ids go into an array: its values are looked up in one walk along the index, which a join would descend for each.
    """
    t = Alias("t")
    return sql(
        "FROM account {v} WHERE {v}.id = ANY(ARRAY(SELECT {t}.descendant_id {below})) AND {seen}",
        v=row,
        t=t,
        below=below(account, t),
        seen=TRUE if everything else visible(scope.subject, row, "hashed"),
    )


def counts_for(scope: Scope, account: Alias, record: Alias, extent: str) -> Fragment:
    """The condition that the record counts for the account: its own, or also those of accounts below."""
    if extent == "SELF":
        return sql("{x}.account_id = {a}.id", x=record, a=account)
    if scope.viewer.sees_everything:
        t = Alias("t")
        ids = sql("SELECT {t}.descendant_id {below}", t=t, below=below(account, t))
    else:
        v = Alias("v")
        ids = sql("SELECT {v}.id {subtree}", v=v, subtree=subtree(scope, account, v))
    return sql("{x}.account_id = ANY(ARRAY({ids}))", x=record, ids=ids)
