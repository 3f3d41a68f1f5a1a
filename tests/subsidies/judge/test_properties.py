"""What must hold whatever the records say: more knowledge settles, it never overturns."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from subsidies.judge import judge, load_catalogue, parse_case
from tests.subsidies.judge.case_files import DAYS, put

SETTLED = {"met", "not_met"}
YES_NO = st.sampled_from([None, True, False])
COUNTS = st.sampled_from([None, 0, 1, 3, 1199, 1200])
WEEK = [["mon", "13:00", "20:00"], ["wed", "13:00", "20:00"], ["sat", "13:00", "20:00"]]
PERSON = {
    "dedicated": YES_NO,
    "training.basic_course": YES_NO,
    "training.basic_type_course": YES_NO,
    "licensed": YES_NO,
    "experience_months": st.sampled_from([None, 0, 12, 36]),
    "child_family_social_worker": YES_NO,
    "roles": st.sampled_from([None, ["base"], ["outreach"], ["base", "outreach"]]),
}
KEYS = {
    "municipality.emergency_measures": YES_NO,
    "municipality.childcare_provision_plan": YES_NO,
    "municipality.new_childcare_plan": YES_NO,
    "municipality.needs_increase": YES_NO,
    "municipality.waiting.2016": COUNTS,
    "municipality.specific_sites": st.sampled_from([None, 1, 2, 3]),
    "municipality.population_0_5.2013": st.sampled_from([None, 10000, 20001]),
    "municipality.experience_months.licensed": st.sampled_from([None, 12]),
    "municipality.experience_months.other": st.sampled_from([None, 36]),
    "opening.weekly": st.sampled_from([None, [], WEEK, [*WEEK, ["sun", "14:00", "20:00"]]]),
    "opening.national_holidays": YES_NO,
    "opening.consult": YES_NO,
    "outreach.sessions": COUNTS,
    "outreach.planned": YES_NO,
    "outreach.pr": YES_NO,
    "activity.consultations": COUNTS,
    "activity.open_days": st.sampled_from([None, 0, 240]),
    "activity.records": st.just(value=True),
    "docs.business_plan": st.just(value=True),
    "docs.pr": st.just(value=True),
    "docs.results_published": YES_NO,
    "docs.rota_plan": st.just(value=True),
    "docs.rota_actual": YES_NO,
    "rounds_days_per_week": st.sampled_from([None, 0, 2, 3]),
    "meeting_extra_days_per_week": st.sampled_from([None, 0, 1]),
    "liaison_meetings": st.sampled_from([None, 0, 1]),
    "rounds_staff_equivalent": YES_NO,
    "center_liaison_met_by_existing_staff_only": YES_NO,
} | {f"staff.{index}.{key}": values for index in (0, 1, 2) for key, values in PERSON.items()}
TARGETS = (
    "night_opening",
    "holiday_opening",
    "outreach",
    "strengthening",
    "multifunction",
    "basic.staff.dedicated",
    "specific.municipality",
    "specific.cap",
    "specific.staff",
)
RECORDS = st.fixed_dictionaries(KEYS)
QUIET = settings(max_examples=100, deadline=None, derandomize=True)


def judged(records, target, version, kind):
    facts = {"staff": [{"id": str(index)} for index in (0, 1, 2)]}
    for key, value in records.items():
        put(facts, key, copy.deepcopy(value))
    row = {
        "id": "x",
        "target": target,
        "version": version,
        "type": "specific" if target.startswith("specific.") else kind,
        "subtype": "Ⅰ",
        "date": DAYS[version],
        "facts": facts,
    }
    return judge(parse_case(row, load_catalogue()))


SETTINGS = {
    "records": RECORDS,
    "target": st.sampled_from(TARGETS),
    "version": st.sampled_from(["R2", "R3", "R7"]),
    "kind": st.sampled_from(["basic", "specific"]),
}


@QUIET
@given(**SETTINGS, more=RECORDS)
def test_learning_a_fact_never_overturns_a_settled_answer(records, target, version, kind, more):
    learnt = {key: more[key] if value is None else value for key, value in records.items()}

    before = judged(records, target, version, kind)
    after = judged(learnt, target, version, kind)

    assert before.overall not in SETTLED or after.overall == before.overall
    for first, second in zip(before.findings, after.findings, strict=True):
        assert first.status not in SETTLED or second.status in {first.status, "not_applicable"}


@QUIET
@given(**SETTINGS, more=RECORDS)
def test_fact_that_is_not_listed_as_missing_cannot_change_the_answer(
    records, target, version, kind, more
):
    before = judged(records, target, version, kind)
    learnt = {
        key: more[key] if value is None and not asked_for(key, before.missing) else value
        for key, value in records.items()
    }

    after = judged(learnt, target, version, kind)

    assert before.overall == after.overall


@QUIET
@given(**SETTINGS)
def test_only_an_unknown_answer_asks_for_facts_the_municipality_first(
    records, target, version, kind
):
    result = judged(records, target, version, kind)

    assert result.overall == "unknown" or not result.missing
    first = [key.startswith("municipality.") for key in result.missing]
    assert first == sorted(first, reverse=True)


@QUIET
@given(records=RECORDS, extra=st.integers(1, 500))
def test_more_consultations_never_turn_met_into_something_else(records, extra):
    fewer = records | {"activity.consultations": 1200, "activity.open_days": 240}
    more = fewer | {"activity.consultations": 1200 + extra}

    before = judged(fewer, "strengthening", "R3", "basic")
    after = judged(more, "strengthening", "R3", "basic")

    assert before.overall == after.overall


@QUIET
@given(
    population=st.integers(0, 200_000),
    sites=st.integers(0, 25),
)
def test_cap_is_the_population_in_ten_thousands_rounded_up(population, sites):
    years = {str(year): 0 for year in range(2013, 2020)} | {"2017": population}
    records = {"municipality.population_0_5": years, "municipality.specific_sites": sites}

    result = judged(records, "specific.cap", "R2", "specific")

    allowed = sites * 10_000 < population + 10_000
    assert result.overall == ("met" if allowed else "not_met")


def asked_for(key, missing):
    return any(key == wanted or key.startswith(f"{wanted}.") for wanted in missing)
