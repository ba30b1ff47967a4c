"""What every business record has."""

import strawberry

from graph.schema.connection import Node
from graph.schema.fields import part
from graph.schema.scalars import DateTime
from graph.schema.user import User


@strawberry.type(description="A business record: it says who made it and who changed it last.")
class Record(Node):
    """The fields of the models' Record; each noun's type inherits them."""

    version: int = part("How often it was changed, counting its making.")
    created_at: DateTime = part("When it was made.")
    created_by: User | None = part("Who made it, if a user did.")
    updated_at: DateTime = part("When it was last changed.")
    updated_by: User | None = part("Who changed it last, if a user did.")
