"""The demo company as rows of tables, in an order in which they can be inserted."""

from . import people
from .access import grants, team_members
from .accounts import firms
from .activities import activities, files
from .chance import Row
from .contacts import cast
from .contracts import contracts
from .deals import opportunities
from .history import account_changes, opportunity_changes
from .invoices import invoices
from .service import cases


def company() -> dict[str, list[Row]]:
    """Returns the rows of every table, identical in each call; a row refers only to its own or an earlier table."""
    every = firms()
    casts = [cast(firm) for firm in every]
    papers = [row for each in casts for row in contracts(each)]
    deals = [(firm, opportunities(firm)) for firm in every]
    troubles = [cases(each) for each in casts]
    about = zip(casts, deals, troubles, strict=True)
    # last, since these update the accounts and deals that they concern
    changes = [row for firm, rows in deals for row in (*account_changes(firm), *opportunity_changes(firm, rows))]
    return {
        "role": people.roles(),
        "user_group": people.groups(),
        "app_user": people.users(),
        "group_member": people.group_members(),
        "sharing_rule": people.sharing_rules(),
        "sharing_condition": people.sharing_conditions(),
        "account": [firm.row for firm in every],
        "contact": [row for each in casts for row in each.rows],
        "opportunity": [row for _, rows in deals for row in rows],
        # the database numbers these three in order of insertion
        "support_case": _by_creation([row for rows in troubles for row in rows]),
        "contract": _by_creation(papers),
        "invoice": _by_creation([row for paper in papers for row in invoices(paper)]),
        "activity": [row for each, (_, sold), asked in about for row in activities(each, sold, asked)],
        "file": [row for firm in every for row in files(firm)],
        "account_team": [row for firm in every for row in team_members(firm)],
        "account_grant": grants(every),
        "field_change": changes,
    }


def _by_creation(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["created_at"], row["id"]))
