"""The viewers, and the queries: each tests one kind of work that may grow with the company."""

from dataclasses import dataclass
from typing import Any

from bench.questions import ACCOUNT_PAGE

VIEWERS = {
    "narrow rep": "narrow@scale.example",
    "narrow rep, narrow rule": "narrow-rule@scale.example",
    "territory rep": "territory@scale.example",
    "manager": "manager@scale.example",
    "executive": "executive@scale.example",
    "BI user": "bi@scale.example",
}
"""The viewers' e-mail addresses, by kind of viewer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and what is expected of it."""

    name: str
    query: str
    variables: dict[str, Any]
    about: str | None = None
    """The account that it concerns, by its name in `ABOUT`; `pages` requests twenty accounts in turn."""
    grows: bool = True
    """Whether the data it reads grows with the company, so that no ratio is expected."""
    at_most: float | None = None
    """The limit expected of its median in the database, in milliseconds."""


ABOUT = {"the family of 200": 1, "the wide parent": 201, "the largest family": 1202}
"""The numbers, in the world, of the accounts that queries concern."""

TOP = """query Top { accounts(view: TOP_BY_REVENUE, first: 50) { nodes {
  id name type industry annualRevenue owner { name } } } }"""
BY_NAME = """query ByName { accounts(first: 50) { nodes { id name type owner { name } }
  pageInfo { hasNextPage endCursor } } }"""
THROUGH_OWNER = """query ThroughOwner { accounts(first: 50, where: {owner: {name: {startsWith: "Grace"}}}) { nodes {
  id name owner { name } } } }"""
THROUGH_DEALS = """query ThroughDeals { accounts(first: 50,
  where: {opportunities: {some: {stage: {eq: NEGOTIATION}, amount: {gte: "200000"}}}}) { nodes { id name } } }"""
SEARCH = """query Search($text: String!) { accounts(first: 20, search: $text) { nodes { id name } } }"""
CHILDREN = """query Children($id: ID!) { account(by: {id: $id}) { id name children(first: 50) {
  nodes { id name type annualRevenue } pageInfo { hasNextPage endCursor } } } }"""
ROLLUP = """query Rollup($id: ID!) { account(by: {id: $id}) { id rollup(of: SUBTREE) {
  accountCount annualRevenue openPipelineAmount weightedPipelineAmount wonAmount openCaseCount } } }"""
GROUPS = """query Groups($by: [AccountDimension!]!) { accountGroups(by: $by, first: 50,
  orderBy: [{field: ANNUAL_REVENUE_SUM, direction: DESC}]) { nodes {
  industry country owner { id name } createdMonth ultimateParent { id name } count annualRevenue { sum } } } }"""

QUESTIONS = (
    Question("account page", ACCOUNT_PAGE, {}, about="pages", grows=False),
    Question("top 50 by revenue", TOP, {}, grows=False, at_most=15),
    Question("first 50 by name", BY_NAME, {}, grows=False),
    Question("50 by owner's name", THROUGH_OWNER, {}, grows=False),
    Question("50 with a large deal", THROUGH_DEALS, {}, grows=False),
    Question("search: number in name", SEARCH, {"text": "foundry 4242"}),
    Question("search: two words", SEARCH, {"text": "harbor foundry"}),
    Question("50 of 1,000 children", CHILDREN, {}, about="the wide parent", grows=False),
    Question("roll-up of 200", ROLLUP, {}, about="the family of 200", grows=False, at_most=5),
    Question("roll-up of the largest family", ROLLUP, {}, about="the largest family", at_most=250),
    Question("groups by owner", GROUPS, {"by": ["OWNER"]}, at_most=300),
    Question("groups by industry", GROUPS, {"by": ["INDUSTRY"]}, at_most=300),
    Question("groups by country", GROUPS, {"by": ["COUNTRY"]}, at_most=300),
    Question("groups by month", GROUPS, {"by": ["CREATED_MONTH"]}, at_most=300),
    Question("groups by ultimate parent", GROUPS, {"by": ["ULTIMATE_PARENT"]}, at_most=600),
)
