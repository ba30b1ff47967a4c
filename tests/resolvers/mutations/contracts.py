"""Contracts to write on, and what follows from their days."""

from datetime import timedelta
from typing import Any

from tests.asking import Asking
from tests.resolvers.mutations.doing import done
from tests.resolvers.mutations.hanging import stored, today

ACCOUNT = "account { type customerSince lastActivityDate version updatedBy { name } }"


def day(from_today: int) -> str:
    return (today() + timedelta(days=from_today)).isoformat()


async def prospect(writing: Asking, type_: str = "PROSPECT") -> str:
    """A new account without a contract."""
    number = await stored(writing, "SELECT count(*) FROM account")
    answer = await done(writing, "rita", "createAccount", {"name": f"New {number}", "type": type_}, "account { id }")
    return str(answer["account"]["id"])


async def drafted(writing: Asking, account: str, **given: Any) -> str:
    """A new contract with this account."""
    answer = await done(writing, "rita", "createContract", {"accountId": account, **given}, "contract { id }")
    return str(answer["contract"]["id"])
