"""A case opened for a family nobody knew yet: the household is entered once it is known."""

import pytest
from django.urls import reverse

from tests.case_factories import a_case_of
from tests.factories import CenterFactory
from tests.household_factories import HouseholdFactory, HouseholdMembershipFactory


@pytest.fixture
def unknown(center, consultant):
    return a_case_of(consultant, center, household=None, alias="青い屋根の家")


def amended(client, case, **more):
    url = reverse("cases:case_amend", args=[case.pk])
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    return client.post(url, data | {"reason": "家庭が分かったため"} | more)


def test_the_household_is_entered_and_its_people_can_be_chosen(
    client_for, consultant, center, unknown
):
    member = HouseholdMembershipFactory(household__center=center)
    client = client_for(consultant)

    answer = amended(client, unknown, household_number=f"世帯{member.household.pk}")

    unknown.refresh_from_db()
    people = client.get(reverse("cases:subjects_edit", args=[unknown.pk])).content.decode()
    assert answer.status_code == 302
    assert unknown.household == member.household
    assert unknown.alias == "青い屋根の家"
    assert unknown.amendments.get().changes["household"]["after"] == str(member.household)
    assert member.person.registered_name in people


def test_a_household_is_entered_once(client_for, consultant, center, unknown):
    client = client_for(consultant)
    amended(client, unknown, household_number=str(HouseholdFactory(center=center).pk))

    form = client.get(reverse("cases:case_amend", args=[unknown.pk])).context["form"]

    assert "household_number" not in form.fields


@pytest.mark.parametrize("whose", ["nobody", "another center's", "no number"])
def test_what_is_no_household_of_the_center_is_refused_and_kept(
    client_for, consultant, municipality, unknown, whose
):
    elsewhere = HouseholdFactory(center=CenterFactory(municipality=municipality))
    typed = {"nobody": "999999", "another center's": str(elsewhere.pk), "no number": "青い家"}

    answer = amended(client_for(consultant), unknown, household_number=typed[whose])

    unknown.refresh_from_db()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["household_number"]
    assert answer.context["form"]["household_number"].value() == typed[whose]
    assert unknown.household is None
