"""Field rules: what is hidden reads null and sorts nothing, and the rule that enforces is the rule that prints."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLObjectType, is_non_null_type

from graph.auth import field_rules
from graph.auth import rules as sharing_rules
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.rules import OPEN, FieldRule
from graph.schema import CORE as SCHEMA
from graph.schema import RULED_TYPES, schema
from graph.schema.declarations import Field, ObjectType
from graph.schema.strawberry_types import strawberry_types
from tests.asking import Asking
from tests.auth.hidden_fields import GROUPS, HIDDEN, PATHS, question

PRINTED = schema.as_str()


def printed_rules() -> dict[tuple[str, str], FieldRule]:
    """Every rule that the schema prints, by type and field."""
    found = {}
    without_descriptions = re.sub(r'"""[\s\S]*?"""', "", PRINTED)
    # a long list of profiles is printed on several lines
    without_descriptions = re.sub(
        r"profiles: \[([^\]]*)\]",
        lambda found: f"profiles: [{', '.join(re.findall('[A-Z_]+', found[1]))}]",
        without_descriptions,
    )
    for type_name, body in re.findall(r"^type (\w+)[^{]*\{(.*?)^\}", without_descriptions, re.DOTALL | re.MULTILINE):
        flat = re.sub(r"\([^)@]*?:[^)@]*?\)(?=:)", "", body)  # without arguments
        for field, rest in re.findall(r"^  (\w+): (.*)$", flat, re.MULTILINE):
            rules = {
                name: frozenset(Profile(profile.strip()) for profile in profiles.split(","))
                for name, profiles in re.findall(r"@(\w+)\(profiles: \[([^\]]*)\]\)", rest)
            }
            if rules:
                found[type_name, field] = FieldRule(
                    hidden_from=rules.get("hiddenFrom", frozenset()),
                    read_only_for=rules.get("readOnlyFor", frozenset()),
                )
    return found


def test_the_rules_that_print_are_the_rules_that_enforce() -> None:
    enforced = {
        (type_name, field): rule
        for type_name, rules in field_rules.RULES.items()
        for field, rule in rules.items()
        if rule != OPEN
    }
    assert printed_rules() == enforced


def test_the_rules_are_for_the_fields_there_are() -> None:
    ruled = {type_name: set(rules) for type_name, rules in field_rules.RULES.items()}
    assert ruled == {name: set(object_type(name).fields) for name in RULED_TYPES}


def object_type(name: str) -> GraphQLObjectType:
    found = SCHEMA.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return found


@pytest.mark.parametrize(("type_name", "field"), HIDDEN)
def test_a_field_that_may_be_hidden_may_be_null(type_name: str, field: str) -> None:
    assert not is_non_null_type(object_type(type_name).fields[field].type)


def test_what_the_specification_keeps_from_partners_is_hidden() -> None:
    assert set(HIDDEN) >= {
        ("Account", "annualRevenue"),
        ("Account", "figuresAt"),
        ("Account", "totalOpportunityAmount"),
        ("Account", "wonOpportunityAmount"),
        ("Opportunity", "amount"),
        ("Opportunity", "expectedRevenue"),
        ("OpportunityStageGroup", "amount"),
        ("OpportunityStageGroup", "weightedAmount"),
        ("Pipeline", "openAmount"),
        ("Pipeline", "weightedAmount"),
        ("Pipeline", "wonAmount"),
        ("Contract", "value"),
        ("Case", "internalNotes"),
        ("User", "email"),
    }
    assert {rule.hidden_from for rules in field_rules.RULES.values() for rule in rules.values()} == {
        frozenset(),
        frozenset({Profile.PARTNER}),
        frozenset(Profile) - {Profile.ADMIN},
    }


def test_what_lets_someone_see_beyond_what_is_open_to_them_is_for_admins_to_know() -> None:
    for_admins = {key for key in HIDDEN if Profile.SALES_DIRECTOR in field_rules.rule(*key).hidden_from}
    assert for_admins == {("User", "canViewAll"), ("User", "canRollUpAll")}


def test_reps_do_not_set_revenue_nor_partners_what_opens_accounts_or_tells_of_hidden_ones() -> None:
    read_only = {
        (type_name, field): rule.read_only_for
        for type_name, rules in field_rules.RULES.items()
        for field, rule in rules.items()
        if rule.read_only_for
    }
    assert read_only == {
        ("Account", "annualRevenue"): frozenset({Profile.SALES_REP}),
        **dict.fromkeys(
            [
                *[("Account", name) for name in ("name", "partner", "type", "industry", "isActive")],
                ("Account", "numberOfEmployees"),
                *[("Address", name) for name in ("state", "country")],
            ],
            frozenset({Profile.PARTNER}),
        ),
    }


def test_a_column_that_rules_look_at_stops_the_program_unless_it_is_declared_as_one() -> None:
    columns: Mapping[Any, tuple[str, str]] = sharing_rules.COLUMNS
    sharing_rules.require_declared(columns)
    more = {**columns, "WEBSITE": ("website", "text")}
    fewer = {column: each for column, each in columns.items() if column != "TYPE"}
    for wrong in (more, fewer):
        with pytest.raises(TypeError, match="declare a column that rules look at with `matched_by_rules`"):
            sharing_rules.require_declared(wrong)
    assert all(
        Profile.PARTNER in spec.rule.read_only_for | spec.rule.hidden_from
        for name, spec in NOUNS["Account"].columns.items()
        if name in {name for name, _ in sharing_rules.COLUMNS.values()}
    )


def test_a_field_without_a_rule_stops_the_schema() -> None:
    fields = {"name": Field("String!", "Known."), "shoeSize": Field("Int", "Forgotten.")}
    with pytest.raises(
        LookupError, match=r"Contact\.shoeSize has no field rule: declare the field on its noun, or add it to RULES"
    ):
        strawberry_types([ObjectType("Contact", "A contact.", fields)])


def test_a_type_without_rules_stops_the_schema() -> None:
    with pytest.raises(LookupError, match=r"Secret\.name has no field rule"):
        strawberry_types([ObjectType("Secret", "A secret.", {"name": Field("String!", "Forgotten.")})])


def test_every_type_with_hidden_fields_is_asked_for() -> None:
    # an admin's reason for seeing an account has nothing to hide, an integration sees no grant, and partners see no
    # role or group: the tests of access and of grants look at everyone's
    elsewhere = {"AccessReason", "Grant", "Role", "Group"}
    assert {type_name for type_name, _ in HIDDEN} - GROUPS - elsewhere == PATHS.keys()


def objects(found: Any, below: str) -> Iterator[dict[str, Any]]:
    """The objects at the end of the path."""
    for account in found["accounts"]["nodes"]:
        if not below:
            yield account
            continue
        there = account[below.split("(", 1)[0].split(" ", 1)[0]]
        if isinstance(there, dict) and "nodes" in there:
            there = there["nodes"]
        yield from [there] if isinstance(there, dict) else there or ()


@pytest.mark.parametrize("type_name", PATHS)
async def test_hidden_fields_are_null_for_a_partner_and_not_for_others(ask: Asking, type_name: str) -> None:
    fields = [field for name, field in HIDDEN if name == type_name]
    for_pat = list(objects(await ask("pat", question(type_name)), PATHS[type_name]))
    assert for_pat, "the partner sees some"
    assert {(field, one[field]) for one in for_pat for field in fields} == {(field, None) for field in fields}
    for who in ("ada", "rita", "bi"):
        profile = (await ask.viewer(who)).profile
        for_them = list(objects(await ask(who, question(type_name)), PATHS[type_name]))
        theirs = {field for field in fields if profile not in field_rules.rule(type_name, field).hidden_from}
        # whoever owns an account is no partner, and works for none
        assert {field for one in for_them for field in fields if one[field] is not None} == theirs - {"partnerAccount"}


async def test_another_name_or_a_fragment_hides_as_well(ask: Asking) -> None:
    answer = await ask(
        "pat",
        """
        { accounts(first: 3) { nodes { name: annualRevenue ... on Node { ...R } } edges { node { ...R } } } }
        fragment R on Account { r: annualRevenue owner { mail: email } pipeline { openCount w: wonAmount } }
        """,
    )
    nodes = answer["accounts"]["nodes"] + [edge["node"] for edge in answer["accounts"]["edges"]]
    assert len(nodes) == 6
    for node in nodes:
        assert {node.get("name"), node["r"], node["pipeline"]["w"], (node["owner"] or {}).get("mail")} == {None}


async def test_a_partner_knows_their_own_address_but_not_as_a_user(ask: Asking) -> None:
    answer = await ask("pat", "{ viewer { email profile user { name email profile } } }")
    assert answer["viewer"]["email"] == "pat@demo.example"
    assert answer["viewer"]["profile"] == "PARTNER"
    assert answer["viewer"]["user"] == {"name": "Pat Hughes", "email": None, "profile": None}
