"""Accounts, written: made, changed, moved in the tree, handed over, deleted."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from graph.auth.access_queries import open_below_statement
from graph.auth.permissions import MANAGERS, can_hand_over
from graph.auth.sharing import visible
from graph.auth.subject import Subject
from graph.errors import Forbidden
from graph.models import Account
from graph.models.account import AccountType, Industry
from graph.models.names import name_key
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel
from graph.resolvers.mutations.in_the_way import in_the_way
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, changing, handling, making
from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.transaction import Outcome, Transaction, active_user
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import (
    Choice,
    Country,
    Embedded,
    Flag,
    Money,
    Number,
    Reference,
    Text,
    Whole,
    color,
    phone,
    website,
)
from graph.sql import Alias, Argument, sql, statement

NOUN = Noun(
    "Account",
    {
        "name": Field(Text("name", 255, spaced=True), required=True),
        "type": Field(Choice("type", AccountType), default=True),
        "industry": Field(Choice("industry", Industry)),
        "description": Field(Text("description", 100_000, lines=True)),
        "annualRevenue": Field(Money("annual_revenue")),
        "numberOfEmployees": Field(Whole("number_of_employees", 0, 2_147_483_647)),
        "phone": Field(phone("phone")),
        "website": Field(website("website")),
        "billingAddress": Field(
            Embedded(
                "Address",
                {
                    "street": Text("billing_street", 255),
                    "city": Text("billing_city", 255),
                    "state": Text("billing_state", 255),
                    "postalCode": Text("billing_postal_code", 32),
                    "country": Country("billing_country"),
                },
            )
        ),
        "officeLocation": Field(
            Embedded(
                "GeoPoint",
                {"latitude": Number("latitude", -90, 90), "longitude": Number("longitude", -180, 180)},
                whole=True,
            )
        ),
        "partnerId": Field(Reference("partner_id", "Account"), part="partner"),
        "isActive": Field(Flag("is_active"), default=True),
        "brandColor": Field(color("brand_color")),
        "ownerId": Field(Reference("owner_id", "User"), part="owner", once=True),
        "parentId": Field(Reference("parent_id", "Account"), part="parent", once=True),
    },
)

OWNERLESS = frozenset({Profile.PARTNER, Profile.INTEGRATION})
"""Profiles that own no accounts."""


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make an account; whoever makes it owns it, unless a manager or an admin names another."""
    values = NOUN.values(tx, given, making=True)
    await NOUN.refer(tx, given, values)
    await _name(tx, values, None)
    if values.get("owner_id") is None:
        values["owner_id"] = tx.viewer.id
    elif values["owner_id"] != tx.viewer.id:
        if tx.viewer.profile not in MANAGERS | {Profile.ADMIN}:
            raise Forbidden("Only managers and admins make accounts for others: leave `ownerId` out.")
        await _may_own(tx, values["owner_id"])
    tx.require_right()
    account = await NOUN.make(tx, Account, values)
    tx.touched = account.id
    return tx.done("Account", account.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of an account, and leave the rest."""
    row = tx.row(given["id"], "Account", "id")
    values = NOUN.values(tx, given, making=False)
    account = await tx.account(row, "id", reading=NOUN.only(given, "description"))
    tx.expect(account, "Account", given)
    await NOUN.refer(tx, given, values)
    await _name(tx, values, row)
    if values.get("partner_id") == row:
        tx.wrong(UserErrorCode.INVALID, "An account can't be its own partner.", "partnerId")
    await _keep_partner(tx, account, values)
    tx.require_right()
    await change(tx, account, values)
    return tx.done("Account", row)


async def _keep_partner(tx: Transaction, account: Account, values: dict[str, Any]) -> None:
    """Let stay the partner that the viewer reads there: one whom they don't see reads as none.

    Forbidden where it is another, for who may not say to whom an account is open: a partner's people read what the
    partner manages.
    """
    if "partner_id" not in values:
        return
    read: UUID | None = account.partner_id  # type: ignore[attr-defined]  # Tortoise makes it
    if read is not None and await tx.access(read) is None:
        read = None
    if values["partner_id"] == read:
        del values["partner_id"]
        return
    access = await tx.access(account.id)
    if access is None or not can_hand_over(tx.viewer, access):
        raise Forbidden(
            "Only an account's owner, a manager who may edit it for good or an admin may say which partner manages it:"
            " leave `partnerId` out."
        )


async def change(tx: Transaction, account: Account, values: dict[str, Any]) -> None:
    """Store what differs. A new owner or type is what `lastActivityDate` tells of."""
    moved = any(column in values and values[column] != getattr(account, column) for column in ("owner_id", "type"))
    await NOUN.change(tx, account, {**values, "last_activity_date": datetime.now(UTC)} if moved else values)


async def move(tx: Transaction, given: Given) -> Outcome:
    """Put an account, with all that is below it, under another parent or under none."""
    row = tx.row(given["id"], "Account", "id")
    if "parentId" not in given:
        tx.wrong(UserErrorCode.REQUIRED, "`parentId` is needed: null to stand at the top.", "parentId")
        tx.require_right()
    parent = None if given["parentId"] is None else tx.row(given["parentId"], "Account", "parentId")
    # before any account: moves wait for each other here, so that no two of them make a circle
    await tx.fetch("SELECT FROM tree_lock FOR UPDATE")
    account = await tx.account(row, "id")
    tx.expect(account, "Account", given)
    if parent is not None and await tx.refer("Account", parent, "parentId"):
        if await tx.fetch("SELECT FROM account_tree WHERE ancestor_id = $1 AND descendant_id = $2", row, parent):
            above = await Account.get(id=parent, using_db=tx.db)
            tx.wrong(
                UserErrorCode.CYCLE,
                "An account can't be its own parent."
                if parent == row
                else f"{above.name} stands below {account.name}: it can't become its parent.",
                "parentId",
            )
        else:
            await _open_no_further(tx, row, parent)
    tx.require_right()
    if parent == await _parent_read(tx, row):
        return tx.done("Account", row, f"Nothing to do: {account.name} stands there already.")
    await change(tx, account, {"parent_id": parent})
    return tx.done("Account", row)


async def _parent_read(tx: Transaction, row: UUID) -> UUID | None:
    """The parent as the viewer reads it: what they don't see between the two stays there, and isn't told of."""
    v = Alias("v")
    nearest = statement(
        sql("t.ancestor_id"),
        sql(
            "account_tree t JOIN account {v} ON {v}.id = t.ancestor_id WHERE t.descendant_id = {row} AND t.depth > 0"
            " AND {seen} ORDER BY t.depth LIMIT 1",
            v=v,
            row=Argument("uuid", "row"),
            seen=visible(Subject(tx.viewer), v),
        ),
    )
    found = await tx.fetch(nearest.text, *nearest.values(tx.viewer, {"row": row}))
    return found[0]["ancestor_id"] if found else None


async def _open_no_further(tx: Transaction, row: UUID, parent: UUID) -> None:
    """Note where grants at the new place would open accounts below that aren't open that far to who moves them."""
    if tx.viewer.profile is Profile.ADMIN:
        return
    (found,) = await tx.fetch("SELECT account_opened_by_move($1, $2) AS level", row, parent)
    if found["level"] is None:
        return
    access = await tx.access(row)
    if access is None or not can_hand_over(tx.viewer, access):
        tx.wrong(
            UserErrorCode.INVALID,
            "A grant at the new place would open this account to others: only its owner, a manager or an admin moves it"
            " there.",
            "parentId",
        )
        return
    open_below = open_below_statement(tx.viewer, AccessLevel(found["level"]))
    (counted,) = await tx.fetch(open_below.text, *open_below.values(tx.viewer, {"account": row, "until": None}))
    if counted["open"] < counted["below"]:
        tx.wrong(
            UserErrorCode.INVALID,
            f"A grant at the new place, for {found['level']}, would open accounts below this one that aren't open to"
            " you that far, or for a time only: ask an admin.",
            "parentId",
        )


async def transfer(tx: Transaction, given: Given) -> Outcome:
    """Hand an account to another owner."""
    row = tx.row(given["id"], "Account", "id")
    owner = tx.row(given["ownerId"], "User", "ownerId")
    account = await tx.account(row, "id")
    tx.expect(account, "Account", given)
    if await tx.refer("User", owner, "ownerId"):
        await _may_own(tx, owner)
    tx.require_right()
    await change(tx, account, {"owner_id": owner})
    return tx.done("Account", row)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete an account with what hangs on it, unless business is still going on there."""
    row = tx.row(given["id"], "Account", "id")
    # before the account, as moves take it: the other way round, a move below this one and its end would be a deadlock
    await tx.fetch("SELECT FROM tree_lock FOR SHARE")
    account = await tx.account(row, "id")
    tx.expect(account, "Account", given)
    for found in await in_the_way(tx, row):
        tx.wrong(
            UserErrorCode.IN_USE,
            f"{account.name} can't be deleted: {found}. Set `isActive` to false instead.",
            "id",
        )
    tx.require_right()
    await tx.fetch("DELETE FROM account WHERE id = $1", row)
    tx.touched = None
    return tx.deleted("Account", row)


async def _name(tx: Transaction, values: dict[str, Any], row: UUID | None) -> None:
    """Give the name its key, and note where another account has it."""
    name = values.get("name")
    if name is None:
        return
    values["name_key"] = name_key(name)
    (found,) = await tx.fetch("SELECT account_name_taken($1, $2) AS taken", values["name_key"], row)
    if found["taken"]:
        tx.wrong(UserErrorCode.NAME_TAKEN, "This name is taken: choose another.", "name")


async def _may_own(tx: Transaction, owner: UUID) -> None:
    user = await active_user(tx, owner)
    if user is not None and user.profile in OWNERLESS:
        tx.wrong(UserErrorCode.INVALID, "Partners and integrations own no accounts: name someone else.", "ownerId")


MUTATIONS = (
    Mutation(
        "createAccount",
        "Account",
        create,
        {**making(NOUN), "parentId": Taken("ID", "The account to stand below; left out, it stands at the top.")},
        "Make an account. Whoever makes it owns it, unless `ownerId` names another.",
    ),
    Mutation("updateAccount", "Account", update, changing(NOUN), "Change what is given of an account; null empties."),
    Mutation(
        "moveAccount",
        "Account",
        move,
        handling("account", parentId=Taken("ID", "The account to stand below; null to stand at the top.")),
        "Put an account, with all that is below it, under another parent.",
    ),
    Mutation(
        "transferAccount",
        "Account",
        transfer,
        handling("account", ownerId=Taken("ID", "Who is to own it.", required=True)),
        "Hand an account to another owner: for its owner, managers and admins.",
    ),
    Mutation(
        "deleteAccount",
        None,
        delete,
        handling("account"),
        "Delete an account and all that hangs on it. Refused where deals are open, contracts active or accounts below.",
    ),
)
