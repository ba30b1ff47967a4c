"""The measured queries: the page of one account, and a list of fifty."""

from dataclasses import dataclass

import orjson

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


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the request bodies that send it, and the expected rates."""

    name: str
    query: str
    bodies: tuple[bytes, ...]
    of_limit: float
    """The minimum expected rate, as a fraction of the limit's."""
    times_usual: float
    """The minimum expected rate, as a multiple of the usual way's."""


def questions(page_accounts: list[str]) -> tuple[Question, ...]:
    """Returns both queries; the bodies of the page are for different accounts."""
    pages = tuple(orjson.dumps({"query": ACCOUNT_PAGE, "variables": {"id": account}}) for account in page_accounts)
    return (
        Question("account page", ACCOUNT_PAGE, pages, of_limit=0.45, times_usual=5),
        Question("list of 50 accounts", ACCOUNT_LIST, (orjson.dumps({"query": ACCOUNT_LIST}),), 0.6, 20),
    )
