"""Sharing rules as SQL conditions over the columns of accounts."""

import re
from collections.abc import Mapping

from graph.auth.viewer import Condition, Rule
from graph.models.noun import NOUNS
from graph.models.sharing import RuleColumn, RuleOperator
from graph.sql import EMPTY, FALSE, Alias, Fragment, Identifier, Node, SqlType, constant, join, literal, sql

COLUMNS: dict[RuleColumn, tuple[str, str]] = {
    RuleColumn.TYPE: ("type", "text"),
    RuleColumn.INDUSTRY: ("industry", "text"),
    RuleColumn.BILLING_COUNTRY: ("billing_country", "text"),
    RuleColumn.BILLING_STATE: ("billing_state", "text"),
    RuleColumn.IS_ACTIVE: ("is_active", "boolean"),
    RuleColumn.ANNUAL_REVENUE: ("annual_revenue", "numeric"),
    RuleColumn.NUMBER_OF_EMPLOYEES: ("number_of_employees", "integer"),
}
"""For each column of a rule: its name in the account table, and the SQL type to compare its values as."""


def require_declared(columns: Mapping[RuleColumn, tuple[str, str]]) -> None:
    """Raises TypeError unless these are all columns of rules, and just those that accounts declare as such."""
    names = {name for name, _ in columns.values()}
    declared = {name for name, spec in NOUNS["Account"].columns.items() if spec.matched_by_rules}
    if names != declared or columns.keys() != set(RuleColumn):
        raise TypeError(
            f"rules look at {sorted(names)}, and accounts declare {sorted(declared)}: declare a column that rules look"
            " at with `matched_by_rules`, and give it a member of RuleColumn and its type in COLUMNS"
        )


require_declared(COLUMNS)

COMPARISONS = {
    RuleOperator.EQ: "{column} = {value}::{type}{collate}",
    RuleOperator.NE: "{column} <> {value}::{type}{collate}",
    RuleOperator.GT: "{column} > {value}::{type}{collate}",
    RuleOperator.GTE: "{column} >= {value}::{type}{collate}",
    RuleOperator.LT: "{column} < {value}::{type}{collate}",
    RuleOperator.LTE: "{column} <= {value}::{type}{collate}",
}


NUMERIC = re.compile(r"-?\d{1,18}(\.\d{1,6})?([eE][+-]?\d{1,2})?", re.ASCII)
FITTING = {
    "text": re.compile(r"(?s).*"),
    "boolean": re.compile("true|false"),
    "numeric": NUMERIC,
    "integer": NUMERIC,
}
"""The pattern of valid values, by SQL type."""

WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


def matches(rule: Rule, account: Alias) -> Fragment:
    """Returns the condition under which the rule opens the row ``account``; a rule without conditions opens nothing."""
    if not rule.conditions:
        return FALSE
    met = join(" AND ", [_is_met(condition, account) for condition in rule.conditions])
    return sql("({met})", met=met)


def _is_met(condition: Condition, account: Alias) -> Fragment:
    name, sql_type = COLUMNS[condition.column]
    operator, values = condition.operator, condition.values
    column = sql("{a}.{name}::text" if sql_type == "text" else "{a}.{name}", a=account, name=Identifier(name))
    if unfit(condition):
        return FALSE  # an invalid value makes its condition false, rather than every statement fail
    # only for greater and less: equality is the same in every collation, and another collation rules out the index
    equality = operator in (RuleOperator.EQ, RuleOperator.NE)
    collate = sql(' COLLATE "C"') if sql_type == "text" and not equality else EMPTY
    if sql_type == "integer":
        # as numeric, the column would be converted row by row, and its index could not be used
        sql_type = "bigint" if all(WHOLE.fullmatch(value) for value in used(operator, values)) else "numeric"
    match operator:
        case RuleOperator.IS_NULL:
            return sql("{column} IS NULL", column=column)
        case RuleOperator.NOT_NULL:
            return sql("{column} IS NOT NULL", column=column)
        case _ if not values:
            return FALSE  # a condition that lists no values is false, whether IN or NOT_IN
        case RuleOperator.IN | RuleOperator.NOT_IN:
            among = sql(
                "{column} = ANY({values}::{type}[])", column=column, values=_values(values), type=SqlType(sql_type)
            )
            return among if operator is RuleOperator.IN else sql("NOT ({among})", among=among)
        case _:
            return sql(
                COMPARISONS[operator],
                column=column,
                value=_value(values[0]),
                type=SqlType(sql_type),
                collate=collate,
            )


def unfit(condition: Condition) -> tuple[str, ...]:
    """Returns those values used by the condition that can't be compared with its column."""
    fitting = FITTING[COLUMNS[condition.column][1]]
    return tuple(value for value in used(condition.operator, condition.values) if not fitting.fullmatch(value))


def used(operator: RuleOperator, values: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the values that the operator uses."""
    match operator:
        case RuleOperator.IS_NULL | RuleOperator.NOT_NULL:
            return ()
        case RuleOperator.IN | RuleOperator.NOT_IN:
            return values
        case _:
            return values[:1]


PLAIN = re.compile(r"[A-Za-z0-9_.+-]{1,64}")
"""Matches rule values that are written into the SQL as literals: codes, enum names and numbers.

The planner can then estimate how many accounts have the value, and choose an index. Values with any other character
become parameters.
"""


def _value(value: str) -> Node:
    return literal(value) if PLAIN.fullmatch(value) else constant(value, "text")


def _values(values: tuple[str, ...]) -> Node:
    if all(PLAIN.fullmatch(value) for value in values):
        listed = ",".join(f'"{value}"' for value in values)
        return sql("{listed}::text[]", listed=literal("{" + listed + "}"))
    return constant(values, "text[]")
