"""The audit trail, kept by the database: every writer leaves it, the API, an import, a hand at psql.

Rows outlive what they tell of, and nothing changes them.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

COMMON = r"""
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
    FOR found IN SELECT tgrelid::regclass AS audited, tgname FROM pg_trigger WHERE tgname LIKE '%\_audit\_%' LOOP
        EXECUTE format('ALTER TABLE %s %s TRIGGER %I',
            found.audited, CASE WHEN enabled THEN 'ENABLE' ELSE 'DISABLE' END, found.tgname);
    END LOOP;
END $$;
"""

COMMON_BACK = """
DROP TRIGGER field_change_append_only ON field_change;
DROP FUNCTION audit_is_append_only;
DROP FUNCTION account_graph_audit;
DROP FUNCTION account_graph_uuid7;
"""

# One function a table. The moment is that of the change, not of the transaction's beginning: whoever waited for a lock
# changed it later. Kept totals change often and are not told of; a comparison of rows is quicker than one of texts.
TABLES = """
CREATE FUNCTION audit_account() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.id, 'Account', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.id, 'Account', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."number", i."name", i."type", i."industry", i."description", i."annual_revenue",
            i."number_of_employees", i."phone", i."website", i."billing_street", i."billing_city", i."billing_state",
            i."billing_postal_code", i."billing_country", i."latitude", i."longitude", i."owner_id", i."parent_id",
            i."partner_id", i."is_active", i."brand_color", i."last_activity_date", i."customer_since",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."number", d."name", d."type", d."industry", d."description", d."annual_revenue",
            d."number_of_employees", d."phone", d."website", d."billing_street", d."billing_city", d."billing_state",
            d."billing_postal_code", d."billing_country", d."latitude", d."longitude", d."owner_id", d."parent_id",
            d."partner_id", d."is_active", d."brand_color", d."last_activity_date", d."customer_since",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('number', 'ACC-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'ACC-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('name', d."name"::text, i."name"::text), ('type', d."type"::text, i."type"::text),
            ('industry', d."industry"::text, i."industry"::text),
            ('description', d."description"::text, i."description"::text),
            ('annualRevenue', d."annual_revenue"::text, i."annual_revenue"::text),
            ('numberOfEmployees', d."number_of_employees"::text, i."number_of_employees"::text),
            ('phone', d."phone"::text, i."phone"::text), ('website', d."website"::text, i."website"::text),
            ('billingAddress.street', d."billing_street"::text, i."billing_street"::text),
            ('billingAddress.city', d."billing_city"::text, i."billing_city"::text),
            ('billingAddress.state', d."billing_state"::text, i."billing_state"::text),
            ('billingAddress.postalCode', d."billing_postal_code"::text, i."billing_postal_code"::text),
            ('billingAddress.country', d."billing_country"::text, i."billing_country"::text),
            ('officeLocation.latitude', trim_scale(d."latitude")::text, trim_scale(i."latitude")::text),
            ('officeLocation.longitude', trim_scale(d."longitude")::text, trim_scale(i."longitude")::text),
            ('owner', d."owner_id"::text, i."owner_id"::text), ('parent', d."parent_id"::text, i."parent_id"::text),
            ('partner', d."partner_id"::text, i."partner_id"::text),
            ('isActive', d."is_active"::text, i."is_active"::text),
            ('brandColor', d."brand_color"::text, i."brand_color"::text),
            ('lastActivityDate', to_char(d."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('customerSince', to_char(d."customer_since", 'YYYY-MM-DD'), to_char(i."customer_since", 'YYYY-MM-DD')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.id, 'Account', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('number', 'ACC-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('name', d."name"::text, NULL), ('type', d."type"::text, NULL), ('industry', d."industry"::text, NULL),
            ('description', d."description"::text, NULL), ('annualRevenue', d."annual_revenue"::text, NULL),
            ('numberOfEmployees', d."number_of_employees"::text, NULL), ('phone', d."phone"::text, NULL),
            ('website', d."website"::text, NULL), ('billingAddress.street', d."billing_street"::text, NULL),
            ('billingAddress.city', d."billing_city"::text, NULL),
            ('billingAddress.state', d."billing_state"::text, NULL),
            ('billingAddress.postalCode', d."billing_postal_code"::text, NULL),
            ('billingAddress.country', d."billing_country"::text, NULL),
            ('officeLocation.latitude', trim_scale(d."latitude")::text, NULL),
            ('officeLocation.longitude', trim_scale(d."longitude")::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('parent', d."parent_id"::text, NULL), ('partner', d."partner_id"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('brandColor', d."brand_color"::text, NULL),
            ('lastActivityDate', to_char(d."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('customerSince', to_char(d."customer_since", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.id, 'Account', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "account" d
        CROSS JOIN LATERAL (VALUES
            ('number', 'ACC-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('name', d."name"::text, NULL), ('type', d."type"::text, NULL), ('industry', d."industry"::text, NULL),
            ('description', d."description"::text, NULL), ('annualRevenue', d."annual_revenue"::text, NULL),
            ('numberOfEmployees', d."number_of_employees"::text, NULL), ('phone', d."phone"::text, NULL),
            ('website', d."website"::text, NULL), ('billingAddress.street', d."billing_street"::text, NULL),
            ('billingAddress.city', d."billing_city"::text, NULL),
            ('billingAddress.state', d."billing_state"::text, NULL),
            ('billingAddress.postalCode', d."billing_postal_code"::text, NULL),
            ('billingAddress.country', d."billing_country"::text, NULL),
            ('officeLocation.latitude', trim_scale(d."latitude")::text, NULL),
            ('officeLocation.longitude', trim_scale(d."longitude")::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('parent', d."parent_id"::text, NULL), ('partner', d."partner_id"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('brandColor', d."brand_color"::text, NULL),
            ('lastActivityDate', to_char(d."last_activity_date" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('customerSince', to_char(d."customer_since", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account_audit_insert AFTER INSERT ON account
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_account();
CREATE TRIGGER account_audit_update AFTER UPDATE ON account
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_account();
CREATE TRIGGER account_audit_delete AFTER DELETE ON account
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_account();
CREATE TRIGGER account_audit_truncate BEFORE TRUNCATE ON account
    FOR EACH STATEMENT EXECUTE FUNCTION audit_account();

CREATE FUNCTION audit_contact() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contact', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contact', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."email", i."phone", i."title", i."buying_role", i."is_primary",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."email", d."phone", d."title", d."buying_role", d."is_primary",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('email', d."email"::text, i."email"::text), ('phone', d."phone"::text, i."phone"::text),
            ('title', d."title"::text, i."title"::text),
            ('buyingRole', d."buying_role"::text, i."buying_role"::text),
            ('isPrimary', d."is_primary"::text, i."is_primary"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contact', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('email', d."email"::text, NULL), ('phone', d."phone"::text, NULL), ('title', d."title"::text, NULL),
            ('buyingRole', d."buying_role"::text, NULL), ('isPrimary', d."is_primary"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contact', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "contact" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('email', d."email"::text, NULL), ('phone', d."phone"::text, NULL), ('title', d."title"::text, NULL),
            ('buyingRole', d."buying_role"::text, NULL), ('isPrimary', d."is_primary"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER contact_audit_insert AFTER INSERT ON contact
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_contact();
CREATE TRIGGER contact_audit_update AFTER UPDATE ON contact
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_contact();
CREATE TRIGGER contact_audit_delete AFTER DELETE ON contact
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_contact();
CREATE TRIGGER contact_audit_truncate BEFORE TRUNCATE ON contact
    FOR EACH STATEMENT EXECUTE FUNCTION audit_contact();

CREATE FUNCTION audit_opportunity() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Opportunity', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Opportunity', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."stage", i."amount", i."probability", i."close_date", i."owner_id",
            i."lead_source", i."next_step", i."description", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."stage", d."amount", d."probability", d."close_date", d."owner_id",
            d."lead_source", d."next_step", d."description", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('stage', d."stage"::text, i."stage"::text), ('amount', d."amount"::text, i."amount"::text),
            ('probability', d."probability"::text, i."probability"::text),
            ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), to_char(i."close_date", 'YYYY-MM-DD')),
            ('owner', d."owner_id"::text, i."owner_id"::text),
            ('leadSource', d."lead_source"::text, i."lead_source"::text),
            ('nextStep', d."next_step"::text, i."next_step"::text),
            ('description', d."description"::text, i."description"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Opportunity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('stage', d."stage"::text, NULL), ('amount', d."amount"::text, NULL),
            ('probability', d."probability"::text, NULL), ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), NULL),
            ('owner', d."owner_id"::text, NULL), ('leadSource', d."lead_source"::text, NULL),
            ('nextStep', d."next_step"::text, NULL), ('description', d."description"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Opportunity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "opportunity" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('stage', d."stage"::text, NULL), ('amount', d."amount"::text, NULL),
            ('probability', d."probability"::text, NULL), ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), NULL),
            ('owner', d."owner_id"::text, NULL), ('leadSource', d."lead_source"::text, NULL),
            ('nextStep', d."next_step"::text, NULL), ('description', d."description"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER opportunity_audit_insert AFTER INSERT ON opportunity
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_opportunity();
CREATE TRIGGER opportunity_audit_update AFTER UPDATE ON opportunity
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_opportunity();
CREATE TRIGGER opportunity_audit_delete AFTER DELETE ON opportunity
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_opportunity();
CREATE TRIGGER opportunity_audit_truncate BEFORE TRUNCATE ON opportunity
    FOR EACH STATEMENT EXECUTE FUNCTION audit_opportunity();

CREATE FUNCTION audit_support_case() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Case', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Case', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."number", i."subject", i."description", i."internal_notes", i."status", i."priority",
            i."origin", i."contact_id", i."opened_at", i."closed_at", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."number", d."subject", d."description", d."internal_notes", d."status", d."priority",
            d."origin", d."contact_id", d."opened_at", d."closed_at", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text),
            ('number', 'CASE-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'CASE-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('subject', d."subject"::text, i."subject"::text),
            ('description', d."description"::text, i."description"::text),
            ('internalNotes', d."internal_notes"::text, i."internal_notes"::text),
            ('status', d."status"::text, i."status"::text), ('priority', d."priority"::text, i."priority"::text),
            ('origin', d."origin"::text, i."origin"::text), ('contact', d."contact_id"::text, i."contact_id"::text),
            ('openedAt', to_char(d."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('closedAt', to_char(d."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Case', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CASE-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('subject', d."subject"::text, NULL), ('description', d."description"::text, NULL),
            ('internalNotes', d."internal_notes"::text, NULL), ('status', d."status"::text, NULL),
            ('priority', d."priority"::text, NULL), ('origin', d."origin"::text, NULL),
            ('contact', d."contact_id"::text, NULL),
            ('openedAt', to_char(d."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('closedAt', to_char(d."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Case', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "support_case" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CASE-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('subject', d."subject"::text, NULL), ('description', d."description"::text, NULL),
            ('internalNotes', d."internal_notes"::text, NULL), ('status', d."status"::text, NULL),
            ('priority', d."priority"::text, NULL), ('origin', d."origin"::text, NULL),
            ('contact', d."contact_id"::text, NULL),
            ('openedAt', to_char(d."opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('closedAt', to_char(d."closed_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER support_case_audit_insert AFTER INSERT ON support_case
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_support_case();
CREATE TRIGGER support_case_audit_update AFTER UPDATE ON support_case
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_support_case();
CREATE TRIGGER support_case_audit_delete AFTER DELETE ON support_case
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_support_case();
CREATE TRIGGER support_case_audit_truncate BEFORE TRUNCATE ON support_case
    FOR EACH STATEMENT EXECUTE FUNCTION audit_support_case();

CREATE FUNCTION audit_contract() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contract', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Contract', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."number", i."status", i."value", i."start_date", i."end_date", i."signed_by_id",
            i."activated_at", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."number", d."status", d."value", d."start_date", d."end_date", d."signed_by_id",
            d."activated_at", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text),
            ('number', 'CTR-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'CTR-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('status', d."status"::text, i."status"::text), ('value', d."value"::text, i."value"::text),
            ('startDate', to_char(d."start_date", 'YYYY-MM-DD'), to_char(i."start_date", 'YYYY-MM-DD')),
            ('endDate', to_char(d."end_date", 'YYYY-MM-DD'), to_char(i."end_date", 'YYYY-MM-DD')),
            ('signedBy', d."signed_by_id"::text, i."signed_by_id"::text),
            ('activatedAt', to_char(d."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contract', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CTR-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('value', d."value"::text, NULL),
            ('startDate', to_char(d."start_date", 'YYYY-MM-DD'), NULL),
            ('endDate', to_char(d."end_date", 'YYYY-MM-DD'), NULL), ('signedBy', d."signed_by_id"::text, NULL),
            ('activatedAt', to_char(d."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Contract', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "contract" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'CTR-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('value', d."value"::text, NULL),
            ('startDate', to_char(d."start_date", 'YYYY-MM-DD'), NULL),
            ('endDate', to_char(d."end_date", 'YYYY-MM-DD'), NULL), ('signedBy', d."signed_by_id"::text, NULL),
            ('activatedAt', to_char(d."activated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER contract_audit_insert AFTER INSERT ON contract
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_contract();
CREATE TRIGGER contract_audit_update AFTER UPDATE ON contract
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_contract();
CREATE TRIGGER contract_audit_delete AFTER DELETE ON contract
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_contract();
CREATE TRIGGER contract_audit_truncate BEFORE TRUNCATE ON contract
    FOR EACH STATEMENT EXECUTE FUNCTION audit_contract();

CREATE FUNCTION audit_activity() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Activity', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Activity', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."kind", i."subject", i."at", i."contact_id", i."owner_id", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."kind", d."subject", d."at", d."contact_id", d."owner_id", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('kind', d."kind"::text, i."kind"::text),
            ('subject', d."subject"::text, i."subject"::text),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('contact', d."contact_id"::text, i."contact_id"::text),
            ('owner', d."owner_id"::text, i."owner_id"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Activity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('kind', d."kind"::text, NULL),
            ('subject', d."subject"::text, NULL),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('contact', d."contact_id"::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Activity', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "activity" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('kind', d."kind"::text, NULL),
            ('subject', d."subject"::text, NULL),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('contact', d."contact_id"::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activity_audit_insert AFTER INSERT ON activity
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_activity();
CREATE TRIGGER activity_audit_update AFTER UPDATE ON activity
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_activity();
CREATE TRIGGER activity_audit_delete AFTER DELETE ON activity
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_activity();
CREATE TRIGGER activity_audit_truncate BEFORE TRUNCATE ON activity
    FOR EACH STATEMENT EXECUTE FUNCTION audit_activity();

CREATE FUNCTION audit_invoice() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Invoice', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Invoice', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."number", i."status", i."amount", i."paid_amount", i."issued_on", i."due_date",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."number", d."status", d."amount", d."paid_amount", d."issued_on", d."due_date",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text),
            ('number', 'INV-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), 'INV-' || lpad(i."number"::text, greatest(6, length(i."number"::text)), '0')),
            ('status', d."status"::text, i."status"::text), ('amount', d."amount"::text, i."amount"::text),
            ('paidAmount', d."paid_amount"::text, i."paid_amount"::text),
            ('issuedOn', to_char(d."issued_on", 'YYYY-MM-DD'), to_char(i."issued_on", 'YYYY-MM-DD')),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), to_char(i."due_date", 'YYYY-MM-DD')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Invoice', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'INV-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('amount', d."amount"::text, NULL),
            ('paidAmount', d."paid_amount"::text, NULL), ('issuedOn', to_char(d."issued_on", 'YYYY-MM-DD'), NULL),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Invoice', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "invoice" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL),
            ('number', 'INV-' || lpad(d."number"::text, greatest(6, length(d."number"::text)), '0'), NULL),
            ('status', d."status"::text, NULL), ('amount', d."amount"::text, NULL),
            ('paidAmount', d."paid_amount"::text, NULL), ('issuedOn', to_char(d."issued_on", 'YYYY-MM-DD'), NULL),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_audit_insert AFTER INSERT ON invoice
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_invoice();
CREATE TRIGGER invoice_audit_update AFTER UPDATE ON invoice
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_invoice();
CREATE TRIGGER invoice_audit_delete AFTER DELETE ON invoice
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_invoice();
CREATE TRIGGER invoice_audit_truncate BEFORE TRUNCATE ON invoice
    FOR EACH STATEMENT EXECUTE FUNCTION audit_invoice();

CREATE FUNCTION audit_file() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'File', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'File', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."kind", i."size", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."kind", d."size", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('kind', d."kind"::text, i."kind"::text), ('size', d."size"::text, i."size"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'File', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL), ('kind', d."kind"::text, NULL),
            ('size', d."size"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'File', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "file" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL), ('kind', d."kind"::text, NULL),
            ('size', d."size"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER file_audit_insert AFTER INSERT ON file
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_file();
CREATE TRIGGER file_audit_update AFTER UPDATE ON file
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_file();
CREATE TRIGGER file_audit_delete AFTER DELETE ON file
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_file();
CREATE TRIGGER file_audit_truncate BEFORE TRUNCATE ON file
    FOR EACH STATEMENT EXECUTE FUNCTION audit_file();

CREATE FUNCTION audit_account_team() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'AccountTeamMember', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'AccountTeamMember', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."user_id", i."level", i."title"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."user_id", d."level", d."title"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('user', d."user_id"::text, i."user_id"::text),
            ('level', d."level"::text, i."level"::text), ('title', d."title"::text, i."title"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'AccountTeamMember', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('level', d."level"::text, NULL), ('title', d."title"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'AccountTeamMember', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "account_team" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('level', d."level"::text, NULL), ('title', d."title"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account_team_audit_insert AFTER INSERT ON account_team
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_account_team();
CREATE TRIGGER account_team_audit_update AFTER UPDATE ON account_team
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_account_team();
CREATE TRIGGER account_team_audit_delete AFTER DELETE ON account_team
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_account_team();
CREATE TRIGGER account_team_audit_truncate BEFORE TRUNCATE ON account_team
    FOR EACH STATEMENT EXECUTE FUNCTION audit_account_team();

CREATE FUNCTION audit_account_grant() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Grant', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Grant', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."user_id", i."role_id", i."group_id", i."level", i."cascades", i."expires_at",
            i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."user_id", d."role_id", d."group_id", d."level", d."cascades", d."expires_at",
            d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('user', d."user_id"::text, i."user_id"::text),
            ('role', d."role_id"::text, i."role_id"::text), ('group', d."group_id"::text, i."group_id"::text),
            ('level', d."level"::text, i."level"::text), ('cascades', d."cascades"::text, i."cascades"::text),
            ('expiresAt', to_char(d."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Grant', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('role', d."role_id"::text, NULL), ('group', d."group_id"::text, NULL), ('level', d."level"::text, NULL),
            ('cascades', d."cascades"::text, NULL),
            ('expiresAt', to_char(d."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Grant', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "account_grant" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('user', d."user_id"::text, NULL),
            ('role', d."role_id"::text, NULL), ('group', d."group_id"::text, NULL), ('level', d."level"::text, NULL),
            ('cascades', d."cascades"::text, NULL),
            ('expiresAt', to_char(d."expires_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER account_grant_audit_insert AFTER INSERT ON account_grant
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_account_grant();
CREATE TRIGGER account_grant_audit_update AFTER UPDATE ON account_grant
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_account_grant();
CREATE TRIGGER account_grant_audit_delete AFTER DELETE ON account_grant
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_account_grant();
CREATE TRIGGER account_grant_audit_truncate BEFORE TRUNCATE ON account_grant
    FOR EACH STATEMENT EXECUTE FUNCTION audit_account_grant();

CREATE FUNCTION audit_sharing_rule() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name", i."is_active", i."level", i."profile", i."role_id", i."include_below", i."group_id"
        ) IS DISTINCT FROM ROW(
            d."name", d."is_active", d."level", d."profile", d."role_id", d."include_below", d."group_id"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text), ('isActive', d."is_active"::text, i."is_active"::text),
            ('level', d."level"::text, i."level"::text), ('profile', d."profile"::text, i."profile"::text),
            ('role', d."role_id"::text, i."role_id"::text),
            ('includeBelow', d."include_below"::text, i."include_below"::text),
            ('group', d."group_id"::text, i."group_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('isActive', d."is_active"::text, NULL),
            ('level', d."level"::text, NULL), ('profile', d."profile"::text, NULL),
            ('role', d."role_id"::text, NULL), ('includeBelow', d."include_below"::text, NULL),
            ('group', d."group_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "sharing_rule" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('isActive', d."is_active"::text, NULL),
            ('level', d."level"::text, NULL), ('profile', d."profile"::text, NULL),
            ('role', d."role_id"::text, NULL), ('includeBelow', d."include_below"::text, NULL),
            ('group', d."group_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_rule_audit_insert AFTER INSERT ON sharing_rule
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_rule();
CREATE TRIGGER sharing_rule_audit_update AFTER UPDATE ON sharing_rule
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_rule();
CREATE TRIGGER sharing_rule_audit_delete AFTER DELETE ON sharing_rule
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_rule();
CREATE TRIGGER sharing_rule_audit_truncate BEFORE TRUNCATE ON sharing_rule
    FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_rule();

CREATE FUNCTION audit_sharing_condition() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i
        CROSS JOIN LATERAL (VALUES
            ('conditions', NULL, concat_ws(' ', i."column", i.operator, nullif(array_to_string(i.values, ', '), '')))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', i.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."values", i."column", i."operator"
        ) IS DISTINCT FROM ROW(
            d."values", d."column", d."operator"
        )
        CROSS JOIN LATERAL (VALUES
            ('conditions', concat_ws(' ', d."column", d.operator, nullif(array_to_string(d.values, ', '), '')), concat_ws(' ', i."column", i.operator, nullif(array_to_string(i.values, ', '), '')))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('conditions', concat_ws(' ', d."column", d.operator, nullif(array_to_string(d.values, ', '), '')), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'SharingRule', d.rule_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "sharing_condition" d
        CROSS JOIN LATERAL (VALUES
            ('conditions', concat_ws(' ', d."column", d.operator, nullif(array_to_string(d.values, ', '), '')), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_condition_audit_insert AFTER INSERT ON sharing_condition
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_condition();
CREATE TRIGGER sharing_condition_audit_update AFTER UPDATE ON sharing_condition
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_condition();
CREATE TRIGGER sharing_condition_audit_delete AFTER DELETE ON sharing_condition
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_condition();
CREATE TRIGGER sharing_condition_audit_truncate BEFORE TRUNCATE ON sharing_condition
    FOR EACH STATEMENT EXECUTE FUNCTION audit_sharing_condition();

CREATE FUNCTION audit_role() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name", i."parent_id"
        ) IS DISTINCT FROM ROW(
            d."name", d."parent_id"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text), ('parent', d."parent_id"::text, i."parent_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('parent', d."parent_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Role', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "role" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('parent', d."parent_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER role_audit_insert AFTER INSERT ON role
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_role();
CREATE TRIGGER role_audit_update AFTER UPDATE ON role
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_role();
CREATE TRIGGER role_audit_delete AFTER DELETE ON role
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_role();
CREATE TRIGGER role_audit_truncate BEFORE TRUNCATE ON role
    FOR EACH STATEMENT EXECUTE FUNCTION audit_role();

CREATE FUNCTION audit_user_group() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.id,
            'createdAt', NULL, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name"
        ) IS DISTINCT FROM ROW(
            d."name"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "user_group" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER user_group_audit_insert AFTER INSERT ON user_group
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_user_group();
CREATE TRIGGER user_group_audit_update AFTER UPDATE ON user_group
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_user_group();
CREATE TRIGGER user_group_audit_delete AFTER DELETE ON user_group
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_user_group();
CREATE TRIGGER user_group_audit_truncate BEFORE TRUNCATE ON user_group
    FOR EACH STATEMENT EXECUTE FUNCTION audit_user_group();

CREATE FUNCTION audit_group_member() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i
        CROSS JOIN LATERAL (VALUES
            ('members', NULL, i."user_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', i.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."user_id"
        ) IS DISTINCT FROM ROW(
            d."user_id"
        )
        CROSS JOIN LATERAL (VALUES
            ('members', d."user_id"::text, i."user_id"::text)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('members', d."user_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'Group', d.group_id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "group_member" d
        CROSS JOIN LATERAL (VALUES
            ('members', d."user_id"::text, NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER group_member_audit_insert AFTER INSERT ON group_member
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_group_member();
CREATE TRIGGER group_member_audit_update AFTER UPDATE ON group_member
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_group_member();
CREATE TRIGGER group_member_audit_delete AFTER DELETE ON group_member
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_group_member();
CREATE TRIGGER group_member_audit_truncate BEFORE TRUNCATE ON group_member
    FOR EACH STATEMENT EXECUTE FUNCTION audit_group_member();

CREATE FUNCTION audit_app_user() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."name", i."email", i."profile", i."is_active", i."role_id", i."partner_account_id", i."can_view_all",
            i."can_roll_up_all", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."name", d."email", d."profile", d."is_active", d."role_id", d."partner_account_id", d."can_view_all",
            d."can_roll_up_all", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, i."name"::text), ('email', d."email"::text, i."email"::text),
            ('profile', d."profile"::text, i."profile"::text),
            ('isActive', d."is_active"::text, i."is_active"::text), ('role', d."role_id"::text, i."role_id"::text),
            ('partnerAccount', d."partner_account_id"::text, i."partner_account_id"::text),
            ('canViewAll', d."can_view_all"::text, i."can_view_all"::text),
            ('canRollUpAll', d."can_roll_up_all"::text, i."can_roll_up_all"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('email', d."email"::text, NULL), ('profile', d."profile"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('role', d."role_id"::text, NULL),
            ('partnerAccount', d."partner_account_id"::text, NULL), ('canViewAll', d."can_view_all"::text, NULL),
            ('canRollUpAll', d."can_roll_up_all"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), NULL::uuid, 'User', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "app_user" d
        CROSS JOIN LATERAL (VALUES
            ('name', d."name"::text, NULL), ('email', d."email"::text, NULL), ('profile', d."profile"::text, NULL),
            ('isActive', d."is_active"::text, NULL), ('role', d."role_id"::text, NULL),
            ('partnerAccount', d."partner_account_id"::text, NULL), ('canViewAll', d."can_view_all"::text, NULL),
            ('canRollUpAll', d."can_roll_up_all"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER app_user_audit_insert AFTER INSERT ON app_user
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_app_user();
CREATE TRIGGER app_user_audit_update AFTER UPDATE ON app_user
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_app_user();
CREATE TRIGGER app_user_audit_delete AFTER DELETE ON app_user
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_app_user();
CREATE TRIGGER app_user_audit_truncate BEFORE TRUNCATE ON app_user
    FOR EACH STATEMENT EXECUTE FUNCTION audit_app_user();
"""

TABLES_BACK = """
DROP TRIGGER account_audit_insert ON account;
DROP TRIGGER account_audit_update ON account;
DROP TRIGGER account_audit_delete ON account;
DROP TRIGGER account_audit_truncate ON account;
DROP FUNCTION audit_account;
DROP TRIGGER contact_audit_insert ON contact;
DROP TRIGGER contact_audit_update ON contact;
DROP TRIGGER contact_audit_delete ON contact;
DROP TRIGGER contact_audit_truncate ON contact;
DROP FUNCTION audit_contact;
DROP TRIGGER opportunity_audit_insert ON opportunity;
DROP TRIGGER opportunity_audit_update ON opportunity;
DROP TRIGGER opportunity_audit_delete ON opportunity;
DROP TRIGGER opportunity_audit_truncate ON opportunity;
DROP FUNCTION audit_opportunity;
DROP TRIGGER support_case_audit_insert ON support_case;
DROP TRIGGER support_case_audit_update ON support_case;
DROP TRIGGER support_case_audit_delete ON support_case;
DROP TRIGGER support_case_audit_truncate ON support_case;
DROP FUNCTION audit_support_case;
DROP TRIGGER contract_audit_insert ON contract;
DROP TRIGGER contract_audit_update ON contract;
DROP TRIGGER contract_audit_delete ON contract;
DROP TRIGGER contract_audit_truncate ON contract;
DROP FUNCTION audit_contract;
DROP TRIGGER activity_audit_insert ON activity;
DROP TRIGGER activity_audit_update ON activity;
DROP TRIGGER activity_audit_delete ON activity;
DROP TRIGGER activity_audit_truncate ON activity;
DROP FUNCTION audit_activity;
DROP TRIGGER invoice_audit_insert ON invoice;
DROP TRIGGER invoice_audit_update ON invoice;
DROP TRIGGER invoice_audit_delete ON invoice;
DROP TRIGGER invoice_audit_truncate ON invoice;
DROP FUNCTION audit_invoice;
DROP TRIGGER file_audit_insert ON file;
DROP TRIGGER file_audit_update ON file;
DROP TRIGGER file_audit_delete ON file;
DROP TRIGGER file_audit_truncate ON file;
DROP FUNCTION audit_file;
DROP TRIGGER account_team_audit_insert ON account_team;
DROP TRIGGER account_team_audit_update ON account_team;
DROP TRIGGER account_team_audit_delete ON account_team;
DROP TRIGGER account_team_audit_truncate ON account_team;
DROP FUNCTION audit_account_team;
DROP TRIGGER account_grant_audit_insert ON account_grant;
DROP TRIGGER account_grant_audit_update ON account_grant;
DROP TRIGGER account_grant_audit_delete ON account_grant;
DROP TRIGGER account_grant_audit_truncate ON account_grant;
DROP FUNCTION audit_account_grant;
DROP TRIGGER sharing_rule_audit_insert ON sharing_rule;
DROP TRIGGER sharing_rule_audit_update ON sharing_rule;
DROP TRIGGER sharing_rule_audit_delete ON sharing_rule;
DROP TRIGGER sharing_rule_audit_truncate ON sharing_rule;
DROP FUNCTION audit_sharing_rule;
DROP TRIGGER sharing_condition_audit_insert ON sharing_condition;
DROP TRIGGER sharing_condition_audit_update ON sharing_condition;
DROP TRIGGER sharing_condition_audit_delete ON sharing_condition;
DROP TRIGGER sharing_condition_audit_truncate ON sharing_condition;
DROP FUNCTION audit_sharing_condition;
DROP TRIGGER role_audit_insert ON role;
DROP TRIGGER role_audit_update ON role;
DROP TRIGGER role_audit_delete ON role;
DROP TRIGGER role_audit_truncate ON role;
DROP FUNCTION audit_role;
DROP TRIGGER user_group_audit_insert ON user_group;
DROP TRIGGER user_group_audit_update ON user_group;
DROP TRIGGER user_group_audit_delete ON user_group;
DROP TRIGGER user_group_audit_truncate ON user_group;
DROP FUNCTION audit_user_group;
DROP TRIGGER group_member_audit_insert ON group_member;
DROP TRIGGER group_member_audit_update ON group_member;
DROP TRIGGER group_member_audit_delete ON group_member;
DROP TRIGGER group_member_audit_truncate ON group_member;
DROP FUNCTION audit_group_member;
DROP TRIGGER app_user_audit_insert ON app_user;
DROP TRIGGER app_user_audit_update ON app_user;
DROP TRIGGER app_user_audit_delete ON app_user;
DROP TRIGGER app_user_audit_truncate ON app_user;
DROP FUNCTION audit_app_user;
"""


class Migration(migrations.Migration):
    """What all tables share, then a function and four triggers a table."""

    dependencies = [("models", "0005_kept_by_triggers")]

    operations = [
        # one operation, not several: before each, Tortoise copies every model
        ops.RunSQL(COMMON + TABLES, TABLES_BACK + COMMON_BACK),
    ]
