import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.models import Center
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    ClosureFactory,
    DocumentFactory,
    ExtraOpeningFactory,
    MunicipalityFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    OutreachSessionFactory,
    RoleGrantFactory,
)

LIST = reverse("centers:center_list")
CREATE = reverse("centers:center_create")


def center_data(**changes):
    return {
        "code": "990010-01",
        "name": "見本こども家庭センター",
        "operation": "direct",
        "contractor": "",
        "address": "",
        "phone": "",
        "opened_on": "令和7年4月1日",
        "closed_on": "",
        **changes,
    }


def test_list_shows_the_centers_within_reach_with_their_types_of_today(
    client_for, municipal_officer, center
):
    CenterDesignationFactory(center=center)
    CenterDesignationFactory(center=center, type="family_center", subtype="")
    CenterDesignationFactory(
        center=center, type="specific", subtype="", ends_on=dt.date(2021, 3, 31)
    )
    elsewhere = CenterFactory(name="よその街のセンター")

    response = client_for(municipal_officer).get(LIST)

    text = response.content.decode()
    assert [listed.center for listed in response.context["centers"]] == [center]
    assert "基本型（Ⅰ型）" in text
    assert "こども家庭センター型" in text
    assert "特定型" not in text
    assert elsewhere.name not in text


def test_list_for_a_centers_own_people_is_their_center(
    client_for, consultant, center, municipality
):
    CenterFactory(municipality=municipality)

    response = client_for(consultant).get(LIST)

    assert [listed.center for listed in response.context["centers"]] == [center]


def test_list_says_whether_a_center_is_open_today(client_for, municipal_officer, municipality):
    today = timezone.localdate()
    planned, open_now, closed_now, resting, ended = CenterFactory.create_batch(
        5, municipality=municipality
    )
    for center in (planned, open_now, closed_now):
        ExtraOpeningFactory(center=center, held_on=today)
    OpenDayFactory(center=open_now, held_on=today)
    OpenDayFactory(center=closed_now, held_on=today, is_open=False)
    ended.closed_on = dt.date(2021, 3, 31)
    ended.save()

    text = client_for(municipal_officer).get(LIST).content.decode()

    words = {
        center.pk: text.split(reverse("centers:open_days", args=[center.pk]))[1].split("</a>")[0]
        for center in (planned, open_now, closed_now, resting, ended)
    }
    assert [word.split(">")[1].strip() for word in words.values()] == [
        "開所予定",
        "開所",
        "閉所",
        "休み",
        "事業終了",
    ]


@pytest.mark.parametrize("center_count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_centers(
    client_for, municipal_officer, municipality, django_assert_num_queries, center_count
):
    for center in CenterFactory.create_batch(center_count, municipality=municipality):
        CenterDesignationFactory(center=center)
        OpeningHoursFactory(center=center)
    client = client_for(municipal_officer)

    # savepoint and its release, session, user, grants; centers, designations; calendar: opening
    # hours, holiday openings, closures, extra openings, open days
    with django_assert_num_queries(13):  # one: whose rows the user may see
        response = client.get(LIST)

    assert len(response.context["centers"]) == center_count


def test_detail_shows_past_and_coming_rows_with_their_periods_and_the_history(
    client_for, municipal_officer, center
):
    CenterDesignationFactory(center=center, ends_on=dt.date(2024, 3, 31))
    CenterDesignationFactory(center=center, starts_on=dt.date(2090, 4, 1))
    CenterDesignationFactory(
        center=center,
        type="specific",
        subtype="",
        superseded_at=timezone.now(),
        superseded_by=municipal_officer,
    )

    response = client_for(municipal_officer).get(reverse("centers:center_detail", args=[center.pk]))

    designations = response.context["lasting"][0]
    assert [(row.cells[0], row.cells[1], row.state) for row in designations.rows] == [
        ("基本型（Ⅰ型）", "令和72年4月1日から", "予定"),
        ("基本型（Ⅰ型）", "令和2年4月1日～令和6年3月31日", "終了"),
    ]
    assert [row.cells[0] for row in designations.history] == ["特定型"]
    assert "変更の履歴（1件）" in response.content.decode()


