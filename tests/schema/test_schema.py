"""The schema: everything in it is described, printed, and stands in the registry."""

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
)

from graph.models import account, activity, case, contact, contract, file, opportunity, sharing
from graph.models import noun as noun_register
from graph.models import profile as profiles
from graph.resolvers.compiler.entity import Embedded
from graph.resolvers.node import PREFIXES
from graph.resolvers.nouns.registry import ENTITIES
from graph.resolvers.root import RESOLVERS
from graph.schema import CORE as SCHEMA
from graph.schema import RULED_TYPES, schema
from tests.schema.own_types import COMPOSITE, OURS

NAMES: dict[str, str] = {
    "Query": "viewer currency node nodes account accounts contacts opportunities cases contracts activities users"
    " accountGroups opportunityGroups",
    "Node": "id",
    "Viewer": "user email profile roleName groups partnerAccount canViewAll",
    "Account": "id number name type industry description annualRevenue numberOfEmployees phone website billingAddress"
    " officeLocation owner parent partner isActive brandColor version createdAt createdBy updatedAt updatedBy"
    " lastActivityDate customerSince totalOpportunityAmount wonOpportunityAmount openCaseCount openOpportunityCount"
    " figuresAt ultimateParent ancestors children descendants depth primaryContact contacts opportunities"
    " opportunitiesByStage pipeline cases contracts"
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
    "Query.accounts": "view search where orderBy first after last before asUser",
    "Query.contacts": "search where orderBy first after last before",
    "Query.opportunities": "where orderBy first after last before",
    "Query.cases": "where orderBy first after last before",
    "Query.contracts": "where orderBy first after last before",
    "Query.activities": "where orderBy first after last before",
    "Query.users": "where first after",
    "Account.children": "where orderBy first after last before",
    "Account.descendants": "maxDepth where orderBy first after last before",
    "Account.contacts": "where orderBy first after last before",
    "Account.opportunities": "where orderBy first after last before",
    "Account.opportunitiesByStage": "of includeEmpty",
    "Account.pipeline": "of",
    "Account.cases": "where orderBy first after last before",
    "Account.contracts": "where orderBy first after last before",
    "Account.activities": "where orderBy first after last before",
    "Account.files": "first after last before",
    "OpportunityStageGroup.opportunities": "first after",
}

NULLABILITY: dict[str, str] = {
    "Query.node": "Node",
    "Query.nodes": "[Node]",
    "Query.account": "Account",
    "Query.accounts": "AccountConnection",
    "Query.viewer": "Viewer",
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
    # in a process of its own: here there may be nouns of the tests
    command = [sys.executable, "-m", "graph", "schema", "--check"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ENTITIES)
def test_every_field_has_its_part_in_the_registry(name: str) -> None:
    assert set(ENTITIES[name].parts) == set(COMPOSITE[name].fields)


def test_the_registry_has_every_type_that_is_read_from_rows() -> None:
    # parts of an account's own row, or made of sums
    parts = {"Address", "GeoPoint", "AccountAccess", "AccessReason"}
    previews = {"SharingRulePreview", "AccessDifference", "LevelChange", "AccessExample"}
    grouped = [name for name, noun in noun_register.NOUNS.items() if noun.groups]
    groups = {f"{name}{end}" for name in grouped for end in ("Group", "GroupTotal")}
    sums = {"OpportunityStageGroup", "Pipeline", "AccountRollup", "DecimalTotals", "IntTotals"}
    assert set(RULED_TYPES) - ENTITIES.keys() == parts | groups | sums | previews
    assert ENTITIES.keys() <= set(RULED_TYPES)


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


@pytest.mark.parametrize("noun", [noun.name for noun in noun_register.NOUNS.values() if noun.account_list is not None])
def test_connections_are_the_same_for_every_noun(noun: str) -> None:
    connection, edge = COMPOSITE[f"{noun}Connection"].fields, COMPOSITE[f"{noun}Edge"].fields
    assert {name: str(field.type) for name, field in connection.items()} == {
        "edges": f"[{noun}Edge!]!",
        "nodes": f"[{noun}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    }
    assert {name: str(field.type) for name, field in edge.items()} == {"cursor": "String!", "node": f"{noun}!"}


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
        ("Profile", list(profiles.Profile)),
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
