"""What text search rests on: PostgreSQL's extension pg_trgm, and an index of the threes of letters of each text."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# any database owner may create a trusted extension; a database whose owner we are not needs somebody else's hand
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
END $$
"""

# the very expressions that search compares, or it would not find them
INDEXES = {
    "account_name_search": "account USING gin (name_key gin_trgm_ops)",
    "account_website_search": 'account USING gin (lower(website COLLATE "C") gin_trgm_ops)',
    "contact_name_search": "contact USING gin (name_key gin_trgm_ops)",
    "contact_email_search": 'contact USING gin (lower(email COLLATE "C") gin_trgm_ops)',
}


class Migration(migrations.Migration):
    """The extension first, then the indexes of its kind."""

    dependencies = [("models", "0005_invoice")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(EXTENSION, "DROP EXTENSION IF EXISTS pg_trgm"),
        ops.RunSQL(
            ";\n".join(f"CREATE INDEX {name} ON {on}" for name, on in INDEXES.items()),
            ";\n".join(f"DROP INDEX {name}" for name in INDEXES),
        ),
    ]
