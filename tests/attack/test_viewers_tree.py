"""Writes that told what lies between two accounts of a viewer's tree."""

from typing import Any

import pytest

from tests.asking import Asking
from tests.resolvers.mutations.doing import do, done


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
