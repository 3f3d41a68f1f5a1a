"""What a name may be searched by, letter by letter; the database itself keeps it up to date."""

from django.db import connection, migrations

from shared.municipal_context import all_municipalities
from shared.row_level_security import belongs_to, may_be_parent, protect

PART = "consultations_namepart"
MOST_LETTERS = 60
PARTS = """
    SELECT DISTINCT {row}.municipality_id, {person}, {other_name}, substr(key, n)
    FROM {source} unnest(ARRAY[{row}.name_key, {row}.kana_key, {row}.sound_key]) AS key,
         generate_series(1, least(length(key), {most})) AS n
"""
COLUMNS = "(municipality_id, person_id, other_name_id, part)"


def parts_of(row, person, other_name, source=""):
    return PARTS.format(
        row=row, person=person, other_name=other_name, source=source, most=MOST_LETTERS
    )


RENEW = f"""
CREATE FUNCTION name_parts_renew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint;
    which bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND ROW(NEW.name_key, NEW.kana_key, NEW.sound_key)
        IS NOT DISTINCT FROM ROW(OLD.name_key, OLD.kana_key, OLD.sound_key)
    THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'consultations_person' THEN
        whose := NEW.id;
    ELSE
        whose := NEW.person_id;
        which := NEW.id;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM {PART} WHERE person_id = whose AND other_name_id IS NOT DISTINCT FROM which;
    END IF;
    INSERT INTO {PART} {COLUMNS} {parts_of("NEW", "whose", "which")};
    RETURN NULL;
END $$;
CREATE TRIGGER person_name_parts AFTER INSERT OR UPDATE ON consultations_person
    FOR EACH ROW EXECUTE FUNCTION name_parts_renew();
CREATE TRIGGER other_name_parts AFTER INSERT OR UPDATE ON consultations_othername
    FOR EACH ROW EXECUTE FUNCTION name_parts_renew();
"""
NOT_RENEWED = """
DROP TRIGGER other_name_parts ON consultations_othername;
DROP TRIGGER person_name_parts ON consultations_person;
DROP FUNCTION name_parts_renew();
"""


def fill(apps, schema_editor):
    person = parts_of("p", "p.id", "NULL::bigint", "consultations_person AS p,")
    other = parts_of("o", "o.person_id", "o.id", "consultations_othername AS o,")
    with all_municipalities(), connection.cursor() as cursor:
        for parts in (person, other):
            cursor.execute(f"INSERT INTO {PART} {COLUMNS} {parts}")


class Migration(migrations.Migration):
    dependencies = [("consultations", "0012_sound_keys")]

    operations = [
        may_be_parent("consultations_othername"),
        belongs_to(PART, "person_id", "consultations_person"),
        belongs_to(PART, "other_name_id", "consultations_othername"),
        protect(PART),
        migrations.RunSQL(RENEW, NOT_RENEWED),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
