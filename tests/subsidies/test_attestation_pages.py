"""The pages of 申立て: who reads, who signs, what is refused, what is asked again."""

import datetime as dt
import re
import uuid
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from subsidies.attestation_actions import withdraw_attestation
from subsidies.models import Attestation
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    OpeningHoursFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.subsidy_factories import AttestationFactory

CONDITION = "night_opening.daily_hours"
AGAIN = "要綱の改正により再確認が必要です"
OTHER_WORDING = "0" * 64
LIST = "subsidies:attestation_list"
READERS = {
    Role.CHIEF_COORDINATOR,
    Role.MUNICIPAL_OFFICER,
    Role.FINANCE_CLERK,
    Role.AUDITOR,
}
SIGNERS = {Role.CHIEF_COORDINATOR, Role.MUNICIPAL_OFFICER}


@pytest.fixture
def night_center(center):
    """Open 14:00 to 20:00 on three days: exactly six hours, and more than six are asked."""
    CenterDesignationFactory(center=center)
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(14), closes_at=dt.time(20)
        )
    return center


@pytest.fixture
def attestation(center):
    return AttestationFactory(center=center)


def create_url(center, condition=CONDITION, year=2025):
    return reverse("subsidies:attestation_create", args=[center.pk, year, condition])


def detail_url(attestation, page="detail"):
    return reverse(f"subsidies:attestation_{page}", args=[attestation.pk])


def supplements_url(center, year=2025):
    return reverse("subsidies:center_supplements", args=[center.pk, year])


def text_of(response):
    return unescape(response.content.decode())


def typed(**more):
    return {
        "scope": "center",
        "decision": "True",
        "starts_on": "R7.4.1",
        "ends_on": "R8.3.31",
        "reason": "祝日の前日だけ短いため、\n原則の例外と認める。",
        "document": "令和7年度事業計画書 子発第12号",
        "submission_key": str(uuid.uuid4()),
    } | more


class TestRights:
    @pytest.fixture(params=Role, ids=str)
    def somebody(self, request, municipality, center):
        of_center = {Role.CONSULTANT, Role.CHIEF_COORDINATOR, Role.CONTRACTOR}
        user = UserFactory()
        RoleGrantFactory(
            user=user,
            role=request.param,
            municipality=municipality,
            center=center if request.param in of_center else None,
        )
        user.role = request.param
        return user

    def test_who_reads(self, somebody, attestation, client_for):
        client = client_for(somebody)
        expected = 200 if somebody.role in READERS else 403

        for url in (reverse(LIST), detail_url(attestation)):
            assert client.get(url).status_code == expected

    def test_who_signs_and_withdraws(self, somebody, attestation, client_for):
        client = client_for(somebody)
        expected = 302 if somebody.role in SIGNERS else 403
        signed = client.post(create_url(attestation.center, "outreach.planned"), typed())

        withdrawn = client.post(detail_url(attestation, "withdraw"), {"reason": "誤り"})

        assert (signed.status_code, withdrawn.status_code) == (expected, expected)
        attestation.refresh_from_db()
        assert (attestation.withdrawn_at is not None) == (expected == 302)
        assert Attestation.objects.count() == (2 if expected == 302 else 1)

    def test_the_coordinator_of_a_center_reads_what_holds_for_all(
        self, chief_coordinator, municipality, client_for
    ):
        for_all = AttestationFactory(center=None, municipality=municipality)
        elsewhere = AttestationFactory(center=CenterFactory(municipality=municipality))
        stranger = AttestationFactory()
        client = client_for(chief_coordinator)

        answers = [
            client.get(detail_url(each)).status_code for each in (for_all, elsewhere, stranger)
        ]
        assert answers == [200, 404, 404]
        assert "この申立てを取り消す" not in text_of(client.get(detail_url(for_all)))
        assert client.post(detail_url(for_all, "withdraw")).status_code == 404

    def test_only_the_office_signs_for_all_centers(
        self, chief_coordinator, municipal_officer, center, client_for
    ):
        by_chief = client_for(chief_coordinator).post(
            create_url(center), typed(scope="municipality")
        )
        made = Attestation.objects.get()
        assert (by_chief.status_code, made.center) == (302, center)

        client_for(municipal_officer).post(
            create_url(center), typed(scope="municipality", submission_key=str(uuid.uuid4()))
        )
        assert Attestation.objects.exclude(pk=made.pk).get().center is None


