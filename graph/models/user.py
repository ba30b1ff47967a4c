"""The user: someone who may ask."""

from tortoise import fields as columns
from tortoise.fields.db_defaults import Now

from . import fields
from .base import Entity
from .noun import noun
from .profile import MAY_ROLL_UP_ALL, MAY_VIEW_ALL, OWN_NO_ACCOUNTS, Profile
from .rules import FOR_ADMINS, HIDDEN_FROM_PARTNERS
from .spec import ImportSpec, Listing, Membership, Rejection, RowFilter
from .values import Text, literals

__all__ = ["Profile", "User"]


@noun(
    prefix="usr",
    row_filter=RowFilter.USER,
    order=("name",),
    root_list=Listing("The users that the viewer sees, by name.", order=False, backwards=False),
    imports=ImportSpec(
        unique="email",
        lookups=("name", "email"),
        rejections=(
            Rejection(
                where="{partner_account_id} IS NOT NULL AND {profile} <> 'PARTNER'",
                reason="has a partner account, and the profile is not PARTNER: correct one of them",
                because_of="partner_account",
            ),
            Rejection(
                where=f"{{profile}} IN ({literals(sorted(OWN_NO_ACCOUNTS))})"
                " AND EXISTS (SELECT FROM account a WHERE a.owner_id = {id})",
                reason="owns accounts, and partners and integrations own none: hand the accounts over first",
            ),
            Rejection(
                where=f"{{can_view_all}} AND {{profile}} NOT IN ({literals(sorted(MAY_VIEW_ALL))})",
                reason="can view all, and only an integration may: say false, or the profile INTEGRATION",
                because_of="can_view_all",
            ),
            Rejection(
                where=f"{{can_roll_up_all}} AND {{profile}} NOT IN ({literals(sorted(MAY_ROLL_UP_ALL))})",
                reason="can roll up all, and a partner may not have figures of what they don't see: say false",
                because_of="can_roll_up_all",
            ),
        ),
        memberships={
            "groups": Membership("Group", "group_member", "user_id", "group_id", "The groups that the user is in.")
        },
        manager="The user to whom this one reports: the role tree follows.",
        before=("Account",),
    ),
)
class User(Entity):
    """A person or a program that works with accounts."""

    name = fields.text("The full name.", required=True, spaced=True)
    email = fields.sign_in_email("The e-mail address.", rule=HIDDEN_FROM_PARTNERS)
    email_since = columns.DatetimeField(db_default=Now())  # a trigger keeps it
    tokens_valid_from = columns.DatetimeField(null=True)  # a trigger sets it when the user is deactivated
    profile = fields.choice(Profile, "The profile, which field rules go by.", required=True, rule=HIDDEN_FROM_PARTNERS)
    role_name = fields.computed(
        Text(),
        "The name of the role in the role tree, if there is one.",
        "(SELECT r.name FROM role r WHERE r.id = {a}.role_id)",
        rule=HIDDEN_FROM_PARTNERS,
        nullable=True,
    )
    is_active = fields.flag("Whether the user may sign in.", default=True, rule=HIDDEN_FROM_PARTNERS)
    role = fields.reference(
        "Role", "The role in the role tree, if there is one.", rule=HIDDEN_FROM_PARTNERS, filtered=False
    )
    partner_account = fields.reference(
        "Account",
        "The partner account that the user works for, if the viewer sees it.",
        rule=HIDDEN_FROM_PARTNERS,
        filtered=False,
    )
    can_view_all = fields.flag(
        "Whether the user may read every account. Of integrations only.", default=False, rule=FOR_ADMINS
    )
    can_roll_up_all = fields.flag(
        "Whether the user may have figures that count accounts they don't see.",
        default=False,
        rule=FOR_ADMINS,
    )
    created_at = columns.DatetimeField(db_default=Now())

    class Meta:
        table = "app_user"  # "user" is a word of SQL
