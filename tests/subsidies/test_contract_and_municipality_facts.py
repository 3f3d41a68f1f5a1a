"""Facts of the municipality and of a center's contract that judge the こども家庭センター and 委託."""

import datetime as dt
from decimal import Decimal

import pytest

from centers.enums import ActivityKind, CenterType, FactKind, NationalFactKind, Operation
from staffing.enums import PostingRole
from subsidies.facts.gather import load
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    ContractFactory,
    MunicipalityFactFactory,
    NationalFactFactory,
    PostingFactory,
)
from tests.subsidies.determinations import facts_of, finding_of

DAY, LAST = dt.date(2025, 10, 1), dt.date(2026, 3, 31)
BETWEEN, LATE = dt.datetime(2025, 7, 1, tzinfo=dt.UTC), dt.datetime(2025, 9, 1, tzinfo=dt.UTC)


class TestContract:
    @pytest.mark.parametrize(
        ("operation", "contract", "expected"),
        [
            (Operation.DIRECT, None, False),
            (Operation.DIRECT, {}, True),
            (Operation.DIRECT, {"ends_on": DAY - dt.timedelta(days=1)}, False),
            (Operation.COMMISSIONED, None, None),
            (Operation.COMMISSIONED, {"ends_on": DAY}, True),
            (Operation.COMMISSIONED, {"starts_on": DAY}, True),
            (Operation.COMMISSIONED, {"starts_on": DAY + dt.timedelta(days=1)}, None),
            (Operation.COMMISSIONED, {"ends_on": DAY - dt.timedelta(days=1)}, None),
        ],
    )
    def test_a_contract_of_the_day_says_so(self, municipality, operation, contract, expected):
        center = CenterFactory(municipality=municipality, operation=operation, contractor="見本会")
        CenterDesignationFactory(center=center)
        if contract is not None:
            ContractFactory(center=center, **contract)

        assert facts_of(center, DAY).get("commissioned") is expected

    def test_it_is_told_as_it_was_known(self, municipality):
        center = CenterFactory(
            municipality=municipality, operation=Operation.COMMISSIONED, contractor="見本会"
        )
        CenterDesignationFactory(center=center)
        ContractFactory(center=center, recorded_at=LATE)

        answers = [facts_of(center, DAY, known_at=at).get("commissioned") for at in (BETWEEN, LATE)]
        assert answers == [None, True]

    @pytest.mark.parametrize(
        ("operation", "has_papers", "status"),
        [
            (Operation.DIRECT, None, "not_applicable"),
            (Operation.COMMISSIONED, None, "unknown"),
            (Operation.COMMISSIONED, True, "met"),
            (Operation.COMMISSIONED, False, "not_met"),
        ],
    )
    def test_the_papers_are_asked_of_an_entrusted_center(
        self, municipality, operation, has_papers, status
    ):
        center = CenterFactory(municipality=municipality, operation=operation, contractor="見本会")
        CenterDesignationFactory(center=center)
        if operation == Operation.COMMISSIONED:
            ContractFactory(center=center)
        if has_papers is not None:
            ActivityPlanFactory(
                center=center, kind=ActivityKind.COMMISSION_CONTRACT, is_carried_out=has_papers
            )

        found = finding_of(center, "general.implementer", "general.implementer.entrust", day=DAY)

        assert str(found.status) == status

    def test_begin_and_end_are_days_on_which_facts_change(self, center):
        ContractFactory(center=center, starts_on=dt.date(2025, 5, 1), ends_on=DAY)
        evidence = load([center], dt.date(2025, 4, 1), LAST)

        turns = [turn for turn in evidence.turns(center) if turn.keys == ("commissioned",)]

        assert [(turn.on, turn.is_end) for turn in turns] == [
            (dt.date(2025, 5, 1), False),
            (DAY, True),
        ]
        assert turns[0].happened == "委託の契約の期間が始まった"


