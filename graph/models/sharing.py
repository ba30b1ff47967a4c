"""Sharing as rows: the account team, grants, and sharing rules with their conditions."""

from enum import StrEnum

from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields import CASCADE
from tortoise.fields.db_defaults import Now

from . import fields
from .base import Entity
from .noun import noun
from .profile import Profile
from .rules import HIDDEN_FROM_PARTNERS
from .spec import ImportSpec, Listing, Rejection, RowFilter, Written


class AccessLevel(StrEnum):
    """How far an account is open: EDIT includes READ."""

    READ = "READ"
    EDIT = "EDIT"


INACTIVE = Rejection(
    where="t.user_id IS DISTINCT FROM {user_id}"
    " AND EXISTS (SELECT FROM app_user u WHERE u.id = {user_id} AND NOT u.is_active)",
    reason="names an inactive user: name an active one, or leave it out",
)


@noun(
    prefix="tea",
    label="team member",
    row_filter=RowFilter.TEAM_MEMBER,
    order=(),
    imports=ImportSpec(identity=("account", "user"), rejections=(INACTIVE,), strict=True, keyed=False),
    filtered=False,
    in_history=False,
)
class AccountTeamMember(Entity):
    """A user who works on one account."""

    account = fields.reference(
        "Account", "The account.", required=True, on_delete=CASCADE, visible_if="true", written=Written.ONCE
    )
    user = fields.reference(
        "User", "The user.", required=True, on_delete=CASCADE, visible_if="true", written=Written.ONCE
    )
    level = fields.choice(AccessLevel, "What the user may do with the account.", required=True)
    title = fields.text("What the user does for it, such as `Solution engineer`.")

    class Meta:
        table = "account_team"
        unique_together = (("account", "user"),)


@noun(
    prefix="grt",
    name="Grant",
    row_filter=RowFilter.GRANT,
    order=("-created_at",),
    account_list=Listing(
        "The grants on this account that the viewer sees, the newest first, expired ones included: all for admins and"
        " the account's owner, for others those that let them in.",
        where=False,
        order=False,
    ),
    imports=ImportSpec(
        identity=("account", "user", "role", "group"),
        rejections=(
            INACTIVE,
            Rejection(
                where="num_nonnulls({user_id}, {role_id}, {group_id}) <> 1",
                reason="names none or several of user, role and group: name exactly one",
            ),
            Rejection(
                where="{expires_at} <= now() AND t.expires_at IS DISTINCT FROM {expires_at}",
                reason="has expired: say `expires_at` in the future, or leave it out",
            ),
        ),
        strict=True,
        keyed=False,
    ),
    filtered=False,
    in_history=False,
)
class AccountGrant(Entity):
    """Access to one account for exactly one user, role or group.

    Partners are shown no user, role or group but themselves. Admins, the account's owner and those whom the grant lets
    in see it.
    """

    account = fields.reference(
        "Account",
        "The account that it opens.",
        required=True,
        on_delete=CASCADE,
        visible_if="true",
        written=Written.ONCE,
    )
    user = fields.reference("User", "The user it is for.", on_delete=CASCADE)
    role = fields.reference("Role", "The role it is for: the users of that very role.", on_delete=CASCADE)
    group = fields.reference("Group", "The group it is for.", on_delete=CASCADE)
    level = fields.choice(AccessLevel, "How far it opens the account.", required=True)
    cascades = fields.flag("Whether it opens all accounts below too.", default=True)
    expires_at = fields.moment("The time of its expiry, if it expires. From then on it opens nothing.")
    created_at = fields.moment("The time of its creation.", default=Now(), written=Written.NEVER)
    created_by = fields.reference(
        "User",
        "The user who created it.",
        rule=HIDDEN_FROM_PARTNERS,
        written=Written.NEVER,
        imported_once=True,
        audited=False,
    )

    class Meta:
        table = "account_grant"  # "grant" is a word of SQL


@noun(
    prefix="rul",
    row_filter=RowFilter.ADMINS,
    order=("name",),
    imports=ImportSpec(
        unique="name",
        rejections=(
            Rejection(
                where="num_nonnulls({profile}, {role_id}, {group_id}) <> 1",
                reason="names none or several of profile, role and group: name exactly one",
            ),
            Rejection(
                where="{include_below} AND {role_id} IS NULL",
                reason="includes the roles below, and is for no role: say false, or name a role",
            ),
        ),
        conditions="The conditions that an account must meet, all of them.",
        strict=True,
        keyed=False,
    ),
    filtered=False,
)
class SharingRule(Entity):
    """Opens the accounts that meet all of its conditions to exactly one profile, role or group.

    A rule without conditions opens nothing.
    """

    name = fields.unique_name("The name, unique among rules.")
    is_active = fields.flag("Whether it opens anything.", default=True)
    level = fields.choice(AccessLevel, "How far it opens the accounts.", required=True)
    profile = fields.choice(Profile, "The profile it is for.")
    role = fields.reference("Role", "The role it is for.", on_delete=CASCADE)
    include_below = fields.flag("Whether a rule for a role is also for the roles below it.", default=False)
    group = fields.reference("Group", "The group it is for.", on_delete=CASCADE)

    class Meta:
        table = "sharing_rule"


class RuleColumn(StrEnum):
    """The account columns that a condition may name."""

    TYPE = "TYPE"
    INDUSTRY = "INDUSTRY"
    BILLING_COUNTRY = "BILLING_COUNTRY"
    BILLING_STATE = "BILLING_STATE"
    IS_ACTIVE = "IS_ACTIVE"
    ANNUAL_REVENUE = "ANNUAL_REVENUE"
    NUMBER_OF_EMPLOYEES = "NUMBER_OF_EMPLOYEES"


class RuleOperator(StrEnum):
    """How a condition compares. An empty column meets IS_NULL only, not even NE and NOT_IN."""

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

    rule = fields.reference("SharingRule", "The rule.", required=True, on_delete=CASCADE)
    column = fields.choice(RuleColumn, "The account's column.", required=True)
    operator = fields.choice(RuleOperator, "How it is compared.", required=True)
    values = ArrayField("text")

    class Meta:
        table = "sharing_condition"


__all__ = [
    "AccessLevel",
    "AccountGrant",
    "AccountTeamMember",
    "Profile",
    "RuleColumn",
    "RuleOperator",
    "SharingCondition",
    "SharingRule",
]
