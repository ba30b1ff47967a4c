"""Ways to break a demo company, each with the check that must name it, how often, and words it must use."""

# ruff: noqa: RUF001  # wide letters are what one of them is about

from graph.checking import Verdict
from graph.checking.totals import COLUMNS
from tests.checking.breakage import Breakage
from tests.checking.structure_breakages import STRUCTURE


def the(account: str) -> str:
    return f"(SELECT id FROM account WHERE name = '{account}')"


def rule(to: str, condition: str = "") -> str:
    """A rule for someone (`column=value`), with a condition (column, operator and values)."""
    made = f"INSERT INTO sharing_rule (id, name, level, {to.partition('=')[0]}) "
    made += f"VALUES (gen_random_uuid(), 'Odd one', 'READ', {to.partition('=')[2]})"
    if not condition:
        return made
    return f"""WITH made AS ({made} RETURNING id)
        INSERT INTO sharing_condition (id, rule_id, "column", operator, values)
        SELECT gen_random_uuid(), id, {condition} FROM made"""


EMEA, UK, BRIGHTLINE = the("Acme Corp EMEA"), the("Acme Corp UK"), the("Brightline Resellers")
GLOBAL = the("Acme Corp Global")
UK_ABOVE = f"UPDATE account SET parent_id = {UK} WHERE name = 'Acme Corp EMEA'"

DERIVED = [
    Breakage(
        "account tree's closure",
        f"DELETE FROM account_tree WHERE descendant_id = {UK} AND depth = 1",
        1,
        "1 up: nothing is kept, Acme Corp EMEA",
    ),
    Breakage(
        "account tree's closure",
        f"INSERT INTO account_tree VALUES ({BRIGHTLINE}, {GLOBAL}, 1)",
        1,
        "Acme Corp Global (ACC-000001), 1 up: Brightline Resellers",
    ),
    Breakage(
        "account tree's closure",
        f"UPDATE account_tree SET ancestor_id = {BRIGHTLINE} WHERE descendant_id = {UK} AND depth = 1",
        1,
        "Acme Corp EMEA",
    ),
    Breakage(
        "account tree's closure",
        "INSERT INTO account_tree SELECT id, id, 0 FROM (SELECT gen_random_uuid() AS id) gone",
        1,
        "no account: ",
    ),
    Breakage(
        "account tree's closure", f"UPDATE account SET parent_id = {BRIGHTLINE} WHERE id = {UK}", 2, "Acme Corp UK"
    ),
    *(
        Breakage(
            "kept totals",
            f"UPDATE account SET {column} = {column} + 1 WHERE name LIKE 'Acme Corp U_'",
            2,
            f": {column} is ",
        )
        for column in COLUMNS
    ),
    Breakage(
        "kept totals",
        "UPDATE activity SET opportunity_id = NULL; "
        "DELETE FROM opportunity WHERE stage = 'CLOSED_WON' AND amount > 0 "
        "AND account_id = (SELECT id FROM account WHERE won_opportunity_amount > 0 ORDER BY id LIMIT 1)",
        2,
        "won_opportunity_amount is ",
    ),
    Breakage(
        "times of totals",
        "UPDATE account SET figures_at = now() + interval '1 day' WHERE name = 'Acme Corp UK'",
        1,
        "Acme Corp UK (ACC-",
    ),
    Breakage(
        "name keys of accounts",
        "UPDATE account SET name = 'ＡＣＭＥ  Ukraine ' WHERE name = 'Acme Corp UK'",
        1,
        'the key is "acme corp uk", its name makes "acme ukraine"',
    ),
    Breakage(
        "name keys of contacts",
        f"UPDATE contact SET name_key = upper(name_key) WHERE account_id = {GLOBAL}",
        5,
        "its name makes",
    ),
    Breakage("single rows", "DELETE FROM sharing_epoch", 1, "sharing_epoch has no row"),
    Breakage("single rows", "DELETE FROM tree_lock", 1, "tree_lock has no row"),
    Breakage(
        "external ids",
        "INSERT INTO external_id (id, source, record_type, key, record_id)"
        " VALUES (gen_random_uuid(), 'erp', 'contact', 'C-1', gen_random_uuid())",
        1,
        'contact "C-1" of "erp"',
        Verdict.WARNING,
    ),
    *(
        Breakage("numbers", f"SELECT setval('{noun}_number', 3)", 1, f"{noun}_number would give ")
        for noun in ("account", "case", "contract", "invoice")
    ),
]
"""Rows that --repair derives again."""

