"""Cases are seen within their municipality only, like the log."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

CASE, NOTIFICATION = "casework_case", "casework_notification"
REVEAL, NOTE = "casework_notifierreveal", "casework_supportnote"
CORRECTION, LINK, RECORD = (
    "casework_supportnotecorrection",
    "casework_caselink",
    "casework_caserecord",
)
SUBJECT, WORKER, COUNCIL = (
    "casework_casesubject",
    "casework_caseworker",
    "casework_councilregistration",
)
STATUS, ATTENTION = "casework_casestatuschange", "casework_attentionchange"
AMENDMENT, TRANSFER = "casework_caseamendment", "casework_casetransfer"
OF_CASE = (
    NOTIFICATION,
    NOTE,
    LINK,
    RECORD,
    SUBJECT,
    WORKER,
    COUNCIL,
    STATUS,
    ATTENTION,
    AMENDMENT,
    TRANSFER,
)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_cases"),
        ("consultations", "0006_registry_row_level_security"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        *(may_be_parent(table) for table in (CASE, NOTIFICATION, NOTE)),
        belongs_to(CASE, "center_id", "centers_center"),
        belongs_to(CASE, "household_id", "consultations_household"),
        belongs_to(CASE, "opened_from_id", "consultations_consultation"),
        *(belongs_to(table, "case_id", CASE) for table in OF_CASE),
        belongs_to(LINK, "other_id", CASE),
        belongs_to(TRANSFER, "recipient_center_id", "centers_center"),
        belongs_to(RECORD, "consultation_id", "consultations_consultation"),
        belongs_to(SUBJECT, "person_id", "consultations_person"),
        belongs_to(REVEAL, "notification_id", NOTIFICATION),
        belongs_to(CORRECTION, "note_id", NOTE),
        *(protect(table) for table in (CASE, REVEAL, CORRECTION, *OF_CASE)),
    ]
