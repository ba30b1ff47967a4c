"""Sharing rules, made, changed and deleted by admins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from graph.auth.viewer import Condition
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator, SharingCondition, SharingRule
from graph.resolvers.mutations import rule_conditions
from graph.resolvers.mutations.administration import in_turn, require_free_name
from graph.resolvers.mutations.mutation import Given, Mutation, Taken, making
from graph.resolvers.mutations.noun import Field, Noun, insert
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.user_error import UserErrorCode
from graph.resolvers.mutations.values import Choice, Flag, Reference, Text

NOUN = Noun(
    "SharingRule",
    {
        "name": Field(Text("name", 255, spaced=True), required=True),
        "isActive": Field(Flag("is_active"), default=True),
        "level": Field(Choice("level", AccessLevel), required=True),
        "profile": Field(Choice("profile", Profile)),
        "roleId": Field(Reference("role_id", "Role"), part="role"),
        "includeBelow": Field(Flag("include_below"), default=True),
        "groupId": Field(Reference("group_id", "Group"), part="group"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A rule as it stands, or as it is to be."""

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
        """What its row holds beside its id."""
        names = ("name", "is_active", "level", "profile", "role_id", "include_below", "group_id")
        return {name: getattr(self, name) for name in names}


STANDING = """
SELECT r.*, (SELECT coalesce(json_agg(json_build_array(c."column", c.operator, c.values) ORDER BY c.id), '[]')
             FROM sharing_condition c WHERE c.rule_id = r.id) AS conditions
FROM sharing_rule r WHERE r.id = $1
"""


async def standing(tx: Transaction, text: str) -> Drafted:
    """The rule of this id as it stands."""
    rows = await tx.fetch(STANDING, tx.row(text, "SharingRule", "id"))
    if not rows:
        raise tx.not_found("sharing rule", "id")
    found = dict(rows[0])
    conditions = found.pop("conditions")
    read = orjson.loads(conditions) if isinstance(conditions, str | bytes) else conditions
    profile = found.pop("profile")
    return Drafted(
        **{**found, "level": AccessLevel(found["level"])},
        profile=None if profile is None else Profile(profile),
        conditions=tuple(Condition(RuleColumn(one[0]), RuleOperator(one[1]), tuple(one[2])) for one in read),
    )


async def drafted(tx: Transaction, given: Given, before: Drafted | None) -> Drafted:
    """The rule that an input makes, or makes of the one before; all that is wrong with it is noted."""
    values = NOUN.values(tx, given, making=before is None)
    conditions = before.conditions if before else ()
    if given.get("conditions") is not None:
        conditions = rule_conditions.read(tx, given["conditions"])
    elif before is None or "conditions" in given:
        conditions = rule_conditions.read(tx, ())
    rule = replace(before or Drafted(), **values, conditions=conditions)
    _for_exactly_one(tx, rule, before)
    await NOUN.refer(tx, given, values)
    await require_free_name(tx, "sharing_rule", values, rule.id)
    return rule


def _for_exactly_one(tx: Transaction, rule: Drafted, before: Drafted | None) -> None:
    named = [each for each in (rule.profile, rule.role_id, rule.group_id) if each is not None]
    if len(named) != 1:
        tx.wrong(
            UserErrorCode.INVALID if named else UserErrorCode.REQUIRED,
            "A rule is for exactly one of `profile`, `roleId` and `groupId`: send one"
            f"{'' if before is None else ', and null for what it was for'}.",
        )
    if rule.include_below and rule.role_id is None:
        tx.wrong(UserErrorCode.INVALID, "Only a rule for a role can include those below: send false.", "includeBelow")


async def create(tx: Transaction, given: Given) -> Outcome:
    """Make a rule."""
    await in_turn(tx)
    rule = await drafted(tx, given, None)
    tx.require_right()
    made = await insert(tx, SharingRule, rule.columns())
    await _store_conditions(tx, made.id, rule.conditions)
    return tx.done("SharingRule", made.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of a rule. Conditions are replaced all together."""
    await in_turn(tx)
    before = await standing(tx, given["id"])
    rule = await drafted(tx, given, before)
    tx.require_right()
    row = tx.row(given["id"], "SharingRule", "id")
    changed = {name: value for name, value in rule.columns().items() if before.columns()[name] != value}
    if changed:
        await SharingRule.filter(id=row).using_db(tx.db).update(**changed)
    if rule.conditions != before.conditions:
        await tx.fetch("DELETE FROM sharing_condition WHERE rule_id = $1", row)
        await _store_conditions(tx, row, rule.conditions)
    return tx.done("SharingRule", row)


async def _store_conditions(tx: Transaction, rule: UUID, conditions: tuple[Condition, ...]) -> None:
    for one in conditions:
        values = {"rule_id": rule, "column": one.column, "operator": one.operator, "values": list(one.values)}
        await insert(tx, SharingCondition, values)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete a rule with its conditions."""
    await in_turn(tx)
    row = tx.row(given["id"], "SharingRule", "id")
    if not await tx.fetch("DELETE FROM sharing_rule WHERE id = $1 RETURNING id", row):
        raise tx.not_found("sharing rule", "id")
    return tx.deleted("SharingRule", row)


WHICH = Taken("ID", "Which rule.", required=True)
_taken = making(NOUN)
CONDITIONS = Taken(
    "SharingConditionInput",
    f"What an account has to meet, all of it: 1 to {rule_conditions.MOST_CONDITIONS}. In a change they stand in for"
    " those before.",
    many=True,
    nested={
        "column": Taken("RuleColumn", required=True, sets=("SharingCondition", "column")),
        "operator": Taken("RuleOperator", required=True, sets=("SharingCondition", "operator")),
        "values": Taken("String", many=True, sets=("SharingCondition", "values")),
    },
)
TAKEN: Mapping[str, Taken] = {
    **_taken,
    "roleId": Taken("ID", "The role it is for. Exactly one of profile, role and group is named."),
    "groupId": Taken("ID", "The group it is for."),
    "conditions": replace(CONDITIONS, required=True),
}
"""The input that makes a rule."""
CHANGED: Mapping[str, Taken] = {name: replace(taken, required=False) for name, taken in TAKEN.items()}
"""What of a rule may be changed."""

MUTATIONS = (
    Mutation("createSharingRule", "SharingRule", create, TAKEN, "Make a sharing rule: for admins."),
    Mutation(
        "updateSharingRule",
        "SharingRule",
        update,
        {"id": WHICH, **CHANGED},
        "Change what is given of a sharing rule: for admins. With `isActive` as false it opens nothing, and stays.",
    ),
    Mutation("deleteSharingRule", None, delete, {"id": WHICH}, "Delete a sharing rule: for admins."),
)
