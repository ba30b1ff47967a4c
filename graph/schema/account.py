"""Accounts."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from graph.schema.access import AccountAccess
from graph.schema.activity import Activity, ActivityOrder
from graph.schema.case import Case, CaseOrder
from graph.schema.connection import Connection, Node
from graph.schema.contact import Contact, ContactOrder
from graph.schema.contract import Contract, ContractOrder
from graph.schema.enums import AccessLevel, AccountType, Industry, RollupExtent
from graph.schema.fields import (
    After,
    Before,
    First,
    IncludeEmpty,
    Last,
    OrderedBy,
    Where,
    answered_elsewhere,
    forward_pages,
    ordered_pages,
    pages,
    part,
)
from graph.schema.file import File
from graph.schema.filters import filter_input
from graph.schema.grant import Grant
from graph.schema.history import Change
from graph.schema.opportunity import Opportunity, OpportunityOrder, OpportunityStageGroup, Pipeline
from graph.schema.order import order_input
from graph.schema.record import Record
from graph.schema.rollup import AccountRollup, extent_and_scope
from graph.schema.scalars import CountryCode, Date, DateTime, Decimal
from graph.schema.user import User

AccountFilter = filter_input("Account")
AccountOrder = order_input("Account")


@strawberry.input(one_of=True, description="What names one account: exactly one of these.")
class AccountKey:
    """A key of an account."""

    id: strawberry.ID | None = strawberry.field(description="Its id.", default=UNSET)
    number: str | None = strawberry.field(description="Its number, such as `ACC-000001`.", default=UNSET)
    name: str | None = strawberry.field(
        description="Its name, whatever its case and spacing, and what of it isn't seen.", default=UNSET
    )


@strawberry.type(description="A postal address.")
class Address:
    """A billing address."""

    street: str | None = part("Street and number.")
    city: str | None = part("City.")
    state: str | None = part("State, province or region.")
    postal_code: str | None = part("Postal code.")
    country: CountryCode | None = part("Country.")


@strawberry.type(description="A point on the earth, in degrees.")
class GeoPoint:
    """An office's location."""

    latitude: float = part("Degrees north.")
    longitude: float = part("Degrees east.")


@strawberry.type(description="Someone who works on one account.")
class AccountTeamMember(Node):
    """A place in an account's team."""

    account: Annotated["Account", strawberry.lazy("graph.schema.account")] = part("On which account.")
    user: User = part("Who.")
    level: AccessLevel = part("What they may do with the account.")
    title: str | None = part("What they do for it.")


_Extent = Annotated[
    RollupExtent, strawberry.argument(description="Its own deals, or also those of the accounts below.")
]


def _stages(
    of: _Extent = RollupExtent.SELF,
    include_empty: IncludeEmpty = False,
) -> Any:
    return answered_elsewhere()


def _extent(of: _Extent = RollupExtent.SELF) -> Any:
    return answered_elsewhere()


_MaxDepth = Annotated[
    int | None, strawberry.argument(description="How many levels down, 1 being its children. All unless told.")
]


def _descendants(
    max_depth: _MaxDepth = UNSET,
    where: Annotated[AccountFilter | None, Where] = UNSET,  # type: ignore[valid-type]  # made of the registry
    order_by: Annotated[list[AccountOrder] | None, OrderedBy] = UNSET,  # type: ignore[valid-type]  # made of the registry
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> Any:
    return answered_elsewhere()


def _access(
    user_id: Annotated[
        strawberry.ID | None,
        strawberry.argument(description="Whose access; the viewer's own unless told. Of others only admins may ask."),
    ] = UNSET,
) -> Any:
    return answered_elsewhere()


_account = Annotated["Account", strawberry.lazy("graph.schema.account")]


@strawberry.type(
    description="A company. Its parent, children, ancestors, descendants, depth and ultimate parent are the viewer's:"
    " accounts that the viewer doesn't see are taken out of the tree and the ends joined."
)
class Account(Record):
    """An account."""

    number: str = part("Its number, such as `ACC-000001`: assigned, never reused.")
    name: str = part("Its name, unique across the system.")
    type: AccountType = part("What the company is to us.")
    industry: Industry | None = part("The branch of trade it is in.")
    description: str | None = part("What there is to know, in Markdown.")
    annual_revenue: Decimal | None = part("What it turns over in a year.")
    number_of_employees: int | None = part("How many work there.")
    phone: str | None = part("Its telephone number.")
    website: str | None = part("Its website, http or https.")
    billing_address: Address | None = part("Where invoices go; null when nothing of it is known.")
    office_location: GeoPoint | None = part("Where its office stands.")
    owner: User | None = part("Who is responsible for it.")
    parent: _account | None = part("The nearest account above it that the viewer sees.")
    partner: _account | None = part("The partner account that manages it.")
    is_active: bool = part("Whether we do business with it.")
    brand_color: str | None = part("Its colour, as `#RRGGBB`.")
    last_activity_date: DateTime | None = part("When its owner or type last changed.")
    customer_since: Date | None = part("When its first contract was activated.")
    total_opportunity_amount: Decimal | None = part("What all its deals are worth together, lost ones too.")
    won_opportunity_amount: Decimal | None = part("What its won deals are worth together.")
    open_case_count: int = part("How many of its cases are neither resolved nor closed.")

    ultimate_parent: _account = part("The farthest account above it that the viewer sees; itself where there is none.")
    ancestors: list[_account] = part("The accounts above it that the viewer sees, the farthest first.")
    children: Connection[_account] = part(
        "The accounts whose `parent` it is, by name.", ordered_pages(AccountFilter, AccountOrder)
    )
    descendants: Connection[_account] = part("All accounts below it that the viewer sees, by name.", _descendants)
    depth: int = part("How many accounts the viewer sees above it.")

    rollup: AccountRollup = part("Its figures, and those of all accounts below it.", extent_and_scope)

    primary_contact: Contact | None = part("The contact to turn to first.")
    contacts: Connection[Contact] = part(
        "Everyone at this account, the primary contact first.", ordered_pages(filter_input("Contact"), ContactOrder)
    )
    opportunities: Connection[Opportunity] = part(
        "Its deals, the latest close date first.", ordered_pages(filter_input("Opportunity"), OpportunityOrder)
    )
    opportunities_by_stage: list[OpportunityStageGroup] = part("Its deals by stage, in stage order.", _stages)
    pipeline: Pipeline = part("What is open and what was won.", _extent)
    cases: Connection[Case] = part(
        "Its cases, the latest opened first.", ordered_pages(filter_input("Case"), CaseOrder)
    )
    contracts: Connection[Contract] = part(
        "Its contracts, the latest start first.", ordered_pages(filter_input("Contract"), ContractOrder)
    )
    activities: Connection[Activity] = part(
        "What was done with it, the latest first.", ordered_pages(filter_input("Activity"), ActivityOrder)
    )
    files: Connection[File] = part("Its documents, the newest first.", pages)
    team: list[AccountTeamMember] = part("Who else works on it.")
    grants: Connection[Grant] = part(
        "The grants on it that the viewer sees, the newest first, those that have run out too: for admins and its owner"
        " all, for others those that let them in.",
        pages,
    )
    access: AccountAccess | None = part(
        "What the viewer, or the user named, may do with it, and why; null where that user doesn't see it.", _access
    )
    history: Connection[Change] = part("What changed of it and of what hangs on it, the latest first.", forward_pages)
