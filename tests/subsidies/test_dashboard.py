import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.enums import Method
from consultations.figures import FIGURES
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    RoleGrantFactory,
    TopicFactory,
    UserFactory,
)

URL = reverse("subsidies:dashboard")
COUNT_LINK = re.compile(r'<a href="([^"]*/counts/[^"]*)">\s*([^<]*?)\s*</a>')
LAST_YEAR = {"fiscal_year": "2025"}  # over: the day of reference is 31 March 2026


def on(year, month, day):
    return dt.datetime(year, month, day, 10, tzinfo=timezone.get_default_timezone())


def open_on(center, *days):
    for day in days:
        OpenDayFactory(center=center, held_on=day)


def log(center, number=1, **values):
    return ConsultationFactory.create_batch(number, center=center, **values)


@pytest.fixture
def basic(center):
    CenterDesignationFactory(center=center)
    return center


def overview_of(client, **query):
    response = client.get(URL, query or LAST_YEAR)
    assert response.status_code == 200
    return response.context["overview"]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_every_number_equals_the_list_behind_it(client_for, municipal_officer, basic):
    one, other = (
        TopicFactory(code="01", label="子育ての不安"),
        TopicFactory(code="02", label="保育"),
    )
    second = CenterFactory(municipality=basic.municipality)
    log(basic, 2, topics=[one, other], method=Method.VISIT)
    log(basic, 1, topics=[one], occurred_at=on(2025, 4, 1))
    log(second, 3, occurred_at=on(2026, 3, 31))
    log(basic, 4, occurred_at=on(2024, 10, 1))
    log(basic, 1, withdrawn_at=on(2025, 10, 2), withdrawn_by=municipal_officer)
    client = client_for(municipal_officer)

    page = client.get(URL, LAST_YEAR).content.decode()
    links = [(url.replace("&amp;", "&"), text) for url, text in COUNT_LINK.findall(page)]

    numbers = [text for _, text in links if text.isdigit()]
    # months (this year, the year before), methods, topics with 区分なし, centers and their total
    assert sorted(numbers) == sorted(["1", "2", "3", "4", "2", "4", "3", "2", "3", "3", "3", "6"])
    for url, text in links:
        listed = client.get(url).context["page"].paginator.count
        assert f"{listed:,}" == text or text == FIGURES["contacts"].label


def test_the_tile_leads_to_the_list_of_its_number(client_for, municipal_officer, basic):
    log(basic, 2)
    client = client_for(municipal_officer)

    tile = client.get(URL, LAST_YEAR).context["tiles"][0]

    assert (tile.label, tile.value) == ("相談件数（延べ）", "2")
    assert client.get(tile.url).context["page"].paginator.count == 2


def test_the_same_period_of_the_year_before_stands_beside_the_total(
    client_for, municipal_officer, basic
):
    log(basic, 1, occurred_at=on(2025, 6, 30))
    log(basic, 2, occurred_at=on(2024, 6, 30))
    log(basic, 4, occurred_at=on(2024, 7, 1))
    client = client_for(municipal_officer)

    overview = overview_of(client, fiscal_year="2025", as_of="2025-06-30")

    assert overview.total.value == 1
    assert overview.total_year_before.value == 2
    assert client.get(overview.total_year_before.url).context["page"].paginator.count == 2


def test_a_month_that_is_not_over_says_so_and_a_coming_one_has_no_number(
    client_for, municipal_officer, basic
):
    log(basic, 1, occurred_at=on(2025, 6, 15))

    overview = overview_of(client_for(municipal_officer), fiscal_year="2025", as_of="2025-06-15")
    april, may, june, july = [slot.current.item for slot in overview.months.slots[:4]]

    assert (april.value, may.value, june.value, july.value) == (0, 0, 1, None)
    assert [item.is_partial for item in (april, may, june, july)] == [False, False, True, False]
    assert overview.months.slots[2].difference == ""


def test_the_difference_to_the_month_of_the_year_before(client_for, municipal_officer, basic):
    log(basic, 3, occurred_at=on(2025, 4, 10))
    log(basic, 1, occurred_at=on(2024, 4, 10))
    log(basic, 2, occurred_at=on(2024, 5, 10))

    slots = overview_of(client_for(municipal_officer)).months.slots

    assert [slot.difference for slot in slots[:3]] == ["＋2", "△2", "±0"]


