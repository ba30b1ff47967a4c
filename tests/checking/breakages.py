"""Ways to break a demo company, each with the check that must name it, how often, and words it must use."""
# ruff: noqa: RUF001  # wide letters are what one of them is about

from dataclasses import dataclass

from graph.checking import Verdict
from graph.checking.totals import COLUMNS


@dataclass(frozen=True)
class Breakage:
    """What is done to a healthy company past its triggers, and what one check says of it."""

    check: str
    statements: str
    found: int
    words: str
    verdict: Verdict = Verdict.WRONG
    also: tuple[str, ...] = ()
    """Other checks that have to come to the same."""
    mended_as_told: bool = False
    """Whether running what the check names mends it."""
    repaired: bool = False
    """Whether --repair mends it."""


def the(account: str) -> str:
    return f"(SELECT id FROM account WHERE name = '{account}')"


def rule(to: str, condition: str = "") -> str:
    """A rule for someone (`column=value`), with a condition (column, operator and values)."""
    made = f"INSERT INTO sharing_rule (id, name, level, {to.partition('=')[0]}) "
    made += f"VALUES (gen_random_uuid(), 'Odd one', 'READ', {to.partition('=')[2]})"
    if not condition:
        return made
    return f"""WITH made AS ({made} RETURNING id)
        INSERT INTO sharing_condition (id, rule_id, "column", operator, values)
        SELECT gen_random_uuid(), id, {condition} FROM made"""


EMEA, UK, BRIGHTLINE = the("Acme Corp EMEA"), the("Acme Corp UK"), the("Brightline Resellers")
GLOBAL = the("Acme Corp Global")
UK_ABOVE = f"UPDATE account SET parent_id = {UK} WHERE name = 'Acme Corp EMEA'"

DERIVED = [
    Breakage(
        "account tree's closure",
        f"DELETE FROM account_tree WHERE descendant_id = {UK} AND depth = 1",
        1,
        "1 up: nothing is kept, Acme Corp EMEA",
    ),
    Breakage(
        "account tree's closure",
        f"INSERT INTO account_tree VALUES ({BRIGHTLINE}, {GLOBAL}, 1)",
        1,
        "Acme Corp Global (ACC-000001), 1 up: Brightline Resellers",
    ),
    Breakage(
        "account tree's closure",
        f"UPDATE account_tree SET ancestor_id = {BRIGHTLINE} WHERE descendant_id = {UK} AND depth = 1",
        1,
        "Acme Corp EMEA",
    ),
    Breakage(
        "account tree's closure",
        "INSERT INTO account_tree SELECT id, id, 0 FROM (SELECT gen_random_uuid() AS id) gone",
        1,
        "no account: ",
    ),
    Breakage(
        "account tree's closure", f"UPDATE account SET parent_id = {BRIGHTLINE} WHERE id = {UK}", 2, "Acme Corp UK"
    ),
    *(
        Breakage(
            "kept totals",
            f"UPDATE account SET {column} = {column} + 1 WHERE name LIKE 'Acme Corp U_'",
            2,
            f": {column} is ",
        )
        for column in COLUMNS
    ),
    Breakage(
        "kept totals",
        "DELETE FROM opportunity WHERE stage = 'CLOSED_WON' AND amount > 0 "
        "AND account_id = (SELECT id FROM account WHERE won_opportunity_amount > 0 ORDER BY id LIMIT 1)",
        2,
        "won_opportunity_amount is ",
    ),
    Breakage(
        "name keys of accounts",
        "UPDATE account SET name = 'ＡＣＭＥ  Ukraine ' WHERE name = 'Acme Corp UK'",
        1,
        'the key is "acme corp uk", its name makes "acme ukraine"',
    ),
    Breakage(
        "name keys of contacts",
        f"UPDATE contact SET name_key = upper(name_key) WHERE account_id = {GLOBAL}",
        5,
        "its name makes",
    ),
    Breakage("single rows", "DELETE FROM sharing_epoch", 1, "sharing_epoch has no row"),
    Breakage("single rows", "DELETE FROM tree_lock", 1, "tree_lock has no row"),
    *(
        Breakage("numbers", f"SELECT setval('{noun}_number', 3)", 1, f"{noun}_number would give ")
        for noun in ("account", "case", "contract", "invoice")
    ),
]
"""Rows that --repair derives again."""

RECORDS = [
    Breakage("account tree", UK_ABOVE, 1, "Acme Corp UK (ACC-"),
    Breakage(
        "role tree",
        "UPDATE role SET parent_id = (SELECT id FROM role WHERE name = 'rep-eu') WHERE name = 'vp-sales'",
        1,
        " -> manager-eu",
    ),
    Breakage(
        "names of accounts",
        "UPDATE account SET name = 'acme  CORP uk', name_key = 'other' WHERE name = 'Acme Corp US'",
        1,
        "and Acme Corp UK",
    ),
    Breakage(
        "names of accounts",
        "UPDATE account SET name = 'Acme\u200b Corp UK', name_key = 'other' WHERE name = 'Acme Corp US'",
        1,
        "and Acme Corp UK",
    ),
    Breakage(
        "names of accounts",
        "UPDATE account SET name = 'Twice', name_key = name WHERE name LIKE 'Acme Corp U_'",
        2,
        "Twice (ACC-",
    ),
    Breakage(
        "references",
        "UPDATE file SET account_id = gen_random_uuid() WHERE id = (SELECT id FROM file LIMIT 1)",
        1,
        "which account lacks",
    ),
    Breakage(
        "primary contacts",
        f"DROP INDEX contact_primary_once; UPDATE contact SET is_primary = true WHERE account_id = {GLOBAL}",
        1,
        "Acme Corp Global (ACC-000001): 5 contacts are primary",
        also=("indexes",),
    ),
]
"""What must be mended by hand."""

