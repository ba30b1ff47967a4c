"""What was done under which key, so that a request that is sent again is not done again."""

from tortoise import migrations
from tortoise.migrations import operations as ops

KEYS = """
-- A row is made by the very transaction that does what it stands for. `asked` is a hash of the request.
CREATE TABLE idempotency_key (
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    key text NOT NULL,
    asked text NOT NULL,
    outcome jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);

-- Names are unique across the system, whoever may see them: it tells whether, and nothing else.
CREATE FUNCTION account_name_taken(wanted text, but_by uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM public.account WHERE name_key = wanted AND id IS DISTINCT FROM but_by) $$;

-- What names a partner account keeps it from being deleted, seen or not.
CREATE FUNCTION account_named_by(partner uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM public.account WHERE partner_id = partner)
              OR EXISTS (SELECT FROM public.app_user WHERE partner_account_id = partner) $$;
"""


class Migration(migrations.Migration):
    """A table that no model stands for: only mutations look at it."""

    dependencies = [("models", "0012_row_security")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(
            KEYS, "DROP FUNCTION account_named_by; DROP FUNCTION account_name_taken; DROP TABLE idempotency_key"
        ),
    ]
