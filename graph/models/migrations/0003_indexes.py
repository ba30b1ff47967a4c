"""An index for each way in and each default order."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# name: what it indexes. Orders end with the id in the direction of the key before it, so that a page is one range.
INDEXES = {
    # names are unique, and ordered by code point, the same on every server
    "account_by_name": "UNIQUE account (name_key)",
    "account_by_owner": "account (owner_id)",
    "account_by_parent": "account (parent_id, name_key)",
    "account_by_partner": "account (partner_id) WHERE partner_id IS NOT NULL",
    "account_by_country": "account (billing_country)",
    "account_by_type": "account (type, is_active)",
    "account_by_industry": "account (industry, name_key)",
    "account_by_revenue": "account (annual_revenue DESC NULLS LAST, id DESC)",
    "account_by_update": "account (updated_at DESC, id DESC)",
    "account_by_creation": "account (created_at DESC, id DESC)",
    "account_inactive": "account (name_key) WHERE NOT is_active",
    "contact_of_account": "contact (account_id, is_primary DESC, name_key, id)",
    "contact_primary_once": "UNIQUE contact (account_id) WHERE is_primary",
    "opportunity_of_account": "opportunity (account_id, close_date DESC NULLS LAST, id DESC)",
    "opportunity_by_stage": "opportunity (account_id, stage)",
    "opportunity_by_owner": "opportunity (owner_id)",
    "case_of_account": "support_case (account_id, opened_at DESC, id DESC)",
    "case_of_contact": "support_case (contact_id)",
    "contract_of_account": "contract (account_id, start_date DESC NULLS LAST, id DESC)",
    "contract_of_contact": "contract (signed_by_id)",
    "activity_of_account": "activity (account_id, at DESC, id DESC)",
    "activity_of_contact": "activity (contact_id)",
    "file_of_account": "file (account_id, created_at DESC, id DESC)",
    "field_change_of_account": "field_change (account_id, changed_at DESC, id DESC)",
    "field_change_of_record": "field_change (record_id)",
    "team_by_user": "account_team (user_id)",
    "grant_of_account": "account_grant (account_id)",
    "grant_to_user": "account_grant (user_id) WHERE user_id IS NOT NULL",
    "grant_to_role": "account_grant (role_id) WHERE role_id IS NOT NULL",
    "grant_to_group": "account_grant (group_id) WHERE group_id IS NOT NULL",
    "user_by_role": "app_user (role_id)",
    "user_by_partner_account": "app_user (partner_account_id) WHERE partner_account_id IS NOT NULL",
    "group_member_by_user": "group_member (user_id)",
    "role_by_parent": "role (parent_id)",
    "rule_of_role": "sharing_rule (role_id)",
    "rule_of_group": "sharing_rule (group_id)",
    "condition_of_rule": "sharing_condition (rule_id)",
    "external_id_of_record": "external_id (record_id)",
}


def _create(name: str, on: str) -> str:
    unique, _, rest = on.rpartition("UNIQUE ")
    return f"CREATE {'UNIQUE ' if unique or on != rest else ''}INDEX {name} ON {rest}"


class Migration(migrations.Migration):
    """Collations first, then the indexes that rely on them."""

    dependencies = [("models", "0002_constraints")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(
            'ALTER TABLE account ALTER name_key TYPE text COLLATE "C";'
            'ALTER TABLE contact ALTER name_key TYPE text COLLATE "C"',
            "ALTER TABLE contact ALTER name_key TYPE text; ALTER TABLE account ALTER name_key TYPE text",
        ),
        ops.RunSQL(
            ";\n".join(_create(name, on) for name, on in INDEXES.items()),
            ";\n".join(f"DROP INDEX {name}" for name in INDEXES),
        ),
    ]
