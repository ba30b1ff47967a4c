"""The moment from which a user's tokens are valid, and external ids that users sign in by."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# Whoever deactivates a user ends the tokens that were issued until then: they stay refused when the user is back.
DEACTIVATION = """
CREATE FUNCTION end_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.tokens_valid_from := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER app_user_end_tokens BEFORE UPDATE ON app_user FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION end_tokens();
"""

DEACTIVATION_BACK = """
DROP TRIGGER app_user_end_tokens ON app_user;
DROP FUNCTION end_tokens;
"""

# Who a token names may depend on external ids of users, and on no others, of which imports bring very many.
EXTERNAL_IDS = """
CREATE FUNCTION next_sharing_epoch_of_users() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM changed WHERE record_type = 'user') THEN
        UPDATE sharing_epoch SET value = value + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER external_id_epoch_insert AFTER INSERT ON external_id REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch_of_users();
CREATE TRIGGER external_id_epoch_update AFTER UPDATE ON external_id REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch_of_users();
CREATE TRIGGER external_id_epoch_delete AFTER DELETE ON external_id REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION next_sharing_epoch_of_users();
"""

EXTERNAL_IDS_BACK = """
DROP TRIGGER external_id_epoch_delete ON external_id;
DROP TRIGGER external_id_epoch_update ON external_id;
DROP TRIGGER external_id_epoch_insert ON external_id;
DROP FUNCTION next_sharing_epoch_of_users;
"""


class Migration(migrations.Migration):
    """Add the moment from which a user's tokens are valid, and raise the epoch with external ids of users."""

    dependencies = [("models", "0020_figures_at_and_orders")]

    operations = [
        ops.AddField(
            model_name="User",
            name="tokens_valid_from",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(DEACTIVATION + EXTERNAL_IDS, EXTERNAL_IDS_BACK + DEACTIVATION_BACK),
    ]
