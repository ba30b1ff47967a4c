"""What sharing rules make of a changed account: whoever merely edits it opens it to nobody by what rules look at."""

from collections.abc import Mapping
from typing import Any

import orjson

from graph.auth.permissions import can_hand_over
from graph.auth.rules import COLUMNS, matches
from graph.auth.viewer import Condition, Rule
from graph.models import Account
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Row, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.sql import Alias, Fragment, Identifier, constant, join, sql, statement

ACCOUNT_INPUT = NounInput(NOUNS["Account"])

RULES = """
SELECT r.id, r.name, r.level, concat_ws(' ', r.profile, r.role_id, r.include_below, r.group_id) AS whom,
    (SELECT json_agg(json_build_array(c."column", c.operator, c.values) ORDER BY c.id)
     FROM sharing_condition c WHERE c.rule_id = r.id)::text AS conditions
FROM sharing_rule r WHERE r.is_active AND EXISTS (SELECT FROM sharing_condition c WHERE c.rule_id = r.id)
ORDER BY r.id
"""

Values = Mapping[str, Any]


async def require_opens_no_further(tx: Transaction, account: Account, values: Values, *path: str) -> None:
    """Raises Refused if these values open the locked account further by a rule and the viewer may not hand it over.

    The error is for the field at the path, or else for the first one that is changed.
    """
    before = {column: getattr(account, column) for column, _ in COLUMNS.values()}
    after = {column: values.get(column, before[column]) for column in before}
    if before == after or tx.viewer.profile is Profile.ADMIN or not await _opens_further(tx, before, after):
        return
    if tx.open_to is None or not can_hand_over(tx.viewer, tx.open_to):
        tx.add_error(
            UserErrorCode.INVALID,
            "With this change a sharing rule would open the account to others: only its owner, a manager who may edit"
            " it for good or an admin makes it.",
            *(path or ACCOUNT_INPUT.changed(account, after)[:1]),
        )
    tx.raise_if_errors()


async def _opens_further(tx: Transaction, before: Values, after: Values) -> bool:
    """Do rules open a row of these values to anyone further than a row of those before?"""
    rows = await tx.fetch(RULES)
    if not rows:
        return False
    row = Alias("a")
    met = join(", ", [matches(_rule(each), row) for each in rows])
    both = sql("({before} UNION ALL {after}) {row}", before=_row(0, before), after=_row(1, after), row=row)
    asked = statement(sql("ARRAY[{met}] AS met", met=met), sql("{both} ORDER BY {row}.turn", both=both, row=row))
    found = await tx.fetch(asked.text, *asked.values(tx.viewer, {}))
    was, will = (_levels(rows, each["met"]) for each in found)
    return any(level > was.get(whom, 0) for whom, level in will.items())


def _row(turn: int, values: Values) -> Fragment:
    columns = [
        sql("{value} AS {name}", value=constant(values[name], sql_type), name=Identifier(name))
        for name, sql_type in COLUMNS.values()
    ]
    return sql("SELECT {turn} AS turn, {columns}", turn=constant(turn, "int"), columns=join(", ", columns))


def _levels(rows: list[Row], met: list[bool]) -> dict[str, int]:
    """How far the rules that are met open an account, by whom they are for."""
    found: dict[str, int] = {}
    for row, is_met in zip(rows, met, strict=True):
        if is_met:
            found[row["whom"]] = max(found.get(row["whom"], 0), 1 + (row["level"] == AccessLevel.EDIT))
    return found


def _rule(row: Row) -> Rule:
    conditions = tuple(
        Condition(RuleColumn(column), RuleOperator(operator), tuple(values))
        for column, operator, values in orjson.loads(row["conditions"])
    )
    return Rule(row["id"], row["name"], AccessLevel(row["level"]), conditions)
