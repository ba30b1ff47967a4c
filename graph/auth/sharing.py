"""The one door to rows. A table enters a statement only with the predicate that this module gives for it.

The ways in, in the order of the specification's table. Each is a condition over one account's row and a query for
accounts and levels. The predicate is joined from them in three forms: "check" tests each row, for rows already at hand;
"set" lists first, by index, what the ways open to a viewer to whom they open few, and tests each row only for the
rules, which have no index to be listed by, and for the role tree where that opens many; "bulk" tests very many rows,
against lists that are made once. All forms are joined from the same seven, so none can open what another does not.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from graph.auth.parameters import Parameters, Statement
from graph.auth.reasons import AccessKind, why
from graph.auth.rules import matches
from graph.auth.viewer import Rule, Viewer
from graph.auth.ways_in import WAYS_IN, WayIn, below_in_role_tree, by_rule, me, probe
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel
from graph.models.spec import RowFilter

Form = Literal["check", "set", "bulk"]
FORMS: tuple[Form, ...] = ("check", "set", "bulk")


def visible(viewer: Viewer, p: Parameters, alias: str, form: Form = "check") -> str:
    """Does this viewer see the account row of this alias? A condition that is true or not, never null."""
    if viewer.sees_everything:
        return "true"
    ways = [way for way in WAYS_IN if way.concerns(viewer)]
    if form == "check":
        return f"(({' OR '.join(f'({way.check(viewer, p, alias)})' for way in ways)}) IS TRUE)"
    if form == "bulk":
        return f"(({' OR '.join(f'({(way.bulk or way.check)(viewer, p, alias)})' for way in ways)}) IS TRUE)"
    tested = [(way.bulk or way.check)(viewer, p, alias) for way in ways if not way.listed(viewer)]
    if not tested:
        return f"{alias}.id = ANY({_listed_ids(viewer, p)})"
    return f"(({alias}.id IN (SELECT id FROM {_listed(viewer, p)}) OR {' OR '.join(tested)}) IS TRUE)"


def visible_arms(viewer: Viewer, p: Parameters, alias: str) -> tuple[str, ...]:
    """The form "set" taken apart: conditions of which one at least holds for each account seen, each on its own index.

    A page is merged from the first rows of each. Only one where there is nothing to take apart.
    """
    return (f"{alias}.id = ANY({_listed_ids(viewer, p)})", *_tested_arms(viewer, p, alias))


def all_is_listed(viewer: Viewer) -> bool:
    """Does the form "set" list every account that this viewer sees?"""
    return all(way.listed(viewer) for way in WAYS_IN if way.concerns(viewer))


def _listed(viewer: Viewer, p: Parameters) -> str:
    """The subquery of the accounts that are listed; one may be in it several times."""
    return p.subquery(
        "my_account", lambda: f"SELECT id FROM ({_arms(viewer, p, _listed_ways(viewer))}) seen(id, level)"
    )


def _listed_ids(viewer: Viewer, p: Parameters) -> str:
    listed = _listed(viewer, p)
    return p.found("seen", lambda: f"ARRAY(SELECT DISTINCT id FROM {listed})")


def _listed_ways(viewer: Viewer) -> tuple[WayIn, ...]:
    return tuple(way for way in WAYS_IN if way.listed(viewer))


def _arms(viewer: Viewer, p: Parameters, ways: tuple[WayIn, ...] = WAYS_IN) -> str:
    """A query for what these ways in open; an account may be in it several times."""
    arms = [way.ids(viewer, p) for way in ways if way.concerns(viewer)]
    if viewer.sees_everything:
        arms.append(f"SELECT id, '{_everywhere(viewer)[1]}' FROM account")
    return " UNION ALL ".join(f"({arm})" for arm in arms)


def _everywhere(viewer: Viewer) -> tuple[AccessKind, AccessLevel]:
    """What opens every account to a viewer to whom all are open, and how far."""
    if viewer.profile is Profile.ADMIN:
        return AccessKind.ADMIN, AccessLevel.EDIT
    return AccessKind.VIEW_ALL, AccessLevel.READ


def reasons(viewer: Viewer, p: Parameters, alias: str) -> str:
    """A query whose rows are all the ways in that are open to this viewer for the account row of this alias."""
    found = [way.reasons(viewer, p, alias) for way in WAYS_IN if way.concerns(viewer)]
    if viewer.sees_everything:
        kind, level = _everywhere(viewer)
        found.append(why(kind, f"'{level}'", "", me(p)))
    return " UNION ALL ".join(found)


def access_statement(viewer: Viewer) -> Statement:
    """The highest level at which one account is open to this viewer, and the kinds of way: no row where it isn't.

    And whether it is open for editing by one that doesn't run out. The account comes with the call, as ``account``.
    """
    p = Parameters()
    account = p.given("account", "uuid")
    # EDIT comes before READ by letter too
    return p.statement(
        "min(r.level) AS level, array_agg(DISTINCT r.kind) AS kinds,"
        " bool_or(r.level = 'EDIT' AND r.expires_at IS NULL) AS for_good",
        f"account a CROSS JOIN LATERAL ({reasons(viewer, p, 'a')}) r WHERE a.id = {account} HAVING count(*) > 0",
    )


def open_below_statement(viewer: Viewer, level: AccessLevel) -> Statement:
    """How many accounts stand below one, and how many of them are open to this viewer at this level, for long enough.

    The account comes with the call, as ``account``, and until when, as ``until``: null for ever.
    """
    p = Parameters()
    account, until = p.given("account", "uuid"), p.given("until", "timestamptz")
    enough = f"(r.expires_at IS NULL OR r.expires_at >= {until})"  # nothing that ends is enough for ever
    if level is AccessLevel.EDIT:
        enough += " AND r.level = 'EDIT'"
    return p.statement(
        f'count(*) AS open, accounts_below({account}) AS "below"',
        "account_tree t JOIN account a ON a.id = t.descendant_id"
        f" WHERE t.ancestor_id = {account} AND t.depth > 0"
        f" AND EXISTS (SELECT FROM ({reasons(viewer, p, 'a')}) r WHERE {enough})",
    )


def visible_through_account(viewer: Viewer, p: Parameters, alias: str, form: Form = "check") -> str:
    """Does this viewer see the row of this alias, which belongs to the account that its ``account_id`` names?"""
    if viewer.sees_everything:
        return "true"
    a = p.alias("a")
    return probe(f"account {a} WHERE {a}.id = {alias}.account_id AND {visible(viewer, p, a, form)}")


def visible_grant(viewer: Viewer, p: Parameters, alias: str, form: Form = "check") -> str:
    """Does this viewer see the grant row of this alias?

    An admin sees all. Others must see its account, and own it or be among those whom the grant lets in.
    """
    if viewer.profile is Profile.ADMIN:
        return "true"
    a = p.alias("a")
    lets_in = (
        f"{alias}.user_id = {me(p)} OR {alias}.role_id = {p.of_viewer('role_id', 'uuid')}"
        f" OR {alias}.group_id = ANY({p.of_viewer('group_ids', 'uuid[]')})"
    )
    concerns = f"({a}.owner_id = {me(p)} OR {lets_in})"
    return probe(f"account {a} WHERE {a}.id = {alias}.account_id AND {concerns} AND {visible(viewer, p, a, form)}")


def visible_team_member(viewer: Viewer, p: Parameters, alias: str, form: Form = "check") -> str:
    """Does this viewer see the row of this alias of an account's team: the account, and the user too?"""
    u = p.alias("u")
    user = f"EXISTS (SELECT FROM app_user {u} WHERE {u}.id = {alias}.user_id AND {visible_user(viewer, p, u)})"
    return f"{visible_through_account(viewer, p, alias, form)} AND {user}"


