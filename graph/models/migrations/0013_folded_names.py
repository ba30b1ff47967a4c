"""Names as searches and text filters compare them: a column that the database makes of each name's key."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Marks above and below letters go, and what Unicode has no decomposition for becomes the letters that people type for
# it; typographic signs become those of a keyboard. NFKC has made a space and a mark of an acute accent that stands for
# an apostrophe. A name in which a vowel and an e, or two a, may stand for one letter has a second line, with that
# letter: `mueller` has `muller` too, which `müller` is. Each line begins with a break and a space, and the last ends
# with a break, so that one pattern says where a name or a word begins.
FOLDING = """
CREATE FUNCTION name_search(name_key text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT E'\\n ' || plain || E'\\n' || CASE WHEN brief <> plain THEN ' ' || brief || E'\\n' ELSE '' END
    FROM (
        SELECT plain, regexp_replace(plain, '([aou])e|(a)a', '\\1\\2', 'g') AS brief
        FROM (
            SELECT CASE WHEN octet_length(name_key) = length(name_key) THEN translate(name_key, '`', '''') ELSE
                replace(replace(replace(replace(translate(
                    normalize(
                        regexp_replace(
                            replace(normalize(name_key, NFD), U&' \\0301', ''''),
                            U&'[\\0300-\\036f]' COLLATE "C", '', 'g'
                        ),
                        NFC
                    ),
                    U&'\\00f8\\0142\\0111\\00f0\\0127\\0131\\0167\\014b'
                        || U&'`\\2018\\2019\\201a\\201b\\02b9\\02bb\\02bc\\2032\\2035'
                        || U&'\\201c\\201d\\201e\\201f\\00ab\\00bb'
                        || U&'\\2010\\2012\\2013\\2014\\2015\\2212'
                        || U&'\\00ae\\00a9',
                    'olddhitn' || repeat('''', 10) || repeat('"', 6) || repeat('-', 6)
                ), U&'\\00e6', 'ae'), U&'\\0153', 'oe'), U&'\\00fe', 'th'), U&'\\00df', 'ss')
            END AS plain OFFSET 0
        ) folded OFFSET 0
    ) shortened
$$;
"""

FOLDING_BACK = """
DROP FUNCTION name_search(text);
"""

COLUMNS = """
ALTER TABLE account ADD COLUMN name_search text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (name_search(name_key)) STORED;
ALTER TABLE contact ADD COLUMN name_search text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (name_search(name_key)) STORED;
DROP INDEX account_name_search, contact_name_search;
CREATE INDEX account_name_search ON account USING gin (name_search gin_trgm_ops);
CREATE INDEX contact_name_search ON contact USING gin (name_search gin_trgm_ops);
"""

COLUMNS_BACK = """
DROP INDEX account_name_search, contact_name_search;
CREATE INDEX account_name_search ON account USING gin (name_key gin_trgm_ops);
CREATE INDEX contact_name_search ON contact USING gin (name_key gin_trgm_ops);
ALTER TABLE account DROP COLUMN name_search;
ALTER TABLE contact DROP COLUMN name_search;
"""

# What is generated is empty in the new row that a trigger sees before it is stored.
GUARD = """
CREATE OR REPLACE FUNCTION account_edit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_for constant text := account_graph_level_of(account_graph_ways(account_graph_user()), OLD);
    kept account := NEW;
BEGIN
    IF open_for = 'EDIT' THEN
        RETURN NEW;
    END IF;
    kept.description := OLD.description;
    kept.version := OLD.version;
    kept.updated_at := OLD.updated_at;
    kept.updated_by_id := OLD.updated_by_id;
    kept.name_search := OLD.name_search;
    IF open_for IS NULL OR kept IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "account": it is not open for that'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_BACK = """
CREATE OR REPLACE FUNCTION account_edit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_for constant text := account_graph_level_of(account_graph_ways(account_graph_user()), OLD);
    kept account := NEW;
BEGIN
    IF open_for = 'EDIT' THEN
        RETURN NEW;
    END IF;
    kept.description := OLD.description;
    kept.version := OLD.version;
    kept.updated_at := OLD.updated_at;
    kept.updated_by_id := OLD.updated_by_id;
    IF open_for IS NULL OR kept IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "account": it is not open for that'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """The function first, then the columns that it makes."""

    dependencies = [("models", "0012_orders_of_all_lists")]

    operations = [ops.RunSQL(FOLDING + COLUMNS + GUARD, GUARD_BACK + COLUMNS_BACK + FOLDING_BACK)]
