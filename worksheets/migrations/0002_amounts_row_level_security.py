"""Amounts, shares and handling are seen within their municipality only; what is entered stays as
it is, but for being confirmed once and being replaced once.

The trigger holds for the owner too, and comes after row security has had its say.
"""

from django.db import migrations

from shared.row_level_security import protect

TABLES = ("worksheets_standardamount", "worksheets_costshare", "worksheets_handlingchoice")

CREATE_FUNCTION = """
CREATE FUNCTION worksheets_refuse_second_confirmation() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
    told text[] := ARRAY['confirmed_at', 'confirmed_by_id', 'superseded_at', 'superseded_by_id'];
BEGIN
    IF to_jsonb(new) - told IS DISTINCT FROM to_jsonb(old) - told
        OR old.superseded_at IS NOT NULL
        OR (old.confirmed_at IS NOT NULL
            AND (new.confirmed_at, new.confirmed_by_id)
                IS DISTINCT FROM (old.confirmed_at, old.confirmed_by_id))
    THEN
        RAISE EXCEPTION 'rows of % are confirmed once and replaced once', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'confirmed_rows_stay_as_they_are';
    END IF;
    RETURN NULL;
END
$$
"""
CREATE_TRIGGER = """
CREATE TRIGGER confirmed_rows_stay_as_they_are AFTER UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION worksheets_refuse_second_confirmation();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER confirmed_rows_stay_as_they_are;
"""
DROP_TRIGGER = "DROP TRIGGER confirmed_rows_stay_as_they_are ON {table}"


class Migration(migrations.Migration):
    dependencies = [("worksheets", "0001_initial"), ("centers", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, "DROP FUNCTION worksheets_refuse_second_confirmation()"),
        *(
            migrations.RunSQL(
                CREATE_TRIGGER.format(table=table), DROP_TRIGGER.format(table=table)
            )
            for table in TABLES
        ),
        *(protect(table) for table in (*TABLES, "worksheets_amountimport")),
    ]
