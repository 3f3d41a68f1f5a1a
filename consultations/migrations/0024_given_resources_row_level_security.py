"""What was given, and whom a consent or a referral names, is of the own municipality."""

from django.db import migrations

from shared.row_level_security import belongs_to, protect

GIVEN, FAVOURITE = "consultations_givenresource", "consultations_favouriteresource"
RESOURCE, AGENCY = "centers_localresource", "centers_partneragency"
NAMES_AN_AGENCY = (GIVEN, FAVOURITE, "consultations_consent", "consultations_referral")


class Migration(migrations.Migration):
    dependencies = [("consultations", "0023_given_resources")]

    operations = [
        belongs_to(GIVEN, "consultation_id", "consultations_consultation"),
        belongs_to(FAVOURITE, "center_id", "centers_center"),
        *(belongs_to(table, "resource_id", RESOURCE) for table in (GIVEN, FAVOURITE)),
        *(belongs_to(table, "agency_id", AGENCY) for table in NAMES_AN_AGENCY),
        protect(GIVEN),
        protect(FAVOURITE),
    ]
