"""Ways to break a database's own definitions: each with the check that must name it."""

from tests.checking.breakage import Breakage

STRUCTURE = [
    Breakage(
        "extensions",
        "DROP EXTENSION pg_trgm CASCADE",
        1,
        "CREATE EXTENSION pg_trgm",
        also=("indexes",),
        repaired=True,
    ),
    Breakage(
        "letters of all scripts",
        "UPDATE pg_database SET datctype = 'C' WHERE datname = current_database()",
        1,
        "LC_CTYPE is C: pg_trgm knows no letters but A to Z",
    ),
    Breakage("tables", "ALTER TABLE file DROP COLUMN size", 1, "column file.size", also=("constraints",)),
    Breakage("tables", "DROP TABLE tree_lock", 1, "table tree_lock", also=("single rows",)),
    Breakage(
        "tables",
        "ALTER TABLE file ALTER name TYPE text",
        1,
        "column file.name is text NOT NULL, not character varying(255) NOT NULL",
    ),
    Breakage(
        "tables",
        "ALTER TABLE account ALTER is_active DROP DEFAULT, ALTER version DROP NOT NULL",
        2,
        "column account.is_active is boolean NOT NULL, not boolean DEFAULT true NOT NULL",
    ),
    Breakage(
        "tables",
        'ALTER TABLE account ALTER name_search TYPE text COLLATE "POSIX"',
        1,
        'column account.name_search is text COLLATE "POSIX" DEFAULT public.name_search(name_key)',
    ),
    Breakage(
        "tables",
        "ALTER TYPE account_graph_condition RENAME ATTRIBUTE given TO got",
        1,
        "type account_graph_condition is",
    ),
    Breakage(
        "tables that inherit",
        "CREATE TABLE old_contact () INHERITS (contact)",
        1,
        "ALTER TABLE old_contact NO INHERIT contact",
        mended_as_told=True,
    ),
    Breakage(
        "sequences",
        "ALTER SEQUENCE case_number INCREMENT 2 CYCLE",
        1,
        "ALTER SEQUENCE public.case_number AS bigint INCREMENT 1",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "indexes",
        "DROP INDEX account_by_name",
        1,
        "CREATE UNIQUE INDEX account_by_name",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "indexes",
        "DROP INDEX account_by_type; CREATE INDEX account_by_type ON account (type)",
        1,
        "DROP INDEX public.account_by_type; CREATE INDEX account_by_type ON public.account USING btree (type, ",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "valid indexes",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'account_by_type'::regclass",
        1,
        "REINDEX INDEX CONCURRENTLY account_by_type",
        mended_as_told=True,
    ),
    Breakage(
        "triggers",
        "DROP TRIGGER account_tree_move ON account",
        1,
        "CREATE TRIGGER account_tree_move AFTER UPDATE OF parent_id ON public.account FOR EACH ROW WHEN",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "triggers",
        "DROP TRIGGER app_user_email_since ON app_user; CREATE TRIGGER app_user_email_since AFTER UPDATE ON app_user "
        "FOR EACH ROW EXECUTE FUNCTION keep_email_since()",
        1,
        "DROP TRIGGER app_user_email_since ON public.app_user; CREATE TRIGGER app_user_email_since BEFORE UPDATE",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "triggers at work",
        "ALTER TABLE support_case DISABLE TRIGGER case_count_update",
        1,
        "ALTER TABLE support_case ENABLE TRIGGER case_count_update",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "triggers at work",
        "ALTER TABLE role ENABLE REPLICA TRIGGER role_epoch",
        1,
        "ALTER TABLE role ENABLE TRIGGER role_epoch",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "triggers at work",
        "ALTER TABLE group_member DISABLE TRIGGER ALL",
        6,
        "ALTER TABLE group_member ENABLE TRIGGER ALL",
        repaired=True,
        mended_as_told=True,
    ),
    *(
        Breakage(
            "settings of sessions",
            f"{before} DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting}', current_database()); END $$",
            1,
            words,
        )
        for before, setting, words in (
            ("", "session_replication_role = replica", "session_replication_role is replica, not origin"),
            ("", "row_security = off", "row_security is off, not on"),
            ("", "default_transaction_read_only = on", "default_transaction_read_only is on, not off"),
            (
                "CREATE SCHEMA other; CREATE TABLE other.idempotency_key ();",
                "search_path = other, public",
                "search_path is other, public, which finds another table idempotency_key",
            ),
        )
    ),
    *(
        Breakage(
            "functions",
            statement,
            1,
            f"{name} is another than the one that migrations made",
            repaired=True,
        )
        for name, statement in (
            (
                "next_sharing_epoch()",
                "CREATE OR REPLACE FUNCTION next_sharing_epoch() RETURNS trigger LANGUAGE plpgsql "
                "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN NULL; END'",
            ),
            ("keep_open_case_count()", "ALTER FUNCTION keep_open_case_count() SECURITY INVOKER"),
            ("audit_contact()", "ALTER FUNCTION audit_contact() RESET search_path"),
            (
                "account_graph_meets(c public.account_graph_condition, cell text)",
                "ALTER FUNCTION account_graph_meets VOLATILE",
            ),
        )
    ),
    Breakage(
        "functions",
        "DROP FUNCTION account_tree_delete CASCADE",
        1,
        "account_tree_delete() is missing",
        also=("triggers",),
        repaired=True,
    ),
    Breakage(
        "constraints",
        "ALTER TABLE account DROP CONSTRAINT account_website_is_http",
        1,
        "ADD CONSTRAINT account_website_is_http CHECK (((website)::text ~ '^https?://'::text))",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "constraints",
        "ALTER TABLE account DROP CONSTRAINT account_type_known; "
        "ALTER TABLE account ADD CONSTRAINT account_type_known CHECK (type IN ('PROSPECT', 'CUSTOMER', 'PARTNER', "
        "'FORMER_CUSTOMER', 'RIVAL'))",
        1,
        "DROP CONSTRAINT account_type_known; ALTER TABLE public.account ADD CONSTRAINT account_type_known CHECK",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "valid constraints",
        "ALTER TABLE file DROP CONSTRAINT file_size_not_negative; "
        "ALTER TABLE file ADD CONSTRAINT file_size_not_negative CHECK (size >= 0) NOT VALID",
        1,
        "ALTER TABLE file VALIDATE CONSTRAINT file_size_not_negative",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "keys",
        "ALTER TABLE contact DROP CONSTRAINT contact_account_id_fkey",
        1,
        "ADD CONSTRAINT contact_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "keys",
        "ALTER TABLE app_user DROP CONSTRAINT app_user_email_key",
        1,
        "ADD CONSTRAINT app_user_email_key UNIQUE (email)",
        repaired=True,
        mended_as_told=True,
    ),
    Breakage(
        "owners of definitions",
        "ALTER FUNCTION audit_contact() OWNER TO account_graph_app",
        1,
        "FUNCTION audit_contact() belongs to account_graph_app, not to postgres",
        repaired=True,
    ),
    Breakage(
        "row security",
        "ALTER TABLE contact DISABLE ROW LEVEL SECURITY; DROP POLICY select_locked ON account",
        2,
        "CREATE POLICY select_locked ON public.account AS RESTRICTIVE FOR SELECT",
        repaired=True,
    ),
    *(
        Breakage("row security", statement, 1, words, repaired=True)
        for statement, words in (
            (
                "DROP POLICY insert_locked ON contact; CREATE POLICY insert_locked ON contact AS RESTRICTIVE FOR "
                "INSERT TO account_graph_app WITH CHECK (true)",
                "CREATE POLICY insert_locked ON public.contact",
            ),
            (
                'CREATE POLICY "Only ours" ON account AS RESTRICTIVE FOR SELECT TO public USING (owner_id IS NOT NULL)',
                'DROP POLICY "Only ours" ON public.account',
            ),
            (
                "ALTER FUNCTION account_graph_unseen(uuid, text, uuid[]) OWNER TO postgres",
                "FUNCTION account_graph_unseen(viewer uuid, kind text, ids uuid[]) belongs to postgres, "
                "not to account_graph_app",
            ),
            (
                "ALTER FUNCTION account_graph_unseen(uuid, text, uuid[]) SECURITY INVOKER",
                "account_graph_unseen(viewer uuid, kind text, ids uuid[]) is another than the one",
            ),
            (
                "DROP FUNCTION account_graph_unseen(uuid, text, uuid[])",
                "account_graph_unseen(viewer uuid, kind text, ids uuid[]) is missing",
            ),
            (
                "COMMENT ON FUNCTION account_graph_unseen(uuid, text, uuid[]) IS NULL",
                "it is the lock of another version of this program",
            ),
            (
                "REVOKE UPDATE ON contact FROM account_graph_app",
                "GRANT UPDATE ON TABLE public.contact TO account_graph_app",
            ),
            (
                "GRANT DELETE ON app_user TO account_graph_app",
                "REVOKE DELETE ON TABLE public.app_user FROM account_graph_app",
            ),
        )
    ),
]
"""What isn't as migrations and the second lock made it."""
