"""Tasks, absences and the thresholds of the board are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

TASK, CHANGE = "casework_task", "casework_taskchange"
COVER, THRESHOLD = "casework_absencecover", "casework_boardthreshold"


class Migration(migrations.Migration):
    dependencies = [("casework", "0032_tasks")]

    operations = [
        may_be_parent(TASK),
        *(belongs_to(table, "center_id", "centers_center") for table in (TASK, COVER)),
        belongs_to(TASK, "case_id", "casework_case"),
        belongs_to(TASK, "decision_id", "casework_conferencedecision"),
        belongs_to(TASK, "note_id", "casework_supportnote"),
        belongs_to(CHANGE, "task_id", TASK),
        *(protect(table) for table in (TASK, CHANGE, COVER, THRESHOLD)),
    ]
