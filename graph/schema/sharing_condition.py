"""The conditions of sharing rules."""

from graph.schema.declarations import Field, ObjectType

SHARING_CONDITION = ObjectType(
    "SharingCondition",
    "One condition of a sharing rule. An empty column meets IS_NULL only.",
    {
        "column": Field("RuleColumn!", "The account's column."),
        "operator": Field("RuleOperator!", "The comparison."),
        "values": Field(
            "[String!]!",
            "The values that the column is compared with, as text: names of enums, codes of countries, `true` or"
            " `false`, numbers. None for IS_NULL and NOT_NULL, one or more for IN and NOT_IN, one for all others.",
        ),
    },
)
