"""Standard amounts, cost shares and handling of a year; lists of amounts on their way in."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('centers', '0010_agencies_and_vacancy_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AmountImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('file_name', models.CharField(max_length=255, verbose_name='ファイル名')),
                ('file_digest', models.CharField(max_length=64, verbose_name='ファイルのSHA-256')),
                ('rows', models.JSONField(default=list, verbose_name='行')),
                ('stage', models.CharField(choices=[('preview', '確認待ち'), ('confirmed', '取り込み済み'), ('discarded', '取りやめ')], default='preview', max_length=10, verbose_name='取込の状態')),
                ('uploaded_at', models.DateTimeField(verbose_name='受付日時')),
                ('expires_at', models.DateTimeField(verbose_name='確認の期限')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='取込・取りやめの日時')),
                ('outcome', models.JSONField(blank=True, default=dict, verbose_name='結果')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取込・取りやめをした者')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='受付者')),
            ],
            options={
                'verbose_name': '補助基準額の取込',
                'verbose_name_plural': '補助基準額の取込',
                'indexes': [models.Index(fields=['municipality', '-uploaded_at'], name='amount_import_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('uploaded_at'))), name='amount_import_expires_after_upload', violation_error_message='確認の期限は受付より後にしてください。'), models.CheckConstraint(condition=models.Q(('stage', 'preview'), ('rows', []), _connector='OR'), name='amount_import_ended_has_no_rows', violation_error_message='終わった取込に行は残せません。')],
            },
        ),
        migrations.CreateModel(
            name='CostShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('fiscal_year', models.PositiveSmallIntegerField(editable=False, verbose_name='年度')),
                ('source', models.CharField(max_length=300, verbose_name='出典（通知などの名称と番号）')),
                ('source_on', models.DateField(verbose_name='出典の日付')),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='確認日時')),
                ('center_type', models.CharField(choices=[('basic', '基本型'), ('specific', '特定型'), ('maternal_child', '母子保健型（令和5年度まで）'), ('family_center', 'こども家庭センター型'), ('pregnancy_support', '妊婦等包括相談支援事業型')], max_length=30, verbose_name='類型')),
                ('national_numerator', models.PositiveSmallIntegerField(editable=False, verbose_name='国の割合の分子')),
                ('national_denominator', models.PositiveSmallIntegerField(editable=False, verbose_name='国の割合の分母')),
                ('prefectural_numerator', models.PositiveSmallIntegerField(editable=False, verbose_name='都道府県の割合の分子')),
                ('prefectural_denominator', models.PositiveSmallIntegerField(editable=False, verbose_name='都道府県の割合の分母')),
                ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認者')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '負担割合',
                'verbose_name_plural': '負担割合',
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='cost_share_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__gte', models.F('recorded_at')), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('recorded_by__isnull', False), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True)), _connector='OR'), name='cost_share_is_confirmed_by_another', violation_error_message='登録した人は、その登録を確認できません。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at__isnull', False)), fields=('municipality', 'fiscal_year', 'center_type'), name='one_cost_share_counts', nulls_distinct=False, violation_error_message='同じ内容のものが、すでに確認されています。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at', None)), fields=('municipality', 'fiscal_year', 'center_type'), name='one_cost_share_waits', nulls_distinct=False, violation_error_message='同じ内容のものが、すでに確認待ちです。'), models.CheckConstraint(condition=models.Q(('national_denominator__gte', 1), ('national_denominator__lte', 9999), ('national_numerator__lte', models.F('national_denominator')), ('prefectural_denominator__gte', 1), ('prefectural_denominator__lte', 9999), ('prefectural_numerator__lte', models.F('prefectural_denominator'))), name='cost_share_is_a_fraction', violation_error_message='割合は0から1までの分数にしてください。')],
            },
        ),
        migrations.CreateModel(
            name='HandlingChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('fiscal_year', models.PositiveSmallIntegerField(editable=False, verbose_name='年度')),
                ('source', models.CharField(max_length=300, verbose_name='出典（通知などの名称と番号）')),
                ('source_on', models.DateField(verbose_name='出典の日付')),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='確認日時')),
                ('item', models.CharField(max_length=40, verbose_name='事項')),
                ('value', models.CharField(max_length=20, verbose_name='取扱い')),
                ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認者')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '取扱い',
                'verbose_name_plural': '取扱い',
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='handling_choice_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__gte', models.F('recorded_at')), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('recorded_by__isnull', False), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True)), _connector='OR'), name='handling_choice_is_confirmed_by_another', violation_error_message='登録した人は、その登録を確認できません。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at__isnull', False)), fields=('municipality', 'fiscal_year', 'item'), name='one_handling_choice_counts', nulls_distinct=False, violation_error_message='同じ内容のものが、すでに確認されています。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at', None)), fields=('municipality', 'fiscal_year', 'item'), name='one_handling_choice_waits', nulls_distinct=False, violation_error_message='同じ内容のものが、すでに確認待ちです。')],
            },
        ),
        migrations.CreateModel(
            name='StandardAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('fiscal_year', models.PositiveSmallIntegerField(editable=False, verbose_name='年度')),
                ('source', models.CharField(max_length=300, verbose_name='出典（通知などの名称と番号）')),
                ('source_on', models.DateField(verbose_name='出典の日付')),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='確認日時')),
                ('center_type', models.CharField(choices=[('basic', '基本型'), ('specific', '特定型'), ('maternal_child', '母子保健型（令和5年度まで）'), ('family_center', 'こども家庭センター型'), ('pregnancy_support', '妊婦等包括相談支援事業型')], max_length=30, verbose_name='類型')),
                ('component', models.CharField(max_length=60, verbose_name='内訳')),
                ('size_class', models.CharField(blank=True, max_length=10, verbose_name='区分（型・規模）')),
                ('unit', models.CharField(choices=[('place_year', 'か所・年'), ('place_month', 'か所・月'), ('person_year', '人・年'), ('person_month', '人・月'), ('hours_class', '時間区分・年'), ('hour_year', '週1時間・年'), ('once', '1回限り')], max_length=20, verbose_name='単価の単位')),
                ('hours_from', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='時間区分（週・以上）')),
                ('hours_below', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='時間区分（週・未満）')),
                ('amount', models.BigIntegerField(verbose_name='基準額（円）')),
                ('starts_on', models.DateField(verbose_name='適用日')),
                ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認者')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '補助基準額',
                'verbose_name_plural': '補助基準額',
                'indexes': [models.Index(fields=['municipality', 'fiscal_year'], name='standard_amount_of_year')],
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='standard_amount_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__gte', models.F('recorded_at')), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('recorded_by__isnull', False), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True)), _connector='OR'), name='standard_amount_is_confirmed_by_another', violation_error_message='登録した人は、その登録を確認できません。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at__isnull', False)), fields=('municipality', 'fiscal_year', 'center_type', 'component', 'size_class', 'starts_on', 'hours_from'), name='one_standard_amount_counts', nulls_distinct=False, violation_error_message='同じ内容のものが、すでに確認されています。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at', None)), fields=('municipality', 'fiscal_year', 'center_type', 'component', 'size_class', 'starts_on', 'hours_from'), name='one_standard_amount_waits', nulls_distinct=False, violation_error_message='同じ内容のものが、すでに確認待ちです。'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('amount__lte', 1000000000000)), name='standard_amount_is_in_bounds', violation_error_message='基準額は0円から1兆円までにしてください。'), models.CheckConstraint(condition=models.Q(models.Q(('unit', 'hours_class'), ('hours_from__gte', 0), ('hours_from__isnull', False), models.Q(('hours_below', None), ('hours_below__gt', models.F('hours_from')), _connector='OR')), models.Q(models.Q(('unit', 'hours_class'), _negated=True), ('hours_below', None), ('hours_from', None)), _connector='OR'), name='standard_amount_bands_have_hours', violation_error_message='時間区分の範囲を正しく入力してください。'), models.CheckConstraint(condition=models.Q(('starts_on__gte', models.Func(models.F('fiscal_year'), models.Value(4), models.Value(1), function='make_date', output_field=models.DateField())), ('starts_on__lte', models.Func(django.db.models.expressions.CombinedExpression(models.F('fiscal_year'), '+', models.Value(1)), models.Value(3), models.Value(31), function='make_date', output_field=models.DateField()))), name='standard_amount_starts_in_its_year', violation_error_message='適用日は、その年度の日付にしてください。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('superseded_at', None), ('confirmed_at__isnull', False), ('unit', 'hours_class')), expressions=[(models.Func(django.db.models.functions.comparison.Least(models.F('hours_from'), models.F('hours_below')), models.F('hours_below'), models.Value('[)'), function='numrange', output_field=django.contrib.postgres.fields.ranges.DecimalRangeField()), '&&'), (models.F('municipality'), '='), (models.F('fiscal_year'), '='), (models.F('center_type'), '='), (models.F('component'), '='), (models.F('size_class'), '='), (models.F('starts_on'), '=')], name='standard_amount_bands_do_not_overlap', violation_error_message='時間区分の範囲が、確認済みの区分と重なっています。')],
            },
        ),
    ]
