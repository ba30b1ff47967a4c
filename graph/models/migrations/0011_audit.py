"""The audit trail, kept by the database: every writer leaves it, the API, an import, a hand at psql.

One function a table, written from the mapping below. Rows outlive what they tell of, and nothing changes them.
"""

from dataclasses import dataclass
from typing import Any

from tortoise import migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations import operations as ops

TIME = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
DATE = "to_char({}, 'YYYY-MM-DD')"
SHORT = "trim_scale({})::text"
CONDITION = "concat_ws(' ', {row}.\"column\", {row}.operator, nullif(array_to_string({row}.values, ', '), ''))"


def _number(prefix: str) -> str:
    return f"'{prefix}-' || lpad({{0}}::text, greatest(6, length({{0}}::text)), '0')"


@dataclass(frozen=True, slots=True)
class Audited:
    """A table whose changes are recorded: as which type, under which account, and which columns as which fields.

    Columns that are no text by themselves say how they are written, as the API writes them.
    """

    type: str
    columns: str
    """`column field` pairs, a comma between them."""
    account: str = "NULL::uuid"
    record: str = "id"
    written: tuple[tuple[str, str], ...] = ()
    created: str | None = "created_at"
    """The column that says since when there is the record; None where only the time of the change does."""
    is_part: bool = False
    """Whether a row is a value of a field of its record: then its making and its end are changes of that field."""

    def fields(self) -> list[tuple[str, str]]:
        """The pairs of column and field."""
        pairs = (pair.split() for pair in self.columns.split(", "))
        return [(column, field) for column, field in pairs]

    def value(self, row: str, column: str) -> str:
        """The column's value as text."""
        how = dict(self.written).get(column, "{}::text")
        return how.format(f'{row}."{column}"', row=row)


OF_ACCOUNT = "account_id"

AUDITED = {
    "account": Audited(
        "Account",
        "number number, name name, type type, industry industry, description description, annual_revenue annualRevenue,"
        " number_of_employees numberOfEmployees, phone phone, website website, billing_street billingAddress.street,"
        " billing_city billingAddress.city, billing_state billingAddress.state,"
        " billing_postal_code billingAddress.postalCode, billing_country billingAddress.country,"
        " latitude officeLocation.latitude, longitude officeLocation.longitude, owner_id owner, parent_id parent,"
        " partner_id partner, is_active isActive, brand_color brandColor, last_activity_date lastActivityDate,"
        " customer_since customerSince, created_at createdAt",
        "id",
        written=(
            ("number", _number("ACC")),
            ("latitude", SHORT),
            ("longitude", SHORT),
            ("last_activity_date", TIME),
            ("customer_since", DATE),
            ("created_at", TIME),
        ),
    ),
    "contact": Audited(
        "Contact",
        "account_id account, name name, email email, phone phone, title title, buying_role buyingRole,"
        " is_primary isPrimary, created_at createdAt",
        OF_ACCOUNT,
        written=(("created_at", TIME),),
    ),
    "opportunity": Audited(
        "Opportunity",
        "account_id account, name name, stage stage, amount amount, probability probability, close_date closeDate,"
        " owner_id owner, lead_source leadSource, next_step nextStep, description description, created_at createdAt",
        OF_ACCOUNT,
        written=(("close_date", DATE), ("created_at", TIME)),
    ),
    "support_case": Audited(
        "Case",
        "account_id account, number number, subject subject, description description, internal_notes internalNotes,"
        " status status, priority priority, origin origin, contact_id contact, opened_at openedAt, closed_at closedAt,"
        " created_at createdAt",
        OF_ACCOUNT,
        written=(("number", _number("CASE")), ("opened_at", TIME), ("closed_at", TIME), ("created_at", TIME)),
    ),
    "contract": Audited(
        "Contract",
        "account_id account, number number, status status, value value, start_date startDate, end_date endDate,"
        " signed_by_id signedBy, activated_at activatedAt, created_at createdAt",
        OF_ACCOUNT,
        written=(
            ("number", _number("CTR")),
            ("start_date", DATE),
            ("end_date", DATE),
            ("activated_at", TIME),
            ("created_at", TIME),
        ),
    ),
    "activity": Audited(
        "Activity",
        "account_id account, kind kind, subject subject, at at, contact_id contact, owner_id owner,"
        " created_at createdAt",
        OF_ACCOUNT,
        written=(("at", TIME), ("created_at", TIME)),
    ),
    "invoice": Audited(
        "Invoice",
        "account_id account, number number, status status, amount amount, paid_amount paidAmount, issued_on issuedOn,"
        " due_date dueDate, created_at createdAt",
        OF_ACCOUNT,
        written=(("number", _number("INV")), ("issued_on", DATE), ("due_date", DATE), ("created_at", TIME)),
    ),
    "file": Audited(
        "File",
        "account_id account, name name, kind kind, size size, created_at createdAt",
        OF_ACCOUNT,
        written=(("created_at", TIME),),
    ),
    "account_team": Audited(
        "AccountTeamMember",
        "account_id account, user_id user, level level, title title",
        OF_ACCOUNT,
        created=None,
    ),
    "account_grant": Audited(
        "Grant",
        "account_id account, user_id user, role_id role, group_id group, level level, cascades cascades,"
        " expires_at expiresAt, created_at createdAt",
        OF_ACCOUNT,
        written=(("expires_at", TIME), ("created_at", TIME)),
    ),
    "sharing_rule": Audited(
        "SharingRule",
        "name name, is_active isActive, level level, profile profile, role_id role, include_below includeBelow,"
        " group_id group",
        created=None,
    ),
    "sharing_condition": Audited(
        "SharingRule",
        "values conditions",
        record="rule_id",
        written=(("values", CONDITION),),
        is_part=True,
    ),
    "role": Audited("Role", "name name, parent_id parent", created=None),
    "user_group": Audited("Group", "name name", created=None),
    "group_member": Audited("Group", "user_id members", record="group_id", is_part=True),
    "app_user": Audited(
        "User",
        "email email, name name, profile profile, role_id role, partner_account_id partnerAccount, is_active isActive,"
        " can_view_all canViewAll, can_roll_up_all canRollUpAll, created_at createdAt",
        written=(("created_at", TIME),),
    ),
}


