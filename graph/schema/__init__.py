"""The schema, assembled: types, field rules as directives, scalars, and the executor that lets finished parts pass."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.resolvers.root import RESOLVERS
from graph.schema import directives
from graph.schema.account import Account, AccountTeamMember, Address, GeoPoint
from graph.schema.activity import Activity
from graph.schema.case import Case
from graph.schema.contact import Contact
from graph.schema.contract import Contract
from graph.schema.executor import PassingExecutor
from graph.schema.file import File
from graph.schema.opportunity import Opportunity, OpportunityStageGroup, Pipeline
from graph.schema.query import Query
from graph.schema.scalars import SCALARS
from graph.schema.user import User, Viewer

GOVERNED = (
    Account,
    Address,
    GeoPoint,
    AccountTeamMember,
    Contact,
    Opportunity,
    OpportunityStageGroup,
    Pipeline,
    Case,
    Contract,
    Activity,
    File,
    User,
    Viewer,
)
"""The types whose fields have rules. The others hold no data of their own: pages, edges and the root."""

directives.attach(GOVERNED)

schema = strawberry.Schema(
    query=Query,
    types=GOVERNED,
    execution_context_class=PassingExecutor,
    config=StrawberryConfig(scalar_map=SCALARS, enable_experimental_incremental_execution=False),
    schema_directives=[],
)

# Strawberry has no public name for graphql-core's schema
for name, field in schema._schema.type_map["Query"].fields.items():  # type: ignore[attr-defined]  # an object type
    field.resolve = RESOLVERS[name]

__all__ = ["GOVERNED", "schema"]
