"""Groups: their members."""

from graph.resolvers.compiler.entity import Connection
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.nouns.computed import ComputedField, computed
from graph.resolvers.nouns.lists import PAGES

MEMBERS = Relation("User", "{x}.id IN (SELECT m.user_id FROM group_member m WHERE m.group_id = {a}.id)")

computed(
    "Group",
    {
        "members": ComputedField(
            type="UserConnection!",
            description="The users in it that the viewer sees, by name.",
            part=Connection(MEMBERS),
            arguments=PAGES,
        ),
    },
)
