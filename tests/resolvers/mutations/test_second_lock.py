"""What a hole in the door would let through to a mutation, row-level security stops, and the log tells of it."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from graph.auth import access_queries
from graph.auth.reasons import AccessKind, Opened
from graph.auth.subject import Subject
from graph.resolvers.mutations import visibility
from graph.sql import TRUE, Alias, Fragment, literal, sql
from tests.asking import REQUEST_ID, Asking, data
from tests.resolvers.mutations.doing import account_id, everything


@pytest.fixture
def hole(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everyone owns everything, as far as the door is concerned."""

    def reasons(subject: Subject, account: Alias) -> Fragment:
        all_accounts = Opened(
            kind=AccessKind.OWNER,
            source=sql("(SELECT {a}.id) x", a=account),
            where=TRUE,
            account=sql("x.id"),
            level=literal("EDIT"),
            key=subject.id,
        )
        return all_accounts.reasons(account)

    monkeypatch.setattr(access_queries, "reasons", reasons)
    visibility._access_statements.clear()
    yield
    visibility._access_statements.clear()


@pytest.mark.parametrize(
    ("mutation", "given"),
    [
        ("updateAccount", 'phone: "555-0101"'),
        ("transferAccount", 'ownerId: "usr_0176cc68-f800-755b-83b7-aa6ccf7b86f6"'),
        ("deleteAccount", ""),
        ("moveAccount", "parentId: null"),
    ],
)
async def test_a_hidden_account_is_not_changed_and_the_log_says_so(
    writing: Asking, hole: None, mutation: str, given: str
) -> None:
    before = await everything(writing, "account", "field_change")
    us = await account_id(writing, "acme-us")
    with capture_logs() as lines:
        result = await writing.result(
            "ron", f'mutation {{ {mutation}(input: {{id: "{us}", {given}}}) {{ userErrors {{ code }} }} }}'
        )
    assert data(result) == {mutation: None}
    assert [error["extensions"] for error in result.errors or ()] == [{"code": "INTERNAL", "requestId": REQUEST_ID}]
    (told,) = (line for line in lines if line["event"] == "row_security")
    assert (told["request_id"], told["mutation"], told["ids"]) == (REQUEST_ID, mutation, [us.removeprefix("acc_")])
    assert await everything(writing, "account", "field_change") == before


async def test_a_hidden_contact_is_not_changed_and_the_log_says_so(writing: Asking, hole: None) -> None:
    us = (await account_id(writing, "acme-us")).removeprefix("acc_")
    contact = await writing.database.pool.fetchval("SELECT id FROM contact WHERE account_id = $1 LIMIT 1", us)
    with capture_logs() as lines:
        result = await writing.result(
            "ron",
            f'mutation {{ updateContact(input: {{id: "con_{contact}", title: "x"}}) {{ userErrors {{ code }} }} }}',
        )
    assert [error["extensions"]["code"] for error in result.errors or ()] == ["INTERNAL"]
    assert [line["ids"] for line in lines if line["event"] == "row_security"] == [[str(contact)]]


async def test_what_is_hidden_by_both_is_not_found_and_the_log_is_silent(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    with capture_logs() as lines:
        result = await writing.result(
            "ron", f'mutation {{ updateAccount(input: {{id: "{us}", phone: "555-0101"}}) {{ userErrors {{ code }} }} }}'
        )
    assert data(result) == {"updateAccount": {"userErrors": [{"code": "NOT_FOUND"}]}}
    assert not [line for line in lines if line["event"] == "row_security"]
