import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from staffing.models import Posting, StaffMember
from tests.factories import (
    CareerRecordFactory,
    CenterFactory,
    LicenceFactory,
    MunicipalityFactory,
    PostingFactory,
    RoleGrantFactory,
    StaffMemberFactory,
    TrainingRecordFactory,
)

LIST = reverse("staffing:staff_list")
SEARCH = reverse("staffing:staff_search")
CREATE = reverse("staffing:staff_create")
PERSON = {"number": "A-001", "name": "髙橋 葛󠄀", "name_kana": "タカハシ カズラ"}


@pytest.fixture
def officer(client_for, municipal_officer):
    return client_for(municipal_officer)


@pytest.fixture
def chief(client_for, chief_coordinator):
    return client_for(chief_coordinator)


def named(name, kana, **fields):
    member = StaffMemberFactory(name=name, name_kana=kana, **fields)
    member.renew_keys()
    member.save()
    return member


def posting_data(center, **changes):
    return {"center": center.pk, "role": "base", "posted_from": "R7.4.1", **changes}


def test_list_shows_who_is_posted_today_with_the_licences_that_stand(officer, center):
    member = PostingFactory(center=center).staff_member
    PostingFactory(
        center=center, staff_member=member, role="director", ends_on=dt.date(2021, 3, 31)
    )
    LicenceFactory(staff_member=member)
    LicenceFactory(staff_member=member, kind="doctor", superseded_at=timezone.now())

    text = officer.get(LIST).content.decode()

    table = text[text.index("<tbody>") :]
    assert "基本配置" in table
    assert "保育士" in table
    assert "センター長" not in table
    assert "医師" not in table


def test_list_for_a_centers_own_people_shows_their_colleagues_at_that_center(
    chief, center, municipality
):
    member = PostingFactory(center=center).staff_member
    elsewhere = PostingFactory(staff_member=member, center=CenterFactory(municipality=municipality))
    StaffMemberFactory(municipality=municipality, name="見本 次郎")

    response = chief.get(LIST)

    text = response.content.decode()
    assert list(response.context["page"].object_list) == [member]
    assert elsewhere.center.name not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"all"}),
        ({"role": "director"}, {"director"}),
        ({"dedicated": "no"}, {"concurrent"}),
        ({"dedicated": "unknown"}, {"director"}),
        ({"role": "base", "dedicated": "yes"}, {"dedicated"}),
        ({"role": "nobody"}, {"all"}),
    ],
)
def test_list_is_filtered_by_what_names_nobody(officer, center, query, found):
    staff = {
        "dedicated": PostingFactory(center=center),
        "concurrent": PostingFactory(center=center, is_dedicated=False),
        "director": PostingFactory(center=center, role="director", is_dedicated=None),
        "left": PostingFactory(center=center, role="director", ends_on=dt.date(2021, 3, 31)),
    }
    wanted = staff if found == {"all"} else found

    page = officer.get(LIST, query).context["page"]

    assert set(page.object_list) == {staff[name].staff_member for name in wanted}


def test_list_is_filtered_by_center(officer, municipality):
    here, there = CenterFactory.create_batch(2, municipality=municipality)
    member = PostingFactory(center=here).staff_member
    PostingFactory(center=there)

    page = officer.get(LIST, {"center": here.pk}).context["page"]

    assert list(page.object_list) == [member]


def test_long_list_is_paged_and_keeps_its_filters(officer, center):
    for _ in range(51):
        PostingFactory(center=center)

    first = officer.get(LIST, {"role": "base"})
    second = officer.get(LIST, {"role": "base", "page": "2"})

    assert first.context["pagination"] == {
        "range_text": "51人中 1～50人目",
        "previous_url": "",
        "next_url": "?role=base&page=2",
    }
    assert len(second.context["page"].object_list) == 1
    assert second.context["pagination"]["previous_url"] == "?role=base&page=1"


def test_empty_list_says_so(officer):
    assert "該当する職員はいません。" in officer.get(LIST).content.decode()


@pytest.mark.parametrize("staff_count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_staff(
    officer, center, django_assert_num_queries, staff_count
):
    for posting in PostingFactory.create_batch(staff_count, center=center):
        LicenceFactory(staff_member=posting.staff_member)

    # savepoint and its release, session, user, grants; staff counted, staff, postings, licences;
    # centers of the filter
    # and one for whose rows the user may see, one for the audit trail
    with django_assert_num_queries(12):
        officer.get(LIST)


