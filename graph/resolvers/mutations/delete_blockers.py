"""What keeps an account from being deleted, as far as the viewer may know."""

# ruff: noqa: S608  # tables and conditions are declared by the nouns

from collections.abc import Mapping
from uuid import UUID

from graph.models.noun import NOUNS
from graph.models.spec import Going
from graph.resolvers.mutations.transaction import Transaction
from graph.resolvers.mutations.visibility import count_visible_children, sees_one_naming_as_partner
from graph.words import counted

BLOCKERS: Mapping[str, Going] = {
    noun.table: noun.mutations.blocks_account
    for noun in NOUNS.values()
    if noun.mutations is not None and noun.mutations.blocks_account is not None
}
"""The records that keep their account from being deleted, by their table."""

COUNTED = "".join(
    f'(SELECT count(*) FROM "{table}" r WHERE r.account_id = $1 AND {blocker.where.replace("{a}", "r")}) AS "{table}",'
    for table, blocker in BLOCKERS.items()
)
COUNTS = f"""
SELECT {COUNTED}
    (SELECT count(*) FROM account_tree WHERE ancestor_id = $1 AND depth = 1) AS children,
    account_named_by($1) AS named
"""


async def delete_blockers(tx: Transaction, account: UUID) -> list[str]:
    """Returns the reasons for people. What they don't see is named only where there is no other reason."""
    (found,) = await tx.fetch(COUNTS, account)
    reasons = [
        f"it has {counted(found[table], blocker.one, blocker.many)}"
        for table, blocker in BLOCKERS.items()
        if found[table]
    ]
    children = await count_visible_children(tx, account) if found["children"] else 0
    if children:
        reasons.append(f"it has {counted(children, 'child account', 'child accounts')}")
    if found["named"] and not reasons and await sees_one_naming_as_partner(tx, account):
        reasons.append("other accounts or users name it as their partner")
    if not reasons and (found["children"] or found["named"]):
        reasons.append("something that you don't see depends on it")
    return reasons
