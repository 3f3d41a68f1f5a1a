"""Complaints and whoever deals with them are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

CENTER = "centers_center"
OFFICER = "consultations_complaintofficer"
CLOCK = "consultations_complaintclock"
COMPLAINT = "consultations_complaint"
SUBJECT = "consultations_complaintsubject"
STEP = "consultations_complaintstep"


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0021_complaints"),
        ("centers", "0002_row_level_security"),
        ("staffing", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent(COMPLAINT),
        belongs_to(OFFICER, "center_id", CENTER),
        belongs_to(COMPLAINT, "center_id", CENTER),
        belongs_to(COMPLAINT, "person_id", "consultations_person"),
        belongs_to(SUBJECT, "complaint_id", COMPLAINT),
        belongs_to(SUBJECT, "staff_member_id", "staffing_staffmember"),
        belongs_to(STEP, "complaint_id", COMPLAINT),
        *(protect(table) for table in (OFFICER, CLOCK, COMPLAINT, SUBJECT, STEP)),
    ]
