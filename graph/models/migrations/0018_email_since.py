"""Since when a user has their e-mail address: a token from before was issued to somebody else, if to anybody."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

# An address that was changed is known from the audit trail. No row counts as later than this moment.
STANDING = """
UPDATE app_user u SET email_since = least(now(), coalesce(
    (SELECT max(c.changed_at) FROM field_change c
     WHERE c.record_type = 'User' AND c.field = 'email' AND c.record_id = u.id AND c.new_value = u.email),
    u.created_at))
"""

# The moment of the change, not of the transaction's beginning.
KEPT = """
CREATE FUNCTION keep_email_since() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.email_since := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER app_user_email_since BEFORE UPDATE ON app_user FOR EACH ROW
    WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION keep_email_since();
"""


class Migration(migrations.Migration):
    """The column, its values for the users there are, and the trigger that keeps it."""

    dependencies = [("models", "0017_unseen_letters")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.AddField("User", "email_since", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
        ops.RunSQL(STANDING, ops.RunSQL.noop),
        ops.RunSQL(KEPT, "DROP TRIGGER app_user_email_since ON app_user; DROP FUNCTION keep_email_since"),
    ]
