"""The enums of the records, as the models have them, described for the schema. Types take their enums from here."""

from enum import StrEnum
from typing import TypeVar

import strawberry

from graph.models.account import AccountType, Industry
from graph.models.activity import ActivityKind
from graph.models.case import CaseOrigin, CasePriority, CaseStatus
from graph.models.contact import BuyingRole
from graph.models.contract import ContractStatus
from graph.models.file import FileKind
from graph.models.opportunity import LeadSource, OpportunityStage
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator

E = TypeVar("E", bound=type[StrEnum])


def _documented(enum: E) -> E:
    return strawberry.enum(enum, description=enum.__doc__)


for _enum in (
    AccessLevel,
    AccountType,
    ActivityKind,
    BuyingRole,
    CaseOrigin,
    CasePriority,
    CaseStatus,
    ContractStatus,
    FileKind,
    Industry,
    LeadSource,
    OpportunityStage,
    Profile,
    RuleColumn,
    RuleOperator,
):
    _documented(_enum)


@strawberry.enum(description="Whether a figure counts one account or also all that are below it in the viewer's tree.")
class RollupExtent(StrEnum):
    """One account, or all of its tree."""

    SELF = "SELF"
    SUBTREE = "SUBTREE"


@strawberry.enum(
    description="Whose eyes a roll-up counts with. VISIBLE: it adds what the viewer sees, and nothing else. SYSTEM: it"
    " counts everything, which the profiles ADMIN and INTEGRATION may ask for, and who is permitted to."
)
class RollupScope(StrEnum):
    """What the viewer sees, or everything."""

    VISIBLE = "VISIBLE"
    SYSTEM = "SYSTEM"


@strawberry.enum(description="The list views: which accounts each keeps and how it sorts them. `orderBy` sorts anew.")
class AccountView(StrEnum):
    """Which accounts a list view keeps, and how it sorts them."""

    MY_ACCOUNTS = "MY_ACCOUNTS"
    ALL_CUSTOMERS = "ALL_CUSTOMERS"
    TOP_BY_REVENUE = "TOP_BY_REVENUE"
    INACTIVE = "INACTIVE"
    BY_INDUSTRY = "BY_INDUSTRY"
    RECENTLY_UPDATED = "RECENTLY_UPDATED"


_VIEWS = {
    "MY_ACCOUNTS": "Those that the viewer owns, by name.",
    "ALL_CUSTOMERS": "Active customers, by name.",
    "TOP_BY_REVENUE": "All, by annual revenue, the highest first. For partners the error FIELD_HIDDEN.",
    "INACTIVE": "Inactive accounts, by name.",
    "BY_INDUSTRY": "All, by industry, then by name; `accountGroups` has them in groups.",
    "RECENTLY_UPDATED": "All, by when they were last changed, the latest first.",
}
for _value in AccountView.__strawberry_definition__.values:  # type: ignore[attr-defined]  # Strawberry adds it
    _value.description = _VIEWS[_value.name]


__all__ = [
    "AccessLevel",
    "AccountType",
    "AccountView",
    "ActivityKind",
    "BuyingRole",
    "CaseOrigin",
    "CasePriority",
    "CaseStatus",
    "ContractStatus",
    "FileKind",
    "Industry",
    "LeadSource",
    "OpportunityStage",
    "Profile",
    "RollupExtent",
    "RollupScope",
    "RuleColumn",
    "RuleOperator",
]
