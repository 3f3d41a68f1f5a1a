"""What is kept at the center stays there: letters hold the other parts only."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.letters import letter_of
from consultations.models import Referral
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.desk_factories import ChildPartFactory
from tests.sharing_factories import ConsentFactory

KEPT, TOLD = "父のことを話した。夜に大声を出すという。", "園を休みがち。"


@pytest.fixture
def parts(record):
    ChildPartFactory(consultation=record, label="長男", content=TOLD)
    return ChildPartFactory(
        consultation=record, position=2, label="長女", content=KEPT, visibility="own_center"
    )


@pytest.fixture
def send(client_for, consultant, record, parts):
    ConsentFactory(
        household=None, consultation=record, purpose="share", recipient_kind="department"
    )

    def post(**changes):
        typed = {
            "submission_key": "8a1b55c4-2f0e-4f5d-8a54-1d7b4a2f8e11",
            "letter_kind": "notice",
            "recipient_kind": "department",
            "secrecy": "office",
            "handed_over": ["parts"],
            "request": "見守りをお願いします。",
            "sent_on": format_wareki(timezone.localdate()),
        }
        url = reverse("referrals:referral_of_record_create", args=[record.pk])
        return client_for(consultant).post(url, typed | changes)

    return post


def test_parts_are_handed_over_without_those_kept_inside(send, client_for, consultant):
    assert send().status_code == 302

    referral = Referral.objects.get()
    page = client_for(consultant).get(reverse("referrals:referral_detail", args=[referral.pk]))
    assert letter_of(referral, timezone.localdate()).parts == [("長男", TOLD)]
    assert "長男について" in text_of(page)
    assert "父のこと" not in text_of(page)


def test_a_part_kept_inside_later_leaves_the_letter(send, record):
    send()
    record.child_parts.update(visibility="own_center")

    assert letter_of(Referral.objects.get(), timezone.localdate()).parts == []


@pytest.mark.parametrize("name", ["summary", "request"])
def test_a_text_that_repeats_what_is_kept_is_refused(send, name):
    text = "母の話では、父のことを話した。夜に大声を出すと\nいう。"

    response = send(**{name: text, "handed_over": ["parts", "summary"]})

    assert "このセンターの中だけ" in str(response.context["form"].errors[name])
    assert not Referral.objects.exists()


def test_without_a_record_there_are_no_parts_to_hand_over(client_for, consultant, household):
    url = reverse("referrals:referral_of_household_create", args=[household.pk])

    form = client_for(consultant).get(url).context["form"]

    assert "parts" not in dict(form.fields["handed_over"].choices)
