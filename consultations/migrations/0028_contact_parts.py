"""What an address or a number is found by, from each of its letters on; kept by the database.

Only what is current and searched for. Pattern indexes are not used under row-level security.
"""

from django.db import connection, migrations

from shared.municipal_context import all_municipalities
from shared.row_level_security import belongs_to, may_be_parent, protect

CONTACT, PART = "consultations_contactdetail", "consultations_contactpart"
LONGEST_PART = 24
FIXED = "SET search_path = pg_catalog, pg_temp"
PARTS = f"""
INSERT INTO public.{PART} (municipality_id, contact_id, person_id, part)
SELECT c.municipality_id, c.id, c.person_id, substr(c.value_key, n, {LONGEST_PART})
FROM {{source}} AS c, generate_series(1, length(c.value_key)) AS n
WHERE c.ends_on IS NULL AND c.kind IN ('address', 'phone')
"""
RENEW = f"""
CREATE FUNCTION row_security.contact_parts_renew() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {FIXED} AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM public.{PART} WHERE contact_id IN (SELECT id FROM old_rows);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {PARTS.format(source="new_rows")};
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = f"""
CREATE TRIGGER contact_parts_added AFTER INSERT ON {CONTACT}
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.contact_parts_renew();
CREATE TRIGGER contact_parts_changed AFTER UPDATE ON {CONTACT}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.contact_parts_renew();
"""
NO_TRIGGERS = f"""
DROP TRIGGER contact_parts_changed ON {CONTACT};
DROP TRIGGER contact_parts_added ON {CONTACT};
"""


def fill(apps, schema_editor):
    with all_municipalities(), connection.cursor() as cursor:
        cursor.execute(PARTS.format(source=CONTACT))


class Migration(migrations.Migration):
    dependencies = [("consultations", "0027_note_texts")]

    operations = [
        may_be_parent(CONTACT),
        belongs_to(PART, "contact_id", CONTACT),
        belongs_to(PART, "person_id", "consultations_person"),
        protect(PART),
        migrations.RunSQL([RENEW], ["DROP FUNCTION row_security.contact_parts_renew()"]),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        # Firing asks for no right; nobody makes a trigger of their own of it.
        migrations.RunSQL(
            "REVOKE ALL ON FUNCTION row_security.contact_parts_renew() FROM PUBLIC",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
