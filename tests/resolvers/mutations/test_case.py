"""Cases, written: from status to status, and when they ended."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from graph.models.case import CaseStatus
from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, forbidden, wrong
from tests.resolvers.mutations.hanging import changed, grant, made, made_id, store, stored

LEADS_TO = {
    "NEW": {"IN_PROGRESS", "WAITING_CUSTOMER", "ESCALATED", "RESOLVED"},
    "IN_PROGRESS": {"WAITING_CUSTOMER", "ESCALATED", "RESOLVED"},
    "WAITING_CUSTOMER": {"IN_PROGRESS", "ESCALATED", "RESOLVED"},
    "ESCALATED": {"IN_PROGRESS", "WAITING_CUSTOMER", "RESOLVED"},
    "RESOLVED": {"IN_PROGRESS", "WAITING_CUSTOMER", "ESCALATED", "CLOSED"},
    "CLOSED": set(),
}
OPEN = "SELECT open_case_count FROM account WHERE name = 'Acme Corp US'"
COUNTED = """
SELECT count(*) FROM support_case c JOIN account a ON a.id = c.account_id
WHERE a.name = 'Acme Corp US' AND c.status NOT IN ('RESOLVED', 'CLOSED')
"""


async def test_a_case_is_new_of_medium_urgency_and_opened_now(writing: Asking) -> None:
    before = datetime.now(UTC)
    new = await made(
        writing,
        "case",
        subject="  The export stops ",
        description="# Since Monday\n\nIt stops.",
        internalNotes="Be gentle.",
        origin="PHONE",
        shown="""number subject description internalNotes status priority origin contact { id }
                 openedAt closedAt version""",
    )
    opened = datetime.fromisoformat(new.pop("openedAt"))
    assert before <= opened <= datetime.now(UTC)
    highest = await stored(writing, "SELECT max(number) FROM support_case")
    assert new == {
        "number": f"CASE-{highest:06}",
        "subject": "The export stops",
        "description": "# Since Monday\n\nIt stops.",
        "internalNotes": "Be gentle.",
        "status": "NEW",
        "priority": "MEDIUM",
        "origin": "PHONE",
        "contact": None,
        "closedAt": None,
        "version": 1,
    }


async def test_a_number_is_never_given_again(writing: Asking) -> None:
    first = await made(writing, "case", shown="id number")
    await done(writing, "rita", "deleteCase", {"id": first["id"]})
    second = await made(writing, "case", shown="number")
    assert int(second["number"][5:]) == int(first["number"][5:]) + 1


@pytest.mark.parametrize("status", CaseStatus)
async def test_a_case_may_begin_at_any_status_and_has_ended_if_that_is_an_end(
    writing: Asking, status: CaseStatus
) -> None:
    new = await made(
        writing, "case", status=str(status), openedAt="2026-01-31T09:00:00Z", shown="status openedAt closedAt"
    )
    assert (new["status"], new["openedAt"]) == (status, "2026-01-31T09:00:00.000000Z")
    assert (new["closedAt"] is not None) == (status in ("RESOLVED", "CLOSED"))
    assert await stored(writing, OPEN) == await stored(writing, COUNTED)


async def test_a_case_was_not_opened_in_the_future(writing: Asking) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    given = {"accountId": await account_id(writing, "acme-us"), "subject": "x", "openedAt": later}
    assert await wrong(writing, "rita", "createCase", given) == {("INVALID", "openedAt")}


async def test_a_status_leads_where_the_table_says_and_nowhere_else(writing: Asking) -> None:
    case = await made_id(writing, "case")
    for old, new in itertools.product(LEADS_TO, LEADS_TO):
        await store(
            writing,
            "UPDATE support_case SET status = $2, closed_at = CASE WHEN $3 THEN now() END WHERE id = $1",
            case,
            old,
            old in ("RESOLVED", "CLOSED"),
        )
        payload = await do(writing, "rita", "updateCase", {"id": case, "status": new}, "case { status closedAt }")
        codes = [(error["code"], error["field"]) for error in payload["userErrors"]]
        if new == old or new in LEADS_TO[old]:
            assert codes == [], (old, new)
            assert payload["case"]["status"] == new
            assert (payload["case"]["closedAt"] is not None) == (new in ("RESOLVED", "CLOSED"))
        else:
            assert codes == [("INVALID_TRANSITION", ["status"])], (old, new)
            assert payload["case"] is None
            assert await stored(writing, "SELECT status FROM support_case WHERE id = $1", case) == old
        assert await stored(writing, OPEN) == await stored(writing, COUNTED)


async def test_a_way_that_is_not_open_is_told_with_those_that_are(writing: Asking) -> None:
    case = await made_id(writing, "case", status="ESCALATED")
    told = [
        {
            "code": "INVALID_TRANSITION",
            "message": "The case is ESCALATED and can't become CLOSED: it can become IN_PROGRESS, WAITING_CUSTOMER,"
            " RESOLVED. Resolve it first.",
            "field": ["status"],
        }
    ]
    payload = await do(writing, "rita", "updateCase", {"id": case, "status": "CLOSED"}, "case { id }")
    assert payload == {"case": None, "note": None, "userErrors": told}
    payload = await do(writing, "rita", "closeCase", {"id": case}, "case { id }")
    assert payload == {"case": None, "note": None, "userErrors": [{**told[0], "field": ["id"]}]}
    await done(writing, "rita", "updateCase", {"id": case, "status": "RESOLVED"})
    await done(writing, "rita", "closeCase", {"id": case})
    payload = await do(writing, "rita", "updateCase", {"id": case, "status": "NEW", "priority": "LOW"}, "case { id }")
    assert payload["userErrors"] == [
        {
            "code": "INVALID_TRANSITION",
            "message": "The case is CLOSED and can't become NEW: it stays CLOSED. `reopenCase` opens it again.",
            "field": ["status"],
        }
    ]
    payload = await do(writing, "rita", "closeCase", {"id": case})
    assert payload["userErrors"] == [
        {"code": "INVALID_TRANSITION", "message": "The case is CLOSED already.", "field": ["id"]}
    ]


async def test_a_case_ended_when_it_was_resolved_and_closing_it_later_does_not_move_that(writing: Asking) -> None:
    case = await made_id(writing, "case")
    open_before = await stored(writing, OPEN)
    resolved = await changed(writing, "case", "updateCase", "status closedAt", id=case, status="RESOLVED")
    assert resolved["closedAt"] is not None
    assert await stored(writing, OPEN) == open_before - 1
    closed = await changed(writing, "case", "closeCase", "status closedAt version", id=case)
    assert closed == {"status": "CLOSED", "closedAt": resolved["closedAt"], "version": 3}
    reopened = await changed(writing, "case", "reopenCase", "status closedAt", id=case)
    assert reopened == {"status": "IN_PROGRESS", "closedAt": None}
    assert await stored(writing, OPEN) == open_before
    again = await changed(writing, "case", "updateCase", "closedAt", id=case, status="RESOLVED")
    assert again["closedAt"] > resolved["closedAt"]
    back = await changed(writing, "case", "updateCase", "status closedAt", id=case, status="WAITING_CUSTOMER")
    assert back == {"status": "WAITING_CUSTOMER", "closedAt": None}


@pytest.mark.parametrize("status", ["IN_PROGRESS", "WAITING_CUSTOMER", "ESCALATED", None])
async def test_what_has_ended_is_reopened_to_an_open_status(writing: Asking, status: str | None) -> None:
    for ended in ("RESOLVED", "CLOSED"):
        case = await made_id(writing, "case", status=ended)
        reopened = await changed(writing, "case", "reopenCase", "status closedAt", id=case, status=status)
        assert reopened == {"status": status or "IN_PROGRESS", "closedAt": None}


async def test_reopening_is_for_what_has_ended_and_makes_nothing_new(writing: Asking) -> None:
    case = await made_id(writing, "case")
    payload = await do(writing, "rita", "reopenCase", {"id": case})
    assert payload["userErrors"] == [
        {
            "code": "INVALID_TRANSITION",
            "message": "The case is open, NEW: only RESOLVED and CLOSED ones are reopened.",
            "field": ["id"],
        }
    ]
    await done(writing, "rita", "updateCase", {"id": case, "status": "RESOLVED"})
    for status in ("NEW", "RESOLVED", "CLOSED"):
        payload = await do(writing, "rita", "reopenCase", {"id": case, "status": status})
        assert payload["userErrors"] == [
            {
                "code": "INVALID_TRANSITION",
                "message": f"The case is RESOLVED and can't become {status} by reopening: it can become IN_PROGRESS,"
                " WAITING_CUSTOMER, ESCALATED.",
                "field": ["status"],
            }
        ]


async def test_an_imported_case_that_was_opened_tomorrow_can_be_resolved(writing: Asking) -> None:
    case = await made_id(writing, "case")
    await store(writing, "UPDATE support_case SET opened_at = now() + interval '1 day' WHERE id = $1", case)
    resolved = await changed(writing, "case", "updateCase", "openedAt closedAt", id=case, status="RESOLVED")
    assert resolved["closedAt"] == resolved["openedAt"]


async def test_partners_write_no_internal_notes_and_read_none_back(writing: Asking) -> None:
    await grant(writing, "pat", "acme-uk", "EDIT")
    given = {"accountId": await account_id(writing, "acme-uk"), "subject": "Via the portal"}
    payload = await do(writing, "pat", "createCase", {**given, "internalNotes": "x"})
    assert payload["userErrors"] == [
        {
            "code": "FIELD_HIDDEN",
            "message": "`internalNotes` is hidden from you: leave it out.",
            "field": ["internalNotes"],
        }
    ]
    case = await made(writing, "case", "acme-uk", "pat", shown="id internalNotes createdBy { name }")
    assert (case["internalNotes"], case["createdBy"]) == (None, None)
    await done(writing, "ray", "updateCase", {"id": case["id"], "internalNotes": "Only ours"})
    told = await changed(
        writing, "case", "updateCase", "internalNotes priority", who="pat", id=case["id"], priority="HIGH"
    )
    assert told == {"internalNotes": None, "priority": "HIGH"}
    assert await wrong(writing, "pat", "updateCase", {"id": case["id"], "internalNotes": None}) == {
        ("FIELD_HIDDEN", "internalNotes")
    }
    assert await stored(writing, "SELECT internal_notes FROM support_case WHERE id = $1", case["id"]) == "Only ours"
    assert await forbidden(writing, "pat", "deleteCase", {"id": case["id"]})


async def test_the_count_of_open_cases_is_right_while_many_write(writing: Asking) -> None:
    cases = [await made_id(writing, "case") for _ in range(8)]
    for number in range(5):
        await asyncio.gather(
            *(do(writing, "rita", "updateCase", {"id": case, "status": "RESOLVED"}) for case in cases[:4]),
            *(do(writing, "mia", "reopenCase", {"id": case}) for case in cases[:4]),
            *(do(writing, "mia", "deleteCase", {"id": case}) for case in cases[4 + number % 4 :][:1]),
            *(made(writing, "case", status=status) for status in ("NEW", "CLOSED")),
            *(do(writing, "rita", "closeCase", {"id": case}) for case in cases[:2]),
        )
        assert await stored(writing, OPEN) == await stored(writing, COUNTED)


async def test_of_two_who_close_a_case_at_once_one_does(writing: Asking) -> None:
    for _ in range(20):
        case = await made_id(writing, "case", status="RESOLVED")
        answers = await asyncio.gather(*(do(writing, who, "closeCase", {"id": case}) for who in ("rita", "mia")))
        assert sorted(len(answer["userErrors"]) for answer in answers) == [0, 1]
        assert await stored(writing, "SELECT version FROM support_case WHERE id = $1", case) == 2
