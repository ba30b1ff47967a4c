"""What everyone may do with each account, as the oracle has it, and who might have let others in there.

A user **might have granted** an account to others if the rows let them: they own it, they stand above its owner in the
role tree, they are an admin, or they have a manager's profile and edit it by a way that doesn't run out. Who isn't its
owner then hands it to themself first, and grants it as its owner. Partners neither grant nor hand over, whatever they
own; nor does anyone who merely edits an account, or edits it for a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from tests.oracle import Oracle
from tests.rows import Rows

LATER = timedelta(days=30)
"""After all that runs out in a drawn world or a chain: what is open then is open for good."""

MANAGERS = {"SALES_MANAGER", "SALES_DIRECTOR", "EXECUTIVE", "SERVICE_MANAGER"}


class Right(IntEnum):
    """How far an account is open to a user."""

    NONE = 0
    READ = 1
    EDIT = 2
    GRANT = 3
    """They might grant it to others."""


Rights = Mapping[UUID, Mapping[UUID, tuple[Right, Right]]]
"""By user and account: as things stand, and after all that runs out."""


@dataclass(frozen=True)
class Gain:
    """A right that a user has now on an account and didn't have before."""

    user: UUID
    account: UUID
    before: tuple[Right, Right]
    after: tuple[Right, Right]


def right(oracle: Oracle, account: UUID) -> Right:
    """How far this account is open to the oracle's viewer."""
    if might_have_granted(oracle, account):
        return Right.GRANT
    return Right[oracle.level(account) or "NONE"]


def might_have_granted(oracle: Oracle, account: UUID) -> bool:
    """May the oracle's viewer let others in here, by a grant of their own or once they have handed it to themself?"""
    profile = str(oracle.viewer.profile)
    reasons = oracle.reasons(account)
    kinds = {reason.kind for reason in reasons}
    if profile == "PARTNER":
        return False
    if profile == "ADMIN" or kinds & {"OWNED", "BELOW_IN_ROLE_TREE"}:
        return True
    return profile in MANAGERS and any(each.level == "EDIT" and each.expires_at is None for each in reasons)


def rights(rows: Rows, now: datetime) -> Rights:
    """What every active user may do with every account."""
    found: dict[UUID, dict[UUID, tuple[Right, Right]]] = {}
    for user in rows.users.values():
        if user.is_active:
            at_once, later = Oracle(rows, user.id, now), Oracle(rows, user.id, now + LATER)
            found[user.id] = {each: (right(at_once, each), right(later, each)) for each in rows.accounts}
    return found


def gains(before: Rights, after: Rights) -> list[Gain]:
    """What anyone may do now, at once or for good, and couldn't before; an account that is new is nobody's gain."""
    return [
        Gain(user, account, had, has)
        for user, accounts in after.items()
        for account, has in accounts.items()
        if account in before[user]
        for had in [before[user][account]]
        if any(new > old for old, new in zip(had, has, strict=True))
    ]
