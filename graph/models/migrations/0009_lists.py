"""Indexes for lists over very many rows: of each order at the root, with what tells whose a row is."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SHARED_BY = "owner_id, billing_country, industry"
"""What the role tree and most sharing rules look at: rows that are walked past need not be read. Few rules are about
more."""

REPLACED = {
    "account_by_name": (
        f"UNIQUE INDEX account_by_name ON account (name_key) INCLUDE (id, {SHARED_BY})",
        "UNIQUE INDEX account_by_name ON account (name_key)",
    ),
    "account_by_revenue": (
        f"INDEX account_by_revenue ON account (annual_revenue DESC NULLS LAST, id DESC) INCLUDE ({SHARED_BY})",
        "INDEX account_by_revenue ON account (annual_revenue DESC NULLS LAST, id DESC)",
    ),
    "account_by_country_and_industry": (
        "INDEX account_by_country_and_industry ON account (billing_country, industry, number_of_employees)",
        "INDEX account_by_country_and_industry ON account (billing_country, industry)",
    ),
}
"""By name: the new one and the old one."""

MADE = {
    "contact_by_name": "contact (is_primary DESC, name_key, id) INCLUDE (account_id)",
    "opportunity_by_close_date": "opportunity (close_date DESC NULLS LAST, id DESC) INCLUDE (account_id)",
    "case_by_opening": "support_case (opened_at DESC, id DESC) INCLUDE (account_id)",
    "contract_by_start": "contract (start_date DESC NULLS LAST, id DESC) INCLUDE (account_id)",
    "activity_by_time": "activity (at DESC, id DESC) INCLUDE (account_id)",
    # it also has the planner know which names are frequent: filters go through owners
    "user_by_name": 'app_user (lower(name COLLATE "C"))',
}


class Migration(migrations.Migration):
    """Industries get the collation that they are ordered by, as names have it: their index serves no other."""

    dependencies = [("models", "0008_rules")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(
            ";\n".join(f"DROP INDEX {name}" for name in REPLACED),
            ";\n".join(f"CREATE {old}" for _new, old in REPLACED.values()),
        ),
        ops.RunSQL(
            'ALTER TABLE account ALTER industry TYPE varchar(18) COLLATE "C"',
            "ALTER TABLE account ALTER industry TYPE varchar(18)",
        ),
        ops.RunSQL(
            ";\n".join(
                [
                    *(f"CREATE {new}" for new, _old in REPLACED.values()),
                    *(f"CREATE INDEX {name} ON {on}" for name, on in MADE.items()),
                ]
            ),
            ";\n".join(f"DROP INDEX {name}" for name in (*REPLACED, *MADE)),
        ),
    ]
