import datetime as dt

import pytest
from django.http import QueryDict

from consultations.forms.selection import CountListForm, SelectionForm
from consultations.selection import NO_TOPIC, Selection
from shared.fiscal_year import FiscalYear
from tests.factories import CenterFactory, TopicFactory

TODAY = dt.date(2026, 11, 21)
SELECTION = Selection(fiscal_year=FiscalYear(2026), as_of=TODAY)


def form_of(query, *centers, form=SelectionForm):
    return form(QueryDict(query), centers=centers, today=TODAY)


def selection_of(query, *centers, form=SelectionForm):
    filled = form_of(query, *centers, form=form)
    assert filled.is_valid(), filled.errors
    return filled.selection


def test_without_a_choice_the_current_fiscal_year_counts_up_to_today():
    assert selection_of("") == SELECTION


def test_a_past_year_counts_to_its_end(center):
    assert selection_of("fiscal_year=2025", center).last == dt.date(2026, 3, 31)


def test_a_day_of_reference_after_the_year_is_the_end_of_the_year(center):
    chosen = selection_of("fiscal_year=2025&as_of=2026-11-01", center)

    assert chosen.as_of == dt.date(2026, 3, 31)


def test_the_day_of_reference_is_read_as_people_write_it(center):
    assert selection_of("as_of=令和8年9月30日", center).as_of == dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("as_of=2026-03-31", "as_of", "基準日は4月1日以後"),
        ("as_of=2026-11-22", "as_of", "令和8年11月21日以前"),
        ("as_of=きのう", "as_of", "日付として読み取れません"),
        ("fiscal_year=1999", "fiscal_year", ""),
        ("fiscal_year=2027", "fiscal_year", ""),
        ("center=0", "center", ""),
    ],
)
def test_what_cannot_be_counted_is_said_at_its_field(center, query, field, words):
    form = form_of(query, center)

    assert list(form.errors) == [field]
    assert words in form.errors[field][0]


def test_years_are_offered_from_the_one_before_the_first_center_opened():
    center = CenterFactory(opened_on=dt.date(2024, 10, 1))

    years = [year for year, _ in form_of("", center).fields["fiscal_year"].choices]

    assert years == [2026, 2025, 2024, 2023]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"month": dt.date(2026, 4, 1)},
        {"method": "phone"},
        {"topic": "01"},
        {"topic": NO_TOPIC},
        {"as_of": dt.date(2026, 6, 30), "month": dt.date(2026, 6, 1), "method": "visit"},
        {"fiscal_year": FiscalYear(2025), "as_of": dt.date(2025, 11, 21)},
    ],
)
def test_a_link_carries_its_whole_selection(center, changes):
    TopicFactory(code="01")
    selection = SELECTION.narrowed(center_pk=center.pk, **changes)

    assert selection_of(selection.query, center, form=CountListForm) == selection


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=2026-03", "month=x", "method=letter", "topic=99"]
)
def test_an_unknown_part_is_refused(center, query):
    assert not form_of(query, center, form=CountListForm).is_valid()


def test_a_month_ends_on_its_last_day_or_on_the_day_of_reference():
    assert SELECTION.narrowed(month=dt.date(2026, 10, 1)).last == dt.date(2026, 10, 31)
    assert SELECTION.narrowed(month=dt.date(2026, 11, 1)).last == TODAY


@pytest.mark.parametrize(
    ("day", "year_before"),
    [
        (dt.date(2026, 11, 21), dt.date(2025, 11, 21)),
        (dt.date(2028, 2, 29), dt.date(2027, 2, 28)),
    ],
)
def test_the_same_day_of_the_year_before(day, year_before):
    selection = Selection(fiscal_year=FiscalYear.of(day), as_of=day)

    assert selection.same_day_year_before == year_before
    assert selection.year_before(year_before).fiscal_year == FiscalYear.of(day).previous


def test_the_whole_leaves_out_the_part():
    part = SELECTION.narrowed(month=dt.date(2026, 4, 1), method="phone", topic="01", center_pk=7)

    assert part.whole == SELECTION.narrowed(center_pk=7)
