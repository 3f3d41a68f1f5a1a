"""妊婦等との面談 against 4(4), one by one: counts on the page, in a constant number of queries."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.enums import CenterType
from subsidies.facts import Query
from subsidies.facts.interviews import interviews_of
from subsidies.interview_judgement import judge_interviews
from subsidies.judge.kleene import Status
from subsidies.judgement import judge_centers
from tests.factories import CenterDesignationFactory, LicenceFactory, StaffMemberFactory
from tests.maternity_factories import PregnancyFactory, PregnancyInterviewFactory

DAY = dt.date(2025, 10, 1)
QUERY = Query(DAY)


def at(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


@pytest.fixture
def of_type(center):
    CenterDesignationFactory(center=center, type=CenterType.PREGNANCY_SUPPORT, subtype="")
    return center


@pytest.fixture
def midwife(municipality):
    member = StaffMemberFactory(municipality=municipality)
    LicenceFactory(staff_member=member, kind="midwife", acquired_on=dt.date(2020, 4, 1))
    return member


@pytest.fixture
def held(of_type, midwife):
    def made(day=dt.date(2025, 6, 1), **more):
        pregnancy = PregnancyFactory(center=of_type, due_on=dt.date(2025, 12, 1))
        told = {"interviewer": midwife} | more
        return PregnancyInterviewFactory(pregnancy=pregnancy, occurred_at=at(day), **told)

    return made


def judged(center):
    [judgement] = judge_centers([center], QUERY)
    return judge_interviews(judgement)


def test_each_interview_of_the_year_is_judged(of_type, held):
    good = held()
    nobody_knows = held(interviewer=StaffMemberFactory(municipality=of_type.municipality))
    held(day=dt.date(2025, 3, 31))
    held(day=dt.date(2025, 10, 2))
    held(withdrawn_at=timezone.now(), withdrawn_by=good.recorded_by)

    found = judged(of_type)

    assert set(found.interviews) == {good.pk, nobody_knows.pk}
    assert found.counts == {Status.MET: 1, Status.UNKNOWN: 1}
    assert [number for number, _ in found.to_look_at] == [nobody_knows.pk]


def test_a_licence_of_a_later_day_does_not_count(of_type, held, municipality):
    member = StaffMemberFactory(municipality=municipality)
    LicenceFactory(staff_member=member, kind="midwife", acquired_on=dt.date(2025, 6, 2))
    interview = held(interviewer=member)

    assert judged(of_type).interviews[interview.pk].overall is Status.UNKNOWN


def test_the_three_times_are_judged_by_pregnancy(of_type, held):
    interview = held()

    [(number, result)] = judged(of_type).pregnancies.items()

    assert number == interview.pregnancy_id
    assert result.overall is Status.UNKNOWN


def test_nothing_recorded_is_nothing_told(of_type):
    assert not judged(of_type)


def test_another_type_is_not_asked(center, midwife, django_assert_num_queries):
    CenterDesignationFactory(center=center)
    PregnancyInterviewFactory(
        pregnancy=PregnancyFactory(center=center),
        interviewer=midwife,
        occurred_at=at(dt.date(2025, 6, 1)),
    )
    [judgement] = judge_centers([center], QUERY)

    with django_assert_num_queries(0):
        assert not judge_interviews(judgement)


def test_any_number_takes_the_same_queries(of_type, held, django_assert_num_queries):
    for _ in range(3):
        held()

    with django_assert_num_queries(4):
        told = interviews_of(of_type, QUERY)

    assert len(told.interviews) == len(told.pregnancies) == 3


def test_the_page_counts_them_and_names_nobody(of_type, held, finance_clerk, client_for):
    held()
    unknown = held(interviewer=StaffMemberFactory(municipality=of_type.municipality))
    url = reverse("subsidies:center_supplements", args=[of_type.pk, 2025])

    page = unescape(client_for(finance_clerk).get(url, {"date": DAY.isoformat()}).content.decode())

    assert "今年度の妊婦等との面談" in page
    assert f"面談 {unknown.pk}" in page
    assert reverse("maternity:interview_detail", args=[unknown.pk]) not in page
    assert unknown.pregnancy.mother.registered_name not in page
