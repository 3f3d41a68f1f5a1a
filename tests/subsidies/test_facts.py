"""Facts from the records: what is recorded is told, what is not recorded stays unknown."""

import datetime as dt
from decimal import Decimal

import pytest

from centers.enums import (
    ActivityKind,
    CenterType,
    DocumentKind,
    FactKind,
    NationalFactKind,
    Service,
)
from centers.models import Center
from shared.ledger import supersede
from subsidies.facts import Query, gather
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    DocumentFactory,
    MunicipalityFactFactory,
    NationalFactFactory,
    NationalHolidayOpeningFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    OutreachSessionFactory,
    PostingFactory,
    UserFactory,
)

DAY = dt.date(2025, 10, 1)


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center


def facts_of(center, day=DAY, **query):
    [gathered] = gather([center], Query(day, **query))
    return gathered.facts


def at(hour, day=DAY):
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_a_center_without_records_leaves_everything_unknown_but_the_counts(basic_center):
    facts = facts_of(basic_center)

    assert facts == {
        "municipality": {"specific_sites": 0, "family_center_sites": 0},
        "implementer": "市町村",
        "commissioned": False,
        "activity": {"consultations": 0, "open_days": 0},
    }


def test_a_center_without_a_type_on_the_day_is_not_judged(center):
    CenterDesignationFactory(center=center, starts_on=dt.date(2026, 4, 1))

    assert gather([center], Query(DAY)) == []


def test_each_type_of_a_center_is_gathered(basic_center):
    CenterDesignationFactory(center=basic_center, type=CenterType.PREGNANCY_SUPPORT, subtype="")

    types = [gathered.type_label for gathered in gather([basic_center], Query(DAY))]
    assert types == ["基本型（Ⅰ型）", "妊婦等包括相談支援事業型"]


class TestMunicipality:
    @pytest.mark.parametrize("holds", [True, False])
    def test_a_fact_in_force_is_told_as_recorded(self, basic_center, holds):
        MunicipalityFactFactory(municipality=basic_center.municipality, holds=holds)

        assert facts_of(basic_center)["municipality"]["childcare_provision_plan"] is holds

    def test_a_fact_that_has_ended_is_not_borrowed(self, basic_center):
        MunicipalityFactFactory(
            municipality=basic_center.municipality, ends_on=DAY - dt.timedelta(days=1)
        )

        assert "childcare_provision_plan" not in facts_of(basic_center)["municipality"]

    def test_another_municipality_says_nothing(self, basic_center):
        MunicipalityFactFactory()

        assert "childcare_provision_plan" not in facts_of(basic_center)["municipality"]

    def test_yearly_figures_are_kept_by_year(self, basic_center):
        for year, value in ((2023, 9876), (2024, 9543)):
            MunicipalityFactFactory(
                municipality=basic_center.municipality,
                kind=FactKind.POPULATION_0_5,
                starts_on=dt.date(year, 10, 1),
                ends_on=dt.date(year, 10, 1),
                holds=None,
                value=Decimal(value),
            )

        expected = {"2023": 9876, "2024": 9543}
        assert facts_of(basic_center)["municipality"]["population_0_5"] == expected

    def test_a_share_keeps_its_fraction(self, basic_center):
        MunicipalityFactFactory(
            municipality=basic_center.municipality,
            kind=FactKind.FILL_RATE,
            starts_on=dt.date(2019, 10, 1),
            ends_on=dt.date(2019, 10, 1),
            holds=None,
            value=Decimal("0.987"),
        )

        assert facts_of(basic_center)["municipality"]["fill_rate"] == {"2019": 0.987}

    def test_abuse_cases_are_those_of_two_fiscal_years_before(self, basic_center):
        for year, value in ((2022, 90), (2023, 100), (2024, 110)):
            period = {
                "starts_on": dt.date(year, 4, 1),
                "ends_on": dt.date(year + 1, 3, 31),
                "value": Decimal(value),
            }
            MunicipalityFactFactory(
                municipality=basic_center.municipality,
                kind=FactKind.ABUSE_CASES,
                holds=None,
                **period,
            )
            NationalFactFactory(kind=NationalFactKind.ABUSE_CASES, **period)

        facts = facts_of(basic_center)
        assert facts["municipality"]["abuse_cases"] == 100
        assert facts["national"]["abuse_cases"] == 100

    def test_population_is_the_latest_known_on_the_day(self, basic_center):
        for day, value in (("2020-10-01", 51000), ("2025-09-30", 50000), ("2025-10-02", 1)):
            MunicipalityFactFactory(
                municipality=basic_center.municipality,
                kind=FactKind.POPULATION,
                starts_on=dt.date.fromisoformat(day),
                ends_on=dt.date.fromisoformat(day),
                holds=None,
                value=Decimal(value),
            )

        assert facts_of(basic_center)["municipality"]["population"] == 50000

    def test_facilities_count_on_the_one_day_the_notice_names(self, basic_center):
        for year in (2018, 2019):
            MunicipalityFactFactory(
                municipality=basic_center.municipality,
                kind=FactKind.FACILITIES,
                starts_on=dt.date(year, 4, 1),
                ends_on=dt.date(year, 4, 1),
                holds=None,
                value=Decimal(year - 1919),
            )

        assert facts_of(basic_center)["municipality"]["facilities_20190401"] == 100

    def test_specific_sites_are_counted_in_the_whole_municipality(self, basic_center):
        elsewhere = CenterFactory(municipality=basic_center.municipality)
        CenterDesignationFactory(center=elsewhere, type=CenterType.SPECIFIC, subtype="")
        CenterDesignationFactory(type=CenterType.SPECIFIC, subtype="")

        assert facts_of(basic_center)["municipality"]["specific_sites"] == 1


