"""The activity: a call, an e-mail, a meeting or a task with an account."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE, NO_ACTION, SET_NULL

from .base import Record, choice


class ActivityKind(StrEnum):
    """What was done, or is to be done."""

    CALL = "CALL"
    EMAIL = "EMAIL"
    MEETING = "MEETING"
    TASK = "TASK"


class Activity(Record):
    """Something done with an account: when, by whom, and with which contact."""

    account = fields.ForeignKeyField("models.Account", related_name=False, on_delete=CASCADE)
    kind = choice(ActivityKind)
    subject = fields.CharField(max_length=255)
    at = fields.DatetimeField()
    contact = fields.ForeignKeyField("models.Contact", null=True, related_name=False, on_delete=SET_NULL)
    owner = fields.ForeignKeyField("models.User", null=True, related_name=False, on_delete=NO_ACTION)

    class Meta:
        table = "activity"
