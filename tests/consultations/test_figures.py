"""Each figure of `consultations.figures.FIGURES`, at its boundaries."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from consultations.enums import Method
from consultations.figures import (
    FIGURES,
    PerOpenDay,
    contacts,
    contacts_per_topic,
    per_open_day,
    tally,
    together,
    without_names,
)
from consultations.selection import NO_TOPIC, Selection
from shared.fiscal_year import FiscalYear
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    TopicFactory,
    UserFactory,
)

FIVE = Fraction(5)
WHOLE_YEAR = Selection(fiscal_year=FiscalYear(2025), as_of=dt.date(2026, 3, 31))


def at(year, month, day, hour=10, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


def withdrawn(**values):
    return ConsultationFactory(withdrawn_at=at(2025, 10, 2), withdrawn_by=UserFactory(), **values)


def figure(number_of_contacts, open_days, unrecorded=()):
    return PerOpenDay(number_of_contacts, open_days, tuple(unrecorded))


def test_a_record_counts_in_the_month_of_the_day_in_japan(center):
    ConsultationFactory(center=center, occurred_at=at(2025, 4, 30, 23, 59))
    ConsultationFactory(center=center, occurred_at=at(2025, 5, 1, 0, 0))

    counted = tally(contacts([center], WHOLE_YEAR))

    assert counted.per_month == {dt.date(2025, 4, 1): 1, dt.date(2025, 5, 1): 1}


def test_a_fiscal_year_runs_from_the_first_of_april_to_the_end_of_march(center):
    for moment in (
        at(2025, 3, 31, 23, 59),
        at(2025, 4, 1, 0, 0),
        at(2026, 3, 31, 23, 59),
        at(2026, 4, 1, 0, 0),
    ):
        ConsultationFactory(center=center, occurred_at=moment)

    counted = tally(contacts([center], WHOLE_YEAR))

    assert counted.per_month == {dt.date(2025, 4, 1): 1, dt.date(2026, 3, 1): 1}


def test_the_day_of_reference_is_the_last_that_counts(center):
    for day in (14, 15, 16):
        ConsultationFactory(center=center, occurred_at=at(2025, 10, day))

    up_to = WHOLE_YEAR.narrowed(as_of=dt.date(2025, 10, 15))

    assert tally(contacts([center], up_to)).total == 2


def test_a_withdrawn_record_is_counted_nowhere(center):
    topic = TopicFactory()
    ConsultationFactory(center=center, topics=[topic])
    withdrawn(center=center, topics=[topic])

    found = contacts([center], WHOLE_YEAR)

    assert tally(found).total == 1
    assert contacts_per_topic(found) == {topic.code: 1}
    assert len(without_names(found)) == 1
    assert numbers_of(center).contacts == 1


def test_only_the_centers_given_are_counted(center):
    ConsultationFactory(center=center)
    ConsultationFactory(center=CenterFactory(municipality=center.municipality))
    ConsultationFactory()

    assert tally(contacts([center], WHOLE_YEAR)).per_center == {center.pk: 1}


def test_no_center_within_reach_counts_nothing(center):
    ConsultationFactory(center=center)

    assert tally(contacts([], WHOLE_YEAR)).total == 0


def test_methods_add_up_to_the_total(center):
    ConsultationFactory.create_batch(2, center=center, method=Method.PHONE)
    ConsultationFactory(center=center, method=Method.VISIT)

    counted = tally(contacts([center], WHOLE_YEAR))

    assert counted.per_method == {Method.PHONE: 2, Method.VISIT: 1}
    assert counted.total == 3


def test_a_record_with_two_topics_counts_in_both_and_once_in_the_total(center):
    one, other = TopicFactory(code="01"), TopicFactory(code="02")
    ConsultationFactory(center=center, topics=[one, other])
    ConsultationFactory(center=center, topics=[one])
    ConsultationFactory(center=center)

    found = contacts([center], WHOLE_YEAR)

    assert contacts_per_topic(found) == {"01": 2, "02": 1, NO_TOPIC: 1}
    assert tally(found).total == 3


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"month": dt.date(2025, 10, 1)}, 2),
        ({"month": dt.date(2025, 11, 1)}, 1),
        ({"method": Method.VISIT.value}, 1),
        ({"topic": "01"}, 1),
        ({"topic": NO_TOPIC}, 2),
        ({"month": dt.date(2025, 10, 1), "topic": "01"}, 1),
        ({"month": dt.date(2026, 3, 1)}, 0),
    ],
)
def test_a_narrower_selection_counts_its_part(center, changes, expected):
    ConsultationFactory(center=center, topics=[TopicFactory(code="01"), TopicFactory(code="02")])
    ConsultationFactory(center=center)
    ConsultationFactory(center=center, occurred_at=at(2025, 11, 30, 23, 59), method=Method.VISIT)

    selection = WHOLE_YEAR.narrowed(**changes)

    assert contacts([center], selection).count() == expected


def numbers_of(center, last=WHOLE_YEAR.last):
    return per_open_day([center.pk], first=WHOLE_YEAR.first, last=last)[center.pk]


def test_the_average_divides_contacts_by_days_recorded_as_open(center):
    ConsultationFactory.create_batch(3, center=center)
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 1))
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 2))
    OpenDayFactory(center=center, held_on=dt.date(2025, 10, 3), is_open=False)

    assert numbers_of(center).open_days == 2
    assert numbers_of(center).average == Fraction(3, 2)


def test_a_scheduled_day_that_nobody_confirmed_is_no_open_day(center):
    OpeningHoursFactory(center=center, weekday=3)
    OpenDayFactory(center=center, held_on=dt.date(2025, 4, 9))

    numbers = numbers_of(center, last=dt.date(2025, 4, 16))

    assert numbers.open_days == 1
    assert numbers.unrecorded_days == (dt.date(2025, 4, 2), dt.date(2025, 4, 16))


def test_a_day_that_is_not_over_need_not_be_confirmed_yet(center):
    today = timezone.localdate()
    OpeningHoursFactory(center=center, weekday=today.isoweekday(), starts_on=today)

    assert numbers_of(center, last=today).unrecorded_days == ()


def test_the_log_is_counted_as_it_stood_at_a_moment(center):
    """What was logged afterwards is not known yet, what was withdrawn afterwards still counts."""
    ConsultationFactory(center=center, recorded_at=at(2025, 10, 1))
    ConsultationFactory(center=center, recorded_at=at(2025, 10, 5))
    withdrawn(center=center, recorded_at=at(2025, 9, 30))  # withdrawn on 2 October at 10:00

    def known(moment):
        period = {"first": WHOLE_YEAR.first, "last": WHOLE_YEAR.last}
        return per_open_day([center.pk], known_at=moment, **period)[center.pk].contacts

    moments = [at(2025, 10, 1), at(2025, 10, 2, 9, 59), at(2025, 10, 2), at(2025, 10, 5)]
    assert [known(moment) for moment in moments] == [2, 2, 1, 2]


def test_without_an_open_day_there_is_no_average_and_no_distance(center):
    ConsultationFactory(center=center)

    numbers = numbers_of(center)

    assert numbers.contacts == 1
    assert (numbers.average, numbers.average_text, numbers.missing_contacts(FIVE)) == (
        None,
        "",
        None,
    )


@pytest.mark.parametrize(
    ("number_of_contacts", "open_days", "text", "missing"),
    [
        (1200, 240, "5.00", 0),
        (1199, 240, "4.99", 1),  # 4.9958…: never rounded up to the standard
        (1201, 240, "5.00", 0),
        (499, 100, "4.99", 1),
        (0, 20, "0.00", 100),
        (2, 3, "0.66", 13),
        (30_000, 10, "3,000.00", 0),
    ],
)
def test_the_distance_to_the_standard_is_exact(number_of_contacts, open_days, text, missing):
    numbers = figure(number_of_contacts, open_days)

    assert numbers.average_text == text
    assert numbers.missing_contacts(FIVE) == missing
    assert (numbers.average >= FIVE) == (missing == 0)


def test_a_standard_with_a_fraction_is_reached_by_whole_contacts():
    assert figure(7, 3).missing_contacts(Fraction(5, 2)) == 1
    assert figure(8, 3).missing_contacts(Fraction(5, 2)) == 0


def test_centers_together_weigh_by_their_open_days():
    day = dt.date(2025, 4, 1)

    whole = together([figure(10, 1, [day]), figure(0, 4, [day]), figure(3, 0)])

    assert whole == figure(13, 5, [day, day])
    assert together([]).average is None


@pytest.mark.parametrize("center_count", [1, 3])
def test_figures_take_the_same_queries_for_any_number_of_centers(
    municipality, django_assert_num_queries, center_count
):
    centers = CenterFactory.create_batch(center_count, municipality=municipality)
    for center in centers:
        ConsultationFactory(center=center, topics=[TopicFactory(code="01")])

    # tally, topics; contacts, opening hours, 祝日, closures, extra openings, open days
    with django_assert_num_queries(8):
        found = contacts(centers, WHOLE_YEAR)
        assert tally(found).total == center_count
        assert contacts_per_topic(found) == {"01": center_count}
        numbers = per_open_day(
            [center.pk for center in centers], first=WHOLE_YEAR.first, last=WHOLE_YEAR.last
        )

    assert len(numbers) == center_count


def test_the_list_of_a_number_loads_neither_names_nor_content(center):
    ConsultationFactory(
        center=center, is_anonymous=False, caller_name="見本 花子", topics=[TopicFactory()]
    )

    record = without_names(contacts([center], WHOLE_YEAR)).get()

    assert record.get_deferred_fields() >= {"caller_name", "content", "response", "next_step"}


def test_every_figure_is_explained_in_the_documentation():
    text = (Path(settings.BASE_DIR) / "docs" / "figures.md").read_text(encoding="utf-8")

    for each in FIGURES.values():
        assert f"`{each.id}`" in text
        assert each.sentence in text
        assert each.sentence.endswith("。")
