"""年間の推移 as each role sees it."""

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.enums import CenterType
from centers.models import CenterDesignation
from shared.fiscal_year import FiscalYear
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    OpenDayFactory,
    PostingFactory,
)

TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def broken_center(center):
    """The dedicated person leaves in the middle of October."""
    CenterDesignationFactory(center=center, type=CenterType.SPECIFIC, subtype="")
    PostingFactory(center=center, ends_on=dt.date(2025, 10, 15))
    return center


def page_of(center, fiscal_year=2025):
    return reverse("subsidies:center_year", args=[center.pk, fiscal_year])


def html_of(response):
    return unescape(response.content.decode())


def text_of(response):
    return " ".join(TAG.sub(" ", html_of(response)).split())


def test_the_page_names_day_condition_and_reason(broken_center, finance_clerk, client_for):
    text = text_of(client_for(finance_clerk).get(page_of(broken_center)))

    assert "令和7年10月16日から" in text
    assert "10月15日に専任の職員（No." in text
    assert "専任の職員が1名から0名になり、" in text
    assert "令和7年4月1日から令和7年10月15日まで" in text


def test_a_month_in_parts_is_told_in_words_and_left_undecided(
    broken_center, finance_clerk, client_for
):
    text = text_of(client_for(finance_clerk).get(page_of(broken_center)))

    assert "1日から15日まで満たす" in text
    assert "16日から31日まで満たさない" in text
    assert "取扱い未設定" in text


def test_people_are_told_by_number_with_a_link_to_their_page(
    broken_center, finance_clerk, client_for
):
    member = broken_center.postings.get().staff_member

    html = html_of(client_for(finance_clerk).get(page_of(broken_center)))

    url = reverse("staffing:staff_detail", args=[member.pk])
    assert f'<a href="{url}">職員 {member.number}</a>' in html
    assert member.name not in html


def test_records_that_a_role_may_not_open_are_named_without_a_link(
    broken_center, finance_clerk, client_for
):
    for month in (4, 5):
        OpenDayFactory(center=broken_center, held_on=dt.date(2025, month, 7))
    noon = dt.datetime(2025, 4, 7, 3, tzinfo=dt.UTC)
    ConsultationFactory.create_batch(5, center=broken_center, occurred_at=noon)

    response = client_for(finance_clerk).get(page_of(broken_center))

    assert "令和7年5月の集計" in text_of(response)
    assert "記録： 相談記録" in text_of(response)
    assert reverse("consultations:count_list") not in html_of(response)


def test_the_page_is_reached_from_the_judgement_and_leads_back(
    broken_center, finance_clerk, client_for
):
    client = client_for(finance_clerk)
    judgement = reverse("subsidies:center_supplements", args=[broken_center.pk, 2025])

    assert page_of(broken_center) in html_of(client.get(judgement))
    assert f'href="{judgement}?date=2025-10-15#specific-specific.staff"' in html_of(
        client.get(page_of(broken_center))
    )


def test_only_years_that_are_judged_are_offered(broken_center, finance_clerk, client_for):
    client, first = client_for(finance_clerk), 2020

    html = html_of(client.get(page_of(broken_center, first)))

    assert page_of(broken_center, first - 1) not in html
    assert page_of(broken_center, first + 1) in html


def test_months_to_come_are_marked_as_expected(broken_center, finance_clerk, client_for):
    this_year = FiscalYear.of(timezone.localdate())

    text = text_of(client_for(finance_clerk).get(page_of(broken_center, this_year.next.year)))

    assert text.count("見込み") == 13  # twelve months and the sentence above


def test_a_year_whose_text_is_not_held_is_all_unknown(broken_center, finance_clerk, client_for):
    text = text_of(client_for(finance_clerk).get(page_of(broken_center, 2024)))

    assert "本文が登録されていません" in text
    assert "この年度の加算・要件" in text
    assert "満たす 4月" not in text


