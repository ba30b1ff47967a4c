"""Accounts: their place in the viewer's tree, their figures, who sees them and why, and their list views."""

from typing import TYPE_CHECKING

from graph.auth.sharing import visible_arms
from graph.errors import FieldHidden, Forbidden
from graph.models.account import AccountType
from graph.models.noun import NOUNS, Noun
from graph.models.spec import Listing as ListingSpec
from graph.resolvers.aggregates import rollup, stages
from graph.resolvers.compiler.entity import Connection, Listing, One, Written
from graph.resolvers.compiler.filters import Compared, ToMany, ToOne, Under, same
from graph.resolvers.compiler.order import Order, Through
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.compiler.shape import Chosen
from graph.resolvers.nouns.access import access
from graph.resolvers.nouns.computed import Argument, ComputedField, computed, filtered
from graph.resolvers.nouns.derive import OF_ACCOUNT, key, records
from graph.resolvers.nouns.history import HISTORY
from graph.resolvers.nouns.lists import FIRST_AND_AFTER, list_arguments
from graph.resolvers.tree import account_tree

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

ACCOUNT = NOUNS["Account"]
NAME = key(ACCOUNT, "name")
INDUSTRY = key(ACCOUNT, "industry")
PRIMARY_CONTACT = Relation("Contact", f"{OF_ACCOUNT} AND {{x}}.is_primary", given="true")

EXTENT = Argument("of", "RollupExtent!", "Whether to count its own deals, or also those of the accounts below.", "SELF")
INCLUDE_EMPTY = Argument("includeEmpty", "Boolean!", "Whether to list empty stages too.", False)


def _records(noun: Noun, listing: ListingSpec) -> ComputedField:
    """The list of the records of a noun that belong to an account."""
    along = records(noun)
    return ComputedField(
        type=f"{noun.name}Connection!",
        description=listing.description,
        part=Connection(along),
        arguments=list_arguments(noun, listing),
        filter=ToMany(along, same("Account", noun.plural)) if noun.filtered else None,
    )


computed(
    "Account",
    {
        "parent": ComputedField(
            type="Account",
            description=ACCOUNT.fields["parent"].description,
            part=One(account_tree.PARENT),
            filter=ToOne(account_tree.PARENT, same("Account", "parent")),
            sort_key=(
                "PARENT_NAME",
                Through(account_tree.PARENT, NAME, (("Account", "parent"), ("Account", "name"))),
            ),
        ),
        "ultimateParent": ComputedField(
            type="Account!",
            description="The farthest account above it that the viewer sees; itself where there is none.",
            part=One(account_tree.ULTIMATE_PARENT),
            filter=ToOne(account_tree.ULTIMATE_PARENT, same("Account", "ultimateParent")),
        ),
        "ancestors": ComputedField(
            type="[Account!]!",
            description="The accounts above it that the viewer sees, the farthest first.",
            part=Written(account_tree.ancestors),
        ),
        "children": ComputedField(
            type="AccountConnection!",
            description="The accounts whose `parent` it is, by name.",
            part=Connection(account_tree.CHILDREN),
            arguments=list_arguments(ACCOUNT),
            filter=ToMany(account_tree.CHILDREN, same("Account", "children")),
        ),
        "descendants": ComputedField(
            type="AccountConnection!",
            description="All accounts below it that the viewer sees, by name.",
            part=Connection(account_tree.descendants),
            arguments=(
                Argument("maxDepth", "Int", "How many levels down; 1 is its children. All unless given."),
                *list_arguments(ACCOUNT),
            ),
        ),
        "depth": ComputedField(
            type="Int!",
            description="The number of accounts above it that the viewer sees.",
            part=Written(account_tree.depth),
            filter=Compared("Int", account_tree.depth, same("Account", "depth")),
        ),
        "rollup": ComputedField(
            type="AccountRollup!",
            description="The figures of this account and of all accounts below it.",
            part=Written(rollup.rollup),
            arguments=(
                Argument(
                    "of",
                    "RollupExtent!",
                    "Whether to count the account alone, or also all that are below it.",
                    "SUBTREE",
                ),
                Argument(
                    "scope",
                    "RollupScope!",
                    "Whether to count what the viewer sees, or everything: that needs a permission, else FORBIDDEN.",
                    "VISIBLE",
                ),
            ),
        ),
        "primaryContact": ComputedField(
            type="Contact",
            description="The contact to turn to first.",
            part=One(PRIMARY_CONTACT),
            filter=ToOne(PRIMARY_CONTACT, same("Account", "primaryContact")),
        ),
        **{noun.plural: _records(noun, noun.account_list) for noun in NOUNS.values() if noun.account_list is not None},
        "opportunitiesByStage": ComputedField(
            type="[OpportunityStageGroup!]!",
            description="The deals by stage, in stage order.",
            part=Written(stages.by_stage),
            arguments=(EXTENT, INCLUDE_EMPTY),
        ),
        "pipeline": ComputedField(
            type="Pipeline!",
            description="What is open and what was won.",
            part=Written(stages.pipeline),
            arguments=(EXTENT,),
        ),
        "team": ComputedField(
            type="[AccountTeamMember!]!",
            description="The users who work on it beside its owner.",
            part=Listing(Relation("AccountTeamMember", OF_ACCOUNT), order="{x}.level, {x}.id"),
        ),
        "access": ComputedField(
            type="AccountAccess",
            description="What the viewer or the user named may do with it, and why; null if that user doesn't see it.",
            part=Written(access),
            arguments=(
                Argument("userId", "ID", "The user whose access to tell; the viewer unless given. For admins."),
            ),
        ),
        "history": ComputedField(
            type="ChangeConnection!",
            description="The changes of it and of what belongs to it, the latest first.",
            part=HISTORY,
            arguments=FIRST_AND_AFTER,
        ),
    },
)

