"""Which rows the viewer sees: every statement by which a mutation asks for the rows behind a row filter."""

from dataclasses import dataclass, replace
from uuid import UUID

from cachetools import LRUCache

from graph.auth.access_queries import access_statement, allowed_below_statement, owned_below_statement
from graph.auth.authenticator import load_viewer
from graph.auth.permissions import GRANTING, HANDING_OVER, Access, edits_to_hand_over
from graph.auth.reasons import AccessKind
from graph.auth.sharing import row_filter, visible, visible_user
from graph.auth.subject import Subject
from graph.auth.viewer import PlanKey
from graph.errors import Unauthenticated
from graph.models.noun import NOUNS, Noun
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel
from graph.resolvers.mutations.transaction import NO_ROLE, Row, Transaction
from graph.sql import FALSE, TRUE, Alias, Argument, Fragment, Identifier, Statement, sql, statement

CACHE_SIZE = 1_000
_access_statements: LRUCache[PlanKey, Statement] = LRUCache(CACHE_SIZE)
_parents: LRUCache[PlanKey, Statement] = LRUCache(CACHE_SIZE)
_seen_rows: LRUCache[tuple[PlanKey, str], "SeenRow"] = LRUCache(CACHE_SIZE)


async def access(tx: Transaction, account: UUID, *, ask_next: bool = False) -> Access | None:
    """Returns how far this account is open to the viewer as things stand; None if it is missing or hidden.

    ``ask_next``: the next statement is a question behind the row filter too, and needs no other role.
    """
    asked = _access_statements.get(tx.viewer.plan_key)
    if asked is None:
        asked = _access_statements[tx.viewer.plan_key] = _before_writing(access_statement(tx.viewer))
    values = asked.values(tx.viewer, {"account": account})
    if ask_next:
        (found,) = await tx.ask(asked.text, *values, NO_ROLE)
    else:
        (found,) = await tx.ask_before_fetch(asked.text, *values)
    if found["level"] is None:
        return None
    return Access(AccessLevel(found["level"]), frozenset(map(AccessKind, found["kinds"])), found["for_good"])


def _before_writing(asked: Statement) -> Statement:
    """Returns the statement with another parameter, the role it leaves: most who ask for access write next."""
    role = f"set_config('role', ${len(asked.parameters) + 1}, true)"
    return replace(asked, text=f"SELECT r.*, {role} FROM (SELECT) one LEFT JOIN ({asked.text}) r ON true")  # noqa: S608  # its own text


async def sees(tx: Transaction, type_name: str, row: UUID) -> bool:
    """Does the viewer see this record? RowSecurityMismatch if the second lock hides what the row filter opens."""
    noun = NOUNS[type_name]
    seen = await _is_seen(tx, noun, row)
    if seen and tx.row_security and (type_name == "Account" or noun.of_account):
        locked = await tx.fetch(f'SELECT FROM "{noun.table}" WHERE id = $1', row)  # the noun's table
        if not locked and await _is_seen(tx, noun, row):  # else it was deleted, or shut, in between
            raise tx.withheld(type_name, row)
    return seen


async def _is_seen(tx: Transaction, noun: Noun, row: UUID) -> bool:
    if noun.name == "Account":
        return await access(tx, row) is not None
    return bool(await _seen_row(tx, noun, row))


@dataclass(frozen=True, slots=True)
class SeenUser:
    """A user whom the viewer sees."""

    name: str
    profile: Profile
    is_active: bool


async def seen_user(tx: Transaction, row: UUID) -> SeenUser | None:
    """Returns the user of this id; None if they are missing or hidden."""
    found = await _seen_row(tx, NOUNS["User"], row)
    return SeenUser(found["name"], Profile(found["profile"]), found["is_active"]) if found else None


@dataclass(frozen=True, slots=True)
class SeenRow:
    """How one row is read behind the row filter of its noun."""

    statement: Statement
    of_accounts: bool
    """Whether row-level security would hold for it: it reads accounts, or what belongs to one."""


async def _seen_row(tx: Transaction, noun: Noun, row: UUID) -> Row | None:
    key = tx.viewer.plan_key, noun.name
    asked = _seen_rows.get(key)
    if asked is None:
        asked = _seen_rows[key] = _behind_row_filter(tx, noun)
    read = tx.ask if asked.of_accounts else tx.read
    found = await read(asked.statement.text, *asked.statement.values(tx.viewer, {"row": row}))
    return found[0] if found else None


