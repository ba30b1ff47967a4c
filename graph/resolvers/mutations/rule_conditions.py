"""The conditions of a sharing rule as an input gives them: which operators and values each column takes."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from graph.auth.rules import COLUMNS, FITTING
from graph.auth.viewer import Condition
from graph.models.account import AccountType, Industry
from graph.models.country import country_code
from graph.models.sharing import RuleColumn, RuleOperator
from graph.models.values import InvalidValue, Text, numeral
from graph.resolvers.mutations.user_error import UserErrorCode, UserErrors

MAX_CONDITIONS = 20
MAX_VALUES = 100

LISTS = frozenset({RuleOperator.IN, RuleOperator.NOT_IN})
EMPTY = frozenset({RuleOperator.IS_NULL, RuleOperator.NOT_NULL})
ORDER = frozenset({RuleOperator.GT, RuleOperator.GTE, RuleOperator.LT, RuleOperator.LTE})
ENUMS: Mapping[RuleColumn, type[StrEnum]] = {RuleColumn.TYPE: AccountType, RuleColumn.INDUSTRY: Industry}


def operators(column: RuleColumn) -> frozenset[RuleOperator]:
    """Returns the operators that a column takes: only numbers are ordered, and yes or no needs no list."""
    match COLUMNS[column][1]:
        case "numeric" | "integer":
            return frozenset(RuleOperator)
        case "boolean":
            return frozenset(RuleOperator) - ORDER - LISTS
        case _:
            return frozenset(RuleOperator) - ORDER


def read(errors: UserErrors, given: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Returns the conditions to store; adds an error for all that is wrong with them."""
    if not given:
        errors.add_error(
            UserErrorCode.REQUIRED,
            "A rule without a condition opens nothing: send one at least. TYPE NOT_NULL is met by every account.",
            "conditions",
        )
    if len(given) > MAX_CONDITIONS:
        errors.add_error(
            UserErrorCode.INVALID,
            f"There are {len(given):,} conditions: at most {MAX_CONDITIONS}.",
            "conditions",
        )
        return ()
    return tuple(_condition(errors, one, place) for place, one in enumerate(given))


def _condition(errors: UserErrors, given: Mapping[str, Any], place: int) -> Condition:
    column, operator = RuleColumn(str(given["column"])), RuleOperator(str(given["operator"]))
    path = ("conditions", str(place))
    able = operators(column)
    if operator not in able:
        named = ", ".join(each for each in RuleOperator if each in able)
        errors.add_error(
            UserErrorCode.INVALID, f"{column} can't be compared by {operator}: use {named}.", *path, "operator"
        )
    values = given.get("values") or []
    wanted = _wanted(operator, len(values))
    if wanted is not None:
        errors.add_error(
            UserErrorCode.INVALID, f"{operator} takes {wanted}, and {_given(len(values))}.", *path, "values"
        )
        return Condition(column, operator, ())
    found = []
    for index, value in enumerate(values):
        fit, look = _fit(column, value)
        if fit is None:
            errors.add_error(
                UserErrorCode.INVALID, f"{column} can't be {value[:60]!r}: send {look}.", *path, "values", str(index)
            )
        else:
            found.append(fit)
    return Condition(column, operator, tuple(dict.fromkeys(found)))


def _wanted(operator: RuleOperator, count: int) -> str | None:
    """Returns the number of values that the operator takes, for people; None if it is given as many."""
    if operator in EMPTY:
        return "no value" if count else None
    if operator in LISTS:
        return f"1 to {MAX_VALUES} values" if not 1 <= count <= MAX_VALUES else None
    return "one value" if count != 1 else None


def _given(count: int) -> str:
    return "none is given" if not count else "1 is given" if count == 1 else f"{count:,} are given"


def _fit(column: RuleColumn, value: str) -> tuple[str | None, str]:
    """Returns the value as it is compared, or None; and what to send, for people."""
    text = value.strip()
    enum = ENUMS.get(column)
    if enum is not None:
        return (text.upper() if text.upper() in set(enum) else None), f"one of {', '.join(enum)}"
    if column is RuleColumn.BILLING_COUNTRY:
        return (country_code(text) if len(text) <= 100 else None), "an ISO 3166-1 alpha-2 code, such as DE"
    kind = COLUMNS[column][1]
    if kind == "boolean":
        return (text.lower() if FITTING[kind].fullmatch(text.lower()) else None), "true or false"
    if kind in ("numeric", "integer"):
        return _fit_number(text, FITTING[kind])
    look = "a text of up to 255 characters, on one line"
    try:
        return Text().judge(value), look
    except InvalidValue:
        return None, look


def _fit_number(text: str, fitting: re.Pattern[str]) -> tuple[str | None, str]:
    look = "a number, such as 1000000 or 2.5"
    if not fitting.fullmatch(text):
        return None, look
    try:
        numeral.signed(text)
    except numeral.AmbiguousNumeral as ambiguous:
        return None, f"{' or '.join(map(numeral.plain, ambiguous.numbers))}, whichever it is"
    return text, look
