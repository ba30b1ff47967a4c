"""With `truncate`, a text that is too long is cut, and told."""

import pytest

from graph.importing import MappingError
from graph.models.values import Text

from .conftest import ACCOUNTS, Desk

FIELDS = ACCOUNTS + 'billing_city = "city"\nwebsite = "website"\n'
HEADER = "id,name,parent,city,website\n"


@pytest.mark.parametrize(
    "mapping",
    [
        "truncate = true\n" + FIELDS,
        FIELDS.replace('name = "name"', 'name = { column = "name", truncate = true }').replace(
            '"city"', '{ column = "city", truncate = true }'
        ),
    ],
    ids=["mapping", "field"],
)
async def test_texts_are_cut_to_what_their_fields_hold_and_told(desk: Desk, mapping: str) -> None:
    desk.put("accounts.csv", HEADER + f"1,{'n' * 300},,{'c' * 256},\n2,{'m' * 255},,,\n")
    summary = await desk.run(mapping)
    assert (summary.parts[0].created, summary.parts[0].warned, summary.rejected) == (2, 1, 0)
    lengths = "SELECT length(name), length(name_key), length(billing_city) FROM account ORDER BY name"
    assert await desk.rows(lengths) == [
        (255, 255, None), (255, 255, 255),
    ]  # fmt: skip
    [told] = desk.warnings().values()
    assert told == "; ".join(
        f'column "{column}": "{column[0] * 79}…" has {length} characters: at most 255, so it is cut'
        for column, length in (("name", 300), ("city", 256))
    )
    assert (await desk.run(mapping)).parts[0].unchanged == 2


async def test_an_address_is_never_cut(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER + f"1,A,,,https://example.com/{'x' * 3000}\n")
    await desk.run("truncate = true\n" + FIELDS)
    assert list(desk.reasons()) == [2]


def test_a_letter_keeps_its_marks_or_goes() -> None:
    assert Text(most=3).cut("  abe\u0301f ") == "ab"
    assert Text(most=4).cut("abe\u0301f") == "abe\u0301"


async def test_it_is_for_texts_and_yes_or_no(desk: Desk) -> None:
    desk.put("accounts.csv", HEADER)
    with pytest.raises(MappingError, match="unknown key 'truncate'"):
        await desk.run(FIELDS.replace('"website"', '{ column = "website", truncate = true }'))
    with pytest.raises(MappingError, match="`truncate` must be true or false"):
        await desk.run("truncate = 255\n" + FIELDS)
