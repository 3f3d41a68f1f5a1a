"""A number of the health system may come back with the next pregnancy of the same woman."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0034_safety_clock_of_notifications")]

    operations = [
        migrations.RemoveConstraint(
            model_name="pregnancy", name="pregnancy_health_number_is_unique"
        ),
        migrations.AddConstraint(
            model_name="pregnancy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("health_number", ""), _negated=True),
                fields=("municipality", "health_number", "due_on"),
                name="pregnancy_health_number_is_unique",
                violation_error_message="この番号の台帳は登録済みです。",
            ),
        ),
    ]
