"""What customers owe."""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import Now, SqlDefault
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from graph.models.invoice import InvoiceStatus

CHECKS = {
    "status_known": f"status IN ({', '.join(repr(str(status)) for status in InvoiceStatus)})",
    "amount_not_negative": "amount >= 0",
    "paid_at_most_the_amount": "paid_amount BETWEEN 0 AND amount",
}


def _belongs_to(model: str, column: str, on_delete: OnDelete, **more: bool) -> ForeignKeyFieldInstance[Any]:
    return ForeignKeyFieldInstance(
        f"models.{model}",
        source_field=column,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=on_delete,
        **more,
    )


class Migration(migrations.Migration):
    """The table, its checks, and the index that sums of an account's are read by."""

    dependencies = [("models", "0004_kept_by_the_database")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL("CREATE SEQUENCE invoice_number", "DROP SEQUENCE invoice_number"),
        ops.CreateModel(
            name="Invoice",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("created_by", _belongs_to("User", "created_by_id", OnDelete.NO_ACTION, null=True)),
                ("updated_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                ("updated_by", _belongs_to("User", "updated_by_id", OnDelete.NO_ACTION, null=True)),
                ("version", fields.IntField(db_default=1)),
                ("account", _belongs_to("Account", "account_id", OnDelete.CASCADE)),
                ("number", fields.BigIntField(unique=True, db_default=SqlDefault("nextval('invoice_number')"))),
                ("status", fields.CharField(db_default="DRAFT", max_length=6)),
                ("amount", fields.DecimalField(max_digits=18, decimal_places=2)),
                ("paid_amount", fields.DecimalField(db_default=0, max_digits=18, decimal_places=2)),
                ("issued_on", fields.DateField(null=True)),
                ("due_date", fields.DateField(null=True)),
            ],
            options={
                "table": "invoice",
                "app": "models",
                "pk_attr": "id",
                "table_description": "",
            },
            bases=["Record"],
        ),
        ops.RunSQL(
            "; ".join(f"ALTER TABLE invoice ADD CONSTRAINT invoice_{name} CHECK ({c})" for name, c in CHECKS.items()),
            "; ".join(f"ALTER TABLE invoice DROP CONSTRAINT invoice_{name}" for name in CHECKS),
        ),
        ops.RunSQL(
            "CREATE INDEX invoice_of_account ON invoice (account_id, issued_on DESC NULLS LAST, id DESC)",
            "DROP INDEX invoice_of_account",
        ),
    ]