RECORDS = [
    Breakage("account tree", UK_ABOVE, 1, "Acme Corp UK (ACC-"),
    Breakage(
        "role tree",
        "UPDATE role SET parent_id = (SELECT id FROM role WHERE name = 'rep-eu') WHERE name = 'vp-sales'",
        1,
        " -> manager-eu",
    ),
    Breakage(
        "names of accounts",
        "UPDATE account SET name = 'acme  CORP uk', name_key = 'other' WHERE name = 'Acme Corp US'",
        1,
        "and Acme Corp UK",
    ),
    Breakage(
        "names of accounts",
        "UPDATE account SET name = 'Acme\u200b Corp UK', name_key = 'other' WHERE name = 'Acme Corp US'",
        1,
        "and Acme Corp UK",
    ),
    Breakage(
        "names of accounts",
        "UPDATE account SET name = 'Twice', name_key = name WHERE name LIKE 'Acme Corp U_'",
        2,
        "Twice (ACC-",
    ),
    Breakage(
        "references",
        "UPDATE file SET account_id = gen_random_uuid() WHERE id = (SELECT id FROM file LIMIT 1)",
        1,
        "which account lacks",
    ),
    Breakage(
        "one of an account",
        f"DROP INDEX contact_primary_once; UPDATE contact SET is_primary = true WHERE account_id = {GLOBAL}",
        1,
        "Acme Corp Global (ACC-000001): 5 contacts are primary",
        also=("indexes",),
    ),
]
"""What must be mended by hand."""

ONE = "id = (SELECT id FROM {table} WHERE {where} LIMIT 1)"


def one(table: str, where: str, change: str) -> str:
    return f"UPDATE {table} SET {change} WHERE {ONE.format(table=table, where=where)}"


STATES = [
    Breakage("states", statement, 1, words, Verdict.WARNING)
    for statement, words in (
        (one("support_case", "status = 'CLOSED'", "closed_at = NULL"), ": closed, without a time"),
        (one("support_case", "status = 'NEW'", "closed_at = opened_at"), ": open, with a time"),
        (one("contract", "status = 'ACTIVATED'", "activated_at = NULL"), ": activated, without a time"),
        (one("invoice", "status = 'PAID' AND amount > 1", "paid_amount = 1"), ": paid, but not in full"),
    )
]
STATES += [
    Breakage(
        "references within an account",
        one(table, f"account_id <> {UK}", f"{column} = (SELECT id FROM {of} WHERE account_id = {UK} LIMIT 1)"),
        1,
        f": {column.removesuffix('_id')} is of another account",
        Verdict.WARNING,
    )
    for table, column, of in (
        ("support_case", "contact_id", "contact"),
        ("contract", "signed_by_id", "contact"),
        ("activity", "contact_id", "contact"),
        ("activity", "opportunity_id", "opportunity"),
        ("activity", "case_id", "support_case"),
    )
]

