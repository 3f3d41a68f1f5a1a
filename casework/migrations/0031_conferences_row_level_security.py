"""Conferences and community issues are seen within their municipality only."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from shared.row_level_security import belongs_to, may_be_parent, protect

CONFERENCE, ITEM = "casework_conference", "casework_conferenceitem"
ATTENDEE, DECISION = "casework_conferenceattendee", "casework_conferencedecision"
ROLE, SECTION, REVISION = (
    "casework_agencyrole",
    "casework_minutessection",
    "casework_minutesrevision",
)
ISSUE, CHANGE = "casework_communityissue", "casework_issuechange"
# Plans refer to agencies too: whichever migration comes first gives them the key of a parent.
AGENCY_MAY_BE_PARENT = RunSQL(
    """
    DO $$ BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM pg_constraint
            WHERE conrelid = 'centers_partneragency'::regclass
              AND conname = 'centers_partneragency_of_municipality'
        ) THEN
            ALTER TABLE centers_partneragency
            ADD CONSTRAINT centers_partneragency_of_municipality UNIQUE (municipality_id, id);
        END IF;
    END $$
    """,
    RunSQL.noop,
)
CASE, CENTER, AGENCY = "casework_case", "centers_center", "centers_partneragency"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0030_conferences"),
        ("centers", "0007_local_resources_row_level_security"),
    ]

    operations = [
        AGENCY_MAY_BE_PARENT,
        *(may_be_parent(table) for table in (CONFERENCE, ITEM, DECISION, SECTION, ISSUE)),
        belongs_to(CONFERENCE, "center_id", CENTER),
        belongs_to(ISSUE, "center_id", CENTER),
        belongs_to(CHANGE, "issue_id", ISSUE),
        *(
            belongs_to(table, "conference_id", CONFERENCE)
            for table in (ITEM, ATTENDEE, DECISION, SECTION)
        ),
        belongs_to(ITEM, "case_id", CASE),
        belongs_to(ITEM, "issue_id", ISSUE),
        *(belongs_to(table, "item_id", ITEM) for table in (DECISION, SECTION, ROLE)),
        belongs_to(ATTENDEE, "agency_id", AGENCY),
        belongs_to(ROLE, "agency_id", AGENCY),
        belongs_to(REVISION, "section_id", SECTION),
        *(
            protect(table)
            for table in (
                CONFERENCE,
                ITEM,
                ATTENDEE,
                DECISION,
                ROLE,
                SECTION,
                REVISION,
                ISSUE,
                CHANGE,
            )
        ),
    ]
