"""調書: sheets and their steps, what is spent and entered beside them, days, repayments."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import shared.municipal_field
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('worksheets', '0002_amounts_row_level_security'),
        ('centers', '0010_agencies_and_vacancy_lists'),
        ('subsidies', '0009_trigger_functions_closed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Worksheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('center_type', models.CharField(blank=True, choices=[('basic', '基本型'), ('specific', '特定型'), ('maternal_child', '母子保健型（令和5年度まで）'), ('family_center', 'こども家庭センター型'), ('pregnancy_support', '妊婦等包括相談支援事業型')], default='', max_length=30, verbose_name='類型')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(choices=[('application', '当初交付申請'), ('change', '変更交付申請'), ('settlement', '実績報告・精算')], max_length=20, verbose_name='段階')),
                ('number', models.PositiveSmallIntegerField(verbose_name='回')),
                ('state', models.CharField(choices=[('draft', '作成中'), ('checked', '確認済み'), ('submitted', '提出済み')], default='draft', max_length=10, verbose_name='状態')),
                ('content', models.JSONField(verbose_name='内容')),
                ('checksum', models.CharField(max_length=64, verbose_name='内容のハッシュ値')),
                ('version_hash', models.CharField(max_length=64, verbose_name='要綱とプログラムの版のハッシュ値')),
                ('prepared_at', models.DateTimeField(verbose_name='作成日時')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='確認日時')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='提出日時')),
                ('names_at_submission', models.JSONField(editable=False, null=True, verbose_name='提出時の氏名')),
                ('center', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center', verbose_name='センター')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認者')),
                ('determination', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subsidies.determination', verbose_name='判定')),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作成者')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出者')),
            ],
            options={
                'verbose_name': '調書',
                'verbose_name_plural': '調書',
            },
        ),
        migrations.CreateModel(
            name='Repayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('amount', models.BigIntegerField(verbose_name='返還額（円）')),
                ('decided_on', models.DateField(verbose_name='返還の決定日')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='納付日')),
                ('document', models.CharField(max_length=100, verbose_name='文書番号')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('municipality', shared.municipal_field.InheritedMunicipality('worksheet')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
                ('worksheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='worksheets.worksheet', verbose_name='調書')),
            ],
            options={
                'verbose_name': '返還',
                'verbose_name_plural': '返還',
            },
        ),
        migrations.CreateModel(
            name='WorksheetStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('prepared', '作成'), ('renewed', '作り直し'), ('checked', '確認'), ('returned', '差戻し'), ('submitted', '提出')], max_length=10, verbose_name='種類')),
                ('part', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='役割')),
                ('checksum', models.CharField(max_length=64, verbose_name='内容のハッシュ値')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='備考')),
                ('done_at', models.DateTimeField(verbose_name='日時')),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='した者')),
                ('municipality', shared.municipal_field.InheritedMunicipality('worksheet')),
                ('worksheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='worksheets.worksheet', verbose_name='調書')),
            ],
            options={
                'verbose_name': '調書の経過',
                'verbose_name_plural': '調書の経過',
            },
        ),
        migrations.CreateModel(
            name='ComponentEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('center_type', models.CharField(choices=[('basic', '基本型'), ('specific', '特定型'), ('maternal_child', '母子保健型（令和5年度まで）'), ('family_center', 'こども家庭センター型'), ('pregnancy_support', '妊婦等包括相談支援事業型')], max_length=30, verbose_name='類型')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(choices=[('application', '当初交付申請'), ('change', '変更交付申請'), ('settlement', '実績報告・精算')], max_length=20, verbose_name='段階')),
                ('component', models.CharField(max_length=60, verbose_name='補助対象')),
                ('word', models.CharField(blank=True, choices=[('', '判定のとおり'), ('met', '実施した（する）'), ('not_met', '実施していない（しない）'), ('not_claimed', '申請しない')], default='', max_length=15, verbose_name='申請')),
                ('quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='数量')),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='対象月数')),
                ('size_class', models.CharField(blank=True, max_length=30, verbose_name='規模の区分')),
                ('source', models.CharField(max_length=300, verbose_name='根拠（通知・資料の名称と番号）')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center', verbose_name='センター')),
                ('municipality', shared.municipal_field.InheritedMunicipality('center')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '補助対象の数量',
                'verbose_name_plural': '補助対象の数量',
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='component_entry_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('center', 'center_type', 'fiscal_year', 'stage', 'component'), name='component_is_entered_once', violation_error_message='この補助対象は、既に入力されています。'), models.CheckConstraint(condition=models.Q(('quantity', None), ('quantity__gte', 0), _connector='OR'), name='component_entry_quantity_is_not_negative', violation_error_message='数量は0以上で入力してください。'), models.CheckConstraint(condition=models.Q(('months', None), ('months__lte', 12), _connector='OR'), name='component_entry_months_are_of_a_year', violation_error_message='対象月数は0から12までで入力してください。')],
            },
        ),
        migrations.CreateModel(
            name='SpendingImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(choices=[('application', '当初交付申請'), ('change', '変更交付申請'), ('settlement', '実績報告・精算')], max_length=20, verbose_name='段階')),
                ('file_name', models.CharField(max_length=255, verbose_name='ファイル名')),
                ('file_digest', models.CharField(max_length=64, verbose_name='ファイルのSHA-256')),
                ('rows', models.JSONField(default=list, verbose_name='行')),
                ('status', models.CharField(choices=[('preview', '確認待ち'), ('confirmed', '取り込み済み'), ('discarded', '取りやめ')], default='preview', max_length=10, verbose_name='取込の状態')),
                ('uploaded_at', models.DateTimeField(verbose_name='受付日時')),
                ('expires_at', models.DateTimeField(verbose_name='確認の期限')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='取込・取りやめの日時')),
                ('outcome', models.JSONField(blank=True, default=dict, verbose_name='結果')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取込・取りやめをした者')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='受付者')),
            ],
            options={
                'verbose_name': '収支の取込',
                'verbose_name_plural': '収支の取込',
                'indexes': [models.Index(fields=['municipality', '-uploaded_at'], name='spending_import_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('uploaded_at'))), name='spending_import_expires_after_upload', violation_error_message='確認の期限は受付より後にしてください。'), models.CheckConstraint(condition=models.Q(('status', 'preview'), ('rows', []), _connector='OR'), name='spending_import_ended_has_no_rows', violation_error_message='終わった取込に行は残せません。')],
            },
        ),
        migrations.CreateModel(
            name='SpendingItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('center_type', models.CharField(choices=[('basic', '基本型'), ('specific', '特定型'), ('maternal_child', '母子保健型（令和5年度まで）'), ('family_center', 'こども家庭センター型'), ('pregnancy_support', '妊婦等包括相談支援事業型')], max_length=30, verbose_name='類型')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(choices=[('application', '当初交付申請'), ('change', '変更交付申請'), ('settlement', '実績報告・精算')], max_length=20, verbose_name='段階')),
                ('side', models.CharField(choices=[('expenditure', '支出'), ('income', '収入')], max_length=15, verbose_name='収支')),
                ('category', models.CharField(max_length=60, verbose_name='区分')),
                ('subject', models.CharField(max_length=60, verbose_name='科目')),
                ('amount', models.BigIntegerField(verbose_name='金額（円）')),
                ('eligible', models.BigIntegerField(blank=True, null=True, verbose_name='うち対象経費（円）')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='根拠（決算書・予算書など）')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center', verbose_name='センター')),
                ('municipality', shared.municipal_field.InheritedMunicipality('center')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '収支の科目',
                'verbose_name_plural': '収支の科目',
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='spending_item_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('center', 'center_type', 'fiscal_year', 'stage', 'side', 'category', 'subject'), name='spending_item_is_entered_once', violation_error_message='同じ区分の同じ科目が、既に登録されています。'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='spending_item_is_not_negative', violation_error_message='金額は0以上で入力してください。'), models.CheckConstraint(condition=models.Q(models.Q(('eligible', None), ('side', 'income')), models.Q(('eligible__gte', 0), ('eligible__isnull', False), ('eligible__lte', models.F('amount')), ('side', 'expenditure')), _connector='OR'), name='spending_item_tells_what_is_eligible', violation_error_message='対象経費は、0以上、支出の金額以下で入力してください。')],
            },
        ),
        migrations.CreateModel(
            name='StageDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('stage', models.CharField(choices=[('application', '当初交付申請'), ('change', '変更交付申請'), ('settlement', '実績報告・精算')], max_length=20, verbose_name='段階')),
                ('supply_by', models.DateField(help_text='センターと所管課が、足りないものを出す日。', verbose_name='資料の期限')),
                ('submit_by', models.DateField(help_text='調書を都道府県へ提出する日。', verbose_name='提出の期限')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='根拠（通知など）')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '調書の期限',
                'verbose_name_plural': '調書の期限',
                'constraints': [models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='stage_deadline_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('municipality', 'fiscal_year', 'stage'), name='stage_has_one_deadline', violation_error_message='この段階の期限は、既に登録されています。'), models.CheckConstraint(condition=models.Q(('submit_by__gte', models.F('supply_by'))), name='stage_is_submitted_after_supply', violation_error_message='提出の期限は、資料の期限以後にしてください。')],
            },
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.UniqueConstraint(fields=('municipality', 'fiscal_year', 'stage', 'center', 'center_type', 'number'), name='worksheet_numbers_count_up', nulls_distinct=False, violation_error_message='この回の調書は、既に作成されています。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'submitted'), _negated=True), fields=('municipality', 'fiscal_year', 'stage', 'center', 'center_type'), name='one_worksheet_is_in_work', nulls_distinct=False, violation_error_message='提出していない調書が、既にあります。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('center', None), ('center_type', '')), models.Q(('center__isnull', False), models.Q(('center_type', ''), _negated=True)), _connector='OR'), name='worksheet_of_a_center_has_its_type', violation_error_message='センターの調書には類型が必要です。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='worksheet_is_checked_by_another', violation_error_message='同じ人が、調書の作成と確認の両方をすることはできません。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None), ('state', 'draft'), ('submitted_at', None), ('submitted_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('state', 'checked'), ('submitted_at', None), ('submitted_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('state', 'submitted'), ('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='worksheet_state_follows_its_steps', violation_error_message='確認してから提出してください。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(('checksum__regex', '^[0-9a-f]{64}$'), ('version_hash__regex', '^[0-9a-f]{64}$')), name='worksheet_hashes_are_sha256', violation_error_message='ハッシュ値が正しくありません。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='worksheet_number_starts_at_one', violation_error_message='回は1以上にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='repayment_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('worksheet', 'document'), name='repayment_is_recorded_once', violation_error_message='この文書番号の返還は、既に登録されています。'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='repayment_is_more_than_nothing', violation_error_message='返還額は1円以上で入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(('paid_on', None), ('paid_on__gte', models.F('decided_on')), _connector='OR'), name='repayment_is_paid_after_its_decision', violation_error_message='納付日は、返還の決定日以後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='worksheetstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['prepared', 'renewed']), ('part', 1), ('part__isnull', False)), models.Q(('act__in', ['checked', 'returned']), ('part', 2), ('part__isnull', False)), models.Q(('act', 'submitted'), ('part', None)), _connector='OR'), name='worksheet_step_has_the_part_of_its_act', violation_error_message='種類と役割が合いません。'),
        ),
        migrations.AddConstraint(
            model_name='worksheetstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'returned'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='worksheet_is_returned_for_a_reason', violation_error_message='差し戻す理由を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='worksheetstep',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('worksheet'), '='), (models.F('done_by'), '='), (models.F('part'), '<>')], name='nobody_prepares_and_checks_a_worksheet', violation_error_message='同じ人が、調書の作成と確認の両方をすることはできません。'),
        ),
    ]
