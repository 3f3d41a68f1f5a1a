"""Agencies of the register in consents: chosen, entered in passing, never twice by a spelling."""

import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from centers.models import PartnerAgency
from consultations.letters import letter_of
from consultations.models import Consent, Consultation
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.consultations.conftest import CREATE
from tests.directory_factories import PartnerAgencyFactory
from tests.factories import MunicipalityFactory
from tests.sharing_factories import AgencyConsentFactory, ReferralFactory

NAME = "見本市立見本保育所"


@pytest.fixture
def listed(municipality):
    return PartnerAgencyFactory(municipality=municipality, name=NAME)


@pytest.fixture
def send(client_for, consultant, household):
    def post(**changes):
        url = reverse("consents:household_consent_create", args=[household.pk])
        typed = {
            "submission_key": str(uuid.uuid4()),
            "purpose": "share",
            "recipient_kind": "agency",
            "answer": "given",
            "answered_on": format_wareki(timezone.localdate()),
            "manner": "oral",
            "taken_by_name": "見本 一郎",
        }
        return client_for(consultant).post(url, typed | changes)

    return post


def errors(response):
    return {name: "".join(found) for name, found in response.context["form"].errors.items()}


NEW = {"new_agency_name": "見本こども園", "new_agency_kind": "childcare", "new_agency_phone": "03"}


class TestEnteredInPassing:
    def test_it_stands_in_the_register_and_in_the_trail(self, send, consultant, household):
        assert send(**NEW).status_code == 302

        agency = PartnerAgency.objects.get()
        assert (agency.name, agency.kind, agency.phone) == ("見本こども園", "childcare", "03")
        assert (agency.municipality, agency.recorded_by) == (household.municipality, consultant)
        assert Consent.objects.get().agency == agency
        kinds = AuditEvent.objects.filter(action="create").values_list("target_kind", flat=True)
        assert sorted(kinds) == ["centers.PartnerAgency", "consultations.Consent"]

    @pytest.mark.parametrize("typed", ["見本市立 見本保育所", "見本保育所", NAME])
    @pytest.mark.usefixtures("listed")
    def test_a_similar_name_is_pointed_out_first(self, send, typed):
        response = send(**NEW | {"new_agency_name": typed})

        assert NAME in errors(response)["new_agency_name"]
        assert not Consent.objects.exists()
        assert PartnerAgency.objects.count() == 1

    @pytest.mark.usefixtures("listed")
    def test_another_one_of_a_similar_name_may_be_entered(self, send):
        send(**NEW | {"new_agency_name": "見本保育所", "new_agency_is_other": "on"})

        assert PartnerAgency.objects.count() == 2

    def test_the_very_same_again_is_refused_by_the_register(self, send, municipality):
        PartnerAgencyFactory(municipality=municipality, name="見本こども園", kind="childcare")

        response = send(**NEW | {"new_agency_is_other": "on"})

        assert "名簿にあります" in errors(response)["__all__"]
        assert not Consent.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"new_agency_kind": ""}, "new_agency_kind"),
            ({"new_agency_name": ""}, "new_agency_name"),
            ({"recipient_kind": "department"}, "new_agency_name"),
        ],
    )
    def test_what_is_missing_is_asked_for(self, send, changes, field):
        assert field in errors(send(**NEW | changes))

    def test_one_of_the_list_and_a_new_one_are_too_many(self, send, listed):
        assert "new_agency_name" in errors(send(**NEW, agency=str(listed.pk)))


