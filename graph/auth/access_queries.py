"""Ready statements about access: how far accounts are open, to whom, and what a rule would change."""

from collections.abc import Collection

from graph.auth.reasons import AccessKind
from graph.auth.rules import matches
from graph.auth.sharing import Strategy, opened, reasons, visible, visible_user
from graph.auth.subject import Subject
from graph.auth.viewer import Rule, Viewer
from graph.auth.ways_in import WAYS_IN, WayIn, below_in_role_tree, by_rule
from graph.sql import FALSE, Alias, Argument, Fragment, Statement, any_of, array, constant, sql, statement


def access_statement(viewer: Viewer) -> Statement:
    """The highest level at which one account is open to this viewer, and the kinds of way: no row where it isn't.

    And whether it is open for editing by one that doesn't run out. The account comes with the call, as ``account``.
    """
    a = Alias("a")
    # EDIT comes before READ by letter too
    return statement(
        sql(
            "min(r.level) AS level, array_agg(DISTINCT r.kind) AS kinds,"
            " bool_or(r.level = 'EDIT' AND r.expires_at IS NULL) AS for_good"
        ),
        sql(
            "account {a} CROSS JOIN LATERAL ({reasons}) r WHERE {a}.id = {account} HAVING count(*) > 0",
            a=a,
            reasons=reasons(Subject(viewer, few=True), a),
            account=Argument("uuid", "account"),
        ),
    )


def allowed_below_statement(viewer: Viewer, kinds: Collection[AccessKind], *, or_edits: bool) -> Statement:
    """How many accounts stand below one, and how many of them are open to this viewer by one of these kinds of way.

    ``or_edits``: or by any that lets them edit it and doesn't run out. The account comes with the call, as ``account``.
    """
    a, account = Alias("a"), Argument("uuid", "account")
    by_kind = sql("r.kind = ANY({kinds})", kinds=array(sorted(kinds)))
    lasting = sql("(r.level = 'EDIT' AND r.expires_at IS NULL)")
    return statement(
        sql('count(*) AS allowed, accounts_below({account}) AS "below"', account=account),
        sql(
            "account_tree t JOIN account {a} ON {a}.id = t.descendant_id WHERE t.ancestor_id = {account}"
            " AND t.depth > 0 AND EXISTS (SELECT FROM ({reasons}) r WHERE {enough})",
            a=a,
            account=account,
            reasons=reasons(Subject(viewer), a),
            enough=any_of([by_kind, lasting] if or_edits else [by_kind]),
        ),
    )


def owned_below_statement(viewer: Viewer, kinds: Collection[AccessKind], *, or_edits: bool) -> Statement:
    """The accounts below one that this viewer sees and a user owns, by id.

    ``yields`` says whether one is open to the viewer as in `allowed_below_statement`. The account, the user and the
    most rows come with the call, as ``account``, ``owner`` and ``limit``.
    """
    a = Alias("a")
    by_kind = sql("r.kind = ANY({kinds})", kinds=array(sorted(kinds)))
    lasting = sql("(r.level = 'EDIT' AND r.expires_at IS NULL)")
    return statement(
        sql("{a}.id, bool_or({enough}) AS yields", a=a, enough=any_of([by_kind, lasting] if or_edits else [by_kind])),
        sql(
            "account_tree t JOIN account {a} ON {a}.id = t.descendant_id CROSS JOIN LATERAL ({reasons}) r"
            " WHERE t.ancestor_id = {account} AND t.depth > 0 AND {a}.owner_id = {owner}"
            " GROUP BY {a}.id ORDER BY {a}.id LIMIT {limit}",
            a=a,
            reasons=reasons(Subject(viewer), a),
            account=Argument("uuid", "account"),
            owner=Argument("uuid", "owner"),
            limit=Argument("bigint", "limit"),
        ),
    )


def visible_ids_statement(viewer: Viewer, strategy: Strategy) -> tuple[str, list[object]]:
    """All accounts that this viewer sees, by any strategy of the row filter: one id a row."""
    a = Alias("a")
    seen = visible(Subject(viewer), a, strategy)
    return _ready(statement(sql("{a}.id", a=a), sql("account {a} WHERE {seen}", a=a, seen=seen)), viewer)


def changed_levels_statement(viewer: Viewer, was: Rule | None, will: Rule | None) -> tuple[str, list[object]]:
    """Where one rule instead of another, or of none, changes the level at which accounts are open to this viewer.

    All else that is open to the viewer stays. A row for each change: the level that was and that will be, the ids of
    the accounts, and the first of them by name.
    """
    a = Alias("a")

    def met(rule: Rule | None) -> Fragment:
        return FALSE if rule is None else sql("({matches})", matches=matches(rule, a))

    def level(rule: Rule | None) -> Fragment:
        if rule is None:
            return sql("o.level")
        # EDIT comes before READ by letter too, and what is null counts for nothing
        return sql(
            "least(o.level, CASE WHEN {met} THEN {level} END)",
            met=met(rule),
            level=constant(str(rule.level), "text"),
        )

    changed = sql(
        "SELECT {a}.id, {a}.name_key, {was} AS was, {will} AS will FROM account {a} LEFT JOIN (SELECT id, min(level)"
        " AS level FROM ({opened}) seen(id, level) GROUP BY id) o ON o.id = {a}.id WHERE {met_was} OR {met_will}",
        a=a,
        was=level(was),
        will=level(will),
        opened=opened(Subject(viewer)),
        met_was=met(was),
        met_will=met(will),
    )
    return _ready(
        statement(
            sql(
                "c.was, c.will, array_agg(c.id) AS ids, (array_agg(c.id ORDER BY c.name_key))[1] AS first,"
                " min(c.name_key) AS first_name"
            ),
            sql("({changed}) c WHERE c.was IS DISTINCT FROM c.will GROUP BY c.was, c.will", changed=changed),
        ),
        viewer,
    )


def levels_statement(viewer: Viewer) -> tuple[str, list[object]]:
    """All accounts that this viewer sees, each with the highest level at which it is open: (id, level) a row."""
    # EDIT comes before READ by letter too
    source = sql("({opened}) seen(id, level) GROUP BY id", opened=opened(Subject(viewer)))
    return _ready(statement(sql("id, min(level) AS level"), source), viewer)


def visible_users_statement(viewer: Viewer) -> tuple[str, list[object]]:
    """All users that this viewer sees: one id a row."""
    u = Alias("u")
    source = sql("app_user {u} WHERE {seen}", u=u, seen=visible_user(Subject(viewer), u))
    return _ready(statement(sql("{u}.id", u=u), source), viewer)


def breadth_statement(viewer: Viewer, few: int) -> tuple[str, list[object]]:
    """How many accounts stand open by the role tree, and by the other ways that have an index.

    Each is counted up to one more than what is few, once for each way that opens it.
    """
    subject, most = Subject(viewer), constant(few + 1, "int")

    def counted(ways: tuple[WayIn, ...]) -> Fragment:
        return sql(
            "(SELECT count(*) FROM (SELECT FROM ({opened}) arm LIMIT {most}) counted)",
            opened=opened(subject, ways),
            most=most,
        )

    others = tuple(way for way in WAYS_IN if way not in (below_in_role_tree, by_rule))
    below = counted((below_in_role_tree,)) if below_in_role_tree.concerns(viewer) else sql("0")
    columns = sql("{below} AS below, {others} AS others", below=below, others=counted(others))
    return _ready(statement(columns, sql("(SELECT) one")), viewer)


def _ready(made: Statement, viewer: Viewer) -> tuple[str, list[object]]:
    return made.text, made.values(viewer, {})
