"""Who is named for a record, and who opened it, is seen within the municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, protect

OF_A_CONSULTATION = ("consultations_namedreader", "consultations_recordaccess")

# An access stays as it was opened; what is added once is its review.
REVIEWED_ONCE = """
CREATE FUNCTION record_access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added text[] := '{reviewed_at,reviewed_by_id,outcome,review_note}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.reviewed_at IS NULL AND NEW.reviewed_at IS NOT NULL
        AND to_jsonb(NEW) - added = to_jsonb(OLD) - added
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '理由付き閲覧は変更も削除もできません。' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER record_access_is_reviewed_once AFTER UPDATE OR DELETE
    ON consultations_recordaccess
    FOR EACH ROW EXECUTE FUNCTION record_access_refuse_change();
ALTER TABLE consultations_recordaccess ENABLE ALWAYS TRIGGER record_access_is_reviewed_once;
"""
CHANGED_AT_WILL = """
DROP TRIGGER record_access_is_reviewed_once ON consultations_recordaccess;
DROP FUNCTION record_access_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_confidentiality")]

    operations = [
        *(
            belongs_to(table, "consultation_id", "consultations_consultation")
            for table in OF_A_CONSULTATION
        ),
        *(protect(table) for table in OF_A_CONSULTATION),
        migrations.RunSQL(REVIEWED_ONCE, CHANGED_AT_WILL),
    ]
