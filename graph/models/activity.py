"""The activity: a call, an e-mail, a meeting or a task with an account."""

from enum import StrEnum

from tortoise.fields import SET_NULL

from . import fields
from .base import OfAccount
from .noun import noun
from .profile import EVERYONE, INTERNAL
from .spec import Going, ImportSpec, Initial, Listing, Mutations, RowFilter


class ActivityKind(StrEnum):
    """What was done, or is to be done."""

    CALL = "CALL"
    EMAIL = "EMAIL"
    MEETING = "MEETING"
    TASK = "TASK"


@noun(
    prefix="act",
    plural="activities",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-at",),
    root_list=Listing("The activities of all accounts that the viewer sees, the latest first."),
    account_list=Listing("The activities with this account, the latest first."),
    mutations=Mutations(
        create=EVERYONE,
        update=EVERYONE,
        delete=INTERNAL,
        create_verb="log",
        create_text="Log a call, an e-mail, a meeting or a task: of now and of the viewer's own unless told otherwise.",
        handed_over=Going("{a}.at > now()", "activity to come", "activities to come"),
    ),
    imports=ImportSpec(),
)
class Activity(OfAccount):
    """A call, an e-mail, a meeting or a task with an account."""

    kind = fields.choice(ActivityKind, "The kind of activity.", required=True, sorted=True)
    subject = fields.text("What it is about, in one line.", required=True, sorted=True)
    at = fields.moment(
        "The time at which it happened or is to happen.",
        required=True,
        initial=Initial.NOW,
        sorted=True,
    )
    contact = fields.reference("Contact", "The contact it was or is with.", on_delete=SET_NULL, same_account=True)
    opportunity = fields.reference("Opportunity", "The deal it is about.", on_delete=SET_NULL, same_account=True)
    case = fields.reference("Case", "The case it is about.", on_delete=SET_NULL, same_account=True)
    owner = fields.reference(
        "User",
        "The user who does it.",
        no_partner="activities",
        initial=Initial.CREATOR,
        sorted=True,
    )

    class Meta:
        table = "activity"
