"""Authentication: loads the Viewer that a bearer token names."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from cachetools import LRUCache

from graph.auth.access_queries import breadth_statement
from graph.auth.claims import Claims, ExternalKey
from graph.auth.issuer import WrongKey
from graph.auth.tokens import Tokens
from graph.auth.viewer import Condition, Rule, Viewer
from graph.errors import Unauthenticated
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator

LISTED_AT_MOST = 2_000
"""The number of accounts up to which a plan that lists them first is better than one that tests each row.

It applies to the accounts open by the role tree, and to those open by all other ways in except rules.
"""

ESTIMATE_LASTS = 60.0
"""Seconds for which a viewer's estimated number of visible accounts is reused."""

CACHE_SIZE = 10_000
"""The number of viewers that each worker caches."""

# Reads everything about a user in one snapshot. UNION instead of UNION ALL ends the recursion on a cycle of roles.
VIEWER = """
WITH RECURSIVE me AS (
    SELECT u.*, r.name AS role_name FROM app_user u LEFT JOIN role r ON r.id = u.role_id WHERE {key}
), below AS (
    SELECT r.id FROM role r JOIN me ON r.parent_id = me.role_id
    UNION SELECT r.id FROM role r JOIN below b ON r.parent_id = b.id
), above AS (
    SELECT r.id, r.parent_id FROM role r JOIN me ON r.id = me.role_id
    UNION SELECT r.id, r.parent_id FROM role r JOIN above a ON r.id = a.parent_id
), my_group AS (
    SELECT m.group_id FROM group_member m JOIN me ON m.user_id = me.id
), my_rule AS (
    SELECT s.id, s.name, s.level,
        coalesce((SELECT json_agg(json_build_array(c."column", c.operator, c.values) ORDER BY c.id)
                  FROM sharing_condition c WHERE c.rule_id = s.id), '[]') AS conditions
    FROM sharing_rule s JOIN me ON true
    WHERE s.is_active AND (
        s.profile = me.profile OR s.role_id = me.role_id OR s.group_id IN (SELECT group_id FROM my_group)
        OR (s.include_below AND s.role_id IN (SELECT id FROM above)))
)
SELECT me.id, me.email, extract(epoch FROM me.email_since)::float8 AS email_since,
    extract(epoch FROM me.tokens_valid_from)::float8 AS tokens_valid_from, me.name, me.profile, me.role_id,
    me.role_name, me.partner_account_id, me.is_active, me.can_view_all, me.can_roll_up_all, e.value AS epoch,
    ARRAY(SELECT id FROM below WHERE id IS DISTINCT FROM me.role_id ORDER BY id) AS roles_below,
    ARRAY(SELECT group_id FROM my_group ORDER BY group_id) AS group_ids,
    (SELECT json_agg(r ORDER BY r.id) FROM my_rule r) AS rules
FROM sharing_epoch e LEFT JOIN me ON true
"""
BY_EMAIL = VIEWER.format(key="u.email = $1")
BY_EXTERNAL_ID = VIEWER.format(
    key="u.id = (SELECT x.record_id FROM external_id x WHERE x.source = $1 AND x.record_type = 'user' AND x.key = $2)"
)
BY_ID = VIEWER.format(key="u.id = $1")

LOCK_USER = "SELECT FROM app_user WHERE id = $1 FOR UPDATE"
# one external id of an issuer for each user: who comes with another one is somebody else, or claims to be
LINK = """
INSERT INTO external_id (id, source, record_type, key, record_id)
SELECT gen_random_uuid(), $1::text, 'user', $2::text, $3::uuid
WHERE NOT EXISTS (SELECT FROM external_id WHERE source = $1::text AND record_type = 'user' AND record_id = $3::uuid)
ON CONFLICT DO NOTHING
"""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class UnknownUser(Unauthenticated):
    """No user has what the token names."""


