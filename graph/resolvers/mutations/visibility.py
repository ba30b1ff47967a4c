"""Which rows the viewer sees: every statement by which a mutation asks for the rows behind a row filter."""

from uuid import UUID

from cachetools import LRUCache

from graph.auth import sharing
from graph.auth.parameters import Parameters, Statement
from graph.auth.permissions import Access
from graph.auth.reasons import AccessKind
from graph.auth.viewer import PolicyForm
from graph.models.noun import NOUNS
from graph.models.sharing import AccessLevel
from graph.resolvers.mutations.transaction import Transaction

_access_statements: LRUCache[PolicyForm, Statement] = LRUCache(1_000)


async def access(tx: Transaction, account: UUID) -> Access | None:
    """Returns how far this account is open to the viewer as things stand; None if it is missing or hidden."""
    statement = _access_statements.get(tx.viewer.form)
    if statement is None:
        statement = _access_statements[tx.viewer.form] = sharing.access_statement(tx.viewer)
    rows = await tx.fetch(statement.text, *statement.values(tx.viewer, {"account": account}))
    if not rows:
        return None
    (found,) = rows
    return Access(AccessLevel(found["level"]), frozenset(map(AccessKind, found["kinds"])), found["for_good"])


async def sees(tx: Transaction, type_name: str, row: UUID) -> bool:
    """Does the viewer see this record?"""
    if type_name == "Account":
        return await access(tx, row) is not None
    noun = NOUNS[type_name]
    p = Parameters()
    condition = sharing.row_filter(noun.row_filter, tx.viewer, p, "t")
    statement = p.statement("t.id", f'"{noun.table}" t WHERE t.id = {p.given("row", "uuid")} AND {condition}')
    return bool(await tx.fetch(statement.text, *statement.values(tx.viewer, {"row": row})))


async def sees_all_below(tx: Transaction, account: UUID, level: AccessLevel, until: object = None) -> bool:
    """Is every account below this one open to the viewer at this level until then, or for good where that is None?"""
    statement = sharing.open_below_statement(tx.viewer, level)
    (found,) = await tx.fetch(statement.text, *statement.values(tx.viewer, {"account": account, "until": until}))
    return bool(found["open"] >= found["below"])


async def visible_parent(tx: Transaction, account: UUID) -> UUID | None:
    """Returns the parent in the viewer's tree: the nearest account above that the viewer sees."""
    p = Parameters()
    statement = p.statement(
        "t.ancestor_id",
        f"account_tree t JOIN account v ON v.id = t.ancestor_id WHERE t.descendant_id = {p.given('row', 'uuid')}"
        f" AND t.depth > 0 AND {sharing.visible(tx.viewer, p, 'v')} ORDER BY t.depth LIMIT 1",
    )
    found = await tx.fetch(statement.text, *statement.values(tx.viewer, {"row": account}))
    return found[0]["ancestor_id"] if found else None


async def count_visible_children(tx: Transaction, account: UUID) -> int:
    """Returns the number of children in the viewer's tree, where the children of a hidden account take its place.

    By the closure table: row-level security keeps hidden accounts' own rows, and so their parents, from being read.
    """
    p = Parameters()
    parent = p.given("parent", "uuid")
    seen = f"EXISTS (SELECT FROM account c WHERE c.id = t.descendant_id AND {sharing.visible(tx.viewer, p, 'c')})"
    statement = p.statement(
        "count(*) AS seen",
        "LATERAL (WITH RECURSIVE below(id, seen) AS ("
        f"SELECT t.descendant_id, {seen} FROM account_tree t WHERE t.ancestor_id = {parent} AND t.depth = 1 UNION ALL"
        f" SELECT t.descendant_id, {seen} FROM below JOIN account_tree t ON t.ancestor_id = below.id AND t.depth = 1"
        " WHERE NOT below.seen) SELECT FROM below WHERE seen) child",
    )
    (found,) = await tx.fetch(statement.text, *statement.values(tx.viewer, {"parent": account}))
    return int(found["seen"])


async def sees_one_naming_as_partner(tx: Transaction, account: UUID) -> bool:
    """Does the viewer see an account or a user that names this account as its partner?"""
    p = Parameters()
    partner = p.given("partner", "uuid")
    statement = p.statement(
        f"EXISTS (SELECT FROM account c WHERE c.partner_id = {partner} AND {sharing.visible(tx.viewer, p, 'c')}) OR"
        f" EXISTS (SELECT FROM app_user u WHERE u.partner_account_id = {partner}"
        f" AND {sharing.visible_user(tx.viewer, p, 'u')}) AS seen",
        "(SELECT) one",
    )
    (found,) = await tx.fetch(statement.text, *statement.values(tx.viewer, {"partner": account}))
    return bool(found["seen"])
