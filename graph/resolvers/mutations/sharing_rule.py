"""Mutations of sharing rules: created, updated and deleted by admins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from graph.auth.viewer import Condition
from graph.models.declared import spec_of
from graph.models.noun import NOUNS
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator, SharingCondition, SharingRule
from graph.resolvers.mutations import row_store, rule_conditions
from graph.resolvers.mutations.administration import FOR_ADMINS, require_free_name, serialize_admin_changes
from graph.resolvers.mutations.inputs import InputField, record_id, verb_input
from graph.resolvers.mutations.mutation import Given, Mutation
from graph.resolvers.mutations.noun_input import NounInput
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode

RULE = NOUNS["SharingRule"]
RULE_INPUT = NounInput(RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """A rule as it is stored, or as it is to be stored."""

    id: UUID | None = None
    name: str = ""
    is_active: bool = True
    level: AccessLevel = AccessLevel.READ
    profile: Profile | None = None
    role_id: UUID | None = None
    include_below: bool = False
    group_id: UUID | None = None
    conditions: tuple[Condition, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Returns the columns of its row beside the id."""
        names = ("name", "is_active", "level", "profile", "role_id", "include_below", "group_id")
        return {name: getattr(self, name) for name in names}


STORED = """
SELECT r.*, (SELECT coalesce(json_agg(json_build_array(c."column", c.operator, c.values) ORDER BY c.id), '[]')
             FROM sharing_condition c WHERE c.rule_id = r.id) AS conditions
FROM sharing_rule r WHERE r.id = $1
"""


async def stored_rule(tx: Transaction, text: str) -> RuleDraft:
    """Returns the rule of this id as it is stored."""
    rows = await tx.fetch(STORED, tx.parse_id(text, "SharingRule", "id"))
    if not rows:
        raise tx.not_found(RULE.label, "id")
    found = dict(rows[0])
    conditions = found.pop("conditions")
    read = orjson.loads(conditions) if isinstance(conditions, str | bytes) else conditions
    profile = found.pop("profile")
    return RuleDraft(
        **{**found, "level": AccessLevel(found["level"])},
        profile=None if profile is None else Profile(profile),
        conditions=tuple(Condition(RuleColumn(one[0]), RuleOperator(one[1]), tuple(one[2])) for one in read),
    )


async def draft_rule(tx: Transaction, given: Given, before: RuleDraft | None) -> RuleDraft:
    """Returns the rule that an input makes, or makes of the one before; adds an error for all that is wrong with it."""
    values = RULE_INPUT.read(tx, given, creating=before is None)
    conditions = before.conditions if before else ()
    if given.get("conditions") is not None:
        conditions = rule_conditions.read(tx, given["conditions"])
    elif before is None or "conditions" in given:
        conditions = rule_conditions.read(tx, ())
    rule = replace(before or RuleDraft(), **values, conditions=conditions)
    _require_one_grantee(tx, rule, before)
    await RULE_INPUT.require_references(tx, given, values)
    await require_free_name(tx, RULE, values, rule.id)
    return rule


def _require_one_grantee(tx: Transaction, rule: RuleDraft, before: RuleDraft | None) -> None:
    named = [each for each in (rule.profile, rule.role_id, rule.group_id) if each is not None]
    if len(named) != 1:
        tx.add_error(
            UserErrorCode.INVALID if named else UserErrorCode.REQUIRED,
            "A rule is for exactly one of `profile`, `roleId` and `groupId`: send one"
            f"{'' if before is None else ', and null for what it was for'}.",
        )
    if rule.include_below and rule.role_id is None:
        tx.add_error(
            UserErrorCode.INVALID, "Only a rule for a role can include those below: send false.", "includeBelow"
        )


async def create(tx: Transaction, given: Given) -> Outcome:
    """Creates a rule."""
    await serialize_admin_changes(tx)
    rule = await draft_rule(tx, given, None)
    tx.raise_if_errors()
    made = await row_store.insert(tx, SharingRule, rule.columns())
    await _store_conditions(tx, made.id, rule.conditions)
    return tx.done("SharingRule", made.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Updates the given fields of a rule. Conditions are replaced all together."""
    await serialize_admin_changes(tx)
    before = await stored_rule(tx, given["id"])
    rule = await draft_rule(tx, given, before)
    tx.raise_if_errors()
    row = tx.parse_id(given["id"], "SharingRule", "id")
    changed = {name: value for name, value in rule.columns().items() if before.columns()[name] != value}
    if changed:
        await SharingRule.filter(id=row).using_db(await tx.db()).update(**changed)
    if rule.conditions != before.conditions:
        await tx.fetch("DELETE FROM sharing_condition WHERE rule_id = $1", row)
        await _store_conditions(tx, row, rule.conditions)
    return tx.done("SharingRule", row)


async def _store_conditions(tx: Transaction, rule: UUID, conditions: tuple[Condition, ...]) -> None:
    for one in conditions:
        values = {"rule_id": rule, "column": one.column, "operator": one.operator, "values": list(one.values)}
        await row_store.insert(tx, SharingCondition, values)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Deletes a rule with its conditions."""
    await serialize_admin_changes(tx)
    row = tx.parse_id(given["id"], "SharingRule", "id")
    if not await tx.fetch("DELETE FROM sharing_rule WHERE id = $1 RETURNING id", row):
        raise tx.not_found(RULE.label, "id")
    return tx.deleted("SharingRule", row)


def _condition_field(attribute: str, type_name: str, text: str = "", *, many: bool = False) -> InputField:
    spec = spec_of(SharingCondition._meta.fields_map[attribute])
    sets = ("SharingCondition", attribute)
    return InputField(type_name, text or (spec.description if spec else ""), required=not many, sets=sets, many=many)


CREATE_FIELDS: Mapping[str, InputField] = {
    **RULE_INPUT.create_input(),
    "roleId": InputField("ID", "The role it is for. Exactly one of profile, role and group is named."),
    "groupId": InputField("ID", "The group it is for."),
    "conditions": InputField(
        "SharingConditionInput",
        f"The conditions that an account must meet, all of them: 1 to {rule_conditions.MAX_CONDITIONS}. In an update"
        " they replace those before.",
        required=True,
        many=True,
        nested={
            "column": _condition_field("column", "RuleColumn"),
            "operator": _condition_field("operator", "RuleOperator"),
            "values": _condition_field(
                "values",
                "String",
                "The values to compare with, as text: names of enums, codes of countries, `true` or `false`, numbers."
                " None for IS_NULL and NOT_NULL, one or more for IN and NOT_IN, one for all others.",
                many=True,
            ),
        },
    ),
}
UPDATE_FIELDS: Mapping[str, InputField] = {
    name: replace(field, required=False) for name, field in CREATE_FIELDS.items()
}

MUTATIONS = (
    Mutation(
        "createSharingRule", "SharingRule", create, CREATE_FIELDS, "Create a sharing rule. For admins.", FOR_ADMINS
    ),
    Mutation(
        "updateSharingRule",
        "SharingRule",
        update,
        {"id": record_id(RULE), **UPDATE_FIELDS},
        "Update the given fields of a sharing rule. A rule whose `isActive` is false opens nothing. For admins.",
        FOR_ADMINS,
    ),
    Mutation("deleteSharingRule", None, delete, verb_input(RULE), "Delete a sharing rule. For admins.", FOR_ADMINS),
)
