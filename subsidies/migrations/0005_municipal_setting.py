"""Which readings a municipality has chosen; and attestations, seen within their municipality."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from shared.row_level_security import belongs_to, may_be_parent, protect


class Migration(migrations.Migration):

    dependencies = [
        ('subsidies', '0004_attestation'),
        ('centers', '0002_row_level_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MunicipalSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(verbose_name='登録日時')),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='差替日時')),
                ('key', models.CharField(max_length=60, verbose_name='事項')),
                ('value', models.CharField(max_length=60, verbose_name='読み方')),
                ('starts_on', models.DateField(verbose_name='適用開始日')),
                ('ends_on', models.DateField(blank=True, help_text='継続中は空欄にします。', null=True, verbose_name='適用終了日')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='出典（通知・回答の文書名と番号）')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登録者')),
                ('superseded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差替者')),
            ],
            options={
                'verbose_name': '要綱の読み方',
                'verbose_name_plural': '要綱の読み方',
            },
        ),
        migrations.AddConstraint(
            model_name='municipalsetting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='municipal_setting_ends_after_it_starts', violation_error_message='終了日は開始日以後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='municipalsetting',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='municipal_setting_superseded_after_recorded', violation_error_message='差替日時は登録日時以後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='municipalsetting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('superseded_at', None)), expressions=[(models.Func(django.db.models.functions.comparison.Least(models.F('starts_on'), models.F('ends_on')), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), (models.F('municipality'), '='), (models.F('key'), '=')], name='municipal_settings_do_not_overlap', violation_error_message='同じ事項の期間が重なっています。前の登録を変更するか、取り消してください。'),
        ),
        may_be_parent("subsidies_attestation"),
        belongs_to("subsidies_attestation", "center_id", "centers_center"),
        belongs_to("subsidies_attestationwithdrawal", "attestation_id", "subsidies_attestation"),
        protect("subsidies_attestation"),
        protect("subsidies_attestationwithdrawal"),
        protect("subsidies_municipalsetting"),
    ]
