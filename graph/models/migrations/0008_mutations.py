"""What mutations rest on: keys of requests that were done, and questions whose answer no viewer may look up."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# So that a request that is sent again is not done again.
IDEMPOTENCY = """
-- A row is made by the very transaction that does what it stands for. `asked` is a hash of the request.
CREATE TABLE idempotency_key (
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    key text NOT NULL,
    asked text NOT NULL,
    outcome jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
"""

IDEMPOTENCY_BACK = """
DROP TABLE idempotency_key;
"""

# Each answers this one question, whatever its caller sees, and tells nothing else.
QUESTIONS = """
-- Names are unique across the system, whoever may see them: it tells whether, and nothing else.
CREATE FUNCTION account_name_taken(wanted text, but_by uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM public.account WHERE name_key = wanted AND id IS DISTINCT FROM but_by) $$;

-- What names a partner account keeps it from being deleted, seen or not.
CREATE FUNCTION account_named_by(partner uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM public.account WHERE partner_id = partner)
              OR EXISTS (SELECT FROM public.app_user WHERE partner_account_id = partner) $$;

-- All of them, seen or not by whoever asks: it tells how many, and nothing else.
CREATE FUNCTION accounts_below(top uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT count(*) FROM public.account_tree WHERE ancestor_id = top AND depth > 0 $$;

-- The highest level of the cascading grants that stand above the new place and not above the old, seen or not.
CREATE FUNCTION account_opened_by_move(moved uuid, parent uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
        SELECT min(g.level) -- EDIT comes before READ by letter too
        FROM public.account_tree t JOIN public.account_grant g ON g.account_id = t.ancestor_id
        WHERE t.descendant_id = parent AND g.cascades AND (g.expires_at IS NULL OR g.expires_at > now())
            AND NOT EXISTS (SELECT FROM public.account_tree o
                            WHERE o.descendant_id = moved AND o.ancestor_id = t.ancestor_id)
    $$;
"""

QUESTIONS_BACK = """
DROP FUNCTION account_opened_by_move;
DROP FUNCTION accounts_below;
DROP FUNCTION account_named_by;
DROP FUNCTION account_name_taken;
"""


class Migration(migrations.Migration):
    """A table that no model stands for, and four functions."""

    dependencies = [("models", "0007_row_security")]

    operations = [
        # one operation, not several: before each, Tortoise copies every model
        ops.RunSQL(IDEMPOTENCY + QUESTIONS, QUESTIONS_BACK + IDEMPOTENCY_BACK),
    ]