class TestSigning:
    def test_the_row_of_a_condition_leads_to_the_prefilled_form(
        self, night_center, municipal_officer, client_for
    ):
        client = client_for(municipal_officer)
        page = client.get(supplements_url(night_center), {"date": "2025-10-01"})
        assert f'href="{create_url(night_center)}"' in text_of(page)

        text = text_of(client.get(create_url(night_center)))

        assert "4(1)④オ(ア)" in text
        assert CONDITION in text
        assert 'value="令和7年4月1日"' in text
        assert 'value="令和8年3月31日"' in text
        assert re.search(r'name="submission_key"\s+value="[0-9a-f-]{36}"', text)

    @pytest.mark.parametrize("role", ["finance_clerk", "auditor"])
    def test_whoever_may_not_sign_sees_no_link(self, request, night_center, client_for, role):
        client = client_for(request.getfixturevalue(role))

        page = client.get(supplements_url(night_center), {"date": "2025-10-01"})

        assert "申立てを記録する" not in text_of(page)

    def test_a_plain_figure_has_no_link(self, night_center, municipal_officer, client_for):
        page = client_for(municipal_officer).get(
            supplements_url(night_center), {"date": "2025-10-01"}
        )

        assert create_url(night_center, "holiday_opening.days") in text_of(page)
        assert create_url(night_center, "night_opening.night_days") not in text_of(page)

    def test_what_is_signed_decides_and_is_linked(
        self, night_center, municipal_officer, client_for
    ):
        client = client_for(municipal_officer)

        client.post(create_url(night_center), typed())

        page = text_of(client.get(supplements_url(night_center), {"date": "2025-10-01"}))
        made = Attestation.objects.get()
        assert f'href="{detail_url(made)}"' in page
        assert "所管課の申立てにより、満たすものとして扱います" in page
        assert create_url(night_center) not in page

    def test_pressed_twice_it_is_one_row(self, center, municipal_officer, client_for):
        client, data = client_for(municipal_officer), typed()

        answers = [client.post(create_url(center), data) for _ in range(2)]

        made = Attestation.objects.get()
        assert [answer.url for answer in answers] == [detail_url(made)] * 2
        assert "既に記録しています" in text_of(client.get(answers[1].url))

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            ({"reason": "　"}, "理由を入力してください。"),
            ({"document": ""}, "根拠の文書を入力してください。"),
            ({"decision": ""}, "どちらかを選んでください。"),
            ({"scope": "world"}, "選択"),
            ({"starts_on": ""}, "開始日を入力してください。"),
            ({"ends_on": "R7.2.30"}, "2月30日という日付はありません。"),
            ({"ends_on": "R7.3.31"}, "終了日は開始日以後の日付にしてください。"),
            ({"starts_on": "R6.4.1"}, "本文が登録されていないため、申立てを記録できません。"),
            ({"starts_on": "H31.4.1"}, "適用される要綱が登録されていません。"),
            ({"reason": "あ" * 1001}, "1,000文字以内"),
            ({"submission_key": "x"}, "画面が古くなっています。"),
        ],
        ids=lambda value: "/".join(value) if isinstance(value, dict) else "",
    )
    def test_bad_input_is_told_and_kept(self, center, municipal_officer, client_for, more, message):
        response = client_for(municipal_officer).post(
            create_url(center), typed(document="保った文書") | more
        )

        assert response.status_code == 422
        assert message in text_of(response)
        assert ("保った文書" in text_of(response)) == ("document" not in more)
        assert Attestation.objects.count() == 0

    def test_an_overlap_is_told_and_kept(self, attestation, municipal_officer, client_for):
        response = client_for(municipal_officer).post(create_url(attestation.center), typed())

        assert response.status_code == 422
        assert "期間が重なる申立てが既にあります" in text_of(response)
        assert "原則の例外と認める。" in text_of(response)
        assert Attestation.objects.get() == attestation

    @pytest.mark.parametrize(
        ("condition", "year", "message"),
        [
            ("night_opening.night_days", 2025, "記録だけで判定します"),
            (CONDITION, 2024, "本文が登録されていない"),
            ("specific.needs", 2025, "この条件がありません"),
        ],
    )
    def test_what_cannot_be_attested_has_no_form(
        self, center, municipal_officer, client_for, condition, year, message
    ):
        client, url = client_for(municipal_officer), create_url(center, condition, year)
        shown = client.get(url)

        first_day = f"{year}-04-01"
        sent = client.post(url, typed(starts_on=first_day, ends_on=first_day))

        assert message in text_of(shown)
        assert 'name="reason"' not in text_of(shown)
        assert (sent.status_code, Attestation.objects.count()) == (422, 0)
        assert message in text_of(sent)

    @pytest.mark.parametrize(("condition", "year"), [("no.such", 2025), (CONDITION, 1800)])
    def test_unknown_conditions_and_years_are_no_pages(
        self, center, municipal_officer, client_for, condition, year
    ):
        url = create_url(center, condition, year)

        assert client_for(municipal_officer).get(url).status_code == 404


