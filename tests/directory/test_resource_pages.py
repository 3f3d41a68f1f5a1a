"""Searching, reading and putting right local resources; vacancies with the day of which they are."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.models import LocalResource, ResourceVacancy
from centers.resource_actions import record_vacancies
from tests.directory_factories import LocalResourceFactory, ResourceVacancyFactory
from tests.factories import MunicipalityFactory

LIST, CREATE = reverse("directory:resource_list"), reverse("directory:resource_create")


@pytest.fixture
def client_of_consultant(client_for, consultant):
    return client_for(consultant)


@pytest.fixture
def made(municipality):
    """Resources of the user's own municipality."""

    def make(**values):
        return LocalResourceFactory(municipality=municipality, **values)

    return make


def found(client, **conditions):
    page = client.get(LIST, conditions).context["page"]
    return [resource.name for resource in page.object_list]


def filled(**changes):
    return {
        "name": "髙﨑ひろば",
        "kind": "child_rearing_base",
        "is_informal": "False",
        "area": "見本市",
        "fee_kind": "free",
        **changes,
    }


@pytest.mark.parametrize("words", ["高崎", "ﾀｶｻｷ", "たかさき", "ひろば　髙﨑"])
def test_a_name_is_found_in_any_spelling(client_of_consultant, made, words):
    made(name="髙﨑ひろば", name_kana="タカサキヒロバ")
    made(name="高松ひろば")

    assert found(client_of_consultant, q=words) == ["髙﨑ひろば"]


def test_conditions_narrow_down_together(client_of_consultant, made):
    made(name="甲", kind="circle", area="となり市", weekdays="土日", fee_kind="free")
    made(name="乙", kind="circle", weekdays="月", fee_kind="charged")
    made(name="丙", kind="children_hall", weekdays="土", fee_kind="free")

    ask = client_of_consultant
    assert found(ask, kind="circle") == ["乙", "甲"]
    assert found(ask, kind="circle", area="となり市") == ["甲"]
    assert found(ask, day="土", fee="free") == ["丙", "甲"]
    assert found(ask, fee="charged") == ["乙"]


@pytest.mark.parametrize(
    ("age", "names"),
    [
        ("3か月", ["0から就学前", "上限なし保育所"]),
        ("2歳", ["0から就学前", "上限なし保育所", "1歳半から3歳"]),
        ("1歳", ["0から就学前", "上限なし保育所", "1歳半から3歳"]),
        ("10歳", []),
    ],
)
def test_an_age_finds_who_takes_it(client_of_consultant, made, age, names):
    made(name="0から就学前", age_from=0, age_to=83, kind="certified_unified")
    made(name="上限なし保育所", age_from=3, kind="public_nursery")
    made(name="1歳半から3歳", age_from=18, age_to=47, kind="circle")
    made(name="記載なし", kind="other")

    page = client_of_consultant.get(LIST, {"age": age})

    assert sorted(found(client_of_consultant, age=age)) == sorted(names)
    assert page.context["hidden_unknown"] == 1
    assert "記載なし" in found(client_of_consultant, age=age, unknown="on")


def test_a_condition_that_cannot_be_read_is_explained_and_the_others_hold(
    client_of_consultant, made
):
    made(name="甲", kind="circle")
    made(name="乙", kind="other")

    response = client_of_consultant.get(LIST, {"age": "たくさん", "kind": "circle"})

    assert [row.name for row in response.context["page"].object_list] == ["甲"]
    assert "年齢として読み取れません。" in response.content.decode()
    assert 'value="たくさん"' in response.content.decode()


def test_closed_resources_are_left_out_unless_asked_for(client_of_consultant, made):
    made(name="今", closed_on=None)
    made(name="昔", closed_on=dt.date(2020, 3, 31))

    assert found(client_of_consultant) == ["今"]
    assert sorted(found(client_of_consultant, closed="on")) == ["今", "昔"]


def test_an_address_is_found_in_any_writing(client_of_consultant, made):
    made(name="甲", address="見本市松島町一丁目１５番１号")
    made(name="乙", address="見本市松島町2-1")

    assert found(client_of_consultant, place="松島町1-15") == ["甲"]


