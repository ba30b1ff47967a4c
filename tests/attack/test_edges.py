"""Values at the edge of what a field takes: none of them is a fault of ours, and what is stored is what was meant."""

from collections.abc import Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done

LIKE = "send an address such as https://example.com."


async def message(writing: Asking, who: str, mutation: str, given: Mapping[str, Any]) -> str:
    """What is told of the one thing that is wrong."""
    (error,) = (await do(writing, who, mutation, dict(given)))["userErrors"]
    assert error["code"] == "INVALID"
    return str(error["message"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("HTTP://a.example", "http://a.example"),
        ("Http://Example.com/About", "http://Example.com/About"),
        ("HTTPS://EX.example", "https://EX.example"),
        (" hTTps://ex.example:8080/?a=HTTP://b ", "https://ex.example:8080/?a=HTTP://b"),
    ],
)
async def test_a_website_is_kept_with_its_scheme_in_lower_case(writing: Asking, sent: str, kept: str) -> None:
    made = await done(writing, "rita", "createAccount", {"name": "Edge", "website": sent}, "account { id website }")
    assert made["account"]["website"] == kept
    changed = {"id": made["account"]["id"], "website": sent}
    again = await done(writing, "rita", "updateAccount", changed, "account { website version }")
    assert again["account"] == {"website": kept, "version": 1}


@pytest.mark.parametrize(
    "sent", ["https://a", "http\u017f://a.example", "ftp://a.example", "N.A.", "a@b.example", "https:/a.example"]
)
async def test_what_is_no_website_is_told_what_one_looks_like(writing: Asking, sent: str) -> None:
    given = {"name": "Edge", "website": sent}
    assert await message(writing, "rita", "createAccount", given) == f"`website` can't be used: {LIKE}"


@pytest.mark.parametrize(
    ("at", "year"),
    [
        ("1900-01-01T00:00:00+14:00", 1899),
        ("2200-12-31T23:59:59-12:00", 2201),
        ("0001-01-01T00:00:00+14:00", 1),
        ("9999-12-31T23:59:59-12:00", 9999),
    ],
)
async def test_the_year_that_counts_is_that_in_utc(writing: Asking, at: str, year: int) -> None:
    given = {"accountId": await account_id(writing, "acme-us"), "kind": "CALL", "subject": "Edge", "at": at}
    told = f"`at` is of the year {year}: send one from 1900 to 2200."
    assert await message(writing, "rita", "logActivity", given) == told


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("1899-12-31T12:00:00-12:00", "1900-01-01T00:00:00.000000Z"),
        ("2201-01-01T13:59:59+14:00", "2200-12-31T23:59:59.000000Z"),
    ],
)
async def test_a_year_that_is_one_in_utc_alone_is_taken(writing: Asking, at: str, kept: str) -> None:
    given = {"accountId": await account_id(writing, "acme-us"), "kind": "CALL", "subject": "Edge", "at": at}
    assert (await done(writing, "rita", "logActivity", given, "activity { at }"))["activity"] == {"at": kept}


ASKED = "query Q($than: Decimal!) { accounts(first: 0, where: { annualRevenue: { gt: $than } }) { totalCount } }"


@pytest.mark.parametrize(
    "text", ["1_000", "\uff11\uff12", "\u0661", " 12", "12\n", ".5", "1.", "1e3", "", "-", "NaN", "0x1"]
)
async def test_a_decimal_is_written_in_plain_digits(ask: Asking, text: str) -> None:
    (error,) = (await ask.result("ada", ASKED, {"than": text})).errors or []
    assert f'{text!r} is not a decimal: send a string such as "1100.04".' in error["message"]


@pytest.mark.parametrize("number", ["10000000000000000", "-10000000000000000", 10**16, "1" * 30])
async def test_a_decimal_too_large_is_told_how_large_it_may_be(ask: Asking, number: str | int) -> None:
    (error,) = (await ask.result("ada", ASKED, {"than": number})).errors or []
    assert f"{number!r} is too large a decimal: send one below 10^16." in error["message"]


