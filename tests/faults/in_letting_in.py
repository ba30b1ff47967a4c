"""Faults in who is let in by whom: grants, teams, sharing rules and their previews."""

from . import Fault

SHARING = "graph/auth/sharing.py"
GRANT = "graph/resolvers/mutations/grant.py"
MUTATIONS = "tests/resolvers/mutations"


FAULTS = (
    Fault(
        "grants-shown-to-whoever-sees-the-account",
        SHARING,
        (("{alias}.account_id AND {concerns} AND {visible(", "{alias}.account_id AND {visible("),),
        ("tests/resolvers/test_grants.py",),
    ),
    Fault(
        "grants-shown-on-hidden-accounts",
        SHARING,
        ((" AND {concerns} AND {visible(viewer, p, a, form)}", " AND {concerns}"),),
        ("tests/resolvers/test_grants.py",),
    ),
    Fault(
        "owners-open-what-they-do-not-see",
        GRANT,
        (("if not enough:", "if False:"),),
        (f"{MUTATIONS}/test_grant.py",),
    ),
    Fault(
        "a-grant-to-oneself-counts-for-itself",
        GRANT,
        (('"DELETE FROM account_grant WHERE id = ANY($1::uuid[])"', '"SELECT FROM account_grant WHERE id = ANY($1)"'),),
        (f"{MUTATIONS}/test_grant.py",),
    ),
    Fault(
        "grants-outlast-what-they-rest-on",
        SHARING,
        (('enough = f"(r.expires_at IS NULL OR r.expires_at >= {until})"', 'enough = "true"'),),
        (f"{MUTATIONS}/test_grant.py",),
    ),
    Fault(
        "who-was-let-in-for-a-time-hands-over",
        "graph/auth/permissions.py",
        (("viewer.profile in MANAGERS and access.edits_for_good", "viewer.profile in MANAGERS and can_edit(access)"),),
        ("tests/attack/test_writes.py",),
    ),
    Fault(
        "partners-named-by-any-editor",
        "graph/resolvers/mutations/account.py",
        (
            (
                "    if open_to is None or not can_hand_over(tx.viewer, open_to):\n        raise Forbidden(",
                "    if open_to is None:\n        raise Forbidden(",
            ),
        ),
        (f"{MUTATIONS}/test_account.py",),
    ),
    Fault(
        "hidden-references-told-by-a-guess",
        "graph/resolvers/mutations/record_mutations.py",
        (("if await sees(tx, reference.noun, present):", "if True:"),),
        ("tests/attack/test_references.py",),
    ),
    Fault(
        "rules-read-by-anyone",
        SHARING,
        (('return "true" if viewer.profile is Profile.ADMIN else "false"', 'return "true"'),),
        ("tests/resolvers/test_grants.py",),
    ),
    Fault(
        "rules-changed-by-who-is-no-admin-any-more",
        "graph/resolvers/mutations/administration.py",
        (("not in tx.permission.profiles:\n        raise", "in ():\n        raise"),),
        (f"{MUTATIONS}/test_sharing_rule.py",),
    ),
    Fault(
        "a-preview-forgets-other-ways-in",
        SHARING,
        (('return f"least(o.level, {opened})"', 'return f"least(NULL, {opened})"'),),
        (f"{MUTATIONS}/test_sharing_rule_preview.py",),
    ),
    Fault(
        "a-preview-counts-the-rule-among-other-ways",
        "graph/resolvers/nouns/sharing_rule_preview.py",
        (("if rule.id != self._id", "if True"),),
        (f"{MUTATIONS}/test_sharing_rule_preview.py",),
    ),
    Fault(
        "what-a-viewer-was-is-believed-for-the-next-request",
        "graph/resolvers/loading/loaders.py",
        (("if any(user.epoch != row[0] for user in (self._viewer, *users.values())):", "if False:"),),
        (f"{MUTATIONS}/test_next_request.py",),
    ),
)
