"""Indexes that hold what roll-ups add up, so that no record's row is read for it."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = {
    "opportunity_in_rollups": "opportunity (account_id, stage) INCLUDE (amount, probability)",
    "contract_in_rollups": "contract (account_id) INCLUDE (value, end_date, status) WHERE status = 'ACTIVATED'",
    "invoice_in_rollups": "invoice (account_id) INCLUDE (amount, paid_amount, status) WHERE status = 'ISSUED'",
}


class Migration(migrations.Migration):
    """The first stands in for `opportunity_by_stage`, which had the same keys and nothing beside them."""

    dependencies = [("models", "0006_search")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(
            ";\n".join(f"CREATE INDEX {name} ON {on}" for name, on in INDEXES.items())
            + ";\nDROP INDEX opportunity_by_stage",
            "CREATE INDEX opportunity_by_stage ON opportunity (account_id, stage);\n"
            + ";\n".join(f"DROP INDEX {name}" for name in INDEXES),
        ),
    ]
