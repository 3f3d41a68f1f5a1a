"""Facts that somebody states on a screen: 取組計画 of a center, its contract, the municipality."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from centers.enums import ActivityKind, CenterType, FactKind, NationalFactKind, Operation
from shared.ledger import supersede
from subsidies.evidence import link_to, missing_facts
from subsidies.facts import Query, gather
from subsidies.facts.activity import PLAIN_ACTIVITIES
from subsidies.facts.gather import load
from subsidies.facts.municipality import IN_FORCE
from subsidies.facts.references import Part
from subsidies.judge.names import NAMES
from subsidies.judge.shapes import MalformedError
from subsidies.judge.vocabulary import FACTS
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    ContractFactory,
    MunicipalityFactFactory,
    NationalFactFactory,
    UserFactory,
)
from tests.subsidies.determinations import judge_one

DAY = dt.date(2025, 10, 1)
LAST = dt.date(2026, 3, 31)
EARLY, LATE = dt.datetime(2025, 6, 1, tzinfo=dt.UTC), dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
BETWEEN = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)

# Yes or no, told by records of another kind or computed from them.
TOLD_OTHERWISE = {
    "activity.records",
    "commissioned",
    "consult",
    "name_ok",
    "opening.consult",
    "opening.consult_holiday",
    "opening.consult_night",
    "opening.national_holidays",
    "outreach.planned",
    "outreach.pr",
    *(key for key in NAMES if key.startswith("docs.")),
}
# Still without a place on any screen: docs/in_progress.md says which records are to tell them.
NOWHERE_YET = {
    "chief_coordinator_qualified",
    "work.case_process",
    "work.child_plans",
    "work.joint_conferences",
    "work.joint_plans",
    "work.maternal_child_plans",
}
# Of a single interview: a case of the command line, never of a center.
OF_AN_INTERVIEW = {
    "extremely_difficult_attested",
    "interviewer.municipality_recognised_training",
    "interviewer.training",
    "interviewer.training.basic_course",
    "interviewer.training.basic_type_course",
    "municipality_recognises_interviewee",
    "reason_recorded",
}


def facts_of(center, day=DAY, **query):
    [gathered] = gather([center], Query(day, **query))
    return gathered.facts


def told(facts, key):
    for step in key.split("."):
        facts = facts.get(step, {})
    return None if facts == {} else facts


def accepts(key, value):
    part = Part()
    part.add(key, value)
    top = key.partition(".")[0]
    try:
        FACTS[top](part.facts[top], top)
    except (KeyError, MalformedError):
        return False
    return True


def finding_of(center, target, condition, **query):
    judgement = judge_one(center, **query)
    [found] = [each for each in judgement.result(target).findings if each.condition_id == condition]
    return found


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center


class TestVocabulary:
    @pytest.mark.parametrize("kind", PLAIN_ACTIVITIES)
    def test_each_kind_is_a_yes_or_no_fact_called_by_its_name(self, kind):
        assert accepts(kind.value, value=True)
        assert not accepts(kind.value, value=1)
        assert kind.label == NAMES[kind.value]

    def test_which_yes_or_no_facts_have_no_screen_is_known(self):
        asked = {key for key in NAMES if accepts(key, value=True) and not accepts(key, value=1)}
        stated = {kind.value for kind in PLAIN_ACTIVITIES} | set(IN_FORCE.values())

        assert asked - stated - TOLD_OTHERWISE - OF_AN_INTERVIEW == NOWHERE_YET


class TestActivities:
    @pytest.mark.parametrize("kind", PLAIN_ACTIVITIES)
    @pytest.mark.parametrize("answer", [True, False, None])
    def test_what_is_recorded_is_told_and_nothing_else(self, basic_center, kind, answer):
        if answer is not None:
            ActivityPlanFactory(center=basic_center, kind=kind, is_carried_out=answer)

        assert told(facts_of(basic_center), kind.value) is answer

    @pytest.mark.parametrize(
        ("type_", "kind", "target", "condition"),
        [
            (CenterType.BASIC, ActivityKind.PLEDGES, "general.duties", "general.confidential"),
            (
                CenterType.FAMILY_CENTER,
                ActivityKind.INTEGRATED_OPERATION,
                "family_center.requirements",
                "family_center.req.a",
            ),
            (
                CenterType.FAMILY_CENTER,
                ActivityKind.COMMUNITY_INTERPRETING,
                "family_center.supplement.community",
                "family_center.community.iii",
            ),
        ],
    )
    @pytest.mark.parametrize(
        ("answer", "status"), [(True, "met"), (False, "not_met"), (None, "unknown")]
    )
    def test_the_condition_follows_the_answer(
        self, center, type_, kind, target, condition, answer, status
    ):
        subtype = "Ⅰ" if type_ == CenterType.BASIC else ""
        CenterDesignationFactory(center=center, type=type_, subtype=subtype)
        if answer is not None:
            ActivityPlanFactory(center=center, kind=kind, is_carried_out=answer)

        found = finding_of(center, target, condition, day=DAY)

        assert str(found.status) == status
        assert found.missing == ((kind.value,) if answer is None else ())

    def test_a_place_is_met_when_all_three_are_stated(self, basic_center):
        for kind in (ActivityKind.PLACE_NEAR, ActivityKind.PLACE_DAILY_USE):
            ActivityPlanFactory(center=basic_center, kind=kind)
        before = finding_of(basic_center, "basic.place", "basic.place.near", day=DAY)
        ActivityPlanFactory(center=basic_center, kind=ActivityKind.PLACE_CONSULTATION)
        after = finding_of(basic_center, "basic.place", "basic.place.near", day=DAY)

        assert (str(before.status), before.missing) == ("unknown", ("place.consultation",))
        assert str(after.status) == "met"

    def test_a_statement_holds_for_its_fiscal_year_alone(self, basic_center):
        ActivityPlanFactory(center=basic_center, kind=ActivityKind.PLEDGES, fiscal_year=2025)
        evidence = load([basic_center], dt.date(2025, 3, 31), dt.date(2026, 4, 1))

        answers = {
            day: told(facts.facts, "duties.pledges")
            for day in (
                dt.date(2025, 3, 31),
                dt.date(2025, 4, 1),
                dt.date(2026, 3, 31),
                dt.date(2026, 4, 1),
            )
            for facts in evidence.facts_on(day)
        }

        assert list(answers.values()) == [None, True, True, None]

    def test_a_statement_counts_from_the_day_it_was_known(self, basic_center):
        kind = ActivityKind.PLEDGES
        first = ActivityPlanFactory(center=basic_center, kind=kind, recorded_at=EARLY)
        supersede(first, by=UserFactory(), at=LATE)
        ActivityPlanFactory(center=basic_center, kind=kind, is_carried_out=False, recorded_at=LATE)

        moments = (EARLY - dt.timedelta(days=1), BETWEEN, LATE, None)
        answers = [told(facts_of(basic_center, known_at=at), "duties.pledges") for at in moments]
        assert answers == [None, True, False, False]

    def test_the_statement_of_another_center_says_nothing(self, basic_center):
        elsewhere = CenterFactory(municipality=basic_center.municipality)
        ActivityPlanFactory(center=elsewhere, kind=ActivityKind.PLEDGES)

        assert told(facts_of(basic_center), "duties.pledges") is None

    @pytest.mark.parametrize("key", ["place.near", "docs.pr", "outreach.sessions", "commissioned"])
    def test_the_link_leads_to_the_table_of_the_year(
        self, basic_center, municipal_officer, client_for, key
    ):
        [gathered] = gather([basic_center], Query(LAST))
        [reference] = gathered.references[key]
        link = link_to(reference, municipal_officer)
        address, _, place = link.url.partition("#")

        page = client_for(municipal_officer).get(address)

        assert f'id="{place}"' in page.content.decode()
        assert page.context["year"].year == 2025 or key == "commissioned"


@pytest.mark.parametrize(
    ("key", "supplier"),
    [
        ("place.near", "センター"),
        ("duties.pledges", "センター"),
        ("duties.type_balance", "所管課"),
        ("commission.contract", "所管課"),
        ("commission.trained_staff", "センター"),
        ("commissioned", "所管課"),
        ("municipality.extra_staff_notified", "所管課"),
        ("extra_staff_counted_per_site", "所管課"),
        ("national.census_year", "所管課"),
        ("settings.extra_staff_number", "所管課"),
    ],
)
def test_who_can_supply_what_is_missing_is_named(key, supplier):
    [missing] = missing_facts([key])

    assert missing.supplier == supplier


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

        assert facts_of(center).get("commissioned") is expected

    def test_it_is_told_as_it_was_known(self, municipality):
        center = CenterFactory(
            municipality=municipality, operation=Operation.COMMISSIONED, contractor="見本会"
        )
        CenterDesignationFactory(center=center)
        ContractFactory(center=center, recorded_at=LATE)

        answers = [facts_of(center, known_at=at).get("commissioned") for at in (BETWEEN, LATE)]
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

    def test_begin_and_end_are_days_on_which_facts_change(self, basic_center):
        ContractFactory(center=basic_center, starts_on=dt.date(2025, 5, 1), ends_on=DAY)
        evidence = load([basic_center], dt.date(2025, 4, 1), LAST)

        turns = [turn for turn in evidence.turns(basic_center) if turn.keys == ("commissioned",)]

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

        rule = "family_center.extra_staff"
        due = finding_of(family_center, rule, f"{rule}.applies", day=DAY)
        data = finding_of(family_center, rule, f"{rule}.data", day=DAY)

        # (180 - 10,000 * 1,000 / 100,000) / 40 = 2
        assert due.reason == "算式による上乗せは2名です。通知された人数は3名です。"
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

        told_ = facts_of(family_center)["municipality"]
        assert (told_["census_year"], told_["abuse_cases_fiscal_year"]) == (2024, 2023)

    def test_a_statistic_that_is_not_recorded_has_no_year(self, family_center):
        municipal = facts_of(family_center)["municipality"]

        assert municipal == {"specific_sites": 0, "family_center_sites": 1}
        assert "national" not in facts_of(family_center)

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

        assert facts_of(family_center)["extra_staff_counted_per_site"] is True


def test_the_page_of_a_center_tells_what_was_stated(municipal_officer, client_for, center):
    CenterDesignationFactory(center=center, type=CenterType.FAMILY_CENTER, subtype="")
    ActivityPlanFactory(center=center, kind=ActivityKind.INTEGRATED_OPERATION)
    url = reverse("subsidies:center_supplements", args=[center.pk, 2025])

    page = client_for(municipal_officer).get(url, {"date": "令和7年10月1日"}).content.decode()

    assert "二つの機能の一体的な運営を確認できます。" in page
    assert f"{reverse('centers:center_detail', args=[center.pk])}?year=2025#activity-plans" in page
