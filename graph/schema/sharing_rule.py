"""Sharing rules."""

import strawberry

from graph.schema.connection import Node
from graph.schema.enums import AccessLevel, Profile, RuleColumn, RuleOperator
from graph.schema.fields import part
from graph.schema.group import Group
from graph.schema.role_tree import Role


@strawberry.type(description="One condition of a sharing rule. An empty column meets IS_NULL and nothing else.")
class SharingCondition:
    """A column, an operator, and its values."""

    column: RuleColumn = part("The account's column.")
    operator: RuleOperator = part("How it is compared.")
    values: list[str] = part(
        "What it is compared with, as text: the names of enums, codes of countries, `true` or `false`, numbers. None"
        " for IS_NULL and NOT_NULL, one or more for IN and NOT_IN, one for all others."
    )


@strawberry.type(
    description="Opens the accounts that meet all of its conditions to a profile, a role or a group: exactly one of"
    " these. One without conditions opens nothing."
)
class SharingRule(Node):
    """A sharing rule."""

    name: str = part("Its name, unique.")
    is_active: bool = part("Whether it opens anything.")
    level: AccessLevel = part("What it opens.")
    profile: Profile | None = part("The profile it is for.")
    role: Role | None = part("The role it is for.")
    include_below: bool = part("Whether a rule for a role is also for the roles below it.")
    group: Group | None = part("The group it is for.")
    conditions: list[SharingCondition] = part("What an account has to meet, all of it.")
