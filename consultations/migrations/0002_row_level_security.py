"""The log, its history and the drafts are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

OF_A_CONSULTATION = (
    "consultations_consultationtopic",
    "consultations_consultationchild",
    "consultations_consultationcorrection",
)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_initial"), ("centers", "0002_row_level_security")]

    operations = [
        may_be_parent("consultations_consultation"),
        belongs_to("consultations_consultation", "center_id", "centers_center"),
        *(
            belongs_to(table, "consultation_id", "consultations_consultation")
            for table in OF_A_CONSULTATION
        ),
        *(
            protect(table)
            for table in (
                "consultations_consultation",
                "consultations_consultationdraft",
                *OF_A_CONSULTATION,
            )
        ),
    ]
