"""Rows of the desk: parts about children, follow-ups, intakes, text templates."""

import datetime as dt

import factory
from django.utils import timezone

from consultations import models
from tests.directory_factories import LocalResourceFactory
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    Factory,
    MunicipalityFactory,
    UserFactory,
)


class ChildPartFactory(Factory):
    class Meta:
        model = models.ChildPart

    consultation = factory.SubFactory(ConsultationFactory)
    position = 1
    label = "長男"
    content = "園を休みがち。"


class FollowUpFactory(Factory):
    class Meta:
        model = models.FollowUp

    consultation = factory.SubFactory(ConsultationFactory)
    due_on = factory.LazyFunction(timezone.localdate)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class AbuseIntakeFactory(Factory):
    class Meta:
        model = models.AbuseIntake

    consultation = factory.SubFactory(ConsultationFactory)
    accepted_at = factory.LazyFunction(timezone.now)
    accepted_by = factory.SubFactory(UserFactory)
    clock_hours = 48
    confirm_until = factory.LazyAttribute(
        lambda intake: intake.accepted_at + dt.timedelta(hours=intake.clock_hours)
    )


class IntakeClockFactory(Factory):
    class Meta:
        model = models.IntakeClock

    municipality = factory.SubFactory(MunicipalityFactory)
    hours = 24
    starts_on = dt.date(2025, 4, 1)
    reason = "市の要領"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class TextTemplateFactory(Factory):
    class Meta:
        model = models.TextTemplate

    center = factory.SubFactory(CenterFactory)
    municipality = factory.SelfAttribute("center.municipality")
    code = factory.Sequence(lambda number: f"k{number}")
    body = "生活のリズムについて助言した。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class GivenResourceFactory(Factory):
    """A resource given in a consultation; `agency=…, resource=None` for an agency."""

    class Meta:
        model = models.GivenResource

    consultation = factory.SubFactory(ConsultationFactory)
    resource = factory.SubFactory(
        LocalResourceFactory,
        municipality=factory.SelfAttribute("..consultation.center.municipality"),
    )
    name = factory.LazyAttribute(lambda self: str(self.resource or self.agency))
    given_on = dt.date(2025, 10, 1)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class FavouriteResourceFactory(Factory):
    class Meta:
        model = models.FavouriteResource

    center = factory.SubFactory(CenterFactory)
    code = factory.Sequence(lambda n: f"k{n}")
    resource = factory.SubFactory(
        LocalResourceFactory, municipality=factory.SelfAttribute("..center.municipality")
    )
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)