@pytest.mark.parametrize(
    ("text", "numbers"), [("25.000", "25000 or 25"), ("-12.500", "-12500 or -12.5"), ("1.234", "1234 or 1.234")]
)
async def test_a_decimal_that_could_be_thousands_is_refused_with_both_of_its_numbers(
    ask: Asking, text: str, numbers: str
) -> None:
    (error,) = (await ask.result("ada", ASKED, {"than": text})).errors or []
    assert f"{text!r} could be {numbers}: send one of these." in error["message"]


@pytest.mark.parametrize(
    "number", ["0.500", "1234.500", "9999999999999999.99", "-9999999999999999.99", "+1", "-0", "007.50", 12, -3]
)
async def test_a_decimal_of_plain_digits_is_one_as_text_and_as_a_whole_number(ask: Asking, number: str | int) -> None:
    assert await ask.codes("ada", ASKED, {"than": number}) == []


@pytest.mark.parametrize(
    "email",
    ["a@b..c", "<a@b.c>", "a@-b.c", "a@b-.c", "a@b.-c", "a@b.c-", "a@.b.c", "a@b.c.", "an\u200bn@b.c", "ann@b\u00ad.c"],
)
async def test_what_is_no_address_is_refused(writing: Asking, email: str) -> None:
    given = {"accountId": await account_id(writing, "acme-us"), "name": "Edge", "email": email}
    told = "`email` can't be used: send an address such as ann@example.com."
    assert await message(writing, "rita", "createContact", given) == told


@pytest.mark.parametrize(
    "email",
    [
        "ann+crm@b.example",
        "o'neil@b.example",
        "a.b.c@mail.b-c.example",
        "jörg@müller.example",
        "ann@例え.テスト",
        "_a-@1.2.co",
    ],
)
async def test_real_addresses_are_taken(writing: Asking, email: str) -> None:
    given = {"accountId": await account_id(writing, "acme-us"), "name": "Edge", "email": email}
    made = await done(writing, "rita", "createContact", given, "contact { email }")
    assert made["contact"] == {"email": email}


@pytest.mark.parametrize("mark", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
async def test_a_line_has_nothing_that_shows_it_as_another(writing: Asking, mark: str) -> None:
    name = f"Acme{mark} proC"
    told = f"contains a bidirectional control character (U+{ord(mark):04X}): remove it."
    assert await message(writing, "rita", "createAccount", {"name": name}) == f"`name` {told}"
    contact = {"accountId": await account_id(writing, "acme-us"), "name": "Ann", "title": name}
    assert await message(writing, "rita", "createContact", contact) == f"`title` {told}"
    # a text of several lines may be in two directions
    await done(writing, "rita", "createAccount", {"name": "Edge", "description": name})


@pytest.mark.parametrize("name", ["\u05d0\u05d1 (Acme)\u200f", "\u200eAcme Edge"])
async def test_marks_of_direction_stay_in_a_name(writing: Asking, name: str) -> None:
    made = await done(writing, "rita", "createAccount", {"name": name}, "account { name }")
    assert made["account"] == {"name": name}


async def test_a_fault_names_the_constraint_in_the_log_and_not_to_the_caller(writing: Asking) -> None:
    await writing.database.pool.execute("ALTER TABLE account ADD CONSTRAINT account_odd CHECK (name <> 'Odd')")
    try:
        with capture_logs() as lines:
            question = 'mutation { createAccount(input: {name: "Odd"}) { account { id } } }'
            (error,) = (await writing.result("rita", question)).errors or []
    finally:
        await writing.database.pool.execute("ALTER TABLE account DROP CONSTRAINT account_odd")
    assert [line["constraint"] for line in lines if line["event"] == "unexpected"] == ["account_odd"]
    assert "account_odd" not in str(error)
    assert error["extensions"]["code"] == "INTERNAL"
