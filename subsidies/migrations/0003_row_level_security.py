"""Snapshots and worksheets are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0002_published_rows_never_change"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent("subsidies_snapshot"),
        belongs_to("subsidies_snapshot", "center_id", "centers_center"),
        belongs_to("subsidies_worksheet", "center_id", "centers_center"),
        belongs_to("subsidies_worksheet", "snapshot_id", "subsidies_snapshot"),
        protect("subsidies_snapshot"),
        protect("subsidies_worksheet"),
    ]
