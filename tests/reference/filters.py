"""Filters: whether a row is kept by `where`, and what is wrong with one.

Two-valued: a comparison with an empty value is false, `ne` and `notIn` are the opposites of `eq` and `in`.
"""

import re
import string
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from graphql import GraphQLInputObjectType, get_named_type

from graph.models.names import name_key
from tests import folding
from tests.reference.asked import REFERRED, TYPES, Asked, identify, parse_id
from tests.reference.faults import Fault
from tests.reference.order import expected_revenue, snake
from tests.reference.sdl import SCHEMA, hidden_field
from tests.rows import Row

Where = Mapping[str, Any]

NUMBERS = {"Account": "ACC", "Case": "CASE", "Contract": "CTR"}
LISTS = {
    "contacts": "contact",
    "opportunities": "opportunity",
    "cases": "support_case",
    "contracts": "contract",
    "activities": "activity",
    "files": "file",
    "externalIds": "external_id",
}
SHOWN_BY = {
    "billingStreet": "billingAddress",
    "billingCity": "billingAddress",
    "billingState": "billingAddress",
    "billingPostalCode": "billingAddress",
    "billingCountry": "billingAddress",
    "latitude": "officeLocation",
    "longitude": "officeLocation",
    ("Opportunity", "isOpen"): "stage",
    ("Case", "isOpen"): "status",
    ("Contract", "isActive"): "status",
}
"""The field of the graph that a filter's value is part of, where it has another name."""
CLOSED = ("CLOSED_WON", "CLOSED_LOST", "RESOLVED", "CLOSED")


def kind_of(noun: str, field: str) -> str:
    """The type of a filter's field: a filter by value, by a list or by one of a noun, or ID for what is below."""
    filters = cast(GraphQLInputObjectType, SCHEMA.type_map[f"{noun}Filter"])
    return str(get_named_type(filters.fields[field].type))


def noun_of(kind: str) -> str | None:
    """The noun that a filter of this type goes on to, if it is through a relation."""
    noun = kind.removesuffix("Filter").removesuffix("List")
    return noun if noun in TYPES.values() else None


def is_list(kind: str) -> bool:
    return kind.endswith("ListFilter")


# -- rows


def keeps(asked: Asked, noun: str, where: Where | None, row: Row) -> bool:
    """Does the row meet all that is given?"""
    return all(_holds(asked, noun, name, given, row) for name, given in (where or {}).items() if given is not None)


def kept(asked: Asked, noun: str, where: Where | None, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if keeps(asked, noun, where, row)]


def _holds(asked: Asked, noun: str, name: str, given: Any, row: Row) -> bool:
    if name == "and":
        return all(keeps(asked, noun, each, row) for each in given)
    if name == "or":
        return any(keeps(asked, noun, each, row) for each in given)
    if name == "not":
        return not keeps(asked, noun, given, row)
    if name in ("under", "underOrSelf"):
        return _is_under(asked, parse_id(given)[1], row, itself=name == "underOrSelf")
    kind = kind_of(noun, name)
    other = noun_of(kind)
    if other is None:
        return _compares(noun, name, value(asked, noun, name, row), given)
    if is_list(kind):
        found = [keeps_each(asked, other, given, quantifier, row, name) for quantifier in given]
        return all(found)
    one = related(asked, name, row)
    return one is not None and keeps(asked, other, given, one)


def keeps_each(asked: Asked, noun: str, given: Where, quantifier: str, row: Row, name: str) -> bool:
    """`some`, `none` or `every` of a list, or how many of it."""
    where = given[quantifier]
    if where is None:
        return True
    if quantifier == "count":
        number = len(kept(asked, noun, where.get("where"), listed(asked, name, row)))
        compared = {operator: operand for operator, operand in where.items() if operator != "where"}
        return all(_counts(number, operator, operand) for operator, operand in compared.items() if operand is not None)
    answers = [keeps(asked, noun, where, each) for each in listed(asked, name, row)]
    return {"some": any(answers), "none": not any(answers), "every": all(answers)}[quantifier]


def _counts(number: int, operator: str, operand: Any) -> bool:
    match operator:
        case "eq" | "ne":
            return (number == operand) is (operator == "eq")
        case "in" | "notIn":
            return (number in operand) is (operator == "in")
    return COMPARISONS[operator](number, operand)


def _is_under(asked: Asked, account_id: Any, row: Row, *, itself: bool) -> bool:
    if asked.seen("account", account_id) is None:
        return False
    return account_id in asked.oracle.ancestors(row.id) or (itself and row.id == account_id)


def related(asked: Asked, name: str, row: Row) -> Row | None:
    """The one row that a relation leads to, where the viewer sees it."""
    if name == "parent":
        return asked.seen("account", asked.oracle.parent(row.id))
    if name == "ultimateParent":
        return asked.seen("account", asked.oracle.ultimate_parent(row.id))
    if name == "primaryContact":
        return next((each for each in asked.rows.of_account("contact", row.id) if each.is_primary), None)
    return asked.seen(REFERRED.get(snake(name), "app_user"), getattr(row, f"{snake(name)}_id"))


def listed(asked: Asked, name: str, row: Row) -> list[Row]:
    """The rows of an account's list that the viewer sees."""
    if name == "children":
        return asked.accounts(asked.oracle.children(row.id))
    if name == "externalIds":
        return asked.rows.external_ids(row)
    return asked.rows.of_account(LISTS[name], row.id)


