"""An index for each order of accounts that other records' writes leave alone, and what groups read of accounts."""

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
CREATE INDEX opportunity_by_amount ON opportunity (amount DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX contact_by_email ON contact (email);
"""

ORDERS_BACK = """
DROP INDEX
    account_by_industry_alone,
    account_by_type_alone,
    account_by_employees,
    account_by_customer_since,
    user_by_name_alone,
    opportunity_by_amount,
    contact_by_email;
DROP INDEX account_by_industry;
CREATE INDEX account_by_industry ON account (industry, name_key);
"""

# They hold what accounts are grouped by and what is totalled, so that groups of what an owner or a country opens read
# no row. The statistics have the planner know that there are few months: it would not group them in parallel.
GROUPS = """
DROP INDEX account_by_owner, account_by_country_and_industry;
CREATE INDEX account_by_owner ON account (owner_id)
    INCLUDE (id, billing_country, industry, annual_revenue, created_at);
CREATE INDEX account_by_country_and_industry ON account (billing_country, industry, number_of_employees)
    INCLUDE (owner_id, annual_revenue, created_at);
CREATE STATISTICS account_months ON (date_trunc('month', created_at AT TIME ZONE 'UTC')::date) FROM account;
CREATE STATISTICS opportunity_months ON (date_trunc('month', created_at AT TIME ZONE 'UTC')::date) FROM opportunity;
"""

GROUPS_BACK = """
DROP STATISTICS account_months, opportunity_months;
DROP INDEX account_by_owner, account_by_country_and_industry;
CREATE INDEX account_by_owner ON account (owner_id);
CREATE INDEX account_by_country_and_industry ON account (billing_country, industry, number_of_employees);
"""


class Migration(migrations.Migration):
    """They end with the id in the direction of the key before it, so that a page is one range."""

    dependencies = [("models", "0010_second_lock_speed")]

    operations = [ops.RunSQL(ORDERS + GROUPS, GROUPS_BACK + ORDERS_BACK)]
