"""The seven ways in, in the order of the specification's table: each as a condition, as a query and as reasons."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.auth.parameters import Parameters
from graph.auth.reasons import AccessKind, why
from graph.auth.rules import matches
from graph.auth.viewer import Viewer
from graph.models.profile import Profile


def _anyone(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way to see an account: whom it concerns, and what it opens."""

    concerns: Callable[[Viewer], bool]
    check: Callable[[Viewer, Parameters, str], str]
    """A condition over the account row of this alias."""
    ids: Callable[[Viewer, Parameters], str]
    """A query whose rows are account ids and the level at which each is open."""
    reasons: Callable[[Viewer, Parameters, str], str]
    """A query whose rows say why the account row of this alias is open this way, as reasons.why has it."""
    bulk: Callable[[Viewer, Parameters, str], str] | None = None
    """The condition for very many rows, against lists that are made once. None where the check is as good."""
    listed: Callable[[Viewer], bool] = _anyone
    """Whether the form "set" lists the accounts by that query, or tests each row."""


def me(p: Parameters) -> str:
    """The viewer's id."""
    return p.of_viewer("id", "uuid")


def probe(source: str) -> str:
    """Whether there is such a row, looked up for each account by index.

    OFFSET 0 keeps the planner from reading the whole table once instead, which it would do on a wrong guess.
    """
    return f"EXISTS (SELECT FROM {source} OFFSET 0)"


def _grants(p: Parameters) -> str:
    """The viewer's live grants: to them, to their role, to their groups."""
    return p.subquery(
        "my_grant",
        lambda: (
            "SELECT g.account_id, g.cascades, g.level, g.id, g.role_id, g.group_id, g.expires_at"
            " FROM account_grant g WHERE (g.expires_at IS NULL"
            f" OR g.expires_at > now()) AND (g.user_id = {me(p)} OR g.role_id = {p.of_viewer('role_id', 'uuid')}"
            f" OR g.group_id = ANY({p.of_viewer('group_ids', 'uuid[]')}))"
        ),
    )


def _owned_check(_viewer: Viewer, p: Parameters, a: str) -> str:
    return f"{a}.owner_id = {me(p)}"


def _owned_ids(_viewer: Viewer, p: Parameters) -> str:
    return f"SELECT id, 'EDIT' FROM account WHERE owner_id = {me(p)}"


def _owned_reasons(viewer: Viewer, p: Parameters, a: str) -> str:
    return why(AccessKind.OWNER, "'EDIT'", f"WHERE {_owned_check(viewer, p, a)}", me(p))


def _below_check(_viewer: Viewer, p: Parameters, a: str) -> str:
    u = p.alias("u")
    below = p.of_viewer("roles_below", "uuid[]")
    return probe(f"app_user {u} WHERE {u}.id = {a}.owner_id AND {u}.role_id = ANY({below})")


def _below_bulk(_viewer: Viewer, p: Parameters, a: str) -> str:
    owners = f"SELECT id FROM app_user WHERE role_id = ANY({p.of_viewer('roles_below', 'uuid[]')})"
    # IS TRUE keeps it from being joined: a list walked in its order holds each row against one hashed list of owners
    return f"(({a}.owner_id IN ({owners})) IS TRUE)"


def _below_ids(_viewer: Viewer, p: Parameters) -> str:
    below = p.of_viewer("roles_below", "uuid[]")
    return f"SELECT a.id, 'EDIT' FROM app_user u JOIN account a ON a.owner_id = u.id WHERE u.role_id = ANY({below})"


def _below_reasons(_viewer: Viewer, p: Parameters, a: str) -> str:
    u, r, below = p.alias("u"), p.alias("r"), p.of_viewer("roles_below", "uuid[]")
    source = f"app_user {u} JOIN role {r} ON {r}.id = {u}.role_id WHERE {u}.id = {a}.owner_id AND {r}.id = ANY({below})"
    return why(AccessKind.ROLE, "'EDIT'", f"FROM {source}", f"{r}.id", role=f"{r}.name")


def _team_check(_viewer: Viewer, p: Parameters, a: str) -> str:
    t = p.alias("t")
    return probe(f"account_team {t} WHERE {t}.account_id = {a}.id AND {t}.user_id = {me(p)}")


def _team_bulk(_viewer: Viewer, p: Parameters, a: str) -> str:
    return f"{a}.id IN (SELECT account_id FROM account_team WHERE user_id = {me(p)})"


def _team_ids(_viewer: Viewer, p: Parameters) -> str:
    return f"SELECT account_id, level FROM account_team WHERE user_id = {me(p)}"


def _team_reasons(_viewer: Viewer, p: Parameters, a: str) -> str:
    t = p.alias("t")
    source = f"FROM account_team {t} WHERE {t}.account_id = {a}.id AND {t}.user_id = {me(p)}"
    return why(AccessKind.TEAM, f"{t}.level", source, f"{t}.id", name=f"{t}.title")


def _rule_check(viewer: Viewer, p: Parameters, a: str) -> str:
    return " OR ".join(matches(rule, p, a) for rule in viewer.rules)


def _rule_ids(viewer: Viewer, p: Parameters) -> str:
    return " UNION ALL ".join(
        f"SELECT a.id, {p.constant(rule.level, 'text')} FROM account a WHERE {matches(rule, p, 'a')}"
        for rule in viewer.rules
    )


