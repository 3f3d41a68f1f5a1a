"""Factories of conferences, tasks and community issues, like those in tests/case_factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from casework import models as casework
from casework.conference_enums import (
    PARTS_OF_ITEM,
    AttendeeKind,
    ConferenceKind,
    IssueExtent,
    IssueField,
    MinutesPart,
    SecrecyDuty,
)
from casework.task_enums import TaskAct, TaskOrigin, ThresholdKind
from tests.case_factories import CaseFactory
from tests.factories import CenterFactory, Factory, MunicipalityFactory, UserFactory


class ConferenceFactory(Factory):
    """With the general section of its minutes, as `call_conference` makes it."""

    class Meta:
        model = casework.Conference
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    kind = ConferenceKind.CASE
    held_on = factory.LazyFunction(timezone.localdate)
    begins = dt.time(10, 0)
    place = "第1会議室"
    chair = factory.SubFactory(UserFactory, name="進行 三郎")
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def sections(self, create, _extracted, **_kwargs):
        if create:
            casework.MinutesSection.objects.create(conference=self, part=MinutesPart.GENERAL)


class ConferenceItemFactory(Factory):
    """With its sections of the minutes."""

    class Meta:
        model = casework.ConferenceItem
        skip_postgeneration_save = True

    conference = factory.SubFactory(ConferenceFactory)
    position = factory.Sequence(lambda n: n + 1)
    case = factory.SubFactory(CaseFactory, center=factory.SelfAttribute("..conference.center"))
    reason = "調査が終わったため"

    @factory.post_generation
    def sections(self, create, _extracted, **_kwargs):
        if create:
            for part in PARTS_OF_ITEM:
                casework.MinutesSection.objects.create(
                    conference=self.conference, item=self, part=part
                )


class ConferenceAttendeeFactory(Factory):
    """Somebody whom nothing binds, as far as anybody knows."""

    class Meta:
        model = casework.ConferenceAttendee

    conference = factory.SubFactory(ConferenceFactory)
    kind = AttendeeKind.OTHER
    name = "主任児童委員　見本 次郎"
    secrecy_duty = SecrecyDuty.UNCONFIRMED
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class ConferenceDecisionFactory(Factory):
    class Meta:
        model = casework.ConferenceDecision

    conference = factory.SubFactory(ConferenceFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    content = "保育所と週に一度、様子を確かめ合う。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class CommunityIssueFactory(Factory):
    class Meta:
        model = casework.CommunityIssue

    center = factory.SubFactory(CenterFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    field = IssueField.CHILDCARE
    extent = IssueExtent.OFTEN
    title = "夜間に急に預けられる所がない"
    content = "仕事や通院の都合で、夜間に短い時間だけ預けたいという声が続いている。"
    recorded_on = factory.LazyFunction(timezone.localdate)


class TaskFactory(Factory):
    class Meta:
        model = casework.Task

    center = factory.SubFactory(CenterFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    origin = TaskOrigin.HAND
    content = "母に電話し、受診の結果を聞く。"
    owner = factory.SubFactory(UserFactory)
    due_on = factory.LazyFunction(timezone.localdate)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class AbsenceCoverFactory(Factory):
    class Meta:
        model = casework.AbsenceCover

    center = factory.SubFactory(CenterFactory)
    absentee = factory.SubFactory(UserFactory)
    deputy = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=7))
    reason = "研修"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class BoardThresholdFactory(Factory):
    class Meta:
        model = casework.BoardThreshold

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = ThresholdKind.NO_CONTACT
    days = 60
    starts_on = dt.date(2024, 4, 1)
    reason = "進行管理の手順書"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


def wrote(section, text, *, by, at=None):
    """Somebody wrote a section of the minutes."""
    from casework.minutes_actions import TypedSection, write_minutes  # noqa: PLC0415 -- of the app

    written = write_minutes(
        section.conference,
        [TypedSection(section.pk, text, section.version)],
        by=by,
        at=at or timezone.now(),
    )
    section.refresh_from_db()
    return written


def one_of_everything(center, by):
    """One row in each table of conferences and tasks."""
    told = {"recorded_by": by}
    conference = ConferenceFactory(center=center, **told)
    item = ConferenceItemFactory(conference=conference)
    wrote(item.sections.first(), "報告があった。", by=by)
    ConferenceAttendeeFactory(conference=conference, **told)
    decision = ConferenceDecisionFactory(conference=conference, item=item, **told)
    casework.AgencyRole.objects.create(
        item=item, agency_name="見本保育所", role="見守る", recorded_at=timezone.now(), **told
    )
    issue = CommunityIssueFactory(center=center)
    changed = {"changed_at": timezone.now(), "changed_by": by}
    casework.IssueChange.objects.create(
        issue=issue, before="new", after="under_discussion", **changed
    )
    task = TaskFactory(
        center=center, case=item.case, origin=TaskOrigin.DECISION, decision=decision, **told
    )
    casework.TaskChange.objects.create(
        task=task,
        act=TaskAct.MOVED,
        due_before=task.due_on,
        due_after=task.due_on,
        owner_before=by,
        owner_after=by,
        reason="都合",
        **changed,
    )
    AbsenceCoverFactory(center=center, **told)
    BoardThresholdFactory(municipality=center.municipality, **told)
