"""The case: something a customer needs help with."""

from enum import StrEnum

from tortoise.fields import SET_NULL
from tortoise.fields.db_defaults import Now

from . import fields
from .base import OfAccount
from .noun import noun
from .profile import EVERYONE, INTERNAL
from .rules import HIDDEN_FROM_PARTNERS
from .spec import ImportSpec, Initial, Listing, Mutations, Rejection, RowFilter, Written
from .values import Flag, literals


class CaseStatus(StrEnum):
    """The status of a case. An open case is neither resolved nor closed."""

    NEW = "NEW"
    IN_PROGRESS = "IN_PROGRESS"
    WAITING_CUSTOMER = "WAITING_CUSTOMER"
    ESCALATED = "ESCALATED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


ENDED_STATUSES = (CaseStatus.RESOLVED, CaseStatus.CLOSED)

IS_OPEN = f"({{a}}.status NOT IN ({literals(ENDED_STATUSES)}))"


class CasePriority(StrEnum):
    """The urgency of a case, from least to most."""

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


@noun(
    prefix="cas",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-opened_at",),
    root_list=Listing("The cases of all accounts that the viewer sees, the latest opened first."),
    account_list=Listing("The cases of this account, the latest opened first."),
    mutations=Mutations(
        create=EVERYONE,
        update=EVERYONE,
        delete=INTERNAL,
        create_text="Create a case. It is NEW and opened now, unless told otherwise.",
        update_text=(
            "Update the given fields of a case; null empties a field. An open case can become IN_PROGRESS,"
            " WAITING_CUSTOMER, ESCALATED or RESOLVED; a resolved one any of these again, or CLOSED."
        ),
        delete_text="Delete a case, open or closed.",
    ),
    imports=ImportSpec(
        lookups=("number",),
        rejections=(
            Rejection(
                where="{closed_at} < {opened_at}",
                reason="was closed before it was opened: correct one of the times",
                because_of="closed_at",
            ),
        ),
    ),
)
class Case(OfAccount):
    """A request for help, from its opening to its close."""

    number = fields.number(
        "CASE", "case_number", "The number, such as `CASE-000001`: assigned once, never reused.", sorted=True
    )
    subject = fields.text("What it is about, in one line.", required=True)
    description = fields.long_text("What it is about, at length.")
    internal_notes = fields.long_text("Notes for the company's own people.", rule=HIDDEN_FROM_PARTNERS)
    status = fields.choice(CaseStatus, "The status.", default=CaseStatus.NEW, ranked=True, sorted=True)
    is_open = fields.computed(Flag(), "Whether it is neither resolved nor closed.", IS_OPEN, shows=("status",))
    priority = fields.choice(CasePriority, "The urgency.", default=CasePriority.MEDIUM, ranked=True, sorted=True)
    origin = fields.choice(CaseOrigin, "How it reached us.")
    contact = fields.reference("Contact", "The contact who asked.", on_delete=SET_NULL, same_account=True, sorted=True)
    opened_at = fields.moment(
        "The time of its opening.", default=Now(), initial=Initial.NOW, sorted=True, written=Written.ONCE
    )
    closed_at = fields.moment("The time when it was resolved or closed.", sorted=True, written=Written.NEVER)

    class Meta:
        table = "support_case"  # "case" is a word of SQL