class TestVacancies:
    def test_the_newest_word_counts(self, client_of_consultant, made):
        free, full, unknown = made(name="空き"), made(name="満員"), made(name="不明")
        ResourceVacancyFactory(resource=free, counted_on="2025-09-01", number=0)
        ResourceVacancyFactory(resource=free, counted_on="2025-10-01", number=2)
        ResourceVacancyFactory(resource=full, counted_on="2025-09-01", number=2)
        ResourceVacancyFactory(resource=full, counted_on="2025-10-01", number=0)
        ResourceVacancyFactory(resource=unknown, number=None)

        page = client_of_consultant.get(LIST).content.decode()

        assert found(client_of_consultant, vacancy="on") == ["空き"]
        assert "全体 2人" in page
        assert "全体 空きなし" in page
        assert "全体 不明" in page

    def test_a_consultant_records_them_with_their_day(self, client_of_consultant, made):
        resource = made()
        url = reverse("directory:vacancy_record", args=[resource.pk])

        client_of_consultant.post(
            url,
            {"counted_on": "令和7年10月1日", "number_0": "０", "number_1": "不明"},  # noqa: RUF001 -- as people type it
        )

        rows = resource.vacancies.order_by("age_class")
        assert [(row.age_class, row.number, row.counted_on) for row in rows] == [
            ("0", 0, dt.date(2025, 10, 1)),
            ("1", None, dt.date(2025, 10, 1)),
        ]
        page = client_of_consultant.get(reverse("directory:resource_detail", args=[resource.pk]))
        assert "令和7年10月1日" in page.content.decode()

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ({"counted_on": "R7.10.1"}, "空きの人数か「不明」を、一つ以上入力してください。"),
            ({"counted_on": "R60.1.1", "number_0": "1"}, "以前の日付を入力してください。"),
            ({"counted_on": "R7.10.1", "number_0": "-3"}, "0以上の数字か「不明」で"),
            ({"counted_on": "R7.10.1", "number_0": "多数"}, "数字"),
            ({"number_0": "1"}, "いつの空きかを入力してください。"),
        ],
    )
    def test_what_cannot_be_is_explained(self, client_of_consultant, made, data, reason):
        url = reverse("directory:vacancy_record", args=[made().pk])

        page = client_of_consultant.post(url, data).content.decode()

        assert reason in page
        assert ResourceVacancy.objects.count() == 0

    def test_the_same_day_again_replaces_and_keeps_what_stood(self, made, consultant):
        resource, day = made(), dt.date(2025, 10, 1)
        first, second = (timezone.now() - dt.timedelta(days=n) for n in (2, 1))

        record_vacancies(resource, {"0": 1, "1": 2}, counted_on=day, by=consultant, at=first)
        written = record_vacancies(
            resource, {"0": 3, "1": 2}, counted_on=day, by=consultant, at=second
        )

        assert [(row.age_class, row.number) for row in written] == [("0", 3)]
        told = ResourceVacancy.objects.filter(age_class="0").order_by("pk")
        assert [(row.number, row.is_current) for row in told] == [(1, False), (3, True)]


def test_the_same_twice_says_so(client_of_consultant, made):
    url = reverse("directory:vacancy_record", args=[made().pk])
    data = {"counted_on": "R7.10.1", "number_0": "1"}
    client_of_consultant.post(url, data)

    page = client_of_consultant.post(url, data, follow=True).content.decode()

    assert "同じ内容が登録済みのため、変更はありませんでした。" in page
    assert ResourceVacancy.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    client_of_consultant, made, django_assert_num_queries, number
):
    for _ in range(number):
        ResourceVacancyFactory(resource=made(weekdays="月"))
    client_of_consultant.get(LIST)

    with django_assert_num_queries(11):
        client_of_consultant.get(LIST, {"day": "月"})


