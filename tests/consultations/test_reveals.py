"""Looking behind a protection, and what 「きょう」 tells of it."""

import datetime as dt
import time

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import single_sign_on
from accounts.models import AuditEvent
from accounts.sessions import SIGNED_IN
from consultations.masking import revealed
from consultations.models import AddressReveal
from consultations.views.households import UNUSABLE
from tests.consultations.registry import ADDRESS, PASSWORD, REASON, in_days, url
from tests.household_factories import AddressProtectionFactory, AddressRevealFactory


def ask(browser, person, **changes):
    """Open the page and send its form."""
    page = browser.get(url("address_reveal", person.pk))
    key = page.context["form"]["submission_key"].value()
    data = {"reason": REASON, "password": PASSWORD, "submission_key": key, **changes}
    return browser.post(url("address_reveal", person.pk), data)


class TestRevealing:
    def test_shows_once_and_is_written_down(self, browser, consultant, household, mother):
        AddressProtectionFactory(person=mother)

        answer = ask(browser, mother)

        assert ADDRESS in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        reveal = AddressReveal.objects.get()
        assert (reveal.household, reveal.revealed_by, reveal.reason) == (
            household,
            consultant,
            REASON,
        )
        event = AuditEvent.objects.filter(action="reveal").get()
        assert (event.target_ids, event.details) == ([mother.pk], {"reveal": reveal.pk})
        page = browser.get(url("household_detail", household.pk)).content.decode()
        assert REASON in page
        assert ADDRESS not in page

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"reason": "確認"}, "10文字以上で具体的に入力してください（現在 2文字）。"),
            ({"reason": ""}, "解除の理由を入力してください。"),
            ({"password": ""}, "あなたのパスワードを入力してください。"),
            ({"password": "wrong"}, "パスワードを確認できませんでした。"),
        ],
    )
    def test_not_without_reason_and_password(self, browser, mother, typed, message):
        AddressProtectionFactory(person=mother)

        answer = ask(browser, mother, **typed)

        assert answer.status_code == UNUSABLE
        assert message in answer.content.decode()
        assert ADDRESS not in answer.content.decode()
        assert not AddressReveal.objects.exists()

    @pytest.mark.parametrize(("minutes", "shows"), [(14, True), (16, False)])
    def test_whoever_signed_in_without_a_password_must_have_done_so_just_now(
        self, browser, mother, settings, minutes, shows
    ):
        settings.OIDC_ISSUER = settings.OIDC_CLIENT_ID = settings.OIDC_CLIENT_SECRET = "http://::1"
        AddressProtectionFactory(person=mother)
        session = browser.session
        session[BACKEND_SESSION_KEY] = single_sign_on.BACKEND
        session[SIGNED_IN] = int(time.time()) - minutes * 60
        session.save()

        answer = ask(browser, mother)

        assert (
            "password" not in browser.get(url("address_reveal", mother.pk)).context["form"].fields
        )
        assert (ADDRESS in answer.content.decode()) is shows
        assert ("サインインし直してから" in answer.content.decode()) is not shows
        assert not AccessAttempt.objects.exists()

    def test_a_wrong_password_counts_like_a_failed_sign_in(self, browser, mother, settings):
        AddressProtectionFactory(person=mother)

        for _ in range(settings.AXES_FAILURE_LIMIT):
            ask(browser, mother, password="wrong")

        assert AccessAttempt.objects.get().failures_since_start == settings.AXES_FAILURE_LIMIT
        assert ask(browser, mother).status_code == UNUSABLE
        assert AuditEvent.objects.filter(action="sign_in", outcome="failed").count() >= 5

    def test_of_somebody_not_hidden_there_is_nothing_to_reveal(self, browser, household, mother):
        answer = browser.get(url("address_reveal", mother.pk))

        assert answer.url == url("household_detail", household.pk)

    def test_no_address_leads_to_what_was_shown(self, browser, mother):
        AddressProtectionFactory(person=mother)
        ask(browser, mother)

        assert ADDRESS not in browser.get(url("address_reveal", mother.pk)).content.decode()

    def test_nothing_is_opened_before_it_is_written_down(self, mother):
        with pytest.raises(ValueError, match="nobody has written down why"):
            revealed(AddressReveal(person=mother))

    def test_the_database_refuses_a_reveal_without_a_reason(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            AddressRevealFactory(reason="")


class TestToday:
    def test_the_chief_learns_of_the_reveals_of_seven_days(self, chief, browser, household, mother):
        for days in (0, 6, 7):
            AddressRevealFactory(
                household=household,
                person=mother,
                revealed_at=timezone.now() - dt.timedelta(days=days),
            )
        AddressRevealFactory()
        today = reverse("consultations:today")

        text = chief.get(today).content.decode()
        reveals = chief.get(url("reveal_list")).context["reveals"]

        assert "非表示（支援措置）の解除が2件ありました" in text
        assert "解除が" not in browser.get(today).content.decode()
        assert len(reveals) == 3
        assert browser.get(url("reveal_list")).status_code == 403

    @pytest.mark.parametrize(("expires_in", "is_due"), [(-5, True), (31, True), (32, False)])
    def test_a_month_before_its_end_a_decision_is_asked_for(
        self, browser, household, mother, expires_in, is_due
    ):
        starts_on = in_days(-300)
        AddressProtectionFactory(person=mother, starts_on=starts_on, expires_on=in_days(expires_in))

        answer = browser.get(reverse("consultations:today"))

        assert answer.context["protections"].expiring == ([household] if is_due else [])
        assert ("期限が1か月以内" in answer.content.decode()) is is_due

    def test_one_that_was_continued_asks_for_nothing(self, browser, mother):
        AddressProtectionFactory(person=mother, starts_on=in_days(-365), expires_on=in_days(-1))
        AddressProtectionFactory(person=mother, starts_on=in_days(0))

        answer = browser.get(reverse("consultations:today"))

        assert answer.context["protections"].expiring == []
