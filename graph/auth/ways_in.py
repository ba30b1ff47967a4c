"""The seven ways in, in the order of the specification's table. README.md names each, and what it costs."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.auth.reasons import NO_STEPS, NULL, AccessKind, Opened
from graph.auth.rules import matches
from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel
from graph.sql import TRUE, Alias, Cte, Fragment, Node, Scalar, constant, join, literal, sql

Test = Callable[[Subject, Alias], Fragment]
"""Makes a condition over the account row of an alias."""


def _always(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way to see an account: a relation of the accounts it opens to a subject, with levels and reasons.

    Everything else follows from the rows; ``row_test``, ``hashed_test`` and ``set_test`` replace what follows where
    that is slower.
    """

    concerns: Callable[[Viewer], bool]
    """Whether it can open anything to this viewer."""
    rows: Callable[[Subject], tuple[Opened, ...]]
    """What it opens to the subject. It names nothing outside itself."""
    row_test: Test | None = None
    hashed_test: Test | None = None
    set_test: Test | None = None
    is_listed: Callable[[Viewer], bool] = _always
    """Whether the strategy "listed" lists its accounts first, or tests each row."""

    def ids(self, subject: Subject) -> Fragment:
        """A query for account ids and the level at which each is open."""
        return join(" UNION ALL ", [each.ids() for each in self.rows(subject)])

    def check(self, subject: Subject, account: Alias) -> Fragment:
        """Whether it opens an account row that is at hand: looked up by index, row by row."""
        if self.row_test is not None:
            return self.row_test(subject, account)
        return join(" OR ", [sql("EXISTS ({it} OFFSET 0)", it=each.exists(account)) for each in self.rows(subject)])

    def hashed(self, subject: Subject, account: Alias) -> Fragment:
        """Whether it opens an account row among very many: held against a list that is made once."""
        if self.hashed_test is not None:
            return self.hashed_test(subject, account)
        lists = [sql("{a}.id IN ({ids})", a=account, ids=each.accounts()) for each in self.rows(subject)]
        return join(" OR ", lists)

    def of_set(self, subject: Subject, account: Alias) -> Fragment:
        """Whether it opens an account row, where all of them are read: the planner may begin at what opens them."""
        return (self.set_test or self.hashed)(subject, account)

    def reasons(self, subject: Subject, account: Alias) -> Fragment:
        """A query for why it opens one account."""
        return join(" UNION ALL ", [each.reasons(account) for each in self.rows(subject)])


def exists_by_index(source: Fragment) -> Fragment:
    """Whether there is such a row, looked up for each account by index.

    OFFSET 0 keeps the planner from reading the whole table once instead, which it would do on a wrong guess.
    """
    return sql("EXISTS (SELECT FROM {source} OFFSET 0)", source=source)


def _owned_rows(subject: Subject) -> tuple[Opened, ...]:
    me = subject.id
    where, level = sql("a.owner_id = {me}", me=me), literal(AccessLevel.EDIT)
    source, account = sql("account a"), sql("a.id")
    return (Opened(kind=AccessKind.OWNER, source=source, where=where, account=account, level=level, key=me),)


def _owned_test(subject: Subject, account: Alias) -> Fragment:
    return sql("{a}.owner_id = {me}", a=account, me=subject.id)


def _below_rows(subject: Subject) -> tuple[Opened, ...]:
    below = Opened(
        kind=AccessKind.ROLE,
        source=sql("app_user u JOIN account a ON a.owner_id = u.id"),
        where=sql("u.role_id = ANY({below})", below=subject.value("roles_below", "uuid[]")),
        account=sql("a.id"),
        level=literal(AccessLevel.EDIT),
        key=sql("r.id"),
        role=sql("r.name"),
        named=sql(" JOIN role r ON r.id = u.role_id"),
    )
    return (below,)


def _below_test(subject: Subject, account: Alias) -> Fragment:
    # the row's own owner: no second look at the account
    source = sql(
        "app_user {u} WHERE {u}.id = {a}.owner_id AND {u}.role_id = ANY({below})",
        u=Alias("u"),
        a=account,
        below=subject.value("roles_below", "uuid[]"),
    )
    return exists_by_index(source)


