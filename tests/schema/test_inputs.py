"""Inputs of the schema: keys, orders and filters, for every noun alike."""

import pytest
from graphql import (
    GraphQLInputObjectType,
    Undefined,
    get_named_type,
    is_leaf_type,
)

from graph.models import noun as noun_register
from tests.schema.own_types import COMPOSITE, OURS

INPUTS = {name: type_ for name, type_ in OURS.items() if isinstance(type_, GraphQLInputObjectType)}
NOUNS = [noun.name for noun in noun_register.NOUNS.values() if noun.exposed and noun.filtered]
LISTED = [noun for noun in NOUNS if noun != "User"]
EQUALITY = ("eq", "ne", "in", "notIn")
OPERATORS = {
    "StringFilter": ("String", (*EQUALITY, "contains", "startsWith", "endsWith", "isNull")),
    "RecordNumberFilter": ("String", EQUALITY),
    "IDFilter": ("ID", EQUALITY),
    "BooleanFilter": ("Boolean", ("eq", "ne", "isNull")),
    "FloatFilter": ("Float", ("gt", "gte", "lt", "lte", "isNull")),
    "CountryFilter": ("CountryCode", (*EQUALITY, "isNull")),
    **{
        f"{type_}Filter": (type_, (*EQUALITY, "gt", "gte", "lt", "lte", "isNull"))
        for type_ in ("Int", "BigInt", "Decimal", "Date", "DateTime")
    },
    **{
        f"{type_}Filter": (type_, (*EQUALITY, "isNull"))
        for type_ in [
            "AccountType",
            "Industry",
            "BuyingRole",
            "OpportunityStage",
            "LeadSource",
            "CaseStatus",
            "CasePriority",
            "CaseOrigin",
            "ContractStatus",
            "ActivityKind",
            "FileKind",
            "Profile",
        ]
    },
}


def fields_of(name: str) -> dict[str, str]:
    return {field: str(each.type) for field, each in INPUTS[name].fields.items()}


KEYS = {
    "Account": "number name",
    "Activity": "",
    "Case": "number",
    "Contact": "",
    "Contract": "number",
    "Group": "name",
    "Opportunity": "",
    "Role": "name",
    "User": "email",
}


@pytest.mark.parametrize("noun", KEYS)
def test_a_record_is_named_by_one_key(noun: str) -> None:
    assert INPUTS[f"{noun}Key"].is_one_of
    own = dict.fromkeys(KEYS[noun].split(), "String")
    assert fields_of(f"{noun}Key") == {"id": "ID", **own, "external": "ExternalKey"}
    assert fields_of("ExternalKey") == {"source": "String!", "key": "String!"}


@pytest.mark.parametrize("name", [name for name in INPUTS if name.endswith("Order")])
def test_orders_name_a_field_and_a_direction(name: str) -> None:
    field = name.removesuffix("Order") + "SortField!"
    assert fields_of(name) == {"field": field, "direction": "Direction!"}
    assert INPUTS[name].fields["direction"].default_value is not Undefined


@pytest.mark.parametrize("name", OPERATORS)
def test_filters_by_value_have_the_operators_of_the_values_type(name: str) -> None:
    type_, operators = OPERATORS[name]
    kinds = {"in": f"[{type_}!]", "notIn": f"[{type_}!]", "isNull": "Boolean"}
    assert fields_of(name) == {operator: kinds.get(operator, type_) for operator in operators}


@pytest.mark.parametrize("noun", NOUNS)
def test_filters_of_a_noun_can_be_joined_and_turned_round(noun: str) -> None:
    name = f"{noun}Filter"
    joins = {"and": f"[{name}!]", "or": f"[{name}!]", "not": name}
    assert joins.items() <= fields_of(name).items()
    assert not any(str(field.type).endswith("!") for field in INPUTS[name].fields.values())


@pytest.mark.parametrize("noun", LISTED)
def test_filters_by_a_list_say_some_none_every_or_how_many(noun: str) -> None:
    quantifiers = dict.fromkeys(("some", "none", "every"), f"{noun}Filter")
    assert fields_of(f"{noun}ListFilter") == {**quantifiers, "count": f"{noun}CountFilter"}
    compared = {**dict.fromkeys(("eq", "ne", "gt", "gte", "lt", "lte"), "Int"), "in": "[Int!]", "notIn": "[Int!]"}
    assert fields_of(f"{noun}CountFilter") == {"where": f"{noun}Filter", **compared}


@pytest.mark.parametrize("noun", NOUNS)
def test_every_column_can_be_filtered_by(noun: str) -> None:
    leaves = {
        field
        for field, each in COMPOSITE[noun].fields.items()
        if is_leaf_type(get_named_type(each.type)) and not each.args
    }
    assert leaves <= fields_of(f"{noun}Filter").keys()
