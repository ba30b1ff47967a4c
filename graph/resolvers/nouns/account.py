"""Accounts: their place in the viewer's tree, their figures, and who sees them and why."""

from graph.models.noun import NOUNS, Noun
from graph.models.spec import Listing as ListingSpec
from graph.resolvers.aggregates import rollup, stages
from graph.resolvers.compiler.counted import RelatedCount
from graph.resolvers.compiler.entity import Computed, Connection, Listing, One
from graph.resolvers.compiler.filters import Compared, InSubtree, ToMany, ToOne, shows
from graph.resolvers.compiler.order import Key, RelatedSortKey
from graph.resolvers.compiler.plan import ColumnPlan
from graph.resolvers.compiler.relation import Relation
from graph.resolvers.nouns.access import access
from graph.resolvers.nouns.computed import Argument, ComputedField, computed, filtered
from graph.resolvers.nouns.derive import OF_ACCOUNT, key, records
from graph.resolvers.nouns.history import HISTORY
from graph.resolvers.nouns.lists import FIRST_AND_AFTER, list_arguments
from graph.resolvers.tree import account_tree

ACCOUNT = NOUNS["Account"]
NAME = key(ACCOUNT, "name")
PRIMARY_CONTACT = Relation("Contact", f"{OF_ACCOUNT} AND {{x}}.is_primary", visible_if="true")

EXTENT = Argument("of", "RollupExtent!", "Whether to count its own deals, or also those of the accounts below.", "SELF")
INCLUDE_EMPTY = Argument("includeEmpty", "Boolean!", "Whether to list empty stages too.", False)


def _count_key(stem: str, field: str, relation: Relation) -> tuple[str, Key]:
    """The sort key of how many a list of an account has, and its name."""
    return f"{stem}_COUNT".upper().replace(" ", "_"), Key(RelatedCount(relation), "bigint", field)


def _records(noun: Noun, listing: ListingSpec) -> ComputedField:
    """The list of the records of a noun that belong to an account."""
    along = records(noun)
    return ComputedField(
        type=f"{noun.name}Connection!",
        description=listing.description,
        part=Connection(along),
        arguments=list_arguments(noun, listing),
        filter=ToMany(along, shows("Account", noun.plural)) if noun.filtered else None,
        sort_key=_count_key(noun.label, noun.plural, along) if noun.filtered else None,
    )


computed(
    "Account",
    {
        "parent": ComputedField(
            type="Account",
            description=ACCOUNT.fields["parent"].description,
            part=One(account_tree.PARENT),
            filter=ToOne(account_tree.PARENT, shows("Account", "parent")),
            sort_key=(
                "PARENT_NAME",
                RelatedSortKey(account_tree.PARENT, NAME, (("Account", "parent"), ("Account", "name"))),
            ),
        ),
        "ultimateParent": ComputedField(
            type="Account!",
            description="The farthest account above it that the viewer sees; itself where there is none.",
            part=One(account_tree.ULTIMATE_PARENT),
            filter=ToOne(account_tree.ULTIMATE_PARENT, shows("Account", "ultimateParent")),
        ),
        "ancestors": ComputedField(
            type="[Account!]!",
            description="The accounts above it that the viewer sees, the farthest first.",
            part=Computed(account_tree.ancestors),
        ),
        "children": ComputedField(
            type="AccountConnection!",
            description="The accounts whose `parent` it is, by name.",
            part=Connection(account_tree.CHILDREN),
            arguments=list_arguments(ACCOUNT),
            filter=ToMany(account_tree.CHILDREN, shows("Account", "children")),
            sort_key=_count_key("child", "children", account_tree.CHILDREN),
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
            part=Computed(lambda _planning, _selection: ColumnPlan(account_tree.depth)),
            filter=Compared("Int", account_tree.depth, shows("Account", "depth")),
        ),
        "rollup": ComputedField(
            type="AccountRollup!",
            description="The figures of this account and of all accounts below it.",
            part=Computed(rollup.rollup),
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
            filter=ToOne(PRIMARY_CONTACT, shows("Account", "primaryContact")),
        ),
        **{noun.plural: _records(noun, noun.account_list) for noun in NOUNS.values() if noun.account_list is not None},
        "opportunitiesByStage": ComputedField(
            type="[OpportunityStageGroup!]!",
            description="The deals by stage, in stage order.",
            part=Computed(stages.by_stage),
            arguments=(EXTENT, INCLUDE_EMPTY),
        ),
        "pipeline": ComputedField(
            type="Pipeline!",
            description="What is open and what was won.",
            part=Computed(stages.pipeline),
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
            part=Computed(access),
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

filtered("Account", {"under": InSubtree(itself=False), "underOrSelf": InSubtree(itself=True)})
