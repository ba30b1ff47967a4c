"""The named cast of the demo company, and generated worlds: small companies drawn from a seed, full of odd cases."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from tests.worlds import external_ids, people, records, sharing
from tests.worlds.draw import Draw, Records

PEOPLE = {
    name: f"{name}@demo.example"
    for name in ("ada", "eve", "dan", "mia", "max", "rita", "ray", "rosa", "ron", "sam", "pat", "bi")
}
ACCOUNTS = {
    "acme": "Acme Corp Global",
    "acme-us": "Acme Corp US",
    "acme-emea": "Acme Corp EMEA",
    "acme-uk": "Acme Corp UK",
    "acme-germany": "Acme Corp Germany",
    "acme-apac": "Acme Corp APAC",
    "brightline": "Brightline Resellers",
}


@dataclass(frozen=True)
class Cast:
    """The ids of the named people and accounts, by their short names."""

    people: dict[str, UUID]
    accounts: dict[str, UUID]

    @classmethod
    async def load(cls, connection: asyncpg.Connection) -> "Cast":
        user_ids = {row["email"]: row["id"] for row in await connection.fetch("SELECT id, email FROM app_user")}
        account_ids = {row["name"]: row["id"] for row in await connection.fetch("SELECT id, name FROM account")}
        return cls(
            people={short: user_ids[email] for short, email in PEOPLE.items()},
            accounts={short: account_ids[name] for short, name in ACCOUNTS.items()},
        )


@dataclass(frozen=True)
class World:
    """A company's rows by table, in the order in which they can be stored; not stored yet.

    Names end with the seed, so that worlds of different seeds can share a database.
    """

    seed: int
    now: datetime
    tables: dict[str, Records]

    async def store(self, connection: asyncpg.Connection) -> None:
        """Copies every row in, its own history only. Accounts come in any order, children before their parents too."""
        await connection.execute("SELECT account_graph_audit(false)")
        for table, rows in self.tables.items():
            if rows:
                # users and accounts name each other: a partner's account follows when there are accounts
                columns = [column for column in rows[0] if column != "partner_account_id"]
                values = [[row[column] for column in columns] for row in rows]
                await connection.copy_records_to_table(table, records=values, columns=columns)
        users = self.tables["app_user"]
        await connection.execute(
            "UPDATE app_user SET partner_account_id = partner.account_id "
            "FROM unnest($1::uuid[], $2::uuid[]) partner(user_id, account_id) "
            "WHERE id = partner.user_id AND partner.account_id IS NOT NULL",
            [user["id"] for user in users],
            [user["partner_account_id"] for user in users],
        )
        # stored as the worlds it is compared with: the database's own moment is another in each
        await connection.execute("UPDATE account SET figures_at = created_at")
        await connection.execute("SELECT account_graph_audit(true)")


def generate(seed: int, size: int = 100, now: datetime | None = None) -> World:
    """A world of ``size`` accounts and about half as many users; grants expire around ``now``, some at that instant."""
    now = now or datetime.now(UTC)
    draw = Draw(seed, size, now)
    roles = people.roles(draw)
    groups = people.groups(draw)
    users = people.users(draw, roles)
    accounts = records.accounts(draw, users)
    people.name_partner_accounts(draw, users, accounts)
    contacts = records.contacts(draw, accounts, users)
    deals = records.opportunities(draw, accounts, users)
    cases = records.cases(draw, accounts, users, contacts)
    rules = sharing.rules(draw, roles, groups)
    tables = {
        "role": roles,
        "user_group": groups,
        "app_user": users,
        "group_member": people.group_members(draw, groups, users),
        "account": draw.random.sample(accounts, len(accounts)),
        "contact": contacts,
        "opportunity": deals,
        "support_case": cases,
        "invoice": records.invoices(draw, accounts, users),
        "contract": records.contracts(draw, accounts, users, contacts),
        "activity": records.activities(draw, accounts, users, contacts, deals, cases),
        "file": records.files(draw, accounts, users),
        **{table: make(draw, accounts, users, contacts) for table, make in records.MORE.items()},
        "account_team": sharing.team(draw, accounts, users),
        "account_grant": sharing.grants(draw, accounts, users, roles, groups),
        "sharing_rule": rules,
        "sharing_condition": sharing.conditions(draw, rules),
    }
    tables["external_id"] = external_ids.external_ids(draw, tables)
    return World(seed, now, tables)