def _behind_row_filter(tx: Transaction, noun: Noun) -> SeenRow:
    t = Alias("t")
    seen = row_filter(noun.row_filter, Subject(tx.viewer, few=True), t)
    asked = statement(
        _shown(noun, t),
        sql(
            "{table} {t} WHERE {t}.id = {row} AND {seen}",
            table=Identifier(noun.table),
            t=t,
            row=Argument("uuid", "row"),
            seen=seen,
        ),
    )
    return SeenRow(asked, of_accounts=noun.of_account or seen not in (TRUE, FALSE))


def _shown(noun: Noun, row: Alias) -> Fragment:
    """The columns that `seen_user` tells of a user; of any other row, that it is there is enough."""
    return sql("{t}.name, {t}.profile, {t}.is_active" if noun.name == "User" else "{t}.id", t=row)


async def account_of(tx: Transaction, noun: Noun, row: UUID) -> UUID | None:
    """Returns the account that a record belongs to, seen or not; None if there is no such record."""
    found = await tx.ask(f'SELECT account_id FROM "{noun.table}" WHERE id = $1', row)  # noqa: S608  # the noun's table
    return found[0]["account_id"] if found else None


async def grants_all_below(tx: Transaction, account: UUID) -> bool:
    """May the viewer share every account below this one?"""
    return await _allowed_below(tx, account, GRANTING, or_edits=False)


async def hands_over_all_below(tx: Transaction, account: UUID) -> bool:
    """May the viewer transfer every account below this one?"""
    return await _allowed_below(tx, account, HANDING_OVER, or_edits=edits_to_hand_over(tx.viewer))


async def _allowed_below(tx: Transaction, account: UUID, kinds: frozenset[AccessKind], *, or_edits: bool) -> bool:
    asked = allowed_below_statement(tx.viewer, kinds, or_edits=or_edits)
    (found,) = await tx.ask(asked.text, *asked.values(tx.viewer, {"account": account}))
    return bool(found["allowed"] >= found["below"])


@dataclass(frozen=True, slots=True)
class OwnedBelow:
    """An account below another, and whether the viewer may transfer it."""

    id: UUID
    yields: bool


async def owned_below(tx: Transaction, account: UUID, owner: UUID, limit: int | None = None) -> list[OwnedBelow]:
    """Returns the accounts below this one that the viewer sees and this user owns, by id: so many at most."""
    asked = owned_below_statement(tx.viewer, HANDING_OVER, or_edits=edits_to_hand_over(tx.viewer))
    given = {"account": account, "owner": owner, "limit": limit}
    return [OwnedBelow(row["id"], row["yields"]) for row in await tx.ask(asked.text, *asked.values(tx.viewer, given))]


async def sees_account(tx: Transaction, user: UUID, account: UUID) -> bool:
    """Does another user see this account, and may they sign in?"""
    try:
        viewer = await load_viewer(tx, user)
    except Unauthenticated:
        return False
    asked = access_statement(viewer)
    return bool(await tx.ask(asked.text, *asked.values(viewer, {"account": account})))


async def visible_parent(tx: Transaction, account: UUID) -> UUID | None:
    """Returns the parent in the viewer's tree: the nearest account above that the viewer sees."""
    asked = _parents.get(tx.viewer.plan_key)
    if asked is None:
        asked = _parents[tx.viewer.plan_key] = _visible_parent(tx)
    found = await tx.ask(asked.text, *asked.values(tx.viewer, {"row": account}))
    return found[0]["ancestor_id"] if found else None


def _visible_parent(tx: Transaction) -> Statement:
    v = Alias("v")
    return statement(
        sql("t.ancestor_id"),
        sql(
            "account_tree t JOIN account {v} ON {v}.id = t.ancestor_id WHERE t.descendant_id = {row} AND t.depth > 0"
            " AND {seen} ORDER BY t.depth LIMIT 1",
            v=v,
            row=Argument("uuid", "row"),
            seen=visible(Subject(tx.viewer, few=True), v),
        ),
    )


async def count_visible_children(tx: Transaction, account: UUID) -> int:
    """Returns the number of children in the viewer's tree, where the children of a hidden account take its place.

    By the closure table: row-level security keeps hidden accounts' own rows, and so their parents, from being read.
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
    (found,) = await tx.ask(counted.text, *counted.values(tx.viewer, {"parent": account}))
    return int(found["seen"])


async def sees_one_naming_as_partner(tx: Transaction, account: UUID) -> bool:
    """Does the viewer see an account or a user that names this account as its partner?"""
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
    (found,) = await tx.ask(asked.text, *asked.values(tx.viewer, {"partner": account}))
    return bool(found["seen"])
