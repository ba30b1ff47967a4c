"""Activities, written: what was done with an account, or is to be done."""

from datetime import UTC, datetime

from graph.models import Activity
from graph.models.activity import ActivityKind
from graph.resolvers.mutations import of_account
from graph.resolvers.mutations.mutation import Given, Mutation, changing, handling, making
from graph.resolvers.mutations.noun import Field, Noun
from graph.resolvers.mutations.of_account import found, placed, require_no_partner
from graph.resolvers.mutations.transaction import Outcome, Transaction
from graph.resolvers.mutations.values import Choice, Moment, Reference, Text

NOUN = Noun(
    "Activity",
    {
        "accountId": Field(Reference("account_id", "Account"), part="account", required=True, once=True),
        "kind": Field(Choice("kind", ActivityKind), required=True),
        "subject": Field(Text("subject", 255), required=True),
        "at": Field(Moment("at"), default=True),
        "contactId": Field(Reference("contact_id", "Contact"), part="contact"),
        "ownerId": Field(Reference("owner_id", "User"), part="owner", default=True),
    },
)


async def log(tx: Transaction, given: Given) -> Outcome:
    """Note an activity: of now and of the viewer's own, unless otherwise told."""
    values, _ = await placed(tx, NOUN, given)
    await require_no_partner(tx, values, "activities")
    tx.require_right()
    activity = await NOUN.make(tx, Activity, {"at": datetime.now(UTC), "owner_id": tx.viewer.id, **values})
    return tx.done("Activity", activity.id)


async def update(tx: Transaction, given: Given) -> Outcome:
    """Change what is given of an activity, and leave the rest."""
    values, activity, _ = await found(tx, NOUN, Activity, given)
    await require_no_partner(tx, values, "activities", activity.owner_id)  # type: ignore[attr-defined]  # Tortoise makes it
    tx.require_right()
    await NOUN.change(tx, activity, values)
    return tx.done("Activity", activity.id)


async def delete(tx: Transaction, given: Given) -> Outcome:
    """Delete an activity."""
    _, activity, _ = await found(tx, NOUN, Activity, given)
    return await of_account.delete(tx, NOUN, Activity, activity)


MUTATIONS = (
    Mutation(
        "logActivity",
        "Activity",
        log,
        making(NOUN),
        "Log a call, an e-mail, a meeting or a task: of now and one's own, unless otherwise told.",
    ),
    Mutation(
        "updateActivity", "Activity", update, changing(NOUN), "Change what is given of an activity; null empties."
    ),
    Mutation("deleteActivity", None, delete, handling("activity"), "Delete an activity."),
)
