"""Print forms and print jobs are seen within their municipality only; what is printed stays."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

FORM, JOB, PART = "worksheets_printform", "worksheets_printjob", "worksheets_printjobpart"

# A part is printed once, from what was asked for: neither a killed process nor a second one
# can print it again or otherwise. What may still change is that its PDF moves into the job's file.
PRINTED_ONCE = f"""
CREATE FUNCTION {PART}_refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    free text[] := '{{attempts,failure,printed_at,pages,pdf}}';
BEGIN
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION '印刷する内容は変更できません。' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.printed_at IS NOT NULL AND (
        NEW.printed_at IS DISTINCT FROM OLD.printed_at
        OR NEW.pages IS DISTINCT FROM OLD.pages
        OR (NEW.pdf IS NOT NULL AND NEW.pdf IS DISTINCT FROM OLD.pdf)
    ) THEN
        RAISE EXCEPTION '印刷済みの調書は、もう一度印刷できません。'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION {PART}_refuse_change() FROM PUBLIC;
CREATE TRIGGER print_job_part_is_printed_once AFTER UPDATE ON {PART}
    FOR EACH ROW EXECUTE FUNCTION {PART}_refuse_change();
ALTER TABLE {PART} ENABLE ALWAYS TRIGGER print_job_part_is_printed_once;
"""
CHANGED_AT_WILL = f"""
DROP TRIGGER print_job_part_is_printed_once ON {PART};
DROP FUNCTION {PART}_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("worksheets", "0020_print_forms_and_jobs"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent(JOB),
        belongs_to(PART, "job_id", JOB),
        belongs_to(PART, "center_id", "centers_center"),
        protect(FORM),
        protect(JOB),
        protect(PART),
        migrations.RunSQL(PRINTED_ONCE, CHANGED_AT_WILL),
    ]