@pytest.mark.parametrize("typed", ["高橋", "髙橋", "たかはし", "ﾀｶﾊｼ", "カズ", "高橋葛"])
def test_search_finds_a_name_however_it_is_written(officer, municipality, typed):
    member = named("髙橋 葛󠄀", "タカハシ カズラ", municipality=municipality)
    named("鈴木 花子", "スズキ ハナコ", municipality=municipality)

    assert officer.post(SEARCH, {"name": typed}).context["staff"] == [member]


def test_search_stays_within_reach(officer):
    named("髙橋 葛󠄀", "タカハシ カズラ")

    response = officer.post(SEARCH, {"name": "高橋"})

    assert response.context["staff"] == []
    assert "該当する職員はいません。" in response.content.decode()


@pytest.mark.parametrize("typed", ["", "　", "・"])
def test_search_for_nothing_finds_nobody_and_says_why(officer, municipality, typed):
    named("髙橋 葛󠄀", "タカハシ カズラ", municipality=municipality)

    response = officer.post(SEARCH, {"name": typed})

    assert response.context["staff"] == []
    assert response.context["search_form"].errors == {
        "name": ["探す職員の氏名かフリガナを入力してください。"]
    }


def test_search_with_very_many_results_says_so(officer, municipality):
    for _ in range(51):
        named("見本 太郎", "ミホン タロウ", municipality=municipality)

    response = officer.post(SEARCH, {"name": "見本"})

    assert len(response.context["staff"]) == 50
    assert "先頭の50人だけを表示しています。" in response.content.decode()


def test_search_is_never_asked_by_address(officer):
    assert officer.get(SEARCH, {"name": "高橋"}).status_code == 405


def test_detail_tells_uncompleted_from_unknown_training(officer, center):
    member = PostingFactory(center=center).staff_member
    TrainingRecordFactory(staff_member=member)
    TrainingRecordFactory(staff_member=member, course="orientation", completed_on=None)

    response = officer.get(reverse("staffing:staff_detail", args=[member.pk]))

    words = {
        line.course.value: [row.entry.completed_on for row in line.rows]
        for line in response.context["courses"]
    }
    text = response.content.decode()
    assert words == {
        "basic_course": [dt.date(2020, 4, 1)],
        "basic_type_course": [],
        "specific_type_course": [],
        "chief_coordinator_course": [],
        "orientation": [None],
        "follow_up": [],
    }
    assert text.count("未修了（確認済み）") == 1
    assert text.count('<span class="missing">未登録</span>') == 4


def test_detail_adds_up_the_months_of_experience(officer, center):
    member = PostingFactory(center=center).staff_member
    CareerRecordFactory(staff_member=member)
    CareerRecordFactory(
        staff_member=member, starts_on=dt.date(2020, 4, 1), ends_on=dt.date(2020, 6, 29)
    )

    text = officer.get(reverse("staffing:staff_detail", args=[member.pk])).content.decode()

    assert "本日までの合計：26か月（2年2か月）。" in text


def test_detail_shows_a_centers_own_people_the_postings_there_only(chief, center, municipality):
    member = PostingFactory(center=center).staff_member
    PostingFactory(staff_member=member, center=CenterFactory(municipality=municipality))

    response = chief.get(reverse("staffing:staff_detail", args=[member.pk]))

    postings, *_ = response.context["sections"]
    assert [row.entry.center for row in postings.rows] == [center]


def test_posting_is_written_as_people_read_it(officer, center):
    member = PostingFactory(center=center, weekly_hours="38.50", is_full_time=None).staff_member

    response = officer.get(reverse("staffing:staff_detail", args=[member.pk]))

    postings, *_ = response.context["sections"]
    assert postings.rows[0].cells == [
        center.name,
        "基本配置",
        "専任",
        "",
        "38.5",
        "令和2年4月1日から",
    ]


def test_detail_offers_no_change_to_those_who_only_read(client_for, auditor, center):
    member = PostingFactory(center=center).staff_member

    response = client_for(auditor).get(reverse("staffing:staff_detail", args=[member.pk]))

    assert response.context["can_edit"] is False
    assert "/replace/" not in response.content.decode()


def test_no_name_stands_in_the_title(officer, center):
    member = PostingFactory(center=center).staff_member

    text = officer.get(reverse("staffing:staff_detail", args=[member.pk])).content.decode()

    title = text[text.index("<title>") : text.index("</title>")]
    assert member.name not in title
    assert member.name in text


@pytest.mark.parametrize("row_count", [1, 3])
def test_detail_takes_the_same_queries_for_any_number_of_rows(
    officer, center, municipal_officer, django_assert_num_queries, row_count
):
    member = PostingFactory(center=center).staff_member
    for number in range(row_count):
        LicenceFactory(staff_member=member, number=str(number), recorded_by=municipal_officer)
        TrainingRecordFactory(
            staff_member=member, course="follow_up", recorded_by=municipal_officer
        )

    # savepoint and its release, session, user, grants; member, five ledgers, whether it may edit
    # and one for whose rows the user may see, one for the audit trail
    with django_assert_num_queries(14):
        officer.get(reverse("staffing:staff_detail", args=[member.pk]))


