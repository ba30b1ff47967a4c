"""What the database itself refuses, whoever writes."""

from tortoise import migrations
from tortoise.migrations import operations as ops

CHECKS = """
ALTER TABLE account
    ADD CONSTRAINT account_type_known CHECK (type IN ('PROSPECT', 'CUSTOMER', 'PARTNER', 'FORMER_CUSTOMER')),
    ADD CONSTRAINT account_industry_known CHECK (industry IN (
        'AGRICULTURE', 'AUTOMOTIVE', 'BANKING', 'CONSTRUCTION', 'CONSULTING', 'EDUCATION', 'ENERGY',
        'ENTERTAINMENT', 'FINANCE', 'GOVERNMENT', 'HEALTHCARE', 'HOSPITALITY', 'INSURANCE', 'LOGISTICS',
        'MANUFACTURING', 'MARKETING', 'MEDIA', 'NONPROFIT', 'REAL_ESTATE', 'RETAIL', 'SERVICES', 'SOFTWARE',
        'STAFFING', 'TECHNOLOGY', 'TELECOMMUNICATIONS', 'UTILITIES', 'OTHER'
    )),
    ADD CONSTRAINT account_name_present CHECK (btrim(name) <> ''),
    ADD CONSTRAINT account_revenue_not_negative CHECK (annual_revenue >= 0),
    ADD CONSTRAINT account_employees_not_negative CHECK (number_of_employees >= 0),
    ADD CONSTRAINT account_not_its_own_parent CHECK (parent_id <> id),
    ADD CONSTRAINT account_not_its_own_partner CHECK (partner_id <> id),
    ADD CONSTRAINT account_website_is_http CHECK (website ~ '^https?://'),
    ADD CONSTRAINT account_country_is_a_code CHECK (billing_country ~ '^[A-Z]{2}$'),
    ADD CONSTRAINT account_brand_color_is_hex CHECK (brand_color ~ '^#[0-9A-Fa-f]{6}$'),
    ADD CONSTRAINT account_location_is_whole CHECK ((latitude IS NULL) = (longitude IS NULL)),
    ADD CONSTRAINT account_location_on_earth CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180),
    ADD CONSTRAINT account_open_cases_not_negative CHECK (open_case_count >= 0),
    ADD CONSTRAINT account_open_opportunities_not_negative CHECK (open_opportunity_count >= 0);
ALTER TABLE activity
    ADD CONSTRAINT activity_kind_known CHECK (kind IN ('CALL', 'EMAIL', 'MEETING', 'TASK'));
ALTER TABLE support_case
    ADD CONSTRAINT support_case_origin_known CHECK (origin IN ('EMAIL', 'PHONE', 'WEB', 'CHAT', 'OTHER')),
    ADD CONSTRAINT support_case_priority_known CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    ADD CONSTRAINT support_case_status_known CHECK (status IN (
        'NEW', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'ESCALATED', 'RESOLVED', 'CLOSED'
    )),
    ADD CONSTRAINT support_case_closed_after_opened CHECK (closed_at >= opened_at);
ALTER TABLE contact
    ADD CONSTRAINT contact_buying_role_known CHECK (buying_role IN (
        'DECISION_MAKER', 'CHAMPION', 'BUDGET_OWNER', 'PROCUREMENT', 'END_USER', 'OTHER'
    )),
    ADD CONSTRAINT contact_name_present CHECK (btrim(name) <> '');
ALTER TABLE contract
    ADD CONSTRAINT contract_status_known CHECK (status IN (
        'DRAFT', 'IN_APPROVAL', 'ACTIVATED', 'EXPIRED', 'TERMINATED'
    )),
    ADD CONSTRAINT contract_value_not_negative CHECK (value >= 0),
    ADD CONSTRAINT contract_ends_after_start CHECK (end_date >= start_date);
ALTER TABLE file
    ADD CONSTRAINT file_kind_known CHECK (kind IN (
        'CONTRACT', 'PROPOSAL', 'PRESENTATION', 'REPORT', 'IMAGE', 'OTHER'
    )),
    ADD CONSTRAINT file_size_not_negative CHECK (size >= 0);
ALTER TABLE opportunity
    ADD CONSTRAINT opportunity_lead_source_known CHECK (lead_source IN (
        'WEB', 'REFERRAL', 'PARTNER', 'EVENT', 'COLD_CALL', 'ADVERTISEMENT', 'OTHER'
    )),
    ADD CONSTRAINT opportunity_stage_known CHECK (stage IN (
        'PROSPECTING', 'QUALIFICATION', 'NEEDS_ANALYSIS', 'PROPOSAL', 'NEGOTIATION', 'CLOSED_WON', 'CLOSED_LOST'
    )),
    ADD CONSTRAINT opportunity_amount_not_negative CHECK (amount >= 0),
    ADD CONSTRAINT opportunity_probability_is_percent CHECK (probability BETWEEN 0 AND 100);
ALTER TABLE account_team
    ADD CONSTRAINT account_team_level_known CHECK (level IN ('READ', 'EDIT'));
ALTER TABLE account_grant
    ADD CONSTRAINT account_grant_level_known CHECK (level IN ('READ', 'EDIT')),
    ADD CONSTRAINT account_grant_for_exactly_one CHECK (num_nonnulls(user_id, role_id, group_id) = 1);
ALTER TABLE sharing_rule
    ADD CONSTRAINT sharing_rule_level_known CHECK (level IN ('READ', 'EDIT')),
    ADD CONSTRAINT sharing_rule_profile_known CHECK (profile IN (
        'SALES_REP', 'SALES_MANAGER', 'SALES_DIRECTOR', 'EXECUTIVE', 'SERVICE_AGENT', 'SERVICE_MANAGER', 'PARTNER',
        'INTEGRATION', 'ADMIN'
    )),
    ADD CONSTRAINT sharing_rule_for_exactly_one CHECK (num_nonnulls(profile, role_id, group_id) = 1),
    ADD CONSTRAINT sharing_rule_below_needs_a_role CHECK (NOT include_below OR role_id IS NOT NULL);
ALTER TABLE sharing_condition
    ADD CONSTRAINT sharing_condition_column_known CHECK ("column" IN (
        'TYPE', 'INDUSTRY', 'BILLING_COUNTRY', 'BILLING_STATE', 'IS_ACTIVE', 'ANNUAL_REVENUE',
        'NUMBER_OF_EMPLOYEES'
    )),
    ADD CONSTRAINT sharing_condition_operator_known CHECK (operator IN (
        'EQ', 'NE', 'IN', 'NOT_IN', 'GT', 'GTE', 'LT', 'LTE', 'IS_NULL', 'NOT_NULL'
    ));
ALTER TABLE app_user
    ADD CONSTRAINT app_user_profile_known CHECK (profile IN (
        'SALES_REP', 'SALES_MANAGER', 'SALES_DIRECTOR', 'EXECUTIVE', 'SERVICE_AGENT', 'SERVICE_MANAGER', 'PARTNER',
        'INTEGRATION', 'ADMIN'
    )),
    ADD CONSTRAINT app_user_email_in_lower_case CHECK (email = lower(email)),
    ADD CONSTRAINT app_user_partner_account_of_partners_only CHECK (partner_account_id IS NULL OR profile = 'PARTNER');
ALTER TABLE role
    ADD CONSTRAINT role_not_its_own_parent CHECK (parent_id <> id);
ALTER TABLE invoice
    ADD CONSTRAINT invoice_status_known CHECK (status IN ('DRAFT', 'ISSUED', 'PAID', 'VOID')),
    ADD CONSTRAINT invoice_amount_not_negative CHECK (amount >= 0),
    ADD CONSTRAINT invoice_paid_at_most_the_amount CHECK (paid_amount BETWEEN 0 AND amount);
"""

