"""The root fields that are lists, and what plans each."""

from collections.abc import Callable, Mapping

from graph.auth.sharing import visible_arms_through_account
from graph.models.noun import NOUNS
from graph.models.spec import RowFilter
from graph.resolvers.aggregates.groupings import GROUPINGS
from graph.resolvers.aggregates.groups import grouped
from graph.resolvers.compiler.order import RelatedSortKey
from graph.resolvers.compiler.plan import RowsPlan, Value
from graph.resolvers.compiler.planner import Planner
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.nouns.account_list import accounts
from graph.resolvers.nouns.history import changes
from graph.resolvers.nouns.registry import ENTITIES
from graph.resolvers.nouns.sharing_rule import sharing_rules

ListPlanner = Callable[[Planner, Selection], Value]

ACCOUNT = ENTITIES["Account"]
OF_ACCOUNTS = frozenset(noun.name for noun in NOUNS.values() if noun.row_filter is RowFilter.THROUGH_ACCOUNT)
"""The entities whose rows are seen just when their account is."""


def _listing(name: str) -> ListPlanner:
    """Plans the list of all rows of one entity that the viewer sees."""

    def plan(planner: Planner, selection: Selection) -> Value:
        entity, scope = planner.entity(name), planner.scope
        merged = name in OF_ACCOUNTS and scope.strategy == "listed" and not scope.viewer.sees_everything
        rows = RowsPlan(entity, merged=visible_arms_through_account if merged else None)
        return planner.connection(rows, entity, selection)

    return plan


LISTS: Mapping[str, ListPlanner] = {
    **{noun.plural: _listing(noun.name) for noun in NOUNS.values() if noun.root_list is not None},
    "accounts": accounts,
    "changes": changes,
    "sharingRules": sharing_rules,
    **{field: grouped(field) for field in GROUPINGS},
}


def depends_on_values(selection: Selection) -> bool:
    """Whether a list's best plan depends on parameter values: true for filtered or searched ones and child records.

    How many rows there are, and how long a page is, decides between walking the list and gathering its rows first; and,
    where it is sorted through a relation, whether the walk begins at the rows that this leads to.
    """
    if selection.name in GROUPINGS:
        return False
    if selection.name != "accounts" or selection.argument("where", ()) or selection.argument("search"):
        return True
    keys = (ACCOUNT.sort_keys[str(dict(each)["field"])] for each in selection.argument("orderBy", ()))
    return any(isinstance(key, RelatedSortKey) for key in keys)
