"""Disposals are seen within the municipality only; and nothing goes without an approved one."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

DISPOSAL, ITEM, RULE = "retention_disposal", "retention_disposalitem", "retention_retentionrule"
HOLD, RESIDUE = "retention_legalhold", "retention_residue"
CONSULTATION = "consultations_consultation"

# Told by the job alone, to the owner of the tables alone, about a disposal that two people agreed
# on. The application's role may tell what it likes: it is not the owner.
TOLD_DISPOSAL = """
CREATE FUNCTION row_security.told_disposal() RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text := nullif(current_setting('tsunagi.disposal', true), '');
BEGIN
    IF told IS NULL OR current_user IS DISTINCT FROM (
        SELECT tableowner FROM pg_tables
        WHERE schemaname = 'public' AND tablename = 'retention_disposal'
    ) THEN
        RETURN NULL;
    END IF;
    RETURN told::bigint;
END
$$
"""
IS_DISPOSING = """
CREATE FUNCTION row_security.is_disposing() RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told bigint := row_security.told_disposal();
BEGIN
    RETURN told IS NOT NULL AND EXISTS (
        SELECT FROM public.retention_disposal AS d
        WHERE d.id = told AND d.status = 'approved' AND d.decided_by_id <> d.proposed_by_id
    );
END
$$
"""
# What is counted stays as it was, everything else is empty, and then nothing changes any more.
CONSULTATION_STAYS = """
CREATE FUNCTION retention_keep_residue() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    emptied text[] := '{household_id,caller_id,appointment_id,caller_name,place,children_count,
        content,response,next_step,next_on,language,interpreter,resources_given,disposed_at}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.disposed_at IS NOT NULL THEN
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '廃棄した相談記録は変更できません。' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' OR NOT row_security.is_disposing() THEN
        RAISE EXCEPTION '承認された廃棄でなければ、廃棄できません。'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.household_id IS NOT NULL OR NEW.caller_id IS NOT NULL OR NEW.next_on IS NOT NULL
        OR NEW.children_count IS NOT NULL OR NEW.appointment_id IS NOT NULL
        OR concat(NEW.caller_name, NEW.place, NEW.content, NEW.response, NEW.next_step,
            NEW.language, NEW.interpreter, NEW.resources_given) <> ''
        OR to_jsonb(NEW) - emptied <> to_jsonb(OLD) - emptied
    THEN
        RAISE EXCEPTION '廃棄した相談記録に残すのは、件数として数える項目だけです。'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$
"""
CONSULTATION_TRIGGERS = f"""
CREATE TRIGGER consultation_is_disposed_once AFTER UPDATE ON {CONSULTATION} FOR EACH ROW
    WHEN (OLD.disposed_at IS NOT NULL OR NEW.disposed_at IS NOT NULL)
    EXECUTE FUNCTION retention_keep_residue();
CREATE TRIGGER consultation_is_not_logged_as_disposed AFTER INSERT ON {CONSULTATION} FOR EACH ROW
    WHEN (NEW.disposed_at IS NOT NULL) EXECUTE FUNCTION retention_keep_residue();
ALTER TABLE {CONSULTATION} ENABLE ALWAYS TRIGGER consultation_is_disposed_once;
ALTER TABLE {CONSULTATION} ENABLE ALWAYS TRIGGER consultation_is_not_logged_as_disposed;
"""
NO_CONSULTATION_TRIGGERS = f"""
DROP TRIGGER consultation_is_not_logged_as_disposed ON {CONSULTATION};
DROP TRIGGER consultation_is_disposed_once ON {CONSULTATION};
"""
# A proposal keeps what was proposed, is decided once, and is carried out by the job.
DECIDED_ONCE = """
CREATE FUNCTION retention_keep_disposals() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    decision text[] := '{status,decided_at,decided_by_id,reason}';
    result text[] := '{status,carried_out_at}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'proposed' AND NEW.status IN ('approved', 'rejected')
        AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision
    THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status = 'approved' AND NEW.status = 'carried_out'
        AND row_security.told_disposal() = OLD.id
        AND to_jsonb(NEW) - result = to_jsonb(OLD) - result
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '廃棄の記録は、決定と実行のほかは変更も削除もできません。'
        USING ERRCODE = 'restrict_violation';
END
$$
"""
# Nothing is slipped in among what was approved; its result is the job's to write.
ITEMS_STAY = """
CREATE FUNCTION retention_keep_disposal_items() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF row_security.is_disposing() AND TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' AND EXISTS (
        SELECT FROM public.retention_disposal AS d
        WHERE d.id = NEW.disposal_id AND d.status IN ('proposed', 'carried_out')
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '廃棄の対象は変更できません。' USING ERRCODE = 'restrict_violation';
END
$$
"""
LIFTED_ONCE = """
CREATE FUNCTION retention_keep_holds() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    added text[] := '{lifted_at,lifted_by_id,lift_reason}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL
        AND to_jsonb(NEW) - added = to_jsonb(OLD) - added
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '廃棄の停止は、解除のほかは変更も削除もできません。'
        USING ERRCODE = 'restrict_violation';
