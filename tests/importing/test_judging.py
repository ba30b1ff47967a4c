"""A cell is judged as a mutation's input is, and a reject says the same words."""

import pytest

from graph.models.noun import NOUNS
from graph.models.values import InvalidValue

from .conftest import Desk

CONTACTS = """
source = "test"
[[imports]]
file = "contacts.csv"
record = "contact"
key = "id"
[imports.fields]
account = { column = "account", by = "name" }
name = "name"
phone = "phone"
title = "title"
created_at = "since"
"""
ONE_LINE = "contains a control character or a line break: write it on one line"


@pytest.mark.parametrize(
    ("attribute", "cell", "reason"),
    [
        ("name", "An\tn", ONE_LINE),
        ("title", "Head\nof IT", ONE_LINE),
        ("title", "x\u202ey", "contains a bidirectional control character (U+202E): remove it"),
        ("title", "x" * 256, "has 256 characters: at most 255"),
        ("phone", "by e-mail", "can't be used: send a number such as +44 20 7946 0123 or (415) 555-0100 x 12"),
        ("created_at", "1066-10-14", "is of the year 1066: send one from 1900 to 2200"),
    ],
)
async def test_what_a_mutation_refuses_a_file_may_not_bring(desk: Desk, attribute: str, cell: str, reason: str) -> None:
    values = {"name": "Ann", "phone": "", "title": "", "created_at": ""} | {attribute: cell}
    cells = ",".join(f'"{value}"' for value in values.values())
    desk.put("contacts.csv", f"id,account,name,phone,title,since\n1,Acme,{cells}\n2,Acme,Bob,,,\n")
    await desk.rows("INSERT INTO account (id, name, name_key) VALUES (gen_random_uuid(), 'Acme', 'acme')")
    await desk.run(CONTACTS)
    column = "since" if attribute == "created_at" else attribute
    shown = cell if len(cell) <= 80 else cell[:79] + "…"
    assert desk.reasons() == {2: f'column "{column}": "{shown}" {reason}'}
    assert await desk.rows("SELECT name FROM contact") == [("Bob",)]
    with pytest.raises(InvalidValue) as refused:
        NOUNS["Contact"].columns[attribute].value.judge(cell)
    assert refused.value.message == reason


async def test_texts_are_stored_as_a_mutation_stores_them(desk: Desk) -> None:
    await desk.rows("INSERT INTO account (id, name, name_key) VALUES (gen_random_uuid(), 'Acme', 'acme')")
    desk.put("contacts.csv", "id,account,name,phone,title,since\n1,Acme, Ann   Lee ,,\u200b,\n")
    assert (await desk.run(CONTACTS)).rejected == 0
    assert await desk.rows("SELECT name, name_key, title FROM contact") == [("Ann Lee", "ann lee", None)]
