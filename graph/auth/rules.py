"""Sharing rules as conditions over account columns."""

import re

from graph.auth.viewer import Condition, Rule
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
"""A rule condition's column: its name in the account table, and the type its values are compared as."""

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
"""What a value must look like to be compared as its column is."""

WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


def matches(rule: Rule, account: Alias) -> Fragment:
    """Whether this rule opens the account row of this alias: one without a condition opens nothing."""
    if not rule.conditions:
        return FALSE
    met = join(" AND ", [_is_met(condition, account) for condition in rule.conditions])
    return sql("({met})", met=met)


def _is_met(condition: Condition, account: Alias) -> Fragment:
    name, sql_type = COLUMNS[condition.column]
    operator, values = condition.operator, condition.values
    column = sql("{a}.{name}::text" if sql_type == "text" else "{a}.{name}", a=account, name=Identifier(name))
    if unfit(condition):
        return FALSE  # what can't be compared is unmet, and stops nobody's other questions
    # for what is greater only: what is equal is so in every collation, and an index has but its own
    equality = operator in (RuleOperator.EQ, RuleOperator.NE)
    collate = sql(' COLLATE "C"') if sql_type == "text" and not equality else EMPTY
    if sql_type == "integer":
        # compared as numeric, a whole column would have to be made one row by row, and no index of it would serve
        sql_type = "bigint" if all(WHOLE.fullmatch(value) for value in used(operator, values)) else "numeric"
    match operator:
        case RuleOperator.IS_NULL:
            return sql("{column} IS NULL", column=column)
        case RuleOperator.NOT_NULL:
            return sql("{column} IS NOT NULL", column=column)
        case _ if not values:
            return FALSE  # nothing is among no values, and a condition that names none is unmet either way
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
    """Of the values that a condition's operator looks at, those that can't be compared with its column."""
    fitting = FITTING[COLUMNS[condition.column][1]]
    return tuple(value for value in used(condition.operator, condition.values) if not fitting.fullmatch(value))


def used(operator: RuleOperator, values: tuple[str, ...]) -> tuple[str, ...]:
    """Of a condition's values, those that its operator looks at."""
    match operator:
        case RuleOperator.IS_NULL | RuleOperator.NOT_NULL:
            return ()
        case RuleOperator.IN | RuleOperator.NOT_IN:
            return values
        case _:
            return values[:1]


PLAIN = re.compile(r"[A-Za-z0-9_.+-]{1,64}")
"""Rule values that stand in the text as they are: codes, enum names and numbers.

A planner that knows the value knows how many accounts have it, and which index is worth while. What an admin wrote of
any other letter is a parameter like everything else.
"""


def _value(value: str) -> Node:
    return literal(value) if PLAIN.fullmatch(value) else constant(value, "text")


def _values(values: tuple[str, ...]) -> Node:
    if all(PLAIN.fullmatch(value) for value in values):
        listed = ",".join(f'"{value}"' for value in values)
        return sql("{listed}::text[]", listed=literal("{" + listed + "}"))
    return constant(values, "text[]")
