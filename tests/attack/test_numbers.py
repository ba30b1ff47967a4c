"""What numbers tell: that so many records of one kind were made by anyone, and nothing of any of them."""

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.hanging import grant, made, store

SEEN = "query Q($number: String!) { cases(where: {number: {eq: $number}}) { nodes { id } totalCount } }"


def value(number: str) -> int:
    return int(number.partition("-")[2])


@pytest.mark.parametrize("meanwhile", [0, 3])
async def test_a_partners_next_number_tells_how_many_were_made_meanwhile_and_no_more(
    writing: Asking, meanwhile: int
) -> None:
    """Kept on purpose: a number is what people quote to each other. docs/decisions/numbers.md says why."""
    await grant(writing, "pat", "acme-us", "EDIT")
    first = (await made(writing, "case", who="pat", shown="number"))["number"]
    hidden = [(await made(writing, "case", "acme-apac", "ron", "number"))["number"] for _ in range(meanwhile)]
    # numbers of another kind are another sequence
    await made(writing, "contract", "acme-apac", "ron")
    last = (await made(writing, "case", who="pat", shown="number"))["number"]
    assert value(last) - value(first) == meanwhile + 1
    # a number in between is as missing as one that was never given
    for number in (*hidden, "CASE-999999"):
        assert await writing("pat", SEEN, {"number": number}) == {"cases": {"nodes": [], "totalCount": 0}}


async def test_what_becomes_of_a_hidden_record_changes_no_number(writing: Asking) -> None:
    await grant(writing, "pat", "acme-us", "EDIT")
    first = (await made(writing, "case", who="pat", shown="number"))["number"]
    await store(writing, "DELETE FROM support_case WHERE account_id <> $1", "acc_00000000-0000-7000-8000-000000000000")
    last = (await made(writing, "case", who="pat", shown="number"))["number"]
    assert value(last) == value(first) + 1
