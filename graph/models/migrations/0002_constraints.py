"""What the database itself refuses, whoever writes."""

from tortoise import migrations
from tortoise.migrations import operations as ops

from graph.models.account import AccountType, Industry
from graph.models.activity import ActivityKind
from graph.models.case import CaseOrigin, CasePriority, CaseStatus
from graph.models.contact import BuyingRole
from graph.models.contract import ContractStatus
from graph.models.file import FileKind
from graph.models.opportunity import LeadSource, OpportunityStage
from graph.models.profile import Profile
from graph.models.sharing import AccessLevel, RuleColumn, RuleOperator

ENUMS = {
    ("account", "type"): AccountType,
    ("account", "industry"): Industry,
    ("activity", "kind"): ActivityKind,
    ("support_case", "origin"): CaseOrigin,
    ("support_case", "priority"): CasePriority,
    ("support_case", "status"): CaseStatus,
    ("contact", "buying_role"): BuyingRole,
    ("contract", "status"): ContractStatus,
    ("file", "kind"): FileKind,
    ("opportunity", "lead_source"): LeadSource,
    ("opportunity", "stage"): OpportunityStage,
    ("account_team", "level"): AccessLevel,
    ("account_grant", "level"): AccessLevel,
    ("sharing_rule", "level"): AccessLevel,
    ("sharing_rule", "profile"): Profile,
    ("sharing_condition", "column"): RuleColumn,
    ("sharing_condition", "operator"): RuleOperator,
    ("app_user", "profile"): Profile,
}

CHECKS = {
    ("account", "name_present"): "btrim(name) <> ''",
    ("account", "revenue_not_negative"): "annual_revenue >= 0",
    ("account", "employees_not_negative"): "number_of_employees >= 0",
    ("account", "not_its_own_parent"): "parent_id <> id",
    ("account", "not_its_own_partner"): "partner_id <> id",
    ("account", "website_is_http"): "website ~ '^https?://'",
    ("account", "country_is_a_code"): "billing_country ~ '^[A-Z]{2}$'",
    ("account", "brand_color_is_hex"): "brand_color ~ '^#[0-9A-Fa-f]{6}$'",
    ("account", "location_is_whole"): "(latitude IS NULL) = (longitude IS NULL)",
    ("account", "location_on_earth"): "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
    ("account", "open_cases_not_negative"): "open_case_count >= 0",
    ("contact", "name_present"): "btrim(name) <> ''",
    ("opportunity", "amount_not_negative"): "amount >= 0",
    ("opportunity", "probability_is_percent"): "probability BETWEEN 0 AND 100",
    ("support_case", "closed_after_opened"): "closed_at >= opened_at",
    ("contract", "value_not_negative"): "value >= 0",
    ("contract", "ends_after_start"): "end_date >= start_date",
    ("file", "size_not_negative"): "size >= 0",
    ("app_user", "email_in_lower_case"): "email = lower(email)",
    ("app_user", "partner_account_of_partners_only"): "partner_account_id IS NULL OR profile = 'PARTNER'",
    ("role", "not_its_own_parent"): "parent_id <> id",
    ("account_grant", "for_exactly_one"): "num_nonnulls(user_id, role_id, group_id) = 1",
    ("sharing_rule", "for_exactly_one"): "num_nonnulls(profile, role_id, group_id) = 1",
    ("sharing_rule", "below_needs_a_role"): "NOT include_below OR role_id IS NOT NULL",
}


def _checks() -> dict[tuple[str, str], str]:
    enums = {
        (table, f"{column}_known"): f'"{column}" IN ({", ".join(repr(str(name)) for name in enum)})'
        for (table, column), enum in ENUMS.items()
    }
    return enums | CHECKS


class Migration(migrations.Migration):
    """Enum checks, ranges, and what goes together."""

    dependencies = [("models", "0001_initial")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        # one operation, not one a check: before each, Tortoise copies every model
        ops.RunSQL(
            ";\n".join(
                f'ALTER TABLE "{table}" ADD CONSTRAINT {table}_{name} CHECK ({check})'
                for (table, name), check in _checks().items()
            ),
            ";\n".join(f'ALTER TABLE "{table}" DROP CONSTRAINT {table}_{name}' for table, name in _checks()),
        )
    ]
