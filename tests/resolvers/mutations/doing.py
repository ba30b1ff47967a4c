"""Mutations done in process, and what they answered."""

from typing import Any
from uuid import UUID

from tests.asking import Asking, data
from tests.world import ACCOUNTS, PEOPLE

ERRORS = "note userErrors { code message field }"


async def do(writing: Asking, who: str, mutation: str, given: dict[str, Any], shown: str = "") -> dict[str, Any]:
    """The payload of one mutation: of its record what ``shown`` says, and always note and userErrors."""
    title = mutation[0].upper() + mutation[1:]
    question = f"mutation M($input: {title}Input!) {{ {mutation}(input: $input) {{ {shown} {ERRORS} }} }}"
    payload: dict[str, Any] = (await writing(who, question, {"input": given}))[mutation]
    return payload


async def done(writing: Asking, who: str, mutation: str, given: dict[str, Any], shown: str = "") -> dict[str, Any]:
    """The payload of one mutation that must have been done."""
    payload = await do(writing, who, mutation, given, shown)
    assert payload.pop("userErrors") == []
    return payload


async def wrong(writing: Asking, who: str, mutation: str, given: dict[str, Any]) -> set[tuple[str, str]]:
    """The codes of what was wrong, each with the field it is about; nothing may have been done."""
    payload = await do(writing, who, mutation, given)
    assert payload["userErrors"]
    return {(error["code"], ".".join(error["field"])) for error in payload["userErrors"]}


async def forbidden(writing: Asking, who: str, mutation: str, given: dict[str, Any]) -> bool:
    """Whether the mutation may not be done at all by who asks for it: then there is no payload."""
    title = mutation[0].upper() + mutation[1:]
    question = f"mutation M($input: {title}Input!) {{ {mutation}(input: $input) {{ {ERRORS} }} }}"
    result = await writing.result(who, question, {"input": given})
    codes = [error["extensions"]["code"] for error in result.errors or ()]
    assert codes in ([], ["FORBIDDEN"]), result.errors
    assert not codes or data(result) == {mutation: None}
    return bool(codes)


async def account_id(writing: Asking, short: str) -> str:
    """The id of one of the named accounts, as the graph has it."""
    row: UUID = await writing.database.pool.fetchval("SELECT id FROM account WHERE name = $1", ACCOUNTS[short])
    return f"acc_{row}"


async def user_id(writing: Asking, short: str) -> str:
    """The id of one of the named people, as the graph has it."""
    row: UUID = await writing.database.pool.fetchval("SELECT id FROM app_user WHERE email = $1", PEOPLE[short])
    return f"usr_{row}"


async def everything(writing: Asking, *tables: str) -> dict[str, list[str]]:
    """All rows of these tables, to see that nothing was done; a change that is taken back moves `figures_at` too."""
    row = "(to_jsonb(t) - 'figures_at')::text AS row"
    return {
        table: [each["row"] for each in await writing.database.pool.fetch(f"SELECT {row} FROM {table} t ORDER BY 1")]
        for table in tables
    }
