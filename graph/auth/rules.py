"""Sharing rules as conditions over account columns."""

import re

from graph.auth.parameters import Parameters
from graph.auth.viewer import Condition, Rule
from graph.models.sharing import RuleColumn, RuleOperator

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
    RuleOperator.EQ: "=",
    RuleOperator.NE: "<>",
    RuleOperator.GT: ">",
    RuleOperator.GTE: ">=",
    RuleOperator.LT: "<",
    RuleOperator.LTE: "<=",
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


def matches(rule: Rule, p: Parameters, a: str) -> str:
    """The condition that this rule opens the account row of this alias: one without a condition opens nothing."""
    return f"({' AND '.join(_meets(condition, p, a) for condition in rule.conditions)})" if rule.conditions else "false"


def _meets(condition: Condition, p: Parameters, a: str) -> str:
    name, sql_type = COLUMNS[condition.column]
    column = f"{a}.{name}::{sql_type}" if sql_type == "text" else f"{a}.{name}"
    operator, values = condition.operator, condition.values
    # for what is greater only: what is equal is so in every collation, and an index has but its own
    equality = operator in (RuleOperator.EQ, RuleOperator.NE)
    collate = ' COLLATE "C"' if sql_type == "text" and not equality else ""
    if unfit(condition):
        return "false"  # what can't be compared is unmet, and stops nobody's other questions
    if sql_type == "integer":
        # compared as numeric, a whole column would have to be made one row by row, and no index of it would serve
        sql_type = "bigint" if all(WHOLE.fullmatch(value) for value in used(operator, values)) else "numeric"
    match operator:
        case RuleOperator.IS_NULL:
            return f"{column} IS NULL"
        case RuleOperator.NOT_NULL:
            return f"{column} IS NOT NULL"
        case RuleOperator.IN | RuleOperator.NOT_IN:
            # an array of no values: nothing is in it, and a condition that names none is unmet either way
            if not values:
                return "false"
            among = f"= ANY({_values(values, p)}::{sql_type}[])"
            return f"{column} {among}" if operator is RuleOperator.IN else f"NOT ({column} {among})"
        case _:
            if not values:
                return "false"
            return f"{column} {COMPARISONS[operator]} {_value(values[0], p)}::{sql_type}{collate}"


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


def _value(value: str, p: Parameters) -> str:
    return f"'{value}'" if PLAIN.fullmatch(value) else p.constant(value, "text")


def _values(values: tuple[str, ...], p: Parameters) -> str:
    if all(PLAIN.fullmatch(value) for value in values):
        listed = ",".join(f'"{value}"' for value in values)
        return f"'{{{listed}}}'::text[]"
    return p.constant(list(values), "text[]")
