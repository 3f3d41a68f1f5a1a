"""Centers with what a determination rests on, made for its tests."""

import datetime as dt

from django.utils import timezone

from centers import models as centers
from centers.enums import DocumentKind
from consultations.models import Consultation
from subsidies.actions import publish_version
from subsidies.determination_actions import record_determination
from subsidies.facts import Query, gather
from subsidies.judge.versions import load_versions
from subsidies.judgement import judge_centers
from tests.factories import CenterDesignationFactory, ConsultationFactory, UserFactory

DAY = dt.date(2026, 3, 31)
EARLY = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
AVERAGE = "strengthening.average_5"


def publish():
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())


def judge_one(center, day=DAY, **query):
    [judgement] = judge_centers([center], Query(day, **query))
    return judgement


def facts_of(center, day=DAY, **query):
    """The facts of a center of one type."""
    [gathered] = gather([center], Query(day, **query))
    return gathered.facts


def finding_of(center, target, condition, **query):
    judgement = judge_one(center, **query)
    [found] = [each for each in judgement.result(target).findings if each.condition_id == condition]
    return found


def record_one(center, *, by=None, reason="", at=None, **query):
    """The determination of 令和7年度, and whether it is new."""
    return record_determination(
        judge_one(center, **query),
        fiscal_year=2025,
        by=by or UserFactory(),
        at=at or timezone.now(),
        reason=reason,
    )


def with_average(center, *, consultations=1200, open_days=240):
    """A basic center with its log: so many consultations on so many open days."""
    CenterDesignationFactory(center=center)
    days = [dt.date(2025, 4, 1) + dt.timedelta(days=number) for number in range(open_days)]
    author = UserFactory()
    centers.OpenDay.objects.bulk_create(
        centers.OpenDay(center=center, held_on=day, is_open=True, recorded_at=EARLY) for day in days
    )
    Consultation.objects.bulk_create(
        ConsultationFactory.build(
            center=center,
            municipality=center.municipality,
            occurred_at=dt.datetime.combine(days[number % open_days], dt.time(3), tzinfo=dt.UTC),
            recorded_by=author,
        )
        for number in range(consultations)
    )
    return center


def withdraw_one(center):
    """What a person does who logged a contact twice; the text of the record is kept."""
    row = Consultation.objects.filter(center=center).latest("pk")
    Consultation.objects.filter(pk=row.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=row.recorded_by
    )
    return row


def with_document(center, kind=DocumentKind.BUSINESS_PLAN):
    return centers.Document.objects.create(
        center=center, fiscal_year=2025, kind=kind, title="文書", recorded_at=timezone.now()
    )