def test_detail_lays_the_week_out_by_period(client_for, municipal_officer, center):
    first_half = {"center": center, "ends_on": dt.date(2025, 9, 30)}
    OpeningHoursFactory(**first_half, opens_at=dt.time(13), closes_at=dt.time(17))
    OpeningHoursFactory(**first_half, closes_at=dt.time(12))
    OpeningHoursFactory(center=center, weekday=6, starts_on=dt.date(2025, 10, 1))

    response = client_for(municipal_officer).get(reverse("centers:center_detail", args=[center.pk]))

    weeks = response.context["weeks"]
    assert [(week.period, week.state) for week in weeks] == [
        ("令和7年10月1日から", "適用中"),
        ("令和2年4月1日～令和7年9月30日", "終了"),
    ]
    assert [[row.cells[2] for row in rows] for rows in weeks[1].days] == [
        ["9:00～12:00", "13:00～17:00"],
        *[[]] * 6,
    ]
    assert [row.cells[2] for row in weeks[0].days[5]] == ["9:00～17:00"]


def test_detail_shows_the_documents_and_closures_of_the_chosen_fiscal_year(
    client_for, municipal_officer, center
):
    DocumentFactory(center=center, fiscal_year=2024, title="令和6年度の計画書")
    DocumentFactory(center=center, fiscal_year=2025, title="令和7年度の計画書")
    ClosureFactory(center=center, starts_on=dt.date(2025, 3, 30), ends_on=dt.date(2025, 4, 2))

    response = client_for(municipal_officer).get(
        reverse("centers:center_detail", args=[center.pk]), {"year": "2024"}
    )

    text = response.content.decode()
    assert "令和6年度の計画書" in text
    assert "令和7年度の計画書" not in text
    assert "令和7年3月30日～令和7年4月2日" in text


def test_detail_writes_values_as_people_read_them(client_for, municipal_officer, center):
    ActivityPlanFactory(center=center, is_carried_out=False)
    DocumentFactory(center=center, dated_on=dt.date(2025, 5, 1), exists=False)
    OutreachSessionFactory(center=center, attendance=1200)

    response = client_for(municipal_officer).get(
        reverse("centers:center_detail", args=[center.pk]), {"year": "2025"}
    )

    cells = [row.cells for section in response.context["yearly"] for row in section.rows]
    assert cells == [
        ["出張相談支援", "いいえ", "", "相談・助言と加算の取組"],
        ["事業計画書", "無（確認済み）", "事業計画書", "令和7年5月1日", ""],
        ["令和7年6月10日", "見本公民館", "", "1,200"],
    ]
    assert response.content.decode().count("未入力") == 5


def test_detail_of_a_year_that_cannot_be_is_not_found(client_for, municipal_officer, center):
    url = reverse("centers:center_detail", args=[center.pk])

    assert client_for(municipal_officer).get(url, {"year": "いつか"}).status_code == 404


def test_detail_offers_no_change_to_those_who_only_read(client_for, auditor, center):
    OpeningHoursFactory(center=center)

    response = client_for(auditor).get(reverse("centers:center_detail", args=[center.pk]))

    assert response.context["can_edit"] is False
    assert "/replace/" not in response.content.decode()


@pytest.mark.parametrize("row_count", [1, 3])
def test_detail_takes_the_same_queries_for_any_number_of_rows(
    client_for, municipal_officer, center, django_assert_num_queries, row_count
):
    for weekday in range(1, row_count + 1):
        OpeningHoursFactory(center=center, weekday=weekday, recorded_by=municipal_officer)
        DocumentFactory(center=center, recorded_by=municipal_officer)
    client = client_for(municipal_officer)

    # savepoint and its release, session, user, grants, center, and one for each of nine ledgers
    with django_assert_num_queries(16):  # one: whose rows the user may see
        client.get(reverse("centers:center_detail", args=[center.pk]), {"year": "2025"})


def test_center_is_created_in_the_only_municipality_within_reach(
    client_for, municipal_officer, municipality
):
    response = client_for(municipal_officer).post(
        CREATE, center_data(code=f"{municipality.code}-01")
    )

    center = Center.objects.get()
    assert response.url == reverse("centers:center_detail", args=[center.pk])
    assert (center.municipality, center.opened_on) == (municipality, dt.date(2025, 4, 1))


