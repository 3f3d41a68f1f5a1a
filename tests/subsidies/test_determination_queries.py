"""Judging, recording and checking all centers: the same number of queries for 6 and for 600."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centers import models as centers
from centers.enums import CenterType
from shared.municipal_context import municipal_context
from subsidies.determination_actions import check_determinations, record_determinations
from subsidies.facts import Query
from subsidies.judgement import judge_centers
from subsidies.models import Determination, DeterminationCheck
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    MunicipalityFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    PostingFactory,
    StaffMemberFactory,
    UserFactory,
)
from tests.subsidies.determinations import publish

FEW, MANY = 6, 600
QUERY = Query(dt.date(2026, 3, 31))


def bulk(factory, rows):
    return factory._meta.model.objects.bulk_create(factory.build(**values) for values in rows)


def office_of(number):
    """Centers of two types, with hours, an open day and one of the staff each."""
    municipality = MunicipalityFactory()
    made = bulk(
        CenterFactory,
        (
            {"municipality": municipality, "code": f"{municipality.code}-{count:04}"}
            for count in range(number)
        ),
    )
    kinds = (CenterType.BASIC, CenterType.SPECIFIC)
    bulk(
        CenterDesignationFactory,
        (
            {"center": center, "type": kinds[n % 2], "subtype": "" if n % 2 else "Ⅰ"}
            for n, center in enumerate(made)
        ),
    )
    bulk(OpeningHoursFactory, ({"center": center} for center in made))
    bulk(OpenDayFactory, ({"center": center} for center in made))
    staff = bulk(StaffMemberFactory, ({"municipality": municipality} for _ in made))
    bulk(
        PostingFactory,
        (
            {"center": center, "staff_member": member}
            for center, member in zip(made, staff, strict=True)
        ),
    )
    return municipality


def centers_of(municipality):
    return centers.Center.objects.filter(municipality=municipality).select_related("municipality")


def queries_of(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def measured(number):
    """Queries of judging, recording, checking and recording the same once more."""
    publish()
    municipality, user = office_of(number), UserFactory()
    judgements = []

    def judge():
        judgements.extend(judge_centers(centers_of(municipality), QUERY))

    def record():
        record_determinations(judgements, fiscal_year=2025, by=user, at=timezone.now())

    def check():
        with municipal_context([municipality.pk]):
            check_determinations(at=timezone.now())

    counts = [queries_of(act) for act in (judge, record, check, record)]
    assert len(judgements) == Determination.objects.count() == DeterminationCheck.objects.count()
    assert len(judgements) == number
    return counts


@pytest.mark.parametrize("number", [FEW, MANY])
def test_the_number_of_centers_costs_no_query(number):
    judging, recording, checking, recording_again = measured(number)

    assert (judging, checking) == (33, 41)
    assert (recording, recording_again) == (7, 5)
