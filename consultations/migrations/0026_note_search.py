"""What notes and contacts are searched by."""

import django.db.models.deletion
import shared.concealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0007_local_resources_row_level_security'),
        ('consultations', '0025_agencies_of_recipients'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', shared.concealed.ConcealedTextField(verbose_name='部分')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.contactdetail', verbose_name='連絡先等')),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.person', verbose_name='個人')),
            ],
            options={
                'verbose_name': '連絡先等の部分',
                'verbose_name_plural': '連絡先等の部分',
                'indexes': [models.Index(fields=['municipality', 'part'], include=('person',), name='contact_part_by_beginning')],
            },
        ),
        migrations.CreateModel(
            name='NoteText',
            fields=[
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='consultations.consultation', verbose_name='相談記録')),
                ('occurred_at', models.DateTimeField(verbose_name='相談日時')),
                ('key', models.TextField(verbose_name='検索文')),
                ('kept_key', models.TextField(verbose_name='センターの中だけの検索文')),
                ('center', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center', verbose_name='センター')),
                ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.municipality', verbose_name='自治体')),
            ],
            options={
                'verbose_name': '相談記録の検索文',
                'verbose_name_plural': '相談記録の検索文',
                'indexes': [models.Index(fields=['center', '-occurred_at', '-consultation'], name='note_text_newest_first')],
            },
        ),
    ]