END
$$
"""
RULES_STAY = """
CREATE FUNCTION retention_keep_rules() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '保存期間の定めは変更も削除もできません。' USING ERRCODE = 'restrict_violation';
END
$$
"""
# The seals hold entries and not what was found about them: a typed note may be emptied.
REVIEWS_STAY = """
CREATE FUNCTION retention_keep_reviews() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note = '' AND row_security.is_disposing()
        AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '監査記録は変更も削除もできません。' USING ERRCODE = 'restrict_violation';
END
$$
"""
REVIEW_TRIGGER = """
DROP TRIGGER audit_review_is_append_only ON accounts_auditreview;
CREATE TRIGGER audit_review_is_append_only BEFORE UPDATE OR DELETE ON accounts_auditreview
    FOR EACH ROW EXECUTE FUNCTION {function}();
ALTER TABLE accounts_auditreview ENABLE ALWAYS TRIGGER audit_review_is_append_only;
"""
TRIGGER = """
CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};
"""
KEEPERS = (
    (DISPOSAL, "disposal_is_decided_once", "UPDATE OR DELETE", "retention_keep_disposals"),
    (ITEM, "disposal_item_stays", "INSERT OR UPDATE OR DELETE", "retention_keep_disposal_items"),
    (HOLD, "legal_hold_is_lifted_once", "UPDATE OR DELETE", "retention_keep_holds"),
    (RULE, "retention_rule_stays", "UPDATE OR DELETE", "retention_keep_rules"),
)
# The two tables of the log and the registry that let nothing go let it go to an approved disposal.
ACCESSES = """
CREATE OR REPLACE FUNCTION record_access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added text[] := '{{reviewed_at,reviewed_by_id,outcome,review_note}}';
BEGIN{disposing}
    IF TG_OP = 'UPDATE' AND OLD.reviewed_at IS NULL AND NEW.reviewed_at IS NOT NULL
        AND to_jsonb(NEW) - added = to_jsonb(OLD) - added
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '理由付き閲覧は変更も削除もできません。' USING ERRCODE = 'restrict_violation';
END $$
"""
MERGES = """
CREATE OR REPLACE FUNCTION person_merge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added text[] := '{{undone_at,undone_by_id,undo_reason}}';
BEGIN{disposing}
    IF TG_OP = 'UPDATE' AND OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL
        AND to_jsonb(NEW) - added = to_jsonb(OLD) - added
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '個人の統合は、取消のほかは変更も削除もできません。'
        USING ERRCODE = 'restrict_violation';
END $$
"""
DISPOSING = """
    IF TG_OP = 'DELETE' AND row_security.is_disposing() THEN
        RETURN NULL;
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_disposals"),
        ("consultations", "0040_disposal"),
        ("casework", "0002_cases_row_level_security"),
        ("accounts", "0007_reads_of_cases"),
    ]

    operations = [
        *(may_be_parent(table) for table in (DISPOSAL, RULE, ITEM)),
        belongs_to(ITEM, "disposal_id", DISPOSAL),
        belongs_to(ITEM, "rule_id", RULE),
        belongs_to(RESIDUE, "item_id", ITEM),
        *(protect(table) for table in (DISPOSAL, ITEM, RULE, HOLD, RESIDUE)),
        migrations.RunSQL(TOLD_DISPOSAL, "DROP FUNCTION row_security.told_disposal()"),
        migrations.RunSQL(IS_DISPOSING, "DROP FUNCTION row_security.is_disposing()"),
        migrations.RunSQL(CONSULTATION_STAYS, "DROP FUNCTION retention_keep_residue()"),
        migrations.RunSQL(CONSULTATION_TRIGGERS, NO_CONSULTATION_TRIGGERS),
        migrations.RunSQL(DECIDED_ONCE, "DROP FUNCTION retention_keep_disposals()"),
        migrations.RunSQL(ITEMS_STAY, "DROP FUNCTION retention_keep_disposal_items()"),
        migrations.RunSQL(LIFTED_ONCE, "DROP FUNCTION retention_keep_holds()"),
        migrations.RunSQL(RULES_STAY, "DROP FUNCTION retention_keep_rules()"),
        migrations.RunSQL(REVIEWS_STAY, "DROP FUNCTION retention_keep_reviews()"),
        migrations.RunSQL(
            REVIEW_TRIGGER.format(function="retention_keep_reviews"),
            REVIEW_TRIGGER.format(function="audit_refuse_change"),
        ),
        *(
            migrations.RunSQL(
                TRIGGER.format(name=name, events=events, table=table, function=function),
                f"DROP TRIGGER {name} ON {table}",
            )
            for table, name, events, function in KEEPERS
        ),
        *(
            migrations.RunSQL(
                function.format(disposing=DISPOSING), function.format(disposing="")
            )
            for function in (ACCESSES, MERGES)
        ),
    ]
