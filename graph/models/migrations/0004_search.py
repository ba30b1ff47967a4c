"""What text search rests on: PostgreSQL's extension pg_trgm, and an index of the trigrams of each text."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# A database's owner may create a trusted extension. Whoever isn't needs a superuser's hand.
EXTENSION = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE EXTENSION pg_trgm;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'text search needs the extension pg_trgm, which % may not create here: '
            'have a superuser run CREATE EXTENSION pg_trgm in database %, then migrate again',
            current_user, current_database() USING ERRCODE = 'insufficient_privilege';
    WHEN feature_not_supported OR undefined_file THEN
        RAISE EXCEPTION 'text search needs the extension pg_trgm, which this server lacks: '
            'install the contrib package of PostgreSQL %, then migrate again', current_setting('server_version')
            USING ERRCODE = 'feature_not_supported';
END $$;
"""

EXTENSION_BACK = """
DROP EXTENSION IF EXISTS pg_trgm;
"""

# The very expressions that search compares, or it would not find them.
INDEXES = """
CREATE INDEX account_name_search ON account USING gin (name_key gin_trgm_ops);
CREATE INDEX account_website_search ON account USING gin (lower(website COLLATE "C") gin_trgm_ops);
CREATE INDEX contact_name_search ON contact USING gin (name_key gin_trgm_ops);
CREATE INDEX contact_email_search ON contact USING gin (lower(email COLLATE "C") gin_trgm_ops);
"""

INDEXES_BACK = """
DROP INDEX
    account_name_search,
    account_website_search,
    contact_name_search,
    contact_email_search;
"""


class Migration(migrations.Migration):
    """The extension first, then the indexes of its kind."""

    dependencies = [("models", "0003_indexes")]

    operations = [
        # one operation, not several: before each, Tortoise copies every model
        ops.RunSQL(EXTENSION + INDEXES, INDEXES_BACK + EXTENSION_BACK),
    ]
