from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("worksheets", "0036_print_forms_never_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="printform",
            name="document_number",
            field=models.CharField(
                blank=True,
                default="",
                help_text="例：○○第123号。日付の上に印刷します。",
                max_length=60,
                verbose_name="文書番号",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="printform",
            name="opening",
            field=models.TextField(
                blank=True, default="", max_length=400, verbose_name="本文（「記」の前）"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="printform",
            name="subject",
            field=models.CharField(
                blank=True,
                default="",
                help_text="例：○○年度利用者支援事業の交付申請について",
                max_length=60,
                verbose_name="件名",
            ),
            preserve_default=False,
        ),
    ]
