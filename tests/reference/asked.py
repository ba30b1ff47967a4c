"""What every resolver of the reference is given."""

import re
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from graph.resolvers.compiler.cursor import CursorKey
from tests.oracle import Oracle
from tests.reference.faults import Fault
from tests.rows import Row, Rows

TYPES = {
    "account": "Account",
    "contact": "Contact",
    "opportunity": "Opportunity",
    "support_case": "Case",
    "contract": "Contract",
    "activity": "Activity",
    "file": "File",
    "app_user": "User",
    "role": "Role",
    "user_group": "Group",
    "account_team": "AccountTeamMember",
    "account_grant": "Grant",
    "sharing_rule": "SharingRule",
    "external_id": "ExternalId",
}
"""The type that a table's rows are of."""

PREFIXES = {
    "account": "acc",
    "contact": "con",
    "opportunity": "opp",
    "support_case": "cas",
    "contract": "ctr",
    "activity": "act",
    "file": "fil",
    "app_user": "usr",
    "role": "rol",
    "user_group": "grp",
    "account_team": "tea",
    "account_grant": "grt",
    "sharing_rule": "rul",
}

TABLES = {prefix: table for table, prefix in PREFIXES.items()}

REFERRED = {
    "account": "account",
    "partner": "account",
    "contact": "contact",
    "signed_by": "contact",
    "opportunity": "opportunity",
    "case": "support_case",
    "role": "role",
    "group": "user_group",
}
"""By a reference's column without its ``_id``, the table that it leads to: of all others, people."""


def identify(row: Row) -> str:
    """A row's id, as the graph tells it."""
    return f"{PREFIXES[row.table]}_{row.id}"


def parse_id(text: str) -> tuple[str, UUID]:
    """The table and the id of the row that an id names; Fault where it can name none."""
    found = re.fullmatch(r"([a-z]{3})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", text)
    if found is None or found[1] not in TABLES:
        raise Fault("BAD_INPUT")
    return TABLES[found[1]], UUID(found[2])


@dataclass(frozen=True)
class Asked:
    """The rows, the viewer who asks for them, and what cursors are signed with."""

    rows: Rows
    oracle: Oracle
    cursors: CursorKey
    currency: str
    met: Counter[str] = field(default_factory=Counter)
    """How often each field was resolved, as `Account.name`."""

    @property
    def profile(self) -> str:
        return str(self.oracle.viewer.profile)

    def seen(self, table: str, row_id: UUID | None) -> Row | None:
        """The row of this id, where there is one and the viewer sees it."""
        row = None if row_id is None else self.rows.tables[table].get(row_id)
        return row if row is not None and self.oracle.sees(row) else None

    def accounts(self, account_ids: set[UUID]) -> list[Row]:
        return [self.rows.accounts[each] for each in account_ids]