SHARING = [
    Breakage("values of sharing rules", rule("profile='ADMIN'", condition), 1, words)
    for condition, words in (
        ("'ANNUAL_REVENUE', 'GT', '{much}'", "ANNUAL_REVENUE GT much (can't be compared: much)"),
        ("'IS_ACTIVE', 'IN', '{true,yes}'", "(can't be compared: yes)"),
        ("'TYPE', 'EQ', '{}'", 'rule "Odd one": TYPE EQ (it has no value)'),
    )
]
SHARING += [
    Breakage("words of sharing rules", rule("profile='ADMIN'", condition), 1, words)
    for condition, words in (
        ("'TYPE', 'EQ', '{customer}'", "there is no customer"),
        ("'INDUSTRY', 'NOT_IN', '{BANKING,MAGIC}'", "there is no MAGIC"),
        ("'BILLING_COUNTRY', 'IN', '{GB,UK}'", "there is no UK"),
    )
]
SHARING += [
    Breakage(check, statement, 1, words, Verdict.WARNING)
    for check, statement, words in (
        (
            "further values of sharing rules",
            rule("profile='ADMIN'", "'TYPE', 'EQ', '{CUSTOMER,PARTNER}'"),
            "TYPE EQ CUSTOMER, PARTNER",
        ),
        ("conditions of sharing rules", rule("profile='ADMIN'"), 'rule "Odd one"'),
        (
            "targets of sharing rules",
            rule("profile='SERVICE_MANAGER'", "'TYPE', 'NOT_NULL', '{}'"),
            "for profile SERVICE_MANAGER",
        ),
        (
            "targets of sharing rules",
            "INSERT INTO user_group (id, name) VALUES (gen_random_uuid(), 'Nobody'); "
            + rule("group_id=(SELECT id FROM user_group WHERE name = 'Nobody')", "'TYPE', 'NOT_NULL', '{}'"),
            "for group Nobody",
        ),
        (
            "targets of sharing rules",
            "INSERT INTO role (id, name) VALUES (gen_random_uuid(), 'idle'); "
            + rule("role_id=(SELECT id FROM role WHERE name = 'idle')", "'TYPE', 'NOT_NULL', '{}'"),
            "for role idle",
        ),
        (
            "targets of grants",
            "INSERT INTO role (id, name) VALUES (gen_random_uuid(), 'idle'); "
            "INSERT INTO account_grant (id, account_id, role_id, level) "
            f"VALUES (gen_random_uuid(), {UK}, (SELECT id FROM role WHERE name = 'idle'), 'READ')",
            "to role idle",
        ),
        (
            "administrators",
            "UPDATE app_user SET is_active = false WHERE profile = 'ADMIN'",
            "no active user has the profile ADMIN",
        ),
        (
            "partner users",
            "UPDATE app_user SET partner_account_id = NULL WHERE email = 'pat@demo.example'",
            "pat@demo.example",
        ),
    )
]
SHARING.append(
    Breakage(
        "owners",
        "UPDATE app_user SET is_active = false WHERE email = 'ron@demo.example'",
        1,
        "ron@demo.example owns ",
        Verdict.WARNING,
        also=("targets of grants",),
    )
)
SHARING.append(
    Breakage(
        "profiles of owners",
        f"UPDATE account SET owner_id = (SELECT id FROM app_user WHERE email = 'pat@demo.example') WHERE id = {UK}",
        1,
        "pat@demo.example, PARTNER, owns Acme Corp UK (ACC-",
        Verdict.WARNING,
    )
)
SHARING.append(
    Breakage(
        "expired grants",
        "DELETE FROM account_grant WHERE expires_at < now(); INSERT INTO account_grant "
        "(id, account_id, user_id, level, expires_at) SELECT gen_random_uuid(), "
        f"{UK}, id, 'READ', now() - interval '1 second' FROM app_user WHERE email = 'ron@demo.example'",
        1,
        "to ron@demo.example",
        Verdict.NOTE,
    )
)

NOT_OURS = [
    Breakage(
        "migrations",
        "DELETE FROM tortoise_migrations WHERE name LIKE '0005%'",
        1,
        "0005_kept_by_triggers",
    ),
    Breakage(
        "program",
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_future', now())",
        1,
        "is newer than this program, which doesn't know its migration 9999_future",
    ),
    Breakage(
        "program",
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '0001_initial', now())",
        1,
        "was made before 0.1.0",
    ),
]
"""After these nothing else is looked at."""

MENDED = [*DERIVED, *(each for each in STRUCTURE if each.repaired)]
"""What --repair mends."""

ALL = [*DERIVED, *RECORDS, *STATES, *SHARING, *STRUCTURE, *NOT_OURS]
