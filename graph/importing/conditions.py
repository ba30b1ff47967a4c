"""The conditions of sharing rules, each a row of a table of its own; a file replaces them all together."""

# ruff: noqa: S608  # the tables are our own temporary ones

import asyncpg
from uuid_utils.compat import uuid7

from .record_types import CONDITIONS
from .staging import Staged

# in one order, as theirs means nothing
_STORED = """(SELECT jsonb_agg(i.item ORDER BY i.item) FROM sharing_condition c,
    jsonb_build_array(c."column", c.operator, to_jsonb(c.values)) AS i (item) WHERE c.rule_id = s.id)"""
_STAGED = f"(SELECT jsonb_agg(i.item ORDER BY i.item) FROM jsonb_array_elements(s.{CONDITIONS}) AS i (item))"
_OTHERS = f"""s.reasons IS NULL AND NOT s.repeated AND NOT ('{CONDITIONS}' = ANY (coalesce(s.kept, '{{}}')))
    AND {_STAGED} IS DISTINCT FROM {_STORED}"""


async def mark_changed(connection: asyncpg.Connection, staged: Staged) -> None:
    """Marks the known rules whose conditions the file has otherwise."""
    if staged.mapped(CONDITIONS):
        await connection.execute(f"UPDATE {staged.table} s SET changed = true WHERE s.known AND {_OTHERS}")


async def replace(connection: asyncpg.Connection, staged: Staged) -> None:
    """Stores the conditions of new rules, and of those that have others."""
    if not staged.mapped(CONDITIONS):
        return
    rules = await connection.fetch(
        f"""SELECT s.id, e ->> 0 AS "column", e ->> 1 AS operator,
                   ARRAY(SELECT jsonb_array_elements_text(e -> 2)) AS values
            FROM {staged.table} s, jsonb_array_elements(s.{CONDITIONS}) WITH ORDINALITY AS l (e, place)
            WHERE {_OTHERS} ORDER BY s.line, place"""
    )
    if not rules:
        return
    await connection.execute(
        "DELETE FROM sharing_condition WHERE rule_id = ANY ($1)", list({each["id"] for each in rules})
    )
    await connection.copy_records_to_table(
        "sharing_condition",
        records=[(uuid7(), *each) for each in rules],
        columns=["id", "rule_id", "column", "operator", "values"],
    )