def value(asked: Asked, noun: str, name: str, row: Row) -> Any:
    """What is compared: as the column has it, ids as the graph tells them."""
    if name == "id":
        return identify(row)
    if name == "depth":
        return asked.oracle.depth(row.id)
    if name == "expectedRevenue":
        return expected_revenue(row)
    if name == "roleName":
        return None if row.role_id is None else asked.rows.roles[row.role_id].name
    if name == "isOpen":
        return is_open(noun, row)
    if name == "isActive" and noun == "Contract":
        return is_active(row)
    if name == "isUpcoming":
        return is_upcoming(row)
    if name == "name" and noun in ("Account", "Contact"):
        return row.name_key
    return getattr(row, snake(name))


def is_open(noun: str, row: Row) -> bool:
    return (row.stage if noun == "Opportunity" else row.status) not in CLOSED


def is_active(contract: Row) -> bool:
    return is_agreed(contract) and (contract.start_date is None or contract.start_date <= datetime.now(UTC).date())


def is_upcoming(contract: Row) -> bool:
    return is_agreed(contract) and contract.start_date is not None and contract.start_date > datetime.now(UTC).date()


def is_agreed(contract: Row) -> bool:
    return bool(
        contract.status == "ACTIVATED" and (contract.end_date is None or contract.end_date >= datetime.now(UTC).date())
    )


# -- comparisons

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda cell, operand: bool(cell > operand),
    "gte": lambda cell, operand: bool(cell >= operand),
    "lt": lambda cell, operand: bool(cell < operand),
    "lte": lambda cell, operand: bool(cell <= operand),
    "contains": lambda cell, operand: operand in cell,
    "startsWith": lambda cell, operand: str(cell).startswith(operand),
    "endsWith": lambda cell, operand: str(cell).endswith(operand),
}
PATTERNS = ("contains", "startsWith", "endsWith")
NAMES = {"contains": folding.contains, "startsWith": folding.starts, "endsWith": folding.finishes}
TO_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def _compares(noun: str, name: str, cell: Any, given: Where) -> bool:
    return all(
        _meets(noun, name, cell, operator, operand) for operator, operand in given.items() if operand is not None
    )


def _meets(noun: str, name: str, cell: Any, operator: str, operand: Any) -> bool:
    kind = kind_of(noun, name)
    is_name = name == "name" and noun in ("Account", "Contact")
    if operator == "isNull":
        return (cell is None) is operand
    if operator in ("eq", "ne"):
        same = cell is not None and cell == operand_of(kind, operand, is_name=is_name)
        return same is (operator == "eq")
    if operator in ("in", "notIn"):
        one_of = cell is not None and cell in [operand_of(kind, each, is_name=is_name) for each in operand]
        return one_of is (operator == "in")
    if cell is None:
        return False
    if operator in PATTERNS:
        if is_name:
            return NAMES[operator](cell, operand)
        return COMPARISONS[operator](cell.translate(TO_LOWER), operand.translate(TO_LOWER))
    return COMPARISONS[operator](cell, operand_of(kind, operand, is_name=False))


def operand_of(kind: str, operand: Any, *, is_name: bool) -> Any:
    """An operand as columns have it."""
    match kind:
        case "RecordNumberFilter":
            return int(operand.partition("-")[2])
        case "DecimalFilter" | "FloatFilter":
            return Decimal(str(operand))
        case "DateFilter":
            return date.fromisoformat(operand)
        case "DateTimeFilter":
            return datetime.fromisoformat(operand)
    return name_key(operand) if is_name else operand


# -- faults


def faults(asked: Asked, noun: str, where: Where | None) -> Iterable[str]:
    """The codes of what is wrong with a filter, whether or not there are rows to compare."""
    for name, given in (where or {}).items():
        if given is None:
            continue
        if name in ("and", "or"):
            for each in given:
                yield from faults(asked, noun, each)
        elif name == "not":
            yield from faults(asked, noun, given)
        elif name in ("under", "underOrSelf"):
            yield from _id_faults("Account", [given])
        else:
            if hidden_field(noun, SHOWN_BY.get(name, SHOWN_BY.get((noun, name), name)), asked.profile):
                yield "FIELD_HIDDEN"
            yield from _faults_of(asked, noun, name, given)


def _faults_of(asked: Asked, noun: str, name: str, given: Where) -> Iterable[str]:
    kind = kind_of(noun, name)
    other = noun_of(kind)
    if other is not None:
        for quantifier, each in given.items() if is_list(kind) else (("", given),):
            yield from faults(asked, other, each and each.get("where") if quantifier == "count" else each)
        return
    operands = [operand for each in given.values() for operand in (each if isinstance(each, list) else [each])]
    texts = [operand for operand in operands if isinstance(operand, str)]
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for text in texts for letter in text):
        yield "BAD_INPUT"
    if kind == "IDFilter":
        yield from _id_faults(noun, texts)
    if kind == "RecordNumberFilter" and not all(
        re.fullmatch(f"(?i:{NUMBERS[noun]})-[0-9]{{1,18}}", text) for text in texts
    ):
        yield "BAD_INPUT"


def _id_faults(noun: str, texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        try:
            table, _ = parse_id(text)
        except Fault as fault:
            yield from fault.codes
        else:
            if TYPES[table] != noun:
                yield "BAD_INPUT"
