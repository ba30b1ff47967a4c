"""Roll-ups of accounts."""

from graph.resolvers.nouns.account import INCLUDE_EMPTY
from graph.schema.declarations import Field, ObjectType

ACCOUNT_ROLLUP = ObjectType(
    "AccountRollup",
    "Figures that are added up over an account and, unless told otherwise, all accounts below it. A figure that is"
    " hidden from the viewer in one account is null here too.",
    {
        "of": Field("RollupExtent!", "Whether it counts one account or its subtree."),
        "scope": Field("RollupScope!", "Whether it counts what the viewer sees, or everything."),
        "accountCount": Field("Int!", "The number of accounts."),
        "annualRevenue": Field("Decimal", "The sum of their annual revenue; null where none of them has one."),
        "numberOfEmployees": Field("BigInt", "The sum of their employees; null where none of them has a number."),
        "openPipelineAmount": Field("Decimal", "The sum of their open deals' amounts."),
        "weightedPipelineAmount": Field("Decimal", "The sum of their open deals' expected revenue."),
        "openOpportunityCount": Field("Int!", "The number of their open deals."),
        "wonAmount": Field("Decimal", "The sum of their won deals' amounts."),
        "openCaseCount": Field("Int!", "The number of their cases that are neither resolved nor closed."),
        "activeContractValue": Field(
            "Decimal",
            "The sum of the values of their contracts in force today: activated, begun, and not past their last day.",
        ),
        "upcomingContractValue": Field(
            "Decimal", "The sum of the values of their activated contracts that begin after today."
        ),
        "outstandingInvoiceAmount": Field("Decimal", "The unpaid part of their issued invoices."),
        "totalRelationshipWorth": Field(
            "Decimal",
            "The sum of `wonAmount` and `weightedPipelineAmount`. Contracts and invoices are left out, since they are"
            " about deals that were won.",
        ),
        "byStage": Field(
            "[OpportunityStageGroup!]!",
            "Their deals by stage, in stage order. With `scope: SYSTEM` the figures count everything, and"
            " `opportunities` still lists only what the viewer sees.",
            (INCLUDE_EMPTY,),
        ),
    },
)
