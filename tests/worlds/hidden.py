"""A world changed where one viewer may not look: what they may know stays, all else may be anything."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from graph.models.activity import ActivityKind
from graph.models.names import name_key
from tests.rows import IDENTIFIED, Row
from tests.worlds.prepared import Tables, a_change, new_id

from . import external_ids, records
from .about import ABOUT, forget_what_is_gone
from .draw import ODD, Draw, Records
from .facts import Known, hidden_columns
from .records import OF_ACCOUNTS

CONTACT_COLUMNS: tuple[str, ...] = ("contact_id", "signed_by_id")
WITH_CONTACTS = {"support_case": "contact_id", "activity": "contact_id"}
"""Tables whose references to contacts out of sight are changed, and the column."""
TRIES = 14
"""How many changes are tried on a world. Those that the viewer may notice are undone."""


def copied(tables: Tables) -> Tables:
    return {table: [dict(row) for row in rows] for table, rows in tables.items()}


class Changing:
    """Changes a world step by step, and takes back each step that shows."""

    def __init__(self, tables: Tables, before: Known, random: Random) -> None:
        self.viewer_id = before.viewer_id
        self.now = before.now
        self.random = random
        self.before = before
        self.after = before
        self.tables = tables
        self.steps: list[str] = []
        self._number = 1
        self._draw = Draw(random.getrandbits(32), 10, before.now)

    def change(self) -> bool:
        """Leaves the changed world in ``tables``, and in ``steps`` the changes that stayed: were there any?"""
        for step in self.random.choices(STEPS, k=TRIES):
            tables = copied(self.tables)
            step(self, tables)
            if tables == self.tables:
                continue
            known = Known(tables, self.viewer_id, self.now)
            if known.facts == self.before.facts:
                self.tables, self.after = tables, known
                self.steps.append(step.__name__)
        return bool(self.steps)

    # -- what is hidden

    def hidden(self, tables: Tables) -> Records:
        return [account for account in tables["account"] if account["id"] not in self.before.accounts]

    def one(self, of: Any) -> Any:
        return self.random.choice(list(of))

    def number(self) -> int:
        self._number += 2
        return self._number - 2

    # -- the steps

    def rewrite_hidden(self, tables: Tables) -> None:
        """Every field of some hidden accounts, their owners and partners too."""
        fields: tuple[str, ...] = (
            "annual_revenue",
            "number_of_employees",
            "industry",
            "type",
            "billing_country",
            "billing_state",
        )
        fields += ("is_active", "description", "website", "created_at", "updated_at", "owner_id", "customer_since")
        hidden = self.hidden(tables)
        for account in self.random.sample(hidden, min(2, len(hidden))):
            for field in fields:
                account[field] = self.one(tables["account"])[field]
            account["version"] += 1
            self.name(account, tables)

    def name(self, account: dict[str, Any], tables: Tables) -> None:
        """A name like one that is seen, so that it would stand beside it."""
        like = self.one(tables["account"])["name"]
        account["name"] = f"{self.one((like, like[:9], self.one(ODD)))} {self.random.randrange(10**9)}"[:255]
        account["name_key"] = name_key(account["name"])

    def another(self, tables: Tables, parent_id: UUID | None) -> dict[str, Any]:
        account = {**self.one(tables["account"]), "id": new_id(self.random), "parent_id": parent_id}
        account |= {"number": self.number(), "partner_id": None, "owner_id": self.one(tables["app_user"])["id"]}
        self.name(account, tables)
        tables["account"].append(account)
        if self.random.random() < 0.7:
            self._belongings(tables, account)
        return account

    def splice_in(self, tables: Tables) -> None:
        """An account between two, or above a root."""
        below = self.one(tables["account"])
        below["parent_id"] = self.another(tables, below["parent_id"])["id"]

    def add_below(self, tables: Tables) -> None:
        """Leaves under any account."""
        for _ in range(self.one((1, 3))):
            self.another(tables, self.one(tables["account"])["id"])

    def take_out(self, tables: Tables) -> None:
        """Hidden accounts with all that hangs on them; what is below moves up."""
        for gone in self.hidden(tables)[: self.one((1, 2))]:
            for account in tables["account"]:
                if account["parent_id"] == gone["id"]:
                    account["parent_id"] = gone["parent_id"]
                if account["partner_id"] == gone["id"]:
                    account["partner_id"] = None
            for user in tables["app_user"]:
                if user["partner_account_id"] == gone["id"]:
                    user["partner_account_id"] = None
            contacts = {row["id"] for row in tables["contact"] if row["account_id"] == gone["id"]}
            for table in (*OF_ACCOUNTS, "account_team", "account_grant", "field_change"):
                tables[table] = [row for row in tables[table] if row["account_id"] != gone["id"]]
                for row in tables[table]:
                    for column in CONTACT_COLUMNS:
                        if row.get(column) in contacts:
                            row[column] = None
            tables["account"] = [row for row in tables["account"] if row["id"] != gone["id"]]
            forget_what_is_gone(tables)

    def move_hidden(self, tables: Tables) -> None:
        """A hidden account with all below it to another place."""
        if hidden := self.hidden(tables):
            moved, to = self.one(hidden), self.one(tables["account"])
            parents = {account["id"]: account["parent_id"] for account in tables["account"]}
            above: UUID | None = to["id"]
            while above is not None and above != moved["id"]:
                above = parents[above]
            if above is None:
                moved["parent_id"] = to["id"]

    def fill_hidden(self, tables: Tables) -> None:
        """What hangs on hidden accounts: more of it, less, other values."""
        for account in self.hidden(tables):
            if self.random.random() < 0.5:
                self._belongings(tables, account)
        hidden = {account["id"] for account in self.hidden(tables)}
        for table in ("opportunity", "invoice", "activity", "file", "support_case", *records.MORE):
            tables[table] = [
                row for row in tables[table] if row["account_id"] not in hidden or self.random.random() < 0.8
            ]
        forget_what_is_gone(tables)

    def _belongings(self, tables: Tables, account: dict[str, Any]) -> None:
        draw, users, one = self._draw, tables["app_user"], [account]
        contacts = records.contacts(draw, one, users)
        for contact in contacts:
            contact["is_primary"] = False
        tables["contact"] += contacts
        deals = records.opportunities(draw, one, users)
        cases = self._numbered(records.cases(draw, one, users, contacts))
        tables["opportunity"] += deals
        tables["support_case"] += cases
        tables["contract"] += self._numbered(records.contracts(draw, one, users, contacts))
        tables["invoice"] += self._numbered(records.invoices(draw, one, users))
        tables["activity"] += records.activities(draw, one, users, contacts, deals, cases)
        tables["file"] += records.files(draw, one, users)
        for table, make in records.MORE.items():
            tables[table] += make(draw, one, users, contacts)
        tables["field_change"].append(a_change(tables, account, self.random, self.now))

    def external_ids_out_of_sight(self, tables: Tables) -> None:
        """Other keys for what is hidden, among them such as seen records have elsewhere; some gone, some new."""
        keys = [each["key"] for each in tables["external_id"]]
        taken = {(each["source"], each["record_type"], each["key"]) for each in tables["external_id"]}
        for each in self.random.sample(tables["external_id"], min(30, len(keys))):
            key = self.one((f"x{self.random.randrange(10**9)}", self.one(keys)))
            if (as_is := (each["source"], each["record_type"], key)) not in taken:
                taken.add(as_is)
                self._where_hidden(tables, each, key)
        for _ in range(5):
            record_type, table = self.one(IDENTIFIED.items())
            if tables[table]:
                made = external_ids.an_external_id(self._draw, record_type, self.one(tables[table])["id"])
                self._where_hidden(tables, made, made["key"])

    def _where_hidden(self, tables: Tables, external_id: dict[str, Any], key: Any) -> None:
        """Gives an external id another key, or adds it, or takes it away, where the viewer doesn't see it."""
        if self.after.oracle.sees(Row(table="external_id", **external_id)):
            return
        if external_id not in tables["external_id"]:
            tables["external_id"].append(external_id)
        elif self.random.random() < 0.3:
            tables["external_id"].remove(external_id)
        else:
            external_id["key"] = key

    def _numbered(self, rows: Records) -> Records:
        return [{**row, "number": self.number()} for row in rows]

    def hidden_fields(self, tables: Tables) -> None:
        """Fields that rules hide, on rows that are seen."""
        profile = str(self.before.oracle.viewer.profile)
        for table in ("account", *OF_ACCOUNTS, "app_user"):
            columns = hidden_columns(table, profile) - {
                "email",
                "profile",
                "partner_account_id",
            }  # of one kind of user only
            for row in tables[table]:
                if row["id"] == self.viewer_id or self.random.random() < 0.4:
                    continue
                other = self.one(tables[table])
                row |= {column: other[column] for column in columns if column in row}

    def out_of_sight(self, tables: Tables) -> None:
        """References from what is seen to what is not."""
        hidden = [None, *(account["id"] for account in self.hidden(tables))]
        contacts = [None, *(row["id"] for row in tables["contact"] if row["account_id"] in hidden)]
        for account in tables["account"]:
            if account["partner_id"] in hidden and account["id"] in self.before.accounts:
                account["partner_id"] = self.one(hidden)
        for table, column in WITH_CONTACTS.items():
            for row in tables[table]:
                if row[column] in contacts and row["account_id"] in self.before.accounts:
                    row[column] = self.one(contacts)
        for column, leads_to in ABOUT.items():
            elsewhere = [None, *(row["id"] for row in tables[leads_to] if row["account_id"] in hidden)]
            for row in tables["activity"]:
                if row[column] in elsewhere and row["account_id"] in self.before.accounts:
                    row[column] = self.one(elsewhere)

    def unseen_users(self, tables: Tables) -> None:
        """Users whom a partner doesn't see: their names, and where they stand."""
        users = [user for user in tables["app_user"] if user["id"] not in self.before.users]
        for user in users:
            user["name"] = f"{self.one(ODD)} {self.random.randrange(99)}"
        ids = [None, *(user["id"] for user in users)]
        for row in (*tables["opportunity"], *tables["activity"]):
            if row["owner_id"] in ids:
                row["owner_id"] = self.one(ids)

    def grants_to_others(self, tables: Tables) -> None:
        """Grants and teams anywhere for other users, and some of them gone."""
        for _ in range(6):
            account, user = self.one(tables["account"]), self.one(tables["app_user"])
            if user["id"] == self.viewer_id:
                continue
            grant: dict[str, Any] = {
                "role_id": None,
                "group_id": None,
                "level": "EDIT",
                "cascades": True,
                "expires_at": None,
            }
            grant |= {"created_at": self.now, "created_by_id": None}
            ids = {"id": new_id(self.random), "account_id": account["id"], "user_id": user["id"]}
            tables["account_grant"].append({**ids, **grant})
            teams = {(row["account_id"], row["user_id"]) for row in tables["account_team"]}
            unseen = account["id"] not in self.before.accounts or user["id"] not in self.before.users
            if (account["id"], user["id"]) not in teams and unseen:
                member = {"level": "READ", "title": self.one(ODD)}
                tables["account_team"].append({**ids, **member, "id": new_id(self.random)})
        tables["account_grant"] = [
            row for row in tables["account_grant"] if row["user_id"] == self.viewer_id or self.random.random() < 0.8
        ]

    def expired_grants(self, tables: Tables) -> None:
        """Grants to the viewer themself that are over, and such on one hidden account that do not cascade to others."""
        for account in self.random.sample(tables["account"], min(3, len(tables["account"]))):
            grant: dict[str, Any] = {"role_id": None, "group_id": None, "level": "EDIT", "cascades": True}
            grant |= {"created_at": self.now, "created_by_id": None, "expires_at": self.now - timedelta(days=7)}
            ids = {"id": new_id(self.random), "account_id": account["id"], "user_id": self.viewer_id}
            tables["account_grant"].append({**ids, **grant})

    def rules_for_others(self, tables: Tables) -> None:
        """Rules for groups that the viewer isn't in."""
        for rule in tables["sharing_rule"]:
            if rule["group_id"] not in {None, *self.before.oracle.group_ids}:
                rule["is_active"] = not rule["is_active"]

    def history(self, tables: Tables) -> None:
        """Changes of what the viewer doesn't see, and such from one hidden account to another."""
        for account in self.random.sample(tables["account"], min(2, len(tables["account"]))):
            tables["field_change"].append(a_change(tables, account, self.random, self.now))

    def activities_elsewhere(self, tables: Tables) -> None:
        """The kinds of activities of hidden accounts, which groups and filters could count."""
        for row in tables["activity"]:
            if row["account_id"] not in self.before.accounts:
                row["kind"] = str(self.one(ActivityKind))


STEPS: tuple[Callable[[Changing, Tables], None], ...] = (
    Changing.rewrite_hidden,
    Changing.splice_in,
    Changing.splice_in,
    Changing.add_below,
    Changing.take_out,
    Changing.move_hidden,
    Changing.fill_hidden,
    Changing.hidden_fields,
    Changing.hidden_fields,
    Changing.out_of_sight,
    Changing.unseen_users,
    Changing.grants_to_others,
    Changing.expired_grants,
    Changing.rules_for_others,
    Changing.history,
    Changing.activities_elsewhere,
    Changing.external_ids_out_of_sight,
    Changing.external_ids_out_of_sight,
)
