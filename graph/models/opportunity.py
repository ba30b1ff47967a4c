"""The opportunity: a deal with an account."""

from enum import StrEnum

from . import fields
from .base import OfAccount
from .noun import noun
from .rules import HIDDEN_FROM_PARTNERS
from .spec import Going, GroupSpec, ImportSpec, Initial, Listing, Mutations, RowFilter, Written
from .values import Flag, Money, literals


class OpportunityStage(StrEnum):
    """How far a deal has come, in order. An open deal is neither won nor lost."""

    PROSPECTING = "PROSPECTING"
    QUALIFICATION = "QUALIFICATION"
    NEEDS_ANALYSIS = "NEEDS_ANALYSIS"
    PROPOSAL = "PROPOSAL"
    NEGOTIATION = "NEGOTIATION"
    CLOSED_WON = "CLOSED_WON"
    CLOSED_LOST = "CLOSED_LOST"


DEFAULT_PROBABILITY = {
    OpportunityStage.PROSPECTING: 10,
    OpportunityStage.QUALIFICATION: 25,
    OpportunityStage.NEEDS_ANALYSIS: 40,
    OpportunityStage.PROPOSAL: 60,
    OpportunityStage.NEGOTIATION: 80,
    OpportunityStage.CLOSED_WON: 100,
    OpportunityStage.CLOSED_LOST: 0,
}
"""Percent, by stage, of a deal that states no probability of its own."""

CLOSED_STAGES = (OpportunityStage.CLOSED_WON, OpportunityStage.CLOSED_LOST)

PROBABILITY_OF_STAGE = (
    "CASE {stage} "
    + " ".join(f"WHEN '{stage}' THEN {percent}" for stage, percent in DEFAULT_PROBABILITY.items())
    + " END"
)
"""The default probability as SQL over a ``{stage}``."""

EXPECTED_REVENUE = "round({a}.amount * {a}.probability / 100, 2)"
"""A deal's amount times its probability, to the cent."""

IS_OPEN = f"({{a}}.stage NOT IN ({literals(CLOSED_STAGES)}))"
OPEN = Going(IS_OPEN, "open opportunity", "open opportunities")


class LeadSource(StrEnum):
    """Where a deal came from."""

    WEB = "WEB"
    REFERRAL = "REFERRAL"
    PARTNER = "PARTNER"
    EVENT = "EVENT"
    COLD_CALL = "COLD_CALL"
    ADVERTISEMENT = "ADVERTISEMENT"
    OTHER = "OTHER"


@noun(
    prefix="opp",
    plural="opportunities",
    row_filter=RowFilter.THROUGH_ACCOUNT,
    order=("-close_date",),
    root_list=Listing("The deals of all accounts that the viewer sees, the latest close date first."),
    account_list=Listing("The deals with this account, the latest close date first."),
    mutations=Mutations(
        create_text=(
            "Create a deal with an account. Whoever creates it owns it, unless `ownerId` names another user; its stage"
            " sets its probability, unless `probability` does."
        ),
        update_text=(
            "Update the given fields of a deal; null empties a field. A closed deal takes changes to `description` and"
            " `nextStep` only."
        ),
        delete_text="Delete a deal, open or closed.",
        blocks_account=OPEN,
        handed_over=OPEN,
    ),
    groups=GroupSpec(
        "The deals of all accounts that the viewer sees, in groups: by the dimensions in their order unless told"
        " otherwise.",
        of="deals",
    ),
    imports=ImportSpec(lookups=("name",)),
)
class Opportunity(OfAccount):
    """A deal with an account."""

    name = fields.text("The name.", required=True, sorted=True)
    stage = fields.choice(
        OpportunityStage,
        "The stage that it has reached.",
        default=OpportunityStage.PROSPECTING,
        ranked=True,
        sorted=True,
        grouped=True,
    )
    is_open = fields.computed(Flag(), "Whether it is neither won nor lost.", IS_OPEN, shows=("stage",))
    amount = fields.money("The amount.", rule=HIDDEN_FROM_PARTNERS, sorted=True, totaled=True)
    probability = fields.percent(
        "The probability that it is won, in percent.",
        rule=HIDDEN_FROM_PARTNERS,
        default_sql=PROBABILITY_OF_STAGE,
        sorted=True,
        totaled=True,
    )
    expected_revenue = fields.computed(
        Money(),
        "The amount times the probability, to the cent.",
        EXPECTED_REVENUE,
        rule=HIDDEN_FROM_PARTNERS,
        nullable=True,
        sorted=True,
        totaled=True,
    )
    close_date = fields.day(
        "The day when it was closed or is likely to be.", sorted=True, grouped=("month", "quarter", "year")
    )
    due_date = fields.day(
        "The close date that was expected before it was closed; null while it is open.",
        written=Written.NEVER,
        imported=False,
    )
    owner = fields.reference(
        "User",
        "The user who works on it.",
        no_partner="deals",
        initial=Initial.CREATOR,
        sorted=True,
        grouped=True,
    )
    lead_source = fields.choice(LeadSource, "Where it came from.", grouped=True)
    next_step = fields.long_text("What is to be done next.", 10_000, rule=HIDDEN_FROM_PARTNERS)
    description = fields.long_text("What it is about.", rule=HIDDEN_FROM_PARTNERS)

    class Meta:
        table = "opportunity"
