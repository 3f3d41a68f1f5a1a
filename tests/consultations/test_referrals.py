"""つなぎ: only with a consent of that moment, only what was chosen, and what came of it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from consultations.models import Referral, ReferralStep
from consultations.referral_settings import reply_within
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.consultations.registry import ADDRESS
from tests.directory_factories import PartnerAgencyFactory
from tests.factories import CenterFactory
from tests.household_factories import AddressProtectionFactory
from tests.sharing_factories import (
    AGENCY,
    AgencyConsentFactory,
    ConsentFactory,
    ReferralFactory,
    agency_named,
)

LIST = reverse("referrals:referral_list")
KEY = "8a1b55c4-2f0e-4f5d-8a54-1d7b4a2f8e11"


def page(name, subject):
    return reverse(f"referrals:{name}", args=[subject.pk])


def day(days=0):
    return format_wareki(timezone.localdate() + dt.timedelta(days=days))


@pytest.fixture
def consent(household):
    return AgencyConsentFactory(household=household, scope="氏名と相談の要旨")


@pytest.fixture
def filled(mother, household):
    agency = agency_named(AGENCY, household.municipality)

    def form(**changes):
        return {
            "submission_key": KEY,
            "letter_kind": "notice",
            "recipient_kind": "agency",
            "recipient_center": "",
            "agency": str(agency.pk),
            "contact_person": "見本 園長",
            "secrecy": "law",
            "people": [str(mother.pk)],
            "handed_over": ["name", "contact", "summary"],
            "summary": "保育所の利用について相談がありました。",
            "request": "見学の日程を調整してください。",
            "sent_on": day(),
            "reply_due_on": "",
        } | changes

    return form


@pytest.fixture
def send(client_for, consultant, household, filled):
    def post(**changes):
        url = page("referral_of_household_create", household)
        return client_for(consultant).post(url, filled(**changes))

    return post


@pytest.fixture
def referral(household, consent):
    return ReferralFactory(household=household, consent=consent)


@pytest.fixture
def step(client_for, consultant, referral):
    def post(kind, user=consultant, **changes):
        data = {"kind": kind, "happened_on": day(), "counterpart": "", "note": ""} | changes
        return client_for(user).post(page("step_create", referral), data)

    return post


def errors(response):
    return {name: "".join(found) for name, found in response.context["form"].errors.items()}


def test_with_a_consent_it_is_sent_and_rests_on_it(send, consent, household, center, mother):
    response = send()

    referral = Referral.objects.get()
    assert response.url == page("referral_detail", referral)
    assert (referral.consent, referral.household, referral.center) == (consent, household, center)
    assert list(referral.people.all()) == [mother]
    assert referral.reply_due_on == timezone.localdate() + reply_within()


def test_without_consent_or_basis_it_is_refused_and_the_text_kept(send):
    response = send()

    assert response.status_code == 422
    assert "承諾も、承諾を要しない根拠も記録されていません" in errors(response)["__all__"]
    assert response.context["form"]["summary"].value() == "保育所の利用について相談がありました。"
    assert not Referral.objects.exists()


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
def test_after_a_refusal_or_withdrawal_it_is_refused_with_the_day(send, household, consent, answer):
    AgencyConsentFactory(household=household, answer=answer)

    said = errors(send())["__all__"]

    assert day() in said
    assert {"refused": "承諾なし", "withdrawn": "撤回"}[answer] in said
    assert not Referral.objects.exists()


def test_a_refusal_for_all_recipients_forbids_each(send, household, consent):
    ConsentFactory(household=household, purpose="share", recipient_kind="anyone", answer="refused")

    assert "__all__" in errors(send())


def test_a_consent_for_another_agency_is_none(send, household):
    AgencyConsentFactory(household=household, agency_name="見本町立別の保育所")

    assert "__all__" in errors(send())


def test_a_legal_basis_takes_the_place_of_a_consent(send, household, client_for, consultant):
    AgencyConsentFactory(
        household=household, answer="not_required", manner="", basis="council_request"
    )

    send()

    detail = client_for(consultant).get(page("referral_detail", Referral.objects.get()))
    assert "児童福祉法第25条の3" in text_of(detail)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"secrecy": "none"}, "secrecy", "個人の情報を渡せません"),
        ({"secrecy": "office"}, "secrecy", "市区町村の職員・受託者"),
        ({"handed_over": []}, "handed_over", "1つ以上選んでください。"),
        ({"people": []}, "people", "対象の人を選んでください。"),
        ({"people": ["999999"]}, "people", "選"),
        ({"summary": ""}, "summary", "渡す相談の概要を入力してください。"),
        ({"handed_over": ["name"]}, "handed_over", "「相談の概要」も選んでください。"),
        ({"request": " "}, "request", "お願いしたいことを入力してください。"),
        ({"sent_on": "2098年1月1日"}, "sent_on", "以前の日付"),
        ({"reply_due_on": "令和2年1月1日"}, "reply_due_on", "送付日以後の日付"),
        ({"recipient_kind": "anyone"}, "recipient_kind", "選"),
        ({"agency": ""}, "agency", "関係機関を選んでください。"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_is_refused_beside_its_field(send, consent, changes, field, said):
    response = send(**changes)

    assert response.status_code == 422
    assert said in errors(response)[field]
    assert not Referral.objects.exists()


def test_the_staff_of_a_municipal_agency_are_the_municipality_s_own(send, household):
    center = PartnerAgencyFactory(
        municipality=household.municipality, name="見本保健センター", kind="municipal_health_center"
    )
    ConsentFactory(household=household, purpose="share", recipient_kind="agency", agency=center)

    assert send(agency=str(center.pk), secrecy="office").status_code == 302
    assert Referral.objects.get().secrecy == "office"


def test_the_same_form_sent_twice_is_one_referral(send, consent):
    send()

    assert send().status_code == 302
    assert Referral.objects.count() == 1


def test_the_same_form_with_other_words_keeps_them_for_another_referral(send, consent):
    send()
    refused = send(request="別のお願い")

    assert refused.status_code == 422
    assert "別のお願い" in text_of(refused)
    assert "別の内容で保存済みです。" in errors(refused)["__all__"]
    key = refused.context["form"]["submission_key"].value()
    assert send(request="別のお願い", submission_key=key).status_code == 302
    assert Referral.objects.count() == 2


def test_the_letter_holds_what_was_chosen_and_nothing_else(
    send, consent, mother, child, client_for, consultant
):
    mother.date_of_birth = dt.date(1992, 5, 14)
    mother.save()
    send()

    printed = client_for(consultant).get(page("referral_letter", Referral.objects.get()))

    text = text_of(printed).replace("\n", "")
    for word in ("連絡書", "見本 花子", ADDRESS, "見学の日程", "氏名と相談の要旨", AGENCY):
        assert word in text
    assert "平成4年5月14日" not in text
    assert "見本 小鳥" not in text
    assert AuditEvent.objects.filter(action="print").count() == 1


def test_under_a_protection_the_letter_is_masked(send, consent, mother, client_for, consultant):
    send()
    AddressProtectionFactory(person=mother)
    client, referral = client_for(consultant), Referral.objects.get()

    for name in ("referral_letter", "referral_detail"):
        text = text_of(client.get(page(name, referral))).replace("\n", "")
        assert ADDRESS not in text
        assert "非表示（支援措置）" in text


def test_somebody_cut_from_the_household_leaves_the_letter(
    send, consent, mother, father, client_for, consultant
):
    mother.registered_name = "金糸雀 葉"
    mother.save()
    send()
    AddressProtectionFactory(person=mother, counter_party=father)
    client, referral = client_for(consultant), Referral.objects.get()

    for name in ("referral_letter", "referral_detail"):
        assert "金糸雀" not in text_of(client.get(page(name, referral)))


def test_from_a_record_without_a_household(client_for, consultant, record, filled):
    consent = AgencyConsentFactory(household=None, consultation=record)
    data = filled(people=[], handed_over=["summary"])

    client_for(consultant).post(page("referral_of_record_create", record), data)

    referral = Referral.objects.get()
    assert (referral.consultation, referral.household, referral.consent) == (record, None, consent)


def test_a_refusal_of_the_household_kept_elsewhere_counts(
    client_for, consultant, other_center, record, filled, household
):
    household.center = other_center
    household.save()
    record.household = household
    record.save()
    AgencyConsentFactory(household=household, answer="refused")
    AgencyConsentFactory(household=None, consultation=record)
    data = filled(people=[], handed_over=["summary"])

    client_for(consultant).post(page("referral_of_record_create", record), data)

    assert not Referral.objects.exists()


class TestSteps:
    def test_received_accepted_and_the_result(self, step, referral):
        step("received", counterpart="見本 園長")
        step("accepted")
        step("result", note="4月から入所")

        referral.refresh_from_db()
        assert referral.state == "finished"
        assert [each.kind for each in ReferralStep.objects.order_by("pk")] == [
            "received",
            "accepted",
            "result",
        ]

    @pytest.mark.parametrize(
        ("kind", "field"), [("received", "counterpart"), ("returned", "note"), ("result", "note")]
    )
    def test_who_and_why_must_be_said(self, step, referral, kind, field):
        response = step(kind)

        assert response.status_code == 422
        assert field in response.context["form"].errors
        referral.refresh_from_db()
        assert referral.state == "sent"

    def test_nothing_follows_a_return_but_help(self, step):
        step("returned", note="定員に空きがないため")

        assert step("accepted").status_code == 422
        assert step("accompanied").status_code == 302

    def test_help_does_not_answer(self, step, referral):
        step("accompanied", note="見学に同行")
        step("application_helped", note="申請書の記入を手伝った")

        referral.refresh_from_db()
        assert referral.state == "sent"

    def test_a_step_is_not_before_the_letter(self, step):
        response = step("accepted", happened_on=day(-1))

        assert "happened_on" in response.context["form"].errors

    def test_the_receiving_center_answers_and_does_not_remind(
        self, step, referral, stranger, household, other_center
    ):
        ConsentFactory(household=household, share_to=other_center)
        referral.recipient_kind, referral.agency = "center", None
        referral.recipient_center = other_center
        referral.save()

        assert step("reminded", user=stranger).status_code == 422
        assert step("accompanied", user=stranger).status_code == 422
        assert step("accepted", user=stranger).status_code == 302


class TestSilence:
    def test_who_does_not_answer_in_time_is_listed(self, client_for, consultant, referral):
        late = timezone.localdate() - reply_within() - dt.timedelta(days=1)
        Referral.objects.update(sent_on=late, reply_due_on=late + reply_within())

        response = client_for(consultant).get(f"{LIST}?view=silent")

        assert [each for each, _ in response.context["rows"]] == [referral]

    @pytest.mark.usefixtures("referral")
    def test_on_the_last_day_there_is_still_time(self, client_for, consultant):
        Referral.objects.update(reply_due_on=timezone.localdate())

        assert client_for(consultant).get(f"{LIST}?view=silent").context["rows"] == []

    def test_an_answer_or_a_reminder_takes_it_off_the_list(
        self, client_for, consultant, referral, step
    ):
        past = timezone.localdate() - dt.timedelta(days=30)
        Referral.objects.update(sent_on=past, reply_due_on=past)

        step("reminded")

        referral.refresh_from_db()
        assert referral.reply_due_on == timezone.localdate() + reply_within()
        assert client_for(consultant).get(f"{LIST}?view=silent").context["rows"] == []
        step("accepted")
        Referral.objects.update(reply_due_on=past)
        assert client_for(consultant).get(f"{LIST}?view=silent").context["rows"] == []


@pytest.mark.usefixtures("referral")
def test_today_says_how_many_wait(client_for, consultant):
    Referral.objects.update(
        sent_on=timezone.localdate() - dt.timedelta(days=30),
        reply_due_on=timezone.localdate() - dt.timedelta(days=1),
    )

    text = text_of(client_for(consultant).get(reverse("consultations:today")))

    assert "返事のないつなぎが1件あります" in text


def test_a_center_of_another_municipality_is_not_offered(send, consent):
    response = send(
        recipient_kind="center",
        recipient_center=str(CenterFactory().pk),
        agency="",
        secrecy="office",
    )

    assert "recipient_center" in errors(response)
