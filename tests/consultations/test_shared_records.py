"""What a consent opens to another center, and what its withdrawal closes at once."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from consultations.consent_enums import ConsentAnswer, ConsentPurpose, RecipientKind
from consultations.models import Consent, Consultation
from shared.access import Capability
from tests.access.watch import text_of
from tests.consultations.registry import member
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    NamedReaderFactory,
    RoleGrantFactory,
)
from tests.household_factories import AddressProtectionFactory
from tests.sharing_factories import ConsentFactory, ReferralFactory

SECRET = "ことばが遅い。"
READERS = [Role.CONSULTANT, Role.CHIEF_COORDINATOR, Role.CONTRACTOR]
OFFICES = [role for role in Role if role not in READERS]
SHARED, LIST = reverse("consultations:shared_list"), reverse("consultations:consultation_list")
TODAY = reverse("consultations:today")
YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def record(record, household):
    """A record of `center` about a household that `center` keeps."""
    record.household = household
    record.save()
    return record


@pytest.fixture
def consent(household, other_center):
    return ConsentFactory(
        household=household,
        share_to=other_center,
        answered_on=timezone.localdate() - YESTERDAY,
    )


@pytest.fixture
def referral(household, other_center, consent):
    return ReferralFactory(
        household=household,
        consent=consent,
        recipient_kind=RecipientKind.CENTER,
        recipient_center=other_center,
        agency=None,
        secrecy="office",
        summary=SECRET,
    )


@pytest.fixture
def recipient(municipality, other_center):
    """Somebody with a role at the other center (or for the whole municipality)."""

    def made(role):
        at = other_center if role in READERS else None
        return RoleGrantFactory(role=role, municipality=municipality, center=at).user

    return made


@pytest.fixture
def withdraw(client_for, consultant):
    """Withdrawn on its page, by somebody of the keeping center."""

    def send(consent, **changes):
        data = {
            "answered_on": "",
            "manner": "oral",
            "taken_by_name": "見本 一郎",
            "document": "",
        } | changes
        data["answered_on"] = data["answered_on"] or timezone.localdate().isoformat()
        url = reverse("consents:consent_withdraw", args=[consent.pk])
        return client_for(consultant).post(url, data)

    return send


def detail(record):
    return reverse("consultations:consultation_detail", args=[record.pk])


def letter(referral):
    return reverse("referrals:referral_letter", args=[referral.pk])


def links(response):
    return response.content.decode().count('href="/consultations/')


@pytest.mark.parametrize("role", READERS)
def test_withdrawal_hides_the_shared_record_from_the_recipient_at_once(
    client_for, recipient, withdraw, record, referral, consent, role
):
    """In every list, on every page, in every count, link and PDF; on the next request."""
    user = recipient(role)
    client = client_for(user)
    before = client.get(SHARED)
    assert [each.pk for each in before.context["page"].rows] == [record.pk]
    assert (before.context["page"].total, SECRET in text_of(before)) == (1, True)
    assert SECRET in text_of(client.get(detail(record)))
    assert "届いた" in text_of(client.get(f"{reverse('referrals:referral_list')}?view=arrived"))
    assert SECRET in text_of(client.get(letter(referral)))

    assert withdraw(consent).status_code == 302

    after = client.get(SHARED)
    assert (after.context["page"].rows, after.context["page"].total) == ([], 0)
    assert client.get(detail(record)).status_code == 404
    arrived = client.get(f"{reverse('referrals:referral_list')}?view=arrived")
    assert arrived.context["page"].paginator.count == 0
    for url in (letter(referral), reverse("referrals:referral_detail", args=[referral.pk])):
        assert client.get(url).status_code == 404
    step = reverse("referrals:step_create", args=[referral.pk])
    assert client.post(step, {"kind": "accepted"}).status_code == 404
    for page in (after, arrived, client.get(LIST), client.get(TODAY)):
        assert SECRET not in text_of(page)
        assert detail(record) not in text_of(page)
    assert not Consultation.objects.visible_to(user).filter(content__contains="ことば").exists()


@pytest.mark.parametrize("role", OFFICES)
def test_no_other_role_reads_by_a_consent_of_a_center(client_for, recipient, record, consent, role):
    client = client_for(recipient(role))

    assert client.get(SHARED).status_code == 403
    assert client.get(detail(record)).status_code == 403


def test_the_keeping_center_reads_on_after_the_withdrawal(
    client_for, consultant, withdraw, record, consent
):
    withdraw(consent)

    assert SECRET in text_of(client_for(consultant).get(detail(record)))


def test_a_center_that_nobody_named_reads_nothing(client_for, municipality, record, consent):
    elsewhere = CenterFactory(municipality=municipality)
    client = client_for(RoleGrantFactory(municipality=municipality, center=elsewhere).user)

    assert client.get(SHARED).context["page"].total == 0
    assert client.get(detail(record)).status_code == 404


def test_the_recipient_reads_and_changes_nothing(client_for, stranger, record, consent, household):
    client = client_for(stranger)

    assert client.get(detail(record)).status_code == 200
    for name in ("consultation_correct", "consultation_withdraw"):
        assert client.get(reverse(f"consultations:{name}", args=[record.pk])).status_code == 404
    assert client.get(reverse("consents:record_consents", args=[record.pk])).status_code == 404
    assert (
        client.get(reverse("households:household_detail", args=[household.pk])).status_code == 404
    )
    page = text_of(client.get(detail(record)))
    assert reverse("consents:record_consents", args=[record.pk]) not in page
    assert reverse("households:household_detail", args=[household.pk]) not in page


def test_a_shared_record_stays_out_of_the_recipients_own_lists_and_figures(
    client_for, stranger, record, consent
):
    client = client_for(stranger)
    record.next_on = timezone.localdate()
    record.save()

    assert client.get(LIST).context["page"].total == 0
    assert client.get(TODAY).context["follow_ups"] == []
    listable = Consultation.objects.visible_to(stranger, Capability.CONSULTATION_LIST)
    assert not listable.exists()


@pytest.mark.parametrize("answer", [ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN])
def test_a_refusal_for_all_recipients_closes_each(stranger, record, consent, household, answer):
    ConsentFactory(
        household=household,
        purpose=ConsentPurpose.SHARE,
        recipient_kind=RecipientKind.ANYONE,
        answer=answer,
    )

    assert not Consultation.objects.shared_to(stranger).exists()


def test_a_later_consent_opens_again_and_an_older_one_entered_late_does_not(
    stranger, record, consent, withdraw, household, other_center
):
    withdraw(consent)
    late = timezone.localdate() - 3 * YESTERDAY
    ConsentFactory(household=household, share_to=other_center, answered_on=late)
    assert not Consultation.objects.shared_to(stranger).exists()

    ConsentFactory(household=household, share_to=other_center)

    assert Consultation.objects.shared_to(stranger).get() == record


def test_a_refusal_for_one_record_closes_that_record_alone(
    stranger, record, consent, household, other_center, center
):
    another = ConsultationFactory(center=center, household=household)
    ConsentFactory(
        household=None, consultation=record, share_to=other_center, answer=ConsentAnswer.REFUSED
    )

    assert list(Consultation.objects.shared_to(stranger)) == [another]


def test_a_legal_basis_opens_like_a_consent(stranger, record, household, other_center):
    ConsentFactory(
        household=household,
        share_to=other_center,
        answer=ConsentAnswer.NOT_REQUIRED,
        basis="council_exchange",
    )

    assert Consultation.objects.shared_to(stranger).get() == record


def test_restricted_and_protected_records_are_not_opened_by_a_consent(
    stranger, record, consent, household
):
    record.confidentiality = "restricted"
    record.save()
    assert not Consultation.objects.shared_to(stranger).exists()

    record.confidentiality = "ordinary"
    record.save()
    AddressProtectionFactory(person=member(household, "見本 花子"))
    assert not Consultation.objects.shared_to(stranger).exists()


def test_another_municipality_is_never_a_recipient(household):
    ConsentFactory(household=household, share_to=CenterFactory())

    with pytest.raises(IntegrityError, match="recipient_center_id_tied"):
        connection.check_constraints()


@pytest.mark.usefixtures("refused")
class TestViewing:
    """閲覧の承諾: without it the author and the chief read on, and nobody else."""

    @pytest.fixture
    def refused(self, household):
        return ConsentFactory(
            household=household, purpose=ConsentPurpose.VIEW, answer=ConsentAnswer.REFUSED
        )

    def test_colleagues_see_that_there_is_a_record_and_nothing_of_it(
        self, client_for, consultant, record
    ):
        client = client_for(consultant)
        page = client.get(LIST)

        assert SECRET not in text_of(page)
        assert f"相談記録 {record.pk}" in text_of(page)
        assert client.get(detail(record)).status_code == 404

    def test_the_author_and_the_chief_read_on(
        self, client_for, colleague, chief_coordinator, record
    ):
        for user in (colleague, chief_coordinator):
            assert SECRET in text_of(client_for(user).get(detail(record)))

    def test_a_consent_given_later_opens_it_again(self, consultant, household, record):
        assert not Consultation.objects.visible_to(consultant).exists()

        ConsentFactory(household=household, purpose=ConsentPurpose.VIEW)

        assert Consultation.objects.visible_to(consultant).get() == record

    @pytest.mark.usefixtures("record")
    def test_the_municipality_opens_it_in_an_emergency_only(self, municipal_officer):
        listed = Consultation.objects.visible_to(municipal_officer, Capability.CONSULTATION_LIST)
        assert not listed.exists()
        assert Consultation.objects.openable_by(municipal_officer).in_emergency_only().exists()

    @pytest.mark.usefixtures("record", "consent")
    def test_a_recipient_center_reads_nothing_of_it(self, stranger):
        assert not Consultation.objects.shared_to(stranger).exists()

    def test_whoever_is_named_reads_it(self, consultant, record):
        NamedReaderFactory(consultation=record, user=consultant)

        assert Consultation.objects.visible_to(consultant).get() == record


def test_the_ledger_keeps_every_row(withdraw, consent):
    withdraw(consent)

    assert [row.answer for row in Consent.objects.order_by("pk")] == ["given", "withdrawn"]
