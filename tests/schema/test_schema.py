"""The schema: everything in it is described, printed, and stands in the registry."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    is_introspection_type,
    is_specified_scalar_type,
)

from graph.models import account, activity, case, contact, contract, file, opportunity, sharing, user
from graph.resolvers.entity import Embedded
from graph.resolvers.node import PREFIXES
from graph.resolvers.registry import ENTITIES
from graph.resolvers.root import RESOLVERS
from graph.schema import CORE as SCHEMA
from graph.schema import GOVERNED, schema

OURS = {
    name: type_
    for name, type_ in SCHEMA.type_map.items()
    if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
}
COMPOSITE = {name: type_ for name, type_ in OURS.items() if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)}

NAMES: dict[str, str] = {
    "Query": "viewer currency node nodes account accounts",
    "Node": "id",
    "Viewer": "user email profile roleName groups partnerAccount canViewAll",
    "Account": "id number name type industry description annualRevenue numberOfEmployees phone website billingAddress"
    " officeLocation owner parent partner isActive brandColor version createdAt createdBy updatedAt updatedBy"
    " lastActivityDate customerSince totalOpportunityAmount wonOpportunityAmount openCaseCount ultimateParent ancestors"
    " children descendants depth primaryContact contacts opportunities opportunitiesByStage pipeline cases contracts"
    " activities files team",
    "Address": "street city state postalCode country",
    "GeoPoint": "latitude longitude",
    "OpportunityStageGroup": "stage count amount weightedAmount opportunities",
    "Pipeline": "openCount openAmount weightedAmount wonAmount",
    "AccountTeamMember": "user level title",
    "Contact": "id account name email phone title buyingRole isPrimary version createdAt createdBy updatedAt updatedBy",
    "Opportunity": "id account name stage amount probability expectedRevenue closeDate owner leadSource nextStep"
    " description version createdAt createdBy updatedAt updatedBy",
    "Case": "id account number subject description internalNotes status priority origin contact openedAt closedAt"
    " version createdAt createdBy updatedAt updatedBy",
    "Contract": "id account number status value startDate endDate signedBy activatedAt version createdAt createdBy"
    " updatedAt updatedBy",
    "Activity": "id account kind subject at contact owner version createdAt createdBy updatedAt updatedBy",
    "File": "id account name kind size version createdAt createdBy updatedAt updatedBy",
    "User": "id name email profile roleName isActive",
    "PageInfo": "hasNextPage hasPreviousPage startCursor endCursor",
}
"""What clients rely on: a field of these may be added to, never renamed or lost."""

ARGUMENTS: dict[str, str] = {
    "Query.node": "id",
    "Query.nodes": "ids",
    "Query.account": "by",
    "Query.accounts": "view orderBy first after last before",
    "Account.children": "orderBy first after last before",
    "Account.descendants": "maxDepth orderBy first after last before",
    "Account.contacts": "orderBy first after last before",
    "Account.opportunities": "orderBy first after last before",
    "Account.opportunitiesByStage": "of includeEmpty",
    "Account.pipeline": "of",
    "Account.cases": "orderBy first after last before",
    "Account.contracts": "orderBy first after last before",
    "Account.activities": "first after last before",
    "Account.files": "first after last before",
    "OpportunityStageGroup.opportunities": "first after",
}

NULLABILITY: dict[str, str] = {
    "Query.node": "Node",
    "Query.nodes": "[Node]!",
    "Query.account": "Account",
    "Query.accounts": "AccountConnection!",
    "Query.viewer": "Viewer!",
    "Account.name": "String!",
    "Account.type": "AccountType!",
    "Account.annualRevenue": "Decimal",
    "Account.owner": "User",
    "Account.parent": "Account",
    "Account.ultimateParent": "Account!",
    "Account.ancestors": "[Account!]!",
    "Account.depth": "Int!",
    "Account.team": "[AccountTeamMember!]!",
    "Account.opportunitiesByStage": "[OpportunityStageGroup!]!",
    "Account.pipeline": "Pipeline!",
}


def test_everything_is_described() -> None:
    bare = [name for name, type_ in OURS.items() if not type_.description]
    for name, type_ in OURS.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            bare += [f"{name}.{field}" for field, each in type_.fields.items() if not each.description]
            bare += [
                f"{name}.{field}({argument}:)"
                for field, each in type_.fields.items()
                for argument, one in each.args.items()
                if not one.description
            ]
        elif isinstance(type_, GraphQLInputObjectType):
            bare += [f"{name}.{field}" for field, each in type_.fields.items() if not each.description]
    assert bare == []


def test_descriptions_are_sentences() -> None:
    described = [(name, type_.description) for name, type_ in OURS.items()]
    for name, type_ in COMPOSITE.items():
        described += [(f"{name}.{field}", each.description) for field, each in type_.fields.items()]
    for name, description in described:
        assert description
        assert description.rstrip("`")[-1] in ".:", (name, description)
        assert "\n" not in description.strip(), (name, description)


def test_the_file_holds_what_the_schema_prints() -> None:
    kept = (Path(__file__).parents[2] / "schema.graphql").read_text()
    assert kept == schema.as_str().strip() + "\n", "mend it: account-graph schema > schema.graphql"


@pytest.mark.parametrize("name", ENTITIES)
def test_every_field_has_its_part_in_the_registry(name: str) -> None:
    assert set(ENTITIES[name].parts) == set(COMPOSITE[name].fields)


def test_the_registry_has_every_type_that_is_read_from_rows() -> None:
    types: tuple[Any, ...] = GOVERNED
    governed = {type_.__strawberry_definition__.name for type_ in types}
    # parts of an account's own row, or made of sums
    parts = {"Address", "GeoPoint", "AccountAccess", "AccessReason"}
    groups = {"AccountGroup", "AccountGroupTotal", "OpportunityGroup", "OpportunityGroupTotal"}
    sums = {"OpportunityStageGroup", "Pipeline", "AccountRollup", "DecimalTotals", "IntTotals"}
    assert governed - ENTITIES.keys() == parts | groups | sums
    assert ENTITIES.keys() <= governed


def test_what_is_embedded_has_its_parts_too() -> None:
    for field, type_name in (("billingAddress", "Address"), ("officeLocation", "GeoPoint")):
        part = ENTITIES["Account"].parts[field]
        assert isinstance(part, Embedded)
        assert set(part.parts) == set(COMPOSITE[type_name].fields)


def test_every_root_field_has_its_resolver() -> None:
    assert set(COMPOSITE["Query"].fields) == set(RESOLVERS)


def test_nodes_are_those_that_have_ids() -> None:
    nodes = {type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]  # it is an interface
    assert nodes == set(PREFIXES.values())
    assert nodes == {name for name, type_ in COMPOSITE.items() if "id" in type_.fields} - {"Node"}


@pytest.mark.parametrize("name", NAMES)
def test_the_names_that_clients_rely_on_are_there(name: str) -> None:
    assert set(NAMES[name].split()) <= set(COMPOSITE[name].fields)


@pytest.mark.parametrize("field", ARGUMENTS)
def test_arguments_are_there_in_their_order(field: str) -> None:
    type_name, _, name = field.partition(".")
    assert list(COMPOSITE[type_name].fields[name].args) == ARGUMENTS[field].split()


@pytest.mark.parametrize("field", NULLABILITY)
def test_what_may_be_null_is_as_promised(field: str) -> None:
    type_name, _, name = field.partition(".")
    assert str(COMPOSITE[type_name].fields[name].type) == NULLABILITY[field]


@pytest.mark.parametrize("noun", ["Account", "Contact", "Opportunity", "Case", "Contract", "Activity", "File"])
def test_connections_are_the_same_for_every_noun(noun: str) -> None:
    connection, edge = COMPOSITE[f"{noun}Connection"].fields, COMPOSITE[f"{noun}Edge"].fields
    assert {name: str(field.type) for name, field in connection.items()} == {
        "edges": f"[{noun}Edge!]!",
        "nodes": f"[{noun}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    }
    assert {name: str(field.type) for name, field in edge.items()} == {"cursor": "String!", "node": f"{noun}!"}


def test_inputs_are_as_promised() -> None:
    inputs = {name: type_ for name, type_ in OURS.items() if isinstance(type_, GraphQLInputObjectType)}
    assert inputs.keys() == {
        "AccountKey",
        "AccountOrder",
        "ContactOrder",
        "OpportunityOrder",
        "CaseOrder",
        "ContractOrder",
    }
    assert inputs["AccountKey"].is_one_of
    assert {name: str(field.type) for name, field in inputs["AccountKey"].fields.items()} == {
        "id": "ID",
        "number": "String",
        "name": "String",
    }
    for name, type_ in inputs.items():
        if name != "AccountKey":
            noun = name.removesuffix("Order")
            assert {field: str(each.type) for field, each in type_.fields.items()} == {
                "field": f"{noun}SortField!",
                "direction": "Direction!",
            }
    assert schema.as_str().count("direction: Direction! = ASC") == len(inputs) - 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("AccountView", "MY_ACCOUNTS ALL_CUSTOMERS TOP_BY_REVENUE INACTIVE BY_INDUSTRY RECENTLY_UPDATED"),
        ("RollupExtent", "SELF SUBTREE"),
        ("Direction", "ASC DESC"),
        ("AccessLevel", list(sharing.AccessLevel)),
        ("AccountType", list(account.AccountType)),
        ("ActivityKind", list(activity.ActivityKind)),
        ("BuyingRole", list(contact.BuyingRole)),
        ("CaseOrigin", list(case.CaseOrigin)),
        ("CasePriority", list(case.CasePriority)),
        ("CaseStatus", list(case.CaseStatus)),
        ("ContractStatus", list(contract.ContractStatus)),
        ("FileKind", list(file.FileKind)),
        ("Industry", list(account.Industry)),
        ("LeadSource", list(opportunity.LeadSource)),
        ("OpportunityStage", list(opportunity.OpportunityStage)),
        ("Profile", list(user.Profile)),
    ],
)
def test_enums_have_the_values_that_are_stored(name: str, values: str | list[str]) -> None:
    type_ = OURS[name]
    assert isinstance(type_, GraphQLEnumType)
    assert list(type_.values) == (values.split() if isinstance(values, str) else values)


def test_scalars_are_as_promised() -> None:
    scalars = {name for name, type_ in OURS.items() if isinstance(type_, GraphQLScalarType)}
    assert scalars == {"Decimal", "DateTime", "Date", "CountryCode", "BigInt"}


def test_field_rules_are_the_only_directives_of_ours() -> None:
    printed = [line.split("(")[0] for line in schema.as_str().splitlines() if line.startswith("directive")]
    assert {"directive @hiddenFrom", "directive @readOnlyFor"} <= set(printed)