def _below_hashed(subject: Subject, account: Alias) -> Fragment:
    # IS TRUE keeps it from being joined: a list walked in its order holds each row against one hashed list of owners
    return sql("({below} IS TRUE)", below=_below_set(subject, account))


def _below_set(subject: Subject, account: Alias) -> Fragment:
    return sql(
        "({a}.owner_id IN (SELECT id FROM app_user WHERE role_id = ANY({below})))",
        a=account,
        below=subject.value("roles_below", "uuid[]"),
    )


def _team_rows(subject: Subject) -> tuple[Opened, ...]:
    team = Opened(
        kind=AccessKind.TEAM,
        source=sql("account_team t"),
        where=sql("t.user_id = {me}", me=subject.id),
        account=sql("t.account_id"),
        level=sql("t.level"),
        key=sql("t.id"),
        name=sql("t.title"),
    )
    return (team,)


def _rule_rows(subject: Subject) -> tuple[Opened, ...]:
    a = RULE_ROW
    return tuple(
        Opened(
            kind=AccessKind.RULE,
            source=sql("account {a}", a=a),
            where=matches(rule, a),
            account=sql("{a}.id", a=a),
            level=constant(str(rule.level), "text"),
            key=constant(rule.id, "uuid"),
            name=constant(rule.name, "text"),
        )
        for rule in subject.viewer.rules
    )


RULE_ROW = Alias("a")
"""One for all: rows name nothing outside themselves, and those of equal rules must be equal SQL."""


def _rule_test(subject: Subject, account: Alias) -> Fragment:
    return join(" OR ", [matches(rule, account) for rule in subject.viewer.rules])


def grants(subject: Subject) -> Node:
    """The subject's live grants: to them, to their role, to their groups; listed once, or to be joined by account."""
    live = sql(
        "SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at FROM account_grant g"
        " WHERE (g.expires_at IS NULL OR g.expires_at > now())"
        " AND (g.user_id = {me} OR g.role_id = {role} OR g.group_id = ANY({groups}))",
        me=subject.id,
        role=subject.value("role_id", "uuid"),
        groups=subject.value("group_ids", "uuid[]"),
    )
    return sql("({live})", live=live) if subject.few else Cte("my_grant", live)


def _granted(
    kind: AccessKind,
    source: Fragment,
    where: Fragment,
    account: Fragment,
    *,
    via: Node = NULL,
    steps: Fragment = NO_STEPS,
) -> Opened:
    """What grants ``g`` open: named for the role or the group that each is to."""
    return Opened(
        kind=kind,
        source=source,
        where=where,
        account=account,
        level=sql("g.level"),
        key=sql("g.id"),
        name=sql("coalesce(r.name, n.name)"),
        via=via,
        steps=steps,
        expires=sql("g.expires_at"),
        named=sql(" LEFT JOIN role r ON r.id = g.role_id LEFT JOIN user_group n ON n.id = g.group_id"),
    )


def _grant_rows(subject: Subject) -> tuple[Opened, ...]:
    source = sql("{grants} g", grants=grants(subject))
    return (_granted(AccessKind.GRANT, source, TRUE, sql("g.account_id")),)


def _grant_test(subject: Subject, account: Alias) -> Fragment:
    if subject.few:
        return exists_by_index(sql("{live} g WHERE g.account_id = {a}.id", live=grants(subject), a=account))
    granted = Scalar("granted", sql("ARRAY(SELECT account_id FROM {grants})", grants=grants(subject)))
    return sql("{a}.id = ANY({granted})", a=account, granted=granted)


def _cascade_rows(subject: Subject) -> tuple[Opened, ...]:
    below = _granted(
        AccessKind.CASCADE,
        sql("{grants} g JOIN account_tree t ON t.ancestor_id = g.account_id", grants=grants(subject)),
        sql("g.cascades AND t.depth > 0"),
        sql("t.descendant_id"),
        via=sql("t.ancestor_id"),
        steps=sql("t.depth"),
    )
    return (below,)


