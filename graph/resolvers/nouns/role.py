"""Roles: what stands around a place in the role tree."""

from graph.resolvers.compiler.entity import Connection
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.nouns.computed import ComputedField, computed
from graph.resolvers.nouns.lists import PAGES

computed(
    "Role",
    {
        "children": ComputedField(
            type="RoleConnection!",
            description="The roles right below it, by name.",
            # whoever sees one role sees all
            part=Connection(Relation("Role", "{x}.parent_id = {a}.id", visible_if="true")),
            arguments=PAGES,
        ),
        "users": ComputedField(
            type="UserConnection!",
            description="The users who have it, by name.",
            part=Connection(Relation("User", "{x}.role_id = {a}.id")),
            arguments=PAGES,
        ),
    },
)
