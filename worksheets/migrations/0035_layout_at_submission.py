"""How a submitted sheet is printed is frozen with it: no form and no program changes it later."""

from django.db import migrations, models

# The guard of 0011, with one column more that is written when a sheet moves, and asked for at the end.
GUARD = """
CREATE OR REPLACE FUNCTION worksheets_guard_worksheet() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
    written text[] := '{{content,checksum,version_hash,determination_id,prepared_at,prepared_by_id}}';
    moved text[] := '{{state,checked_at,checked_by_id,submitted_at,submitted_by_id}}'::text[]
        || '{{{frozen}}}'::text[];
    refused text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        refused := 'a worksheet is never deleted';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            refused := 'a worksheet begins as a draft';
        END IF;
    ELSIF OLD.state = 'submitted' THEN
        refused := 'a submitted worksheet never changes';
    ELSIF to_jsonb(NEW) - written - moved <> to_jsonb(OLD) - written - moved THEN
        refused := 'a worksheet keeps its subject';
    ELSIF NEW.state <> 'draft' AND to_jsonb(NEW) - moved <> to_jsonb(OLD) - moved THEN
        refused := 'only a draft is written';
    ELSIF OLD.state = 'checked' AND NEW.state <> 'draft'
        AND (NEW.checked_by_id <> OLD.checked_by_id OR NEW.checked_at <> OLD.checked_at)
    THEN
        refused := 'a worksheet is checked once';
    ELSIF NEW.state = 'submitted' AND OLD.state <> 'checked' THEN
        refused := 'a worksheet is checked before it is submitted';
    ELSIF NEW.state = 'submitted' AND NEW.content -> 'missing' IS DISTINCT FROM '[]'::jsonb THEN
        refused := 'a worksheet that lacks something is not submitted';
    {asked}ELSIF EXISTS (
        SELECT FROM public.worksheets_worksheetstep AS step
        WHERE step.worksheet_id = NEW.id
            AND (step.part = 1 AND step.done_by_id = NEW.checked_by_id
                OR step.part = 2 AND step.done_by_id = NEW.prepared_by_id)
    ) THEN
        refused := 'nobody both prepares and checks a worksheet';
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'worksheet_follows_its_steps';
    END IF;
    RETURN NULL;
END
$$
"""
ASKED = """ELSIF NEW.state = 'submitted'
        AND jsonb_typeof(NEW.layout_at_submission) IS DISTINCT FROM 'object'
    THEN
        refused := 'a worksheet is submitted with the layout that it is printed in';
    """


class Migration(migrations.Migration):
    dependencies = [
        ("worksheets", "0034_worksheet_goes_step_by_step"),
    ]

    operations = [
        migrations.AddField(
            model_name="worksheet",
            name="layout_at_submission",
            field=models.JSONField(editable=False, null=True, verbose_name="提出時の様式"),
        ),
        migrations.RunSQL(
            GUARD.format(frozen="names_at_submission,layout_at_submission", asked=ASKED),
            GUARD.format(frozen="names_at_submission", asked=""),
        ),
    ]
