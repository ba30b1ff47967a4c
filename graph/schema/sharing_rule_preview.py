"""The preview of a sharing rule: what saving it would do."""

from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.sharing_rule import UPDATE_FIELDS
from graph.resolvers.nouns.sharing_rule_preview import SECONDS
from graph.schema.declarations import Field, ObjectType
from graph.schema.mutation import input_types

PREVIEW_INPUT = input_types(
    "PreviewSharingRuleInput",
    "The input of `previewSharingRule`: that of `createSharingRule`, or with an `id` that of `updateSharingRule`.",
    {
        "id": InputField("ID", "The ID of the rule, if it exists; left out for a new one."),
        "delete": InputField("Boolean", "Whether the rule is to be deleted: then no other field is given."),
        **UPDATE_FIELDS,
    },
)["PreviewSharingRuleInput"]

TYPES = (
    ObjectType(
        "LevelChange",
        "The pairs of a user and an account that go from one level to another.",
        {
            "from": Field("AccessLevel", "The level that they have; null where the user doesn't see the account."),
            "to": Field("AccessLevel", "The level that they would have; null likewise."),
            "pairs": Field("Int!", "The number of pairs."),
        },
    ),
    ObjectType(
        "AccessExample",
        "One user and one account whose level changes.",
        {
            "user": Field("User", "The first such user by name."),
            "account": Field("Account", "The first such account of the user by name."),
        },
    ),
    ObjectType(
        "AccessDifference",
        "What users gain or lose. Accounts that something else opens to a user are neither gained nor lost.",
        {
            "users": Field("Int!", "The number of users."),
            "accounts": Field("Int!", "The number of accounts."),
            "pairs": Field("Int!", "The number of pairs of a user and an account."),
            "levels": Field("[LevelChange!]!", "The same pairs, by the levels that they have and would have."),
            "example": Field("AccessExample", "One of the pairs, if there is any."),
        },
    ),
    ObjectType(
        "SharingRulePreview",
        "What saving a sharing rule would do. All but `userErrors` is null where the input is wrong.",
        {
            "accountsBefore": Field("Int", "The number of accounts that it opens now; 0 for a new rule."),
            "accountsAfter": Field("Int", "The number of accounts that it would open; 0 for a deletion."),
            "usersBefore": Field("Int", "The number of active users to whom it opens accounts now; 0 for a new rule."),
            "usersAfter": Field("Int", "The number of active users to whom it would open accounts; 0 for a deletion."),
            "usersCompared": Field(
                "Int",
                f"The number of these users for whom gains and losses are counted: all who could be compared within"
                f" {SECONDS:g} seconds.",
            ),
            "complete": Field("Boolean", "Whether gains and losses are those of all users."),
            "gains": Field(
                "AccessDifference", "What users would see that they don't see now, or edit that they can't edit now."
            ),
            "loses": Field("AccessDifference", "What users would no longer see, or no longer edit."),
            "userErrors": Field("[UserError!]!", "What is wrong with the input, as saving it would report."),
        },
    ),
)