@pytest.mark.parametrize(
    ("number", "status", "distance", "shown"),
    [
        (9, "not_met", "あと1件で平均5件", "4.50"),
        (10, "met", "", "5.00"),
        (0, "not_met", "あと10件で平均5件", "0.00"),
    ],
)
def test_the_average_stands_against_the_standard(
    client_for, municipal_officer, basic, number, status, distance, shown
):
    log(basic, number)
    open_on(basic, dt.date(2025, 10, 1), dt.date(2025, 10, 2))

    response = client_for(municipal_officer).get(URL, LAST_YEAR)
    row = response.context["overview"].only_center

    assert (row.status, row.distance, row.per_day.average_text) == (status, distance, shown)
    assert (row.gauge.text, row.gauge.target_text, row.gauge.status) == (shown, "5.00", status)
    assert "4(1)④キ(ア)" in text_of(response)


def test_without_open_days_nothing_is_divided(client_for, municipal_officer, basic):
    log(basic, 3)

    response = client_for(municipal_officer).get(URL, LAST_YEAR)
    row = response.context["overview"].only_center

    assert (row.status, row.distance, row.per_day.average) == ("unknown", "", None)
    assert "開所実績がないため計算できません" in text_of(response)


def test_days_nobody_confirmed_are_named_and_leave_the_standard_open(
    client_for, municipal_officer, basic
):
    OpeningHoursFactory(center=basic, weekday=3)
    open_on(basic, dt.date(2025, 4, 2))
    log(basic, 50, occurred_at=on(2025, 4, 2))

    response = client_for(municipal_officer).get(
        URL, {"fiscal_year": "2025", "as_of": "2025-04-17"}
    )
    row = response.context["overview"].only_center

    assert (row.unrecorded, row.status) == (2, "unknown")
    assert "開所実績が未確認の日があります（2日）" in text_of(response)
    assert f"{reverse('centers:open_days', args=[basic.pk])}?month=2025-04" in row.days_url
    assert response.context["overview"].unrecorded_url == row.days_url


def test_unrecorded_days_of_several_centers_lead_to_the_table(client_for, municipal_officer, basic):
    second = CenterFactory(municipality=basic.municipality)
    for center in (basic, second):
        OpeningHoursFactory(center=center, weekday=3)

    overview = overview_of(client_for(municipal_officer))

    assert overview.unrecorded > 2
    assert overview.unrecorded_url == "#h-centers"


def test_the_tiles_of_several_centers_count_who_has_reached_the_standard(
    client_for, municipal_officer, basic
):
    day = dt.date(2025, 10, 1)
    below, waiting = CenterFactory.create_batch(2, municipality=basic.municipality)
    for each in (below, waiting):
        CenterDesignationFactory(center=each)
    log(basic, 5)
    log(below, 3)
    open_on(basic, day)
    open_on(below, day)

    tiles = client_for(municipal_officer).get(URL, LAST_YEAR).context["tiles"]

    assert [(tile.label, tile.value, tile.sub) for tile in tiles[1:]] == [
        ("開所日数", "2", "3か所の合計"),
        ("開所日1日当たりの平均", "4.00", "1か所につき"),
        ("平均5件に届いているセンター", "1", "対象3か所、要確認1か所"),
    ]


@pytest.mark.parametrize(("days", "value", "average"), [([1], "3", "2.00"), ([], "－", "－")])
def test_the_tiles_of_one_center_say_how_much_is_missing(
    client_for, municipal_officer, basic, days, value, average
):
    log(basic, 2)
    open_on(basic, *(dt.date(2025, 10, day) for day in days))

    tiles = client_for(municipal_officer).get(URL, LAST_YEAR).context["tiles"]

    assert [tile.value for tile in tiles[2:]] == [average, value]


def test_without_the_text_of_the_guideline_no_standard_is_shown(
    client_for, municipal_officer, basic
):
    log(basic, 1, occurred_at=on(2024, 10, 1))
    open_on(basic, dt.date(2024, 10, 1))

    response = client_for(municipal_officer).get(URL, {"fiscal_year": "2024"})
    row = response.context["overview"].only_center

    assert "要綱本文未登録" in text_of(response)
    assert row.per_day.average_text == "1.00"
    assert (row.gauge, row.missing) == (None, None)


def test_a_type_without_the_standard_has_no_gauge(client_for, municipal_officer, center):
    CenterDesignationFactory(center=center, type="family_center", subtype="")
    open_on(center, dt.date(2025, 10, 1))

    overview = overview_of(client_for(municipal_officer))

    assert overview.only_center.status == "not_applicable"
    assert (overview.only_center.gauge, overview.asked) == (None, 0)


def test_a_center_that_had_closed_before_is_not_listed(client_for, municipal_officer, basic):
    CenterFactory(municipality=basic.municipality, closed_on=dt.date(2025, 3, 31))
    CenterFactory(municipality=basic.municipality, opened_on=dt.date(2026, 4, 1))

    overview = overview_of(client_for(municipal_officer))

    assert [row.center for row in overview.centers] == [basic]