filtered("Account", {"under": Under(itself=False), "underOrSelf": Under(itself=True)})

REVENUE = key(ACCOUNT, "annual_revenue")
UPDATED = key(ACCOUNT, "updated_at")

VIEW_ORDERS = {
    "TOP_BY_REVENUE": Order.total("Account: TOP_BY_REVENUE", [REVENUE.reversed()]),
    "RECENTLY_UPDATED": Order.total("Account: RECENTLY_UPDATED", [UPDATED.reversed()]),
    "BY_INDUSTRY": Order.total("Account: BY_INDUSTRY", [INDUSTRY, NAME]),
}
"""The views that are sorted by something else than the name."""


def accounts(w: "Writer", chosen: Chosen) -> str:
    """Every account the viewer sees, or a list view of them; all of it as another user sees it where one is named."""
    user_id = chosen.argument("asUser")
    user = w if user_id is None else w.of_user(user_id)
    try:
        return _accounts(user, chosen)
    except (FieldHidden, Forbidden) as error:  # it speaks to that user, and is read by another
        if user is not w:
            error.message = f"As {user.viewer.email} sees it: {error.message}"
        raise


def _accounts(w: "Writer", chosen: Chosen) -> str:
    account = w.entity("Account")
    x = w.p.alias(account.stem)
    view = chosen.argument("view")
    order = VIEW_ORDERS.get(str(view))
    arms = visible_arms(w.viewer, w.p, x) if w.form == "set" and not w.viewer.sees_everything else ()
    return w.connection(account, x, chosen, _in_view(w, str(view), x), order, door=w.door(account, x), arms=arms)


def _in_view(w: "Writer", view: str, x: str) -> str:
    match view:
        case "MY_ACCOUNTS":
            return f"{x}.owner_id = {w.p.of_viewer('id', 'uuid')}"
        case "ALL_CUSTOMERS":
            return f"{x}.type = '{AccountType.CUSTOMER}' AND {x}.is_active"
        case "INACTIVE":
            return f"NOT {x}.is_active"
        case _:
            return "true"
