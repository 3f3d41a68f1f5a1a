"""How the names sound, of the persons registered before there was such a key."""

from django.db import migrations

from shared.municipal_context import all_municipalities
from shared.name_sound import sound_key

AT_ONCE = 2000


def fill_sound_keys(apps, schema_editor):
    Person = apps.get_model("consultations", "Person")
    with all_municipalities():
        people = list(Person.objects.filter(sound_key=""))
        for person in people:
            person.sound_key = sound_key(person.registered_kana or person.registered_name)
        Person.objects.bulk_update(people, ["sound_key"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0011_registry_depth_row_level_security")]

    operations = [
        migrations.RunPython(fill_sound_keys, migrations.RunPython.noop, elidable=True),
    ]
