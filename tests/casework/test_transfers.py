import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from casework.enums import CaseStatus
from casework.models import Case, CaseLink, CaseTransfer
from casework.transfer_actions import note_receipt
from consultations.models import ConsultationDraft
from tests.case_factories import (
    CaseFactory,
    CaseTransferFactory,
    NotificationFactory,
    SupportNoteFactory,
)
from tests.factories import RoleGrantFactory, UserFactory
from tests.household_factories import AddressProtectionFactory, ContactDetailFactory


@pytest.fixture
def supported(case):
    case.status = CaseStatus.SUPPORTING
    case.save()
    return case


@pytest.fixture
def told():
    return {
        "recipient_kind": "municipality",
        "recipient_name": "となり市",
        "on": timezone.localdate().isoformat(),
        "handed_over": ["summary", "names"],
        "basis": "母の承諾",
        "message": "園との連絡を続けてください。",
        "version": "1",
    }


def send(client, case, data):
    return client.post(reverse("cases:transfer_create", args=[case.pk]), data)


def test_a_case_goes_to_another_municipality_and_its_receipt_is_noted(
    client_for, chief_coordinator, supported, told
):
    client = client_for(chief_coordinator)

    send(client, supported, told)
    transfer = CaseTransfer.objects.get()
    page = client.get(reverse("cases:case_detail", args=[supported.pk])).content.decode()
    client.post(
        reverse("cases:transfer_receipt", args=[transfer.pk]),
        {"on": timezone.localdate().isoformat(), "by_name": "となり市 担当"},
    )

    supported.refresh_from_db()
    transfer.refresh_from_db()
    assert supported.status == CaseStatus.TRANSFERRED
    assert supported.workers.get().ends_on == timezone.localdate()
    assert "受領の連絡を待っています" in page
    assert (transfer.received_by_name, transfer.handed_over) == (
        "となり市 担当",
        ["summary", "names"],
    )


def test_sent_twice_it_is_noted_once_and_no_draft_is_left(
    client_for, chief_coordinator, supported, told
):
    client = client_for(chief_coordinator)

    send(client, supported, told)
    again = client.post(reverse("cases:transfer_create", args=[supported.pk]), told, follow=True)

    assert CaseTransfer.objects.count() == 1
    assert "二重には登録していません" in again.content.decode()
    assert not ConsultationDraft.objects.exists()


def test_changed_meanwhile_the_transfer_is_kept_as_a_draft(
    client_for, chief_coordinator, supported, told
):
    Case.objects.filter(pk=supported.pk).update(version=2)

    answer = send(client_for(chief_coordinator), supported, told)

    assert answer.status_code == 409
    assert ConsultationDraft.objects.get().payload["message"] == told["message"]


def test_the_example_of_a_basis_names_the_right_article(client_for, chief_coordinator, supported):
    page = client_for(chief_coordinator).get(reverse("cases:transfer_create", args=[supported.pk]))

    assert "児童福祉法第25条の7第1項第1号による送致" in page.content.decode()


def test_a_case_just_received_is_not_transferred(client_for, chief_coordinator, case, told):
    answer = send(client_for(chief_coordinator), case, told)

    assert answer.status_code == 422
    assert "変更できません" in answer.content.decode()
    assert not CaseTransfer.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recipient_name": ""}, "recipient_name"),
        ({"recipient_kind": "center"}, "recipient_center"),
        ({"basis": ""}, "basis"),
        ({"handed_over": []}, "handed_over"),
        ({"on": "R20.1.1"}, "on"),
    ],
)
def test_half_a_transfer_is_refused(client_for, chief_coordinator, supported, told, wrong, field):
    answer = send(client_for(chief_coordinator), supported, told | wrong)

    supported.refresh_from_db()
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert supported.status == CaseStatus.SUPPORTING


@pytest.fixture
def receiver(municipality, other_center):
    user = UserFactory(name="受入 恵子")
    RoleGrantFactory(
        user=user, role=Role.CHIEF_COORDINATOR, municipality=municipality, center=other_center
    )
    return user


def test_another_center_takes_a_case_over_as_its_own(
    client_for, chief_coordinator, supported, told, other_center, receiver
):
    data = told | {"recipient_kind": "center", "recipient_center": str(other_center.pk)}
    send(client_for(chief_coordinator), supported, data | {"recipient_name": ""})
    transfer = CaseTransfer.objects.get()
    client = client_for(receiver)

    listed = client.get(reverse("cases:transfer_list"))
    closed = client.get(reverse("cases:case_detail", args=[supported.pk]))
    url = reverse("cases:transfer_take_over", args=[transfer.pk])
    page = client.get(url).content.decode()
    taken = {
        "submission_key": str(uuid.uuid4()),
        "on": timezone.localdate().isoformat(),
        "main_worker": str(receiver.pk),
    }
    client.post(url, taken)
    again = client.post(url, taken)

    made = Case.objects.get(center=other_center)
    assert listed.context["transfers"] == [transfer]
    assert closed.status_code == 404
    assert "家庭 若葉" not in page
    assert (made.concern, made.household) == ("園との連絡を続けてください。", None)
    assert CaseLink.objects.get().other == supported
    assert again["Location"] == reverse("cases:transfer_list")


