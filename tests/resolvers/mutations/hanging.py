"""Records that hang on an account, made for tests; and who may do what with them."""

from datetime import UTC, date, datetime
from typing import Any

from tests.asking import Asking
from tests.resolvers.mutations.doing import account_id, done, user_id

CREATE: dict[str, tuple[str, dict[str, Any]]] = {
    "contact": ("createContact", {"name": "Ann Example"}),
    "opportunity": ("createOpportunity", {"name": "Deal", "amount": "100"}),
    "case": ("createCase", {"subject": "Help"}),
    "contract": ("createContract", {"value": "1000"}),
    "activity": ("logActivity", {"kind": "CALL", "subject": "Talked"}),
}
"""How each noun is made, with what it must have."""

UPDATE: dict[str, tuple[str, dict[str, Any]]] = {
    "contact": ("updateContact", {"title": "Buyer"}),
    "opportunity": ("updateOpportunity", {"nextStep": "Call"}),
    "case": ("updateCase", {"priority": "HIGH"}),
    "contract": ("updateContract", {"value": "2000"}),
    "activity": ("updateActivity", {"subject": "Talked again"}),
}
"""How each is changed, with a change that a new one takes."""

DELETE = {noun: f"delete{noun.title()}" for noun in CREATE}

VERBS: dict[str, tuple[str, ...]] = {
    "contact": ("setPrimaryContact",),
    "opportunity": ("advanceOpportunity", "reopenOpportunity"),
    "case": ("closeCase", "reopenCase"),
    "contract": ("activateContract", "terminateContract"),
    "activity": (),
}

WRONG: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "contact": ({"name": " "}, ("REQUIRED", "name")),
    "opportunity": ({"probability": 101}, ("INVALID", "probability")),
    "case": ({"subject": None}, ("REQUIRED", "subject")),
    "contract": ({"value": "-1"}, ("INVALID", "value")),
    "activity": ({"at": "3026-01-01T00:00:00Z"}, ("INVALID", "at")),
}
"""A change of each noun that can't be done, and the code and the field of the error."""

OF_PARTNERS = {
    "createContact",
    "updateContact",
    "setPrimaryContact",
    "createCase",
    "updateCase",
    "closeCase",
    "reopenCase",
    "logActivity",
    "updateActivity",
}
"""The mutations that a partner with an edit grant may call."""

CONTACTS = {"case": "contactId", "contract": "signedById", "activity": "contactId"}
"""The field of a noun's inputs that names a contact."""

ROWS: dict[str, dict[str, Any]] = {
    "contact": {"name": "Ann", "name_key": "ann"},
    "opportunity": {"name": "Deal", "stage": "PROSPECTING", "amount": 10, "probability": 10},
    "case": {"subject": "Help", "status": "NEW"},
    "contract": {"value": 10, "status": "DRAFT"},
    "activity": {"kind": "CALL", "subject": "Talked", "at": datetime.now(UTC)},
}
"""The columns of a row of each noun, past the API."""

TABLES: tuple[str, ...] = ("account", "contact", "opportunity", "support_case", "contract", "activity")
TABLE = dict(zip(CREATE, TABLES[1:], strict=True))
PREFIX = {"contact": "con", "opportunity": "opp", "case": "cas", "contract": "ctr", "activity": "act"}


async def made(
    writing: Asking, noun: str, on: str = "acme-us", who: str = "rita", shown: str = "id", **given: Any
) -> dict[str, Any]:
    """A new record of this noun on one of the named accounts: what is shown of it."""
    mutation, usual = CREATE[noun]
    answer = await done(
        writing, who, mutation, {"accountId": await account_id(writing, on), **usual, **given}, f"{noun} {{ {shown} }}"
    )
    record: dict[str, Any] = answer[noun]
    return record


async def made_id(writing: Asking, noun: str, on: str = "acme-us", who: str = "rita", **given: Any) -> str:
    """The id of a new record."""
    return str((await made(writing, noun, on, who, **given))["id"])


async def changed(writing: Asking, noun: str, mutation: str, shown: str, who: str = "rita", **given: Any) -> Any:
    """What is shown of a record after a mutation of it that must have been done."""
    return (await done(writing, who, mutation, given, f"{noun} {{ {shown} }}"))[noun]


async def grant(writing: Asking, who: str, short: str, level: str) -> None:
    """Open one of the named accounts to one of the named people."""
    await writing.database.pool.execute(
        "INSERT INTO account_grant (id, account_id, user_id, level) VALUES (gen_random_uuid(), $1, $2, $3)",
        (await account_id(writing, short)).removeprefix("acc_"),
        (await user_id(writing, who)).removeprefix("usr_"),
        level,
    )


async def stored(writing: Asking, sql: str, *values: Any) -> Any:
    """The one value of a query; ids may be as the graph has them."""
    rows = [value[4:] if isinstance(value, str) and value[3:4] == "_" else value for value in values]
    return await writing.database.pool.fetchval(sql, *rows)


async def store(writing: Asking, sql: str, *values: Any) -> None:
    """Write past the API, as an import would."""
    await stored(writing, sql, *values)


def today() -> date:
    return datetime.now(UTC).date()
