"""The open pipeline of an account, kept on its row: roll-ups of large families needn't read its deals."""

# ruff: noqa: S608  # the parts are all written here

from importlib import import_module

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

before = import_module("graph.models.migrations.0004_kept_by_the_database")

OPEN = "stage NOT IN ('CLOSED_WON', 'CLOSED_LOST')"

# each deal is rounded by itself, as its expected revenue is
EXPECTED = "round(amount * probability / 100, 2)"

COLUMNS = "account_id, amount, stage, probability"


def _moved_by(changed: str) -> str:
    """The update by the deals that came (sign 1) and went (sign -1)."""
    return f"""
        UPDATE account SET total_opportunity_amount = total_opportunity_amount + d.total,
                           won_opportunity_amount = won_opportunity_amount + d.won,
                           open_opportunity_count = open_opportunity_count + d.open_count,
                           open_opportunity_amount = open_opportunity_amount + d.open_amount,
                           weighted_opportunity_amount = weighted_opportunity_amount + d.weighted
        FROM (SELECT account_id, coalesce(sum(sign * amount), 0) AS total,
                     coalesce(sum(sign * amount) FILTER (WHERE stage = 'CLOSED_WON'), 0) AS won,
                     coalesce(sum(sign) FILTER (WHERE {OPEN}), 0) AS open_count,
                     coalesce(sum(sign * amount) FILTER (WHERE {OPEN}), 0) AS open_amount,
                     coalesce(sum(sign * {EXPECTED}) FILTER (WHERE {OPEN}), 0) AS weighted
              FROM ({changed}) changed GROUP BY account_id) d
        WHERE account.id = d.account_id
            AND (d.total, d.won, d.open_count, d.open_amount, d.weighted) <> (0, 0, 0, 0, 0);"""


CAME = f"SELECT 1 AS sign, {COLUMNS} FROM inserted"
WENT = f"SELECT -1 AS sign, {COLUMNS} FROM deleted"

KEEP = f"""
CREATE OR REPLACE FUNCTION keep_opportunity_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {_moved_by(CAME)}
    ELSIF TG_OP = 'DELETE' THEN {_moved_by(WENT)}
    ELSE {_moved_by(f"{CAME} UNION ALL {WENT}")}
    END IF;
    RETURN NULL;
END $$;
UPDATE account SET open_opportunity_count = d.open_count, open_opportunity_amount = d.open_amount,
                   weighted_opportunity_amount = d.weighted
FROM (SELECT account_id, count(*) AS open_count, coalesce(sum(amount), 0) AS open_amount,
             coalesce(sum({EXPECTED}), 0) AS weighted
      FROM opportunity WHERE {OPEN} GROUP BY account_id) d
WHERE account.id = d.account_id;
ALTER TABLE account ADD CONSTRAINT account_open_opportunities_not_negative CHECK (open_opportunity_count >= 0);
"""

KEEP_BACK = f"""
ALTER TABLE account DROP CONSTRAINT account_open_opportunities_not_negative;
{before.TOTALS_BACK}
{before.TOTALS}
"""


class Migration(migrations.Migration):
    """The columns, the trigger that keeps them beside the totals, and the sums of the deals that are there."""

    dependencies = [("models", "0009_lists")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.AddField(model_name="Account", name="open_opportunity_count", field=fields.IntField(db_default=0)),
        ops.AddField(
            model_name="Account",
            name="open_opportunity_amount",
            field=fields.DecimalField(db_default=0, max_digits=18, decimal_places=2),
        ),
        ops.AddField(
            model_name="Account",
            name="weighted_opportunity_amount",
            field=fields.DecimalField(db_default=0, max_digits=18, decimal_places=2),
        ),
        ops.RunSQL(KEEP, KEEP_BACK),
    ]
