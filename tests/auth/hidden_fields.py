"""Fields that some profile may not see, and a question that asks for all of one type's."""

from graph.auth import field_rules
from graph.models.noun import NOUNS
from graph.models.spec import RowFilter

HIDDEN = sorted(
    (type_name, field)
    for type_name, rules in field_rules.RULES.items()
    for field, rule in rules.items()
    if rule.hidden_from
)


def is_shipped(noun: str) -> bool:
    """Is this a noun of the program's own, and not one of the tests?"""
    return NOUNS[noun].model.__module__.startswith("graph.")


# Where each type with hidden fields is found, from an account.
PATHS = {
    "Account": "",
    **{
        noun.name: f"{noun.plural}(first: 25) {{ nodes"
        for noun in NOUNS.values()
        if noun.account_list is not None and noun.row_filter is RowFilter.THROUGH_ACCOUNT
    },
    "User": "owner",
    "OpportunityStageGroup": "opportunitiesByStage",
    "Pipeline": "pipeline",
    "AccountRollup": "rollup",
    "Change": "history(first: 50) { nodes",
}


GROUPS = {f"{noun.name}{end}" for noun in NOUNS.values() if noun.groups for end in ("Group", "GroupTotal")}
"""Where what is hidden is refused, and not null: the tests of groups ask for these."""


BELOW = {
    **dict.fromkeys(("createdBy", "updatedBy", "by", "role", "partnerAccount"), " { id }"),
    "groups": " { totalCount }",
    "externalIds": " { key }",
}
"""What is asked of the hidden fields that have fields of their own."""


def question(type_name: str) -> str:
    """All accounts of Brightline's, down to the type, with all that is hidden there."""
    fields = " ".join(field + BELOW.get(field, "") for name, field in HIDDEN if name == type_name)
    path = PATHS[type_name]
    inner = f"{path} {{ {fields} }}{' }' if '{' in path else ''}" if path else fields
    return f"{{ accounts(first: 50) {{ nodes {{ name {inner} }} }} }}"