def visible_arms_through_account(viewer: Viewer, p: Parameters, alias: str) -> tuple[str, ...]:
    """``visible_arms`` for a row that belongs to the account that its ``account_id`` names."""
    a = p.alias("a")
    owner = f"account {a} WHERE {a}.id = {alias}.account_id"
    # not looked up for each row as the door is: where a rule opens few, their rows are found by account
    tested = [f"EXISTS (SELECT FROM {owner} AND {arm})" for arm in _tested_arms(viewer, p, a)]
    return (f"{alias}.account_id = ANY({_listed_ids(viewer, p)})", *tested)


def _tested_arms(viewer: Viewer, p: Parameters, alias: str) -> tuple[str, ...]:
    ways = [way for way in WAYS_IN if way.concerns(viewer) and not way.listed(viewer)]
    return tuple(f"({(way.bulk or way.check)(viewer, p, alias)})" for way in ways)


def visible_user(viewer: Viewer, p: Parameters, alias: str) -> str:
    """Does this viewer see the user row of this alias?

    The company's own people all see each other. A partner sees themself and the owners of the accounts they see.
    """
    if viewer.profile is not Profile.PARTNER:
        return "true"
    a = p.alias("a")
    owns_one = probe(f"account {a} WHERE {a}.owner_id = {alias}.id AND {visible(viewer, p, a)}")
    return f"({alias}.id = {me(p)} OR {owns_one})"


