"""An index for rules that name a country and an industry: one account in twenty is of a country."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """It stands in for `account_by_country`, with which it begins."""

    dependencies = [("models", "0007_rollups")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(
            "CREATE INDEX account_by_country_and_industry ON account (billing_country, industry);\n"
            "DROP INDEX account_by_country",
            "CREATE INDEX account_by_country ON account (billing_country);\nDROP INDEX account_by_country_and_industry",
        ),
    ]
