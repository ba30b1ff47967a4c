"""Indexes that answer for a list which rows of it are seen, without a look at the rows that are walked past."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SHARED_BY = "INCLUDE (owner_id, billing_country, industry)"
"""What the role tree and most sharing rules look at."""

# The id is read of each row that counts. Names come with every list; few rules are about more than these three columns.
FORWARD = f"""
DROP INDEX account_by_name;
CREATE UNIQUE INDEX account_by_name ON account (name_key) {SHARED_BY.replace("(", "(id, ")};
DROP INDEX account_by_revenue;
CREATE INDEX account_by_revenue ON account (annual_revenue DESC NULLS LAST, id DESC) {SHARED_BY};
DROP INDEX account_by_country_and_industry;
CREATE INDEX account_by_country_industry_and_size ON account (billing_country, industry, number_of_employees);
CREATE INDEX user_by_name ON app_user (lower(name COLLATE "C"))
"""
BACKWARD = """
DROP INDEX user_by_name;
DROP INDEX account_by_country_industry_and_size;
CREATE INDEX account_by_country_and_industry ON account (billing_country, industry);
DROP INDEX account_by_revenue;
CREATE INDEX account_by_revenue ON account (annual_revenue DESC NULLS LAST, id DESC);
DROP INDEX account_by_name;
CREATE UNIQUE INDEX account_by_name ON account (name_key)
"""


class Migration(migrations.Migration):
    """The last also has the planner know which names are frequent: filters go through owners."""

    dependencies = [("models", "0008_rules")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [ops.RunSQL(FORWARD.strip(), BACKWARD.strip())]  # noqa: RUF012  # Tortoise reads a plain list
