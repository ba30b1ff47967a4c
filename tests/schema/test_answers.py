"""What an answer is made of: nodes, type names, merged fields, introspection, and errors beside data."""

from graphql import build_client_schema, get_introspection_query, print_schema

from graph.schema import schema
from tests.asking import Asking, data

ACME = '{name: "Acme Corp Global"}'


async def test_one_bad_root_field_leaves_the_others(ask: Asking) -> None:
    question = f"""{{
        good: account(by: {ACME}) {{ name }}
        badKey: account(by: {{id: "no id"}}) {{ name }}
        badPage: account(by: {ACME}) {{ contacts(first: 101) {{ totalCount }} }}
        hidden: account(by: {ACME}) {{ opportunities(orderBy: [{{field: AMOUNT}}]) {{ totalCount }} }}
        currency
    }}"""
    result = await ask.result("ada", question)
    assert result.executed
    assert data(result) == {
        "good": {"name": "Acme Corp Global"},
        "badKey": None,
        "badPage": None,
        "hidden": {"opportunities": {"totalCount": data(result)["hidden"]["opportunities"]["totalCount"]}},
        "currency": "EUR",
    }
    assert [(error["path"], error["extensions"]["code"]) for error in result.errors or ()] == [
        (["badKey"], "BAD_INPUT"),
        (["badPage"], "BAD_INPUT"),
    ]


async def test_node_answers_by_the_fragments_of_its_type(ask: Asking) -> None:
    found = await ask(
        "ada", f"{{ account(by: {ACME}) {{ id primaryContact {{ id name }} }} viewer {{ user {{ id }} }} }}"
    )
    ids = [found["account"]["id"], found["account"]["primaryContact"]["id"], found["viewer"]["user"]["id"]]
    question = """
        query($ids: [ID!]!, $id: ID!) {
            nodes(ids: $ids) { __typename ... on Account { name type } ... on User { name profile } ...Who }
            node(id: $id) { id ... on Node { same: id } ... on Account { parent { __typename } } ... on File { size } }
        }
        fragment Who on Contact { name isPrimary }
    """
    answer = await ask("ada", question, {"ids": [*ids, ids[0]], "id": ids[0]})
    acme = {"__typename": "Account", "name": "Acme Corp Global", "type": "CUSTOMER"}
    assert answer == {
        "nodes": [
            acme,
            {"__typename": "Contact", "name": found["account"]["primaryContact"]["name"], "isPrimary": True},
            {"__typename": "User", "name": "Ada Okafor", "profile": "ADMIN"},
            acme,
        ],
        "node": {"id": ids[0], "same": ids[0], "parent": None},
    }


async def test_what_is_hidden_and_what_is_not_there_are_the_same_null(ask: Asking) -> None:
    hidden = (await ask("ada", f"{{ account(by: {ACME}) {{ id }} }}"))["account"]["id"]
    missing = "acc_01890000-0000-7000-8000-000000000000"
    question = "query($a: ID!) { node(id: $a) { id } nodes(ids: [$a]) { id } account(by: {id: $a}) { id } }"
    answers = [await ask("sam", question, {"a": id_}) for id_ in (hidden, missing)]
    assert answers == [{"node": None, "nodes": [None], "account": None}] * 2


async def test_typename_is_answered_everywhere(ask: Asking) -> None:
    question = f"""{{
        __typename
        viewer {{ __typename user {{ __typename }} }}
        account(by: {ACME}) {{
            __typename
            billingAddress {{ __typename }} owner {{ __typename }} pipeline {{ __typename }}
            opportunitiesByStage(includeEmpty: true) {{ __typename opportunities(first: 1) {{ __typename }} }}
            contacts(first: 1) {{
                __typename edges {{ __typename node {{ __typename }} }} nodes {{ __typename }}
                pageInfo {{ __typename }}
            }}
            ultimateParent {{ __typename }} ancestors {{ __typename }} children(first: 1) {{ kind: __typename }}
        }}
    }}"""
    assert await ask("ada", question) == {
        "__typename": "Query",
        "viewer": {"__typename": "Viewer", "user": {"__typename": "User"}},
        "account": {
            "__typename": "Account",
            "billingAddress": {"__typename": "Address"},
            "owner": {"__typename": "User"},
            "pipeline": {"__typename": "Pipeline"},
            "opportunitiesByStage": [
                {"__typename": "OpportunityStageGroup", "opportunities": {"__typename": "OpportunityConnection"}}
            ]
            * 7,
            "contacts": {
                "__typename": "ContactConnection",
                "edges": [{"__typename": "ContactEdge", "node": {"__typename": "Contact"}}],
                "nodes": [{"__typename": "Contact"}],
                "pageInfo": {"__typename": "PageInfo"},
            },
            "ultimateParent": {"__typename": "Account"},
            "ancestors": [],
            "children": {"kind": "AccountConnection"},
        },
    }


async def test_fields_of_the_same_key_are_merged(ask: Asking) -> None:
    question = """
        { viewer { user { name } } ...Q }
        fragment Q on Query { viewer { user { email } ... on Viewer { user { name profile } } } }
    """
    assert await ask("rita", question) == {
        "viewer": {"user": {"name": "Rita Delgado", "email": "rita@demo.example", "profile": "SALES_REP"}}
    }


async def test_answers_keep_the_order_of_the_question(ask: Asking) -> None:
    answer = await ask("ada", f"{{ z: currency account(by: {ACME}) {{ type name id }} a: currency }}")
    assert [*answer, *answer["account"]] == ["z", "account", "a", "type", "name", "id"]


async def test_introspection_tells_the_whole_schema(ask: Asking) -> None:
    answer = await ask("pat", get_introspection_query(specified_by_url=True, directive_is_repeatable=True))
    told = print_schema(build_client_schema(answer))
    assert "type Account implements Node" in told
    assert told.count("\ntype ") == schema.as_str().count("\ntype ")


async def test_introspection_beside_data_works(ask: Asking) -> None:
    question = '{ viewer { email } __type(name: "AccountView") { enumValues { name } } }'
    answer = await ask("rita", question)
    assert answer["viewer"] == {"email": "rita@demo.example"}
    assert {"name": "MY_ACCOUNTS"} in answer["__type"]["enumValues"]


async def test_an_error_below_a_root_field_says_of_which_field_it_is(ask: Asking) -> None:
    deals = "deals: opportunities(orderBy: [{field: AMOUNT}]) { totalCount }"
    for question, field in (
        (f'{{ account(by: {{name: "Acme Corp UK"}}) {{ name contacts {{ totalCount }} {deals} }} }}', ["deals"]),
        (f"{{ accounts {{ nodes {{ children {{ edges {{ node {{ {deals} }} }} }} }} }} }}", ["children", "deals"]),
        ("{ accounts(orderBy: [{field: ANNUAL_REVENUE}]) { totalCount } }", None),
    ):
        (error,) = (await ask.result("pat", question)).errors or []
        assert error["extensions"] == {"code": "FIELD_HIDDEN"} | ({"field": field} if field else {})
        assert len(error["path"]) == 1
