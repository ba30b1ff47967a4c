"""What keeps an account from being deleted, as far as whoever asks may know."""

from uuid import UUID

from graph.auth.parameters import Parameters
from graph.auth.sharing import visible, visible_user
from graph.models.contract import IS_ACTIVE
from graph.models.opportunity import CLOSED_STAGES
from graph.resolvers.mutations.transaction import Transaction

IN_THE_WAY = f"""
SELECT
    (SELECT count(*) FROM opportunity WHERE account_id = $1 AND stage <> ALL($2::text[])) AS deals,
    (SELECT count(*) FROM contract c WHERE c.account_id = $1 AND {IS_ACTIVE.format(a="c")}) AS contracts,
    (SELECT count(*) FROM account_tree WHERE ancestor_id = $1 AND depth = 1) AS children,
    account_named_by($1) AS named
"""


async def in_the_way(tx: Transaction, row: UUID) -> list[str]:
    """What keeps an account from being deleted, for people; what they don't see, only where nothing else does."""
    (found,) = await tx.fetch(IN_THE_WAY, row, [str(stage) for stage in CLOSED_STAGES])
    reasons = []
    if found["deals"]:
        reasons.append(_many(found["deals"], "open opportunity", "open opportunities"))
    if found["contracts"]:
        reasons.append(_many(found["contracts"], "active contract", "active contracts"))
    children = await _children_seen(tx, row) if found["children"] else 0
    if children:
        reasons.append(_many(children, "child account", "child accounts"))
    if found["named"] and not reasons and await _naming_seen(tx, row):
        reasons.append("other accounts or users name it as their partner")
    if not reasons and (found["children"] or found["named"]):
        reasons.append("something that you don't see depends on it")
    return reasons


async def _children_seen(tx: Transaction, row: UUID) -> int:
    """How many children an account has in the viewer's tree: where one is hidden, those below it stand in for it.

    By the closure table: the second lock keeps hidden accounts' own rows, and so their parents, from being read here.
    """
    p = Parameters()
    parent = p.given("parent", "uuid")
    seen = f"EXISTS (SELECT FROM account c WHERE c.id = t.descendant_id AND {visible(tx.viewer, p, 'c')})"
    statement = p.statement(
        "count(*) AS seen",
        "LATERAL (WITH RECURSIVE below(id, seen) AS ("
        f"SELECT t.descendant_id, {seen} FROM account_tree t WHERE t.ancestor_id = {parent} AND t.depth = 1 UNION ALL"
        f" SELECT t.descendant_id, {seen} FROM below JOIN account_tree t ON t.ancestor_id = below.id AND t.depth = 1"
        " WHERE NOT below.seen) SELECT FROM below WHERE seen) child",
    )
    (found,) = await tx.fetch(statement.text, *statement.values(tx.viewer, {"parent": row}))
    return int(found["seen"])


async def _naming_seen(tx: Transaction, row: UUID) -> bool:
    """Does the viewer see an account or a user that names this one as its partner?"""
    p = Parameters()
    partner = p.given("partner", "uuid")
    statement = p.statement(
        f"EXISTS (SELECT FROM account c WHERE c.partner_id = {partner} AND {visible(tx.viewer, p, 'c')}) OR"
        f" EXISTS (SELECT FROM app_user u WHERE u.partner_account_id = {partner}"
        f" AND {visible_user(tx.viewer, p, 'u')}) AS seen",
        "(SELECT) one",
    )
    (found,) = await tx.fetch(statement.text, *statement.values(tx.viewer, {"partner": row}))
    return bool(found["seen"])


def _many(count: int, one: str, several: str) -> str:
    return f"it has {count:,} {one if count == 1 else several}"