def test_a_center_counts_although_it_should_have_been_closed(client_for, municipal_officer, basic):
    closed = CenterFactory(municipality=basic.municipality, closed_on=dt.date(2025, 3, 31))
    log(closed)

    overview = overview_of(client_for(municipal_officer))

    assert sum(row.contacts.value for row in overview.centers) == overview.total.value == 1


def test_one_center_can_be_chosen(client_for, municipal_officer, basic):
    second = CenterFactory(municipality=basic.municipality)
    log(basic, 2)
    log(second, 3)

    overview = overview_of(client_for(municipal_officer), center=basic.pk, **LAST_YEAR)

    assert (overview.total.value, overview.only_center.center) == (2, basic)


def test_other_municipalities_and_withdrawn_records_are_never_counted(
    client_for, municipal_officer, basic
):
    log(basic)
    log(basic, withdrawn_at=on(2025, 10, 2), withdrawn_by=municipal_officer)
    other = CenterFactory()
    log(other, 5)

    response = client_for(municipal_officer).get(URL, LAST_YEAR)

    assert response.context["overview"].total.value == 1
    assert other.name not in response.content.decode()


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator", "contractor"])
def test_staff_see_their_own_center_with_links(request, client_for, basic, role):
    log(basic, 2)
    neighbour = CenterFactory(municipality=basic.municipality)
    log(neighbour, 3)

    response = client_for(request.getfixturevalue(role)).get(URL, LAST_YEAR)

    assert response.context["overview"].total.value == 2
    assert COUNT_LINK.search(response.content.decode())
    assert neighbour.name not in response.content.decode()


@pytest.mark.parametrize("role", ["finance_clerk", "auditor"])
def test_finance_and_audit_see_numbers_without_links(request, client_for, basic, role):
    log(basic, 2)

    response = client_for(request.getfixturevalue(role)).get(URL, LAST_YEAR)

    assert response.context["overview"].total.printed == "2"
    assert reverse("consultations:count_list") not in response.content.decode()


def test_who_may_see_no_statistics_is_refused(client_for, system_administrator):
    assert client_for(system_administrator).get(URL).status_code == 403


def test_links_end_where_the_reach_of_lists_ends(client_for, basic):
    """A consultant of one center who is also 経理 of the whole municipality."""
    second = CenterFactory(municipality=basic.municipality)
    log(basic, 2)
    log(second, 3)
    user = UserFactory()
    RoleGrantFactory(user=user, municipality=basic.municipality, center=basic)
    RoleGrantFactory(user=user, role="finance_clerk", municipality=basic.municipality)

    overview = overview_of(client_for(user))

    assert (overview.total.value, overview.total.url) == (5, "")
    assert [bool(row.contacts.url) for row in overview.centers] == [True, False]


def test_nobody_without_a_center_finds_an_empty_page_instead_of_an_error(
    client_for, municipal_officer
):
    response = client_for(municipal_officer).get(URL)

    assert "この期間に事業を行っているセンターはありません。" in text_of(response)


def test_a_wrong_day_is_explained_and_nothing_counted(client_for, municipal_officer, basic):
    response = client_for(municipal_officer).get(URL, {"as_of": "あした"})

    assert response.context["overview"] is None
    assert "エラー：集計" in response.content.decode()
    assert 'value="あした"' in response.content.decode()


@pytest.mark.parametrize("center_count", [1, 3])
def test_the_dashboard_takes_the_same_queries_for_any_number_of_centers(
    client_for, municipal_officer, django_assert_num_queries, center_count
):
    for center in CenterFactory.create_batch(
        center_count, municipality=municipal_officer.grants[0].municipality
    ):
        CenterDesignationFactory(center=center)
        OpeningHoursFactory(center=center)
        log(center, topics=[TopicFactory(code="01")])
        open_on(center, dt.date(2025, 10, 1))
    client = client_for(municipal_officer)

    # session, user, savepoint and its release, grants, centers; contacts by month and method,
    # of the year before, up to the same day; by topic, topics in use, topics; contacts by center,
    # opening hours, 祝日, closures, extra openings, open days; types
    with django_assert_num_queries(21):  # one: whose rows the user may see
        response = client.get(URL, LAST_YEAR)

    assert len(response.context["overview"].centers) == center_count


def test_the_page_explains_each_figure(client_for, finance_clerk, basic):
    text = text_of(client_for(finance_clerk).get(URL))

    assert all(figure.sentence in text for figure in FIGURES.values())
