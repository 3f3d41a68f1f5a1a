"""Hours are paid in one way; the shares of State and prefecture do not exceed the whole."""

import django.contrib.postgres.constraints
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0010_agencies_and_vacancy_lists'),
        ("worksheets", "0021_print_jobs_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='standardamount',
            name='component',
            field=models.CharField(max_length=60, verbose_name='補助対象'),
        ),
        migrations.AlterField(
            model_name='standardamount',
            name='size_class',
            field=models.CharField(blank=True, max_length=10, verbose_name='規模等'),
        ),
        migrations.AddConstraint(
            model_name='costshare',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(models.F('national_numerator'), models.IntegerField()), '*', django.db.models.functions.comparison.Cast(models.F('prefectural_denominator'), models.IntegerField())), '+', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(models.F('prefectural_numerator'), models.IntegerField()), '*', django.db.models.functions.comparison.Cast(models.F('national_denominator'), models.IntegerField()))), django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(models.F('national_denominator'), models.IntegerField()), '*', django.db.models.functions.comparison.Cast(models.F('prefectural_denominator'), models.IntegerField()))), name='cost_shares_leave_the_municipality_its_part', violation_error_message='国と都道府県の割合の合計が1を超えています。'),
        ),
        migrations.AddConstraint(
            model_name='standardamount',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at__isnull', False), ('unit__in', ['hours_class', 'hour_year'])), expressions=[(models.F('unit'), '<>'), (models.F('municipality'), '='), (models.F('fiscal_year'), '='), (models.F('center_type'), '='), (models.F('component'), '='), (models.F('size_class'), '=')], name='standard_amount_hours_are_counted_in_one_way', violation_error_message='1つの補助対象に「時間区分・年」と「週1時間・年」の額を並べることはできません。使わない単位の、確認済みの額を先に取り消してください。'),
        ),
    ]
