"""A wording with several readings, and items listed side by side: in a version made for it."""

import copy
import tomllib
from datetime import date

import pytest

from subsidies.judge import judge, load_catalogue, parse_case
from subsidies.judge.loading import parse_version
from subsidies.judge.predicates import PREDICATES
from subsidies.judge.question import Question
from subsidies.judge.scenario import Facts
from subsidies.judge.versions import RULES, load_overlays, load_versions, overlays_on, version_on

ROUNDING = "support_plan_rounding"  # a setting without a reading meanwhile


def version_with(logic):
    content = copy.deepcopy(tomllib.loads((RULES / "R2.toml").read_text(encoding="utf-8")))
    (rule,) = (rule for rule in content["rule"] if rule["id"] == "multilingual")
    first = rule["condition"][0] | {
        "id": "x.first",
        "predicate": "recorded",
        "parameters": {"key": "interpreter"},
    }
    second = first | {"id": "x.second", "parameters": {"key": "translation_system"}}
    rule["condition"] = [first, second]
    rule["logic"] = logic
    return parse_version(content, name="R2.toml")


def answer(logic, first, second, chosen=None):
    facts = {"interpreter": first, "translation_system": second, "settings": {ROUNDING: chosen}}
    row = {"id": "x", "target": "multilingual", "type": "basic", "date": "2020-10-01"}
    result = judge(parse_case(row | {"facts": facts}, load_catalogue()), [version_with(logic)])
    return result.overall, result.missing, result.flags


CHOICE = {"setting": ROUNDING, "readings": {"floor": "x.first", "ceil": "x.second"}}
LISTED = {"listed": ["x.first", "x.second"], "clause": "4", "flag": "列挙の読み"}
SETTING = f"settings.{ROUNDING}"
UNSET = ("読み方未登録",)


@pytest.mark.parametrize(
    ("first", "second", "chosen", "expected"),
    [
        (True, False, "floor", ("met", (), ())),
        (True, False, "ceil", ("not_met", (), ())),
        (False, True, "ceil", ("met", (), ())),
        (True, True, None, ("met", (), ())),
        (False, False, None, ("not_met", (), ())),
        (True, False, None, ("unknown", (SETTING,), UNSET)),
        (True, None, None, ("unknown", (SETTING, "translation_system"), UNSET)),
        (None, None, None, ("unknown", ("interpreter",), ())),
    ],
)
def test_reading_that_nobody_chose_is_open_only_where_it_matters(first, second, chosen, expected):
    assert answer(CHOICE, first, second, chosen) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (True, True, ("met", (), ())),
        (False, False, ("not_met", (), ())),
        (True, False, ("unknown", (), ("列挙の読み",))),
        (True, None, ("unknown", ("translation_system",), ("列挙の読み",))),
        (False, None, ("unknown", ("translation_system",), ("列挙の読み",))),
    ],
)
def test_items_listed_side_by_side_are_settled_where_both_readings_agree(first, second, expected):
    assert answer(LISTED, first, second) == expected


def test_a_draft_is_never_in_force_and_its_conditions_answer_nothing():
    (draft,) = (version for version in load_overlays() if version.code == "D14")
    question = Question(
        facts=Facts({}), day=date(2020, 4, 1), stage="plan", parameters={}, judge_rule=judge
    )

    assert draft.effective_from == date.max
    assert {part.predicate for rule in draft.rules for part in rule.conditions} == {
        "reading_matter"
    }
    assert PREDICATES["reading_matter"].decide(question).status == "unknown"


def test_duties_and_the_build_of_the_text_stand_apart_from_supplements():
    apart = {rule.id for rule in load_versions()[-1].rules if rule.stands_apart}

    assert apart == {
        "general.types",
        "general.duties",
        "basic.subtype",
        "basic.work",
        "specific.work",
        "family_center.work",
        "family_center.difficult_cases",
    }


HAKODATE = "012025"


def test_overlays_stand_beside_and_are_never_in_force_as_the_guideline():
    day = load_overlays()[0].effective_from
    codes = [version.code for version in load_overlays()]

    assert sorted(codes) == ["D14", "G2", "HK"]
    assert [
        version.code for version in overlays_on(load_versions()[-1].effective_from, HAKODATE)
    ] == [
        "G2",
        "HK",
    ]
    known = (*load_versions(), *load_overlays())
    last = load_versions()[-1]
    assert version_on(last.effective_from, versions=known) == last
    assert version_on(day, versions=load_overlays()) is None
    assert overlays_on(date(2020, 3, 31), HAKODATE) == ()
    assert [version.code for version in overlays_on(date(2020, 4, 1), HAKODATE)] == ["G2", "HK"]
    assert [version.code for version in overlays_on(date(2020, 4, 1), "372013")] == ["G2"]
