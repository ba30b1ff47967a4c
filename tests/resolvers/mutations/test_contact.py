"""Contacts, written: names, addresses, and one primary contact an account."""

import asyncio
import random
from typing import Any

import pytest

from graph.models.noun import NOUNS
from graph.models.values import EMAIL, PHONE, InvalidValue
from graph.resolvers.mutations.record_mutations import RecordMutations
from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, do, done, wrong
from tests.resolvers.mutations.hanging import changed, made, made_id, stored

PRIMARY = "SELECT array_agg(name) FROM contact WHERE is_primary AND account_id = $1"


async def test_a_contact_is_made_with_what_is_given(writing: Asking) -> None:
    new = await made(
        writing,
        "contact",
        name="  Zoë   Example ",
        email=" zoe@acme.example ",
        phone="+1 (415) 555-0100 x 12",
        title="Head of Service",
        buyingRole="CHAMPION",
        shown="name email phone title buyingRole isPrimary version account { name }",
    )
    assert new == {
        "name": "Zoë Example",
        "email": "zoe@acme.example",
        "phone": "+1 (415) 555-0100 x 12",
        "title": "Head of Service",
        "buyingRole": "CHAMPION",
        "isPrimary": False,
        "version": 1,
        "account": {"name": "Acme Corp US"},
    }


async def test_all_that_is_wrong_with_a_contact_is_told_at_once(writing: Asking) -> None:
    given = {
        "accountId": await account_id(writing, "acme-us"),
        "name": "x" * 256,
        "email": "zoe",
        "phone": "call me",
        "title": "a\nb",
        "isPrimary": None,
    }
    payload = await do(writing, "rita", "createContact", given, "contact { id }")
    assert payload == {
        "contact": None,
        "note": None,
        "userErrors": [
            {"code": "TOO_LONG", "message": "`name` has 256 characters: at most 255.", "field": ["name"]},
            {
                "code": "INVALID",
                "message": "`email` can't be used: send an address such as ann@example.com.",
                "field": ["email"],
            },
            {
                "code": "INVALID",
                "message": "`phone` can't be used: send a number such as +44 20 7946 0123 or (415) 555-0100 x 12.",
                "field": ["phone"],
            },
            {
                "code": "INVALID",
                "message": "`title` contains a control character or a line break: write it on one line.",
                "field": ["title"],
            },
            {"code": "REQUIRED", "message": "`isPrimary` can't be empty.", "field": ["isPrimary"]},
        ],
    }


@pytest.mark.parametrize(
    "number", ["+44 20 7946 0123", "(415) 555-0100", "555-0100 ext. 4", "030/123456", "112", "1.555.0100,5", "+4930#1"]
)
def test_numbers_as_people_write_them_fit(number: str) -> None:
    assert PHONE.judge(number) == number


@pytest.mark.parametrize("number", ["12", "n/a", "++44 20 1", "555 0100 or 0101", "555-CALL-NOW", "x 12345", "+" * 64])
def test_what_is_no_number_does_not_fit(number: str) -> None:
    with pytest.raises(InvalidValue):
        PHONE.judge(number)


async def test_every_number_and_address_of_the_demo_fits(writing: Asking) -> None:
    rows = await writing.database.pool.fetch(
        "SELECT phone, email FROM contact UNION ALL SELECT phone, NULL FROM account"
    )
    for row in rows:
        assert row["phone"] is None or PHONE.judge(row["phone"]) == row["phone"]
        assert row["email"] is None or EMAIL.judge(row["email"]) == row["email"]


async def test_a_new_name_is_found_by_its_key_and_two_may_share_one(writing: Asking) -> None:
    first, second = await made_id(writing, "contact"), await made_id(writing, "contact")
    await changed(writing, "contact", "updateContact", "id", id=first, name="  GROẞE  Straße ")
    assert await stored(writing, "SELECT name || '|' || name_key FROM contact WHERE id = $1", first) == (
        "GROẞE Straße|grosse strasse"
    )
    found = await writing("rita", '{ contacts(where: {name: {eq: "grosse STRASSE"}}) { nodes { id } } }')
    assert found["contacts"]["nodes"] == [{"id": first}]
    assert second != first


async def test_whoever_becomes_primary_unmakes_the_one_before(writing: Asking) -> None:
    shown = "isPrimary version updatedBy { name }"
    us = await account_id(writing, "acme-us")
    before = f"con_{await stored(writing, 'SELECT id FROM contact WHERE is_primary AND account_id = $1', us)}"
    version = await stored(writing, "SELECT version FROM contact WHERE id = $1", before)
    others = await stored(writing, "SELECT count(*) FROM contact WHERE is_primary")
    second = await made_id(writing, "contact", name="Second", who="mia", isPrimary=True)
    node = f'{{ node(id: "{before}") {{ ... on Contact {{ {shown} }} }} }}'
    assert (await writing("rita", node))["node"] == {
        "isPrimary": False,
        "version": version + 1,
        "updatedBy": {"name": "Mia Castellanos"},
    }
    third = await made_id(writing, "contact", name="Third")
    is_primary = await changed(writing, "contact", "setPrimaryContact", "isPrimary version", id=third)
    assert is_primary == {"isPrimary": True, "version": 2}
    assert await stored(writing, PRIMARY, us) == ["Third"]
    await changed(writing, "contact", "updateContact", "id", id=second, isPrimary=True)
    assert await stored(writing, PRIMARY, us) == ["Second"]
    # of all other accounts the primary contacts stay
    assert await stored(writing, "SELECT count(*) FROM contact WHERE is_primary") == others


