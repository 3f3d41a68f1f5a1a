"""Names, relations and merges are seen within the municipality only, and a merge stays as it was."""

from django.db import migrations

from shared.row_level_security import belongs_to, protect

PERSON = "consultations_person"
NAME = "consultations_othername"
RELATION = "consultations_personrelation"
MERGE = "consultations_personmerge"
DISTINCTION = "consultations_persondistinction"

# A merge stays as it was made; what is added once is its undoing.
UNDONE_ONCE = """
CREATE FUNCTION person_merge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added text[] := '{undone_at,undone_by_id,undo_reason}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL
        AND to_jsonb(NEW) - added = to_jsonb(OLD) - added
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '個人の統合は、取消のほかは変更も削除もできません。'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER person_merge_is_undone_once AFTER UPDATE OR DELETE
    ON consultations_personmerge
    FOR EACH ROW EXECUTE FUNCTION person_merge_refuse_change();
ALTER TABLE consultations_personmerge ENABLE ALWAYS TRIGGER person_merge_is_undone_once;
"""
CHANGED_AT_WILL = """
DROP TRIGGER person_merge_is_undone_once ON consultations_personmerge;
DROP FUNCTION person_merge_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0010_registry_depth")]

    operations = [
        belongs_to(PERSON, "merged_into_id", PERSON),
        belongs_to(NAME, "person_id", PERSON),
        belongs_to(RELATION, "person_id", PERSON),
        belongs_to(RELATION, "other_id", PERSON),
        belongs_to(MERGE, "center_id", "centers_center"),
        belongs_to(MERGE, "merged_id", PERSON),
        belongs_to(MERGE, "survivor_id", PERSON),
        belongs_to(DISTINCTION, "person_id", PERSON),
        belongs_to(DISTINCTION, "other_id", PERSON),
        *(protect(table) for table in (NAME, RELATION, MERGE, DISTINCTION)),
        migrations.RunSQL(UNDONE_ONCE, CHANGED_AT_WILL),
    ]
