"""The role tree that follows from users' managers.

A manager has a role of their own, below their own manager's. The reports who manage nobody share another one, the
manager's team, below that. Keys in ``external_id`` tell which roles these are, whichever source brought them.
"""

# ruff: noqa: S608  # the tables are our own temporary ones, the rest are constants

import asyncpg

from graph.models.values import literals

from .cycles import refuse_cyclic_edges
from .record_types import MANAGER
from .staging import Staged

_OWN, _TEAM = "manager_role", "team_role"
"""What external ids call the role of a manager, and that of a manager's team: the key is the user's id."""

_NAMES = {_OWN: "Manager ", _TEAM: "Team of "}
_LONGEST = 255

_GOOD = "s.reasons IS NULL AND NOT s.repeated"
_SAID = f"NOT ('{MANAGER}_id' = ANY (coalesce(s.kept, '{{}}')))"


def _known(kind: str) -> str:
    """SQL for the roles of a kind: user_id, and role_id."""
    return f"""(SELECT DISTINCT ON (x.key) x.key::uuid AS user_id, x.record_id AS role_id
                FROM external_id x JOIN role r ON r.id = x.record_id
                WHERE x.record_type = '{kind}' ORDER BY x.key, x.id)"""


def _is(role: str, *kinds: str) -> str:
    """SQL for a condition: that a role is one of these kinds, of whomever."""
    return f"EXISTS (SELECT FROM external_id x WHERE x.record_id = {role} AND x.record_type IN ({literals(kinds)}))"


async def plan_roles(connection: asyncpg.Connection, staged: Staged) -> None:
    """Gives the rows their roles, and notes which roles are to be made and moved, if the mapping has managers.

    Raises ImportRefused for managers that go round in a circle.
    """
    if not staged.mapped(f"{MANAGER}_id"):
        return
    table = staged.table
    await connection.execute(
        f"""CREATE TEMPORARY TABLE {table}_role (
                user_id uuid, kind text, role_id uuid, name text, parent_id uuid, line integer,
                is_new boolean NOT NULL, is_moved boolean NOT NULL DEFAULT false, is_keyed boolean NOT NULL
            ) ON COMMIT DROP"""
    )
    await _plan_own(connection, table)
    await _plan_teams(connection, table)
    await _name(connection, table)
    await _place(connection, table)
    await _refuse_cycles(connection, staged)


async def _plan_own(connection: asyncpg.Connection, table: str) -> None:
    """The roles of managers: known ones, those that they have for themselves, or new ones."""
    # who isn't in the file is moved by nothing: the role stays, though others may have it too
    await connection.execute(
        f"""INSERT INTO {table}_role (user_id, kind, role_id, line, is_new, is_keyed)
            SELECT m.id, '{_OWN}', coalesce(k.role_id, f.id, gen_random_uuid()), s.line,
                   k.role_id IS NULL AND f.id IS NULL, k.role_id IS NULL AND (s.line IS NOT NULL OR f.id IS NULL)
            FROM (SELECT s.{MANAGER}_id AS id FROM {table} s WHERE {_GOOD} AND s.{MANAGER}_id IS NOT NULL
                  UNION SELECT s.id FROM {table} s JOIN {_known(_OWN)} k ON k.user_id = s.id WHERE {_GOOD}) m
            LEFT JOIN {table} s ON s.id = m.id AND {_GOOD}
            LEFT JOIN {_known(_OWN)} k ON k.user_id = m.id
            LEFT JOIN app_user u ON u.id = m.id
            LEFT JOIN role f ON f.id = u.role_id AND NOT {_is("f.id", _TEAM)} AND (s.line IS NULL OR NOT (
                {_is("f.id", _OWN)} OR EXISTS (SELECT FROM app_user o WHERE o.role_id = f.id AND o.id <> u.id)))"""
    )
    # who is said to report to nobody leaves the tree of managers, and no other place
    await connection.execute(
        f"""UPDATE {table}_role p
            SET parent_id = f.parent_id, is_moved = NOT p.is_new AND f.parent_id IS DISTINCT FROM f.up
            FROM (SELECT p.user_id, up.id AS up,
                         CASE WHEN o.role_id IS NOT NULL THEN o.role_id
                              WHEN s.line IS NOT NULL AND {_SAID} AND {_is("up.id", _OWN)} THEN NULL
                              ELSE up.id END AS parent_id
                  FROM {table}_role p
                  LEFT JOIN {table} s ON s.line = p.line
                  LEFT JOIN {table}_role o ON o.user_id = s.{MANAGER}_id
                  LEFT JOIN app_user u ON u.id = p.user_id
                  LEFT JOIN role r ON r.id = CASE WHEN p.is_new THEN u.role_id ELSE p.role_id END
                  LEFT JOIN role up ON up.id = r.parent_id) f
            WHERE f.user_id = p.user_id"""
    )


async def _plan_teams(connection: asyncpg.Connection, table: str) -> None:
    """The roles of reports who manage nobody: known ones, or new ones, below those of their managers."""
    await connection.execute(
        f"""INSERT INTO {table}_role (user_id, kind, role_id, parent_id, line, is_new, is_moved, is_keyed)
            SELECT o.user_id, '{_TEAM}', coalesce(r.id, gen_random_uuid()), o.role_id, o.line, r.id IS NULL,
                   r.parent_id IS DISTINCT FROM o.role_id AND r.id IS NOT NULL, r.id IS NULL
            FROM {table}_role o
            LEFT JOIN {_known(_TEAM)} k ON k.user_id = o.user_id
            LEFT JOIN role r ON r.id = k.role_id
            WHERE EXISTS (SELECT FROM {table} s WHERE s.{MANAGER}_id = o.user_id AND {_GOOD}
                          AND NOT EXISTS (SELECT FROM {table}_role m WHERE m.user_id = s.id))"""
    )