class Authenticator:
    """Authenticates requests, and caches viewers for as long as the sharing epoch is unchanged.

    A cached viewer is returned without a look into the database: each statement compares the epoch in its own snapshot,
    and raises ViewerChanged if it has risen, upon which the request starts again. So authentication usually costs no
    statement, and no answer rests on outdated rights.
    """

    def __init__(self, pool: asyncpg.Pool, tokens: Tokens) -> None:
        self._pool = pool
        self._tokens = tokens
        self._cached: LRUCache[str | ExternalKey, tuple[Viewer, float]] = LRUCache(CACHE_SIZE)

    async def claims(self, authorization: str | None) -> Claims:
        """Returns what the token in an Authorization header claims.

        Raises Unauthenticated if it isn't valid, and Unavailable if its issuer's keys can't be had.
        """
        token = _bearer(authorization)
        try:
            return self._tokens.claims(token)
        except WrongKey:
            return await self._tokens.claims_by_newer_keys(token)

    @asynccontextmanager
    async def keys_kept_fresh(self) -> AsyncIterator[None]:
        """Fetches the keys of providers in the background while the context lasts."""
        keeping = [asyncio.create_task(keys.keep()) for keys in self._tokens.remote]
        try:
            yield
        finally:
            for task in keeping:
                task.cancel()
            await asyncio.gather(*keeping, return_exceptions=True)

    def key_problems(self) -> list[str]:
        """Returns why the keys of issuers could not be fetched the last time."""
        return [keys.problem for keys in self._tokens.remote if keys.problem is not None]

    async def viewer(self, authorization: str | None) -> Viewer:
        """Returns the viewer that an Authorization header names; raises Unauthenticated with the reason."""
        return await self.viewer_of(await self.claims(authorization))

    async def viewer_of(self, claims: Claims, *, outdated: Viewer | None = None) -> Viewer:
        """Returns the viewer that a token's claims name; raises Unauthenticated or ProfileRefused with the reason.

        ``outdated`` is a viewer that a statement has just found changed, so that it is loaded again.
        """
        try:
            viewer = await self._viewer(claims.who, outdated)
        except UnknownUser:
            if claims.external is None or not claims.email:
                raise
            await self._link(claims.external, claims)
            viewer = await self._viewer(claims.external, None)
        claims.admit(viewer)
        return viewer

    async def _link(self, external: ExternalKey, claims: Claims) -> None:
        """Gives the user of the token's verified e-mail address the external id, unless they have another one."""
        viewer = await load_viewer(self._pool, claims.email)
        claims._replace(external=None).admit(viewer)
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(LOCK_USER, viewer.id)
                done = await connection.execute(LINK, *external, viewer.id)
        except asyncpg.InsufficientPrivilegeError:
            log.warning("user not linked", issuer=external.source, reason="the database user may not write")
            return
        log.info(
            "user linked" if done == "INSERT 0 1" else "user not linked", issuer=external.source, viewer=str(viewer.id)
        )

    async def _viewer(self, who: str | ExternalKey, outdated: Viewer | None) -> Viewer:
        cached = self._cached.get(who)
        now = time.monotonic()
        if cached is not None and now < cached[1] and cached[0] is not outdated:
            return cached[0]
        viewer = await load_viewer(self._pool, who)
        self._cached[who] = (viewer, now + ESTIMATE_LASTS)
        return viewer


async def load_viewer(connection: Any, who: str | UUID | ExternalKey) -> Viewer:  # asyncpg's connection, or a pool
    """Loads the viewer with this e-mail address, id or external id; raises Unauthenticated if unknown or inactive."""
    match who:
        case ExternalKey():
            row = await connection.fetchrow(BY_EXTERNAL_ID, *who)
        case UUID():
            row = await connection.fetchrow(BY_ID, who)
        case _:
            row = await connection.fetchrow(BY_EMAIL, who)
    if row["id"] is None:
        raise UnknownUser("No user matches this token. Ask an admin to add you.")
    if not row["is_active"]:
        raise Unauthenticated("This user is inactive. Ask an admin to reactivate it.")
    found: dict[str, Any] = {
        "id": row["id"],
        "email": row["email"],
        "email_since": row["email_since"],
        "tokens_valid_from": row["tokens_valid_from"],
        "name": row["name"],
        "profile": Profile(row["profile"]),
        "role_id": row["role_id"],
        "role_name": row["role_name"],
        "roles_below": tuple(row["roles_below"]),
        "group_ids": tuple(row["group_ids"]),
        "partner_account_id": row["partner_account_id"],
        "can_view_all": row["can_view_all"],
        "can_roll_up_all": row["can_roll_up_all"],
        "rules": _rules(row["rules"]),
        "epoch": row["epoch"],
    }
    viewer = Viewer(**found, few_listed=False, few_by_role=False)
    if viewer.sees_everything:
        return viewer
    text, values = breadth_statement(viewer, LISTED_AT_MOST)
    open_by = await connection.fetchrow(text, *values)
    return Viewer(
        **found, few_listed=open_by["others"] <= LISTED_AT_MOST, few_by_role=open_by["below"] <= LISTED_AT_MOST
    )


def _rules(found: str | None) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            UUID(rule["id"]),
            rule["name"],
            AccessLevel(rule["level"]),
            tuple(
                Condition(RuleColumn(column), RuleOperator(operator), tuple(values))
                for column, operator, values in rule["conditions"]
            ),
        )
        for rule in orjson.loads(found or "[]")
    )


def _bearer(authorization: str | None) -> str:
    if authorization is None:
        raise Unauthenticated("Sign in: send a token in the header `Authorization: Bearer …`.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("The Authorization header must consist of `Bearer`, a space, and a token.")
    return token.strip()
