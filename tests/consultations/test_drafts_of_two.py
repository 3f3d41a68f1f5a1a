"""A draft of somebody who works for two municipalities: it lies where the chosen center is."""

import pytest
from django.urls import reverse

from consultations.models import ConsultationDraft
from tests.factories import CenterFactory, RoleGrantFactory

SAVE = "consultations:draft_save"


@pytest.fixture
def of_two(consultant):
    """A 相談員 of two municipalities; the second center."""
    there = CenterFactory()
    RoleGrantFactory(user=consultant, municipality=there.municipality, center=there)
    return there


class TestDraftOfTwoMunicipalities:
    def drafts(self):
        return list(ConsultationDraft.objects.values_list("municipality_id", "payload__content"))

    def test_it_goes_with_the_center_that_is_chosen(
        self,
        client_for,
        consultant,
        center,
        of_two,
        filled,
    ):
        client = client_for(consultant)
        client.post(reverse(SAVE, args=["new"]), filled(content="ひとつめ"))
        assert self.drafts() == [(center.municipality_id, "ひとつめ")]

        client.post(reverse(SAVE, args=["new"]), filled(content="ふたつめ", center=str(of_two.pk)))

        assert self.drafts() == [(of_two.municipality_id, "ふたつめ")]
        page = client.get(reverse("consultations:consultation_create"))
        assert page.context["form"]["content"].value() == "ふたつめ"

    @pytest.mark.parametrize("chosen", ["", "0", "9" * 30, "x"])
    def test_without_a_center_it_stays_with_the_first(
        self,
        client_for,
        consultant,
        center,
        of_two,
        filled,
        chosen,
    ):
        assert of_two.municipality_id != center.municipality_id
        client = client_for(consultant)

        client.post(reverse(SAVE, args=["new"]), filled(content="まだ", center=chosen))

        assert self.drafts() == [(center.municipality_id, "まだ")]

    def test_a_center_elsewhere_takes_it_nowhere(
        self,
        client_for,
        consultant,
        center,
        of_two,
        filled,
    ):
        stranger = CenterFactory()
        assert of_two != stranger

        client_for(consultant).post(
            reverse(SAVE, args=["new"]), filled(content="まだ", center=str(stranger.pk))
        )

        assert self.drafts() == [(center.municipality_id, "まだ")]

    def test_it_is_kept_while_the_role_there_has_ended(
        self,
        client_for,
        consultant,
        of_two,
        filled,
    ):
        client = client_for(consultant)
        client.post(reverse(SAVE, args=["new"]), filled(content="ふたつめ", center=str(of_two.pk)))
        grants = consultant.role_grants.filter(municipality=of_two.municipality)
        grants.update(ends_on="2020-05-01")

        page = client.get(reverse("consultations:consultation_create"))

        assert page.context["form"]["content"].value() in {None, ""}
        grants.update(ends_on=None)
        page = client.get(reverse("consultations:consultation_create"))
        assert page.context["form"]["content"].value() == "ふたつめ"
