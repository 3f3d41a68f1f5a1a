"""Assessments and plans are seen within their municipality only, like the cases."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

CASE, PERSON = "casework_case", "consultations_person"
FORM, ASSESSMENT = "casework_assessmentform", "casework_assessment"
PLAN, VERSION = "casework_supportplan", "casework_planversion"
GOAL, MEASURE, RESOURCE = (
    "casework_plangoal",
    "casework_planmeasure",
    "casework_planresource",
)
STEP, REVIEW, EFFECT = "casework_planstep", "casework_planreview", "casework_goaleffect"
AGENCY = "centers_partneragency"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_plans"),
        ("consultations", "0006_registry_row_level_security"),
        ("centers", "0010_agencies_and_vacancy_lists"),
    ]

    operations = [
        *(
            may_be_parent(table)
            for table in (FORM, ASSESSMENT, PLAN, VERSION, GOAL, REVIEW)
        ),
        belongs_to(ASSESSMENT, "case_id", CASE),
        belongs_to(ASSESSMENT, "form_id", FORM),
        belongs_to(ASSESSMENT, "person_id", PERSON),
        belongs_to(ASSESSMENT, "replaces_id", ASSESSMENT),
        belongs_to(PLAN, "case_id", CASE),
        belongs_to(PLAN, "in_force_id", VERSION),
        *(belongs_to(table, "plan_id", PLAN) for table in (VERSION, STEP, REVIEW)),
        *(
            belongs_to(table, "plan_version_id", VERSION)
            for table in (GOAL, MEASURE, RESOURCE, STEP, REVIEW)
        ),
        belongs_to(RESOURCE, "resource_id", "centers_localresource"),
        belongs_to(RESOURCE, "agency_id", AGENCY),
        belongs_to(EFFECT, "review_id", REVIEW),
        belongs_to(EFFECT, "goal_id", GOAL),
        *(
            protect(table)
            for table in (
                FORM,
                ASSESSMENT,
                PLAN,
                VERSION,
                GOAL,
                MEASURE,
                RESOURCE,
                STEP,
                REVIEW,
                EFFECT,
            )
        ),
    ]
