"""What errors repeat of what was sent."""

from typing import Any

import pytest

from tests.asking import Asking

SENT = "s" * 5_000


@pytest.mark.parametrize(
    ("question", "variables"),
    [
        ("query Q($w: AccountFilter) { accounts(where: $w) { totalCount } }", {"w": {SENT: 1}}),
        ("query Q($w: AccountFilter) { accounts(where: $w) { totalCount } }", {"w": {"name": {"eq": [SENT]}}}),
        ("query Q($w: AccountFilter) { accounts(where: $w) { totalCount } }", {"w": {"createdAt": {"gt": SENT}}}),
        ("query Q($w: AccountFilter) { accounts(where: $w) { totalCount } }", {"w": {"industry": {"eq": SENT}}}),
        ("query Q($n: Int) { accounts(first: $n) { totalCount } }", {"n": SENT}),
        ("query Q($i: ID!) { node(id: $i) { id } }", {"i": SENT}),
        ("query Q($i: ID!) { accounts(asUser: $i) { totalCount } }", {"i": SENT}),
        ("query Q($c: String) { accounts(after: $c) { totalCount } }", {"c": SENT}),
        ("query Q($s: String) { accounts(search: $s) { totalCount } }", {"s": SENT}),
        ("query Q($z: String) { opportunityGroups(by: [STAGE], timeZone: $z) { totalCount } }", {"z": SENT}),
        (f'{{ accounts(where: {{createdAt: {{gt: "{SENT}"}}}}) {{ totalCount }} }}', {}),
        (f'{{ accounts(first: "{SENT}") {{ totalCount }} }}', {}),
        (f'{{ currency }} """{SENT}', {}),
    ],
)
async def test_errors_repeat_little_of_what_was_sent(ask: Asking, question: str, variables: dict[str, Any]) -> None:
    result = await ask.result("ada", question, variables)
    assert result.errors
    for error in result.errors:
        assert error["message"].count("s") < 160  # a name, a value, and what the message says
        assert len(str(error)) < 1_000
