"""What changed about a person is seen within the municipality only, like the person."""

from django.db import migrations

from shared.row_level_security import belongs_to, protect

CHANGE = "consultations_personchange"


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0007_person_changes"),
        ("consultations", "0006_registry_row_level_security"),
    ]

    operations = [
        belongs_to(CHANGE, "person_id", "consultations_person"),
        protect(CHANGE),
    ]
