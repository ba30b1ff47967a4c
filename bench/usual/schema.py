"""The part of the schema that the benchmark uses, in plain Strawberry over Tortoise instances."""

from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Generic, NewType, TypeVar
from uuid import UUID

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from bench.usual.loaders import Loaders
from graph import models
from graph.models.account import AccountType, Industry
from graph.models.case import CasePriority, CaseStatus
from graph.models.contract import ContractStatus
from graph.models.opportunity import OpportunityStage

DateTime = NewType("DateTime", str)
Decimal = NewType("Decimal", str)
Date = NewType("Date", str)
Info = strawberry.Info[Loaders, None]
T = TypeVar("T")

for enum in (AccountType, Industry, CasePriority, CaseStatus, ContractStatus, OpportunityStage):
    strawberry.enum(enum)


def _time(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


SCALARS: dict[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(name="DateTime", serialize=_time),
    Decimal: strawberry.scalar(name="Decimal", serialize=str),
    Date: strawberry.scalar(name="Date", serialize=str),
}


@strawberry.type
class PageInfo:
    """Whether there is a next page."""

    has_next_page: bool


@strawberry.type
class Connection(Generic[T]):
    """One page of a list."""

    nodes: list[T]
    page_info: PageInfo


def _page(rows: list[Any], first: int) -> Connection[Any]:
    return Connection(nodes=rows[:first], page_info=PageInfo(has_next_page=len(rows) > first))


def _identity(prefix: str) -> Any:
    def resolve(root: Any) -> strawberry.ID:
        return strawberry.ID(f"{prefix}_{root.id}")

    return strawberry.field(resolver=resolve)


def _number(prefix: str) -> Any:
    def resolve(root: Any) -> str:
        return f"{prefix}-{root.number:06}"

    return strawberry.field(resolver=resolve)


@strawberry.type
class User:
    """A user."""

    id: strawberry.ID = _identity("usr")
    name: str
    email: str


@strawberry.type
class Address:
    """A postal address."""

    street: str | None
    city: str | None
    postal_code: str | None
    country: str | None


@strawberry.type
class Contact:
    """A person at an account."""

    id: strawberry.ID = _identity("con")
    name: str
    title: str | None
    email: str | None
    phone: str | None
    is_primary: bool


@strawberry.type
class Opportunity:
    """An opportunity."""

    id: strawberry.ID = _identity("opp")
    name: str
    stage: OpportunityStage
    amount: Decimal | None
    probability: int
    close_date: Date | None

    @strawberry.field
    async def owner(self: Any, info: Info) -> User | None:
        """The user responsible for the record."""
        owner: User | None = await info.context.users.load(self.owner_id) if self.owner_id else None
        return owner


@strawberry.type
class OpportunityStageGroup:
    """An account's opportunities in one stage."""

    stage: OpportunityStage
    count: int
    amount: Decimal
    weighted_amount: Decimal

    @strawberry.field
    async def opportunities(self: Any, info: Info, first: int) -> Connection[Opportunity]:
        """The opportunities of the stage."""
        return _page(await info.context.deals_of_stage(first + 1).load((self.account_id, self.stage)), first)


@strawberry.type
class Case:
    """A support case."""

    id: strawberry.ID = _identity("cas")
    number: str = _number("CASE")
    subject: str
    status: CaseStatus
    priority: CasePriority
    opened_at: DateTime


@strawberry.type
class Contract:
    """A contract."""

    id: strawberry.ID = _identity("ctr")
    number: str = _number("CTR")
    status: ContractStatus
    value: Decimal | None
    start_date: Date | None
    end_date: Date | None


_account = Annotated["Account", strawberry.lazy("bench.usual.schema")]


@strawberry.type
class Account:
    """A company."""

    id: strawberry.ID = _identity("acc")
    number: str = _number("ACC")
    name: str
    type: AccountType
    industry: Industry | None
    annual_revenue: Decimal | None
    number_of_employees: int | None
    phone: str | None
    website: str | None
    is_active: bool
    customer_since: Date | None
    total_opportunity_amount: Decimal
    won_opportunity_amount: Decimal
    open_case_count: int
    updated_at: DateTime

    @strawberry.field
    def billing_address(self: models.Account) -> Address | None:
        """The billing address."""
        street, city, code = self.billing_street, self.billing_city, self.billing_postal_code
        return Address(street=street, city=city, postal_code=code, country=self.billing_country)

    @strawberry.field
    async def owner(self: Any, info: Info) -> User | None:
        """The user responsible for the record."""
        owner: User | None = await info.context.users.load(self.owner_id) if self.owner_id else None
        return owner

    @strawberry.field
    async def parent(self: Any, info: Info) -> _account | None:
        """The parent account."""
        parent: Account | None = await info.context.accounts.load(self.parent_id) if self.parent_id else None
        return parent

    @strawberry.field
    async def children(self: models.Account, info: Info, first: int) -> Connection[_account]:
        """The child accounts."""
        return _page(await info.context.children(first + 1).load(self.id), first)

    @strawberry.field
    async def contacts(self: models.Account, info: Info, first: int) -> Connection[Contact]:
        """The account's contacts."""
        return _page(await info.context.contacts(first + 1).load(self.id), first)

    @strawberry.field
    async def opportunities(self: models.Account, info: Info, first: int) -> Connection[Opportunity]:
        """The account's opportunities."""
        return _page(await info.context.opportunities(first + 1).load(self.id), first)

    @strawberry.field
    async def opportunities_by_stage(self: models.Account, info: Info) -> list[OpportunityStageGroup]:
        """The account's opportunities by stage."""
        groups: list[OpportunityStageGroup] = await info.context.stage_groups.load(self.id)
        return groups

    @strawberry.field
    async def cases(self: models.Account, info: Info, first: int) -> Connection[Case]:
        """The account's cases."""
        return _page(await info.context.cases(first + 1).load(self.id), first)

    @strawberry.field
    async def contracts(self: models.Account, info: Info, first: int) -> Connection[Contract]:
        """The account's contracts."""
        return _page(await info.context.contracts(first + 1).load(self.id), first)


@strawberry.enum
class AccountView(Enum):
    """A list view."""

    TOP_BY_REVENUE = "TOP_BY_REVENUE"


@strawberry.input(one_of=True)
class AccountKey:
    """The key of an account."""

    id: strawberry.ID | None = strawberry.UNSET


@strawberry.type
class Query:
    """The root query type."""

    @strawberry.field
    async def account(self, info: Info, by: AccountKey) -> Account | None:
        """The account with this key."""
        account: Account | None = await info.context.accounts.load(UUID((by.id or "")[4:]))
        return account

    @strawberry.field
    async def accounts(self, info: Info, first: int, view: AccountView) -> Connection[Account]:
        """The first accounts of a list view."""
        return _page(await info.context.top_by_revenue(first + 1), first)


schema = strawberry.Schema(
    query=Query,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[lambda: ParserCache(maxsize=1_000), lambda: ValidationCache(maxsize=1_000)],
)
