"""Sharing: rules and grants that open nothing, or not what they seem to; users who see less than they should."""

# ruff: noqa: S608  # the queries are constants

import asyncpg

from graph.auth.rules import unfit, used
from graph.auth.viewer import Condition
from graph.models.account import AccountType, Industry
from graph.models.country import country_code
from graph.models.profile import OWN_NO_ACCOUNTS
from graph.models.sharing import RuleColumn, RuleOperator
from graph.models.values import literals

from .check import Check, Found, Verdict, account, named, rows

NULL_TESTS = (RuleOperator.IS_NULL, RuleOperator.NOT_NULL)
LISTS = (RuleOperator.IN, RuleOperator.NOT_IN)

CONDITIONS = """
SELECT r.name, c."column", c.operator, c.values FROM sharing_rule r JOIN sharing_condition c ON c.rule_id = r.id
WHERE r.is_active ORDER BY r.name, c.id
"""


async def _conditions(connection: asyncpg.Connection) -> list[tuple[str, Condition]]:
    return [
        (
            f'rule "{row["name"]}": {row["column"]} {row["operator"]} {", ".join(row["values"])}'.rstrip(),
            Condition(RuleColumn(row["column"]), RuleOperator(row["operator"]), tuple(row["values"])),
        )
        for row in await connection.fetch(CONDITIONS)
    ]


async def _unmet(connection: asyncpg.Connection) -> Found:
    """Conditions that no account can meet, so that neither does anything else of their rule."""
    wrong = []
    for told, condition in await _conditions(connection):
        if condition.operator not in NULL_TESTS and not condition.values:
            wrong.append(f"{told} (it has no value)")
        elif strange := unfit(condition):
            wrong.append(f"{told} (can't be compared: {', '.join(strange)})")
    return named(wrong)


async def _unknown(connection: asyncpg.Connection) -> Found:
    """Conditions that name a type, an industry or a country there is none of."""
    countries = {row[0] for row in await connection.fetch("SELECT DISTINCT billing_country FROM account")}
    known: dict[RuleColumn, set[str]] = {RuleColumn.TYPE: {*AccountType}, RuleColumn.INDUSTRY: {*Industry}}
    wrong = []
    for told, condition in await _conditions(connection):
        values = used(condition.operator, condition.values)
        if condition.column is RuleColumn.BILLING_COUNTRY:
            strange = [value for value in values if value not in countries and country_code(value) != value]
        else:
            strange = [value for value in values if value not in known.get(condition.column, {value})]
        if strange:
            wrong.append(f"{told} (there is no {', '.join(strange)})")
    return named(wrong)


async def _ignored(connection: asyncpg.Connection) -> Found:
    return named(
        [
            f"{told} (only the first is looked at)"
            for told, condition in await _conditions(connection)
            if condition.operator not in NULL_TESTS and condition.operator not in LISTS and len(condition.values) > 1
        ]
    )


WITHOUT_CONDITIONS = """
SELECT 'rule "' || r.name || '"' AS what FROM sharing_rule r
WHERE r.is_active AND NOT EXISTS (SELECT FROM sharing_condition c WHERE c.rule_id = r.id)
"""

# a role with those below it; UNION, so that a circle ends
FOR_NOBODY = """
WITH RECURSIVE for_role AS (
    SELECT r.id AS rule_id, r.role_id, r.include_below FROM sharing_rule r WHERE r.role_id IS NOT NULL
    UNION SELECT f.rule_id, below.id, true FROM for_role f JOIN role below ON below.parent_id = f.role_id
    WHERE f.include_below
)
SELECT 'rule "' || r.name || '" for ' || coalesce(
    'profile ' || r.profile, 'role ' || (SELECT name FROM role WHERE id = r.role_id),
    'group ' || (SELECT name FROM user_group WHERE id = r.group_id)) AS what
FROM sharing_rule r WHERE r.is_active AND NOT EXISTS (
    SELECT FROM app_user u WHERE u.is_active AND (
        u.profile = r.profile OR u.role_id IN (SELECT role_id FROM for_role f WHERE f.rule_id = r.id)
        OR u.id IN (SELECT user_id FROM group_member m WHERE m.group_id = r.group_id)))
"""