def _changes(audited: Audited, row: str, source: str, old: str | None, new: str | None) -> str:
    """An insert of one change for each field that differs between two rows, or that the only row has a value of."""
    pairs = [
        (
            field,
            audited.value(old, column) if old else "NULL",
            audited.value(new, column) if new else "NULL",
        )
        for column, field in audited.fields()
    ]
    values = ",\n            ".join(f"('{field}', {before}, {after})" for field, before, after in pairs)
    return f"""INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), {_of(row, audited.account)}, '{audited.type}', {row}.{audited.record},
            c.field, c.old_value, c.new_value, moment, writer
        FROM {source}
        CROSS JOIN LATERAL (VALUES
            {values}) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value"""  # noqa: S608  # of this file's words


def _created(audited: Audited) -> str:
    if audited.is_part:
        return _changes(audited, "i", "inserted i", None, "i")
    since = TIME.format("moment" if audited.created is None else f"i.{audited.created}")
    return f"""INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), {_of("i", audited.account)}, '{audited.type}', i.id,
            'createdAt', NULL, {since}, moment, writer
        FROM inserted i"""  # noqa: S608  # likewise


def _updated(audited: Audited) -> str:
    columns = [column for column, _ in audited.fields()]
    if audited.type == "SharingRule" and audited.is_part:
        columns += ["column", "operator"]
    before, after = (", ".join(f'{row}."{column}"' for column in columns) for row in "di")
    # kept totals change often and are not told of: a comparison of rows is quicker than one of texts
    source = f"inserted i JOIN deleted d ON d.id = i.id AND ROW({after}) IS DISTINCT FROM ROW({before})"
    return _changes(audited, "i", source, "d", "i")


def _of(row: str, column: str) -> str:
    return column if "::" in column else f"{row}.{column}"


