"""The case: something a customer needs help with."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE, SET_NULL
from tortoise.fields.db_defaults import Now, SqlDefault

from .base import Record, belongs_to, choice


class CaseStatus(StrEnum):
    """Where a case stands. Open means neither resolved nor closed."""

    NEW = "NEW"
    IN_PROGRESS = "IN_PROGRESS"
    WAITING_CUSTOMER = "WAITING_CUSTOMER"
    ESCALATED = "ESCALATED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


class CasePriority(StrEnum):
    """How urgent a case is, from least to most."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class CaseOrigin(StrEnum):
    """How a case reached us."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    WEB = "WEB"
    CHAT = "CHAT"
    OTHER = "OTHER"


class Case(Record):
    """A request for help, from its opening to its close."""

    account = belongs_to("Account", on_delete=CASCADE)
    # CASE-000001 is written from this.
    number = fields.BigIntField(unique=True, db_default=SqlDefault("nextval('case_number')"))
    subject = fields.CharField(max_length=255)
    description = fields.TextField(null=True)
    internal_notes = fields.TextField(null=True)
    status = choice(CaseStatus, db_default=CaseStatus.NEW.value)
    priority = choice(CasePriority, db_default=CasePriority.MEDIUM.value)
    origin = choice(CaseOrigin, null=True)
    contact = belongs_to("Contact", null=True, on_delete=SET_NULL)
    opened_at = fields.DatetimeField(db_default=Now())
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "support_case"  # "case" is a word of SQL
