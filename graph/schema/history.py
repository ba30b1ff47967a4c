"""The audit trail."""

import strawberry

from graph.schema.fields import part
from graph.schema.scalars import DateTime
from graph.schema.user import User


@strawberry.type(
    description="A change of one field of a record; of its making, `createdAt` becoming a time. Changes of what the"
    " viewer may not see aren't there."
)
class Change:
    """One field's change."""

    at: DateTime = part("When.")
    by: User | None = part("By whom, if by a user that the viewer sees.")
    record_type: str = part("The type of the record that changed, such as `Account`.")
    record_id: strawberry.ID | None = part("The id of the record that changed; it may be gone since.")
    field: str = part("The field that changed, by its name in that type; a part of it as `billingAddress.city`.")
    from_: str | None = strawberry.field(
        name="from",
        description="What it was, as text: of another record its id; null for nothing, and for what the viewer doesn't"
        " see.",
    )
    to: str | None = part("What it became, in the same way.")