def test_staff_member_is_created_with_name_kept_and_keys_folded(officer, municipality):
    response = officer.post(CREATE, PERSON)

    member = StaffMember.objects.get()
    assert (member.name, member.municipality) == ("髙橋 葛󠄀", municipality)
    assert (member.name_key, member.kana_key) == ("高橋葛", "タカハシカズラ")
    assert response.url == reverse("staffing:staff_detail", args=[member.pk])
    assert Posting.objects.count() == 0


def test_chief_coordinator_creates_a_colleague_posted_at_the_own_center(
    chief, chief_coordinator, center
):
    response = chief.post(
        CREATE, PERSON | posting_data(center, is_dedicated="True", is_full_time="")
    )

    posting = Posting.objects.get()
    assert (posting.center, posting.role, posting.starts_on) == (
        center,
        "base",
        dt.date(2025, 4, 1),
    )
    assert (posting.is_dedicated, posting.is_full_time) == (True, None)
    assert (posting.recorded_by, posting.staff_member.municipality) == (
        chief_coordinator,
        center.municipality,
    )
    assert chief.get(response.url).status_code == 200


def test_chief_coordinator_cannot_create_staff_without_or_beyond_the_own_center(
    chief, municipality
):
    neighbour = CenterFactory(municipality=municipality)

    for data in (PERSON, PERSON | posting_data(neighbour)):
        form = chief.post(CREATE, data).context["form"]
        assert list(form.errors) == ["center"]
        assert form["name"].value() == PERSON["name"]
    assert StaffMember.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"role": ""}, "role", "配置する場合は必ず入力してください。"),
        ({"posted_from": ""}, "posted_from", "配置する場合は必ず入力してください。"),
        ({"posted_from": "R7.2.29"}, "posted_from", None),
        ({"center": ""}, "center", "配置を登録する場合はセンターも選んでください。"),
        ({"name": ""}, "name", "氏名を入力してください。"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_created(officer, center, changes, field, message):
    data = PERSON | posting_data(center) | changes

    form = officer.post(CREATE, data).context["form"]

    assert list(form.errors) == [field]
    assert message is None or message in form.errors[field]
    assert form["number"].value() == PERSON["number"]
    assert (StaffMember.objects.count(), Posting.objects.count()) == (0, 0)


def test_number_already_used_is_explained(officer, municipality):
    StaffMemberFactory(municipality=municipality, number=PERSON["number"])

    form = officer.post(CREATE, PERSON).context["form"]

    assert form.non_field_errors() == ["この職員番号は既に使われています。"]


def test_whoever_works_for_two_municipalities_names_one(officer, municipal_officer, center):
    other = MunicipalityFactory()
    RoleGrantFactory(user=municipal_officer, role="municipal_officer", municipality=other)

    asked = officer.post(CREATE, PERSON).context["form"]
    mixed = officer.post(CREATE, PERSON | posting_data(center, municipality=other.pk))
    saved = officer.post(CREATE, PERSON | {"municipality": other.pk})

    assert list(asked.errors) == ["municipality"]
    assert mixed.context["form"].errors == {"center": ["選んだ自治体のセンターを選んでください。"]}
    assert (saved.status_code, StaffMember.objects.get().municipality) == (302, other)


def test_staff_member_is_edited_and_found_by_the_new_name(chief, center):
    member = PostingFactory(center=center).staff_member
    url = reverse("staffing:staff_edit", args=[member.pk])
    seen = chief.get(url).context["form"]["seen"].value()

    response = chief.post(url, PERSON | {"seen": seen})

    assert response.url == reverse("staffing:staff_detail", args=[member.pk])
    assert chief.post(SEARCH, {"name": "たかはし"}).context["staff"] == [member]


def test_staff_member_changed_meanwhile_is_not_overwritten(officer, municipality):
    member = StaffMemberFactory(municipality=municipality)
    url = reverse("staffing:staff_edit", args=[member.pk])
    seen = officer.get(url).context["form"]["seen"].value()
    StaffMember.objects.update(name="見本 改姓")

    form = officer.post(url, PERSON | {"seen": seen}).context["form"]

    member.refresh_from_db()
    assert form.non_field_errors() == ["他の職員が先に変更しました。最新の内容を確認してください。"]
    assert (form["name"].value(), member.name) == (PERSON["name"], "見本 改姓")
