"""Budgets: how many statements each mutation sends, since each is a trip to the database and back."""

from typing import Any

import pytest

from tests.asking import Asking
from tests.counting import heard
from tests.resolvers.mutations.doing import account_id, done, user_id
from tests.resolvers.mutations.hanging import made_id, store

SENT = {
    "updateAccount": 6,
    "createAccount": 5,
    "createContact": 6,
    "moveAccount": 11,
    "transferAccount": 7,
    "activateContract": 9,
    "setPrimaryContact": 7,
}
"""The statements of each mutation: its own, those that begin and end its transaction, and the one that reads back."""

SHOWN = {
    "updateAccount": "account { id version phone }",
    "createAccount": "account { id name owner { name } }",
    "createContact": "contact { id name }",
    "moveAccount": "account { id parent { id } }",
    "transferAccount": "account { id owner { name } }",
    "activateContract": "contract { id status account { type } }",
    "setPrimaryContact": "contact { id isPrimary }",
}


async def prepared(writing: Asking, mutation: str) -> dict[str, Any]:
    """An input of the mutation that does all that it can do."""
    us = await account_id(writing, "acme-us")
    match mutation:
        case "updateAccount":
            return {"id": us, "phone": "+1 555 0199"}
        case "createAccount":
            return {"name": "A New One"}
        case "createContact":
            return {"accountId": us, "name": "Somebody"}
        case "moveAccount":
            return {"id": us, "parentId": await account_id(writing, "acme-uk")}
        case "transferAccount":
            return {"id": us, "ownerId": await user_id(writing, "ron")}
        case "activateContract":
            await store(writing, "UPDATE account SET type = 'PROSPECT', customer_since = NULL WHERE id = $1", us)
            return {"id": await made_id(writing, "contract", who="mia")}
        case "setPrimaryContact":
            await made_id(writing, "contact", who="mia", isPrimary=True)
            return {"id": await made_id(writing, "contact", who="mia")}
    raise LookupError(mutation)


async def sent(writing: Asking, mutation: str, given: dict[str, Any], shown: str) -> list[str]:
    """The statements of a mutation by mia that is done."""
    viewer = await writing.viewer("mia")
    title = mutation[0].upper() + mutation[1:]
    question = f"mutation M($input: {title}Input!) {{ {mutation}(input: $input) {{ {shown} userErrors {{ code }} }} }}"
    database = writing.database
    texts = await heard(database.pool, database.writer._pool)  # Tortoise has no public name for it
    result = await writing.result_as(viewer, question, {"input": given})
    assert result.errors is None
    return texts


@pytest.mark.parametrize("more", [{"idempotencyKey": "k"}, {}], ids=["a key", "a note"])
async def test_what_is_lost_is_asked_where_it_is_told_or_kept(writing: Asking, more: dict[str, Any]) -> None:
    await done(writing, "mia", "updateAccount", {"id": await account_id(writing, "acme-us")})  # opens the pool
    texts = await sent(writing, "createAccount", {"name": "A New One", **more}, "note" if not more else "")
    assert sum("AS for_good" in text for text in texts) == 1


@pytest.mark.parametrize("mutation", SENT)
async def test_a_mutation_sends_no_more_statements_than_it_did(writing: Asking, mutation: str) -> None:
    await done(writing, "mia", "updateAccount", {"id": await account_id(writing, "acme-us")})  # opens the pool
    texts = await sent(writing, mutation, await prepared(writing, mutation), SHOWN[mutation])
    assert len(texts) == SENT[mutation], "\n\n".join(texts)
