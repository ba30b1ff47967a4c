"""The opportunity: a deal with an account."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import CASCADE

from .base import Record, belongs_to, choice, money


class OpportunityStage(StrEnum):
    """How far a deal has come, in order. Open means neither won nor lost."""

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
"""Percent, where a deal says nothing else."""

CLOSED_STAGES = (OpportunityStage.CLOSED_WON, OpportunityStage.CLOSED_LOST)


class LeadSource(StrEnum):
    """Where a deal came from."""

    WEB = "WEB"
    REFERRAL = "REFERRAL"
    PARTNER = "PARTNER"
    EVENT = "EVENT"
    COLD_CALL = "COLD_CALL"
    ADVERTISEMENT = "ADVERTISEMENT"
    OTHER = "OTHER"


class Opportunity(Record):
    """A deal. Expected revenue is the amount times the probability, rounded to the cent."""

    account = belongs_to("Account", on_delete=CASCADE)
    name = fields.CharField(max_length=255)
    stage = choice(OpportunityStage, db_default=OpportunityStage.PROSPECTING.value)
    amount = money(null=True)
    probability = fields.SmallIntField()
    close_date = fields.DateField(null=True)
    owner = belongs_to("User", null=True)
    lead_source = choice(LeadSource, null=True)
    next_step = fields.TextField(null=True)
    description = fields.TextField(null=True)

    class Meta:
        table = "opportunity"