def test_a_type_without_rules_of_the_place_shows_who_carries_it_out(
    center, finance_clerk, client_for
):
    CenterDesignationFactory(center=center, type=CenterType.PREGNANCY_SUPPORT, subtype="")

    text = text_of(client_for(finance_clerk).get(page_of(center)))

    assert "実施主体" in text


def test_a_center_without_a_type_in_the_year_says_so(center, finance_clerk, client_for):
    text = text_of(client_for(finance_clerk).get(page_of(center)))

    assert "この年度の類型が登録されていません" in text


def test_a_center_of_july_has_a_dash_before(municipality, finance_clerk, client_for):
    center = CenterFactory(municipality=municipality, opened_on=dt.date(2025, 7, 1))
    CenterDesignationFactory(center=center, starts_on=dt.date(2025, 7, 1))

    response = client_for(finance_clerk).get(page_of(center))

    [part] = response.context["parts"]
    night = next(each.year for each in part.supplements if each.year.id == "night_opening")
    firsts = [month.segments[0].status for month in night.months]
    assert firsts == ["not_applicable"] * 3 + ["unknown"] * 9
    assert "この類型の事業を行っていない期間です。" in text_of(response)


@pytest.mark.parametrize("role", ["consultant", "contractor", "system_administrator"])
def test_roles_without_the_capability_are_refused(broken_center, client_for, request, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(page_of(broken_center)).status_code == 403


def test_another_municipality_s_center_does_not_exist(finance_clerk, client_for):
    assert client_for(finance_clerk).get(page_of(CenterFactory())).status_code == 404


@pytest.mark.parametrize("fiscal_year", [0, 1872, 2099])
def test_a_year_outside_the_calendar_is_no_page(
    broken_center, finance_clerk, client_for, fiscal_year
):
    assert client_for(finance_clerk).get(page_of(broken_center, fiscal_year)).status_code == 404


@pytest.mark.parametrize("postings", [1, 10])
def test_the_page_takes_the_same_queries_however_much_changes(
    postings, broken_center, finance_clerk, client_for, django_assert_num_queries
):
    for number in range(postings - 1):
        PostingFactory(center=broken_center, ends_on=dt.date(2025, 6, 1 + number))
    client = client_for(finance_clerk)

    # session, user, savepoint and its release, grants, whose rows the user may see, center,
    # facts 27, the entry in the trail
    with django_assert_num_queries(41):
        client.get(page_of(broken_center))


def test_the_year_can_be_asked_as_it_was_known(center, finance_clerk, client_for):
    """The posting was entered in July; in June nobody had told of it."""
    CenterDesignationFactory(center=center, type=CenterType.SPECIFIC, subtype="")
    PostingFactory(center=center, recorded_at=dt.datetime(2025, 7, 10, 3, tzinfo=dt.UTC))
    CenterDesignation.objects.update(recorded_at=dt.datetime(2025, 4, 1, tzinfo=dt.UTC))
    client = client_for(finance_clerk)

    june = client.get(page_of(center), {"known_at": "2025-06-30"})
    now = client.get(page_of(center))

    assert "令和7年6月30日" in text_of(june)
    assert "その後に登録・変更された記録は使いません" in text_of(june)
    posted = [response.context["parts"][0].view.staff_ids for response in (june, now)]
    assert [len(ids) for ids in posted] == [0, 1]


def test_a_moment_that_cannot_be_read_is_refused_beside_the_field(
    broken_center, finance_clerk, client_for
):
    response = client_for(finance_clerk).get(page_of(broken_center), {"known_at": "令和7年13月1日"})

    assert response.context["form"].errors["known_at"]
    assert response.context["parts"] == []
    assert "令和7年13月1日" in html_of(response)


def test_the_year_can_be_asked_for_another_stage(broken_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(page_of(broken_center), {"stage": "plan"})

    [part] = response.context["parts"]
    assert {piece.judgement.facts.query.stage for piece in part.view.pieces} == {"plan"}
