"""Add vehicles."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

DEFINITIONS = """
ALTER TABLE vehicle
    ADD CONSTRAINT vehicle_kind_known CHECK (kind IN ('CAR', 'VAN', 'TRUCK'));

CREATE FUNCTION audit_vehicle() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment constant timestamptz := clock_timestamp();
    writer constant uuid := nullif(current_setting('account_graph.user', true), '')::uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Vehicle', i.id,
            'createdAt', NULL, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), moment, writer
        FROM inserted i;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), i.account_id, 'Vehicle', i.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM inserted i JOIN deleted d ON d.id = i.id AND ROW(
            i."account_id", i."name", i."plate", i."kind", i."price", i."driver_id", i."created_at"
        ) IS DISTINCT FROM ROW(
            d."account_id", d."name", d."plate", d."kind", d."price", d."driver_id", d."created_at"
        )
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, i."account_id"::text), ('name', d."name"::text, i."name"::text),
            ('plate', d."plate"::text, i."plate"::text), ('kind', d."kind"::text, i."kind"::text),
            ('price', d."price"::text, i."price"::text), ('driver', d."driver_id"::text, i."driver_id"::text),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(i."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Vehicle', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM deleted d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('plate', d."plate"::text, NULL), ('kind', d."kind"::text, NULL), ('price', d."price"::text, NULL),
            ('driver', d."driver_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    ELSE
        INSERT INTO field_change
            (id, account_id, record_type, record_id, field, old_value, new_value, changed_at, changed_by_id)
        SELECT account_graph_uuid7(moment), d.account_id, 'Vehicle', d.id,
            c.field, c.old_value, c.new_value, moment, writer
        FROM "vehicle" d
        CROSS JOIN LATERAL (VALUES
            ('account', d."account_id"::text, NULL), ('name', d."name"::text, NULL),
            ('plate', d."plate"::text, NULL), ('kind', d."kind"::text, NULL), ('price', d."price"::text, NULL),
            ('driver', d."driver_id"::text, NULL),
            ('createdAt', to_char(d."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NULL)) c(field, old_value, new_value)
        WHERE c.old_value IS DISTINCT FROM c.new_value;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vehicle_audit_insert AFTER INSERT ON vehicle
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_vehicle();
CREATE TRIGGER vehicle_audit_update AFTER UPDATE ON vehicle
    REFERENCING OLD TABLE AS deleted NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION audit_vehicle();
CREATE TRIGGER vehicle_audit_delete AFTER DELETE ON vehicle
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION audit_vehicle();
CREATE TRIGGER vehicle_audit_truncate BEFORE TRUNCATE ON vehicle
    FOR EACH STATEMENT EXECUTE FUNCTION audit_vehicle();

CREATE TRIGGER vehicle_external_ids AFTER DELETE ON vehicle
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION delete_external_ids();

CREATE INDEX vehicle_of_account ON vehicle (account_id, (name COLLATE "C"), id);

CREATE INDEX vehicle_in_order ON vehicle ((name COLLATE "C"), id) INCLUDE (account_id);

CREATE INDEX vehicle_of_driver ON vehicle (driver_id);

CREATE INDEX vehicle_sorted_by_created_at ON vehicle (created_at, id) INCLUDE (account_id);

CREATE INDEX vehicle_sorted_by_updated_at ON vehicle (updated_at, id) INCLUDE (account_id);

CREATE INDEX vehicle_sorted_by_kind ON vehicle ((array_position(ARRAY['CAR', 'VAN', 'TRUCK'], kind::text)), id) INCLUDE (account_id);

CREATE INDEX vehicle_sorted_by_price ON vehicle (price DESC NULLS LAST, id DESC) INCLUDE (account_id);
"""

DEFINITIONS_BACK = """
DROP INDEX vehicle_sorted_by_price;
DROP INDEX vehicle_sorted_by_kind;
DROP INDEX vehicle_sorted_by_updated_at;
DROP INDEX vehicle_sorted_by_created_at;
DROP INDEX vehicle_of_driver;
DROP INDEX vehicle_in_order;
DROP INDEX vehicle_of_account;
DROP TRIGGER vehicle_external_ids ON vehicle;
DROP TRIGGER vehicle_audit_insert ON vehicle;
DROP TRIGGER vehicle_audit_update ON vehicle;
DROP TRIGGER vehicle_audit_delete ON vehicle;
DROP TRIGGER vehicle_audit_truncate ON vehicle;
DROP FUNCTION audit_vehicle;
ALTER TABLE vehicle
    DROP CONSTRAINT vehicle_kind_known;
"""


class Migration(migrations.Migration):
    """Add vehicles."""

    dependencies = [("models", "0021_sign_in")]

    operations = [
        ops.CreateModel(
            name="Vehicle",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(db_default=1)),
                ("created_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="created_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.NO_ACTION,
                    ),
                ),
                ("updated_at", fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False)),
                (
                    "updated_by",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="updated_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.NO_ACTION,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=255)),
                ("plate", fields.CharField(null=True, max_length=16)),
                ("kind", fields.CharField(db_default="CAR", max_length=5)),
                ("price", fields.DecimalField(null=True, max_digits=18, decimal_places=2)),
                (
                    "driver",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="driver_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={"table": "vehicle", "app": "models", "pk_attr": "id"},
            bases=["OfAccount"],
        ),
        ops.RunSQL(DEFINITIONS, DEFINITIONS_BACK),
    ]
