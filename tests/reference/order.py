"""Orders: what a list is sorted by, compared row by row, and what of a row its cursor holds."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cmp_to_key
from typing import Any
from uuid import UUID

from tests.reference.asked import Asked
from tests.reference.faults import Fault
from tests.reference.sdl import enum_names, hidden_field
from tests.rows import Row

Orders = Sequence[dict[str, str]] | None


@dataclass(frozen=True)
class Key:
    """One sort key: what of a row, and how its text in a cursor is read again."""

    value: Callable[[Asked, Row], Any]
    parse: Callable[[str], Any] = str
    descending: bool = False
    unique: bool = False


@dataclass(frozen=True)
class Order:
    """Sort keys under a name that cursors are bound to. Nulls come last in both directions."""

    asked: Asked
    name: str
    keys: tuple[Key, ...]

    def values(self, row: Row) -> list[Any]:
        return [key.value(self.asked, row) for key in self.keys]

    def compare(self, one: list[Any], other: list[Any]) -> int:
        """Negative where the first stands before the other, zero where they stand at one place."""
        for key, left, right in zip(self.keys, one, other, strict=True):
            if left == right:
                continue
            if left is None or right is None:
                return 1 if left is None else -1
            return -1 if (left < right) != key.descending else 1
        return 0

    def sort(self, rows: Sequence[Row]) -> list[Row]:
        placed = [(self.values(row), row) for row in rows]
        placed.sort(key=cmp_to_key(self._compare_placed))
        return [row for _, row in placed]

    def _compare_placed(self, one: tuple[list[Any], Row], other: tuple[list[Any], Row]) -> int:
        return self.compare(one[0], other[0])

    def texts(self, row: Row) -> list[str | None]:
        return [text(value) for value in self.values(row)]

    def parse(self, texts: Sequence[str | None]) -> list[Any]:
        return [None if each is None else key.parse(each) for key, each in zip(self.keys, texts, strict=True)]


def text(value: Any) -> str | None:
    """A value as answers and cursors have it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def expected_revenue(deal: Row) -> Decimal | None:
    """Amount times probability, to the cent, half a cent up."""
    if deal.amount is None:
        return None
    exact: Decimal = deal.amount * deal.probability / 100
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def column(name: str, parse: Callable[[str], Any] = str, *, unique: bool = False) -> Key:
    return Key(lambda _, row: getattr(row, name), parse, unique=unique)


def position(name: str, enum: str) -> Key:
    """By the place in the enum, the first being 1, not by the letter."""
    places = {value: place for place, value in enumerate(enum_names(enum), 1)}
    return Key(lambda _, row: places[getattr(row, name)], int)


def through(field: str, table: str, name: str) -> Key:
    """The name of the one row that a relation leads to; nothing where the viewer sees none there."""

    def value(asked: Asked, row: Row) -> Any:
        row_id = asked.oracle.parent(row.id) if field == "parent" else getattr(row, f"{field}_id")
        found = asked.seen(table, row_id)
        return None if found is None else getattr(found, name)

    return Key(value)


def counted(table: str) -> Key:
    """How many records of a table an account has."""
    return Key(lambda asked, row: len(asked.rows.of_account(table, row.id)), int)


def down(key: Key) -> Key:
    return replace(key, descending=True)


ID = column("id", UUID)
NAME = column("name_key", unique=True)
REVENUE = column("annual_revenue", Decimal)
CREATED, UPDATED = column("created_at", datetime.fromisoformat), column("updated_at", datetime.fromisoformat)
CLOSE_DATE = column("close_date", date.fromisoformat)
START_DATE = column("start_date", date.fromisoformat)
IS_PRIMARY = column("is_primary", lambda value: value == "true")
NUMBER = column("number", int, unique=True)
ACCOUNT_NAME = through("account", "account", "name_key")
OWNER_NAME = through("owner", "app_user", "name")