def _audit(table: str, audited: Audited) -> str:
    # the moment of the change, not of the transaction's beginning: who waited for a lock changed it later
    return f"""
CREATE FUNCTION audit_{table}() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_created(audited)};
    ELSIF TG_OP = 'UPDATE' THEN
        {_updated(audited)};
    ELSIF TG_OP = 'DELETE' THEN
        {_changes(audited, "d", "deleted d", "d", None)};
    ELSE
        {_changes(audited, "d", f'"{table}" d', "d", None)};
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_audit_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_{table}();
CREATE TRIGGER {table}_audit_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_{table}();
CREATE TRIGGER {table}_audit_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_{table}();
CREATE TRIGGER {table}_audit_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_{table}()"""


COMMON = """
-- UUIDv7 of a moment: 48 bits of milliseconds, 12 of the fraction, the rest (and the variant) from gen_random_uuid.
CREATE FUNCTION account_graph_uuid7(moment timestamptz) RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
        || substr(gen_random_uuid()::text, 20))::uuid
    FROM (SELECT (extract(epoch FROM moment) * 1000000)::bigint AS us) given
$$;

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail can''t be changed: field_change takes new rows only' USING ERRCODE = 'AG002';
END $$;
CREATE TRIGGER field_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON field_change
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- For loading what brings its own history. Only the owner of the tables may, and others' writes wait meanwhile.
CREATE FUNCTION account_graph_audit(enabled boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tgrelid::regclass AS audited, tgname FROM pg_trigger WHERE tgname LIKE '%\\_audit\\_%' LOOP
        EXECUTE format('ALTER TABLE %s %s TRIGGER %I',
            found.audited, CASE WHEN enabled THEN 'ENABLE' ELSE 'DISABLE' END, found.tgname);
    END LOOP;
END $$
"""

COMMON_BACK = """
DROP TRIGGER field_change_append_only ON field_change; DROP FUNCTION audit_is_append_only;
DROP FUNCTION account_graph_audit; DROP FUNCTION account_graph_uuid7
"""

WAYS = ("insert", "update", "delete", "truncate")

UNBOUND = "account_id", "changed_by_id"


def _names(model: str, column: str) -> ForeignKeyFieldInstance[Any]:
    return ForeignKeyFieldInstance(
        f"models.{model}",
        source_field=column,
        null=True,
        db_constraint=False,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.NO_ACTION,
    )


class Migration(migrations.Migration):
    """First the rows lose what bound them to others, then every table gets its triggers."""

    dependencies = [("models", "0010_open_pipeline")]  # noqa: RUF012  # Tortoise reads a plain list

    operations = [  # noqa: RUF012  # Tortoise reads a plain list
        ops.RunSQL(
            "; ".join(f"ALTER TABLE field_change DROP CONSTRAINT field_change_{column}_fkey" for column in UNBOUND),
            "DELETE FROM field_change f WHERE NOT EXISTS (SELECT FROM account WHERE id = f.account_id);"
            "UPDATE field_change f SET changed_by_id = NULL"
            " WHERE NOT EXISTS (SELECT FROM app_user WHERE id = f.changed_by_id);"
            "ALTER TABLE field_change ADD CONSTRAINT field_change_account_id_fkey FOREIGN KEY (account_id)"
            " REFERENCES account (id) ON DELETE CASCADE;"
            "ALTER TABLE field_change ADD CONSTRAINT field_change_changed_by_id_fkey FOREIGN KEY (changed_by_id)"
            " REFERENCES app_user (id);"
            "ALTER TABLE field_change ALTER account_id SET NOT NULL",
        ),
        ops.AlterField("FieldChange", "account", _names("Account", "account_id")),
        ops.AlterField("FieldChange", "changed_by", _names("User", "changed_by_id")),
        ops.RunSQL("ALTER TABLE field_change ALTER account_id DROP NOT NULL", ops.RunSQL.noop),
        ops.RunSQL(
            "CREATE INDEX field_change_by_time ON field_change (changed_at DESC, id DESC)",
            "DROP INDEX field_change_by_time",
        ),
        ops.RunSQL(COMMON, COMMON_BACK),
        ops.RunSQL(
            ";\n".join(_audit(table, audited) for table, audited in AUDITED.items()),
            ";\n".join(
                f"{'; '.join(f'DROP TRIGGER {table}_audit_{way} ON {table}' for way in WAYS)};"
                f" DROP FUNCTION audit_{table}"
                for table in AUDITED
            ),
        ),
    ]
