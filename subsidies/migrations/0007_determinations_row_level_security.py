"""Determinations and their checks never change and are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

DETERMINATION, CHECK = "subsidies_determination", "subsidies_determinationcheck"

# What supersedes a judgement is of the same center, type, year and stage: with the two unique
# keys on `supersedes` the rows of one subject form a chain, and its end is the one that stands.
SAME_SUBJECT = f"""
ALTER TABLE {DETERMINATION}
    ADD CONSTRAINT determination_of_subject
        UNIQUE (municipality_id, center_id, center_type, fiscal_year, stage, id),
    ADD CONSTRAINT determination_supersedes_its_own_subject
        FOREIGN KEY (municipality_id, center_id, center_type, fiscal_year, stage, supersedes_id)
        REFERENCES {DETERMINATION} (municipality_id, center_id, center_type, fiscal_year, stage, id)
        DEFERRABLE INITIALLY DEFERRED
"""
ANY_SUBJECT = f"""
ALTER TABLE {DETERMINATION}
    DROP CONSTRAINT determination_supersedes_its_own_subject,
    DROP CONSTRAINT determination_of_subject
"""
NEVER_CHANGES = """
CREATE TRIGGER published_rows_never_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION subsidies_refuse_change()
"""
CHANGES_AT_WILL = "DROP TRIGGER published_rows_never_change ON {table}"


class Migration(migrations.Migration):
    dependencies = [
        ("subsidies", "0006_determinations"),
        ("subsidies", "0002_published_rows_never_change"),
        ("centers", "0002_row_level_security"),
    ]

    operations = [
        may_be_parent(DETERMINATION),
        belongs_to(DETERMINATION, "center_id", "centers_center"),
        belongs_to(DETERMINATION, "snapshot_id", "subsidies_snapshot"),
        belongs_to(DETERMINATION, "supersedes_id", DETERMINATION),
        belongs_to(CHECK, "determination_id", DETERMINATION),
        migrations.RunSQL(SAME_SUBJECT, ANY_SUBJECT),
        *(
            migrations.RunSQL(
                NEVER_CHANGES.format(table=table), CHANGES_AT_WILL.format(table=table)
            )
            for table in (DETERMINATION, CHECK)
        ),
        protect(DETERMINATION),
        protect(CHECK),
    ]
