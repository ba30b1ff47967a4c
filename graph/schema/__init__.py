"""The schema, assembled: types, field rules as directives, scalars, and the executor that lets finished parts pass."""

import strawberry
from graphql import GraphQLInputObjectType, GraphQLObjectType
from strawberry.schema.config import StrawberryConfig

from graph.resolvers.mutations.root import PAYLOAD_RESOLVERS, mutate, read_back
from graph.resolvers.nouns.sharing_rule_preview import example_account, example_user
from graph.resolvers.root import RESOLVERS
from graph.schema import directives
from graph.schema.access import AccessReason, AccountAccess
from graph.schema.account import Account, AccountTeamMember, Address, GeoPoint
from graph.schema.activity import Activity
from graph.schema.case import Case
from graph.schema.contact import Contact
from graph.schema.contract import Contract
from graph.schema.executor import PassingExecutor
from graph.schema.file import File
from graph.schema.grant import Grant
from graph.schema.group import Group
from graph.schema.groups import (
    AccountGroup,
    AccountGroupTotal,
    DecimalTotals,
    IntTotals,
    OpportunityGroup,
    OpportunityGroupTotal,
)
from graph.schema.history import Change
from graph.schema.mutation import mutation_type
from graph.schema.opportunity import Opportunity, OpportunityStageGroup, Pipeline
from graph.schema.query import Query
from graph.schema.role_tree import Role
from graph.schema.rollup import AccountRollup
from graph.schema.scalars import SCALARS
from graph.schema.sharing_rule import SharingCondition, SharingRule
from graph.schema.sharing_rule_preview import AccessDifference, AccessExample, LevelChange, SharingRulePreview
from graph.schema.user import User, Viewer

GOVERNED = (
    Account,
    Address,
    GeoPoint,
    AccountTeamMember,
    AccountAccess,
    AccessReason,
    Change,
    Contact,
    Opportunity,
    OpportunityStageGroup,
    Pipeline,
    AccountRollup,
    Case,
    Contract,
    Activity,
    File,
    User,
    Viewer,
    Role,
    Group,
    Grant,
    SharingRule,
    SharingCondition,
    SharingRulePreview,
    AccessDifference,
    LevelChange,
    AccessExample,
    AccountGroup,
    AccountGroupTotal,
    OpportunityGroup,
    OpportunityGroupTotal,
    DecimalTotals,
    IntTotals,
)
"""The types whose fields have rules. The others hold no data of their own: pages, edges and the root."""

directives.attach(GOVERNED)

schema = strawberry.Schema(
    query=Query,
    mutation=mutation_type({type_.__name__: type_ for type_ in GOVERNED}),
    types=GOVERNED,
    execution_context_class=PassingExecutor,
    config=StrawberryConfig(scalar_map=SCALARS, enable_experimental_incremental_execution=False),
    schema_directives=[],
)

CORE = schema._schema
"""graphql-core's schema, which Strawberry has no public name for."""

for type_ in CORE.type_map.values():
    if type_ is CORE.query_type:
        for name, field in CORE.query_type.fields.items():
            field.resolve = RESOLVERS[name]
    elif type_ is CORE.mutation_type:
        for field in CORE.mutation_type.fields.values():
            field.resolve = mutate
    elif isinstance(type_, GraphQLObjectType) and type_.name.endswith("Payload"):
        for name, field in type_.fields.items():
            field.resolve = PAYLOAD_RESOLVERS.get(name, read_back)
    elif isinstance(type_, GraphQLObjectType) and type_.name == "AccessExample":
        type_.fields["account"].resolve, type_.fields["user"].resolve = example_account, example_user
    elif isinstance(type_, GraphQLInputObjectType):
        # Strawberry prints @oneOf and tells graphql-core nothing: validation and introspection would not know
        type_.is_one_of = type_.extensions["strawberry-definition"].is_one_of

__all__ = ["CORE", "GOVERNED", "schema"]
