"""The pages of the judgement, as each role sees them."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse

from centers.enums import CenterType
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
    PostingFactory,
)

NIGHT = "night_opening"


@pytest.fixture
def night_center(center):
    """Open 13:00 to 20:00 on three days; only the municipality's plan is not recorded."""
    CenterDesignationFactory(center=center)
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(13), closes_at=dt.time(20)
        )
    return center


def page_of(center, fiscal_year=2025):
    return reverse("subsidies:center_supplements", args=[center.pk, fiscal_year])


def text_of(response):
    return unescape(response.content.decode())


def result_of(response, target=NIGHT):
    [part] = response.context["judgements"]
    return next(rule.result for rule in part.rules if rule.result.target == target)


def test_page_names_clause_figure_and_what_is_missing(night_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(page_of(night_center), {"date": "2025-10-01"})

    text = text_of(response)
    assert "4(1)④オ(ア)" in text
    assert "18時以降に2時間以上開所する日は週3日です（基準：週3日以上）。" in text
    assert "「保育提供体制の確保のための実施計画」の採択（登録するところ：所管課）" in text
    assert result_of(response).overall == "unknown"


def test_a_recorded_fact_changes_the_answer_from_unknown(night_center, finance_clerk, client_for):
    MunicipalityFactFactory(municipality=night_center.municipality, holds=False)

    response = client_for(finance_clerk).get(page_of(night_center), {"date": "2025-10-01"})

    assert result_of(response).overall == "not_met"
    assert "満たすために変える必要があること" in text_of(response)


def test_each_condition_links_to_its_records(night_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(page_of(night_center), {"date": "2025-10-01"})

    hours = reverse("centers:center_detail", args=[night_center.pk])
    facts = reverse("centers:municipality_detail", args=[night_center.municipality_id])
    assert f'href="{hours}#opening-hours"' in text_of(response)
    assert f'href="{facts}"' in text_of(response)


def test_records_that_a_role_may_not_open_are_named_without_a_link(
    night_center, finance_clerk, client_for
):
    response = client_for(finance_clerk).get(page_of(night_center), {"date": "2025-10-01"})

    assert "相談記録" in text_of(response)
    assert reverse("consultations:count_list") not in text_of(response)


def test_a_year_whose_text_is_not_held_is_never_judged_by_another(
    night_center, finance_clerk, client_for
):
    response = client_for(finance_clerk).get(page_of(night_center, 2024))

    text = text_of(response)
    assert "本文が登録されていません" in text
    assert "4(1)④オ" not in text


def test_a_basic_center_without_its_subtype_waits_for_it(center, finance_clerk, client_for):
    CenterDesignationFactory(center=center, subtype="")

    response = client_for(finance_clerk).get(page_of(center), {"date": "2025-10-01"})

    assert result_of(response).overall == "unknown"


def test_subtype_three_is_not_concerned(center, finance_clerk, client_for):
    CenterDesignationFactory(center=center, subtype="Ⅲ")

    response = client_for(finance_clerk).get(page_of(center), {"date": "2025-10-01"})

    assert result_of(response).overall == "not_applicable"


def test_staff_are_shown_by_number_never_by_name(night_center, auditor, client_for):
    posting = PostingFactory(center=night_center)

    response = client_for(auditor).get(page_of(night_center), {"date": "2025-10-01"})

    assert posting.staff_member.number in text_of(response)
    assert posting.staff_member.name not in text_of(response)


@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("R8.4.1", "令和7年度の日付を入力してください。"),
        ("令和7年2月30日", "2月30日という日付はありません。"),
    ],
)
def test_a_day_that_cannot_be_judged_is_explained_and_kept(
    night_center, finance_clerk, client_for, date, message
):
    response = client_for(finance_clerk).get(page_of(night_center), {"date": date})

    text = text_of(response)
    assert message in text
    assert f'value="{date}"' in text


def test_plan_stage_waits_for_results(night_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(
        page_of(night_center), {"date": "2025-04-01", "stage": "plan"}
    )

    assert "実績待ち" in result_of(response, "strengthening").flags


@pytest.mark.parametrize("role", ["consultant", "contractor", "system_administrator"])
@pytest.mark.parametrize("page", ["list", "center"])
def test_roles_without_the_capability_are_refused(night_center, client_for, request, role, page):
    url = reverse("subsidies:supplement_list") if page == "list" else page_of(night_center)

    assert client_for(request.getfixturevalue(role)).get(url).status_code == 403


def test_another_municipality_s_center_does_not_exist(finance_clerk, client_for):
    assert client_for(finance_clerk).get(page_of(CenterFactory())).status_code == 404


def test_chief_coordinator_sees_the_own_center_alone(night_center, chief_coordinator, client_for):
    neighbour = CenterFactory(municipality=night_center.municipality)
    CenterDesignationFactory(center=neighbour)
    client = client_for(chief_coordinator)

    response = client.get(reverse("subsidies:supplement_list"), {"fiscal_year": 2025})

    assert [row.judgement.center for row in response.context["rows"]] == [night_center]
    assert client.get(page_of(neighbour)).status_code == 404


def test_list_shows_every_rule_state_of_each_center(night_center, finance_clerk, client_for):
    specific = CenterFactory(municipality=night_center.municipality)
    CenterDesignationFactory(center=specific, type=CenterType.SPECIFIC, subtype="")

    response = client_for(finance_clerk).get(
        reverse("subsidies:supplement_list"), {"fiscal_year": 2025, "date": "2025-10-01"}
    )

    rows = {row.judgement.center: row for row in response.context["rows"]}
    names = [rule.id for rule in response.context["rules"]]
    assert set(rows) == {night_center, specific}
    assert rows[night_center].results[names.index("specific.cap")] is None
    assert rows[specific].results[names.index("specific.cap")].overall == "unknown"


def test_an_unknown_year_is_refused_beside_the_field(finance_clerk, client_for):
    response = client_for(finance_clerk).get(
        reverse("subsidies:supplement_list"), {"fiscal_year": "1999"}
    )

    assert response.context["form"].errors["fiscal_year"]
    assert response.context["rows"] == []


@pytest.mark.parametrize("fiscal_year", [0, 1, 1872, 2099, 99999])
def test_a_year_outside_the_calendar_is_no_page(
    night_center, finance_clerk, client_for, fiscal_year
):
    assert client_for(finance_clerk).get(page_of(night_center, fiscal_year)).status_code == 404


def test_a_day_in_a_link_is_shown_in_its_era(night_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(page_of(night_center), {"date": "2025-10-01"})

    assert response.context["form"]["date"].value() == "令和7年10月1日"


@pytest.mark.parametrize("center_count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_centers(
    center_count, municipality, finance_clerk, client_for, django_assert_num_queries
):
    for center in CenterFactory.create_batch(center_count, municipality=municipality):
        CenterDesignationFactory(center=center)
        PostingFactory(center=center)
    client = client_for(finance_clerk)

    # session, user, savepoint and its release, grants, centers, published versions, facts 27
    with django_assert_num_queries(40):  # one: whose rows the user may see
        response = client.get(reverse("subsidies:supplement_list"), {"fiscal_year": 2025})

    assert len(response.context["rows"]) == center_count


def test_what_every_rule_says_is_told_once(night_center, finance_clerk, client_for):
    response = client_for(finance_clerk).get(page_of(night_center, 2026), {"date": "2026-10-01"})

    notice = "この年度に要綱が改正されたかどうかを確認できていません。"
    assert text_of(response).count(notice) == 1
