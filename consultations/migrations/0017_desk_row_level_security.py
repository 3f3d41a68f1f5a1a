"""What the desk notes is seen within its municipality only, like the log."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

CONSULTATION = "consultations_consultation"
SESSION = "centers_outreachsession"
PART = "consultations_childpart"
FOLLOW_UP = "consultations_followup"
INTAKE = "consultations_abuseintake"
CLOCK = "consultations_intakeclock"
TEMPLATE = "consultations_texttemplate"


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0016_desk"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent(SESSION),
        belongs_to(CONSULTATION, "caller_id", "consultations_person"),
        belongs_to(CONSULTATION, "outreach_session_id", SESSION),
        *(belongs_to(table, "consultation_id", CONSULTATION) for table in (PART, FOLLOW_UP, INTAKE)),
        belongs_to(TEMPLATE, "center_id", "centers_center"),
        *(protect(table) for table in (PART, FOLLOW_UP, INTAKE, CLOCK, TEMPLATE)),
    ]
