"""Faults in who is asking, and in which rows they see."""

from collections.abc import Callable
from typing import Any

from graph.auth import rules, ways_in
from graph.models.profile import Profile
from graph.sql import FALSE, TRUE, Cte, any_of, sql

from . import PAIRS, Change, Fault, fault
from .changes import Instead, calling, returning

WORLDS = "tests/auth/test_sharing_worlds.py"
POLICY_FORM = "tests/auth/test_policy_form.py"
AUTHENTICATOR = "tests/auth/test_authenticator.py"


def way(name: str, way_in: str, method: str, faulty: Callable[..., Any]) -> Fault:
    """A fault in what one way in does by a method that all have; ``faulty`` takes the way and the subject."""

    def change(sound: Callable[..., Any]) -> Callable[..., Any]:
        def one_is_faulty(self: Any, *more: Any) -> Any:
            return (faulty if self is getattr(ways_in, way_in) else sound)(self, *more)

        return one_is_faulty

    return fault(name, f"auth.ways_in:WayIn.{method}", change, WORLDS)


def lost(self: Any, subject: Any, _account: Any = None) -> Any:
    """Nothing is listed."""
    return sql("SELECT account_id, level FROM ({rows}) opened WHERE false", rows=self.rows(subject))


def never(_self: Any, _subject: Any, _account: Any) -> Any:
    """No row passes."""
    return FALSE


def owned_by_anyone(_self: Any, _subject: Any, account: Any) -> Any:
    return sql("{a}.owner_id IS NOT NULL", a=account)


def team_of_anybody(_self: Any, _subject: Any, account: Any) -> Any:
    return sql("{a}.id IN (SELECT account_id FROM account_team)", a=account)


def own_account_alone(subject: Any, account: Any) -> Any:
    return sql("{a}.id = {partner}", a=account, partner=subject.value("partner_account_id", "uuid"))


def own_account_listed(_self: Any, subject: Any) -> Any:
    return sql("SELECT id, 'READ' FROM account WHERE id = {p}", p=subject.value("partner_account_id", "uuid"))


def ancestors_listed(_self: Any, subject: Any) -> Any:
    return sql(
        "SELECT t.ancestor_id, g.level FROM {grants} g JOIN account_tree t ON t.ancestor_id = g.account_id"
        " WHERE g.cascades AND t.depth > 0",
        grants=ways_in.grants(subject),
    )


def without_the_last_rule(sound: Callable[..., Any]) -> Callable[..., Any]:
    def faulty(subject: Any, account: Any) -> Any:
        fewer = subject.viewer.rules[:-1]
        return sound(Instead(subject, viewer=Instead(subject.viewer, rules=fewer)), account) if fewer else FALSE

    return faulty


