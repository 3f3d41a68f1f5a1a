"""Appointments are seen within their municipality only, like the log."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

APPOINTMENT = "consultations_appointment"
STEP, REMINDER = "consultations_appointmentstep", "consultations_appointmentreminder"
SESSION = "centers_outreachsession"


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0019_appointments"),
        ("centers", "0009_rooms_and_publicity_row_level_security"),
    ]

    operations = [
        may_be_parent(APPOINTMENT),
        belongs_to("centers_outreachpublicity", "session_id", SESSION),
        belongs_to(APPOINTMENT, "center_id", "centers_center"),
        belongs_to(APPOINTMENT, "room_id", "centers_room"),
        belongs_to(APPOINTMENT, "outreach_session_id", SESSION),
        belongs_to(APPOINTMENT, "person_id", "consultations_person"),
        belongs_to(APPOINTMENT, "earlier_id", APPOINTMENT),
        *(belongs_to(table, "appointment_id", APPOINTMENT) for table in (STEP, REMINDER)),
        belongs_to("consultations_consultation", "appointment_id", APPOINTMENT),
        *(protect(table) for table in (APPOINTMENT, STEP, REMINDER)),
    ]
