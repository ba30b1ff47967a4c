"""Roll-ups: the sums of what the viewer sees, and of everything for those who may."""

import csv
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph import demo
from graph.context import Context
from graph.importing import run
from graph.instance import Instance
from graph.resolvers.loading.statements import StatementCache
from graph.schema.execution import execute
from tests.asking import CURSORS, Asking
from tests.conftest import Opener, Postgres
from tests.reference.asked import identify
from tests.reference.order import text
from tests.reference.rollup import by_stage, may_count_everything, rollup
from tests.resolvers.both import Both
from tests.world import generate

AMOUNTS = [
    "annualRevenue",
    "openPipelineAmount",
    "weightedPipelineAmount",
    "wonAmount",
    "activeContractValue",
    "upcomingContractValue",
    "outstandingInvoiceAmount",
    "totalRelationshipWorth",
]
COLUMNS = {
    "accountCount": "account_count",
    "annualRevenue": "annual_revenue",
    "numberOfEmployees": "number_of_employees",
    "openPipelineAmount": "open_pipeline_amount",
    "weightedPipelineAmount": "weighted_pipeline_amount",
    "openOpportunityCount": "open_opportunity_count",
    "wonAmount": "won_amount",
    "openCaseCount": "open_case_count",
    "activeContractValue": "active_contract_value",
    "upcomingContractValue": "upcoming_contract_value",
    "outstandingInvoiceAmount": "outstanding_invoice_amount",
    "totalRelationshipWorth": "total_relationship_worth",
}
FIGURES = f"of scope {' '.join(COLUMNS)}"
STAGES = "byStage(includeEmpty: true) { stage count amount weightedAmount opportunities(first: 100) { nodes { id } } }"
EVERY_FIGURE = f"""query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Account {{
    SUBTREE_VISIBLE: rollup {{ {FIGURES} {STAGES} }}
    SELF_VISIBLE: rollup(of: SELF) {{ {FIGURES} {STAGES} }}
    apart: rollup {{ {FIGURES} }}
    SYSTEM
}} }} }}"""
SYSTEM = f"SUBTREE_SYSTEM: rollup(scope: SYSTEM) {{ {FIGURES} {STAGES} }}"


@pytest.fixture(scope="module")
async def company(postgres: Postgres, database: Opener) -> AsyncIterator[Both]:
    """A generated world in a database of its own."""
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(database(await postgres.make_database()))
        async with opened.pool.acquire() as connection:
            await generate(7_003, 60).store(connection)
        yield await Both.load(opened)


def expected(company: Both, user_id: Any, account: Any, of: str, scope: str) -> dict[str, Any]:
    """The roll-up as plain sums have it."""
    asked = company.of(user_id)
    partner = asked.profile == "PARTNER"
    sums = rollup(asked, account, {"of": of, "scope": scope})
    figures: dict[str, Any] = {"of": of, "scope": scope}
    for name, attribute in COLUMNS.items():
        value = getattr(sums, attribute)
        figures[name] = None if partner and name in AMOUNTS else text(value) if name in AMOUNTS else value
    figures["byStage"] = [
        {
            "stage": group.stage,
            "count": group.count,
            "amount": None if partner else text(group.amount),
            "weightedAmount": None if partner else text(group.weighted_amount),
            "opportunities": {identify(deal) for deal in group.deals},
        }
        for group in by_stage(asked, sums, {"includeEmpty": True})
    ]
    return figures


