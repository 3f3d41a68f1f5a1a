"""Published rule versions, snapshots and worksheets are evidence: no update, no delete."""

from django.db import migrations

TABLES = ("subsidies_ruleversion", "subsidies_snapshot", "subsidies_worksheet")

CREATE_FUNCTION = """
CREATE FUNCTION subsidies_refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_rows_never_change';
END
$$
"""
CREATE_TRIGGER = """
CREATE TRIGGER published_rows_never_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION subsidies_refuse_change()
"""
DROP_TRIGGER = "DROP TRIGGER published_rows_never_change ON {table}"


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, "DROP FUNCTION subsidies_refuse_change()"),
        *(
            migrations.RunSQL(
                CREATE_TRIGGER.format(table=table), DROP_TRIGGER.format(table=table)
            )
            for table in TABLES
        ),
    ]
