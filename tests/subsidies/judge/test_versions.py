from datetime import UTC, date, datetime

import pytest

from subsidies.judge.versions import canonical, digest, load_versions, version_on


def code_on(*args, **kwargs):
    version = version_on(*args, **kwargs)
    return version and version.code


@pytest.mark.parametrize(
    ("day", "known_at", "code"),
    [
        (date(2020, 3, 31), None, None),
        (date(2020, 4, 1), None, "R2"),
        (date(2021, 3, 31), None, "R2"),
        (date(2021, 4, 1), None, "R3"),
        (date(2021, 4, 1), date(2021, 3, 25), "R2"),
        (date(2024, 4, 1), date(2024, 3, 29), "R3"),
        (date(2024, 4, 1), date(2024, 3, 30), "R6"),
        (date(2025, 4, 1), datetime(2025, 3, 31, 14, 59, tzinfo=UTC), "R6"),
        (date(2025, 4, 1), datetime(2025, 3, 31, 15, 0, tzinfo=UTC), "R7"),
        (date(2025, 4, 1), datetime(2025, 3, 31, 23, 0), "R6"),  # noqa: DTZ001 -- a local time
    ],
)
def test_version_depends_on_the_day_and_on_what_was_published(day, known_at, code):
    assert code_on(day, known_at) == code


def test_no_match_is_none_and_never_the_latest():
    only_r2 = [version for version in load_versions() if version.code == "R2"]

    assert code_on(date(2022, 1, 1), versions=only_r2) is None
    assert code_on(date(2022, 1, 1), versions=[]) is None


def test_digest_covers_the_content():
    versions = load_versions()

    assert len({digest(version) for version in versions}) == len(versions)
    assert '"code":"R2"' in canonical(versions[0])


def test_versions_follow_one_another_without_a_gap():
    assert [version.code for version in load_versions()] == ["R2", "R3", "R6", "R7"]
    assert [version.text_held for version in load_versions()] == [True, True, False, True]


def test_condition_of_a_rule_carries_its_figures():
    rule = load_versions()[0].rule("night_opening")

    condition = rule.condition("night_opening.night_days")

    assert condition.parameters == {"from": "18:00", "minutes": 120, "days": 3}
