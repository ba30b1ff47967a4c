"""The one door to columns. A field enters a statement only when its rule, found here, lets this viewer use it.

Every field of the graph's record types is listed: a field without a rule stops the schema from being made. The rules
that print in schema.graphql as directives are these very ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.auth.viewer import Viewer
from graph.errors import FieldHidden
from graph.models.profile import Profile


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Who may not read a field, and who may read but not write it."""

    hidden_from: frozenset[Profile] = frozenset()
    read_only_for: frozenset[Profile] = frozenset()


OPEN = FieldRule()
INTERNAL = FieldRule(hidden_from=frozenset({Profile.PARTNER}))
"""For the company's own people: partners read null."""
FOR_ADMINS = FieldRule(hidden_from=frozenset(Profile) - {Profile.ADMIN})
"""What someone may see beyond what is open to them: everyone but admins reads null."""


def _of(opened: str, internal: str = "", **others: FieldRule) -> dict[str, FieldRule]:
    return dict.fromkeys(opened.split(), OPEN) | dict.fromkeys(internal.split(), INTERNAL) | others


RULES: Mapping[str, Mapping[str, FieldRule]] = {
    "Account": _of(
        "id number name type industry description numberOfEmployees phone website billingAddress officeLocation owner"
        " parent isActive brandColor version createdAt updatedAt lastActivityDate customerSince openCaseCount"
        " ultimateParent ancestors children descendants depth primaryContact contacts opportunities"
        " opportunitiesByStage pipeline rollup cases contracts activities files team grants access history",
        "createdBy updatedBy totalOpportunityAmount wonOpportunityAmount",
        annualRevenue=FieldRule(hidden_from=frozenset({Profile.PARTNER}), read_only_for=frozenset({Profile.SALES_REP})),
        # it opens the account to whoever works for the partner
        partner=FieldRule(read_only_for=frozenset({Profile.PARTNER})),
    ),
    "Address": _of("street city state postalCode country"),
    "GeoPoint": _of("latitude longitude"),
    "OpportunityStageGroup": _of("stage count opportunities", "amount weightedAmount"),
    "Pipeline": _of("openCount", "openAmount weightedAmount wonAmount"),
    "AccountRollup": _of(
        "of scope accountCount numberOfEmployees openOpportunityCount openCaseCount byStage",
        "annualRevenue openPipelineAmount weightedPipelineAmount wonAmount activeContractValue outstandingInvoiceAmount"
        " totalRelationshipWorth",
    ),
    "AccountTeamMember": _of("id account user level title"),
    "Grant": _of("id account user role group level cascades expiresAt createdAt", "createdBy"),
    "SharingRule": _of("id name isActive level profile role includeBelow group conditions"),
    "SharingCondition": _of("column operator values"),
    "SharingRulePreview": _of(
        "accountsBefore accountsAfter usersBefore usersAfter usersCompared complete gains loses userErrors"
    ),
    "AccessDifference": _of("users accounts pairs levels example"),
    "LevelChange": _of("from to pairs"),
    "AccessExample": _of("account user"),
    "AccountAccess": _of("level reasons"),
    "AccessReason": _of("kind level viaAccount inheritedDepth expiresAt", "name viaRole"),
    "Change": _of("at recordType recordId field from to", "by"),
    "Contact": _of(
        "id account name email phone title buyingRole isPrimary version createdAt updatedAt", "createdBy updatedBy"
    ),
    "Opportunity": _of(
        "id account name stage isOpen closeDate owner leadSource version createdAt updatedAt",
        "amount probability expectedRevenue nextStep description createdBy updatedBy",
    ),
    "Case": _of(
        "id account number subject description status isOpen priority origin contact openedAt closedAt version"
        " createdAt updatedAt",
        "internalNotes createdBy updatedBy",
    ),
    "Contract": _of(
        "id account number status isActive startDate endDate signedBy activatedAt version createdAt updatedAt",
        "value createdBy updatedBy",
    ),
    "Activity": _of("id account kind subject at contact owner version createdAt updatedAt", "createdBy updatedBy"),
    "File": _of("id account name kind size version createdAt updatedAt", "createdBy updatedBy"),
    "User": _of(
        "id name",
        "email profile roleName isActive role groups partnerAccount",
        canViewAll=FOR_ADMINS,
        canRollUpAll=FOR_ADMINS,
    ),
    "Role": _of("id name parent children users"),
    "Group": _of("id name members"),
    # a group shows its rows' fields, and totals them: both as the rows' own rules have it
    "AccountGroup": _of(
        "count type industry country owner isActive ultimateParent partner createdMonth accounts"
        " numberOfEmployees openCaseCount",
        "ownerRole revenueTier annualRevenue totalOpportunityAmount wonOpportunityAmount",
    ),
    "AccountGroupTotal": _of(
        "count numberOfEmployees openCaseCount", "annualRevenue totalOpportunityAmount wonOpportunityAmount"
    ),
    "OpportunityGroup": _of(
        "count stage leadSource owner closeMonth closeQuarter closeYear createdMonth account accountType"
        " accountIndustry accountCountry ultimateParent partner opportunities",
        "ownerRole amount expectedRevenue probability",
    ),
    "OpportunityGroupTotal": _of("count", "amount expectedRevenue probability"),
    "DecimalTotals": _of("sum avg min max"),
    "IntTotals": _of("sum avg min max"),
    # what a viewer may know of themself
    "Viewer": _of("user email profile roleName groups partnerAccount canViewAll"),
}


def rule(type_name: str, field: str) -> FieldRule:
    """The rule of one field; LookupError where none is declared, so that nothing is open by oversight."""
    try:
        return RULES[type_name][field]
    except KeyError:
        raise LookupError(
            f"{type_name}.{field} has no field rule: add it to RULES in graph/auth/field_rules.py"
        ) from None


def hidden(viewer: Viewer, type_name: str, field: str) -> bool:
    """Does this field read as null for this viewer?"""
    return viewer.profile in rule(type_name, field).hidden_from


def require_usable(viewer: Viewer, *fields: tuple[str, str]) -> None:
    """Stop a hidden field, by type and name, from being used to filter, sort, group or aggregate: FieldHidden."""
    for type_name, field in fields:
        if hidden(viewer, type_name, field):
            raise FieldHidden(
                f"{type_name}.{field} is hidden from you: it can't be used to filter, sort, group or total."
            )
