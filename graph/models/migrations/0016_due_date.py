"""The day when a closed deal was due, which it has again once it is reopened."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

DEFINITIONS = """
CREATE OR REPLACE FUNCTION audit_opportunity() RETURNS trigger LANGUAGE plpgsql
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
            i."account_id", i."name", i."stage", i."amount", i."probability", i."close_date", i."due_date",
            i."owner_id", i."lead_source", i."next_step", i."description", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."stage", d."amount", d."probability", d."close_date", d."due_date",
            d."owner_id", d."lead_source", d."next_step", d."description", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('stage', d."stage"::text, i."stage"::text), ('amount', d."amount"::text, i."amount"::text),
            ('probability', d."probability"::text, i."probability"::text),
            ('closeDate', to_char(d."close_date", 'YYYY-MM-DD'), to_char(i."close_date", 'YYYY-MM-DD')),
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), to_char(i."due_date", 'YYYY-MM-DD')),
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
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL), ('owner', d."owner_id"::text, NULL),
            ('leadSource', d."lead_source"::text, NULL), ('nextStep', d."next_step"::text, NULL),
            ('description', d."description"::text, NULL),
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
            ('dueDate', to_char(d."due_date", 'YYYY-MM-DD'), NULL), ('owner', d."owner_id"::text, NULL),
            ('leadSource', d."lead_source"::text, NULL), ('nextStep', d."next_step"::text, NULL),
            ('description', d."description"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
"""

DEFINITIONS_BACK = """
CREATE OR REPLACE FUNCTION audit_opportunity() RETURNS trigger LANGUAGE plpgsql
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
"""


class Migration(migrations.Migration):
    """Deals that were closed before have no due date: they keep the day when they were closed."""

    dependencies = [("models", "0015_instance")]

    operations = [
        ops.AddField(
            model_name="Opportunity",
            name="due_date",
            field=fields.DateField(null=True),
        ),
        ops.RunSQL(DEFINITIONS, DEFINITIONS_BACK),
    ]
