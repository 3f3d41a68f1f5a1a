"""Two states more: 差戻し until it is answered, and 取りやめ, whose number is free for another."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("worksheets", "0032_amounts_in_one_way_and_shares_of_one"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='worksheet',
            name='worksheet_numbers_count_up',
        ),
        migrations.RemoveConstraint(
            model_name='worksheet',
            name='one_worksheet_is_in_work',
        ),
        migrations.RemoveConstraint(
            model_name='worksheet',
            name='worksheet_state_follows_its_steps',
        ),
        migrations.RemoveConstraint(
            model_name='worksheetstep',
            name='worksheet_step_has_the_part_of_its_act',
        ),
        migrations.RemoveConstraint(
            model_name='worksheetstep',
            name='worksheet_is_returned_for_a_reason',
        ),
        migrations.AlterField(
            model_name='worksheet',
            name='state',
            field=models.CharField(choices=[('draft', '作成中'), ('returned', '差戻し'), ('checked', '確認済み'), ('submitted', '提出済み'), ('withdrawn', '取りやめ')], default='draft', max_length=10, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='worksheetstep',
            name='act',
            field=models.CharField(choices=[('prepared', '作成'), ('renewed', '作り直し'), ('checked', '確認'), ('returned', '差戻し'), ('answered', '差戻しへの回答'), ('submitted', '提出'), ('withdrawn', '取りやめ')], max_length=10, verbose_name='種類'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('municipality', 'fiscal_year', 'stage', 'center', 'center_type', 'number'), name='worksheet_numbers_count_up', nulls_distinct=False, violation_error_message='この回の調書は、既に作成されています。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'returned', 'checked'])), fields=('municipality', 'fiscal_year', 'stage', 'center', 'center_type'), name='one_worksheet_is_in_work', nulls_distinct=False, violation_error_message='提出していない調書が、既にあります。'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at', None), ('checked_by', None), ('state__in', ['draft', 'returned', 'withdrawn']), ('submitted_at', None), ('submitted_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('state', 'checked'), ('submitted_at', None), ('submitted_by', None)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('state', 'submitted'), ('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='worksheet_state_follows_its_steps', violation_error_message='確認してから提出してください。'),
        ),
        migrations.AddConstraint(
            model_name='worksheetstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['prepared', 'renewed', 'answered', 'withdrawn']), ('part', 1), ('part__isnull', False)), models.Q(('act__in', ['checked', 'returned']), ('part', 2), ('part__isnull', False)), models.Q(('act', 'submitted'), ('part', None)), _connector='OR'), name='worksheet_step_has_the_part_of_its_act', violation_error_message='種類と役割が合いません。'),
        ),
        migrations.AddConstraint(
            model_name='worksheetstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['returned', 'answered', 'withdrawn']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='worksheet_is_returned_for_a_reason', violation_error_message='理由を入力してください。'),
        ),
    ]