class TestEntering:
    def test_a_resource_is_entered_byte_for_byte(self, officer, municipality):
        response = officer.post(
            CREATE,
            filled(
                postal_code="７６００００１",  # noqa: RUF001 -- as an IME types
                weekdays=["土", "月"],
                opens_at="9時",
                closes_at="25:00",
                age_from="1歳半",
                age_to="就学前",
                url="https://example.jp/",
            ),
        )

        resource = LocalResource.objects.get()
        assert response.url == reverse("directory:resource_detail", args=[resource.pk])
        assert (resource.name, resource.municipality) == ("髙﨑ひろば", municipality)
        assert (resource.weekdays, resource.closes_at) == ("月土", dt.time(1))
        assert (resource.age_from, resource.age_to) == (18, 83)
        assert resource.postal_code == "760-0001"
        page = officer.get(response.url).content.decode()
        assert "月・土 9:00～翌1:00" in page
        assert "1歳6か月から小学校に入る前まで" in page

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"name": ""}, "名称を入力してください。"),
            ({"area": ""}, "地域を入力してください。"),
            ({"url": "javascript:alert(1)"}, "http:// か https:// で始まるURL"),
            ({"postal_code": "12"}, "郵便番号（7桁の数字）ではありません。"),
            ({"age_from": "3歳", "age_to": "1歳"}, "対象年齢の上限は下限以上にしてください。"),
            ({"age_from": "大人"}, "年齢として読み取れません。"),
            ({"closes_at": "25:70"}, "時刻"),
            (
                {"opened_on": "R7.4.1", "closed_on": "R6.3.31"},
                "廃止日",
            ),
            ({"kind": "castle"}, "種別"),
        ],
    )
    def test_what_cannot_be_is_explained_beside_its_field(self, officer, changes, reason):
        page = officer.post(CREATE, filled(**changes)).content.decode()

        assert reason in page
        assert LocalResource.objects.count() == 0

    def test_the_same_again_is_refused_with_words(self, officer):
        officer.post(CREATE, filled(address="見本町1-2"))

        page = officer.post(CREATE, filled(address="見本町１丁目２番")).content.decode()

        assert "同じ名称・所在地・種別の地域資源が既に登録されています。" in page
        assert LocalResource.objects.count() == 1

    def test_putting_right_keeps_who_and_when(self, officer, made, municipal_officer):
        resource = made(weekdays="月", age_from=6, age_to=35, area="見本市")
        url = reverse("directory:resource_edit", args=[resource.pk])
        form = officer.get(url).context["form"]

        officer.post(url, _as_shown(form, phone="03-1111-1111"))

        resource.refresh_from_db()
        assert resource.phone == "03-1111-1111"
        assert (resource.weekdays, resource.age_from, resource.age_to) == ("月", 6, 35)
        assert resource.changed_by == municipal_officer

    def test_nothing_changed_changes_nothing(self, officer, made):
        resource = made(weekdays="月水", age_to=83, closes_at=dt.time(17))
        url = reverse("directory:resource_edit", args=[resource.pk])
        form = officer.get(url).context["form"]

        response = officer.post(url, _as_shown(form), follow=True)

        resource.refresh_from_db()
        assert "変更はありませんでした。" in response.content.decode()
        assert resource.changed_at is None

    def test_whoever_comes_second_is_told(self, officer, made):
        resource = made()
        url = reverse("directory:resource_edit", args=[resource.pk])
        form = officer.get(url).context["form"]
        LocalResource.objects.filter(pk=resource.pk).update(phone="03-2222-2222")

        page = officer.post(url, _as_shown(form, phone="03-1111-1111")).content.decode()

        resource.refresh_from_db()
        assert resource.phone == "03-2222-2222"
        assert "他の職員が先に変更しました。" in page


def _as_shown(form, **changes):
    """What a browser sends back of a form."""
    data = {}
    for field in form:
        value = field.value()
        if value is not None:
            data[field.html_name] = value
    return {**data, **changes}


def test_whoever_keeps_two_directories_chooses(client_for, municipal_officer):
    from tests.factories import RoleGrantFactory  # noqa: PLC0415 -- beside its only use

    other = MunicipalityFactory()
    RoleGrantFactory(user=municipal_officer, role="municipal_officer", municipality=other)
    client = client_for(municipal_officer)

    refused = client.post(CREATE, filled()).content.decode()
    client.post(CREATE, filled(municipality=other.pk))

    assert "自治体を選んでください。" in refused
    assert LocalResource.objects.get().municipality == other


def test_another_municipalitys_resources_do_not_exist(client_of_consultant):
    other = LocalResourceFactory()

    assert found(client_of_consultant) == []
    for name in ("resource_detail", "vacancy_record"):
        url = reverse(f"directory:{name}", args=[other.pk])
        assert client_of_consultant.get(url).status_code == 404


@pytest.mark.parametrize("role", ["finance_clerk", "system_administrator"])
def test_who_has_no_use_for_it_does_not_open_it(request, client_for, role):
    assert client_for(request.getfixturevalue(role)).get(LIST).status_code == 403


def test_a_consultant_reads_and_does_not_write(client_of_consultant, made):
    resource = made()
    edit = reverse("directory:resource_edit", args=[resource.pk])
    detail = client_of_consultant.get(reverse("directory:resource_detail", args=[resource.pk]))

    assert client_of_consultant.get(edit).status_code == 403
    assert edit not in detail.content.decode()
    assert "空き状況を登録する" in detail.content.decode()