def _cascade_test(subject: Subject, account: Alias) -> Fragment:
    if subject.few:
        source = sql(
            "account_tree {t} JOIN {live} g ON g.account_id = {t}.ancestor_id WHERE {t}.descendant_id = {a}.id"
            " AND {t}.depth > 0 AND g.cascades",
            t=Alias("t"),
            live=grants(subject),
            a=account,
        )
        return exists_by_index(source)
    cascading = Scalar("cascading", sql("ARRAY(SELECT account_id FROM {g} WHERE cascades)", g=grants(subject)))
    above = sql(
        "account_tree {t} WHERE {t}.descendant_id = {a}.id AND {t}.depth > 0 AND {t}.ancestor_id = ANY({cascading})",
        t=Alias("t"),
        a=account,
        cascading=cascading,
    )
    # viewers without grants are spared the tree
    return sql("cardinality({cascading}) > 0 AND {above}", cascading=cascading, above=exists_by_index(above))


def _cascade_hashed(subject: Subject, account: Alias) -> Fragment:
    # found once for all places that ask
    below = Cte(
        "my_cascade",
        sql(
            "SELECT t.descendant_id FROM {grants} g JOIN account_tree t ON t.ancestor_id = g.account_id"
            " WHERE g.cascades AND t.depth > 0",
            grants=grants(subject),
        ),
    )
    return sql("{a}.id IN (SELECT descendant_id FROM {below})", a=account, below=below)


def _partner_rows(subject: Subject) -> tuple[Opened, ...]:
    partner = subject.value("partner_account_id", "uuid")
    managed = Opened(
        kind=AccessKind.PARTNER,
        source=sql("account a"),
        where=sql("(a.id = {partner} OR a.partner_id = {partner})", partner=partner),
        account=sql("a.id"),
        level=literal(AccessLevel.READ),
        key=partner,
        via=partner,
    )
    return (managed,)


def _partner_test(subject: Subject, account: Alias) -> Fragment:
    partner = subject.value("partner_account_id", "uuid")
    return sql("{a}.id = {partner} OR {a}.partner_id = {partner}", a=account, partner=partner)


def _is_partner(viewer: Viewer) -> bool:
    return viewer.profile is Profile.PARTNER and viewer.partner_account_id is not None


def _everywhere_rows(subject: Subject) -> tuple[Opened, ...]:
    admin = subject.viewer.profile is Profile.ADMIN
    all_accounts = Opened(
        kind=AccessKind.ADMIN if admin else AccessKind.VIEW_ALL,
        source=sql("account a"),
        where=TRUE,
        account=sql("a.id"),
        level=literal(AccessLevel.EDIT if admin else AccessLevel.READ),
        key=subject.id,
    )
    return (all_accounts,)


owned = WayIn(_always, _owned_rows, row_test=_owned_test, hashed_test=_owned_test)
below_in_role_tree = WayIn(
    lambda viewer: bool(viewer.roles_below),
    _below_rows,
    row_test=_below_test,
    hashed_test=_below_hashed,
    set_test=_below_set,
    is_listed=lambda viewer: viewer.few_by_role,
)
on_team = WayIn(_always, _team_rows)
by_rule = WayIn(
    lambda viewer: bool(viewer.rules),
    _rule_rows,
    row_test=_rule_test,
    hashed_test=_rule_test,
    is_listed=lambda _viewer: False,
)
by_grant = WayIn(_always, _grant_rows, row_test=_grant_test)
by_cascade = WayIn(_always, _cascade_rows, row_test=_cascade_test, hashed_test=_cascade_hashed)
by_partnership = WayIn(_is_partner, _partner_rows, row_test=_partner_test, hashed_test=_partner_test)

WAYS_IN = (owned, below_in_role_tree, on_team, by_rule, by_grant, by_cascade, by_partnership)

everywhere = WayIn(lambda viewer: viewer.sees_everything, _everywhere_rows)
"""What opens every account to those who see all. No condition asks it: ``sharing.visible`` is then simply true."""
