"""要綱の読み方: chosen from a day on, replaced, told as facts."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from shared.ledger import record, supersede
from subsidies.facts import Query, gather
from subsidies.figures import figure
from subsidies.judge.settings import load_settings
from subsidies.models import MunicipalSetting
from tests.factories import CenterDesignationFactory, UserFactory
from tests.subsidy_factories import MunicipalSettingFactory

DAY = dt.date(2025, 10, 1)
KEY = "average_counting"


def list_url(municipality):
    return reverse("subsidies:setting_list", args=[municipality.pk])


def create_url(municipality, key=KEY):
    return reverse("subsidies:setting_create", args=[municipality.pk, key])


def text_of(response):
    return unescape(response.content.decode())


def typed(**more):
    return {
        "value": "without_information",
        "starts_on": "R7.10.1",
        "ends_on": "",
        "reason": "県の回答による",
        "source": "見本県回答第2号",
    } | more


def told(center, **query):
    [gathered] = gather([center], Query(**{"day": DAY} | query))
    return gathered.facts.get("settings", {})


class TestRows:
    @pytest.mark.parametrize(
        "wrong", [{"key": "no_such"}, {"value": "no_such"}], ids=["key", "value"]
    )
    def test_only_what_the_notices_leave_open_can_be_chosen(self, municipality, wrong):
        values = {"key": KEY, "value": "all", "starts_on": DAY, "reason": "理由"} | wrong

        with pytest.raises(ValidationError):
            record(
                MunicipalSetting(municipality=municipality, **values),
                by=UserFactory(),
                at=dt.datetime(2025, 4, 1, tzinfo=dt.UTC),
            )

    def test_every_choice_has_a_word(self, municipality):
        for key, setting in load_settings().items():
            for value, label in setting.choices:
                row = MunicipalSettingFactory.build(municipality=municipality, key=key, value=value)
                assert row.value_label == label


class TestFacts:
    @pytest.fixture
    def basic_center(self, center):
        CenterDesignationFactory(center=center)
        return center

    def test_nothing_chosen_is_absent(self, basic_center):
        assert told(basic_center) == {}

    def test_the_choice_of_the_day_is_told(self, basic_center):
        MunicipalSettingFactory(municipality=basic_center.municipality, ends_on=DAY)
        MunicipalSettingFactory()

        assert told(basic_center) == {KEY: "all"}
        assert told(basic_center, day=DAY + dt.timedelta(days=1)) == {}

    def test_as_it_was_known(self, basic_center):
        row = MunicipalSettingFactory(municipality=basic_center.municipality)
        supersede(row, by=UserFactory(), at=dt.datetime(2025, 9, 1, tzinfo=dt.UTC))

        assert told(basic_center) == {}
        before = dt.datetime(2025, 8, 1, tzinfo=dt.UTC)
        assert told(basic_center, known_at=before) == {KEY: "all"}

    def test_a_value_the_rule_files_no_longer_know_is_not_told(self, basic_center):
        MunicipalSettingFactory(municipality=basic_center.municipality, value="gone")

        assert told(basic_center) == {}

    def test_the_page_is_referred_to(self, basic_center):
        [gathered] = gather([basic_center], Query(DAY))

        [reference] = gathered.references[f"settings.{KEY}"]
        assert (reference.url_name, reference.anchor) == ("subsidies:setting_list", KEY)


class TestPages:
    def test_each_reading_is_explained(self, municipality, municipal_officer, client_for):
        MunicipalSettingFactory(municipality=municipality)

        text = text_of(client_for(municipal_officer).get(list_url(municipality)))

        for setting in load_settings().values():
            assert setting.name in text
            assert setting.clause in text
            assert setting.explanation in text
        assert "要確認のまま" in text
        assert "県の回答による" in text

    def test_the_facts_of_the_municipality_lead_there(
        self, municipality, municipal_officer, client_for
    ):
        page = reverse("centers:municipality_detail", args=[municipality.pk])

        text = text_of(client_for(municipal_officer).get(page))

        assert f'href="{list_url(municipality)}"' in text

    def test_a_choice_from_a_day_on_ends_the_one_before(
        self, municipality, municipal_officer, client_for
    ):
        before = MunicipalSettingFactory(municipality=municipality)

        answer = client_for(municipal_officer).post(create_url(municipality), typed())

        assert answer.url == f"{list_url(municipality)}#{KEY}"
        standing = MunicipalSetting.objects.current().order_by("starts_on")
        assert [(row.value, row.starts_on, row.ends_on) for row in standing] == [
            ("all", dt.date(2025, 4, 1), dt.date(2025, 9, 30)),
            ("without_information", dt.date(2025, 10, 1), None),
        ]
        before.refresh_from_db()
        assert before.superseded_by == municipal_officer
        text = text_of(client_for(municipal_officer).get(list_url(municipality)))
        assert "変更の履歴（1件）" in text

    def test_pressed_twice_it_is_chosen_once(self, municipality, municipal_officer, client_for):
        client = client_for(municipal_officer)

        answers = [client.post(create_url(municipality), typed()) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 422]
        assert MunicipalSetting.objects.count() == 1

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"value": ""}, "どちらかを選んでください。"),
            ({"value": "x"}, "選択"),
            ({"reason": " "}, "理由を入力してください。"),
            ({"starts_on": "13月"}, "日付"),
            ({"ends_on": "R7.9.30"}, "終了日は開始日以後の日付にしてください。"),
            ({"starts_on": "R7.4.1"}, "同じ事項の期間が重なっています。"),
        ],
        ids=lambda value: "/".join(value) if isinstance(value, dict) else "",
    )
    def test_bad_input_is_told_and_kept(
        self, municipality, municipal_officer, client_for, more, message
    ):
        MunicipalSettingFactory(municipality=municipality)

        response = client_for(municipal_officer).post(
            create_url(municipality), typed(source="保った出典") | more
        )

        assert response.status_code == 422
        assert message in text_of(response)
        assert "保った出典" in text_of(response)
        assert MunicipalSetting.objects.count() == 1

    def test_it_is_replaced_and_withdrawn(self, municipality, municipal_officer, client_for):
        client = client_for(municipal_officer)
        row = MunicipalSettingFactory(municipality=municipality)

        client.post(
            reverse("subsidies:setting_replace", args=[row.pk]),
            typed(starts_on="R7.4.1"),
        )
        new = MunicipalSetting.objects.current().get()
        assert new.value == "without_information"

        client.post(reverse("subsidies:setting_withdraw", args=[new.pk]))
        assert not MunicipalSetting.objects.current().exists()
        assert MunicipalSetting.objects.count() == 2

    def test_who_may_not_choose_sees_no_button(self, municipality, finance_clerk, client_for):
        client = client_for(finance_clerk)

        assert create_url(municipality) not in text_of(client.get(list_url(municipality)))
        assert client.get(create_url(municipality)).status_code == 403

    def test_an_unknown_reading_is_no_page(self, municipality, municipal_officer, client_for):
        url = create_url(municipality, "no_such")

        assert client_for(municipal_officer).get(url).status_code == 404


def test_a_reading_is_told_to_the_types_it_concerns(center):
    """What 別表 of こども家庭センター型 leaves open is nothing to a center of another type."""
    CenterDesignationFactory(center=center)
    MunicipalSettingFactory(
        municipality=center.municipality, key="support_plan_rounding", value="ceil"
    )
    MunicipalSettingFactory(municipality=center.municipality)

    assert told(center) == {"average_counting": "all"}


def test_a_reading_is_told_in_words():
    assert figure("settings.support_plan_rounding", "ceil") == "切り上げる"
    assert figure("settings.gone", "ceil") == "ceil"
