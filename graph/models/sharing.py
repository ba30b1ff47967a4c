"""Sharing as rows: the account team, grants, and sharing rules with their conditions."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields import CASCADE
from tortoise.fields.db_defaults import Now

from .base import Entity, belongs_to, choice
from .user import Profile


class AccessLevel(StrEnum):
    """How much a way in opens: EDIT includes READ."""

    READ = "READ"
    EDIT = "EDIT"


class AccountTeamMember(Entity):
    """A user who works on one account, at a level, under a title such as "Solution engineer"."""

    account = belongs_to("Account", on_delete=CASCADE)
    user = belongs_to("User", on_delete=CASCADE)
    level = choice(AccessLevel)
    title = fields.CharField(max_length=255, null=True)

    class Meta:
        table = "account_team"
        unique_together = (("account", "user"),)


class AccountGrant(Entity):
    """Access to one account, and below it in the account tree when it cascades, for exactly one user, role or group.

    A grant to a role is for the users of that very role. An expired grant opens nothing.
    """

    account = belongs_to("Account", on_delete=CASCADE)
    user = belongs_to("User", null=True, on_delete=CASCADE)
    role = belongs_to("Role", null=True, on_delete=CASCADE)
    group = belongs_to("Group", null=True, on_delete=CASCADE)
    level = choice(AccessLevel)
    cascades = fields.BooleanField(db_default=True)
    expires_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_default=Now())
    created_by = belongs_to("User", null=True)

    class Meta:
        table = "account_grant"  # "grant" is a word of SQL


class SharingRule(Entity):
    """Opens the accounts that meet every one of its conditions to exactly one profile, role or group.

    A rule without a condition opens nothing. With ``include_below``, a rule for a role is also for the roles below it.
    """

    name = fields.CharField(max_length=255, unique=True)
    is_active = fields.BooleanField(db_default=True)
    level = choice(AccessLevel)
    profile = choice(Profile, null=True)
    role = belongs_to("Role", null=True, on_delete=CASCADE)
    include_below = fields.BooleanField(db_default=False)
    group = belongs_to("Group", null=True, on_delete=CASCADE)

    class Meta:
        table = "sharing_rule"


class RuleColumn(StrEnum):
    """The account columns a condition may name."""

    TYPE = "TYPE"
    INDUSTRY = "INDUSTRY"
    BILLING_COUNTRY = "BILLING_COUNTRY"
    BILLING_STATE = "BILLING_STATE"
    IS_ACTIVE = "IS_ACTIVE"
    ANNUAL_REVENUE = "ANNUAL_REVENUE"
    NUMBER_OF_EMPLOYEES = "NUMBER_OF_EMPLOYEES"


class RuleOperator(StrEnum):
    """How a condition compares. All but IS_NULL are unmet by an empty column, NE and NOT_IN too."""

    EQ = "EQ"
    NE = "NE"
    IN = "IN"
    NOT_IN = "NOT_IN"
    GT = "GT"
    GTE = "GTE"
    LT = "LT"
    LTE = "LTE"
    IS_NULL = "IS_NULL"
    NOT_NULL = "NOT_NULL"


class SharingCondition(Entity):
    """One condition of a rule: a column, an operator, its values as text (none for a null test, one unless IN)."""

    rule = belongs_to("SharingRule", on_delete=CASCADE)
    column = choice(RuleColumn)
    operator = choice(RuleOperator)
    values = ArrayField("text")

    class Meta:
        table = "sharing_condition"
