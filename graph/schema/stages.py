"""The deals of an account by stage, and its pipeline."""

from graph.resolvers.nouns.lists import FIRST_AND_AFTER
from graph.schema.declarations import Field, ObjectType

OPPORTUNITY_STAGE_GROUP = ObjectType(
    "OpportunityStageGroup",
    "The deals of one stage.",
    {
        "stage": Field("OpportunityStage!", "The stage."),
        "count": Field("Int!", "The number of deals."),
        "amount": Field("Decimal", "The sum of the deals' amounts."),
        "weightedAmount": Field("Decimal", "The sum of the deals' expected revenue."),
        "opportunities": Field("OpportunityConnection!", "The deals, the latest close date first.", FIRST_AND_AFTER),
    },
)

PIPELINE = ObjectType(
    "Pipeline",
    "The open and the won deals of an account.",
    {
        "openCount": Field("Int!", "The number of open deals."),
        "openAmount": Field("Decimal", "The sum of the open deals' amounts."),
        "weightedAmount": Field("Decimal", "The sum of the open deals' expected revenue."),
        "wonAmount": Field("Decimal", "The sum of the won deals' amounts."),
    },
)
