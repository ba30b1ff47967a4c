"""The external ids of a grant, a team member or a sharing rule are deleted with it."""

from tortoise import migrations
from tortoise.migrations import operations as ops

DEFINITIONS = """
CREATE TRIGGER account_team_external_ids AFTER DELETE ON account_team
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER account_grant_external_ids AFTER DELETE ON account_grant
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE TRIGGER sharing_rule_external_ids AFTER DELETE ON sharing_rule
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();
"""

DEFINITIONS_BACK = """
DROP TRIGGER sharing_rule_external_ids ON sharing_rule;
DROP TRIGGER account_grant_external_ids ON account_grant;
DROP TRIGGER account_team_external_ids ON account_team;
"""


class Migration(migrations.Migration):
    """Delete the external ids of grants, team members and sharing rules with them."""

    dependencies = [("models", "0018_activities_on_deals_and_cases")]

    operations = [
        ops.RunSQL(DEFINITIONS, DEFINITIONS_BACK),
    ]
