"""Signed decisions and their withdrawals: added to, never changed."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import shared.municipal_field
from django.conf import settings
from django.db import migrations, models


# A signed decision never changes, and two of them that stand must not overlap in time. The second
# is an exclusion constraint, which sees one table only; the withdrawal, with its reason, is a row
# of another. So the fact of the withdrawal is repeated here, in `withdrawn_at` and `withdrawn_by`,
# and the database alone repeats it: recording a withdrawal sets them, with the rights of the
# table's owner (the application may not update this table at all), and whoever owns it can set
# them once, to what a withdrawal says, and change nothing else.
STANDS = """
CREATE FUNCTION subsidies_attestation_stands() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before public.subsidies_attestation := OLD;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;  -- a copied withdrawal says again what the copied row already says
        END IF;
        before.withdrawn_at := NEW.withdrawn_at;
        before.withdrawn_by_id := NEW.withdrawn_by_id;
        IF OLD.withdrawn_at IS NULL AND before IS NOT DISTINCT FROM NEW AND EXISTS (
            SELECT FROM public.subsidies_attestationwithdrawal AS w
            WHERE w.attestation_id = OLD.id AND w.municipality_id = OLD.municipality_id
              AND w.withdrawn_at = NEW.withdrawn_at AND w.withdrawn_by_id = NEW.withdrawn_by_id
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a signed attestation never changes'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attestation_never_changes';
END
$$
"""
STANDS_TRIGGER = """
CREATE TRIGGER attestation_never_changes BEFORE UPDATE OR DELETE ON subsidies_attestation
FOR EACH ROW EXECUTE FUNCTION subsidies_attestation_stands()
"""
WITHDRAW = """
CREATE FUNCTION subsidies_withdraw_attestation() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.subsidies_attestation
    SET withdrawn_at = NEW.withdrawn_at, withdrawn_by_id = NEW.withdrawn_by_id
    WHERE id = NEW.attestation_id AND municipality_id = NEW.municipality_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a withdrawal is of an attestation of its municipality'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$
"""
WITHDRAW_TRIGGER = """
CREATE TRIGGER withdrawal_reaches_attestation AFTER INSERT ON subsidies_attestationwithdrawal
FOR EACH ROW EXECUTE FUNCTION subsidies_withdraw_attestation()
"""
KEEP_TRIGGER = """
CREATE TRIGGER published_rows_never_change BEFORE UPDATE OR DELETE
ON subsidies_attestationwithdrawal
FOR EACH ROW EXECUTE FUNCTION subsidies_refuse_change()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0004_contract_row_level_security'),
        ('subsidies', '0003_row_level_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(max_length=100, verbose_name='条件')),
                ('decision', models.BooleanField(choices=[(True, '満たす'), (False, '満たさない')], verbose_name='判断')),
                ('starts_on', models.DateField(verbose_name='開始日')),
                ('ends_on', models.DateField(verbose_name='終了日')),
                ('reason', models.CharField(max_length=1000, verbose_name='理由')),
                ('document', models.CharField(max_length=300, verbose_name='根拠の文書')),
                ('rule_version', models.CharField(max_length=20, verbose_name='要綱の版')),
                ('content_digest', models.CharField(max_length=64, verbose_name='条件の内容のハッシュ値')),
                ('signer', models.CharField(max_length=200, verbose_name='申立てをした者の職')),
                ('submission_key', models.UUIDField(verbose_name='送信の番号')),
                ('signed_at', models.DateTimeField(verbose_name='記録日時')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='取消日時')),
                ('center', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center', verbose_name='センター')),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='記録者')),
                ('withdrawn_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取消者')),
            ],
            options={
                'verbose_name': '認定・申立て',
                'verbose_name_plural': '認定・申立て',
            },
        ),
        migrations.CreateModel(
            name='AttestationWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=1000, verbose_name='取消の理由')),
                ('withdrawn_at', models.DateTimeField(verbose_name='取消日時')),
                ('attestation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='subsidies.attestation', verbose_name='認定・申立て')),
                ('municipality', shared.municipal_field.InheritedMunicipality('attestation')),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取消者')),
            ],
            options={
                'verbose_name': '申立ての取消',
                'verbose_name_plural': '申立ての取消',
            },
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='attestation_ends_after_it_starts', violation_error_message='終了日は開始日以後の日付にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.UniqueConstraint(fields=('municipality', 'submission_key'), name='attestation_is_submitted_once', violation_error_message='この申立ては記録済みです。'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.CheckConstraint(condition=models.Q(('content_digest__regex', '^[0-9a-f]{64}$')), name='attestation_digest_is_sha256', violation_error_message='条件の内容のハッシュ値が正しくありません。'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__gte', models.F('signed_at')), ('withdrawn_by__isnull', False)), _connector='OR'), name='attestation_is_withdrawn_after_signing', violation_error_message='取消日時は記録日時以後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None)), expressions=[(models.Func(django.db.models.functions.comparison.Least(models.F('starts_on'), models.F('ends_on')), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), (models.F('center'), '='), (models.F('condition'), '='), (models.F('content_digest'), '=')], name='attestations_of_a_center_do_not_overlap', violation_error_message='この条件には、期間が重なる申立てが既にあります。先の申立てを取り消してから記録してください。'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None), ('center', None)), expressions=[(models.Func(django.db.models.functions.comparison.Least(models.F('starts_on'), models.F('ends_on')), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), (models.F('municipality'), '='), (models.F('condition'), '='), (models.F('content_digest'), '=')], name='attestations_of_a_municipality_do_not_overlap', violation_error_message='この条件には、期間が重なる申立てが既にあります。先の申立てを取り消してから記録してください。'),
        ),
        migrations.RunSQL(STANDS, "DROP FUNCTION subsidies_attestation_stands()"),
        migrations.RunSQL(
            STANDS_TRIGGER, "DROP TRIGGER attestation_never_changes ON subsidies_attestation"
        ),
        migrations.RunSQL(WITHDRAW, "DROP FUNCTION subsidies_withdraw_attestation()"),
        migrations.RunSQL(
            WITHDRAW_TRIGGER,
            "DROP TRIGGER withdrawal_reaches_attestation ON subsidies_attestationwithdrawal",
        ),
        migrations.RunSQL(
            KEEP_TRIGGER,
            "DROP TRIGGER published_rows_never_change ON subsidies_attestationwithdrawal",
        ),
    ]