SORT_KEYS: dict[str, dict[str, Key]] = {
    "Account": {
        "NAME": NAME,
        "NUMBER": NUMBER,
        "TYPE": column("type"),
        "INDUSTRY": column("industry"),
        "ANNUAL_REVENUE": REVENUE,
        "NUMBER_OF_EMPLOYEES": column("number_of_employees", int),
        "CREATED_AT": CREATED,
        "UPDATED_AT": UPDATED,
        "LAST_ACTIVITY_DATE": column("last_activity_date", datetime.fromisoformat),
        "CUSTOMER_SINCE": column("customer_since", date.fromisoformat),
        "TOTAL_OPPORTUNITY_AMOUNT": column("total_opportunity_amount", Decimal),
        "WON_OPPORTUNITY_AMOUNT": column("won_opportunity_amount", Decimal),
        "OPEN_CASE_COUNT": column("open_case_count", int),
        "OPEN_OPPORTUNITY_COUNT": column("open_opportunity_count", int),
        "FIGURES_AT": column("figures_at", datetime.fromisoformat),
        "OWNER_NAME": OWNER_NAME,
        "PARENT_NAME": through("parent", "account", "name_key"),
        "PARTNER_NAME": through("partner", "account", "name_key"),
        "CHILD_COUNT": Key(lambda asked, row: len(asked.accounts(asked.oracle.children(row.id))), int),
        "CONTACT_COUNT": counted("contact"),
        "OPPORTUNITY_COUNT": counted("opportunity"),
        "CASE_COUNT": counted("support_case"),
        "CONTRACT_COUNT": counted("contract"),
        "ACTIVITY_COUNT": counted("activity"),
        "FILE_COUNT": counted("file"),
    },
    "Contact": {
        "ACCOUNT_NAME": ACCOUNT_NAME,
        "NAME": column("name_key"),
        "IS_PRIMARY": IS_PRIMARY,
        "CREATED_AT": CREATED,
        "UPDATED_AT": UPDATED,
    },
    "Opportunity": {
        "ACCOUNT_NAME": ACCOUNT_NAME,
        "OWNER_NAME": OWNER_NAME,
        "NAME": column("name"),
        "STAGE": position("stage", "OpportunityStage"),
        "AMOUNT": column("amount", Decimal),
        "PROBABILITY": column("probability", int),
        "EXPECTED_REVENUE": Key(lambda _, deal: expected_revenue(deal), Decimal),
        "CLOSE_DATE": CLOSE_DATE,
        "CREATED_AT": CREATED,
        "UPDATED_AT": UPDATED,
    },
    "Case": {
        "ACCOUNT_NAME": ACCOUNT_NAME,
        "CONTACT_NAME": through("contact", "contact", "name_key"),
        "CREATED_AT": CREATED,
        "UPDATED_AT": UPDATED,
        "NUMBER": NUMBER,
        "STATUS": position("status", "CaseStatus"),
        "PRIORITY": position("priority", "CasePriority"),
        "OPENED_AT": column("opened_at", datetime.fromisoformat),
        "CLOSED_AT": column("closed_at", datetime.fromisoformat),
    },
    "Contract": {
        "ACCOUNT_NAME": ACCOUNT_NAME,
        "CREATED_AT": CREATED,
        "UPDATED_AT": UPDATED,
        "NUMBER": NUMBER,
        "STATUS": position("status", "ContractStatus"),
        "VALUE": column("value", Decimal),
        "START_DATE": START_DATE,
        "END_DATE": column("end_date", date.fromisoformat),
    },
    "Activity": {
        "CREATED_AT": CREATED,
        "UPDATED_AT": UPDATED,
        "AT": column("at", datetime.fromisoformat),
        "KIND": column("kind"),
        "SUBJECT": column("subject"),
        "ACCOUNT_NAME": ACCOUNT_NAME,
        "OWNER_NAME": OWNER_NAME,
    },
}

DEFAULTS = {
    "Account": (NAME,),
    "Contact": (down(IS_PRIMARY), column("name_key"), ID),
    "Opportunity": (down(CLOSE_DATE), down(ID)),
    "Case": (down(SORT_KEYS["Case"]["OPENED_AT"]), down(ID)),
    "Contract": (down(START_DATE), down(ID)),
    "Activity": (down(column("at", datetime.fromisoformat)), down(ID)),
    "File": (down(CREATED), down(ID)),
    "Grant": (down(CREATED), down(ID)),
    "User": (column("name"), ID),
    "Role": (column("name", unique=True),),
    "Group": (column("name", unique=True),),
    "Change": (down(column("changed_at", datetime.fromisoformat)), down(ID)),
}

THROUGH = {"account": "Account", "parent": "Account", "partner": "Account", "contact": "Contact", "owner": "User"}
"""The types that sort keys go on to."""

VIEWS = {
    "TOP_BY_REVENUE": (down(REVENUE), down(ID)),
    "BY_INDUSTRY": (column("industry"), NAME),
    "RECENTLY_UPDATED": (down(UPDATED), down(ID)),
}


def order_of(type_name: str, order_by: Orders, view: str | None, asked: Asked) -> Order:
    """The order that the arguments of a list ask for; Fault where they ask for what can't be."""
    if order_by:
        return _asked_for(type_name, order_by, asked)
    if view in VIEWS:
        if view == "TOP_BY_REVENUE" and hidden_field("Account", "annualRevenue", asked.profile):
            raise Fault("FIELD_HIDDEN")
        return Order(asked, f"Account: {view}", VIEWS[view])
    return Order(asked, type_name, DEFAULTS[type_name])


def _asked_for(type_name: str, order_by: Sequence[dict[str, str]], asked: Asked) -> Order:
    fields = [each["field"] for each in order_by]
    codes = ["FIELD_HIDDEN"] if any(_is_hidden(type_name, each, asked.profile) for each in fields) else []
    if len(set(fields)) < len(fields):
        codes.append("BAD_INPUT")
    if codes:
        raise Fault(*codes)
    name = ", ".join(f"{each['field']} {each['direction']}" for each in order_by)
    keys = [replace(SORT_KEYS[type_name][each["field"]], descending=each["direction"] == "DESC") for each in order_by]
    if not any(key.unique for key in keys):
        keys.append(replace(ID, descending=keys[-1].descending))
    return Order(asked, f"{type_name}: {name}", tuple(keys))


def _is_hidden(type_name: str, key: str, profile: str) -> bool:
    """Is the field that a sort key shows hidden, or one that it goes through?"""
    relation = key.removesuffix("_NAME").lower()
    if key != "NAME" and relation in THROUGH:
        names = hidden_field(THROUGH[relation], "name", profile)
        return names or hidden_field(type_name, relation, profile)
    return hidden_field(type_name, camel(key), profile)


def camel(name: str) -> str:
    """The field that a sort key is named after: ANNUAL_REVENUE is annualRevenue."""
    first, *rest = name.lower().split("_")
    return first + "".join(map(str.capitalize, rest))


def snake(field: str) -> str:
    """The column of a field's name: annualRevenue is annual_revenue."""
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", field)
