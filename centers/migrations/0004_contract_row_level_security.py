"""Contracts are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, protect


class Migration(migrations.Migration):
    dependencies = [("centers", "0003_contract")]

    operations = [
        belongs_to("centers_contract", "center_id", "centers_center"),
        protect("centers_contract"),
    ]
