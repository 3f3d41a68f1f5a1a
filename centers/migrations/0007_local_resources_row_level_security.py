"""The directory is seen within its municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

RESOURCE, VACANCY = "centers_localresource", "centers_resourcevacancy"


class Migration(migrations.Migration):
    dependencies = [("centers", "0006_local_resources")]

    operations = [
        may_be_parent(RESOURCE),
        belongs_to(VACANCY, "resource_id", RESOURCE),
        *(
            protect(table)
            for table in (
                RESOURCE,
                VACANCY,
                "centers_partneragency",
                "centers_resourceimport",
            )
        ),
    ]
