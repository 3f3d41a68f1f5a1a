"""What is added to a row of the ledger: contacts, scores, the questionnaire, steps of the payments."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.maternity_data import benefit_yen, sheets
from casework.models import (
    BenefitStep,
    MaternityContact,
    MaternityHandOver,
    Pregnancy,
    QuestionnaireAnswer,
    ScreeningScore,
)
from tests.casework.maternity import MOTHER, family_of, stands
from tests.maternity_factories import (
    BenefitStepFactory,
    MaternityContactFactory,
    ScreeningScoreFactory,
)


@pytest.fixture
def family(center, consultant):
    return family_of(center, consultant)


def page_of(client, name, *args):
    return client.get(reverse(f"maternity:{name}", args=args)).content.decode()


class TestWhatIsAdded:
    def test_a_contact_sets_the_next_day(self, client_for, consultant, family):
        later = localdate() + dt.timedelta(days=30)
        url = reverse("maternity:contact_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "contacted_on": localdate().isoformat(),
            "manner": "phone",
            "was_reached": "on",
            "content": "腰痛がある。",
            "next_on": later.isoformat(),
            "next_step": "電話で様子を聞く",
        }
        client = client_for(consultant)

        client.post(url, form)
        client.post(url, form)

        row = stands(family.pregnancy)
        assert MaternityContact.objects.count() == 1
        assert (row.next_on, row.next_step) == (later, "電話で様子を聞く")

    def _contact_of(self, row, **more):
        return {
            "submission_key": str(uuid.uuid4()),
            "contacted_on": localdate().isoformat(),
            "manner": "phone",
            "was_reached": "on",
            "content": "腰痛がある。",
            "next_on": row.next_on.isoformat(),
            "next_step": row.next_step,
            "version": str(row.version),
        } | more

    def test_what_a_colleague_planned_meanwhile_stands(self, client_for, consultant, family):
        url = reverse("maternity:contact_create", args=[family.pregnancy.pk])
        client, first = client_for(consultant), family.pregnancy

        client.post(url, self._contact_of(first, next_step="家庭を訪ねる"))
        answer = client.post(url, self._contact_of(first, content="留守番電話だった。"))

        assert answer.status_code == 302
        assert MaternityContact.objects.count() == 2
        assert stands(first).next_step == "家庭を訪ねる"

    def test_of_two_plans_at_once_the_second_is_shown_the_first(
        self, client_for, consultant, family
    ):
        url = reverse("maternity:contact_create", args=[family.pregnancy.pk])
        client, first = client_for(consultant), family.pregnancy
        second = self._contact_of(first, content="眠れている。", next_step="電話で様子を聞く")

        client.post(url, self._contact_of(first, next_step="家庭を訪ねる"))
        answer = client.post(url, second)

        page = answer.content.decode()
        assert answer.status_code == 409
        assert all(words in page for words in ("眠れている。", "電話で様子を聞く", "家庭を訪ねる"))
        assert MaternityContact.objects.count() == 1
        assert stands(first).next_step == "家庭を訪ねる"
        again = client.post(url, second | {"version": str(stands(first).version)})
        assert again.status_code == 302
        assert stands(first).next_step == "電話で様子を聞く"

    def test_nothing_is_of_a_day_before_the_pregnancy(self, client_for, consultant, family):
        url = reverse("maternity:contact_create", args=[family.pregnancy.pk])
        form = self._contact_of(family.pregnancy, contacted_on="2001-01-01")

        answer = client_for(consultant).post(url, form)

        assert answer.status_code == 422
        assert "以後の日付を入力してください。" in answer.content.decode()
        assert MaternityContact.objects.count() == 0

    def test_a_call_that_nobody_answered_is_no_contact(self, family):
        day = localdate() - dt.timedelta(days=20)
        of_row = {"pregnancy": family.pregnancy}
        MaternityContactFactory(**of_row, contacted_on=day)
        MaternityContactFactory(**of_row, was_reached=False)

        assert Pregnancy.objects.with_latest().get().last_seen_on == day

    def test_a_score_is_a_number_and_nothing_is_said_about_it(self, client_for, consultant, family):
        url = reverse("maternity:score_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "kind": "epds",
            "score": "13",
            "taken_on": localdate().isoformat(),
        }
        client = client_for(consultant)

        client.post(url, form)

        page = page_of(client, "pregnancy_detail", family.pregnancy.pk)
        assert "13点" in page
        assert not any(word in page for word in ("陽性", "うつ病の疑い", "基準"))

    def test_a_score_put_right_stays_beside_the_right_one(self, client_for, consultant, family):
        wrong = ScreeningScoreFactory(pregnancy=family.pregnancy, score=9)
        url = reverse("maternity:score_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "kind": "epds",
            "score": "6",
            "taken_on": wrong.taken_on.isoformat(),
            "corrects": str(wrong.pk),
        }

        client_for(consultant).post(url, form)

        assert ScreeningScore.objects.count() == 2
        assert ScreeningScore.objects.get(corrected_by_score=None).corrects == wrong

    @pytest.mark.parametrize("told", [{}, {"score": "5", "was_refused": "on"}])
    def test_a_score_or_a_refusal_and_not_both(self, client_for, consultant, family, told):
        url = reverse("maternity:score_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "kind": "epds",
            "taken_on": localdate().isoformat(),
        }

        answer = client_for(consultant).post(url, form | told)

        assert answer.status_code == 422
        assert ScreeningScore.objects.count() == 0

    def test_answers_keep_the_words_of_their_sheet_and_may_be_left_out(
        self, client_for, consultant, family
    ):
        url = reverse("maternity:questionnaire_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "answered_on": localdate().isoformat(),
            "answer_helpers": "いない",
        }

        client_for(consultant).post(url, form)

        row = QuestionnaireAnswer.objects.get()
        [answer] = row.answers
        assert (answer["key"], answer["answer"]) == ("helpers", "いない")
        assert (
            row.sheet_digest == {each.version: each.digest for each in sheets()}[row.sheet_version]
        )

    def test_a_sheet_refused_has_no_answers(self, client_for, consultant, family):
        url = reverse("maternity:questionnaire_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "answered_on": localdate().isoformat(),
            "was_refused": "on",
        }
        client = client_for(consultant)

        both = client.post(url, form | {"answer_helpers": "いない"})
        client.post(url, form)

        assert both.status_code == 422
        assert QuestionnaireAnswer.objects.get().was_refused

    def test_a_hand_over_goes_to_the_agency_of_its_consent(self, client_for, consultant, family):
        consent = family.hand_over.consent
        url = reverse("maternity:hand_over_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "kind": "homecoming",
            "consent": str(consent.pk),
            "parts": ["name", "due"],
            "request": "里帰りの間の面談をお願いします。",
            "sent_on": localdate().isoformat(),
        }

        client_for(consultant).post(url, form)

        row = MaternityHandOver.objects.exclude(pk=family.hand_over.pk).get()
        assert (row.consent, row.recipient) == (consent, consent.recipient_name)


class TestBenefits:
    def test_amounts_are_those_of_the_statute_and_no_others(self):
        assert benefit_yen(is_second=False, fetus_count=None) == 50_000
        assert benefit_yen(is_second=True, fetus_count=2) == 100_000
        assert benefit_yen(is_second=True, fetus_count=None) is None

    def test_steps_are_apart_from_interviews(self, client_for, consultant, family):
        url = reverse("maternity:benefit_create", args=[family.pregnancy.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "payment": "second",
            "act": "filed",
            "acted_on": localdate().isoformat(),
            "fetus_count": "2",
        }
        client = client_for(consultant)

        client.post(url, form)

        assert BenefitStep.objects.filter(payment="second").get().fetus_count == 2
        assert "100,000円" in page_of(client, "pregnancy_detail", family.pregnancy.pk)

    def test_a_payment_leaves_the_list_only_when_both_are_done(
        self, client_for, consultant, family
    ):
        client = client_for(consultant)
        BenefitStepFactory(pregnancy=family.pregnancy, payment="first", act="paid")
        half = page_of(client, "benefit_list")
        BenefitStepFactory(pregnancy=family.pregnancy, payment="second", act="paid")

        assert MOTHER in half
        assert MOTHER not in page_of(client, "benefit_list")

    def test_a_ledger_closed_hides_no_payment(self, client_for, consultant, family):
        Pregnancy.objects.filter(pk=family.pregnancy.pk).update(closed_on=timezone.localdate())

        assert MOTHER in page_of(client_for(consultant), "benefit_list")