class TestOpening:
    def test_intervals_in_force_are_told_in_order(self, basic_center):
        OpeningHoursFactory(
            center=basic_center, weekday=6, opens_at=dt.time(13), closes_at=dt.time(17)
        )
        OpeningHoursFactory(
            center=basic_center, weekday=1, opens_at=dt.time(14), closes_at=dt.time(20)
        )
        OpeningHoursFactory(
            center=basic_center, weekday=1, opens_at=dt.time(9), closes_at=dt.time(12)
        )
        OpeningHoursFactory(center=basic_center, weekday=2, ends_on=dt.date(2025, 9, 30))

        assert facts_of(basic_center)["opening"]["weekly"] == [
            ["mon", "09:00", "12:00"],
            ["mon", "14:00", "20:00"],
            ["sat", "13:00", "17:00"],
        ]

    def test_hours_of_another_service_are_not_general_hours(self, basic_center):
        for weekday in (1, 3):
            OpeningHoursFactory(
                center=basic_center, weekday=weekday, service=Service.SPECIAL_CONSIDERATION
            )

        facts = facts_of(basic_center)
        assert facts["special_days_per_week"] == 2
        assert "opening" not in facts

    @pytest.mark.parametrize("is_open", [True, False])
    def test_national_holidays_follow_the_recorded_rule(self, basic_center, is_open):
        NationalHolidayOpeningFactory(center=basic_center, is_open=is_open)

        assert facts_of(basic_center)["opening"]["national_holidays"] is is_open


