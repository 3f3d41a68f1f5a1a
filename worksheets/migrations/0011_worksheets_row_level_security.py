"""Sheets and what they rest on are seen within their municipality only; a submitted one stays.

The trigger holds for everybody, the application's role included: a sheet goes from draft to checked
to submitted, before that back to draft, and nowhere else; only a draft is written. It comes after
row security has had its say.
"""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

WORKSHEET, STEP = "worksheets_worksheet", "worksheets_worksheetstep"
SPENDING, COMPONENT = "worksheets_spendingitem", "worksheets_componententry"
REPAYMENT = "worksheets_repayment"
OF_THE_MUNICIPALITY = ("worksheets_spendingimport", "worksheets_stagedeadline")

GUARD = """
CREATE FUNCTION worksheets_guard_worksheet() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
    written text[] := '{content,checksum,version_hash,determination_id,prepared_at,prepared_by_id}';
    moved text[] := '{state,checked_at,checked_by_id,submitted_at,submitted_by_id}'::text[]
        || 'names_at_submission'::text;
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
    ELSIF EXISTS (
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
GUARD_TRIGGER = f"""
CREATE TRIGGER worksheet_follows_its_steps AFTER INSERT OR UPDATE OR DELETE ON {WORKSHEET}
FOR EACH ROW EXECUTE FUNCTION worksheets_guard_worksheet();
ALTER TABLE {WORKSHEET} ENABLE ALWAYS TRIGGER worksheet_follows_its_steps;
"""
NEVER_CHANGES = f"""
CREATE TRIGGER published_rows_never_change BEFORE UPDATE OR DELETE ON {STEP}
FOR EACH ROW EXECUTE FUNCTION subsidies_refuse_change();
ALTER TABLE {STEP} ENABLE ALWAYS TRIGGER published_rows_never_change;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("worksheets", "0010_worksheets"),
        ("subsidies", "0007_determinations_row_level_security"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent(WORKSHEET),
        belongs_to(WORKSHEET, "center_id", "centers_center"),
        belongs_to(WORKSHEET, "determination_id", "subsidies_determination"),
        belongs_to(STEP, "worksheet_id", WORKSHEET),
        belongs_to(REPAYMENT, "worksheet_id", WORKSHEET),
        belongs_to(SPENDING, "center_id", "centers_center"),
        belongs_to(COMPONENT, "center_id", "centers_center"),
        migrations.RunSQL(GUARD, "DROP FUNCTION worksheets_guard_worksheet()"),
        migrations.RunSQL(
            GUARD_TRIGGER, f"DROP TRIGGER worksheet_follows_its_steps ON {WORKSHEET}"
        ),
        migrations.RunSQL(NEVER_CHANGES, f"DROP TRIGGER published_rows_never_change ON {STEP}"),
        *(
            protect(table)
            for table in (WORKSHEET, STEP, REPAYMENT, SPENDING, COMPONENT, *OF_THE_MUNICIPALITY)
        ),
    ]
