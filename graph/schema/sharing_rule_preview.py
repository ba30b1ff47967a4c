"""What saving a sharing rule would do."""

from typing import Annotated, Any

import strawberry

from graph.resolvers.mutations.inputs import InputField
from graph.resolvers.mutations.sharing_rule import UPDATE_FIELDS
from graph.resolvers.nouns.sharing_rule_preview import SECONDS
from graph.schema.account import Account
from graph.schema.enums import AccessLevel
from graph.schema.fields import answered_elsewhere, part
from graph.schema.mutation import UserError, input_type
from graph.schema.sharing_rule import SharingCondition, SharingRule
from graph.schema.user import User

PreviewSharingRuleInput = input_type(
    "PreviewSharingRuleInput",
    {
        "id": InputField("ID", "Which rule, if it is one that stands; left out, it is a new one."),
        "delete": InputField("Boolean", "Whether it is to be deleted: then nothing else is given."),
        **UPDATE_FIELDS,
    },
    {"SharingRule": SharingRule, "SharingCondition": SharingCondition},
    "For `previewSharingRule`: what `createSharingRule` would be given, or with an `id` `updateSharingRule`.",
)


def preview_arguments(
    input: Annotated[PreviewSharingRuleInput, strawberry.argument(description="What to look ahead to.")],  # type: ignore[valid-type]  # noqa: A002  # made of the noun; as in GraphQL
) -> Any:
    """The arguments of a preview."""
    return answered_elsewhere()


@strawberry.type(description="So many pairs of a user and an account go from one level to another.")
class LevelChange:
    """A change of level."""

    from_: AccessLevel | None = strawberry.field(
        name="from", description="What they have; null where they see nothing."
    )
    to: AccessLevel | None = part("What they would have.")
    pairs: int = part("How many pairs of a user and an account.")


@strawberry.type(description="One user and one account to whom something changes.")
class AccessExample:
    """An example."""

    user: User = part("The first such user by name.")
    account: Account = part("The first such account of theirs by name.")


@strawberry.type(
    description="What is gained, or what is lost: counted against everything else that opens the accounts to the users,"
    " so that who sees an account anyway gains and loses nothing."
)
class AccessDifference:
    """A difference."""

    users: int = part("How many users.")
    accounts: int = part("How many accounts.")
    pairs: int = part("How many pairs of a user and an account.")
    levels: list[LevelChange] = part("The same pairs, by what they have and would have.")
    example: AccessExample | None = part("One of the pairs, if there is any.")


@strawberry.type(
    description="What saving a sharing rule would do. Everything but `userErrors` is null where the input is wrong."
)
class SharingRulePreview:
    """A preview."""

    accounts_before: int | None = part("How many accounts it opens as it stands; none while it is new.")
    accounts_after: int | None = part("How many it would open; none once it is deleted.")
    users_before: int | None = part(
        "To how many users who may sign in it opens them as it stands; to none while it is new."
    )
    users_after: int | None = part("To how many it would; to none once it is deleted.")
    users_compared: int | None = part(
        f"For how many of these users gains and losses are counted: for all who could be within {SECONDS:g} seconds."
    )
    complete: bool | None = part("Whether gains and losses are those of all users.")
    gains: AccessDifference | None = part("What users would see that they don't, or would edit that they can't.")
    loses: AccessDifference | None = part("What users would no longer see, or no longer edit.")
    user_errors: list[UserError] = part("What is wrong with the input, as saving it would tell.")
