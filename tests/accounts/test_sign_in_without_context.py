"""Sign-in happens before a municipality is known: what it asks and writes must not depend on one."""

import pytest
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Role
from accounts.models import AuditEvent
from centers.models import Center
from shared.municipal_context import NOTHING, told
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of
from tests.factories import PostingFactory, StaffMemberFactory

FACTOR, HOME = "accounts:second_factor", "home"


@pytest.fixture
def posted(settings, with_password, chief_coordinator, center):
    """A センター長 on the roster, whose role needs a second factor."""
    settings.TOTP_ROLES = frozenset({Role.CHIEF_COORDINATOR})
    member = StaffMemberFactory(municipality=center.municipality, user=chief_coordinator)
    user = with_password(chief_coordinator)
    user.posting = PostingFactory(center=center, staff_member=member)
    TOTPDevice.objects.create(user=user, name="認証アプリ", key=KEY)
    return user


@pytest.fixture
def _no_context(posted):
    """Not even the tests' own: a question asked without a context finds no municipal row."""
    with told(NOTHING):
        assert not Center.objects.exists()
        yield


def sign_in(client, user):
    data = {"username": user.username, "password": PASSWORD}
    return client.post(reverse("accounts:sign_in"), data)


@pytest.mark.usefixtures("_no_context")
class TestSecondFactor:
    def test_is_asked_for_and_opens_the_pages(self, client, posted):
        assert sign_in(client, posted).status_code == 302
        assert client.get(reverse(HOME)).url.startswith(reverse(FACTOR))

        response = client.post(reverse(FACTOR), {"code": code_of(KEY)})

        assert response.url == reverse(HOME)
        assert client.get(reverse("consultations:today")).status_code == 200

    def test_is_asked_for_by_role_before_there_is_an_authenticator(self, client, posted):
        TOTPDevice.objects.all().delete()
        sign_in(client, posted)

        first = client.get(reverse(HOME)).url
        assert client.get(first).url == reverse("accounts:second_factor_setup")

    def test_the_trail_names_the_role_and_its_municipality_at_each_step(self, client, posted):
        sign_in(client, posted)
        client.post(reverse(FACTOR), {"code": "000000"})
        TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
        client.post(reverse(FACTOR), {"code": code_of(KEY)})
        client.post(reverse("accounts:sign_out"))

        written = AuditEvent.objects.order_by("pk").values_list(
            "action", "outcome", "actor_id", "role", "municipality_id"
        )
        who = (posted.pk, "chief_coordinator", posted.role_grants.get().municipality_id)
        assert [each for each in written if each[0].startswith("sign")] == [
            ("sign_in", "done", *who),
            ("sign_in", "failed", *who),
            ("sign_in", "done", *who),
            ("sign_out", "done", *who),
        ]


def test_a_role_that_has_ended_with_its_posting_asks_for_no_factor_and_opens_nothing(
    client, posted
):
    posted.posting.ends_on = "2020-05-01"
    posted.posting.save()
    TOTPDevice.objects.all().delete()

    sign_in(client, posted)

    assert client.get(reverse(HOME)).templates[0].name == "no_role.html"
    [event] = AuditEvent.objects.filter(action="sign_in")
    assert (event.role, event.municipality_id) == ("", None)
