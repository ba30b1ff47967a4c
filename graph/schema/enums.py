"""The enums: those that nouns' fields have, and the few that are no field's."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from graph.auth.reasons import AccessKind
from graph.models.noun import Noun
from graph.models.sharing import RuleColumn, RuleOperator
from graph.models.values import Choice
from graph.resolvers.aggregates.revenue_tier import RevenueTier
from graph.resolvers.mutations.transfer import Transferred
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.schema.declarations import EnumType, prose
from graph.schema.order import Direction


class RollupExtent(StrEnum):
    """Whether a figure counts one account, or also all that are below it in the viewer's tree."""

    SELF = "SELF"
    SUBTREE = "SUBTREE"


class RollupScope(StrEnum):
    """What a roll-up counts.

    VISIBLE: what the viewer sees, and nothing else. SYSTEM: everything, which the profiles ADMIN and INTEGRATION may
    ask for, and users who are permitted to.
    """

    VISIBLE = "VISIBLE"
    SYSTEM = "SYSTEM"


class AccountView(StrEnum):
    """List views: each keeps some accounts and sorts them. `orderBy` overrides the sorting."""

    MY_ACCOUNTS = "MY_ACCOUNTS"
    ALL_CUSTOMERS = "ALL_CUSTOMERS"
    TOP_BY_REVENUE = "TOP_BY_REVENUE"
    INACTIVE = "INACTIVE"
    BY_INDUSTRY = "BY_INDUSTRY"
    RECENTLY_UPDATED = "RECENTLY_UPDATED"


VIEWS: Mapping[str, str] = {
    AccountView.MY_ACCOUNTS: "Accounts that the viewer owns, by name.",
    AccountView.ALL_CUSTOMERS: "Active customers, by name.",
    AccountView.TOP_BY_REVENUE: "All accounts by annual revenue, the highest first. For partners the error"
    " FIELD_HIDDEN.",
    AccountView.INACTIVE: "Inactive accounts, by name.",
    AccountView.BY_INDUSTRY: "All accounts by industry, then by name; `accountGroups` has them in groups.",
    AccountView.RECENTLY_UPDATED: "All accounts by the time of their last update, the latest first.",
}

OTHERS = (
    EnumType(
        AccessKind,
        "The ways to see an account. OWNER: the user owns it. ROLE: the role of its owner is below the user's. TEAM:"
        " the user is on its team. RULE: a sharing rule. GRANT: a grant on it. CASCADE: a grant on an account above it."
        " PARTNER: it is the partner's own account, or managed by it. ADMIN and VIEW_ALL: the user sees every account.",
    ),
    EnumType(AccountView, prose(AccountView.__doc__), VIEWS),
    EnumType(Direction, prose(Direction.__doc__)),
    EnumType(
        RevenueTier,
        "Bands of annual revenue, in the instance's currency. UNKNOWN: no figure. UNDER_1M: below one million. FROM_1M:"
        " from there to below ten million. FROM_10M: to below a hundred million. FROM_100M: to below a billion."
        " FROM_1B: a billion and more.",
    ),
    EnumType(RollupExtent, prose(RollupExtent.__doc__)),
    EnumType(RollupScope, prose(RollupScope.__doc__)),
    EnumType(RuleColumn, prose(RuleColumn.__doc__)),
    EnumType(RuleOperator, prose(RuleOperator.__doc__)),
    EnumType(Transferred, prose(Transferred.__doc__)),
    EnumType(
        UserErrorCode,
        "What is wrong with an input. REQUIRED: a field is missing or empty. INVALID: a value can't be used."
        " TOO_LONG: a text is too long. NOT_FOUND: an ID names nothing that the viewer sees. CONFLICT: the record has"
        " changed since the caller read it. NAME_TAKEN: another record has the name. TOO_MANY_NAMES: the viewer was"
        " told so too often in this hour, so no name is looked up. TAKEN: another user has the e-mail address, or the"
        " user is on the team already. FIELD_READ_ONLY, FIELD_HIDDEN: the viewer's profile may"
        " not set the field. INVALID_TRANSITION: the record's state doesn't lead to the new one. CLOSED: the deal is"
        " closed, so reopen it first; or the contract is agreed, and this field of it is fixed. IN_USE: something"
        " still depends on the record. CYCLE: an account or a role would be above itself. KEY_REUSED: the idempotency"
        " key belongs to another request.",
    ),
)
"""The enums that are no field of a noun."""


def enums_of(nouns: Iterable[Noun]) -> dict[str, type[StrEnum]]:
    """The enums of nouns' fields, by name."""
    values = [spec.value for noun in nouns for spec in noun.fields.values()]
    return {value.enum.__name__: value.enum for value in values if isinstance(value, Choice)}
