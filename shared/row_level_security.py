"""Row-level security as migration operations: one line a table, the SQL written once.

`install()` creates what verifies a context, `protect()` closes a table, `belongs_to()` ties a
table's municipality to its parent's. `tests/database` refuses a municipal table without them.
"""

from django.db.migrations.operations import RunSQL

SCHEMA = "row_security"  # not the name of a role: that would be searched first

# HMAC-SHA256 from the core's sha256; the two padded keys are stored ready for use.
# An existing but unacceptable context is an error: nothing of ours ever makes one.
_TOLD = """
CREATE FUNCTION row_security.told() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text := nullif(current_setting('tsunagi.context', true), '');
    part text[] := string_to_array(given, '|');
    inner_pad bytea;
    outer_pad bytea;
BEGIN
    IF given IS NULL THEN
        RETURN '';
    END IF;
    SELECT k.inner_pad, k.outer_pad INTO inner_pad, outer_pad FROM row_security.context_key AS k;
    IF encode(sha256(outer_pad || sha256(inner_pad || convert_to(
            concat_ws('|', part[1], part[2], part[3]), 'UTF8'))), 'hex')
        IS DISTINCT FROM part[4] OR cardinality(part) <> 4
    THEN
        RAISE EXCEPTION 'municipal context is forged' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF part[2]::integer <> pg_backend_pid() THEN
        RAISE EXCEPTION 'municipal context is of another session'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_timestamp(part[3]::bigint) < statement_timestamp() THEN
        RAISE EXCEPTION 'municipal context has expired' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN part[1];
END
$$
"""
_VISIBLE = """
CREATE FUNCTION row_security.visible_municipalities() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text := row_security.told();
BEGIN
    RETURN CASE WHEN told IN ('', '*') THEN '{}' ELSE string_to_array(told, ',')::bigint[] END;
END
$$
"""
_EVERYTHING = """
CREATE FUNCTION row_security.sees_everything() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN row_security.told() = '*';
END
$$
"""
_KEY = """
CREATE TABLE row_security.context_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
)
"""
# Sub-selects, so that they run once a statement and not once a row; the second only if the
# first did not decide.
_RULE = """(
    {column} = ANY ((SELECT row_security.visible_municipalities())::bigint[])
    OR (SELECT row_security.sees_everything())
)"""


def install() -> list[RunSQL]:
    """Create the schema, the key's table (readable by the owner alone) and the functions."""
    return [
        RunSQL(f"CREATE SCHEMA {SCHEMA}", f"DROP SCHEMA {SCHEMA}"),
        RunSQL(_KEY, "DROP TABLE row_security.context_key"),
        RunSQL(_TOLD, "DROP FUNCTION row_security.told()"),
        RunSQL(_VISIBLE, "DROP FUNCTION row_security.visible_municipalities()"),
        RunSQL(_EVERYTHING, "DROP FUNCTION row_security.sees_everything()"),
    ]


def protect(table: str, *, column: str = "municipality_id") -> RunSQL:
    """Nobody sees or writes a row of this table outside a context; not even its owner."""
    rule = _RULE.format(column=column)
    return RunSQL(
        [
            f"CREATE POLICY {table}_municipality ON {table} FOR ALL USING {rule} WITH CHECK {rule}",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        ],
        [
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"DROP POLICY {table}_municipality ON {table}",
        ],
    )


def may_be_parent(table: str) -> RunSQL:
    """Give `belongs_to` a key that holds the municipality and the row's number together."""
    name = f"{table}_of_municipality"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (municipality_id, id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def belongs_to(table: str, column: str, parent: str) -> RunSQL:
    """A row's parent is of the row's own municipality: foreign keys look past row security.

    The key of one column that Django made goes: it would be checked besides, for nothing.
    """
    name = f"{table}_{column}_tied"  # PostgreSQL cuts names at 63 letters
    return RunSQL(
        [
            _DROP_SIMPLE_KEY.format(table=table, column=column),
            _ADD_KEY.format(
                table=table,
                name=f"CONSTRAINT {name}",
                columns=f"municipality_id, {column}",
                parent=f"{parent} (municipality_id, id)",
            ),
        ],
        [
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            _ADD_KEY.format(table=table, name="", columns=column, parent=f"{parent} (id)"),
        ],
    )


_ADD_KEY = """
ALTER TABLE {table} ADD {name} FOREIGN KEY ({columns}) REFERENCES {parent}
DEFERRABLE INITIALLY DEFERRED
"""
_DROP_SIMPLE_KEY = """
DO $$
DECLARE
    found name;
BEGIN
    SELECT c.conname INTO STRICT found
    FROM pg_constraint AS c
    JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
    WHERE c.conrelid = '{table}'::regclass AND c.contype = 'f' AND a.attname = '{column}';
    EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', found);
END
$$
"""
