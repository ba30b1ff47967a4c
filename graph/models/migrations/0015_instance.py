"""What holds for all of a database's data: its currency, kept at the first start, and the time zone of its days."""

from tortoise import migrations
from tortoise.migrations import operations as ops

CREATE = """
CREATE TABLE instance (
    id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    currency text CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone text NOT NULL DEFAULT 'UTC'
);
INSERT INTO instance DEFAULT VALUES;
"""
DROP = "DROP TABLE instance"


class Migration(migrations.Migration):
    """The row is one, as those of `sharing_epoch` and `tree_lock` are."""

    dependencies = [("models", "0014_short_test_of_second_lock")]

    operations = [ops.RunSQL(CREATE, DROP)]
