"""AU02, AU04, AU05: guessing, the second factor, and the life of a session."""

import time

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.actions import reset_password
from accounts.enums import Role
from accounts.models import AuditEvent
from accounts.sessions import ACTIVE, SIGNED_IN
from consultations.models import Consultation, ConsultationDraft
from tests.access.surfaces import PUBLIC, SURFACES
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of
from tests.attack import forms
from tests.attack.conftest import WatchedClient

SIGN_IN, FACTOR, TODAY = "accounts:sign_in", "accounts:second_factor", "consultations:today"
WRONG = "違う合言葉です"
OF_THE_FACTOR = {FACTOR, "accounts:second_factor_setup", "accounts:sign_out"}


@pytest.fixture
def person(world):
    """The consultant of C11, with a password."""
    user = world.actors["consultant"].user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def at(world, person):
    """A browser at an address; it may be shown what the consultant may see."""

    def client(address="192.0.2.1"):
        return WatchedClient(hidden=world.canaries_hidden_from(person), REMOTE_ADDR=address)

    return client


@pytest.fixture
def sure(settings, person):
    """The consultant, whose role needs a second factor, with an authenticator."""
    settings.TOTP_ROLES = frozenset({Role.CONSULTANT})
    TOTPDevice.objects.create(user=person, name="認証アプリ", key=KEY)
    person.backup_codes = second_factor.renew_backup_codes(person)
    return person


def sign_in(client, user, password=PASSWORD):
    name = user if isinstance(user, str) else user.username
    return client.post(reverse(SIGN_IN), {"username": name, "password": password})


def enter(client, code):
    return client.post(reverse(FACTOR), {"code": code})


def is_in(client):
    return client.get(reverse(TODAY)).status_code == 200


def message(response):
    return response.status_code, response.context["form"].non_field_errors()


class TestAU02:
    def test_guessing_is_blocked_and_locks_nobody_else_out(self, at, person):
        guesser, owner = at("192.0.2.1"), at("192.0.2.2")
        wrong = [message(sign_in(guesser, person, WRONG)) for _ in range(7)]

        assert not is_in(guesser)
        assert message(sign_in(guesser, person)) == wrong[0]
        sign_in(owner, person)
        assert is_in(owner)

    def test_known_and_unknown_names_are_answered_alike(self, at, person):
        known = [message(sign_in(at("192.0.2.1"), person, WRONG)) for _ in range(7)]
        unknown = [message(sign_in(at("192.0.2.3"), "dare-mo", WRONG)) for _ in range(7)]

        assert known == unknown

    def test_spraying_is_slowed_by_the_20th_and_reported_to_the_auditor(self, at, login):
        sprayer = at("192.0.2.9")

        answers = [sign_in(sprayer, f"namae{n}", WRONG).status_code for n in range(40)]

        assert answers == [200] * 19 + [429] * 21
        page = login("auditor").get(reverse("accounts:audit_list"), {"action": "sign_in"})
        alarming = [row.event for row in page.context["rows"] if row.needs_attention]
        assert [event.count for event in alarming] == [40, 20]
        assert {event.details["address"] for event in alarming} == {"192.0.2.9"}


