"""The registry: every entity of the graph by its GraphQL type's name."""

from graph.models.noun import NOUNS
from graph.resolvers.compiler.entity import Entity
from graph.resolvers.nouns import account, group, role  # noqa: F401  # they declare computed fields
from graph.resolvers.nouns.derive import entity
from graph.resolvers.nouns.external_id import EXTERNAL_ID
from graph.resolvers.nouns.history import CHANGE
from graph.resolvers.nouns.sharing_rule import SHARING_CONDITION
from graph.resolvers.nouns.user import VIEWER

ENTITIES: dict[str, Entity] = {
    **{noun.name: entity(noun) for noun in NOUNS.values() if noun.exposed},
    **{each.name: each for each in (CHANGE, VIEWER, SHARING_CONDITION, EXTERNAL_ID)},
}
