"""The one door to rows. A table enters a statement only with the row filter that this module gives for it.

The filter is joined from the ways in, by one of three strategies: "row" tests each row, for rows at hand; "listed"
first lists, by index, what the ways open to a viewer to whom they open few, and tests each row only for the rules,
which have no index to be listed by, and for the role tree where that opens many; "hashed" tests very many rows, against
lists that are made once. All are joined from the same seven ways, so none can open what another does not.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from graph.auth.subject import Subject
from graph.auth.viewer import Viewer
from graph.auth.ways_in import WAYS_IN, WayIn, everywhere, exists_by_index
from graph.models.profile import Profile
from graph.models.spec import RowFilter
from graph.sql import FALSE, TRUE, Alias, Cte, Fragment, Scalar, all_of, any_of, join, sql

Strategy = Literal["row", "listed", "hashed"]
STRATEGIES: tuple[Strategy, ...] = ("row", "listed", "hashed")


def visible(subject: Subject, account: Alias, strategy: Strategy = "row") -> Fragment:
    """Whether the subject sees the account row of this alias: true or not, never null."""
    viewer = subject.viewer
    if viewer.sees_everything:
        return TRUE
    ways = [way for way in WAYS_IN if way.concerns(viewer)]
    if strategy == "row":
        return _holds([way.check(subject, account) for way in ways])
    if strategy == "hashed":
        return _holds([way.hashed(subject, account) for way in ways])
    tested = [way.hashed(subject, account) for way in ways if not way.is_listed(viewer)]
    if not tested:
        return sql("{a}.id = ANY({ids})", a=account, ids=_listed_ids(subject))
    listed = sql("{a}.id IN (SELECT id FROM {listed})", a=account, listed=_listed(subject))
    return sql("({any} IS TRUE)", any=any_of([listed, *tested]))


def _holds(conditions: list[Fragment]) -> Fragment:
    return sql("({any} IS TRUE)", any=any_of(sql("({one})", one=condition) for condition in conditions))


def visible_arms(subject: Subject, account: Alias) -> tuple[Fragment, ...]:
    """The strategy "listed" taken apart: for each account seen one of these holds at least, each on its own index.

    A page is merged from the first rows of each. Only one where there is nothing to take apart.
    """
    listed = sql("{a}.id = ANY({ids})", a=account, ids=_listed_ids(subject))
    return (listed, *_tested_arms(subject, account))


def visible_parts(subject: Subject, account: Alias) -> tuple[Fragment, ...]:
    """The strategy "listed" taken apart for reading everything: each account seen meets just one of these.

    Each is found in its own way, and but for the last, of the few that are listed, by several processes at once.
    """
    viewer = subject.viewer
    ways = [way for way in WAYS_IN if way.concerns(viewer) and not way.is_listed(viewer)]
    parts: list[Fragment] = []
    before: list[Fragment] = []
    for way in ways:
        parts.append(all_of(sql("({opens})", opens=way.of_set(subject, account)), *before))
        before.append(sql("({test}) IS NOT TRUE", test=way.hashed(subject, account)))
    listed = sql("{a}.id = ANY({ids})", a=account, ids=_listed_ids(subject))
    return (*parts, all_of(listed, *before))


def all_is_listed(viewer: Viewer) -> bool:
    """Whether the strategy "listed" lists every account that this viewer sees."""
    return all(way.is_listed(viewer) for way in WAYS_IN if way.concerns(viewer))


def _listed(subject: Subject) -> Cte:
    """The accounts that are listed; one may be in it several times."""
    ways = tuple(way for way in WAYS_IN if way.is_listed(subject.viewer))
    return Cte("my_account", sql("SELECT id FROM ({opened}) seen(id, level)", opened=opened(subject, ways)))


def _listed_ids(subject: Subject) -> Scalar:
    return Scalar("seen", sql("ARRAY(SELECT DISTINCT id FROM {listed})", listed=_listed(subject)))


def opened(subject: Subject, ways: tuple[WayIn, ...] = (*WAYS_IN, everywhere)) -> Fragment:
    """A query for the ids and levels of what these ways open; an account may be in it several times."""
    return join(" UNION ALL ", [sql("({ids})", ids=way.ids(subject)) for way in ways if way.concerns(subject.viewer)])


def reasons(subject: Subject, account: Alias) -> Fragment:
    """A query for all the ways in that are open to the subject for the account row of this alias."""
    ways = [way for way in (*WAYS_IN, everywhere) if way.concerns(subject.viewer)]
    return join(" UNION ALL ", [way.reasons(subject, account) for way in ways])


def visible_through_account(subject: Subject, row: Alias, strategy: Strategy = "row") -> Fragment:
    """Whether the subject sees the row of this alias, which belongs to the account that its ``account_id`` names."""
    if subject.viewer.sees_everything:
        return TRUE
    a = Alias("a")
    return exists_by_index(
        sql("account {a} WHERE {a}.id = {row}.account_id AND {seen}", a=a, row=row, seen=visible(subject, a, strategy))
    )


def visible_grant(subject: Subject, row: Alias, strategy: Strategy = "row") -> Fragment:
    """Whether the subject sees the grant row of this alias.

    An admin sees all. Others must see its account, and own it or be among those whom the grant lets in.
    """
    if subject.viewer.profile is Profile.ADMIN:
        return TRUE
    a = Alias("a")
    return exists_by_index(
        sql(
            "account {a} WHERE {a}.id = {row}.account_id AND ({a}.owner_id = {me} OR {row}.user_id = {me}"
            " OR {row}.role_id = {role} OR {row}.group_id = ANY({groups})) AND {seen}",
            a=a,
            row=row,
            me=subject.id,
            role=subject.value("role_id", "uuid"),
            groups=subject.value("group_ids", "uuid[]"),
            seen=visible(subject, a, strategy),
        )
    )


def visible_team_member(subject: Subject, row: Alias, strategy: Strategy = "row") -> Fragment:
    """Whether the subject sees the row of this alias of an account's team: the account, and the user too."""
    u = Alias("u")
    return sql(
        "{account} AND EXISTS (SELECT FROM app_user {u} WHERE {u}.id = {row}.user_id AND {seen})",
        account=visible_through_account(subject, row, strategy),
        u=u,
        row=row,
        seen=visible_user(subject, u),
    )


