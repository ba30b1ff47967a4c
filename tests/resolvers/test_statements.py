"""Budgets: a question costs one statement, however many accounts, relations, aliases and root fields it names."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from graph.auth.tokens import Tokens
from graph.database import Database
from graph.server import create_app
from graph.settings import Settings
from tests.asking import Asking
from tests.conftest import Opener, Postgres
from tests.counting import heard

CHILDREN = {"Small": 1, "Large": 25}
STORE = """
WITH people AS (
    INSERT INTO app_user (id, email, name, profile) VALUES
        (gen_random_uuid(), 'rep@demo.example', 'Rep', 'SALES_REP'),
        (gen_random_uuid(), 'admin@demo.example', 'Admin', 'ADMIN')
    RETURNING id, profile
), parents AS (
    INSERT INTO account (id, name, name_key, owner_id)
    SELECT gen_random_uuid(), parent.name, lower(parent.name), people.id
    FROM people, unnest($1::text[]) parent(name) WHERE profile = 'SALES_REP'
    RETURNING id, name, owner_id
), children AS (
    INSERT INTO account (id, name, name_key, owner_id, parent_id)
    SELECT gen_random_uuid(), p.name || ' ' || n, lower(p.name || ' ' || n), p.owner_id, p.id
    FROM parents p JOIN unnest($1::text[], $2::int[]) c(name, count) ON c.name = p.name, generate_series(1, count) n
    RETURNING id, owner_id
), others AS (
    INSERT INTO account (id, name, name_key, owner_id)
    SELECT gen_random_uuid(), 'Other ' || n, 'other ' || n, id FROM people, generate_series(1, 60) n
    WHERE profile = 'SALES_REP'
    RETURNING id, owner_id
), accounts AS (
    SELECT id, owner_id FROM parents UNION ALL SELECT * FROM children UNION ALL SELECT * FROM others
), contacts AS (
    INSERT INTO contact (id, account_id, name, name_key, is_primary)
    SELECT gen_random_uuid(), id, 'Contact ' || n, 'contact ' || n, n = 1 FROM accounts, generate_series(1, 12) n
    RETURNING id
), deals AS (
    INSERT INTO opportunity (id, account_id, name, stage, amount, probability, owner_id)
    SELECT gen_random_uuid(), id, 'Deal ' || n, (ARRAY['PROSPECTING', 'PROPOSAL', 'CLOSED_WON'])[n % 3 + 1],
        n, 50, owner_id
    FROM accounts, generate_series(1, 12) n
    RETURNING id
), cases AS (
    INSERT INTO support_case (id, account_id, subject) SELECT gen_random_uuid(), id, 'Case ' || n
    FROM accounts, generate_series(1, 12) n
    RETURNING id
)
INSERT INTO contract (id, account_id) SELECT gen_random_uuid(), id FROM accounts, generate_series(1, 3) n
"""

ACCOUNT_PAGE = """query Page($name: String!) { account(by: {name: $name}) {
    number name type annualRevenue owner { name email } parent { name } ultimateParent { name }
    children(first: 10) { totalCount nodes { name owner { name } } pageInfo { hasNextPage endCursor } }
    contacts(first: 10) { nodes { name email } }
    opportunitiesByStage { stage count amount opportunities(first: 10) { nodes { name owner { name } } } }
    pipeline(of: SUBTREE) { openAmount wonAmount }
    cases(first: 10) { nodes { number subject contact { name } } }
    contracts { nodes { number value signedBy { name } } }
} }"""
FIFTY_ACCOUNTS = """{ accounts(first: 50) { nodes {
    name owner { name } parent { name }
    contacts(first: 10) { nodes { name } } opportunities(first: 10) { nodes { name amount } }
} } }"""
MANY_ROOTS = """query Roots($ids: [ID!]!) {
    viewer { email user { name } groups partnerAccount { name } } currency
    a: account(by: {name: "Small"}) { name parent { name } } b: account(by: {name: "Large"}) { number }
    c: account(by: {number: "ACC-000001"}) { name children { nodes { name } } }
    accounts(first: 3) { nodes { name } } mine: accounts(view: MY_ACCOUNTS, last: 2) { totalCount }
    nodes(ids: $ids) { id ... on Contact { name } } others: nodes(ids: $ids) { __typename }
}"""
SOME_OF_EACH_TYPE = """
    SELECT 'acc_' || id FROM (SELECT id FROM account LIMIT 3) a
    UNION ALL SELECT 'con_' || id FROM (SELECT id FROM contact LIMIT 3) c
    UNION ALL SELECT 'opp_' || id FROM (SELECT id FROM opportunity LIMIT 3) o
    UNION ALL SELECT 'cas_' || id FROM (SELECT id FROM support_case LIMIT 3) s
    UNION ALL SELECT 'ctr_' || id FROM (SELECT id FROM contract LIMIT 3) t
    UNION ALL SELECT 'usr_' || id FROM app_user
