"""The contract: what was agreed with an account, and for how long."""

from enum import StrEnum

from tortoise.fields import SET_NULL

from . import fields
from .base import OfAccount
from .noun import noun
from .rules import HIDDEN_FROM_PARTNERS
from .spec import Going, ImportSpec, Listing, Mutations, Rejection, RowFilter, Written
from .today import TODAY
from .values import Flag


class ContractStatus(StrEnum):
    """The status of a contract. An active one is activated, has begun and is not past its last day."""

    DRAFT = "DRAFT"
    IN_APPROVAL = "IN_APPROVAL"
    ACTIVATED = "ACTIVATED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


NOT_PAST = f"{{a}}.status = '{ContractStatus.ACTIVATED}' AND ({{a}}.end_date IS NULL OR {{a}}.end_date >= {TODAY})"
IS_ACTIVE = f"({NOT_PAST} AND ({{a}}.start_date IS NULL OR {{a}}.start_date <= {TODAY}))"
"""Whether a contract is in force today: its status remains ACTIVATED after its last day."""
IS_UPCOMING = f"({NOT_PAST} AND {{a}}.start_date IS NOT NULL AND {{a}}.start_date > {TODAY})"
"""Whether a contract is agreed, and not yet in force."""


@noun(
    prefix="ctr",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-start_date",),
    root_list=Listing("The contracts of all accounts that the viewer sees, the latest start first."),
    account_list=Listing("The contracts with this account, the latest start first."),
    mutations=Mutations(
        create_text="Create a contract with an account: a draft.",
        update_text=(
            "Update the given fields of a contract; null empties a field. A DRAFT can go IN_APPROVAL and back; an"
            " activated contract keeps its value and start date, and can become EXPIRED after its last day."
        ),
        delete_text="Delete a contract. Refused while it is active or upcoming.",
        blocks_account=Going(f"({NOT_PAST})", "active or upcoming contract", "active or upcoming contracts"),
    ),
    imports=ImportSpec(
        rejections=(
            Rejection(
                where="{end_date} < {start_date}",
                reason="ends before it starts: correct one of the dates",
                because_of="end_date",
            ),
        )
    ),
)
class Contract(OfAccount):
    """An agreement with an account, for a term that includes both of its dates."""

    number = fields.number(
        "CTR", "contract_number", "The number, such as `CTR-000001`: assigned once, never reused.", sorted=True
    )
    status = fields.choice(
        ContractStatus,
        "The status. It remains ACTIVATED after the last day.",
        default=ContractStatus.DRAFT,
        ranked=True,
        sorted=True,
        written=Written.LATER,
    )
    is_active = fields.computed(
        Flag(),
        "Whether it is in force today: activated, begun, and not past its last day.",
        IS_ACTIVE,
        shows=("status", "start_date", "end_date"),
    )
    is_upcoming = fields.computed(
        Flag(),
        "Whether it is agreed and not yet in force: activated, and its first day is after today.",
        IS_UPCOMING,
        shows=("status", "start_date", "end_date"),
    )
    value = fields.money("The value over the whole term.", rule=HIDDEN_FROM_PARTNERS, sorted=True)
    start_date = fields.day("The first day.", sorted=True)
    end_date = fields.day("The last day.", sorted=True)
    signed_by = fields.reference(
        "Contact", "The contact who signed for the account.", on_delete=SET_NULL, same_account=True
    )
    activated_at = fields.moment("The time of its activation.", written=Written.NEVER)

    class Meta:
        table = "contract"
