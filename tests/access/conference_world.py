"""One of everything about conferences and tasks, for a case of the world."""

from casework.conference_enums import ConferenceKind
from tests.conference_factories import (
    AbsenceCoverFactory,
    CommunityIssueFactory,
    ConferenceAttendeeFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
    wrote,
)


def conference_objects(case, author, content):
    """`content` may be read only where the case may; a community issue is open to the municipality."""
    conference = ConferenceFactory(
        center=case.center, kind=ConferenceKind.INTAKE, purpose=content, recorded_by=author
    )
    item = ConferenceItemFactory(conference=conference, case=case, reason=content)
    wrote(item.sections.first(), content, by=author)
    return {
        "conference": conference,
        "conference_item": item,
        # Bound by nothing, so that no pack is printed for every role of the world.
        "conference_attendee": ConferenceAttendeeFactory(conference=conference),
        "community_issue": CommunityIssueFactory(center=case.center),
        "task": TaskFactory(center=case.center, case=case, content=content, owner=author),
        "absence_cover": AbsenceCoverFactory(center=case.center, reason=content),
    }
