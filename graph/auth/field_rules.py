"""The one door to columns. A field enters a statement only when its rule, found here, lets this viewer use it.

Every field of the graph's record types is listed: a field without a rule stops the schema from being made. The rules
that print in schema.graphql as directives are these very ones.
"""

from collections.abc import Mapping

from graph.auth.viewer import Viewer
from graph.errors import FieldHidden
from graph.models.noun import NOUNS
from graph.models.rules import HIDDEN_FROM_PARTNERS, OPEN, FieldRule


def _of(opened: str, internal: str = "", **others: FieldRule) -> dict[str, FieldRule]:
    return dict.fromkeys(opened.split(), OPEN) | dict.fromkeys(internal.split(), HIDDEN_FROM_PARTNERS) | others


RULES: dict[str, dict[str, FieldRule]] = {
    "OpportunityStageGroup": _of("stage count opportunities", "amount weightedAmount"),
    "Pipeline": _of("openCount", "openAmount weightedAmount wonAmount"),
    "AccountRollup": _of(
        "of scope accountCount numberOfEmployees openOpportunityCount openCaseCount byStage",
        "annualRevenue openPipelineAmount weightedPipelineAmount wonAmount activeContractValue upcomingContractValue"
        " outstandingInvoiceAmount totalRelationshipWorth",
    ),
    "ExternalId": _of("source key"),
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
    "DecimalTotals": _of("sum avg min max"),
    "IntTotals": _of("sum avg min max"),
    # what a viewer may know of themself
    "Viewer": _of("user email profile roleName groups partnerAccount canViewAll"),
}


def declare(type_name: str, rules: Mapping[str, FieldRule]) -> None:
    """Enters the rules of a type's fields, beside those that it has."""
    RULES.setdefault(type_name, {}).update(rules)


for _noun in NOUNS.values():
    if _noun.exposed:
        declare(_noun.name, _noun.rules)
        for _composite in _noun.composites.values():
            declare(_composite.type_name, _noun.rules_of(_composite))


def rule(type_name: str, field: str) -> FieldRule:
    """The rule of one field; LookupError where none is declared, so that nothing is open by oversight."""
    try:
        return RULES[type_name][field]
    except KeyError:
        raise LookupError(
            f"{type_name}.{field} has no field rule: declare the field on its noun, or add it to RULES in"
            " graph/auth/field_rules.py if its type is no noun's."
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