class TestLog:
    def test_contacts_of_the_fiscal_year_to_the_day_are_counted(self, basic_center):
        user = UserFactory()
        for day in ("2025-03-31", "2025-04-01", "2025-10-01", "2025-10-02"):
            ConsultationFactory(
                center=basic_center,
                recorded_by=user,
                occurred_at=at(10, dt.date.fromisoformat(day)),
            )

        assert facts_of(basic_center)["activity"]["consultations"] == 2

    def test_a_day_that_nobody_confirmed_leaves_the_open_days_unknown(self, basic_center):
        OpeningHoursFactory(center=basic_center, weekday=2, starts_on=dt.date(2025, 9, 30))

        assert "open_days" not in facts_of(basic_center)["activity"]

        OpenDayFactory(center=basic_center, held_on=dt.date(2025, 9, 30))
        assert facts_of(basic_center)["activity"]["open_days"] == 1

    def test_a_past_day_must_be_confirmed_even_if_it_is_the_day_judged(self, basic_center):
        OpeningHoursFactory(center=basic_center, weekday=DAY.isoweekday(), starts_on=DAY)

        assert "open_days" not in facts_of(basic_center)["activity"]

    def test_a_day_recorded_as_closed_is_no_open_day(self, basic_center):
        OpenDayFactory(center=basic_center, held_on=dt.date(2025, 9, 30), is_open=False)

        assert facts_of(basic_center)["activity"]["open_days"] == 0

    @pytest.mark.parametrize(("hour", "proves"), [(17, None), (18, True)])
    def test_a_contact_in_the_evening_proves_the_evening_service(self, basic_center, hour, proves):
        ConsultationFactory(center=basic_center, occurred_at=at(hour))

        assert facts_of(basic_center).get("opening", {}).get("consult_night") is proves

    @pytest.mark.parametrize(
        ("day", "proves"),
        [("2025-09-26", None), ("2025-09-27", True), ("2025-09-28", True), ("2025-09-15", True)],
        ids=["金曜", "土曜", "日曜", "敬老の日"],
    )
    def test_a_contact_on_a_holiday_proves_the_holiday_service(self, basic_center, day, proves):
        ConsultationFactory(center=basic_center, occurred_at=at(10, dt.date.fromisoformat(day)))

        assert facts_of(basic_center).get("opening", {}).get("consult_holiday") is proves


class TestActivity:
    def test_a_document_on_file_outweighs_an_earlier_confirmed_absence(self, basic_center):
        DocumentFactory(center=basic_center, exists=False)
        DocumentFactory(center=basic_center)
        DocumentFactory(center=basic_center, kind=DocumentKind.ROTA_PLAN, exists=False)
        DocumentFactory(center=basic_center, kind=DocumentKind.ROTA_ACTUAL, fiscal_year=2024)

        assert facts_of(basic_center)["docs"] == {"business_plan": True, "rota_plan": False}

    def test_outreach_that_is_not_carried_out_has_zero_sessions(self, basic_center):
        ActivityPlanFactory(center=basic_center, is_carried_out=False)

        assert facts_of(basic_center)["outreach"] == {"sessions": 0}

    def test_outreach_sessions_are_counted_and_their_notice_proves_publicity(self, basic_center):
        OutreachSessionFactory(center=basic_center, publicised_on=dt.date(2025, 6, 1))
        OutreachSessionFactory(center=basic_center, held_on=dt.date(2025, 10, 2))

        assert facts_of(basic_center)["outreach"] == {"sessions": 1, "pr": True}

    def test_what_is_carried_out_is_told_by_its_own_key(self, basic_center):
        ActivityPlanFactory(center=basic_center, kind=ActivityKind.INTERPRETER)
        ActivityPlanFactory(
            center=basic_center, kind=ActivityKind.TRANSLATION_SYSTEM, is_carried_out=False
        )

        facts = facts_of(basic_center)
        assert (facts["interpreter"], facts["translation_system"]) == (True, False)


def test_facts_are_those_known_at_the_time(basic_center):
    before = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    later = dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
    fact = MunicipalityFactFactory(municipality=basic_center.municipality)
    supersede(fact, by=UserFactory(), at=later)
    MunicipalityFactFactory(municipality=basic_center.municipality, holds=False, recorded_at=later)

    assert facts_of(basic_center)["municipality"]["childcare_provision_plan"] is False
    known = facts_of(basic_center, known_at=before)
    assert known["municipality"]["childcare_provision_plan"] is True


@pytest.mark.parametrize("center_count", [1, 3])
def test_gathering_takes_the_same_queries_for_any_number_of_centers(
    center_count, django_assert_num_queries
):
    for center in CenterFactory.create_batch(center_count):
        CenterDesignationFactory(center=center)
        PostingFactory(center=center)
        ConsultationFactory(center=center)
    centers = list(Center.objects.all())

    # municipality 1, types 1; municipality: facts, sites, national 3; opening: hours, holidays 2;
    # staff: postings, ever posted, licences, training, exemptions, careers 6;
    # log: contacts, hours, holidays, closures, extra, actual 6; plans, documents, sessions,
    # after hours 4; contracts 1; attestations 1; settings 1;
    # cases: joint conferences, decided intakes, steps 3, what was disposed of 1
    with django_assert_num_queries(33):
        gathered = gather(centers, Query(DAY))

    assert len(gathered) == center_count
