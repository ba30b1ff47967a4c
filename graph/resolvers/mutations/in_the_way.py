"""What keeps an account from being deleted, as far as whoever asks may know."""

from uuid import UUID

from graph.auth.sharing import visible, visible_user
from graph.auth.subject import Subject
from graph.models.contract import IS_ACTIVE
from graph.models.opportunity import CLOSED_STAGES
from graph.resolvers.mutations.transaction import Transaction
from graph.sql import Alias, Argument, sql, statement

IN_THE_WAY = f"""
SELECT
    (SELECT count(*) FROM opportunity WHERE account_id = $1 AND stage <> ALL($2::text[])) AS deals,
    (SELECT count(*) FROM contract c WHERE c.account_id = $1 AND {IS_ACTIVE.replace("{a}", "c")}) AS contracts,
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
    c = Alias("c")
    seen = sql(
        "EXISTS (SELECT FROM account {c} WHERE {c}.id = t.descendant_id AND {seen})",
        c=c,
        seen=visible(Subject(tx.viewer), c),
    )
    counted = statement(
        sql("count(*) AS seen"),
        sql(
            "LATERAL (WITH RECURSIVE below(id, seen) AS (SELECT t.descendant_id, {seen} FROM account_tree t"
            " WHERE t.ancestor_id = {parent} AND t.depth = 1 UNION ALL SELECT t.descendant_id, {seen} FROM below"
            " JOIN account_tree t ON t.ancestor_id = below.id AND t.depth = 1 WHERE NOT below.seen)"
            " SELECT FROM below WHERE seen) child",
            seen=seen,
            parent=Argument("uuid", "parent"),
        ),
    )
    (found,) = await tx.fetch(counted.text, *counted.values(tx.viewer, {"parent": row}))
    return int(found["seen"])


async def _naming_seen(tx: Transaction, row: UUID) -> bool:
    """Does the viewer see an account or a user that names this one as its partner?"""
    c, u, subject = Alias("c"), Alias("u"), Subject(tx.viewer)
    asked = statement(
        sql(
            "EXISTS (SELECT FROM account {c} WHERE {c}.partner_id = {partner} AND {account_seen})"
            " OR EXISTS (SELECT FROM app_user {u} WHERE {u}.partner_account_id = {partner} AND {user_seen}) AS seen",
            c=c,
            u=u,
            partner=Argument("uuid", "partner"),
            account_seen=visible(subject, c),
            user_seen=visible_user(subject, u),
        ),
        sql("(SELECT) one"),
    )
    (found,) = await tx.fetch(asked.text, *asked.values(tx.viewer, {"partner": row}))
    return bool(found["seen"])


def _many(count: int, one: str, several: str) -> str:
    return f"it has {count:,} {one if count == 1 else several}"
