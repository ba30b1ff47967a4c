"""The user: someone who may ask."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields.db_defaults import Now

from .base import Entity, belongs_to, choice


class Profile(StrEnum):
    """What kind of user someone is; field rules and sharing rules name it."""

    SALES_REP = "SALES_REP"
    SALES_MANAGER = "SALES_MANAGER"
    SALES_DIRECTOR = "SALES_DIRECTOR"
    EXECUTIVE = "EXECUTIVE"
    SERVICE_AGENT = "SERVICE_AGENT"
    SERVICE_MANAGER = "SERVICE_MANAGER"
    PARTNER = "PARTNER"
    INTEGRATION = "INTEGRATION"
    ADMIN = "ADMIN"


class User(Entity):
    """A person or a program with a profile, at most one role, and any number of groups."""

    email = fields.CharField(max_length=320, unique=True)  # lower case, which the database checks
    email_since = fields.DatetimeField(db_default=Now())  # a trigger keeps it
    name = fields.CharField(max_length=255)
    profile = choice(Profile)
    role = belongs_to("Role", null=True)
    partner_account = belongs_to("Account", null=True)
    is_active = fields.BooleanField(db_default=True)
    can_view_all = fields.BooleanField(db_default=False)
    can_roll_up_all = fields.BooleanField(db_default=False)
    created_at = fields.DatetimeField(db_default=Now())

    class Meta:
        table = "app_user"  # "user" is a word of SQL
