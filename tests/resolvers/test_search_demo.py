"""Text search over the demo company: slips are forgiven, and nothing hidden is found."""

import pytest

from tests.asking import Asking

# -- the demo company


async def names(ask: Asking, who: str, search: str, more: str = "", root: str = "accounts") -> list[str]:
    question = f"query($search: String) {{ {root}(search: $search, first: 100{more}) {{ nodes {{ name }} }} }}"
    return [node["name"] for node in (await ask(who, question, {"search": search}))[root]["nodes"]]


@pytest.mark.parametrize(
    ("search", "first"),
    [
        ("Acme Grmany", "Acme Corp Germany"),
        ("acm ger", "Acme Corp Germany"),
        ("acme corp global", "Acme Corp Global"),
        ("Brigtline", "Brightline Resellers"),
        ("resselers", "Brightline Resellers"),
        ("brightline RESELLERS", "Brightline Resellers"),
    ],
)
async def test_slips_are_forgiven(ask: Asking, search: str, first: str) -> None:
    assert (await names(ask, "ada", search))[0] == first


async def test_an_account_is_found_by_its_contacts_and_a_contact_by_its_account(ask: Asking) -> None:
    assert await names(ask, "ada", "grace.yeo@acme.example") == ["Acme Corp US"]
    assert await names(ask, "ada", "grace yeo corp") == ["Acme Corp US"]
    assert "Grace Yeo" in await names(ask, "ada", "acme us", root="contacts")
    assert (await names(ask, "ada", "grace yeo", root="contacts"))[0] == "Grace Yeo"


async def test_an_account_is_found_by_its_number(ask: Asking) -> None:
    number = (await ask("ada", '{ account(by: {name: "Acme Corp US"}) { number } }'))["account"]["number"]
    for search in (number, number.lower(), number.removeprefix("ACC-"), number.removeprefix("ACC-").lstrip("0")):
        assert (await names(ask, "ada", search))[0] == "Acme Corp US"


async def test_filters_views_and_orders_hold_beside_a_search(ask: Asking) -> None:
    found = await names(ask, "ada", "acme corp")
    assert len(found) >= 6
    assert found[0] in {"Acme Corp US", "Acme Corp UK"}  # of equal finds, the shortest name first
    by_name = await names(ask, "ada", "acme corp", ", orderBy: {field: NAME, direction: DESC}")
    assert by_name == sorted(found, key=str.casefold, reverse=True)
    ends = await names(ask, "ada", "acme corp", ', where: {name: {endsWith: "germany"}}')
    assert ends == ["Acme Corp Germany"]
    mine = await names(ask, "rita", "acme", ", view: MY_ACCOUNTS")
    assert set(mine) < set(found)


async def test_nothing_hidden_is_found(ask: Asking) -> None:
    everyone = set(await names(ask, "ada", "acme"))
    for who in ("pat", "rita", "ray", "rosa", "sam"):
        for search in ("acme", "acme.example", "grace yeo", "Acme Grmany"):
            for root in ("accounts", "contacts"):
                question = (
                    f"query($search: String) {{ {root}(search: $search, first: 100) {{ totalCount nodes {{ id }} }} }}"
                )
                found = (await ask(who, question, {"search": search}))[root]
                ids = [node["id"] for node in found["nodes"]]
                assert found["totalCount"] == len(ids)
                seen = await ask(who, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})
                assert [node and node["id"] for node in seen["nodes"]] == ids
        assert set(await names(ask, who, "acme")) <= everyone
    assert await names(ask, "pat", "grace.yeo@acme.example") == []


async def test_a_search_is_one_statement(ask: Asking) -> None:
    statements = ask.statements._kept
    before = len(statements)
    await names(ask, "ada", "one statement for all of this 17")
    assert len(statements) == before + 1
