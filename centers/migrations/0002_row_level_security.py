"""What verifies a municipal context, and the first tables that are closed without one."""

from django.db import migrations

from shared.row_level_security import belongs_to, install, may_be_parent, protect

OF_A_CENTER = (
    "centers_centerdesignation",
    "centers_openinghours",
    "centers_nationalholidayopening",
    "centers_closure",
    "centers_extraopening",
    "centers_openday",
    "centers_activityplan",
    "centers_outreachsession",
    "centers_document",
)
OF_A_MUNICIPALITY = ("centers_municipalityfact", "centers_center")


class Migration(migrations.Migration):
    dependencies = [("centers", "0001_initial"), ("accounts", "0002_role_grants")]

    operations = [
        *install(),
        may_be_parent("centers_center"),
        # Grants are read before there is a context, so they are not closed; but a grant for a
        # center is for a center of its own municipality.
        *(
            belongs_to(table, "center_id", "centers_center")
            for table in (*OF_A_CENTER, "accounts_rolegrant")
        ),
        protect("centers_municipality", column="id"),
        *(protect(table) for table in (*OF_A_MUNICIPALITY, *OF_A_CENTER)),
    ]
