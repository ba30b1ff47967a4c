"""Why a user sees an account: every way in that is open, and the highest level of them."""

from typing import TYPE_CHECKING

from graph.auth import field_rules, sharing
from graph.auth.reasons import AccessKind
from graph.models.values import Moment
from graph.resolvers.compiler.entity import Column, One, Part, Written
from graph.resolvers.compiler.relation import by_id
from graph.resolvers.compiler.shape import Chosen

if TYPE_CHECKING:
    from graph.resolvers.compiler.statement import Writer

KINDS = "ARRAY[" + ", ".join(f"'{kind}'" for kind in AccessKind) + "]"


def access(w: "Writer", a: str, chosen: Chosen) -> str:
    """The access of whoever asks or of the user that ``userId`` names; null where that user doesn't see the account."""
    user_id = chosen.argument("userId")
    of = w if user_id is None else w.of_user(user_id)
    why, r = w.p.alias("why"), w.p.alias("r")

    def reasons(w: "Writer", _alias: str, chosen: Chosen) -> str:
        # by a name that is hidden nothing may be sorted either
        name = "" if field_rules.hidden(w.viewer, "AccessReason", "name") else f'{r}.name COLLATE "C", '
        order = f"array_position({KINDS}, {r}.kind), {name}{r}.key"
        source = f"FROM (SELECT {why}.*, {a}.id AS account_id FROM {why}) {r} ORDER BY {order}"
        return w.array(REASON, r, chosen.shape, source)

    parts: dict[str, Part] = {
        # EDIT comes before READ by letter too
        "level": Column(f"(SELECT min({why}.level) FROM {why})"),
        "reasons": Written(reasons),
    }
    found = w.object(parts, why, chosen.shape, f"WHERE EXISTS (SELECT FROM {why})")
    return f"(WITH {why} AS ({sharing.reasons(of.viewer, of.p, a)}) {found})"


def _inherited_depth(w: "Writer", a: str, _chosen: Chosen) -> str:
    """How many levels below the account of the grant this one is, in the tree of whoever asks."""
    t, v = w.p.alias("t"), w.p.alias("v")
    return (
        f"CASE WHEN {a}.kind = '{AccessKind.CASCADE}' THEN (SELECT count(*) FROM account_tree {t} JOIN account {v}"
        f" ON {v}.id = {t}.ancestor_id WHERE {t}.descendant_id = {a}.account_id AND {t}.depth BETWEEN 1 AND {a}.steps"
        f" AND {sharing.visible(w.viewer, w.p, v, w.form)}) END"
    )


REASON: dict[str, Part] = {
    "kind": Column("{a}.kind"),
    "level": Column("{a}.level"),
    "name": Column("{a}.name"),
    "viaAccount": One(by_id("Account", "via_account_id")),
    "viaRole": Column("{a}.via_role"),
    "inheritedDepth": Written(_inherited_depth),
    "expiresAt": Column(Moment().read("{a}.expires_at")),
}