ONE = "id = (SELECT id FROM {table} WHERE {where} LIMIT 1)"


def one(table: str, where: str, change: str) -> str:
    return f"UPDATE {table} SET {change} WHERE {ONE.format(table=table, where=where)}"


STATES = [
    Breakage("states", statement, 1, words, Verdict.WARNING)
    for statement, words in (
        (one("support_case", "status = 'CLOSED'", "closed_at = NULL"), ": closed, without a time"),
        (one("support_case", "status = 'NEW'", "closed_at = opened_at"), ": open, with a time"),
        (one("contract", "status = 'ACTIVATED'", "activated_at = NULL"), ": activated, without a time"),
        (one("invoice", "status = 'PAID' AND amount > 1", "paid_amount = 1"), ": paid, but not in full"),
    )
]

SHARING = [
    Breakage("values of sharing rules", rule("profile='ADMIN'", condition), 1, words)
    for condition, words in (
        ("'ANNUAL_REVENUE', 'GT', '{much}'", "ANNUAL_REVENUE GT much (can't be compared: much)"),
        ("'IS_ACTIVE', 'IN', '{true,yes}'", "(can't be compared: yes)"),
        ("'TYPE', 'EQ', '{}'", 'rule "Odd one": TYPE EQ (it has no value)'),
    )
]
SHARING += [
    Breakage("words of sharing rules", rule("profile='ADMIN'", condition), 1, words)
    for condition, words in (
        ("'TYPE', 'EQ', '{customer}'", "there is no customer"),
        ("'INDUSTRY', 'NOT_IN', '{BANKING,MAGIC}'", "there is no MAGIC"),
        ("'BILLING_COUNTRY', 'IN', '{GB,UK}'", "there is no UK"),
    )
]
SHARING += [
    Breakage(check, statement, 1, words, Verdict.WARNING)
    for check, statement, words in (
        (
            "further values of sharing rules",
            rule("profile='ADMIN'", "'TYPE', 'EQ', '{CUSTOMER,PARTNER}'"),
            "TYPE EQ CUSTOMER, PARTNER",
        ),
        ("conditions of sharing rules", rule("profile='ADMIN'"), 'rule "Odd one"'),
        (
            "targets of sharing rules",
            rule("profile='SERVICE_MANAGER'", "'TYPE', 'NOT_NULL', '{}'"),
            "for profile SERVICE_MANAGER",
        ),
        (
            "targets of sharing rules",
            "INSERT INTO user_group (id, name) VALUES (gen_random_uuid(), 'Nobody'); "
            + rule("group_id=(SELECT id FROM user_group WHERE name = 'Nobody')", "'TYPE', 'NOT_NULL', '{}'"),
            "for group Nobody",
        ),
        (
            "targets of sharing rules",
            "INSERT INTO role (id, name) VALUES (gen_random_uuid(), 'idle'); "
            + rule("role_id=(SELECT id FROM role WHERE name = 'idle')", "'TYPE', 'NOT_NULL', '{}'"),
            "for role idle",
        ),
        (
            "targets of grants",
            "INSERT INTO role (id, name) VALUES (gen_random_uuid(), 'idle'); "
            "INSERT INTO account_grant (id, account_id, role_id, level) "
            f"VALUES (gen_random_uuid(), {UK}, (SELECT id FROM role WHERE name = 'idle'), 'READ')",
            "to role idle",
        ),
        (
            "partner users",
            "UPDATE app_user SET partner_account_id = NULL WHERE email = 'pat@demo.example'",
            "pat@demo.example",
        ),
    )
]
SHARING.append(
    Breakage(
        "owners",
        "UPDATE app_user SET is_active = false WHERE email = 'ron@demo.example'",
        1,
        "ron@demo.example owns ",
        Verdict.WARNING,
        also=("targets of grants",),
    )
)
SHARING.append(
    Breakage(
        "expired grants",
        "DELETE FROM account_grant WHERE expires_at < now(); INSERT INTO account_grant "
        "(id, account_id, user_id, level, expires_at) SELECT gen_random_uuid(), "
        f"{UK}, id, 'READ', now() - interval '1 second' FROM app_user WHERE email = 'ron@demo.example'",
        1,
        "to ron@demo.example",
        Verdict.NOTE,
    )
)

STRUCTURE = [
    Breakage(
        "extensions",
        "DROP EXTENSION pg_trgm CASCADE",
        1,
        "CREATE EXTENSION pg_trgm",
        also=("indexes",),
        repaired=True,
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
        'ALTER TABLE account ALTER name_key TYPE text COLLATE "POSIX"',
        1,
        'column account.name_key is text COLLATE "POSIX" NOT NULL, not text COLLATE "C" NOT NULL',
    ),
    Breakage(
        "tables",
        "ALTER TYPE account_graph_condition RENAME ATTRIBUTE given TO got",
        1,
        "type account_graph_condition is",
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
    Breakage(
        "replication role",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); "
        "END $$",
        1,
        "session_replication_role is replica",
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

NOT_OURS = [
    Breakage(
        "migrations",
        "DELETE FROM tortoise_migrations WHERE name LIKE '0005%'",
        1,
        "0005_kept_by_triggers",
    ),
    Breakage(
        "program",
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_future', now())",
        1,
        "is newer than this program, which doesn't know its migration 9999_future",
    ),
    Breakage(
        "program",
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '0001_initial', now())",
        1,
        "was made before 0.1.0",
    ),
]
"""After these nothing else is looked at."""

MENDED = [*DERIVED, *(each for each in STRUCTURE if each.repaired)]
"""What --repair mends."""

ALL = [*DERIVED, *RECORDS, *STATES, *SHARING, *STRUCTURE, *NOT_OURS]