class TestMunicipality:
    @pytest.fixture
    def family_center(self, center):
        CenterDesignationFactory(center=center, type=CenterType.FAMILY_CENTER, subtype="")
        return center

    def test_the_number_notified_holds_for_its_period(self, family_center):
        MunicipalityFactFactory(
            municipality=family_center.municipality,
            kind=FactKind.EXTRA_STAFF_NOTIFIED,
            starts_on=dt.date(2025, 4, 1),
            ends_on=LAST,
            holds=None,
            value=Decimal(2),
        )

        days = (dt.date(2025, 3, 31), DAY, LAST, dt.date(2026, 4, 1))
        answers = [
            facts_of(family_center, day)["municipality"].get("extra_staff_notified") for day in days
        ]
        assert answers == [None, 2, 2, None]

    def test_it_stands_beside_the_computed_number(self, family_center, municipality):
        statistics = {
            FactKind.POPULATION: (80_000, dt.date(2020, 10, 1)),
            FactKind.CHILD_POPULATION: (10_000, dt.date(2020, 10, 1)),
            FactKind.ABUSE_CASES: (180, dt.date(2023, 4, 1)),
        }
        for kind, (value, day) in statistics.items():
            MunicipalityFactFactory(
                municipality=municipality,
                kind=kind,
                starts_on=day,
                ends_on=day,
                holds=None,
                value=Decimal(value),
            )
        NationalFactFactory(value=Decimal(1000))
        NationalFactFactory(
            kind=NationalFactKind.CHILD_POPULATION,
            starts_on=dt.date(2020, 10, 1),
            ends_on=dt.date(2020, 10, 1),
            value=Decimal(100_000),
        )
        MunicipalityFactFactory(
            municipality=municipality,
            kind=FactKind.EXTRA_STAFF_NOTIFIED,
            holds=None,
            value=Decimal(3),
        )

        PostingFactory(center=family_center, role=PostingRole.ABUSE_RESPONSE)

        rule = "family_center.extra_staff"
        due = finding_of(family_center, rule, f"{rule}.applies", day=DAY)
        assigned = finding_of(family_center, rule, f"{rule}.n", day=DAY)
        data = finding_of(family_center, rule, f"{rule}.data", day=DAY)

        # (180 - 10,000 * 1,000 / 100,000) / 40 = 2
        assert due.reason == "算式による上乗せは2名です。通知された人数は3名です。"
        assert assigned.reason == (
            "虐待対応専門員は1名です（必要：1名＋2名）。上乗せは算式では2名、通知では3名です。"
        )
        assert str(data.status) == "met"
        assert data.reason == "件数は2023年度（基準：2023年度）、児童人口は2020年の国勢調査です。"

    def test_the_years_of_the_statistics_are_those_of_their_reference_days(self, family_center):
        for kind in (FactKind.CHILD_POPULATION, FactKind.ABUSE_CASES):
            for day in (dt.date(2020, 10, 1), dt.date(2023, 4, 1), dt.date(2024, 4, 1)):
                MunicipalityFactFactory(
                    municipality=family_center.municipality,
                    kind=kind,
                    starts_on=day,
                    ends_on=day,
                    holds=None,
                    value=Decimal(100),
                )

        told_ = facts_of(family_center, DAY)["municipality"]
        assert (told_["census_year"], told_["abuse_cases_fiscal_year"]) == (2024, 2023)

    def test_a_statistic_that_is_not_recorded_has_no_year(self, family_center):
        municipal = facts_of(family_center, DAY)["municipality"]

        assert municipal == {"specific_sites": 0, "family_center_sites": 1}
        assert "national" not in facts_of(family_center, DAY)

    def test_sites_are_counted_by_type_on_the_day(self, family_center, municipality):
        other = CenterFactory(municipality=municipality)
        CenterDesignationFactory(
            center=other, type=CenterType.FAMILY_CENTER, subtype="", starts_on=DAY
        )
        CenterDesignationFactory(
            center=CenterFactory(municipality=municipality), type=CenterType.SPECIFIC, subtype=""
        )
        CenterDesignationFactory(type=CenterType.FAMILY_CENTER, subtype="")

        counted = [
            facts_of(family_center, day)["municipality"]
            for day in (DAY - dt.timedelta(days=1), DAY)
        ]

        assert counted == [
            {"specific_sites": 1, "family_center_sites": 1},
            {"specific_sites": 1, "family_center_sites": 2},
        ]
        evidence = load([family_center], dt.date(2025, 4, 1), LAST)
        [turn] = evidence.turns(family_center)
        assert (turn.day, turn.keys) == (DAY, ("municipality.family_center_sites",))
        assert turn.happened == "こども家庭センター型のか所数が変わった"

    def test_a_reading_for_several_sites_is_a_fact_of_the_municipality(self, family_center):
        MunicipalityFactFactory(
            municipality=family_center.municipality, kind=FactKind.EXTRA_STAFF_COUNTED_PER_SITE
        )

        assert facts_of(family_center, DAY)["extra_staff_counted_per_site"] is True