async def test_the_derived_mutations_alone_keep_a_flag_to_one_record(
    writing: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived = {mutation.name: mutation for mutation in RecordMutations(NOUNS["Contact"]).mutations()}
    monkeypatch.setattr("graph.resolvers.mutations.root.MUTATIONS", derived)
    us = await account_id(writing, "acme-us")
    first = await made_id(writing, "contact", name="First", isPrimary=True)
    await made_id(writing, "contact", name="Second", isPrimary=True)
    assert await stored(writing, PRIMARY, us) == ["Second"]
    await changed(writing, "contact", "updateContact", "id", id=first, isPrimary=True)
    assert await stored(writing, PRIMARY, us) == ["First"]


async def test_who_is_primary_already_stays_so_and_counts_no_version(writing: Asking) -> None:
    one = await made_id(writing, "contact", isPrimary=True)
    changes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("setPrimaryContact", {}),
        ("updateContact", {"isPrimary": True}),
    )
    for mutation, given in changes:
        assert await changed(writing, "contact", mutation, "version", id=one, **given) == {"version": 1}
    unmade = await changed(writing, "contact", "updateContact", "isPrimary version", id=one, isPrimary=False)
    assert unmade == {"isPrimary": False, "version": 2}
    assert await stored(writing, PRIMARY, await account_id(writing, "acme-us")) is None


async def test_of_requests_that_race_for_the_primary_contact_the_last_one_has_it_alone(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    people = [await made_id(writing, "contact", name=f"Person {number}") for number in range(4)]
    for number in range(20):
        order = random.Random(number).sample(people, 4)
        makers = [done(writing, "rita", "setPrimaryContact", {"id": one}) for one in order[:2]]
        makers.append(done(writing, "mia", "updateContact", {"id": order[2], "isPrimary": True}))
        new = {"accountId": us, "name": f"New {number}", "isPrimary": True}
        makers.append(done(writing, "dan", "createContact", new))
        await asyncio.gather(*makers)
        assert len(await stored(writing, PRIMARY, us)) == 1
    # each who was made so, or unmade, counts it: two more for each time that one came and went
    versions = await writing.database.pool.fetch(
        "SELECT version, is_primary FROM contact WHERE name LIKE 'New %' AND account_id = $1", us[4:]
    )
    assert {row["version"] for row in versions} <= {1, 2}
    assert all(row["version"] == (1 if row["is_primary"] else 2) for row in versions)


async def test_what_names_a_deleted_contact_stays_and_names_nobody(writing: Asking) -> None:
    one, other = await made_id(writing, "contact"), await made_id(writing, "contact")
    references = {"case": "contactId", "contract": "signedById", "activity": "contactId"}
    shown = {noun: f"version {field.removesuffix('Id')} {{ id }}" for noun, field in references.items()}
    named = {noun: await made_id(writing, noun, **{field: one}) for noun, field in references.items()}
    spared = {noun: await made_id(writing, noun, **{field: other}) for noun, field in references.items()}
    count = await stored(writing, "SELECT open_case_count FROM account WHERE name = 'Acme Corp US'")
    await done(writing, "mia", "deleteContact", {"id": one})
    for noun, field in references.items():
        name = field.removesuffix("Id")
        question = (
            f"query Q($id: ID!) {{ node(id: $id) {{ ... on {noun.title()}"
            f" {{ {shown[noun]} updatedBy {{ name }} }} }} }}"
        )
        after = (await writing("rita", question, {"id": named[noun]}))["node"]
        assert after == {"version": 2, name: None, "updatedBy": {"name": "Mia Castellanos"}}
        left = (await writing("rita", question, {"id": spared[noun]}))["node"]
        assert left == {"version": 1, name: {"id": other}, "updatedBy": {"name": "Rita Delgado"}}
    assert await stored(writing, "SELECT open_case_count FROM account WHERE name = 'Acme Corp US'") == count


async def test_who_deletes_the_primary_contact_is_told_that_there_is_none_now(writing: Asking) -> None:
    one, primary = await made_id(writing, "contact"), await made_id(writing, "contact", isPrimary=True)
    assert (await done(writing, "rita", "deleteContact", {"id": one}))["note"] is None
    gone = {"id": primary, "idempotencyKey": "gone"}
    for _ in range(2):
        note = (await done(writing, "rita", "deleteContact", gone))["note"]
        assert note == "Acme Corp US has no primary contact now."


async def test_of_a_deletion_and_a_reference_that_race_both_hold_or_the_second_is_told(writing: Asking) -> None:
    us = await account_id(writing, "acme-us")
    for _ in range(20):
        one = await made_id(writing, "contact")
        new = {"accountId": us, "subject": "Race", "contactId": one}
        _deleted, payload = await asyncio.gather(
            done(writing, "rita", "deleteContact", {"id": one}),
            do(writing, "mia", "createCase", new, "case { contact { id } }"),
        )
        # when the case came first, it names nobody by now; or else it was never made
        assert payload["userErrors"] == [] or payload["userErrors"][0]["field"] == ["contactId"]
    assert (
        await stored(writing, "SELECT count(*) FROM support_case WHERE subject = 'Race' AND contact_id IS NOT NULL")
        == 0
    )


async def test_a_contact_needs_a_name(writing: Asking) -> None:
    one = await made_id(writing, "contact")
    for name in (None, "", " \u3000 "):
        assert await wrong(writing, "rita", "updateContact", {"id": one, "name": name}) == {("REQUIRED", "name")}