class TestAskedInTheLog:
    @pytest.mark.parametrize("typed", [NAME, "見本市立　見本保育所"])
    def test_any_spelling_is_the_same_recipient(self, log, listed, typed):
        log(share_consent="given", share_with=typed)

        assert Consent.objects.get().agency == listed
        assert PartnerAgency.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "said"), [("よその園", "名簿にありません"), ("見本保育所", NAME)]
    )
    @pytest.mark.usefixtures("listed")
    def test_what_is_not_listed_is_asked_about(self, log, typed, said):
        response = log(share_consent="given", share_with=typed)

        assert said in errors(response)["share_with"]
        assert not Consultation.objects.exists()

    @pytest.mark.usefixtures("listed")
    def test_it_is_entered_where_that_is_ticked(self, log):
        log(share_consent="given", share_with="よその園", share_with_is_new="on")

        assert Consent.objects.get().agency.name == "よその園"

    def test_one_of_several_departments_must_be_named(self, log, municipality):
        for department in ("庶務係", "相談係"):
            PartnerAgencyFactory(municipality=municipality, name=NAME, department=department)

        refused = errors(log(share_consent="given", share_with=NAME))
        log(share_consent="given", share_with=f"{NAME} 相談係")

        assert "部署まで" in refused["share_with"]
        assert Consent.objects.get().agency.department == "相談係"

    @pytest.mark.usefixtures("listed")
    def test_the_names_are_offered_without_the_closed_ones(
        self, client_for, consultant, municipality
    ):
        closed = timezone.localdate()
        PartnerAgencyFactory(municipality=municipality, name="旧園", closed_on=closed)

        form = client_for(consultant).get(reverse(CREATE)).context["form"]

        assert form.share_names == ["所管課", NAME]


def test_a_closed_agency_is_no_longer_offered_and_its_referrals_stay(
    client_for, consultant, household, listed
):
    consent = AgencyConsentFactory(household=household)
    referral = ReferralFactory(household=household, consent=consent)
    client = client_for(consultant)
    url = reverse("referrals:referral_of_household_create", args=[household.pk])
    before = list(client.get(url).context["form"].fields["agency"].queryset)
    listed.closed_on = timezone.localdate()
    listed.save()

    after = list(client.get(url).context["form"].fields["agency"].queryset)

    assert (before, after) == ([listed], [])
    page = client.get(reverse("referrals:referral_detail", args=[referral.pk]))
    assert NAME in text_of(page)


def test_a_letter_tells_where_the_agency_is(client_for, consultant, household):
    consent = AgencyConsentFactory(household=household)
    agency = consent.agency
    agency.department, agency.address, agency.fax = "相談係", "見本町1番", "0000-1"
    agency.postal_code = "000-0000"
    agency.save()
    referral = ReferralFactory(household=household, consent=consent)

    page = render_to_string(
        "referrals/letter_print.html",
        {"referral": referral, "letter": letter_of(referral, timezone.localdate())},
    )

    assert f"{agency.name} 相談係" in page
    assert "〒000-0000 見本町1番" in page
    assert "ファクス　0000-1" in page
    listed = client_for(consultant).get(reverse("referrals:referral_list"))
    assert f"{agency.name} 相談係" in text_of(listed)


@pytest.mark.django_db
def test_names_in_words_become_one_row_for_each_folded_name_and_municipality():
    migration = import_module("consultations.migrations.0025_agencies_of_recipients")
    ours, theirs = MunicipalityFactory(), MunicipalityFactory()
    listed = PartnerAgencyFactory(municipality=ours, name="髙橋医院", department="小児科")
    named = [
        (ours.pk, "ミホンクリニック"),
        (ours.pk, "ﾐﾎﾝｸﾘﾆｯｸ"),
        (theirs.pk, "ミホンクリニック"),
        (ours.pk, "高橋医院"),
    ]

    known = migration._known(apps, {ours.pk, theirs.pk})  # noqa: SLF001 -- the part that decides
    made = migration._entered(apps, named, known)  # noqa: SLF001 -- a migration has no other door

    assert known[ours.pk, migration.fold_key("高橋医院")] == listed.pk
    assert len(made) == 2
    assert PartnerAgency.objects.filter(municipality=ours).count() == 2
    assert PartnerAgency.objects.get(municipality=theirs).kind == "other"
    assert connection.vendor == "postgresql"
