"""An index for each way in, each order of a list, and what roll-ups add up."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Few sharing rules look at more than owner, country and industry: indexes that have them need no row.
ORDERS_AND_WAYS_IN = """
CREATE UNIQUE INDEX account_by_name ON account (name_key) INCLUDE (id, owner_id, billing_country, industry);
CREATE INDEX account_by_owner ON account (owner_id);
CREATE INDEX account_by_parent ON account (parent_id, name_key);
CREATE INDEX account_by_partner ON account (partner_id) WHERE partner_id IS NOT NULL;
CREATE INDEX account_by_type ON account (type, is_active);
CREATE INDEX account_by_industry ON account (industry, name_key);
CREATE INDEX account_by_revenue ON account (annual_revenue DESC NULLS LAST, id DESC)
    INCLUDE (owner_id, billing_country, industry);
CREATE INDEX account_by_update ON account (updated_at DESC, id DESC);
CREATE INDEX account_by_creation ON account (created_at DESC, id DESC);
CREATE INDEX account_inactive ON account (name_key) WHERE NOT is_active;
CREATE INDEX contact_of_account ON contact (account_id, is_primary DESC, name_key, id);
CREATE UNIQUE INDEX contact_primary_once ON contact (account_id) WHERE is_primary;
CREATE INDEX opportunity_of_account ON opportunity (account_id, close_date DESC NULLS LAST, id DESC);
CREATE INDEX opportunity_by_owner ON opportunity (owner_id);
CREATE INDEX case_of_account ON support_case (account_id, opened_at DESC, id DESC);
CREATE INDEX case_of_contact ON support_case (contact_id);
CREATE INDEX contract_of_account ON contract (account_id, start_date DESC NULLS LAST, id DESC);
CREATE INDEX contract_of_contact ON contract (signed_by_id);
CREATE INDEX activity_of_account ON activity (account_id, at DESC, id DESC);
CREATE INDEX activity_of_contact ON activity (contact_id);
CREATE INDEX file_of_account ON file (account_id, created_at DESC, id DESC);
CREATE INDEX field_change_of_account ON field_change (account_id, changed_at DESC, id DESC);
CREATE INDEX field_change_of_record ON field_change (record_id);
CREATE INDEX team_by_user ON account_team (user_id);
CREATE INDEX grant_of_account ON account_grant (account_id);
CREATE INDEX grant_to_user ON account_grant (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX grant_to_role ON account_grant (role_id) WHERE role_id IS NOT NULL;
CREATE INDEX grant_to_group ON account_grant (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX user_by_role ON app_user (role_id);
CREATE INDEX user_by_partner_account ON app_user (partner_account_id) WHERE partner_account_id IS NOT NULL;
CREATE INDEX group_member_by_user ON group_member (user_id);
CREATE INDEX role_by_parent ON role (parent_id);
CREATE INDEX rule_of_role ON sharing_rule (role_id);
CREATE INDEX rule_of_group ON sharing_rule (group_id);
CREATE INDEX condition_of_rule ON sharing_condition (rule_id);
CREATE INDEX external_id_of_record ON external_id (record_id);
CREATE INDEX invoice_of_account ON invoice (account_id, issued_on DESC NULLS LAST, id DESC);
CREATE INDEX account_by_country_and_industry ON account (billing_country, industry, number_of_employees);
"""

ORDERS_AND_WAYS_IN_BACK = """
DROP INDEX
    account_by_name,
    account_by_owner,
    account_by_parent,
    account_by_partner,
    account_by_type,
    account_by_industry,
    account_by_revenue,
    account_by_update,
    account_by_creation,
    account_inactive,
    contact_of_account,
    contact_primary_once,
    opportunity_of_account,
    opportunity_by_owner,
    case_of_account,
    case_of_contact,
    contract_of_account,
    contract_of_contact,
    activity_of_account,
    activity_of_contact,
    file_of_account,
    field_change_of_account,
    field_change_of_record,
    team_by_user,
    grant_of_account,
    grant_to_user,
    grant_to_role,
    grant_to_group,
    user_by_role,
    user_by_partner_account,
    group_member_by_user,
    role_by_parent,
    rule_of_role,
    rule_of_group,
    condition_of_rule,
    external_id_of_record,
    invoice_of_account,
    account_by_country_and_industry;
"""

# Of lists over all accounts. The one on users' names also has the planner know which are frequent.
LISTS = """
CREATE INDEX contact_by_name ON contact (is_primary DESC, name_key, id) INCLUDE (account_id);
CREATE INDEX opportunity_by_close_date ON opportunity (close_date DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX case_by_opening ON support_case (opened_at DESC, id DESC) INCLUDE (account_id);
CREATE INDEX contract_by_start ON contract (start_date DESC NULLS LAST, id DESC) INCLUDE (account_id);
CREATE INDEX activity_by_time ON activity (at DESC, id DESC) INCLUDE (account_id);
CREATE INDEX user_by_name ON app_user (lower(name COLLATE "C"));
CREATE INDEX field_change_by_time ON field_change (changed_at DESC, id DESC);
"""

LISTS_BACK = """
DROP INDEX
    contact_by_name,
    opportunity_by_close_date,
    case_by_opening,
    contract_by_start,
    activity_by_time,
    user_by_name,
    field_change_by_time;
"""

# They hold what is added up, so that no record's row is read for it.
ROLLUPS = """
CREATE INDEX opportunity_in_rollups ON opportunity (account_id, stage) INCLUDE (amount, probability);
CREATE INDEX contract_in_rollups ON contract (account_id) INCLUDE (value, end_date, status) WHERE status = 'ACTIVATED';
CREATE INDEX invoice_in_rollups ON invoice (account_id) INCLUDE (amount, paid_amount, status) WHERE status = 'ISSUED';
"""

ROLLUPS_BACK = """
DROP INDEX
    opportunity_in_rollups,
    contract_in_rollups,
    invoice_in_rollups;
"""


class Migration(migrations.Migration):
    """They end with the id in the direction of the key before it, so that a page is one range."""

    dependencies = [("models", "0002_checks")]

    operations = [
        # one operation, not several: before each, Tortoise copies every model
        ops.RunSQL(ORDERS_AND_WAYS_IN + LISTS + ROLLUPS, ROLLUPS_BACK + LISTS_BACK + ORDERS_AND_WAYS_IN_BACK),
    ]
