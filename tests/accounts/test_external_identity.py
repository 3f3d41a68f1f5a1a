"""Whom the provider's number signs in: linked and unlinked by an administrator, and written down."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, ExternalIdentity
from tests.factories import ExternalIdentityFactory, RoleGrantFactory

LINK, UNLINK, EDIT = (
    f"accounts:{name}" for name in ("identity_link", "identity_unlink", "account_edit")
)


@pytest.fixture
def desk(client_for, system_administrator, provider):
    return client_for(system_administrator)


def changes():
    found = AuditEvent.objects.filter(target_kind="accounts.ExternalIdentity").order_by("pk")
    return [(event.action, event.target_ids, event.details) for event in found]


def test_a_number_is_linked_as_it_is(desk, consultant, system_administrator, provider):
    page = desk.get(reverse(EDIT, args=[consultant.pk])).content.decode()
    assert "統合認証ではサインインできません" in page
    assert desk.get(reverse(LINK, args=[consultant.pk])).status_code == 200

    response = desk.post(reverse(LINK, args=[consultant.pk]), {"subject": " aB-7f/é "})

    assert response.url == reverse(EDIT, args=[consultant.pk])
    identity = ExternalIdentity.objects.get()
    assert (identity.user, identity.issuer, identity.subject) == (
        consultant,
        provider.issuer,
        "aB-7f/é",
    )
    assert identity.linked_by == system_administrator
    linked = {"user": consultant.pk, "revoked": False}
    assert changes() == [("rights_changed", [identity.pk], linked)]
    assert "aB-7f/é" in desk.get(response.url).content.decode()


def test_unlinking_ends_the_sessions_and_keeps_what_was(
    desk, client_for, consultant, provider, system_administrator
):
    identity = ExternalIdentityFactory(user=consultant, issuer=provider.issuer)
    theirs = client_for(consultant)

    desk.post(reverse(UNLINK, args=[identity.pk]))

    identity.refresh_from_db()
    assert identity.unlinked_by == system_administrator
    assert theirs.get(reverse("home")).url.startswith(reverse("accounts:sign_in"))
    unlinked = {"user": consultant.pk, "revoked": True}
    assert changes() == [("rights_changed", [identity.pk], unlinked)]
    assert desk.post(reverse(UNLINK, args=[identity.pk])).status_code == 404
    desk.post(reverse(LINK, args=[consultant.pk]), {"subject": identity.subject})
    assert ExternalIdentity.objects.linked().get().subject == identity.subject


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("", "統合認証の番号を入力してください。"),
        ("taken", "この番号は、既に利用者アカウントに結び付いています。"),
        ("a" * 256, "255文字以内で入力してください（現在 256文字）。"),
    ],
)
def test_what_cannot_be_linked_is_told_and_kept(desk, consultant, provider, subject, message):
    ExternalIdentityFactory(issuer=provider.issuer, subject="taken")

    response = desk.post(reverse(LINK, args=[consultant.pk]), {"subject": subject})

    assert response.status_code == 422
    errors = response.context["form"].errors
    assert message in [said for field in errors.values() for said in field]
    assert f'value="{subject}"' in response.content.decode() or not subject
    assert changes() == []


def test_one_account_has_one_number(desk, consultant, provider):
    ExternalIdentityFactory(user=consultant, issuer=provider.issuer)

    response = desk.post(reverse(LINK, args=[consultant.pk]), {"subject": "another"})

    assert "既に統合認証に結び付いています" in response.content.decode()


@pytest.mark.parametrize("case", ["taken", "second", "by nobody"])
def test_the_database_refuses_it_too(consultant, case):
    first = ExternalIdentityFactory(user=consultant)
    broken = {
        "taken": {"subject": first.subject},
        "second": {"user": consultant},
        "by nobody": {"unlinked_at": timezone.now()},
    }[case]

    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalIdentityFactory(**broken)


class TestDenials:
    def answers(self, client, identity):
        urls = reverse(LINK, args=[identity.user_id]), reverse(UNLINK, args=[identity.pk])
        return {client.get(urls[0]).status_code, *(client.post(url).status_code for url in urls)}

    def test_nobody_links_the_own_account_or_one_elsewhere(self, desk, system_administrator):
        own = ExternalIdentityFactory(user=system_administrator)
        elsewhere = ExternalIdentityFactory(user=RoleGrantFactory().user)

        assert self.answers(desk, own) == self.answers(desk, elsewhere) == {404}

    @pytest.mark.parametrize("role", ["consultant", "chief_coordinator", "auditor"])
    def test_no_other_role_does(self, client_for, request, role, finance_clerk):
        identity = ExternalIdentityFactory(user=finance_clerk)

        assert self.answers(client_for(request.getfixturevalue(role)), identity) == {403}
