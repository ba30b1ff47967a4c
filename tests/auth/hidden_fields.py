"""Fields that some profile may not see, and a question that asks for all of one type's."""

from graph.auth import field_rules

HIDDEN = sorted(
    (type_name, field)
    for type_name, rules in field_rules.RULES.items()
    for field, rule in rules.items()
    if rule.hidden_from
)


# Where each type with hidden fields is found, from an account.
PATHS = {
    "Account": "",
    "Contact": "contacts(first: 50) { nodes",
    "Opportunity": "opportunities(first: 50) { nodes",
    "Case": "cases(first: 50) { nodes",
    "Contract": "contracts(first: 50) { nodes",
    "Activity": "activities(first: 50) { nodes",
    "File": "files(first: 50) { nodes",
    "User": "owner",
    "OpportunityStageGroup": "opportunitiesByStage",
    "Pipeline": "pipeline",
    "AccountRollup": "rollup",
    "Change": "history(first: 50) { nodes",
}


GROUPS = {"AccountGroup", "AccountGroupTotal", "OpportunityGroup", "OpportunityGroupTotal"}
"""Where what is hidden is refused, and not null: the tests of groups ask for these."""


BELOW = {
    **dict.fromkeys(("createdBy", "updatedBy", "by", "role", "partnerAccount"), " { id }"),
    "groups": " { totalCount }",
}
"""What is asked of the hidden fields that have fields of their own."""


def question(type_name: str) -> str:
    """All accounts of Brightline's, down to the type, with all that is hidden there."""
    fields = " ".join(field + BELOW.get(field, "") for name, field in HIDDEN if name == type_name)
    path = PATHS[type_name]
    inner = f"{path} {{ {fields} }}{' }' if '{' in path else ''}" if path else fields
    return f"{{ accounts(first: 50) {{ nodes {{ name {inner} }} }} }}"
