"""Staff and what is recorded about them are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

OF_A_STAFF_MEMBER = (
    "staffing_licence",
    "staffing_trainingrecord",
    "staffing_careerrecord",
    "staffing_trainingexemption",
    "staffing_posting",
)


class Migration(migrations.Migration):
    dependencies = [("staffing", "0001_initial"), ("centers", "0002_row_level_security")]

    operations = [
        may_be_parent("staffing_staffmember"),
        *(
            belongs_to(table, "staff_member_id", "staffing_staffmember")
            for table in OF_A_STAFF_MEMBER
        ),
        belongs_to("staffing_posting", "center_id", "centers_center"),
        *(protect(table) for table in ("staffing_staffmember", *OF_A_STAFF_MEMBER)),
    ]
