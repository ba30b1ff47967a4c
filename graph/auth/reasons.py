"""Why a viewer sees an account: the form in which every way in says so."""

from enum import StrEnum


class AccessKind(StrEnum):
    """The ways in, by the names under which reasons tell of them, in their order."""

    OWNER = "OWNER"
    ROLE = "ROLE"
    TEAM = "TEAM"
    RULE = "RULE"
    GRANT = "GRANT"
    CASCADE = "CASCADE"
    PARTNER = "PARTNER"
    ADMIN = "ADMIN"
    VIEW_ALL = "VIEW_ALL"


def why(
    kind: AccessKind,
    level: str,
    source: str,
    key: str,
    *,
    name: str = "NULL",
    via: str = "NULL",
    steps: str = "0",
    role: str = "NULL",
    expires: str = "NULL",
) -> str:
    """Reasons of one kind: a row of the source each, told apart by its key (an id).

    ``via`` is the account that the way in comes from, ``steps`` above in the true tree.
    """
    return (
        f"SELECT '{kind}' AS kind, {level}::text AS level, {name}::text AS name, {via}::uuid AS via_account_id, {steps}"
        f" AS steps, {role}::text AS via_role, {expires}::timestamptz AS expires_at, {key}::uuid AS key {source}"
    )
