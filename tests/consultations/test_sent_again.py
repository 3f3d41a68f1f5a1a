"""The same form sent again with other words: nothing typed is dropped, nothing is saved twice."""

import uuid

import pytest
from django.urls import reverse

from consultations.models import Complaint, HouseholdMembership
from tests.consultations.complaints import complaint_form
from tests.consultations.registry import member_form

pytestmark = pytest.mark.django_db
OTHER = "別の内容で保存済みです。"


def key_in(answer):
    return answer.context["form"]["submission_key"].value()


@pytest.fixture
def sent(client_for, consultant):
    client = client_for(consultant)

    def post(url, data):
        return client.post(url, data)

    return post


def assert_kept_and_saved_by_sending_again(sent, url, data, other, words, model):
    first = sent(url, data)
    again = sent(url, data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert model.objects.count() == 1

    refused = sent(url, other)
    assert refused.status_code == 422
    assert OTHER in refused.content.decode()
    assert words in refused.content.decode()
    assert model.objects.count() == 1
    assert key_in(refused) != str(data["submission_key"])

    assert sent(url, other | {"submission_key": key_in(refused)}).status_code == 302
    assert model.objects.count() == 2


def test_a_complaint(sent, center):
    data = complaint_form()
    url = reverse("complaints:complaint_create", args=[center.pk])

    assert_kept_and_saved_by_sending_again(
        sent, url, data, data | {"summary": "まったく別の話"}, "まったく別の話", Complaint
    )


def test_a_household(sent, center):
    data = member_form(center=center.pk, contact_phone="090-1111-2222")
    url = reverse("households:household_create")
    other = data | {"contact_phone": "080-9999-8888", "registered_name": "試験 別人"}
    other |= {"registered_kana": "シケン ベツジン", "date_of_birth": "S63.1.2"}

    assert_kept_and_saved_by_sending_again(
        sent, url, data, other, "080-9999-8888", HouseholdMembership
    )


def test_a_member(sent, household):
    data = member_form(submission_key=str(uuid.uuid4()))
    url = reverse("households:member_create", args=[household.pk])
    sent(url, data)
    count = HouseholdMembership.objects.count()

    assert sent(url, data).status_code == 302
    refused = sent(url, data | {"contact_phone": "080-9999-8888"})

    assert refused.status_code == 422
    assert "080-9999-8888" in refused.content.decode()
    assert HouseholdMembership.objects.count() == count
