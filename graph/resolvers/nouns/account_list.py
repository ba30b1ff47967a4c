"""The root list of accounts: its views, and what another user sees of it."""

from collections.abc import Mapping

from graph.auth.sharing import visible_arms
from graph.errors import FieldHidden, Forbidden
from graph.models.account import AccountType
from graph.models.noun import NOUNS
from graph.resolvers.compiler.order import Order
from graph.resolvers.compiler.plan import AsUserPlan, RowsPlan, Value
from graph.resolvers.compiler.planner import Planner
from graph.resolvers.compiler.scope import Expression, Scope
from graph.resolvers.compiler.selection import Selection
from graph.resolvers.nouns.derive import key
from graph.sql import Alias, Fragment, sql

ACCOUNT = NOUNS["Account"]
NAME = key(ACCOUNT, "name")
INDUSTRY = key(ACCOUNT, "industry")
REVENUE = key(ACCOUNT, "annual_revenue")
UPDATED = key(ACCOUNT, "updated_at")

VIEW_ORDERS = {
    "TOP_BY_REVENUE": Order.total("Account: TOP_BY_REVENUE", [REVENUE.reversed()]),
    "RECENTLY_UPDATED": Order.total("Account: RECENTLY_UPDATED", [UPDATED.reversed()]),
    "BY_INDUSTRY": Order.total("Account: BY_INDUSTRY", [INDUSTRY, NAME]),
}
"""The views that are sorted by something else than the name."""


def _is_mine(scope: Scope, row: Alias) -> Fragment:
    return sql("{a}.owner_id = {me}", a=row, me=scope.subject.id)


VIEWS: Mapping[str, Expression] = {
    "MY_ACCOUNTS": _is_mine,
    "ALL_CUSTOMERS": f"{{a}}.type = '{AccountType.CUSTOMER}' AND {{a}}.is_active",
    "INACTIVE": "NOT {a}.is_active",
}
"""The views that show some accounts only: the condition over each."""


def accounts(planner: Planner, selection: Selection) -> Value:
    """Plans every account the viewer sees, or a view of them; as another user sees it where one is named."""
    user_id = selection.argument("asUser")
    user = planner if user_id is None else planner.of_user(user_id)
    try:
        plan = _accounts(user, selection)
    except (FieldHidden, Forbidden) as error:  # it speaks to that user, and is read by another
        if user is not planner:
            error.message = f"As {user.scope.viewer.email} sees it: {error.message}"
        raise
    return plan if user is planner else AsUserPlan(user.scope.subject, user.scope.strategy, plan)


def _accounts(planner: Planner, selection: Selection) -> Value:
    scope, view = planner.scope, str(selection.argument("view"))
    merged = visible_arms if scope.strategy == "listed" and not scope.viewer.sees_everything else None
    entity = planner.entity("Account")
    rows = RowsPlan(entity, view=VIEWS.get(view, "true"), merged=merged)
    return planner.connection(rows, entity, selection, VIEW_ORDERS.get(view))
