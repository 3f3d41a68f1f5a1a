"""The maternity ledger is seen within its municipality only, like the cases."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

PREGNANCY, LOSS = "casework_pregnancy", "casework_lossrecord"
INTERVIEW, HAND_OVER = "casework_pregnancyinterview", "casework_maternityhandover"
CHILD, IMPORT = "casework_pregnancychild", "casework_maternityimport"
LOSS_CORRECTION, DECISION = "casework_losscorrection", "casework_continuationdecision"
CORRECTION = "casework_interviewcorrection"
OF_PREGNANCY = (
    CHILD,
    LOSS,
    INTERVIEW,
    HAND_OVER,
    "casework_pregnancychange",
    "casework_maternityrisk",
    "casework_screeningscore",
    "casework_maternitycontact",
    "casework_questionnaireanswer",
    "casework_benefitstep",
)
SCORE = "casework_screeningscore"
PERSON = "consultations_person"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0020_maternity"),
    ]

    operations = [
        *(may_be_parent(table) for table in (PREGNANCY, LOSS, INTERVIEW, SCORE)),
        belongs_to(PREGNANCY, "center_id", "centers_center"),
        belongs_to(PREGNANCY, "household_id", "consultations_household"),
        belongs_to(PREGNANCY, "mother_id", PERSON),
        belongs_to(IMPORT, "center_id", "centers_center"),
        *(belongs_to(table, "pregnancy_id", PREGNANCY) for table in OF_PREGNANCY),
        belongs_to(CHILD, "person_id", PERSON),
        belongs_to(LOSS, "child_id", PERSON),
        belongs_to(LOSS_CORRECTION, "loss_id", LOSS),
        belongs_to(LOSS_CORRECTION, "child_id", PERSON),
        belongs_to(DECISION, "loss_id", LOSS),
        belongs_to(INTERVIEW, "interviewer_id", "staffing_staffmember"),
        belongs_to(CORRECTION, "interview_id", INTERVIEW),
        belongs_to(SCORE, "corrects_id", SCORE),
        belongs_to(HAND_OVER, "consent_id", "consultations_consent"),
        *(
            protect(table)
            for table in (
                PREGNANCY,
                IMPORT,
                LOSS_CORRECTION,
                DECISION,
                CORRECTION,
                *OF_PREGNANCY,
            )
        ),
    ]