def test_whoever_works_for_two_municipalities_is_asked_first(
    client_for, municipal_officer, municipality
):
    other = MunicipalityFactory()
    RoleGrantFactory(user=municipal_officer, role="municipal_officer", municipality=other)
    client = client_for(municipal_officer)

    asked = client.get(CREATE)
    opened = client.get(CREATE, {"municipality": other.pk})
    saved = client.post(CREATE, center_data(code=f"{other.code}-01", municipality=other.pk))

    assert set(asked.context["form"].fields["municipality"].queryset) == {municipality, other}
    assert opened.context["municipality"] == other
    assert (saved.status_code, Center.objects.get().municipality) == (302, other)


def test_center_cannot_be_created_beyond_ones_reach(
    client_for, municipal_officer, chief_coordinator, center
):
    elsewhere = MunicipalityFactory()
    data = center_data(code=f"{elsewhere.code}-01", municipality=elsewhere.pk)

    assert client_for(municipal_officer).post(CREATE, data).status_code == 404
    assert client_for(chief_coordinator).get(CREATE).status_code == 404
    assert list(Center.objects.all()) == [center]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"opened_on": "令和7年4月31日"}, "opened_on", "4月31日という日付はありません。"),
        (
            {"closed_on": "令和6年3月31日"},
            "closed_on",
            "事業終了日は事業開始日以後の日付にしてください。",
        ),
        ({"operation": "commissioned"}, "contractor", "委託の場合は受託者を入力してください。"),
        ({"code": "123456-01"}, "code", None),
        ({"code": "01"}, "code", "「団体コード6桁-枝番」の形で入力してください。"),
        ({"name": ""}, "name", "センター名を入力してください。"),
    ],
)
def test_bad_input_is_explained_beside_the_field_and_kept(
    client_for, municipal_officer, municipality, changes, field, message
):
    data = center_data(**{"code": f"{municipality.code}-01", **changes})
    message = message or f"センター番号は自治体の団体コード{municipality.code}で始めます。"

    response = client_for(municipal_officer).post(CREATE, data)

    form = response.context["form"]
    assert form.errors == {field: [message]}
    assert [form[name].value() for name in ("opened_on", "name")] == [
        data["opened_on"],
        data["name"],
    ]
    assert "エラー：" in response.content.decode()
    assert Center.objects.count() == 0


def test_number_already_used_is_explained(client_for, municipal_officer, center, municipality):
    response = client_for(municipal_officer).post(CREATE, center_data(code=center.code))

    assert response.context["form"].non_field_errors() == ["このセンター番号は既に使われています。"]


def test_empty_form_is_answered_with_its_errors(client_for, municipal_officer):
    response = client_for(municipal_officer).post(CREATE)

    assert set(response.context["form"].errors) == {"code", "name", "operation", "opened_on"}


def edit_page(client, center):
    url = reverse("centers:center_edit", args=[center.pk])
    form = client.get(url).context["form"]
    return url, {name: form[name].value() or "" for name in form.fields}


def test_center_is_edited(client_for, chief_coordinator, center):
    client = client_for(chief_coordinator)
    url, data = edit_page(client, center)

    response = client.post(url, data | {"phone": "087-000-0000"})

    center.refresh_from_db()
    assert response.url == reverse("centers:center_detail", args=[center.pk])
    assert center.phone == "087-000-0000"


def test_center_changed_meanwhile_is_not_overwritten(client_for, municipal_officer, center):
    client = client_for(municipal_officer)
    url, data = edit_page(client, center)
    Center.objects.update(phone="087-111-1111")

    response = client.post(url, data | {"name": "新しい名前"})

    center.refresh_from_db()
    assert response.context["form"].non_field_errors() == [
        "他の職員が先に変更しました。最新の内容を確認してください。"
    ]
    assert response.context["form"]["name"].value() == "新しい名前"
    assert (center.phone, center.name == "新しい名前") == ("087-111-1111", False)
