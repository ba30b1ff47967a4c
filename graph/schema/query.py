"""The root of all questions. Its fields only declare themselves here; `graph.resolvers.root` answers them."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from graph.schema.account import Account, AccountFilter, AccountKey, AccountOrder
from graph.schema.activity import Activity, ActivityOrder
from graph.schema.case import Case, CaseOrder
from graph.schema.connection import Connection, Node
from graph.schema.contact import Contact, ContactOrder
from graph.schema.contract import Contract, ContractOrder
from graph.schema.enums import AccountView
from graph.schema.fields import (
    After,
    Before,
    First,
    Last,
    OrderedBy,
    Search,
    Where,
    answered_elsewhere,
    forward_filtered_pages,
    ordered_pages,
    pages,
    part,
    searched_pages,
)
from graph.schema.filters import filter_input
from graph.schema.group import Group
from graph.schema.groups import (
    AccountGroupConnection,
    OpportunityGroupConnection,
    account_groups,
    opportunity_groups,
)
from graph.schema.history import Change
from graph.schema.opportunity import Opportunity, OpportunityOrder
from graph.schema.role_tree import Role
from graph.schema.sharing_rule import SharingRule
from graph.schema.sharing_rule_preview import SharingRulePreview, preview_arguments
from graph.schema.user import User, Viewer


def _node(id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> Any:  # noqa: A002  # as in GraphQL
    return answered_elsewhere()


def _nodes(
    ids: Annotated[list[strawberry.ID], strawberry.argument(description="Their ids, at most 100.")],
) -> Any:
    return answered_elsewhere()


def _account(by: Annotated[AccountKey, strawberry.argument(description="What names it.")]) -> Any:
    return answered_elsewhere()


def _accounts(
    view: Annotated[
        AccountView | None, strawberry.argument(description="A list view; all accounts unless told.")
    ] = UNSET,
    search: Search = UNSET,
    where: Annotated[AccountFilter | None, Where] = UNSET,  # type: ignore[valid-type]  # made of the registry
    order_by: Annotated[list[AccountOrder] | None, OrderedBy] = UNSET,  # type: ignore[valid-type]  # made of the registry
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
    as_user: Annotated[
        strawberry.ID | None,
        strawberry.argument(
            description="See them as this user would, all that is asked of them too. For admins, and logged."
        ),
    ] = UNSET,
) -> Any:
    return answered_elsewhere()


@strawberry.type(description="What can be asked. No answer shows what its viewer may not see.")
class Query:
    """The root of all questions."""

    viewer: Viewer = part("Whoever is asking.")
    currency: str = part("The currency of all amounts: its ISO 4217 code.")
    node: Node | None = part("The object with this id, if the viewer sees it.", _node)
    nodes: list[Node | None] = part(
        "The objects with these ids, in their order; null for what the viewer doesn't see.", _nodes
    )
    account: Account | None = part("The account that this names, if the viewer sees it.", _account)
    accounts: Connection[Account] = part("The accounts that the viewer sees, by name unless told otherwise.", _accounts)
    contacts: Connection[Contact] = part(
        "The contacts of all accounts that the viewer sees, primary ones first.",
        searched_pages(filter_input("Contact"), ContactOrder),
    )
    opportunities: Connection[Opportunity] = part(
        "The deals of all accounts that the viewer sees, the latest close date first.",
        ordered_pages(filter_input("Opportunity"), OpportunityOrder),
    )
    cases: Connection[Case] = part(
        "The cases of all accounts that the viewer sees, the latest opened first.",
        ordered_pages(filter_input("Case"), CaseOrder),
    )
    contracts: Connection[Contract] = part(
        "The contracts of all accounts that the viewer sees, the latest start first.",
        ordered_pages(filter_input("Contract"), ContractOrder),
    )
    activities: Connection[Activity] = part(
        "What was done with all accounts that the viewer sees, the latest first.",
        ordered_pages(filter_input("Activity"), ActivityOrder),
    )
    users: Connection[User] = part(
        "The users that the viewer sees, by name.", forward_filtered_pages(filter_input("User"))
    )
    roles: Connection[Role] = part("The whole role tree, by name. Partners see none of it.", pages)
    groups: Connection[Group] = part("All groups of users, by name. Partners see none.", pages)
    changes: Connection[Change] = part(
        "Every change of every record, the latest first. For admins.", forward_filtered_pages(filter_input("Change"))
    )
    sharing_rules: list[SharingRule] = part(
        "All sharing rules, by name. For admins; for anyone else the error FORBIDDEN."
    )
    preview_sharing_rule: SharingRulePreview = part(
        "What saving a sharing rule would do: a new one, a change of the one with this `id`, or its deletion. Nothing"
        " is written. For admins; for anyone else the error FORBIDDEN.",
        preview_arguments,
    )
    account_groups: AccountGroupConnection = part(
        "The accounts that the viewer sees, grouped: by the dimensions in their order unless told otherwise.",
        account_groups,
    )
    opportunity_groups: OpportunityGroupConnection = part(
        "The deals of all accounts that the viewer sees, grouped likewise.", opportunity_groups
    )
