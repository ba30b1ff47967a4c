"""A record's external ids are deleted with it."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Ids are unique across all tables.
FUNCTION = """
CREATE FUNCTION delete_external_ids() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM external_id x USING deleted d WHERE x.record_id = d.id;
    RETURN NULL;
END $$;
"""

FUNCTION_BACK = "DROP FUNCTION delete_external_ids;"

# Those of records that were deleted before.
LEFT = """
DELETE FROM external_id x WHERE x.record_type = 'account' AND NOT EXISTS (SELECT FROM account r WHERE r.id = x.record_id)
    OR x.record_type = 'activity' AND NOT EXISTS (SELECT FROM activity r WHERE r.id = x.record_id)
    OR x.record_type = 'case' AND NOT EXISTS (SELECT FROM support_case r WHERE r.id = x.record_id)
    OR x.record_type = 'contact' AND NOT EXISTS (SELECT FROM contact r WHERE r.id = x.record_id)
    OR x.record_type = 'contract' AND NOT EXISTS (SELECT FROM contract r WHERE r.id = x.record_id)
    OR x.record_type = 'group' AND NOT EXISTS (SELECT FROM user_group r WHERE r.id = x.record_id)
    OR x.record_type = 'opportunity' AND NOT EXISTS (SELECT FROM opportunity r WHERE r.id = x.record_id)
    OR x.record_type = 'role' AND NOT EXISTS (SELECT FROM role r WHERE r.id = x.record_id)
    OR x.record_type = 'user' AND NOT EXISTS (SELECT FROM app_user r WHERE r.id = x.record_id);
"""

DEFINITIONS = """
CREATE TRIGGER account_external_ids AFTER DELETE ON account
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER activity_external_ids AFTER DELETE ON activity
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER support_case_external_ids AFTER DELETE ON support_case
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER contact_external_ids AFTER DELETE ON contact
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER contract_external_ids AFTER DELETE ON contract
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER user_group_external_ids AFTER DELETE ON user_group
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER opportunity_external_ids AFTER DELETE ON opportunity
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER role_external_ids AFTER DELETE ON role
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER app_user_external_ids AFTER DELETE ON app_user
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();
"""

DEFINITIONS_BACK = """
DROP TRIGGER app_user_external_ids ON app_user;
DROP TRIGGER role_external_ids ON role;
DROP TRIGGER opportunity_external_ids ON opportunity;
DROP TRIGGER user_group_external_ids ON user_group;
DROP TRIGGER contract_external_ids ON contract;
DROP TRIGGER contact_external_ids ON contact;
DROP TRIGGER support_case_external_ids ON support_case;
DROP TRIGGER activity_external_ids ON activity;
DROP TRIGGER account_external_ids ON account;
"""


class Migration(migrations.Migration):
    """Delete a record's external ids with it."""

    dependencies = [("models", "0016_due_date")]

    operations = [
        ops.RunSQL(LEFT + FUNCTION + DEFINITIONS, DEFINITIONS_BACK + FUNCTION_BACK),
    ]
