"""The activity: a call, an e-mail, a meeting or a task with an account."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE, SET_NULL

from .base import Record, belongs_to, choice


class ActivityKind(StrEnum):
    """What was done, or is to be done."""

    CALL = "CALL"
    EMAIL = "EMAIL"
    MEETING = "MEETING"
    TASK = "TASK"


class Activity(Record):
    """Something done with an account: when, by whom, and with which contact."""

    account = belongs_to("Account", on_delete=CASCADE)
    kind = choice(ActivityKind)
    subject = fields.CharField(max_length=255)
    at = fields.DatetimeField()
    contact = belongs_to("Contact", null=True, on_delete=SET_NULL)
    owner = belongs_to("User", null=True)

    class Meta:
        table = "activity"
