"""The registry is seen within its municipality only, like the log."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

HOUSEHOLD, PERSON = "consultations_household", "consultations_person"
MEMBERSHIP = "consultations_householdmembership"
CONTACT = "consultations_contactdetail"
PROTECTION = "consultations_addressprotection"
REVEAL = "consultations_addressreveal"


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0005_registry"),
        ("consultations", "0002_row_level_security"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent(HOUSEHOLD),
        may_be_parent(PERSON),
        belongs_to(HOUSEHOLD, "center_id", "centers_center"),
        belongs_to(MEMBERSHIP, "household_id", HOUSEHOLD),
        belongs_to(MEMBERSHIP, "person_id", PERSON),
        belongs_to(CONTACT, "person_id", PERSON),
        belongs_to(PROTECTION, "person_id", PERSON),
        belongs_to(PROTECTION, "counter_party_id", PERSON),
        belongs_to(REVEAL, "household_id", HOUSEHOLD),
        belongs_to(REVEAL, "person_id", PERSON),
        belongs_to("consultations_consultation", "household_id", HOUSEHOLD),
        *(
            protect(table)
            for table in (HOUSEHOLD, PERSON, MEMBERSHIP, CONTACT, PROTECTION, REVEAL)
        ),
    ]