class TestAU04:
    def test_before_the_second_factor_only_its_pages_open(self, at, sure, url):
        client = at()
        sign_in(client, sure)

        for name, surface in SURFACES.items():
            if surface.opened_by == PUBLIC or name in OF_THE_FACTOR:
                continue
            for method in {"GET", "POST"} & set(surface.methods):
                answer = client.generic(method, url(name))
                assert (name, answer.status_code) == (name, 302)
                assert answer.url.startswith(reverse(FACTOR))

    def test_one_code_opens_once(self, at, sure):
        first, second = at("192.0.2.1"), at("192.0.2.2")
        code = code_of(KEY)
        for client in (first, second):
            sign_in(client, sure)
            enter(client, code)

        assert (is_in(first), is_in(second)) == (True, False)

    def test_one_recovery_code_opens_once(self, at, sure):
        first, second = at("192.0.2.1"), at("192.0.2.2")
        for client in (first, second):
            sign_in(client, sure)
            enter(client, sure.backup_codes[0])

        assert (is_in(first), is_in(second)) == (True, False)

    def test_guesses_are_blocked_and_written_down(self, at, sure):
        client = at()
        sign_in(client, sure)
        wrong = f"{(int(code_of(KEY)) + 500_000) % 1_000_000:06d}"
        for _ in range(10):
            enter(client, wrong)

        enter(client, code_of(KEY))

        assert not is_in(client)
        assert AuditEvent.objects.filter(reason="wrong_code", actor_id=sure.pk).count() == 11

    def test_a_new_password_is_not_enough(self, at, sure):
        password = reset_password(sure, at=timezone.now())
        client = at()
        sign_in(client, sure, password)

        for name in ("home", TODAY, "accounts:password_change"):
            assert client.get(reverse(name)).url.startswith(reverse(FACTOR))


class TestAU05:
    @pytest.fixture
    def desk(self, at, person):
        client = at()
        sign_in(client, person)
        assert is_in(client)
        return client

    def turn_back(self, client, **seconds):
        session = client.session
        for key, value in seconds.items():
            session[key] -= value
        session.save()

    @pytest.fixture
    def read(self, desk, url):
        """Ask for the record of C11."""
        return lambda: desk.get(url("consultations:consultation_detail"))

    def test_without_activity(self, desk, read, settings):
        assert read().status_code == 200
        self.turn_back(desk, **{ACTIVE: settings.IDLE_MINUTES * 60 + 60})

        assert read().url.startswith(reverse(SIGN_IN))

    def test_by_its_age_whatever_the_activity(self, desk, read, settings):
        self.turn_back(desk, **{SIGNED_IN: settings.LONGEST_SESSION_HOURS * 3600 + 60})
        assert desk.session[ACTIVE] > time.time() - 60

        assert read().url.startswith(reverse(SIGN_IN))

    def test_after_signing_out_the_old_cookie_opens_nothing(self, desk, read, settings):
        name = settings.SESSION_COOKIE_NAME
        cookie = desk.cookies[name].value
        desk.post(reverse("accounts:sign_out"))
        desk.cookies[name] = cookie

        assert read().url.startswith(reverse(SIGN_IN))

    def test_a_changed_password_ends_the_sessions_elsewhere(self, at, desk, person):
        other = at("192.0.2.7")
        sign_in(other, person)
        new = {
            "new_password1": "もっと長い別の合言葉です",
            "new_password2": "もっと長い別の合言葉です",
        }

        desk.post(reverse("accounts:password_change"), {"old_password": PASSWORD, **new})

        assert (is_in(desk), is_in(other)) == (True, False)

    def test_every_sign_in_has_a_new_key_also_over_one_that_was_planted(self, at, person):
        client, keys = at(), set()
        client.get(reverse(SIGN_IN))
        planted = client.session
        planted.save()
        for _ in range(2):
            keys.add(client.session.session_key)
            sign_in(client, person)
            keys.add(client.session.session_key)
            client.post(reverse("accounts:sign_out"))

        assert len(keys) == 4

    def test_what_was_typed_is_offered_again_and_saved_once(self, desk, person, own, settings):
        typed = forms.consultation(own["center"], content="書きかけの言葉")
        draft = reverse("consultations:draft_save", args=["new"])
        desk.post(draft, typed)
        self.turn_back(desk, **{ACTIVE: settings.IDLE_MINUTES * 60 + 60})
        lost = desk.post(reverse("consultations:consultation_create"), typed)
        assert lost.url.startswith(reverse(SIGN_IN))

        sign_in(desk, person)

        page = desk.get(reverse("consultations:consultation_create"))
        assert page.context["form"]["content"].value() == "書きかけの言葉"
        desk.post(reverse("consultations:consultation_create"), typed)
        assert Consultation.objects.filter(content="書きかけの言葉").count() == 1
        assert not ConsultationDraft.objects.filter(author=person).exists()