def test_the_sender_does_not_note_the_receipt_of_another_center(
    client_for, chief_coordinator, supported, told, other_center, receiver
):
    client = client_for(chief_coordinator)
    data = told | {"recipient_kind": "center", "recipient_center": str(other_center.pk)}
    send(client, supported, data | {"recipient_name": ""})
    transfer = CaseTransfer.objects.get()
    url = reverse("cases:transfer_receipt", args=[transfer.pk])

    page = client.get(reverse("cases:case_detail", args=[supported.pk])).content.decode()
    client.post(url, {"on": timezone.localdate().isoformat(), "by_name": "となり"})

    transfer.refresh_from_db()
    assert url not in page
    assert "移管先の受入れを待っています" in page
    assert transfer.received_on is None
    listed = client_for(receiver).get(reverse("cases:transfer_list"))
    assert listed.context["transfers"] == [transfer]
    with pytest.raises(ValueError, match="takes the case over"):
        note_receipt(transfer, on=timezone.localdate(), by_name="となり")


def test_what_was_sent_elsewhere_is_nobody_elses(
    client_for, chief_coordinator, receiver, other_center
):
    sent = CaseTransferFactory(case__center=other_center)

    answer = client_for(chief_coordinator).get(reverse("cases:transfer_take_over", args=[sent.pk]))
    receipt = client_for(chief_coordinator).get(reverse("cases:transfer_receipt", args=[sent.pk]))

    assert answer.status_code == receipt.status_code == 404


@pytest.mark.parametrize(
    "columns",
    [
        {"recipient_name": ""},
        {"received_on": timezone.localdate()},
        {"received_by_name": "だれか"},
    ],
)
def test_the_database_refuses_half_a_transfer(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTransferFactory(**columns)


class TestPack:
    @pytest.fixture
    def paper(self, monkeypatch, client_for, consultant):
        def asked(case, *parts):
            printed = []
            monkeypatch.setattr(
                "consultations.printing.print_pdf",
                lambda html, _style: printed.append(html) or b"%PDF-",
            )
            query = "&".join(f"parts={part}" for part in parts)
            client_for(consultant).get(f"{reverse('cases:case_pack', args=[case.pk])}?{query}")
            return printed[0]

        return asked

    def test_only_what_was_chosen_is_in_it(self, paper, case):
        SupportNoteFactory(case=case, content="訪問のことば")
        NotificationFactory(case=case, content="通告のことば")

        summary, notes = paper(case, "summary"), paper(case, "notes")

        assert case.concern in summary
        assert "家庭 若葉" not in summary
        assert "訪問のことば" not in summary
        assert "訪問のことば" in notes
        assert case.concern not in notes
        assert "通告のことば" not in summary + notes

    def test_a_protected_address_is_masked(self, paper, case, household):
        mother = household.memberships.order_by("pk").first().person
        ContactDetailFactory(person=mother, value="見本町9-9-9")
        shown = paper(case, "contacts")
        AddressProtectionFactory(person=mother)

        hidden = paper(case, "contacts")

        assert "見本町9-9-9" in shown
        assert "見本町9-9-9" not in hidden
        assert "非表示（支援措置）" in hidden

    def test_without_a_part_it_asks(self, client_for, consultant, case):
        client, url = client_for(consultant), reverse("cases:case_pack", args=[case.pk])

        assert client.get(url).status_code == 200
        assert client.get(f"{url}?parts=").status_code == 422
        assert client.get(f"{url}?parts=nonsense").status_code == 422

    def test_a_real_sheet_comes_out(self, client_for, consultant, case):
        answer = client_for(consultant).get(
            f"{reverse('cases:case_pack', args=[case.pk])}?parts=summary&parts=names"
        )

        assert answer.content.startswith(b"%PDF-")


def test_an_ended_case_is_not_transferred_again(client_for, chief_coordinator, center):
    ended = CaseFactory(center=center, status="not_accepted", ended_on=timezone.localdate())

    answer = client_for(chief_coordinator).get(reverse("cases:transfer_create", args=[ended.pk]))

    assert answer.status_code == 302
