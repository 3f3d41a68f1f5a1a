"""A part belongs to its sheet; when its job's time is over, what it was printed from goes.

What it was printed from is else as unchangeable as before, and its print id as its pages.
"""

from django.db import migrations

from shared.row_level_security import belongs_to

JOB, PART = "worksheets_printjob", "worksheets_printjobpart"

_FUNCTION = """
CREATE OR REPLACE FUNCTION {part}_refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    free text[] := '{{{free}}}';
BEGIN
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION '印刷する内容は変更できません。' USING ERRCODE = 'restrict_violation';
    END IF;{emptied}
    IF OLD.printed_at IS NOT NULL AND (
        NEW.printed_at IS DISTINCT FROM OLD.printed_at
        OR NEW.pages IS DISTINCT FROM OLD.pages{print_id}
        OR (NEW.pdf IS NOT NULL AND NEW.pdf IS DISTINCT FROM OLD.pdf)
    ) THEN
        RAISE EXCEPTION '印刷済みの調書は、もう一度印刷できません。'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""
_FREE = "attempts,failure,printed_at,pages,pdf"
# Emptied altogether, and only where nothing is to be printed of it any more.
_EMPTIED = f"""
    IF NEW.document IS DISTINCT FROM OLD.document AND (
        NEW.document <> '{{}}'
        OR EXISTS (SELECT FROM public.{JOB} WHERE id = NEW.job_id AND state = 'open')
    ) THEN
        RAISE EXCEPTION '印刷する内容は変更できません。' USING ERRCODE = 'restrict_violation';
    END IF;"""
_PRINT_ID = """
        OR NEW.print_id IS DISTINCT FROM OLD.print_id"""
MAY_BE_EMPTIED = _FUNCTION.format(
    part=PART, free=f"{_FREE},print_id,document", emptied=_EMPTIED, print_id=_PRINT_ID
)
NEVER_EMPTIED = _FUNCTION.format(part=PART, free=_FREE, emptied="", print_id="")


class Migration(migrations.Migration):
    dependencies = [("worksheets", "0038_print_jobs_that_end")]

    operations = [
        belongs_to(PART, "worksheet_id", "worksheets_worksheet"),
        migrations.RunSQL(MAY_BE_EMPTIED, NEVER_EMPTIED),
    ]
