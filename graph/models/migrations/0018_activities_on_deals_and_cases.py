"""The deal or the case that an activity is about."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

DEFINITIONS = """
CREATE OR REPLACE FUNCTION audit_activity() RETURNS trigger LANGUAGE plpgsql
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
            i."account_id", i."kind", i."subject", i."at", i."contact_id", i."opportunity_id", i."case_id",
            i."owner_id", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."kind", d."subject", d."at", d."contact_id", d."opportunity_id", d."case_id",
            d."owner_id", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('kind', d."kind"::text, i."kind"::text),
            ('subject', d."subject"::text, i."subject"::text),
            ('at', to_char(d."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
            ('contact', d."contact_id"::text, i."contact_id"::text),
            ('opportunity', d."opportunity_id"::text, i."opportunity_id"::text),
            ('case', d."case_id"::text, i."case_id"::text), ('owner', d."owner_id"::text, i."owner_id"::text),
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
            ('contact', d."contact_id"::text, NULL), ('opportunity', d."opportunity_id"::text, NULL),
            ('case', d."case_id"::text, NULL), ('owner', d."owner_id"::text, NULL),
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
            ('contact', d."contact_id"::text, NULL), ('opportunity', d."opportunity_id"::text, NULL),
            ('case', d."case_id"::text, NULL), ('owner', d."owner_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
"""

INDEXES = """
CREATE INDEX activity_of_opportunity ON activity (opportunity_id);
CREATE INDEX activity_of_case ON activity (case_id);
"""

INDEXES_BACK = """
DROP INDEX activity_of_case;
DROP INDEX activity_of_opportunity;
"""

DEFINITIONS_BACK = """
CREATE OR REPLACE FUNCTION audit_activity() RETURNS trigger LANGUAGE plpgsql
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
"""


class Migration(migrations.Migration):
    """Let activities name the deal or the case that they are about."""

    dependencies = [("models", "0017_external_ids")]

    operations = [
        ops.AddField(
            model_name="Activity",
            name="case",
            field=fields.ForeignKeyField(
                "models.Case",
                source_field="case_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.AddField(
            model_name="Activity",
            name="opportunity",
            field=fields.ForeignKeyField(
                "models.Opportunity",
                source_field="opportunity_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.RunSQL(DEFINITIONS + INDEXES, INDEXES_BACK + DEFINITIONS_BACK),
    ]