def visible_to_staff(viewer: Viewer) -> str:
    """Does this viewer see what all of the company's own people see, and no partner: roles and groups?"""
    return "false" if viewer.profile is Profile.PARTNER else "true"


def visible_to_admins(viewer: Viewer) -> str:
    """Does this viewer see what only admins see?"""
    return "true" if viewer.profile is Profile.ADMIN else "false"


ROW_FILTERS: Mapping[RowFilter, Callable[[Viewer, Parameters, str, Form], str]] = {
    RowFilter.ACCOUNT: visible,
    RowFilter.THROUGH_ACCOUNT: visible_through_account,
    RowFilter.USER: lambda viewer, p, alias, _form: visible_user(viewer, p, alias),
    RowFilter.STAFF: lambda viewer, _p, _alias, _form: visible_to_staff(viewer),
    RowFilter.ADMINS: lambda viewer, _p, _alias, _form: visible_to_admins(viewer),
    RowFilter.GRANT: visible_grant,
    RowFilter.TEAM_MEMBER: visible_team_member,
}


def row_filter(which: RowFilter, viewer: Viewer, p: Parameters, alias: str, form: Form = "check") -> str:
    """The condition that this viewer sees the row of this alias, of a noun that declares this row filter."""
    return ROW_FILTERS[which](viewer, p, alias, form)


def visible_ids_statement(viewer: Viewer, form: Form) -> tuple[str, list[object]]:
    """All accounts that this viewer sees, by either form of the predicate: one id a row."""
    p = Parameters()
    return _ready(p.statement("a.id", f"account a WHERE {visible(viewer, p, 'a', form)}"), viewer)


def changed_levels_statement(viewer: Viewer, was: Rule | None, will: Rule | None) -> tuple[str, list[object]]:
    """Where one rule instead of another, or of none, changes the level at which accounts are open to this viewer.

    All else that is open to the viewer stays. A row for each change: the level that was and that will be, the ids of
    the accounts, and the first of them by name.
    """
    p = Parameters()

    def met(rule: Rule | None) -> str:
        return "false" if rule is None else f"({matches(rule, p, 'a')})"

    def level(rule: Rule | None) -> str:
        opened = "NULL" if rule is None else f"CASE WHEN {met(rule)} THEN {p.constant(str(rule.level), 'text')} END"
        # EDIT comes before READ by letter too, and what is null counts for nothing
        return f"least(o.level, {opened})"

    others = f"SELECT id, min(level) AS level FROM ({_arms(viewer, p)}) seen(id, level) GROUP BY id"
    changed = (
        f"SELECT a.id, a.name_key, {level(was)} AS was, {level(will)} AS will"
        f" FROM account a LEFT JOIN ({others}) o ON o.id = a.id WHERE {met(was)} OR {met(will)}"
    )
    return _ready(
        p.statement(
            "c.was, c.will, array_agg(c.id) AS ids, (array_agg(c.id ORDER BY c.name_key))[1] AS first,"
            " min(c.name_key) AS first_name",
            f"({changed}) c WHERE c.was IS DISTINCT FROM c.will GROUP BY c.was, c.will",
        ),
        viewer,
    )


def levels_statement(viewer: Viewer) -> tuple[str, list[object]]:
    """All accounts that this viewer sees, each with the highest level at which it is open: (id, level) a row."""
    p = Parameters()
    # EDIT comes before READ by letter too
    return _ready(p.statement("id, min(level) AS level", f"({_arms(viewer, p)}) seen(id, level) GROUP BY id"), viewer)


def visible_users_statement(viewer: Viewer) -> tuple[str, list[object]]:
    """All users that this viewer sees: one id a row."""
    p = Parameters()
    return _ready(p.statement("u.id", f"app_user u WHERE {visible_user(viewer, p, 'u')}"), viewer)


def breadth_statement(viewer: Viewer, few: int) -> tuple[str, list[object]]:
    """How many accounts stand open by the role tree, and by the other ways that have an index.

    Each is counted up to one more than what is few, once for each way that opens it.
    """
    p = Parameters()
    most = p.constant(few + 1, "int")

    def counted(ways: tuple[WayIn, ...]) -> str:
        return f"(SELECT count(*) FROM (SELECT FROM ({_arms(viewer, p, ways)}) arm LIMIT {most}) counted)"

    others = tuple(way for way in WAYS_IN if way not in (below_in_role_tree, by_rule))
    below = counted((below_in_role_tree,)) if below_in_role_tree.concerns(viewer) else "0"
    return _ready(p.statement(f"{below} AS below, {counted(others)} AS others", "(SELECT) one"), viewer)


def _ready(statement: Statement, viewer: Viewer) -> tuple[str, list[object]]:
    return statement.text, statement.values(viewer, {})
