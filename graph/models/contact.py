"""The contact: a person at an account."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE

from .base import Record, belongs_to, choice


class BuyingRole(StrEnum):
    """The part a person plays in a purchase."""

    DECISION_MAKER = "DECISION_MAKER"
    CHAMPION = "CHAMPION"
    BUDGET_OWNER = "BUDGET_OWNER"
    PROCUREMENT = "PROCUREMENT"
    END_USER = "END_USER"
    OTHER = "OTHER"


class Contact(Record):
    """A person at an account; at most one an account is primary."""

    account = belongs_to("Account", on_delete=CASCADE)
    name = fields.CharField(max_length=255)
    name_key = fields.TextField()  # as an account's, but two people may share it
    email = fields.CharField(max_length=320, null=True)
    phone = fields.CharField(max_length=64, null=True)
    title = fields.CharField(max_length=255, null=True)
    buying_role = choice(BuyingRole, null=True)
    is_primary = fields.BooleanField(db_default=False)

    class Meta:
        table = "contact"
