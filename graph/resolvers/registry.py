"""The registry: every entity of the graph by its GraphQL type's name."""

from graph.resolvers.account import ACCOUNT, TEAM_MEMBER
from graph.resolvers.activity import ACTIVITY
from graph.resolvers.case import CASE
from graph.resolvers.contact import CONTACT
from graph.resolvers.contract import CONTRACT
from graph.resolvers.entity import Entity
from graph.resolvers.file import FILE
from graph.resolvers.grant import GRANT
from graph.resolvers.group import GROUP
from graph.resolvers.history import CHANGE
from graph.resolvers.opportunity import OPPORTUNITY
from graph.resolvers.role_tree import ROLE
from graph.resolvers.sharing_rule import SHARING_CONDITION, SHARING_RULE
from graph.resolvers.user import USER, VIEWER

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        ACCOUNT,
        TEAM_MEMBER,
        CONTACT,
        OPPORTUNITY,
        CASE,
        CONTRACT,
        ACTIVITY,
        FILE,
        CHANGE,
        USER,
        VIEWER,
        ROLE,
        GROUP,
        GRANT,
        SHARING_RULE,
        SHARING_CONDITION,
    )
}
