"""An index for each order of a list at the root, under a name that tells the order."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# They have other names here, or hold the industry without the collation that it is sorted by.
BEFORE = """
DROP INDEX
    account_by_creation,
    account_by_update,
    account_by_type_alone,
    account_by_industry_alone,
    account_by_employees,
    account_by_customer_since,
    opportunity_by_amount;
ALTER INDEX account_by_revenue RENAME TO account_sorted_by_annual_revenue;
"""

BEFORE_BACK = """
ALTER INDEX account_sorted_by_annual_revenue RENAME TO account_by_revenue;
CREATE INDEX account_by_creation ON account (created_at DESC, id DESC);
CREATE INDEX account_by_update ON account (updated_at DESC, id DESC);
CREATE INDEX account_by_type_alone ON account (type COLLATE "C", id);
CREATE INDEX account_by_industry_alone ON account (industry DESC NULLS LAST, id DESC);
CREATE INDEX account_by_employees ON account (number_of_employees DESC NULLS LAST, id DESC);
CREATE INDEX account_by_customer_since ON account (customer_since DESC NULLS LAST, id DESC);
CREATE INDEX opportunity_by_amount ON opportunity (amount DESC NULLS LAST, id DESC) INCLUDE (account_id);
"""

DEFINITIONS = """
CREATE INDEX account_sorted_by_created_at ON account (created_at, id);
CREATE INDEX account_sorted_by_updated_at ON account (updated_at, id);
CREATE INDEX account_sorted_by_type ON account ((type COLLATE "C"), id);
CREATE INDEX account_sorted_by_industry ON account ((industry COLLATE "C") DESC NULLS LAST, id DESC);
CREATE INDEX account_sorted_by_number_of_employees ON account (number_of_employees DESC NULLS LAST, id DESC);
CREATE INDEX account_sorted_by_last_activity_date ON account (last_activity_date DESC NULLS LAST, id DESC);
CREATE INDEX account_sorted_by_customer_since ON account (customer_since DESC NULLS LAST, id DESC);
CREATE INDEX activity_sorted_by_kind ON activity ((kind COLLATE "C"), id) INCLUDE (account_id);
CREATE INDEX activity_sorted_by_subject ON activity ((subject COLLATE "C"), id) INCLUDE (account_id);
CREATE INDEX support_case_sorted_by_status ON support_case
    ((array_position(ARRAY['NEW', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'ESCALATED', 'RESOLVED', 'CLOSED'],
        status::text)), id) INCLUDE (account_id);
CREATE INDEX support_case_sorted_by_priority ON support_case
    ((array_position(ARRAY['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], priority::text)), id) INCLUDE (account_id);
CREATE INDEX support_case_sorted_by_closed_at ON support_case
    (closed_at DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX contact_sorted_by_created_at ON contact (created_at, id) INCLUDE (account_id);
CREATE INDEX contact_sorted_by_updated_at ON contact (updated_at, id) INCLUDE (account_id);
CREATE INDEX contact_sorted_by_name ON contact (name_key, id) INCLUDE (account_id);
CREATE INDEX contact_sorted_by_is_primary ON contact (is_primary, id) INCLUDE (account_id);
CREATE INDEX contract_sorted_by_status ON contract
    ((array_position(ARRAY['DRAFT', 'IN_APPROVAL', 'ACTIVATED', 'EXPIRED', 'TERMINATED'],
        status::text)), id) INCLUDE (account_id);
CREATE INDEX contract_sorted_by_value ON contract (value DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX contract_sorted_by_end_date ON contract (end_date DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_created_at ON opportunity (created_at, id) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_updated_at ON opportunity (updated_at, id) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_name ON opportunity ((name COLLATE "C"), id) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_stage ON opportunity
    ((array_position(ARRAY['PROSPECTING', 'QUALIFICATION', 'NEEDS_ANALYSIS', 'PROPOSAL', 'NEGOTIATION', 'CLOSED_WON',
        'CLOSED_LOST'], stage::text)), id) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_amount ON opportunity (amount DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_probability ON opportunity (probability, id) INCLUDE (account_id);
CREATE INDEX opportunity_sorted_by_expected_revenue ON opportunity
    ((round(amount * probability / 100, 2)) DESC NULLS LAST, id DESC) INCLUDE (account_id);
"""

DEFINITIONS_BACK = """
DROP INDEX opportunity_sorted_by_expected_revenue;
DROP INDEX opportunity_sorted_by_probability;
DROP INDEX opportunity_sorted_by_amount;
DROP INDEX opportunity_sorted_by_stage;
DROP INDEX opportunity_sorted_by_name;
DROP INDEX opportunity_sorted_by_updated_at;
DROP INDEX opportunity_sorted_by_created_at;
DROP INDEX contract_sorted_by_end_date;
DROP INDEX contract_sorted_by_value;
DROP INDEX contract_sorted_by_status;
DROP INDEX contact_sorted_by_is_primary;
DROP INDEX contact_sorted_by_name;
DROP INDEX contact_sorted_by_updated_at;
DROP INDEX contact_sorted_by_created_at;
DROP INDEX support_case_sorted_by_closed_at;
DROP INDEX support_case_sorted_by_priority;
DROP INDEX support_case_sorted_by_status;
DROP INDEX activity_sorted_by_subject;
DROP INDEX activity_sorted_by_kind;
DROP INDEX account_sorted_by_customer_since;
DROP INDEX account_sorted_by_last_activity_date;
DROP INDEX account_sorted_by_number_of_employees;
DROP INDEX account_sorted_by_industry;
DROP INDEX account_sorted_by_type;
DROP INDEX account_sorted_by_updated_at;
DROP INDEX account_sorted_by_created_at;
"""


class Migration(migrations.Migration):
    """They end with the id in the direction of the key before it, so that a page is one range."""

    dependencies = [("models", "0011_orders_of_lists")]

    operations = [ops.RunSQL(BEFORE + DEFINITIONS, DEFINITIONS_BACK + BEFORE_BACK)]
