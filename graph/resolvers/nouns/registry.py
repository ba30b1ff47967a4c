"""The registry: every entity of the graph by its GraphQL type's name."""

from graph.resolvers.compiler.entity import Entity
from graph.resolvers.nouns.account import ACCOUNT, TEAM_MEMBER
from graph.resolvers.nouns.activity import ACTIVITY
from graph.resolvers.nouns.case import CASE
from graph.resolvers.nouns.contact import CONTACT
from graph.resolvers.nouns.contract import CONTRACT
from graph.resolvers.nouns.file import FILE
from graph.resolvers.nouns.grant import GRANT
from graph.resolvers.nouns.group import GROUP
from graph.resolvers.nouns.history import CHANGE
from graph.resolvers.nouns.opportunity import OPPORTUNITY
from graph.resolvers.nouns.role_tree import ROLE
from graph.resolvers.nouns.sharing_rule import SHARING_CONDITION, SHARING_RULE
from graph.resolvers.nouns.user import USER, VIEWER

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
