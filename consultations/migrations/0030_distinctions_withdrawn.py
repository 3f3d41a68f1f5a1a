"""A 別人 decision is taken back once; the 所管課 is told of complaints."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was decided stays as it was; what is added once is its being taken back.
WITHDRAWN_ONCE = """
CREATE FUNCTION person_distinction_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added text[] := '{withdrawn_at,withdrawn_by_id,withdrawal_reason}';
BEGIN
    IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
        AND to_jsonb(NEW) - added = to_jsonb(OLD) - added
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '別人の判断は、取消のほかは変更できません。'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER person_distinction_is_withdrawn_once AFTER UPDATE
    ON consultations_persondistinction
    FOR EACH ROW EXECUTE FUNCTION person_distinction_refuse_change();
ALTER TABLE consultations_persondistinction
    ENABLE ALWAYS TRIGGER person_distinction_is_withdrawn_once;
"""
CHANGED_AT_WILL = """
DROP TRIGGER person_distinction_is_withdrawn_once ON consultations_persondistinction;
DROP FUNCTION person_distinction_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0029_consent_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='persondistinction',
            name='person_distinction_is_made_once',
        ),
        migrations.AddField(
            model_name='persondistinction',
            name='withdrawal_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='判断の取消の理由'),
        ),
        migrations.AddField(
            model_name='persondistinction',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='判断の取消日時'),
        ),
        migrations.AddField(
            model_name='persondistinction',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='判断の取消者'),
        ),
        migrations.AlterField(
            model_name='complaint',
            name='state',
            field=models.CharField(choices=[('received', '受付'), ('reported', '報告済み'), ('facts_checked', '事実確認'), ('discussed', '話し合い'), ('improvement_promised', '改善を約束'), ('result_reported', '結果を報告済み'), ('closed', '終結'), ('reopened', '再開')], default='received', editable=False, max_length=30, verbose_name='状況'),
        ),
        migrations.AlterField(
            model_name='complaintstep',
            name='audience',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('responsible', '苦情解決責任者'), ('third_party', '第三者委員'), ('complainant', '申出人'), ('office', '所管課')], max_length=20), blank=True, default=list, size=None, verbose_name='報告した相手・出席した人'),
        ),
        migrations.AddConstraint(
            model_name='persondistinction',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('person', 'other'), name='person_distinction_is_made_once', violation_error_message='別人と判断済みです。'),
        ),
        migrations.AddConstraint(
            model_name='persondistinction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='person_distinction_is_withdrawn_by_somebody_for_a_reason', violation_error_message='取消日時・取消者・理由は一緒に登録してください。'),
        ),
        migrations.RunSQL(WITHDRAWN_ONCE, CHANGED_AT_WILL),
    ]
