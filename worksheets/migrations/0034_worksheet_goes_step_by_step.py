"""What was returned is answered before it is checked, and what was withdrawn stays as it is.

Steps and states go together: nothing is added to the steps of a sheet that is over but the step
that ended it, and whoever commits a state has written its step.
"""

from django.db import migrations

WORKSHEET, STEP = "worksheets_worksheet", "worksheets_worksheetstep"

ORDER = """
CREATE FUNCTION worksheets_guard_order() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
    refused text;
BEGIN
    IF OLD.state = 'withdrawn' THEN
        refused := 'a withdrawn worksheet never changes';
    ELSIF OLD.state = 'returned' AND NEW.state NOT IN ('returned', 'draft', 'withdrawn') THEN
        refused := 'a returned worksheet is answered before it is checked';
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'worksheet_goes_step_by_step';
    END IF;
    RETURN NULL;
END
$$
"""
ORDER_TRIGGER = f"""
CREATE TRIGGER worksheet_goes_step_by_step AFTER UPDATE ON {WORKSHEET}
FOR EACH ROW EXECUTE FUNCTION worksheets_guard_order();
ALTER TABLE {WORKSHEET} ENABLE ALWAYS TRIGGER worksheet_goes_step_by_step;
"""
STEPS = """
CREATE FUNCTION worksheets_guard_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE
    sheet record;
    is_last boolean;
BEGIN
    SELECT state, submitted_by_id, submitted_at INTO sheet
    FROM public.worksheets_worksheet WHERE id = NEW.worksheet_id;
    IF sheet.state = 'submitted' THEN
        is_last := NEW.act = 'submitted' AND NEW.done_by_id = sheet.submitted_by_id
            AND NEW.done_at = sheet.submitted_at;
    ELSIF sheet.state = 'withdrawn' THEN
        is_last := NEW.act = 'withdrawn';
    ELSE
        is_last := NEW.act NOT IN ('submitted', 'withdrawn');
        IF is_last THEN
            RETURN NEW;
        END IF;
    END IF;
    IF is_last IS NOT TRUE OR EXISTS (
        SELECT FROM public.worksheets_worksheetstep AS step
        WHERE step.worksheet_id = NEW.worksheet_id AND step.act = NEW.act
    ) THEN
        RAISE EXCEPTION 'a step goes with the state of its worksheet'
            USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'worksheet_step_goes_with_its_state';
    END IF;
    RETURN NEW;
END
$$
"""
STEPS_TRIGGER = f"""
CREATE TRIGGER worksheet_step_goes_with_its_state BEFORE INSERT ON {STEP}
FOR EACH ROW EXECUTE FUNCTION worksheets_guard_step();
ALTER TABLE {STEP} ENABLE ALWAYS TRIGGER worksheet_step_goes_with_its_state;
"""
STATES = """
CREATE FUNCTION worksheets_state_has_its_step() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.worksheets_worksheetstep AS step
        WHERE step.worksheet_id = NEW.id AND step.checksum = NEW.checksum
            AND step.act = NEW.state
            AND CASE NEW.state
                WHEN 'checked' THEN step.done_by_id = NEW.checked_by_id
                    AND step.done_at = NEW.checked_at
                WHEN 'submitted' THEN step.done_by_id = NEW.submitted_by_id
                    AND step.done_at = NEW.submitted_at
                ELSE true
            END
    ) THEN
        RAISE EXCEPTION 'the state of a worksheet has its step'
            USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'worksheet_state_has_its_step';
    END IF;
    RETURN NULL;
END
$$
"""
# At the end of the transaction: the step is written after the state.
STATES_TRIGGER = f"""
CREATE CONSTRAINT TRIGGER worksheet_state_has_its_step AFTER UPDATE ON {WORKSHEET}
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.state <> 'draft')
EXECUTE FUNCTION worksheets_state_has_its_step();
ALTER TABLE {WORKSHEET} ENABLE ALWAYS TRIGGER worksheet_state_has_its_step;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("worksheets", "0033_returned_and_withdrawn"),
    ]

    operations = [
        migrations.RunSQL(ORDER, "DROP FUNCTION worksheets_guard_order()"),
        migrations.RunSQL(
            ORDER_TRIGGER, f"DROP TRIGGER worksheet_goes_step_by_step ON {WORKSHEET}"
        ),
        migrations.RunSQL(STEPS, "DROP FUNCTION worksheets_guard_step()"),
        migrations.RunSQL(
            STEPS_TRIGGER, f"DROP TRIGGER worksheet_step_goes_with_its_state ON {STEP}"
        ),
        migrations.RunSQL(STATES, "DROP FUNCTION worksheets_state_has_its_step()"),
        migrations.RunSQL(
            STATES_TRIGGER, f"DROP TRIGGER worksheet_state_has_its_step ON {WORKSHEET}"
        ),
    ]