LASTING = "(g.expires_at IS NULL OR g.expires_at > now())"

GRANTS = f"""
SELECT {account("a")} || ' to ' || coalesce(
    (SELECT email FROM app_user WHERE id = g.user_id), 'role ' || (SELECT name FROM role WHERE id = g.role_id),
    'group ' || (SELECT name FROM user_group WHERE id = g.group_id)) AS what
FROM account_grant g JOIN account a ON a.id = g.account_id
"""

GRANTED_TO_NOBODY = f"""{GRANTS} WHERE {LASTING}
AND NOT EXISTS (SELECT FROM app_user u WHERE u.is_active AND u.id = g.user_id)
AND NOT EXISTS (SELECT FROM app_user u WHERE u.is_active AND u.role_id = g.role_id)
AND NOT EXISTS (SELECT FROM group_member m JOIN app_user u ON u.id = m.user_id
                WHERE u.is_active AND m.group_id = g.group_id)
"""

PARTNERS = """
SELECT email AS what FROM app_user WHERE is_active AND profile = 'PARTNER' AND partner_account_id IS NULL
"""

OWNERS = """
SELECT u.email || ' owns ' || count(*) || CASE count(*) WHEN 1 THEN ' account' ELSE ' accounts' END AS what
FROM account a JOIN app_user u ON u.id = a.owner_id WHERE NOT u.is_active GROUP BY u.id
"""

ODD_OWNERS = f"""
SELECT u.email || ', ' || u.profile || ', owns ' || {account("a")} AS what
FROM account a JOIN app_user u ON u.id = a.owner_id WHERE u.profile IN ({literals(sorted(OWN_NO_ACCOUNTS))})
"""

NO_ADMIN = """
SELECT 'no active user has the profile ADMIN' AS what
WHERE EXISTS (SELECT FROM app_user) AND NOT EXISTS (SELECT FROM app_user WHERE is_active AND profile = 'ADMIN')
"""

CHECKS = (
    Check(
        name="values of sharing rules",
        wrong="conditions can't be met, so that their rules open nothing",
        mend="Correct their values, or delete the rules.",
        find=_unmet,
    ),
    Check(
        name="words of sharing rules",
        wrong="conditions name a type, industry or country that there is not",
        mend="Correct their values, in capitals, countries as two-letter codes.",
        find=_unknown,
    ),
    Check(
        name="further values of sharing rules",
        wrong="conditions have values that nothing looks at",
        mend="Use IN or NOT_IN for several.",
        find=_ignored,
        verdict=Verdict.WARNING,
    ),
    Check(
        name="conditions of sharing rules",
        wrong="rules without a condition open nothing",
        mend="Give them conditions, or make them inactive.",
        find=rows(WITHOUT_CONDITIONS),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="targets of sharing rules",
        wrong="rules are for nobody: no active user has the profile, role or group",
        mend="Name another target, or make them inactive.",
        find=rows(FOR_NOBODY),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="targets of grants",
        wrong="grants are for nobody: the user is inactive, or no active user has the role or group",
        mend="Revoke them.",
        find=rows(GRANTED_TO_NOBODY),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="expired grants",
        wrong="grants have expired and open nothing",
        mend="They do no harm.",
        find=rows(f"{GRANTS} WHERE NOT {LASTING}"),
        verdict=Verdict.NOTE,
    ),
    Check(
        name="administrators",
        wrong="nobody can administer users, roles and sharing",
        mend="Make someone ADMIN by import, or in SQL.",
        find=rows(NO_ADMIN),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="partner users",
        wrong="partner users without a partner account see nothing by partnership",
        mend="Name each one's account.",
        find=rows(PARTNERS),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="owners",
        wrong="accounts are owned by inactive users",
        mend="Give them other owners.",
        find=rows(OWNERS),
        verdict=Verdict.WARNING,
    ),
    Check(
        name="profiles of owners",
        wrong="accounts are owned by partners or integrations, who may let others in as owners",
        mend="Give them other owners.",
        find=rows(ODD_OWNERS),
        verdict=Verdict.WARNING,
    ),
)
