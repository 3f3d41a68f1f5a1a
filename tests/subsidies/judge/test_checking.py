"""A rule file that somebody hands in: every problem with its line, and nothing judged by it."""

from pathlib import Path

import pytest

from subsidies.judge.checking import check_source
from subsidies.judge.differences import compare
from subsidies.judge.republished import UnreadableContentError, version_from
from subsidies.judge.rulebook import canonical
from subsidies.judge.versions import RULES, load_versions

SOURCE = (Path(__file__).parents[1] / "data" / "R8.toml").read_text(encoding="utf-8")


LOGIC = SOURCE[SOURCE.index('logic = { all = [\n  "night_opening') :].partition("] }")[0] + "] }"


def check(source):
    return check_source(source, name="R8.toml")


def line_of(text, source=SOURCE):
    return source[: source.index(text)].count("\n") + 1


@pytest.mark.parametrize("version", load_versions(), ids=lambda version: version.code)
def test_the_shipped_files_have_no_problem(version):
    source = (RULES / f"{version.code}.toml").read_text(encoding="utf-8")

    checked = check_source(source, name=f"{version.code}.toml")

    assert checked.problems == ()
    assert checked.version.digest == version.digest


@pytest.mark.parametrize("version", load_versions(), ids=lambda version: version.code)
def test_a_version_comes_back_from_its_canonical_content(version):
    again = version_from(canonical(version))

    assert canonical(again) == canonical(version)
    assert compare(again, version).is_empty


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kind": "Version"}', '{"kind": "json"}'])
def test_other_content_does_not_come_back(content):
    with pytest.raises(UnreadableContentError):
        version_from(content)


def test_each_problem_stands_in_its_line():
    source = (
        SOURCE.replace("title =", "titel =")
        .replace('force = "principle"', 'force = "strict"')
        .replace('nature = "supplement"', "nature = 1")
    )

    problems = check(source).problems

    found = {(problem.line, problem.text.partition("：")[0]) for problem in problems}
    assert (
        line_of('force = "strict"', source),
        "R8.toml.rule[2].condition[1].force: 知らない語です",
    ) in found
    assert (line_of("nature = 1", source), "R8.toml.rule[2].nature: 型が違います。") in found
    assert any("titel" in problem.text for problem in problems)
    assert any("title" in problem.text and "必須" in problem.text for problem in problems)
    assert check(source).version is None


def test_a_problem_of_sense_stands_in_the_line_of_its_condition():
    [problem] = check(SOURCE.replace("late_days_at_least", "late_days")).problems

    assert problem.line == line_of('id = "night_opening.night_days"')
    assert str(problem).startswith(
        f"{problem.line}行目：night_opening.night_days：知らない述語です"
    )


def test_an_end_before_the_beginning_is_refused():
    source = SOURCE.replace(
        "effective_from = 2026-04-01", "effective_from = 2026-04-01\neffective_until = 2026-03-31"
    )

    assert [problem.text for problem in check(source).problems] == [
        "適用終了日が、適用開始日より前の日付です。"
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (SOURCE.replace("text_held = true", "text_held = false"), "本文を保有しない版"),
        (SOURCE[: SOURCE.index("[[rule]]")], "規則が1つも書かれていません"),
        (SOURCE.replace('  "night_opening.records",\n', ""), "論理に置かれていない"),
        (
            SOURCE.replace('qualification = "basic.staff.qualified"', 'qualification = "nowhere"'),
            "定義のない規則",
        ),
        (SOURCE.replace('code = "R8"', 'code = ""'), "版の記号は"),
        (SOURCE.replace('code = "R8"', 'code = "R8"\nscheme = "contract"'), "国の要綱ではない版"),
        (
            SOURCE.replace(
                LOGIC,
                f'logic = {{ setting = "nowhere", readings = {{ a = {LOGIC[8:]} }} }}',
            ),
            "nowhere",
        ),
        ("", "必須の項目がありません"),
        ("rule = 3", "必須の項目がありません"),
    ],
)
def test_what_does_not_fit_together_is_refused(source, reason):
    checked = check(source)

    assert checked.version is None
    assert any(reason in problem.text for problem in checked.problems)


def test_no_more_problems_are_told_than_anybody_reads():
    rule = SOURCE[SOURCE.rindex("[[rule]]") :]

    checked = check(SOURCE + f"\n{rule}".replace("force =", "forze =") * 80)

    assert len(checked.problems) > 100
    assert checked.version is None


def test_what_stands_under_no_header_is_told_at_the_head():
    head = SOURCE[: SOURCE.index("[[rule]]")]

    assert 1 in {problem.line for problem in check(head + "rule = [{ id = 1 }]\n").problems}


def test_a_reading_is_a_record_that_may_be_named():
    source = SOURCE.replace('evidence = ["', 'evidence = ["settings.average_counting", "', 1)

    assert check(source).problems == ()
    assert check(source.replace("average_counting", "nowhere")).problems != ()


@pytest.mark.parametrize("word", ["condition[99]", "rule[0].condition[0]", "rule[99]"])
def test_words_that_look_like_a_place_are_only_words(word):
    checked = check(SOURCE.replace('force = "principle"', f'force = "{word}"'))

    assert any(word in problem.text for problem in checked.problems)
    assert checked.version is None