CHECKS_BACK = """
ALTER TABLE account
    DROP CONSTRAINT account_type_known,
    DROP CONSTRAINT account_industry_known,
    DROP CONSTRAINT account_name_present,
    DROP CONSTRAINT account_revenue_not_negative,
    DROP CONSTRAINT account_employees_not_negative,
    DROP CONSTRAINT account_not_its_own_parent,
    DROP CONSTRAINT account_not_its_own_partner,
    DROP CONSTRAINT account_website_is_http,
    DROP CONSTRAINT account_country_is_a_code,
    DROP CONSTRAINT account_brand_color_is_hex,
    DROP CONSTRAINT account_location_is_whole,
    DROP CONSTRAINT account_location_on_earth,
    DROP CONSTRAINT account_open_cases_not_negative,
    DROP CONSTRAINT account_open_opportunities_not_negative;
ALTER TABLE activity
    DROP CONSTRAINT activity_kind_known;
ALTER TABLE support_case
    DROP CONSTRAINT support_case_origin_known,
    DROP CONSTRAINT support_case_priority_known,
    DROP CONSTRAINT support_case_status_known,
    DROP CONSTRAINT support_case_closed_after_opened;
ALTER TABLE contact
    DROP CONSTRAINT contact_buying_role_known,
    DROP CONSTRAINT contact_name_present;
ALTER TABLE contract
    DROP CONSTRAINT contract_status_known,
    DROP CONSTRAINT contract_value_not_negative,
    DROP CONSTRAINT contract_ends_after_start;
ALTER TABLE file
    DROP CONSTRAINT file_kind_known,
    DROP CONSTRAINT file_size_not_negative;
ALTER TABLE opportunity
    DROP CONSTRAINT opportunity_lead_source_known,
    DROP CONSTRAINT opportunity_stage_known,
    DROP CONSTRAINT opportunity_amount_not_negative,
    DROP CONSTRAINT opportunity_probability_is_percent;
ALTER TABLE account_team
    DROP CONSTRAINT account_team_level_known;
ALTER TABLE account_grant
    DROP CONSTRAINT account_grant_level_known,
    DROP CONSTRAINT account_grant_for_exactly_one;
ALTER TABLE sharing_rule
    DROP CONSTRAINT sharing_rule_level_known,
    DROP CONSTRAINT sharing_rule_profile_known,
    DROP CONSTRAINT sharing_rule_for_exactly_one,
    DROP CONSTRAINT sharing_rule_below_needs_a_role;
ALTER TABLE sharing_condition
    DROP CONSTRAINT sharing_condition_column_known,
    DROP CONSTRAINT sharing_condition_operator_known;
ALTER TABLE app_user
    DROP CONSTRAINT app_user_profile_known,
    DROP CONSTRAINT app_user_email_in_lower_case,
    DROP CONSTRAINT app_user_partner_account_of_partners_only;
ALTER TABLE role
    DROP CONSTRAINT role_not_its_own_parent;
ALTER TABLE invoice
    DROP CONSTRAINT invoice_status_known,
    DROP CONSTRAINT invoice_amount_not_negative,
    DROP CONSTRAINT invoice_paid_at_most_the_amount;
"""


class Migration(migrations.Migration):
    """Enums, ranges, and what goes together."""

    dependencies = [("models", "0001_tables")]

    operations = [
        ops.RunSQL(CHECKS, CHECKS_BACK),
    ]
