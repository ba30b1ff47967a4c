"""The rows of a way in: the account that it opens, the level of access, and the reason."""

from enum import StrEnum

from graph.sql import Fragment, Node, literal, sql


class AccessKind(StrEnum):
    """The kinds of reasons, one or more for each way in, in the order in which they are listed."""

    OWNER = "OWNER"
    ROLE = "ROLE"
    TEAM = "TEAM"
    RULE = "RULE"
    GRANT = "GRANT"
    CASCADE = "CASCADE"
    PARTNER = "PARTNER"
    ADMIN = "ADMIN"
    VIEW_ALL = "VIEW_ALL"


NULL = sql("NULL")


def reason_rows(
    kind: AccessKind,
    source: Fragment,
    *,
    account: Fragment,
    level: Node,
    key: Node,
    name: Node = NULL,
    via: Node = NULL,
    steps: Fragment = sql("0"),  # noqa: B008  # immutable
    role: Node = NULL,
    expires: Node = NULL,
) -> Fragment:
    """Returns a query for the accounts that a way in opens: one row per reason, identified by ``key``, an id.

    ``via`` is the account from which the access is inherited, ``steps`` levels above in the account tree.
    """
    return sql(
        "SELECT {account} AS account_id, {kind} AS kind, {level}::text AS level, {name}::text AS name,"
        " {via}::uuid AS via_account_id, {steps} AS steps, {role}::text AS via_role,"
        " {expires}::timestamptz AS expires_at, {key}::uuid AS key {source}",
        account=account,
        kind=literal(kind),
        level=level,
        name=name,
        via=via,
        steps=steps,
        role=role,
        expires=expires,
        key=key,
        source=source,
    )