def _rule_reasons(viewer: Viewer, p: Parameters, a: str) -> str:
    return " UNION ALL ".join(
        why(
            AccessKind.RULE,
            p.constant(str(rule.level), "text"),
            f"WHERE {matches(rule, p, a)}",
            p.constant(rule.id, "uuid"),
            name=p.constant(rule.name, "text"),
        )
        for rule in viewer.rules
    )


def _grant_check(_viewer: Viewer, p: Parameters, a: str) -> str:
    granted = p.found("granted", lambda: f"ARRAY(SELECT account_id FROM {_grants(p)})")
    return f"{a}.id = ANY({granted})"


def _grant_bulk(_viewer: Viewer, p: Parameters, a: str) -> str:
    return f"{a}.id IN (SELECT account_id FROM {_grants(p)})"


def _grant_ids(_viewer: Viewer, p: Parameters) -> str:
    return f"SELECT account_id, level FROM {_grants(p)}"


def _grant_reasons(_viewer: Viewer, p: Parameters, a: str) -> str:
    return _granted(AccessKind.GRANT, p, lambda g: f"{_grants(p)} {g}", lambda g: f"{g}.account_id = {a}.id")


def _granted(
    kind: AccessKind, p: Parameters, source: Callable[[str], str], where: Callable[[str], str], **how: str
) -> str:
    """Reasons that are grants: named for the role or the group that each is to."""
    g, r, n = p.alias("g"), p.alias("r"), p.alias("n")
    named = f" LEFT JOIN role {r} ON {r}.id = {g}.role_id LEFT JOIN user_group {n} ON {n}.id = {g}.group_id"
    name, expires = f"coalesce({r}.name, {n}.name)", f"{g}.expires_at"
    rows = f"FROM {source(g)}{named} WHERE {where(g)}"
    return why(kind, f"{g}.level", rows, f"{g}.id", name=name, expires=expires, **how)


def _cascade_check(_viewer: Viewer, p: Parameters, a: str) -> str:
    t = p.alias("t")
    cascading = p.found("cascading", lambda: f"ARRAY(SELECT account_id FROM {_grants(p)} WHERE cascades)")
    above = (
        f"account_tree {t} WHERE {t}.descendant_id = {a}.id AND {t}.depth > 0 AND {t}.ancestor_id = ANY({cascading})"
    )
    # viewers without grants are spared the tree
    return f"cardinality({cascading}) > 0 AND {probe(above)}"


def _cascade_bulk(_viewer: Viewer, p: Parameters, a: str) -> str:
    below = p.subquery(
        "my_cascade",
        lambda: (
            f"SELECT t.descendant_id FROM {_grants(p)} g JOIN account_tree t ON t.ancestor_id = g.account_id"
            " WHERE g.cascades AND t.depth > 0"
        ),
    )
    return f"{a}.id IN (SELECT descendant_id FROM {below})"


def _cascade_ids(_viewer: Viewer, p: Parameters) -> str:
    return (
        f"SELECT t.descendant_id, g.level FROM {_grants(p)} g JOIN account_tree t ON t.ancestor_id = g.account_id"
        " WHERE g.cascades AND t.depth > 0"
    )


def _cascade_reasons(_viewer: Viewer, p: Parameters, a: str) -> str:
    t = p.alias("t")
    return _granted(
        AccessKind.CASCADE,
        p,
        lambda g: f"account_tree {t} JOIN {_grants(p)} {g} ON {g}.account_id = {t}.ancestor_id AND {g}.cascades",
        lambda _g: f"{t}.descendant_id = {a}.id AND {t}.depth > 0",
        via=f"{t}.ancestor_id",
        steps=f"{t}.depth",
    )


def _partner_check(_viewer: Viewer, p: Parameters, a: str) -> str:
    mine = p.of_viewer("partner_account_id", "uuid")
    return f"{a}.id = {mine} OR {a}.partner_id = {mine}"


def _partner_ids(_viewer: Viewer, p: Parameters) -> str:
    mine = p.of_viewer("partner_account_id", "uuid")
    return f"SELECT id, 'READ' FROM account WHERE id = {mine} OR partner_id = {mine}"


def _partner_reasons(viewer: Viewer, p: Parameters, a: str) -> str:
    mine = p.of_viewer("partner_account_id", "uuid")
    return why(AccessKind.PARTNER, "'READ'", f"WHERE {_partner_check(viewer, p, a)}", mine, via=mine)


def _is_partner(viewer: Viewer) -> bool:
    return viewer.profile is Profile.PARTNER and viewer.partner_account_id is not None


owned = WayIn(_anyone, _owned_check, _owned_ids, _owned_reasons)
below_in_role_tree = WayIn(
    lambda viewer: bool(viewer.roles_below),
    _below_check,
    _below_ids,
    _below_reasons,
    bulk=_below_bulk,
    listed=lambda viewer: viewer.few_below,
)
on_team = WayIn(_anyone, _team_check, _team_ids, _team_reasons, bulk=_team_bulk)
by_rule = WayIn(lambda viewer: bool(viewer.rules), _rule_check, _rule_ids, _rule_reasons, listed=lambda _viewer: False)
by_grant = WayIn(_anyone, _grant_check, _grant_ids, _grant_reasons, bulk=_grant_bulk)
by_cascade = WayIn(_anyone, _cascade_check, _cascade_ids, _cascade_reasons, bulk=_cascade_bulk)
by_partnership = WayIn(_is_partner, _partner_check, _partner_ids, _partner_reasons)

WAYS_IN = (owned, below_in_role_tree, on_team, by_rule, by_grant, by_cascade, by_partnership)
