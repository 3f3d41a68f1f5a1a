"""Facts that somebody states of a center for a fiscal year (取組計画), and who supplies them."""

import datetime as dt

import pytest
from django.urls import reverse

from centers.enums import ActivityKind, CenterType
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
    UserFactory,
)
from tests.subsidies.determinations import facts_of, finding_of

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
    "work.case_process",
    "work.joint_conferences",
    *(key for key in NAMES if key.startswith("docs.")),
    "work.child_plans",
    "work.joint_plans",
    "work.maternal_child_plans",
}
# Still without a place on any screen: docs/in_progress.md says which records are to tell them.
NOWHERE_YET = {"chief_coordinator_qualified"}
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

        assert told(facts_of(basic_center, DAY), kind.value) is answer

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
        answers = [
            told(facts_of(basic_center, DAY, known_at=at), "duties.pledges") for at in moments
        ]
        assert answers == [None, True, False, False]

    def test_the_statement_of_another_center_says_nothing(self, basic_center):
        elsewhere = CenterFactory(municipality=basic_center.municipality)
        ActivityPlanFactory(center=elsewhere, kind=ActivityKind.PLEDGES)

        assert told(facts_of(basic_center, DAY), "duties.pledges") is None

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


def test_the_page_of_a_center_tells_what_was_stated(municipal_officer, client_for, center):
    CenterDesignationFactory(center=center, type=CenterType.FAMILY_CENTER, subtype="")
    ActivityPlanFactory(center=center, kind=ActivityKind.INTEGRATED_OPERATION)
    url = reverse("subsidies:center_supplements", args=[center.pk, 2025])

    page = client_for(municipal_officer).get(url, {"date": "令和7年10月1日"}).content.decode()

    assert "二つの機能の一体的な運営を確認できます。" in page
    assert f"{reverse('centers:center_detail', args=[center.pk])}?year=2025#activity-plans" in page
