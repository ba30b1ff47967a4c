"""What accounts and opportunities are grouped by, and which of their numbers are totalled.

A dimension is the key of a group: a column, or the row of a relation that the viewer sees. What the viewer doesn't see
is an empty key, as is an empty column.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.models.opportunity import EXPECTED_REVENUE, OpportunityStage
from graph.resolvers.aggregates.grouped_rows import GroupedRows, GroupKey
from graph.resolvers.compiler.entity import Column, One, Part
from graph.resolvers.compiler.filters import Shows, shows
from graph.resolvers.compiler.relation import by_id


class RevenueTier(StrEnum):
    """Bands of annual revenue, each from its first amount to below the next one's."""

    UNKNOWN = "UNKNOWN"
    UNDER_1M = "UNDER_1M"
    FROM_1M = "FROM_1M"
    FROM_10M = "FROM_10M"
    FROM_100M = "FROM_100M"
    FROM_1B = "FROM_1B"


TIERS_UP_TO = {
    RevenueTier.UNDER_1M: 10**6,
    RevenueTier.FROM_1M: 10**7,
    RevenueTier.FROM_10M: 10**8,
    RevenueTier.FROM_100M: 10**9,
}
"""Where each band ends; the last has no end."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something to group by, and the field of a group that shows it."""

    field: str
    shows: Shows
    """The fields whose value it is: who may not see one of them may not group by it."""
    key: Callable[[GroupedRows], GroupKey]
    """Writes the key of the rows that are grouped."""
    type: str = "text"
    """The key's SQL type."""
    entity: str | None = None
    """What the key is the id of, if of anything: groups are then sorted by its name."""
    ranks: tuple[str, ...] | None = None
    """All keys in their order, where that isn't the alphabet's."""
    zoned: bool = False
    """Whether it depends on the time zone."""

    def part(self, column: str) -> Part:
        """What a group shows of a key in this column."""
        if self.entity is None:
            return Column(f"{{a}}.{column}")
        return One(by_id(self.entity, column, visible_if="true"))  # what isn't seen is no key


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of the row ``{a}`` that is totalled."""

    template: str
    kind: str = "Decimal"
    """Decimal or Int."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One noun's dimensions and measures, under the name of its root field."""

    noun: str
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]


def _of_row(template: str) -> Callable[[GroupedRows], GroupKey]:
    return lambda rows: rows.of_row(template)


def _of_account(template: str) -> Callable[[GroupedRows], GroupKey]:
    return lambda rows: rows.of_account(template)


TIER = (
    f"CASE WHEN {{a}}.annual_revenue IS NULL THEN '{RevenueTier.UNKNOWN}' "
    + " ".join(f"WHEN {{a}}.annual_revenue < {end} THEN '{tier}'" for tier, end in TIERS_UP_TO.items())
    + f" ELSE '{RevenueTier.FROM_1B}' END"
)

COUNTRY = (("Account", "billingAddress"), ("Address", "country"))
ROLE = (("User", "roleName"),)
NAMED = (("Account", "name"),)


def _owner(noun: str) -> dict[str, Dimension]:
    named = (*shows(noun, "owner"), *shows("User", "name"))
    return {
        "OWNER": Dimension("owner", named, GroupedRows.owner, "uuid", entity="User"),
        "OWNER_ROLE": Dimension("ownerRole", (*shows(noun, "owner"), *ROLE), GroupedRows.owner_role),
    }


def _created(noun: str) -> dict[str, Dimension]:
    created = Dimension(
        "createdMonth",
        shows(noun, "createdAt"),
        GroupedRows.created_month,
        "date",
        zoned=True,
    )
    return {"CREATED_MONTH": created}


def _accounts_around(before: Shows = ()) -> dict[str, Dimension]:
    """The dimensions that lead to another account, from an account or from what belongs to one."""
    return {
        "ULTIMATE_PARENT": Dimension(
            "ultimateParent",
            (*before, *shows("Account", "ultimateParent"), *NAMED),
            GroupedRows.ultimate_parent,
            "uuid",
            entity="Account",
        ),
        "PARTNER": Dimension(
            "partner",
            (*before, *shows("Account", "partner"), *NAMED),
            GroupedRows.partner,
            "uuid",
            entity="Account",
        ),
    }


def _closed(field: str, unit: str) -> Dimension:
    return Dimension(
        field,
        shows("Opportunity", "closeDate"),
        _of_row(f"date_trunc('{unit}', {{a}}.close_date::timestamp)::date"),
        "date",
    )


OF_ITS_ACCOUNT = shows("Opportunity", "account")

GROUPINGS: Mapping[str, Grouping] = {
    "accountGroups": Grouping(
        noun="Account",
        dimensions={
            "TYPE": Dimension("type", shows("Account", "type"), _of_row("{a}.type")),
            "INDUSTRY": Dimension("industry", shows("Account", "industry"), _of_row("{a}.industry")),
            "COUNTRY": Dimension("country", COUNTRY, _of_row("{a}.billing_country")),
            **_owner("Account"),
            "REVENUE_TIER": Dimension(
                "revenueTier", shows("Account", "annualRevenue"), _of_row(TIER), ranks=tuple(RevenueTier)
            ),
            "IS_ACTIVE": Dimension("isActive", shows("Account", "isActive"), _of_row("{a}.is_active"), "boolean"),
            **_accounts_around(),
            **_created("Account"),
        },
        measures={
            "annualRevenue": Measure("{a}.annual_revenue"),
            "numberOfEmployees": Measure("{a}.number_of_employees", "Int"),
            "totalOpportunityAmount": Measure("{a}.total_opportunity_amount"),
            "wonOpportunityAmount": Measure("{a}.won_opportunity_amount"),
            "openCaseCount": Measure("{a}.open_case_count", "Int"),
        },
    ),
    "opportunityGroups": Grouping(
        noun="Opportunity",
        dimensions={
            "STAGE": Dimension(
                "stage", shows("Opportunity", "stage"), _of_row("{a}.stage::text"), ranks=tuple(OpportunityStage)
            ),
            "LEAD_SOURCE": Dimension("leadSource", shows("Opportunity", "leadSource"), _of_row("{a}.lead_source")),
            **_owner("Opportunity"),
            "CLOSE_MONTH": _closed("closeMonth", "month"),
            "CLOSE_QUARTER": _closed("closeQuarter", "quarter"),
            "CLOSE_YEAR": Dimension(
                "closeYear",
                shows("Opportunity", "closeDate"),
                _of_row("extract(year FROM {a}.close_date)::int"),
                "int",
            ),
            **_created("Opportunity"),
            "ACCOUNT": Dimension(
                "account", (*OF_ITS_ACCOUNT, *NAMED), _of_row("{a}.account_id"), "uuid", entity="Account"
            ),
            "ACCOUNT_TYPE": Dimension(
                "accountType", (*OF_ITS_ACCOUNT, *shows("Account", "type")), _of_account("{a}.type")
            ),
            "ACCOUNT_INDUSTRY": Dimension(
                "accountIndustry", (*OF_ITS_ACCOUNT, *shows("Account", "industry")), _of_account("{a}.industry")
            ),
            "ACCOUNT_COUNTRY": Dimension(
                "accountCountry", (*OF_ITS_ACCOUNT, *COUNTRY), _of_account("{a}.billing_country")
            ),
            **_accounts_around(OF_ITS_ACCOUNT),
        },
        measures={
            "amount": Measure("{a}.amount"),
            "expectedRevenue": Measure(EXPECTED_REVENUE),
            "probability": Measure("{a}.probability", "Int"),
        },
    ),
}
"""The root fields that group, and what each groups."""