class TestWithdrawing:
    def test_it_needs_a_reason(self, attestation, municipal_officer, client_for):
        response = client_for(municipal_officer).post(
            detail_url(attestation, "withdraw"), {"reason": " "}
        )

        assert response.status_code == 422
        assert "取消の理由を入力してください。" in text_of(response)
        assert Attestation.objects.standing().exists()

    def test_it_stays_readable_with_its_reason(self, attestation, municipal_officer, client_for):
        client = client_for(municipal_officer)

        client.post(detail_url(attestation, "withdraw"), {"reason": "対象を誤ったため"})

        text = text_of(client.get(detail_url(attestation)))
        assert "取消済み" in text
        assert "対象を誤ったため" in text
        assert "祝日の前日だけ短い" in text
        assert "この申立てを取り消す" not in text

    def test_pressed_twice_it_is_one_withdrawal(self, attestation, municipal_officer, client_for):
        client, url = client_for(municipal_officer), detail_url(attestation, "withdraw")

        for _ in range(2):
            answer = client.post(url, {"reason": "誤り"})

        assert answer.url == detail_url(attestation)
        assert "既に取り消されています" in text_of(client.get(answer.url))
        assert client.get(url).url == detail_url(attestation)


class TestList:
    @pytest.fixture
    def all_kinds(self, center, municipality):
        withdrawn = AttestationFactory(center=center, condition="outreach.planned")
        withdraw_attestation(withdrawn, reason="誤り", by=UserFactory(), at=timezone.now())
        days = {"starts_on": dt.date(2025, 4, 1), "ends_on": dt.date(2099, 3, 31)}
        return {
            "standing": AttestationFactory(center=center, **days),
            "withdrawn": withdrawn,
            "ended": AttestationFactory(
                center=center, condition="holiday_opening.days", ends_on=dt.date(2025, 5, 1)
            ),
            "again": AttestationFactory(
                center=None,
                municipality=municipality,
                content_digest=OTHER_WORDING,
                **days,
            ),
        }

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({}, {"standing", "withdrawn", "ended", "again"}),
            ({"state": "standing"}, {"standing", "again"}),
            ({"state": "again"}, {"again"}),
            ({"state": "ended"}, {"ended"}),
            ({"state": "withdrawn"}, {"withdrawn"}),
            ({"place": "whole"}, {"again"}),
        ],
        ids=["all", "standing", "again", "ended", "withdrawn", "whole"],
    )
    def test_it_is_narrowed(self, all_kinds, municipal_officer, client_for, asked, shown):
        response = client_for(municipal_officer).get(reverse(LIST), asked)

        found = {row.attestation.pk for row in response.context["rows"]}
        assert found == {all_kinds[name].pk for name in shown}

    @pytest.mark.usefixtures("all_kinds")
    def test_by_center(self, center, municipal_officer, client_for):
        response = client_for(municipal_officer).get(reverse(LIST), {"place": center.pk})

        assert len(response.context["rows"]) == 3

    def test_a_choice_that_is_none_is_told(self, municipal_officer, client_for):
        response = client_for(municipal_officer).get(reverse(LIST), {"place": "x"})

        assert response.status_code == 422

    def test_the_queries_do_not_grow(
        self, center, municipal_officer, client_for, django_assert_max_num_queries
    ):
        client = client_for(municipal_officer)
        for year in range(2025, 2035):
            AttestationFactory(
                center=center,
                starts_on=dt.date(year, 4, 1),
                ends_on=dt.date(year + 1, 3, 31),
            )

        with django_assert_max_num_queries(16):
            response = client.get(reverse(LIST))
        assert len(response.context["rows"]) == 10


class TestAskedAgain:
    @pytest.fixture
    def revised(self, night_center):
        return AttestationFactory(center=night_center, content_digest=OTHER_WORDING)

    def test_each_page_says_so(self, revised, municipal_officer, client_for):
        client = client_for(municipal_officer)

        detail = text_of(client.get(detail_url(revised)))
        page = text_of(client.get(supplements_url(revised.center), {"date": "2025-10-01"}))

        assert AGAIN in detail
        assert f'href="{create_url(revised.center)}"' in detail
        assert "要綱の改正により、申立ての再確認が必要です" in page
        assert f'href="{create_url(revised.center)}"' in page
        assert "再確認が必要" in text_of(client.get(reverse(LIST)))

    def test_once_signed_again_nobody_is_asked(self, revised, municipal_officer, client_for):
        client = client_for(municipal_officer)

        client.post(create_url(revised.center), typed())

        assert AGAIN not in text_of(client.get(detail_url(revised)))
        page = text_of(client.get(supplements_url(revised.center), {"date": "2025-10-01"}))
        assert "再確認が必要" not in page

    def test_what_the_next_version_words_alike_is_not_asked(
        self, night_center, municipal_officer, client_for
    ):
        attestation = AttestationFactory(
            center=night_center, starts_on=dt.date(2021, 4, 1), rule_version="R3"
        )

        assert AGAIN not in text_of(client_for(municipal_officer).get(detail_url(attestation)))
