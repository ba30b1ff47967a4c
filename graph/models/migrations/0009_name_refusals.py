"""How often each user was told that a name is taken: what mutations count, to limit it."""

from tortoise import migrations
from tortoise.migrations import operations as ops

TABLE = """
-- One row a user: how often in this hour. Whoever is told writes it after the refused transaction has ended.
CREATE TABLE name_refusal (
    user_id uuid PRIMARY KEY REFERENCES app_user (id) ON DELETE CASCADE,
    hour timestamptz NOT NULL,
    refused integer NOT NULL
);
"""

TABLE_BACK = """
DROP TABLE name_refusal;
"""


class Migration(migrations.Migration):
    """A table that no model stands for."""

    dependencies = [("models", "0008_mutations")]

    operations = [ops.RunSQL(TABLE, TABLE_BACK)]