def any_condition(_sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda rule, account: any_of(rules._is_met(condition, account) for condition in rule.conditions)


def empty_rules_open_all(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda rule, account: sound(rule, account) if rule.conditions else TRUE


def grants_that(expire: str) -> Change:
    """The subject's grants are those of which this holds, whenever else they end."""

    def faulty(subject: Any) -> Cte:
        return Cte(
            "my_grant",
            sql(
                "SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at"
                f" FROM account_grant g WHERE {expire}"
                " AND (g.user_id = {me} OR g.role_id = {role} OR g.group_id = ANY({groups}))",
                me=subject.id,
                role=subject.value("role_id", "uuid"),
                groups=subject.value("group_ids", "uuid[]"),
            ),
        )

    return lambda _sound: faulty


def all_cascade(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda subject: Cte(
        "any_grant",
        sql(
            "SELECT account_id, true AS cascades, level, id, role_id, group_id, expires_at FROM {g} g", g=sound(subject)
        ),
    )


def plan_key_with(**attributes: Any) -> Change:
    """What a viewer's statements are kept by is made as if the viewer had these attributes."""

    def change(sound: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(viewer: Any) -> None:
            other = Instead(viewer, **attributes)
            sound(other)
            for name, made in vars(other).items():
                if not name.startswith("_"):
                    object.__setattr__(viewer, name, made)

        return faulty

    return change


def inactive_users_are_active(sound: Callable[..., Any]) -> Callable[..., Any]:
    async def faulty(connection: Any, who: Any) -> Any:
        class Reading:
            async def fetchrow(self, text: str, *values: Any) -> Any:
                row = await connection.fetchrow(text, *values)
                return {**row, "is_active": True} if "is_active" in row else row

        return await sound(Reading(), who)

    return faulty


class AnyEpoch:
    """An epoch that is every other's."""

    def __ne__(self, _other: object) -> bool:
        return False

    def __eq__(self, _other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]  # it is no key


def any_epoch(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda loader, *more: sound(Instead(loader, _viewer=Instead(loader._viewer, epoch=AnyEpoch())), *more)


def as_admin(sound: Callable[..., Any]) -> Callable[..., Any]:
    def faulty(planner: Any, user_id: str) -> Any:
        viewer = Instead(planner.scope.viewer, profile=Profile.ADMIN)
        return sound(Instead(planner, scope=Instead(planner.scope, viewer=viewer)), user_id)

    return faulty


def the_askers_values(sound: Callable[..., Any]) -> Callable[..., Any]:
    return lambda viewer, _user=None: sound(viewer)


FAULTS = (
    way("owned-lost-when-tested", "owned", "check", never),
    way("owned-lost-when-listed", "owned", "ids", lost),
    way("role-tree-opens-all-owned-when-tested", "below_in_role_tree", "check", owned_by_anyone),
    way("role-tree-lost-when-listed", "below_in_role_tree", "ids", lost),
    way("role-tree-lost-in-bulk", "below_in_role_tree", "hashed", never),
    way("team-of-anybody-when-tested", "on_team", "check", team_of_anybody),
    way("team-lost-when-listed", "on_team", "ids", lost),
    way("team-of-anybody-in-bulk", "on_team", "hashed", team_of_anybody),
    fault("last-rule-ignored", "auth.ways_in:_rule_test", without_the_last_rule, WORLDS),
    fault("one-condition-of-a-rule-is-enough", "auth.rules:matches", any_condition, WORLDS),
    fault("rule-without-conditions-opens-all", "auth.rules:matches", empty_rules_open_all, WORLDS),
    way("grant-lost-when-tested", "by_grant", "check", never),
    way("grant-lost-when-listed", "by_grant", "ids", lost),
    fault("grant-never-expires", "auth.ways_in:grants", grants_that("true"), WORLDS),
    fault(
        "grant-lasts-an-instant-longer",
        "auth.ways_in:grants",
        grants_that("(g.expires_at IS NULL OR g.expires_at >= now())"),
        WORLDS,
    ),
    fault("every-grant-cascades-when-tested", "auth.ways_in:_cascade_test", calling(grants=all_cascade), WORLDS),
    fault("every-grant-cascades-in-bulk", "auth.ways_in:_cascade_hashed", calling(grants=all_cascade), WORLDS),
    way("cascade-lost-when-tested", "by_cascade", "check", never),
    way("cascade-lost-when-listed", "by_cascade", "ids", ancestors_listed),
    fault("partner-sees-own-account-alone", "auth.ways_in:_partner_test", lambda _sound: own_account_alone, WORLDS),
    way("partner-lost-when-listed", "by_partnership", "ids", own_account_listed),
    fault("partner-sees-every-user", "auth.sharing:visible_user", returning(TRUE), *PAIRS),
    fault("inactive-user-may-ask", "auth.authenticator:load_viewer", inactive_users_are_active, AUTHENTICATOR),
    fault(
        "statements-shared-across-profiles",
        "auth.viewer:Viewer.__post_init__",
        plan_key_with(profile=None),
        POLICY_FORM,
    ),
    fault(
        "statements-shared-across-rules",
        "auth.viewer:Viewer.__post_init__",
        plan_key_with(rules=()),
        "tests/schema/test_facts.py",
        "tests/resolvers/test_generated_queries.py",
    ),
    fault(
        "statements-shared-across-permissions",
        "auth.viewer:Viewer.__post_init__",
        plan_key_with(may_roll_up_everything=False),
        POLICY_FORM,
    ),
    fault(
        "epoch-not-checked",
        "resolvers.loading.loader:RequestLoader._run",
        any_epoch,
        "tests/auth/test_next_request.py",
    ),
    fault(
        "anyone-asks-as-another",
        "resolvers.compiler.planner:Planner.of_user",
        as_admin,
        "tests/resolvers/test_as_user.py",
    ),
    fault(
        "as-user-binds-the-asker",
        "resolvers.compiler.planner:Planner.of_user",
        calling(Subject=the_askers_values),
        "tests/resolvers/test_as_user.py",
    ),
)
