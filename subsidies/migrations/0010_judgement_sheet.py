"""判定書, one printed judgement, has its own name: 調書 are the sheets of the app `worksheets`."""

import django.db.models.deletion
from django.db import migrations, models

OLD, NEW = "subsidies_worksheet", "subsidies_judgementsheet"
NAMES = (
    "ALTER POLICY {0}_municipality ON {1} RENAME TO {2}_municipality",
    "ALTER TABLE {1} RENAME CONSTRAINT {0}_center_id_tied TO {2}_center_id_tied",
    "ALTER TABLE {1} RENAME CONSTRAINT {0}_snapshot_id_tied TO {2}_snapshot_id_tied",
    "ALTER SEQUENCE IF EXISTS {0}_id_seq RENAME TO {2}_id_seq",
)


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0009_trigger_functions_closed"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        migrations.RemoveConstraint("Worksheet", "worksheet_digest_is_sha256"),
        migrations.RenameModel("Worksheet", "JudgementSheet"),
        migrations.AlterModelOptions(
            "JudgementSheet", {"verbose_name": "判定書", "verbose_name_plural": "判定書"}
        ),
        migrations.AlterField(
            "JudgementSheet",
            "center",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="judgement_sheets",
                to="centers.center",
                verbose_name="センター",
            ),
        ),
        migrations.AlterField(
            "JudgementSheet",
            "rule_version",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="judgement_sheets",
                to="subsidies.ruleversion",
                verbose_name="要綱の版",
            ),
        ),
        migrations.AlterField(
            "JudgementSheet",
            "snapshot",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="judgement_sheets",
                to="subsidies.snapshot",
                verbose_name="判定の根拠",
            ),
        ),
        migrations.AddConstraint(
            "JudgementSheet",
            models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                name="judgement_sheet_digest_is_sha256",
                violation_error_message="内容のハッシュ値が正しくありません。",
            ),
        ),
        *(
            migrations.RunSQL(name.format(OLD, NEW, NEW), name.format(NEW, NEW, OLD))
            for name in NAMES
        ),
    ]
