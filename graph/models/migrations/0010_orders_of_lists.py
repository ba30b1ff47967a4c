"""An index for each order of accounts that no write of other records changes, with what a page bounds it by."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Empty values stand where a descending order has them last and an ascending one, read backwards, has them first: pages
# take the rows with a value and those without one apart, and both are ranges of the same index.
ORDERS = """
DROP INDEX account_by_industry;
CREATE INDEX account_by_industry ON account (industry NULLS FIRST, name_key);
CREATE INDEX account_by_industry_alone ON account (industry DESC NULLS LAST, id DESC);
CREATE INDEX account_by_type_alone ON account (type COLLATE "C", id);
CREATE INDEX account_by_employees ON account (number_of_employees DESC NULLS LAST, id DESC);
CREATE INDEX account_by_customer_since ON account (customer_since DESC NULLS LAST, id DESC);
CREATE INDEX user_by_name_alone ON app_user (name COLLATE "C", id);
"""

ORDERS_BACK = """
DROP INDEX
    account_by_industry_alone,
    account_by_type_alone,
    account_by_employees,
    account_by_customer_since,
    user_by_name_alone;
DROP INDEX account_by_industry;
CREATE INDEX account_by_industry ON account (industry, name_key);
"""


class Migration(migrations.Migration):
    """They end with the id in the direction of the key before it, so that a page is one range."""

    dependencies = [("models", "0008_mutations")]

    operations = [ops.RunSQL(ORDERS, ORDERS_BACK)]
