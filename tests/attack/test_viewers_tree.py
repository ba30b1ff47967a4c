"""Writes that told what lies between two accounts of a viewer's tree."""

from typing import Any
from uuid import UUID

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import do, done
from tests.resolvers.mutations.hanging import stored


async def made(writing: Asking, who: str, name: str, **given: Any) -> str:
    """The id of a new account."""
    answer = await done(writing, who, "createAccount", {"name": name, **given}, "account { id }")
    return str(answer["account"]["id"])


@pytest.fixture
async def line(writing: Asking) -> tuple[str, str, str]:
    """Three accounts, one below the other: the highest and the lowest are Rita's, who doesn't see the one between."""
    top, low = await made(writing, "rita", "Quiet Holding"), await made(writing, "rita", "Quiet Leaf")
    between = await made(writing, "ada", "Hidden Between", parentId=top)
    await done(writing, "ada", "moveAccount", {"id": low, "parentId": between})
    return top, between, low


async def test_children_in_the_way_are_those_of_the_viewers_tree(writing: Asking, line: tuple[str, str, str]) -> None:
    top, *_ = line
    await made(writing, "ada", "Hidden Beside", parentId=top)
    told = "Quiet Holding can't be deleted: it has {}. Set `isActive` to false instead."
    answer = await do(writing, "rita", "deleteAccount", {"id": top})
    assert [error["message"] for error in answer["userErrors"]] == [told.format("1 child account")]
    await made(writing, "rita", "Quiet Twig", parentId=top)
    answer = await do(writing, "rita", "deleteAccount", {"id": top})
    assert [error["message"] for error in answer["userErrors"]] == [told.format("2 child accounts")]
    answer = await do(writing, "ada", "deleteAccount", {"id": top})
    assert [error["message"] for error in answer["userErrors"]] == [told.format("3 child accounts")]


async def test_who_names_an_account_as_their_partner_is_told_only_if_seen(writing: Asking) -> None:
    reseller = await made(writing, "rita", "Quiet Reseller", type="PARTNER")
    await made(writing, "ada", "Managed in Silence", partnerId=reseller)
    told = "Quiet Reseller can't be deleted: {}. Set `isActive` to false instead."
    answer = await do(writing, "rita", "deleteAccount", {"id": reseller})
    assert [error["message"] for error in answer["userErrors"]] == [
        told.format("something that you don't see depends on it")
    ]
    await made(writing, "rita", "Managed Aloud", partnerId=reseller)
    answer = await do(writing, "rita", "deleteAccount", {"id": reseller})
    assert [error["message"] for error in answer["userErrors"]] == [
        told.format("other accounts or users name it as their partner")
    ]


async def test_an_account_that_is_put_where_it_stands_in_the_viewers_tree_stays_below_what_is_hidden(
    writing: Asking, line: tuple[str, str, str]
) -> None:
    top, between, low = line
    beside = await made(writing, "rita", "Quiet Twig", parentId=top)
    shown = "account { version parent { name } }"
    for account, version in ((low, 2), (beside, 1)):
        moved = await done(writing, "rita", "moveAccount", {"id": account, "parentId": top}, shown)
        assert moved["account"] == {"version": version, "parent": {"name": "Quiet Holding"}}
    await done(writing, "ada", "moveAccount", {"id": between, "parentId": None})
    parent_of = "SELECT parent_id FROM account WHERE id = $1"
    # at the top, below another and back: only what the viewer reads is theirs to end
    for parent, stands in ((None, between), (top, top), (None, None)):
        moved = await done(writing, "rita", "moveAccount", {"id": low, "parentId": parent}, "account { parent { id } }")
        assert moved["account"]["parent"] == (parent and {"id": parent})
        assert await stored(writing, parent_of, low) == (stands and UUID(stands.removeprefix("acc_")))
