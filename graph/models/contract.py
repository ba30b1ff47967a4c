"""The contract: what was agreed with an account, and for how long."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE, SET_NULL
from tortoise.fields.db_defaults import SqlDefault

from .base import Record, belongs_to, choice, money


class ContractStatus(StrEnum):
    """Where a contract stands. Active means activated and not past its end date."""

    DRAFT = "DRAFT"
    IN_APPROVAL = "IN_APPROVAL"
    ACTIVATED = "ACTIVATED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


class Contract(Record):
    """An agreement; both dates belong to its term."""

    account = belongs_to("Account", on_delete=CASCADE)
    # CON-000001 is written from this.
    number = fields.BigIntField(unique=True, db_default=SqlDefault("nextval('contract_number')"))
    status = choice(ContractStatus, db_default=ContractStatus.DRAFT.value)
    value = money(null=True)
    start_date = fields.DateField(null=True)
    end_date = fields.DateField(null=True)
    signed_by = belongs_to("Contact", null=True, on_delete=SET_NULL)
    activated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contract"
