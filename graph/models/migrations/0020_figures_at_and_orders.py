"""When the figures of an account that are kept from other records last changed; orders by the times of records."""

from tortoise import fields, migrations
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops

DEFINITIONS = """
-- Not now(): a transaction that began earlier may change a figure after one that a reader has already seen.
CREATE FUNCTION keep_figures_at() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.figures_at := greatest(OLD.figures_at, clock_timestamp());
    RETURN NEW;
END $$;
CREATE TRIGGER account_figures_at BEFORE UPDATE OF
    total_opportunity_amount,
    won_opportunity_amount,
    open_opportunity_count,
    open_opportunity_amount,
    weighted_opportunity_amount,
    open_case_count
    ON account FOR EACH ROW WHEN ((
        OLD.total_opportunity_amount,
        OLD.won_opportunity_amount,
        OLD.open_opportunity_count,
        OLD.open_opportunity_amount,
        OLD.weighted_opportunity_amount,
        OLD.open_case_count
    ) IS DISTINCT FROM (
        NEW.total_opportunity_amount,
        NEW.won_opportunity_amount,
        NEW.open_opportunity_count,
        NEW.open_opportunity_amount,
        NEW.weighted_opportunity_amount,
        NEW.open_case_count
    )) EXECUTE FUNCTION keep_figures_at();

CREATE INDEX activity_sorted_by_created_at ON activity (created_at, id) INCLUDE (account_id);

CREATE INDEX activity_sorted_by_updated_at ON activity (updated_at, id) INCLUDE (account_id);

CREATE INDEX support_case_sorted_by_created_at ON support_case (created_at, id) INCLUDE (account_id);

CREATE INDEX support_case_sorted_by_updated_at ON support_case (updated_at, id) INCLUDE (account_id);

CREATE INDEX contract_sorted_by_created_at ON contract (created_at, id) INCLUDE (account_id);

CREATE INDEX contract_sorted_by_updated_at ON contract (updated_at, id) INCLUDE (account_id);
"""

DEFINITIONS_BACK = """
DROP TRIGGER account_figures_at ON account;
DROP FUNCTION keep_figures_at;
DROP INDEX contract_sorted_by_updated_at;
DROP INDEX contract_sorted_by_created_at;
DROP INDEX support_case_sorted_by_updated_at;
DROP INDEX support_case_sorted_by_created_at;
DROP INDEX activity_sorted_by_updated_at;
DROP INDEX activity_sorted_by_created_at;
"""


class Migration(migrations.Migration):
    """Add the time, its trigger, and indexes for orders."""

    dependencies = [("models", "0019_external_ids_of_sharing")]

    operations = [
        ops.AddField(
            model_name="Account",
            name="figures_at",
            field=fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(DEFINITIONS, DEFINITIONS_BACK),
    ]
