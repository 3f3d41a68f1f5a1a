"""Conferences and community issues are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

CONFERENCE, ITEM = "casework_conference", "casework_conferenceitem"
ATTENDEE, DECISION = "casework_conferenceattendee", "casework_conferencedecision"
ROLE, SECTION, REVISION = (
    "casework_agencyrole",
    "casework_minutessection",
    "casework_minutesrevision",
)
ISSUE, CHANGE = "casework_communityissue", "casework_issuechange"
CASE, CENTER, AGENCY = "casework_case", "centers_center", "centers_partneragency"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0030_conferences"),
        ("centers", "0010_agencies_and_vacancy_lists"),
    ]

    operations = [
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
