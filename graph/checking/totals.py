"""The figures kept on an account's row, against the records they are made of."""

# ruff: noqa: S608  # names and aggregates are this file's own

import asyncpg

from .check import Check, account, affected, rows

OPEN = "stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')"

KEPT = {
    "opportunity": {
        "total_opportunity_amount": "sum(amount)",
        "won_opportunity_amount": "sum(amount) FILTER (WHERE stage = 'CLOSED_WON')",
        "open_opportunity_count": f"count(*) FILTER (WHERE {OPEN})",
        "open_opportunity_amount": f"sum(amount) FILTER (WHERE {OPEN})",
        "weighted_opportunity_amount": f"sum(round(amount * probability / 100, 2)) FILTER (WHERE {OPEN})",
    },
    "support_case": {
        "open_case_count": "count(*) FILTER (WHERE status NOT IN ('RESOLVED', 'CLOSED'))",
    },
}
"""For each table, the columns of `account` kept from its rows, and the aggregate that each is; zero of no rows."""

COLUMNS = {column: table for table, columns in KEPT.items() for column in columns}


def _counted(among: str = "true") -> str:
    """What each account's figures are, of accounts whose id meets a condition: a FROM clause's joins to `account a`."""
    return "\n".join(
        f"LEFT JOIN (SELECT account_id, {', '.join(f'coalesce({made}, 0) AS {name}' for name, made in kept.items())} "
        f"FROM {table} WHERE {among} GROUP BY account_id) {table} ON {table}.account_id = a.id"
        for table, kept in KEPT.items()
    )


DIFFERS = " OR ".join(f"a.{name} <> coalesce({table}.{name}, 0)" for name, table in COLUMNS.items())

WRONG = f"""
SELECT {account("a")} || ': ' || figure.name || ' is ' || figure.kept || ', its records make ' || figure.due AS what
FROM account a {_counted()}
CROSS JOIN LATERAL (VALUES {
    ", ".join(f"('{name}', a.{name}::numeric, coalesce({table}.{name}, 0)::numeric)" for name, table in COLUMNS.items())
}) figure (name, kept, due)
WHERE ({DIFFERS}) AND figure.kept <> figure.due
"""


async def _count_again(connection: asyncpg.Connection) -> int:
    # Who changes a deal moves its account's figures in the same transaction, by the difference. So what is counted
    # after the accounts are locked holds all that has been added to them, and none of what still waits to be.
    await connection.execute(
        f"CREATE TEMPORARY TABLE wrong_total ON COMMIT DROP AS SELECT a.id FROM account a {_counted()} WHERE {DIFFERS}"
    )
    await connection.execute(
        "SELECT FROM account WHERE id IN (SELECT id FROM wrong_total) ORDER BY id FOR NO KEY UPDATE"
    )
    return affected(
        await connection.execute(
            f"UPDATE account SET {', '.join(f'{name} = due.{name}' for name in COLUMNS)} FROM ("
            f"SELECT a.id, {', '.join(f'coalesce({table}.{name}, 0) AS {name}' for name, table in COLUMNS.items())} "
            f"FROM account a {_counted('account_id IN (SELECT id FROM wrong_total)')} "
            "WHERE a.id IN (SELECT id FROM wrong_total)) due WHERE account.id = due.id"
        )
    )


AHEAD = f"""
SELECT {account("a")} || ': figuresAt is ' || a.figures_at AS what FROM account a WHERE a.figures_at > clock_timestamp()
"""


async def _set_back(connection: asyncpg.Connection) -> int:
    moment = "clock_timestamp()"
    return affected(await connection.execute(f"UPDATE account SET figures_at = {moment} WHERE figures_at > {moment}"))


CHECKS = (
    Check(
        name="kept totals",
        wrong="figures kept on accounts are not what their records make",
        mend="account-graph check --repair counts them again.",
        find=rows(WRONG),
        repair=_count_again,
    ),
    Check(
        name="times of totals",
        wrong="accounts have a figuresAt in the future, which no change of their figures moves until then",
        mend="account-graph check --repair sets them to now. Let extracts by figuresAt read these accounts once more.",
        find=rows(AHEAD),
        repair=_set_back,
    ),
)
