"""The measured queries: the page of one account, a list of fifty, groups, and the first and the last of many pages."""

from dataclasses import dataclass

import orjson

from bench.servers import OURS, USUAL, BenchError, Server, running

ACCOUNT_PAGE = """
query AccountPage($id: ID!) {
  account(by: {id: $id}) {
    id number name type industry annualRevenue numberOfEmployees phone website
    billingAddress { street city postalCode country }
    isActive customerSince totalOpportunityAmount wonOpportunityAmount openCaseCount updatedAt
    owner { id name email }
    parent { id name }
    children(first: 10) { nodes { id name type annualRevenue } pageInfo { hasNextPage } }
    contacts(first: 10) { nodes { id name title email phone isPrimary } }
    opportunitiesByStage {
      stage count amount weightedAmount
      opportunities(first: 10) { nodes { id name amount probability closeDate owner { name } } }
    }
    cases(first: 10) { nodes { id number subject status priority openedAt } }
    contracts(first: 10) { nodes { id number status value startDate endDate } }
  }
}
"""

ACCOUNT_LIST = """
query AccountList {
  accounts(first: 50, view: TOP_BY_REVENUE) {
    nodes {
      id number name type industry annualRevenue
      owner { name }
      contacts(first: 10) { nodes { id name title email } }
      opportunities(first: 10) { nodes { id name stage amount closeDate } }
    }
  }
}
"""


GROUPS = """
query Groups {
  accountGroups(by: [INDUSTRY], first: 20) {
    nodes { industry count annualRevenue { sum avg } totalOpportunityAmount { sum } }
    totalCount
  }
}
"""

ULTIMATE_PARENTS = """
query UltimateParents {
  accountGroups(by: [ULTIMATE_PARENT], first: 20) {
    nodes { ultimateParent { name } count annualRevenue { sum } }
  }
}
"""

RANKED = """
query Ranked($after: String) {
  accounts(first: 20, after: $after, orderBy: [{field: ANNUAL_REVENUE, direction: DESC}]) {
    nodes { id number name annualRevenue owner { name } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
FIRST_PAGE = "first page by revenue"
LAST_PAGE = "last page by revenue"
LAST_OF_FIRST = 0.5
"""The minimum expected rate of the last page, as a fraction of the first page's."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the request bodies that send it, and the expected rates."""

    name: str
    query: str
    bodies: tuple[bytes, ...]
    of_limit: float
    """The minimum expected rate, as a fraction of the limit's."""
    times_usual: float | None = None
    """The minimum expected rate, as a multiple of the usual way's; None if the usual way doesn't answer it."""

    def asked_of(self, server: Server) -> bool:
        """Whether the server answers it."""
        return server is not USUAL or self.times_usual is not None


def questions(page_accounts: list[str], last_page: str) -> tuple[Question, ...]:
    """Returns the queries; the bodies of the account page are for different accounts.

    ``last_page`` is the cursor that the last page begins after.
    """
    pages = tuple(_body(ACCOUNT_PAGE, id=account) for account in page_accounts)
    return (
        Question("account page", ACCOUNT_PAGE, pages, of_limit=0.45, times_usual=5),
        Question("list of 50 accounts", ACCOUNT_LIST, (_body(ACCOUNT_LIST),), of_limit=0.6, times_usual=20),
        Question(FIRST_PAGE, RANKED, (_body(RANKED),), of_limit=0.45),
        Question(LAST_PAGE, RANKED, (_body(RANKED, after=last_page),), of_limit=0.45),
        Question("groups by industry", GROUPS, (_body(GROUPS),), of_limit=0.45),
        Question("groups by ultimate parent", ULTIMATE_PARENTS, (_body(ULTIMATE_PARENTS),), of_limit=0.45),
    )


def last_page(url: str, token: str) -> str:
    """Returns the cursor that the last page of the ranked accounts begins after."""
    after: str | None = None
    with running(OURS, url, token) as server:
        while True:
            page = orjson.loads(server.ask(_body(RANKED, after=after)))["data"]["accounts"]["pageInfo"]
            if not page["hasNextPage"]:
                break
            after = page["endCursor"]
    if after is None:
        raise BenchError("The viewer sees one page of accounts, so there is no last page to measure.")
    return after


def _body(query: str, **variables: str | None) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})