def visible_arms_through_account(subject: Subject, row: Alias) -> tuple[Fragment, ...]:
    """``visible_arms`` for a row that belongs to the account that its ``account_id`` names."""
    a = Alias("a")
    # not looked up for each row as the filter is: where a rule opens few, their rows are found by account
    tested = [
        sql("EXISTS (SELECT FROM account {a} WHERE {a}.id = {row}.account_id AND {arm})", a=a, row=row, arm=arm)
        for arm in _tested_arms(subject, a)
    ]
    return (sql("{row}.account_id = ANY({ids})", row=row, ids=_listed_ids(subject)), *tested)


def _tested_arms(subject: Subject, account: Alias) -> tuple[Fragment, ...]:
    viewer = subject.viewer
    ways = [way for way in WAYS_IN if way.concerns(viewer) and not way.is_listed(viewer)]
    return tuple(sql("({test})", test=way.hashed(subject, account)) for way in ways)


def visible_user(subject: Subject, row: Alias, _strategy: Strategy = "row") -> Fragment:
    """Whether the subject sees the user row of this alias.

    The company's own people all see each other. A partner sees themself and the owners of the accounts they see.
    """
    if subject.viewer.profile is not Profile.PARTNER:
        return TRUE
    a = Alias("a")
    owns_one = exists_by_index(
        sql("account {a} WHERE {a}.owner_id = {row}.id AND {seen}", a=a, row=row, seen=visible(subject, a))
    )
    return sql("({row}.id = {me} OR {owns_one})", row=row, me=subject.id, owns_one=owns_one)


def visible_to_staff(viewer: Viewer) -> Fragment:
    """Whether this viewer sees what all of the company's own people see, and no partner: roles and groups."""
    return FALSE if viewer.profile is Profile.PARTNER else TRUE


def visible_to_admins(viewer: Viewer) -> Fragment:
    """Whether this viewer sees what only admins see."""
    return TRUE if viewer.profile is Profile.ADMIN else FALSE


ROW_FILTERS: Mapping[RowFilter, Callable[[Subject, Alias, Strategy], Fragment]] = {
    RowFilter.ACCOUNT: visible,
    RowFilter.THROUGH_ACCOUNT: visible_through_account,
    RowFilter.USER: lambda subject, row, _strategy: visible_user(subject, row),
    RowFilter.STAFF: lambda subject, _row, _strategy: visible_to_staff(subject.viewer),
    RowFilter.ADMINS: lambda subject, _row, _strategy: visible_to_admins(subject.viewer),
    RowFilter.GRANT: visible_grant,
    RowFilter.TEAM_MEMBER: visible_team_member,
}


def row_filter(which: RowFilter, subject: Subject, row: Alias, strategy: Strategy = "row") -> Fragment:
    """Whether the subject sees the row of this alias, of a noun that declares this row filter."""
    return ROW_FILTERS[which](subject, row, strategy)
