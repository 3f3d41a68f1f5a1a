"""A print form stays as it is, but for being replaced once: also for the owner of the table."""

from django.db import migrations

FORM = "worksheets_printform"

STAYS = f"""
CREATE FUNCTION {FORM}_refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
    told text[] := ARRAY['superseded_at', 'superseded_by_id'];
BEGIN
    IF to_jsonb(NEW) - told IS DISTINCT FROM to_jsonb(OLD) - told
        OR OLD.superseded_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'print forms are replaced once and changed never'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'print_forms_stay_as_they_are';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER print_forms_stay_as_they_are AFTER UPDATE ON {FORM}
    FOR EACH ROW EXECUTE FUNCTION {FORM}_refuse_change();
ALTER TABLE {FORM} ENABLE ALWAYS TRIGGER print_forms_stay_as_they_are;
"""
CHANGES_AT_WILL = f"""
DROP TRIGGER print_forms_stay_as_they_are ON {FORM};
DROP FUNCTION {FORM}_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("worksheets", "0035_layout_at_submission"),
    ]

    operations = [
        migrations.RunSQL(STAYS, CHANGES_AT_WILL),
    ]