def found(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with each group's deals as a set."""
    for group in answer.get("byStage", ()):
        group["opportunities"] = {each["id"] for each in group["opportunities"]["nodes"]}
    return answer


async def test_every_figure_is_the_sum_of_what_each_viewer_sees(company: Both) -> None:
    compared, larger = 0, 0
    for user in company.rows.users.values():
        if not user.is_active:
            continue
        oracle = company.of(user.id).oracle
        seen = [company.rows.accounts[each] for each in sorted(oracle.visible_accounts())]
        question = EVERY_FIGURE.replace("SYSTEM\n", f"{SYSTEM}\n" if may_count_everything(company.of(user.id)) else "")
        for start in range(0, len(seen), 2):
            some = seen[start : start + 2]
            result = await company.program(user.id, question, {"ids": [identify(each) for each in some]})
            assert result.errors is None, result.errors
            answers = orjson.loads(orjson.dumps(result.data))["nodes"]
            for account, answer in zip(some, answers, strict=True):
                apart = answer.pop("apart")
                for key, figures in answer.items():
                    of, scope = key.split("_")
                    right = expected(company, user.id, account, of, scope)
                    assert found(figures) == right, (user.email, account.id, key)
                    compared += 1
                    larger += figures["accountCount"] > 1
                    if key == "SUBTREE_VISIBLE":
                        assert apart == {name: right[name] for name in apart}
    assert compared > 500
    assert larger > 100


async def test_a_rollup_agrees_with_the_viewers_tree(company: Both) -> None:
    question = (
        "query($id: ID!) { node(id: $id) { ... on Account { rollup { accountCount } descendants { totalCount } } } }"
    )
    for user in list(company.rows.users.values())[:12]:
        if user.is_active:
            for account_id in sorted(company.of(user.id).oracle.visible_accounts())[:10]:
                account = company.rows.accounts[account_id]
                result = await company.program(user.id, question, {"id": identify(account)})
                answer = orjson.loads(orjson.dumps(result.data))["node"]
                assert answer["rollup"]["accountCount"] == 1 + answer["descendants"]["totalCount"]


async def test_partners_read_null_for_every_amount(ask: Asking) -> None:
    fields = f"{FIGURES} byStage {{ stage count amount weightedAmount }}"
    answer = await ask("pat", f'{{ account(by: {{name: "Acme Corp UK"}}) {{ rollup {{ {fields} }} }} }}')
    figures = answer["account"]["rollup"]
    assert {name for name, value in figures.items() if value is None} == set(AMOUNTS)
    assert {value for group in figures["byStage"] for value in (group["amount"], group["weightedAmount"])} == {None}
    assert figures["byStage"]


@pytest.mark.parametrize("who", ["eve", "dan", "mia", "rita", "rosa", "ron", "sam", "pat"])
@pytest.mark.parametrize("name", ["Acme Corp Global", "Acme Corp UK", "Nobody At All"])
async def test_everything_is_forbidden_to_whom_it_is_not_permitted_whatever_there_is(
    ask: Asking, who: str, name: str
) -> None:
    question = f'{{ account(by: {{name: "{name}"}}) {{ rollup(scope: SYSTEM) {{ accountCount }} }} }}'
    code, message = await ask.refusal(who, question)
    assert code == "FORBIDDEN"
    assert "ADMIN or INTEGRATION" in message


@pytest.mark.parametrize("who", ["ada", "bi"])
async def test_admins_and_integrations_may_count_everything(ask: Asking, who: str) -> None:
    question = '{ account(by: {name: "Acme Corp Global"}) { rollup(scope: SYSTEM) { scope accountCount } } }'
    assert await ask(who, question) == {"account": {"rollup": {"scope": "SYSTEM", "accountCount": 6}}}


async def test_a_permission_on_the_user_lets_them_count_everything_and_list_what_they_see(
    postgres: Postgres, database: Opener
) -> None:
    url = await postgres.make_database()
    await demo.load(url)
    async with database(url) as opened:
        ask = Asking(opened)
        await opened.pool.execute("UPDATE app_user SET can_roll_up_all = true WHERE email = 'rita@demo.example'")
        question = """{ account(by: {name: "Acme Corp Global"}) { rollup(scope: SYSTEM) { accountCount
            byStage { stage count opportunities(first: 100) { totalCount } } } visible: rollup { accountCount
            byStage { stage count opportunities(first: 100) { totalCount } } } } }"""
        answer = (await ask("rita", question))["account"]
        everything, visible = answer["rollup"], answer["visible"]
        assert (everything["accountCount"], visible["accountCount"]) == (6, 2)
        seen = {group["stage"]: group["count"] for group in visible["byStage"]}
        for group in everything["byStage"]:
            assert group["opportunities"]["totalCount"] == seen.get(group["stage"], 0) <= group["count"]
        assert sum(group["count"] for group in everything["byStage"]) > sum(seen.values())
        # nobody of rita's other traits has it: the same question in the same form stays forbidden
        assert await ask.codes("ray", question) == ["FORBIDDEN"]
    await postgres.drop_database(url)


@pytest.mark.parametrize("who", ["ada", "rita", "pat"])
async def test_rollups_of_fifty_accounts_are_one_statement(ask: Asking, who: str) -> None:
    asked: list[str] = []
    fetchrow = ask.database.pool.fetchrow

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(ask.database.pool, name)

        async def fetchrow(self, statement: str, *values: Any) -> Any:
            asked.append(statement)
            return await fetchrow(statement, *values)

        fetchrow_heavy = fetchrow

    question = f"""{{ accounts(first: 50) {{ nodes {{ rollup {{ {FIGURES} byStage {{ stage amount }} }}
        alone: rollup(of: SELF) {{ {FIGURES} }} pipeline(of: SUBTREE) {{ openAmount }} }} }} }}"""
    context = Context(await ask.viewer(who), Counting(), ask.statements, Instance("EUR"), "a-request")
    result = await execute(context, question, None, None)
    assert result.errors is None, result.errors
    nodes = orjson.loads(orjson.dumps(result.data))["accounts"]["nodes"]
    assert len(nodes) > 10 or who == "pat"
    assert len(asked) == 1


async def test_only_what_is_asked_for_is_read(ask: Asking) -> None:
    for fields, tables in (
        ("accountCount", set()),
        ("annualRevenue wonAmount openCaseCount", set()),
        ("openOpportunityCount openPipelineAmount weightedPipelineAmount", set()),
        ("openOpportunityCount byStage { count }", {"opportunity"}),
        ("activeContractValue", {"contract"}),
        ("upcomingContractValue", {"contract"}),
        ("outstandingInvoiceAmount", {"invoice"}),
    ):
        asking = Asking(ask.database, StatementCache(CURSORS))
        await asking("rita", f'{{ account(by: {{name: "Acme Corp Global"}}) {{ rollup {{ {fields} }} }} }}')
        (statement,) = asking.statements._kept.values()
        named = {
            table
            for table in ("opportunity", "contract", "invoice", "support_case")
            if f"FROM {table} " in statement.text
        }
        assert named == tables, fields


@pytest.fixture
def sales_files() -> Path:
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("ACCOUNT_GRAPH_SAMPLE_DATA", root.parent / "shared" / "data")) / "crm_sales"
    if not folder.is_dir():
        pytest.skip("the sample data folder is not here; ACCOUNT_GRAPH_SAMPLE_DATA says where it is")
    return folder


