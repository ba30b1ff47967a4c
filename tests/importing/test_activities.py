"""Activities on deals and cases: each is one of the activity's own account."""

from .conftest import Desk
from .mends import BRING

LOGGED = """
source = "test"
[[imports]]
file = "accounts.csv"
record = "account"
key = "id"
[imports.fields]
name = "id"
number = "number"
[[imports]]
file = "deals.csv"
record = "opportunity"
key = "id"
[imports.fields]
account = "account"
name = "name"
[[imports]]
file = "cases.csv"
record = "case"
key = "id"
[imports.fields]
account = "account"
subject = { constant = "Broken" }
number = "number"
[[imports]]
file = "activities.csv"
record = "activity"
key = "id"
[imports.fields]
account = { column = "account", by = "number" }
kind = { constant = "CALL" }
subject = "id"
at = { constant = "2026-01-02" }
opportunity = "deal"
case = { column = "case", by = "number" }
"""
ABOUT = """SELECT a.subject, o.name, c.number FROM activity a LEFT JOIN opportunity o ON o.id = a.opportunity_id
           LEFT JOIN support_case c ON c.id = a.case_id ORDER BY a.subject"""


def activities(desk: Desk, *rows: str) -> None:
    desk.put("accounts.csv", "id,number\nAcme,ACC-000101\nBolt,ACC-000102\n")
    desk.put("deals.csv", "id,account,name\n1,Acme,Renewal\n2,Bolt,Renewal\n")
    desk.put("cases.csv", "id,account,number\n1,Acme,CASE-000007\n2,Bolt,8\n")
    desk.put("activities.csv", "\n".join(["id,account,deal,case", *rows, ""]))


async def test_activities_name_a_deal_and_a_case_of_their_account(desk: Desk) -> None:
    activities(desk, "a,ACC-000101,1,CASE-000007", "b,acc-102,,8", "c,101,,")
    assert (await desk.run(LOGGED)).rejected == 0
    assert await desk.rows(ABOUT) == [("a", "Renewal", 7), ("b", None, 8), ("c", None, None)]
    before = await desk.checksums()
    assert (await desk.run(LOGGED)).parts[3].unchanged == 3
    assert await desk.checksums() == before


async def test_a_deal_by_name_is_sought_at_the_account(desk: Desk) -> None:
    activities(desk, "a,ACC-000102,renewal,", "b,ACC-000102,Upgrade,")
    await desk.run(LOGGED.replace('opportunity = "deal"', 'opportunity = { column = "deal", by = "name" }'))
    placed = "SELECT x.key FROM activity a JOIN external_id x ON x.record_id = a.opportunity_id"
    assert await desk.rows(placed) == [("2",)]
    assert desk.reasons() == {3: 'column "deal": there is no opportunity with the name "Upgrade"' + BRING}


async def test_an_activity_comes_in_without_a_deal_of_another_account(desk: Desk) -> None:
    activities(desk, "a,ACC-000101,2,")
    await desk.run(LOGGED)
    told = "names an opportunity of another account: name one of its own, or none"
    assert (desk.warnings(), await desk.rows(ABOUT)) == ({("activities.csv", 2): told}, [("a", None, None)])
    await desk.run(LOGGED.replace('opportunity = "deal"', 'opportunity = { column = "deal", invalid = "reject" }'))
    assert desk.reasons() == {2: told}


async def test_a_case_of_another_account_is_not_found_by_its_number(desk: Desk) -> None:
    activities(desk, "a,ACC-000101,,8", "b,ACC-000101,,X-8", "c,ACC-9,,")
    await desk.run(LOGGED)
    assert desk.reasons() == {
        2: 'column "case": there is no case with the number "8"' + BRING,
        3: 'column "case": there is no case with the number "X-8"' + BRING,
        4: 'column "account": there is no account with the number "ACC-9"' + BRING,
    }
