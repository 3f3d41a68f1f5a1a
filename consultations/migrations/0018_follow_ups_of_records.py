"""A follow-up for each record that has a date for its next step."""

from django.db import migrations

from shared.municipal_context import all_municipalities

AT_ONCE = 2000


def plan_follow_ups(apps, schema_editor):
    Consultation = apps.get_model("consultations", "Consultation")
    FollowUp = apps.get_model("consultations", "FollowUp")
    with all_municipalities():
        planned = Consultation.objects.filter(withdrawn_at=None, next_on__isnull=False)
        rows = planned.values_list(
            "municipality_id", "pk", "next_on", "recorded_at", "recorded_by_id"
        )
        FollowUp.objects.bulk_create(
            (
                FollowUp(
                    municipality_id=municipality,
                    consultation_id=record,
                    due_on=due_on,
                    recorded_at=recorded_at,
                    recorded_by_id=recorded_by,
                )
                for municipality, record, due_on, recorded_at, recorded_by in rows.iterator()
            ),
            batch_size=AT_ONCE,
        )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0017_desk_row_level_security")]

    operations = [
        migrations.RunPython(plan_follow_ups, migrations.RunPython.noop, elidable=True),
    ]