async def test_the_parent_companies_of_crm_sales_add_up_to_what_the_files_say(
    sales_files: Path, empty_url: str, database: Opener, tmp_path: Path
) -> None:
    mapping = Path(__file__).parents[2] / "examples" / "crm_sales.toml"
    await run(empty_url, mapping, folder=sales_files, rejects=tmp_path / "rejects.csv")

    groups: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    with (sales_files / "accounts.csv").open(newline="", encoding="utf-8") as file:
        accounts = list(csv.DictReader(file))
    head = {row["account"]: row["subsidiary_of"] or row["account"] for row in accounts}
    for row in accounts:
        groups[head[row["account"]]]["accounts"] += 1
        groups[head[row["account"]]]["revenue"] += Decimal(row["revenue"]) * 1_000_000
        groups[head[row["account"]]]["employees"] += int(row["employees"])
    with (sales_files / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["account"]:
                groups[head[row["account"]]][row["deal_stage"]] += 1
                groups[head[row["account"]]][f"{row['deal_stage']} amount"] += Decimal(row["close_value"] or 0)
    parents = sorted({row["subsidiary_of"] for row in accounts} - {""})
    assert len(parents) == 7

    async with database(empty_url) as opened:
        await opened.pool.execute(
            "INSERT INTO app_user (id, email, name, profile) "
            "VALUES (gen_random_uuid(), 'ada@demo.example', 'Ada', 'ADMIN')"
        )
        ask = Asking(opened)
        for parent in parents:
            answer = await ask(
                "ada",
                """query($name: String!) { account(by: {name: $name}) { rollup { accountCount annualRevenue
                    numberOfEmployees wonAmount byStage(includeEmpty: true) { stage count amount } } } }""",
                {"name": parent},
            )
            figures, group = answer["account"]["rollup"], groups[parent]
            assert figures["accountCount"] == group["accounts"] > 1
            assert Decimal(figures["annualRevenue"]) == group["revenue"]
            assert figures["numberOfEmployees"] == group["employees"]
            assert Decimal(figures["wonAmount"]) == group["Won amount"] > 0
            stages = {each["stage"]: (each["count"], Decimal(each["amount"])) for each in figures["byStage"]}
            assert {stage: found for stage, found in stages.items() if found[0]} == {
                stage: (group[word], group[f"{word} amount"])
                for stage, word in (
                    ("CLOSED_WON", "Won"),
                    ("CLOSED_LOST", "Lost"),
                    ("QUALIFICATION", "Engaging"),
                    ("PROSPECTING", "Prospecting"),
                )
                if group[word]
            }
