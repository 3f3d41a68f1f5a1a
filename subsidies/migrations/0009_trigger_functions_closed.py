"""Nobody but the owner makes a trigger of what runs with the owner's rights."""

from django.db import migrations

FUNCTION = "subsidies_withdraw_attestation()"


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0008_rule_version_proposals")]

    operations = [
        migrations.RunSQL(
            f"REVOKE ALL ON FUNCTION {FUNCTION} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO PUBLIC",
        )
    ]