async def _name(connection: asyncpg.Connection, table: str) -> None:
    """Names new roles for their managers: where the name is taken, with the e-mail address too."""
    called = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in _NAMES.items())
    await connection.execute(
        f"""UPDATE {table}_role p SET name = CASE
                WHEN f.namesakes = 1 AND NOT EXISTS (SELECT FROM role r WHERE r.name = f.plain) THEN f.plain
                WHEN length(f.longer) <= {_LONGEST} AND NOT EXISTS (SELECT FROM role r WHERE r.name = f.longer)
                    THEN f.longer
                ELSE format('%s (%s)', f.plain, p.user_id) END
            FROM (SELECT user_id, kind, plain, format('%s (%s)', plain, email) AS longer,
                         count(*) OVER (PARTITION BY plain) AS namesakes
                  FROM (SELECT p.user_id, p.kind, coalesce(s.email, u.email) AS email,
                               CASE p.kind {called} END || left(coalesce(s.name, u.name), 200) AS plain
                        FROM {table}_role p LEFT JOIN {table} s ON s.line = p.line
                        LEFT JOIN app_user u ON u.id = p.user_id WHERE p.is_new) n) f
            WHERE p.user_id = f.user_id AND p.kind = f.kind"""
    )


async def _place(connection: asyncpg.Connection, table: str) -> None:
    """Gives the rows their roles: who is said to report to nobody leaves a team, and no other role."""
    await connection.execute(
        f"""UPDATE {table} s SET role_id = f.role_id, kept = array_remove(s.kept, 'role_id')
            FROM (SELECT s.line, coalesce(o.role_id, t.role_id) AS role_id
                  FROM {table} s
                  LEFT JOIN {table}_role o ON o.user_id = s.id AND o.kind = '{_OWN}'
                  LEFT JOIN {table}_role t ON t.user_id = s.{MANAGER}_id AND t.kind = '{_TEAM}'
                  LEFT JOIN app_user u ON u.id = s.id
                  WHERE {_GOOD} AND (o.user_id IS NOT NULL OR t.user_id IS NOT NULL
                                     OR {_SAID} AND {_is("u.role_id", _TEAM)})) f
            WHERE s.line = f.line"""
    )
    await connection.execute(
        f"""UPDATE {table} s SET changed = true FROM {table}_role p
            WHERE p.line = s.line AND p.is_moved AND s.known"""
    )


async def _refuse_cycles(connection: asyncpg.Connection, staged: Staged) -> None:
    table = staged.table
    await connection.execute(f"DROP TABLE IF EXISTS {table}_edge")
    await connection.execute(
        f"""CREATE TEMPORARY TABLE {table}_edge ON COMMIT DROP AS
            SELECT p.role_id AS id, p.parent_id AS up, coalesce(s.name, p.name, r.name) AS name, s.line
            FROM (SELECT DISTINCT ON (role_id) * FROM {table}_role ORDER BY role_id, line) p
            LEFT JOIN {table} s ON s.line = p.line LEFT JOIN role r ON r.id = p.role_id WHERE p.parent_id IS NOT NULL
            UNION ALL
            SELECT r.id, r.parent_id, r.name, NULL FROM role r
            WHERE r.parent_id IS NOT NULL AND r.id NOT IN (SELECT role_id FROM {table}_role)"""
    )
    await refuse_cyclic_edges(connection, staged, "managers")


async def write_roles(connection: asyncpg.Connection, staged: Staged, source: str) -> None:
    """Makes and moves the roles that were planned, if any. Raises ImportRefused for a circle that others made since."""
    table = f"{staged.table}_role"
    if not staged.mapped(f"{MANAGER}_id") or not await connection.fetchval(
        f"SELECT EXISTS (SELECT FROM {table} WHERE is_new OR is_moved OR is_keyed)"
    ):
        return
    await connection.execute("SELECT FROM sharing_epoch FOR UPDATE")  # admins' changes of roles wait, and are seen
    await _refuse_cycles(connection, staged)
    await connection.execute(
        f"INSERT INTO role (id, name, parent_id) SELECT role_id, name, parent_id FROM {table} WHERE is_new"
    )
    await connection.execute(
        f"UPDATE role r SET parent_id = p.parent_id FROM {table} p WHERE p.is_moved AND r.id = p.role_id"
    )
    await connection.execute(
        f"""INSERT INTO external_id (id, source, record_type, key, record_id)
            SELECT gen_random_uuid(), $1, kind, user_id::text, role_id FROM {table} WHERE is_keyed
            ON CONFLICT (source, record_type, key) DO UPDATE SET record_id = excluded.record_id""",
        source,
    )
    await connection.execute(
        f"""UPDATE app_user u SET role_id = p.role_id FROM {table} p
            WHERE p.kind = '{_OWN}' AND p.is_new AND p.line IS NULL AND u.id = p.user_id"""
    )
