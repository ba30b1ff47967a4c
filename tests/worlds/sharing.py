"""Teams, grants that expire and cascade, and rules of every operator for every kind of principal."""

from datetime import timedelta

from graph.models.account import AccountType
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator

from .draw import ODD, Draw, Records

# Values a rule's condition compares with: such as occur, such as do not, and numbers that sort otherwise as text.
RULE_VALUES = {
    RuleColumn.TYPE: [*map(str, AccountType), "customer"],
    RuleColumn.INDUSTRY: ["BANKING", "RETAIL", "SOFTWARE", "OTHER", "NO SUCH"],
    RuleColumn.BILLING_COUNTRY: ["US", "CA", "GB", "DE", "JP", "us", "ZZ"],
    RuleColumn.BILLING_STATE: ["CA", "TX", "Île-de-France", "o'brien\\", "ca", "🙂", "{CA,TX}", ""],
    RuleColumn.IS_ACTIVE: ["true", "false"],
    RuleColumn.ANNUAL_REVENUE: ["0", "9", "10", "1000", "1000.00", "999.99", "1e3", "250000.5", "9999999999999999.99"],
    RuleColumn.NUMBER_OF_EMPLOYEES: ["0", "9", "9.5", "10", "100", "99999999999", "-1"],
}


def team(draw: Draw, accounts: Records, users: Records) -> Records:
    pairs = {(draw.id_of(accounts), draw.id_of(users)) for _ in range(draw.size // 2)}
    return [
        {
            "id": draw.id(),
            "account_id": account_id,
            "user_id": user_id,
            "level": str(draw.one(list(AccessLevel))),
            "title": draw.one((None, *ODD)),
        }
        for account_id, user_id in sorted(pairs, key=str)  # a set has no order of its own, and ids are drawn here
    ]


def grants(draw: Draw, accounts: Records, users: Records, roles: Records, groups: Records) -> Records:
    made: Records = []
    instant = timedelta(microseconds=1)
    expiries = [None, None, None, draw.now + timedelta(days=30), draw.now + timedelta(hours=1)]
    expiries += [draw.now - timedelta(days=1), draw.now, draw.now - instant, draw.now + instant]
    for _ in range(draw.size // 2):
        to = draw.one(("user", "user", "role", "group"))
        made.append(
            {
                "id": draw.id(),
                "account_id": draw.id_of(accounts),
                "user_id": draw.id_of(users) if to == "user" else None,
                "role_id": draw.id_of(roles) if to == "role" else None,
                "group_id": draw.id_of(groups) if to == "group" else None,
                "level": str(draw.one(list(AccessLevel))),
                "cascades": draw.chance(60),
                "expires_at": draw.one(expiries),
                "created_at": draw.one(draw.moments),
                "created_by_id": draw.perhaps_id_of(users),
            }
        )
    return made


def rules(draw: Draw, roles: Records, groups: Records) -> Records:
    made: Records = []
    for n in range(draw.random.randint(0, 20)):
        to = draw.one(("profile", "role", "role", "group"))
        made.append(
            {
                "id": draw.id(),
                "name": draw.name("rule", n),
                "is_active": draw.chance(80),
                "level": str(draw.one(list(AccessLevel))),
                "profile": str(draw.one(list(Profile))) if to == "profile" else None,
                "role_id": draw.id_of(roles) if to == "role" else None,
                "include_below": to == "role" and draw.chance(60),
                "group_id": draw.id_of(groups) if to == "group" else None,
            }
        )
    return made


def conditions(draw: Draw, rules: Records) -> Records:
    made: Records = []
    for rule in rules:
        # none now and then: such a rule opens nothing
        for _ in range(draw.one((0, 1, 1, 2, 2, 3))):
            column = draw.one(list(RuleColumn))
            operator = draw.one(list(RuleOperator))
            many = operator in (RuleOperator.IN, RuleOperator.NOT_IN)
            none = operator in (RuleOperator.IS_NULL, RuleOperator.NOT_NULL)
            count = draw.random.randint(1, 4) if many else 0 if none else 1
            if draw.chance(20):
                count = draw.one((0, 0, 2))  # too few make no sense, too many are not looked at
            values = [draw.one(RULE_VALUES[column]) for _ in range(count)]
            made.append(
                {
                    "id": draw.id(),
                    "rule_id": rule["id"],
                    "column": str(column),
                    "operator": str(operator),
                    "values": values,
                }
            )
    return made
