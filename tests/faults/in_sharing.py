"""Faults in who is asking, and in which rows they see."""

from . import PAIRS, Fault

WAYS_IN = "graph/auth/ways_in.py"
SHARING = "graph/auth/sharing.py"
WORLDS = ("tests/auth/test_sharing_worlds.py",)


def _way_in(name: str, old: str, new: str) -> Fault:
    return Fault(name, WAYS_IN, ((old, new),), WORLDS)


FAULTS = (
    _way_in("owned-lost-when-tested", 'return f"{a}.owner_id = {me(p)}"', 'return f"{a}.owner_id <> {a}.owner_id"'),
    _way_in(
        "owned-lost-when-listed",
        "FROM account WHERE owner_id = {me(p)}",
        "FROM account WHERE false AND owner_id = {me(p)}",
    ),
    _way_in(
        "role-tree-opens-all-owned-when-tested",
        'WHERE {u}.id = {a}.owner_id AND {u}.role_id = ANY({below})")',
        'WHERE {u}.id = {a}.owner_id AND ({u}.role_id = ANY({below}) OR true)")',
    ),
    _way_in(
        "role-tree-lost-when-listed",
        "ON a.owner_id = u.id WHERE u.role_id = ANY({below})",
        "ON a.owner_id = u.id WHERE false AND u.role_id = ANY({below})",
    ),
    _way_in(
        "role-tree-lost-in-bulk",
        'owners = f"SELECT id FROM app_user WHERE role_id = ANY(',
        'owners = f"SELECT id FROM app_user WHERE false AND role_id = ANY(',
    ),
    _way_in(
        "team-of-anybody-when-tested",
        'return probe(f"account_team {t} WHERE {t}.account_id = {a}.id AND {t}.user_id = {me(p)}")',
        'return probe(f"account_team {t} WHERE {t}.account_id = {a}.id")',
    ),
    _way_in(
        "team-lost-when-listed",
        'f"SELECT account_id, level FROM account_team WHERE user_id = {me(p)}"',
        'f"SELECT account_id, level FROM account_team WHERE false AND user_id = {me(p)}"',
    ),
    _way_in(
        "team-of-anybody-in-bulk",
        "(SELECT account_id FROM account_team WHERE user_id = {me(p)})",
        "(SELECT account_id FROM account_team)",
    ),
    _way_in(
        "last-rule-ignored",
        'return " OR ".join(matches(rule, p, a) for rule in viewer.rules)',
        'return " OR ".join(matches(rule, p, a) for rule in viewer.rules[:-1]) or "false"',
    ),
    Fault(
        "one-condition-of-a-rule-is-enough",
        "graph/auth/rules.py",
        (("' AND '.join(_meets", "' OR '.join(_meets"),),
        WORLDS,
    ),
    Fault(
        "rule-without-conditions-opens-all",
        "graph/auth/rules.py",
        (('if rule.conditions else "false"', 'if rule.conditions else "true"'),),
        WORLDS,
    ),
    _way_in(
        "grant-lost-when-tested", 'return f"{a}.id = ANY({granted})"', 'return f"{a}.id <> ALL({granted}) AND false"'
    ),
    _way_in(
        "grant-lost-when-listed",
        'f"SELECT account_id, level FROM {_grants(p)}"',
        'f"SELECT account_id, level FROM {_grants(p)} WHERE false"',
    ),
    _way_in("grant-never-expires", 'f" OR g.expires_at > now()) AND (', 'f" OR true) AND ('),
    _way_in("grant-lasts-an-instant-longer", "g.expires_at > now()", "g.expires_at >= now()"),
    _way_in("every-grant-cascades-when-tested", "FROM {_grants(p)} WHERE cascades)", "FROM {_grants(p)})"),
    _way_in(
        "every-grant-cascades-in-bulk",
        '            " WHERE g.cascades AND t.depth > 0"\n        ),',
        '            " WHERE t.depth > 0"\n        ),',
    ),
    _way_in("cascade-lost-when-tested", "AND {probe(above)}", "AND false AND {probe(above)}"),
    _way_in("cascade-lost-when-listed", "SELECT t.descendant_id, g.level FROM", "SELECT t.ancestor_id, g.level FROM"),
    _way_in("partner-sees-own-account-alone", '"{a}.id = {mine} OR {a}.partner_id = {mine}"', '"{a}.id = {mine}"'),
    _way_in(
        "partner-lost-when-listed",
        "FROM account WHERE id = {mine} OR partner_id = {mine}",
        "FROM account WHERE id = {mine}",
    ),
    Fault(
        "partner-sees-every-user",
        SHARING,
        (('if viewer.profile is not Profile.PARTNER:\n        return "true"', 'if viewer.id:\n        return "true"'),),
        PAIRS,
    ),
    Fault(
        "inactive-user-may-ask",
        "graph/auth/authenticator.py",
        (('if not row["is_active"]:', "if False:"),),
        ("tests/auth/test_authenticator.py",),
    ),
    Fault(
        "statements-shared-across-profiles",
        "graph/auth/viewer.py",
        (("PolicyForm(\n            self.profile,", "PolicyForm("),),
        ("tests/auth/test_policy_form.py",),
    ),
    Fault(
        "statements-shared-across-rules",
        "graph/auth/viewer.py",
        (("            self.rules,\n        )", "        )"),),
        ("tests/schema/test_facts.py", "tests/resolvers/test_generated_queries.py"),
    ),
    Fault(
        "statements-shared-across-permissions",
        "graph/auth/viewer.py",
        (("            self.may_roll_up_everything,\n", ""),),
        ("tests/auth/test_policy_form.py",),
    ),
    Fault(
        "epoch-not-checked",
        "graph/resolvers/loading/loaders.py",
        (("if any(user.epoch != row[0] for user in (self._viewer, *users.values())):", "if False:"),),
        ("tests/auth/test_authenticator.py",),
    ),
    Fault(
        "anyone-asks-as-another",
        "graph/resolvers/compiler/statement.py",
        (("if self.viewer.profile is not Profile.ADMIN:", "if False:"),),
        ("tests/resolvers/test_as_user.py",),
    ),
    Fault(
        "as-user-binds-the-asker",
        "graph/resolvers/compiler/statement.py",
        (("self._users, self.p.of_user(row))", "self._users, self.p)"),),
        ("tests/resolvers/test_as_user.py",),
    ),
)