"""


@pytest.fixture(scope="module")
async def opened(postgres: Postgres, database: Opener) -> AsyncIterator[Database]:
    url = await postgres.make_database()
    async with database(url) as opened:
        await opened.pool.execute(STORE, list(CHILDREN), list(CHILDREN.values()))
        yield opened
    await postgres.drop_database(url)


@pytest.fixture(scope="module")
async def statements(opened: Database) -> list[str]:
    """Every statement that is sent to the database."""
    return await heard(opened.pool, opened.planning)


@pytest.fixture(scope="module")
def ask(opened: Database) -> Asking:
    return Asking(opened)


async def cost(ask: Asking, statements: list[str], who: str, question: str, **variables: Any) -> tuple[int, Any]:
    """How many statements a question costs, authentication aside, and its answer."""
    start = len(statements)
    await ask.viewer(who)
    authentication = len(statements) - start
    answer = await ask(who, question, variables)
    return len(statements) - start - 2 * authentication, answer


@pytest.mark.parametrize("who", ["rep", "admin"])
@pytest.mark.parametrize("name", CHILDREN)
async def test_an_account_page_is_one_statement_whatever_its_width(
    ask: Asking, statements: list[str], who: str, name: str
) -> None:
    spent, answer = await cost(ask, statements, who, ACCOUNT_PAGE, name=name)
    assert spent == 1
    account = answer["account"]
    assert account["children"]["totalCount"] == CHILDREN[name]
    assert len(account["children"]["nodes"]) == min(10, CHILDREN[name])
    assert [group["count"] for group in account["opportunitiesByStage"]] == [4, 4, 4]
    assert [len(account[each]["nodes"]) for each in ("contacts", "cases", "contracts")] == [10, 10, 3]


@pytest.mark.parametrize("who", ["rep", "admin"])
async def test_fifty_accounts_with_what_hangs_on_them_are_one_statement(
    ask: Asking, statements: list[str], who: str
) -> None:
    spent, answer = await cost(ask, statements, who, FIFTY_ACCOUNTS)
    assert spent == 1
    assert len(answer["accounts"]["nodes"]) == 50
    assert {len(each["contacts"]["nodes"]) for each in answer["accounts"]["nodes"]} == {10}
    assert {len(each["opportunities"]["nodes"]) for each in answer["accounts"]["nodes"]} == {10}


@pytest.mark.parametrize("who", ["rep", "admin"])
async def test_root_fields_aliases_and_nodes_of_every_type_share_one_statement(
    ask: Asking, opened: Database, statements: list[str], who: str
) -> None:
    ids = [row[0] for row in await opened.pool.fetch(SOME_OF_EACH_TYPE)]
    spent, answer = await cost(ask, statements, who, MANY_ROOTS, ids=ids)
    assert spent == 1
    assert [each["id"] for each in answer["nodes"]] == ids
    assert {each["__typename"] for each in answer["others"]} == {
        "Account",
        "Contact",
        "Opportunity",
        "Case",
        "Contract",
        "User",
    }


async def test_a_remembered_viewer_is_not_looked_up_again(opened: Database, statements: list[str]) -> None:
    settings = Settings(database_url=opened.url, secret="x" * 32)
    app = create_app(settings, opened)
    headers = {"authorization": f"Bearer {Tokens(settings).issue('rep@demo.example', timedelta(hours=1))}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:

        async def page() -> int:
            start = len(statements)
            asked = {"query": ACCOUNT_PAGE, "variables": {"name": "Large"}}
            response = await client.post("/graphql", json=asked)
            assert response.json()["data"]["account"]["name"] == "Large"
            return len(statements) - start

        assert await page() > 1  # who is asking, and the page
        assert await page() == 1
        assert await page() == 1
