"""What can fail by itself is nullable, so that one failing field leaves its neighbors."""

from collections.abc import Iterator

from graphql import GraphQLNonNull, GraphQLObjectType

from tests.asking import Asking, data
from tests.schema.own_types import COMPOSITE

CERTAIN = {"Query.currency", "userErrors", "remaining"}
"""What is resolved by itself from what is known already: of roots by type and name, of payloads by name."""


def resolved() -> Iterator[tuple[str, str, bool]]:
    """The fields with a resolver of the program's: type, name, and whether they are nullable."""
    for type_name, type_ in COMPOSITE.items():
        if isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                if getattr(field.resolve, "__module__", "").startswith("graph.resolvers"):
                    yield type_name, name, not isinstance(field.type, GraphQLNonNull)


def test_what_is_resolved_by_itself_is_nullable_unless_it_cannot_fail() -> None:
    never_null = {(type_name, name) for type_name, name, nullable in resolved() if not nullable}
    assert {each for each in never_null if f"{each[0]}.{each[1]}" not in CERTAIN and each[1] not in CERTAIN} == set()


def test_roots_payloads_and_examples_are_resolved_by_themselves() -> None:
    types = {type_name for type_name, _, _ in resolved()}
    assert {"Query", "Mutation", "AccessExample", "AccountPayload", "DeletePayload"} <= types
    for root in ("Query", "Mutation"):
        assert {name for type_name, name, _ in resolved() if type_name == root} == set(COMPOSITE[root].fields)


async def test_each_failing_root_field_is_null_beside_the_others(ask: Asking) -> None:
    result = await ask.result(
        "pat",
        """{
          accounts(first: 1) { nodes { name } }
          contacts(first: 101) { totalCount }
          opportunities(orderBy: [{field: AMOUNT}]) { totalCount }
          accountGroups(by: [INDUSTRY]) { nodes { annualRevenue { sum } } }
          nodes(ids: ["none"]) { id }
          changes { totalCount }
          sharingRules { name }
          viewer { partnerAccount { contacts(after: "forged") { totalCount } } }
          currency
        }""",
    )
    failed = dict.fromkeys(("contacts", "opportunities", "accountGroups", "nodes", "changes", "sharingRules", "viewer"))
    assert data(result) == {"accounts": {"nodes": [{"name": "Acme Corp UK"}]}, **failed, "currency": "EUR"}
    assert {error["path"][0]: error["extensions"]["code"] for error in result.errors or ()} == {
        "contacts": "BAD_INPUT",
        "opportunities": "FIELD_HIDDEN",
        "accountGroups": "FIELD_HIDDEN",
        "nodes": "BAD_INPUT",
        "changes": "FORBIDDEN",
        "sharingRules": "FORBIDDEN",
        "viewer": "BAD_INPUT",
    }
