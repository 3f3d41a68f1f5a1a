"""Rows of the complaints desk."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from consultations import models
from consultations.complaint_enums import (
    ComplaintChannel,
    ComplaintRole,
    ComplaintStepKind,
    ComplaintSubjectKind,
    ComplaintWish,
)
from tests.factories import (
    LONG_AGO,
    CenterFactory,
    Factory,
    LedgerFactory,
    MunicipalityFactory,
    StaffMemberFactory,
    UserFactory,
)


class ComplaintOfficerFactory(LedgerFactory):
    """Somebody with an account; `outsider=True` is a third-party member."""

    class Meta:
        model = models.ComplaintOfficer

    class Params:
        outsider = factory.Trait(
            role=ComplaintRole.THIRD_PARTY,
            account=None,
            name="見本 外男",
            affiliation="見本市社会福祉協議会",
            contact="099-999-0000",
        )

    center = factory.SubFactory(CenterFactory)
    role = ComplaintRole.RECEIVER
    account = factory.SubFactory(UserFactory)
    name = factory.LazyAttribute(lambda self: self.account.name)
    starts_on = LONG_AGO


class ComplaintClockFactory(Factory):
    class Meta:
        model = models.ComplaintClock

    municipality = factory.SubFactory(MunicipalityFactory)
    answer_days = 14
    closure_days = 60
    counts_working_days = False
    starts_on = LONG_AGO
    reason = "見本市の要領"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class ComplaintFactory(Factory):
    """Received yesterday and nothing done yet; its first step is there."""

    class Meta:
        model = models.Complaint
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    received_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))
    received_by = factory.SubFactory(UserFactory)
    channel = ComplaintChannel.PHONE
    subject_kind = ComplaintSubjectKind.CONDUCT
    complainant_name = "見本 葉子"
    wishes = factory.LazyFunction(lambda: [ComplaintWish.ANSWER])
    summary = "電話の応対が冷たかった。"

    @factory.post_generation
    def steps(self, create, extracted):
        if create and extracted is not False:
            ComplaintStepFactory(complaint=self, recorded_by=self.received_by)

    @factory.post_generation
    def about(self, _create, extracted):
        for member in extracted or ():
            ComplaintSubjectFactory(complaint=self, staff_member=member)


class ComplaintSubjectFactory(Factory):
    class Meta:
        model = models.ComplaintSubject

    complaint = factory.SubFactory(ComplaintFactory)
    staff_member = factory.SubFactory(
        StaffMemberFactory, municipality=factory.SelfAttribute("..complaint.center.municipality")
    )


class ComplaintStepFactory(Factory):
    class Meta:
        model = models.ComplaintStep

    complaint = factory.SubFactory(ComplaintFactory, steps=False)
    submission_key = factory.LazyFunction(uuid.uuid4)
    kind = ComplaintStepKind.RECEIVED
    happened_on = factory.LazyAttribute(lambda self: self.complaint.received_on)
    handled_by_name = "見本 受子"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)
