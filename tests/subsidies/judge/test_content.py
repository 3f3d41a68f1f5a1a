"""When a condition counts as another one: its number and our words about it do not matter."""

from dataclasses import replace

import pytest

from subsidies.judge.content import content_digest, content_of
from subsidies.judge.rulebook import Force
from subsidies.judge.versions import load_versions

VERSIONS = {version.code: version for version in load_versions()}
CONDITION = VERSIONS["R3"].condition("strengthening.average_5")


@pytest.mark.parametrize("part", ["clause", "description", "ambiguity", "flag"])
def test_another_number_or_wording_leaves_the_content(part):
    assert content_of(replace(CONDITION, **{part: "別の語"})) == content_of(CONDITION)


@pytest.mark.parametrize(
    "change",
    [{"force": Force.ABOUT}, {"parameters": {"per_day": 6}}, {"predicate": "other"}],
    ids=lambda change: next(iter(change)),
)
def test_another_force_threshold_or_question_is_another_content(change):
    assert content_of(replace(CONDITION, **change)) != content_of(CONDITION)


def test_a_renumbered_condition_has_the_same_digest_in_both_versions():
    days = "special_consideration.days"
    before, after = VERSIONS["R2"], VERSIONS["R3"]

    assert before.condition(days).clause != after.condition(days).clause
    assert content_digest(before, days) == content_digest(after, days)


def test_the_municipal_condition_of_the_night_supplement_changed_with_the_new_notice():
    municipality = "night_opening.municipality"

    assert content_digest(VERSIONS["R3"], municipality) != content_digest(
        VERSIONS["R7"], municipality
    )


def test_a_version_without_the_condition_has_no_digest():
    assert content_digest(VERSIONS["R6"], "night_opening.municipality") == ""
