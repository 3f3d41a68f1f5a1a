import json

import pytest

from subsidies.judge.cli import main
from tests.subsidies.judge.case_files import EXAMPLES

CASE = {
    "id": "Q1",
    "target": "multilingual",
    "type": "basic",
    "version": "R2",
    "date": "2020-10-01",
}
FIGURE = """[{"id": "Q1", "target": "special_consideration", "date": "2020-10-01",
"facts": {"special_days_per_week": 1.5}}]"""
AGREED = CASE | {"facts": {"interpreter": True}, "expect": {"overall": "met"}}


@pytest.fixture
def judged(tmp_path, capsys):
    def judged(content, **options):
        path = tmp_path / "cases.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        status = main(str(path), **options)
        out, err = capsys.readouterr()
        return status, out, err

    return judged


def test_results_come_in_the_order_of_the_cases(judged):
    status, out, err = judged([AGREED | {"id": "Q2"}, AGREED])

    assert (status, [row["id"] for row in json.loads(out)], err) == (0, ["Q2", "Q1"], "")


def test_agreement_with_what_was_expected_is_silent(judged):
    assert judged(AGREED, check=True)[::2] == (0, "")


def test_disagreement_is_told_and_counted(judged):
    expect = {
        "overall": "not_met",
        "conditions": {"multilingual.done": "unknown"},
        "flags": ["程度"],
        "missing": ["interpreter"],
        "obligations": [],
    }

    status, out, err = judged([AGREED | {"expect": expect}], check=True)

    assert (status, len(json.loads(out))) == (1, 1)
    assert err.splitlines() == [
        "Q1: overall: 期待 not_met に対し met",
        "Q1: conditions.multilingual.done: 期待 unknown に対し met",
        "Q1: flags: 程度 がありません（実際：[]）",
        "Q1: missing: 期待 ['interpreter'] に対し []",
    ]


def test_null_in_what_was_expected_asks_nothing(judged):
    expect = {"missing": None, "conditions": {"multilingual.other": None}}

    assert judged([CASE | {"expect": expect}], check=True)[0] == 0


def test_decimal_in_the_expected_values_is_the_number_itself(judged):
    row = CASE | {
        "target": "special_consideration",
        "facts": {"special_days_per_week": 2.1, "special_expert": True},
        "expect": {"values": {"special_days_per_week": 2.1}},
    }

    assert judged([row], check=True)[0] == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[{]", "（ファイル全体）: 1行3列: JSONとして読めません。"),
        (
            '[{"id": "Q1", "target": "multilingual", "date": "2020-10-01", "type": null, "type": 1}]',
            "Q1: type: 同じキーが二度書かれています。",
        ),
        (
            FIGURE.replace("1.5", '1.5, "special_days_per_week": 2'),
            "Q1: facts.special_days_per_week: 同じキーが二度書かれています。",
        ),
        (FIGURE.replace("1.5", "NaN"), "Q1: facts.special_days_per_week: 有限の数で"),
        (FIGURE.replace("1.5", "-Infinity"), "Q1: facts.special_days_per_week: 有限の数で"),
        (FIGURE.replace("1.5", f"1e{'9' * 20}"), "Q1: facts.special_days_per_week: 有限の数で"),
        (FIGURE.replace("1.5", "9" * 5000), "Q1: facts.special_days_per_week: 大きすぎる数です。"),
        ("\ufeff[]", "（ファイル全体）: 1行1列: JSONとして読めません。"),
        ("", "（ファイル全体）: 1行1列: JSONとして読めません。"),
        ("[" * 100_000, "（ファイル全体）: "),
        ([AGREED, CASE | {"id": "Q2", "facts": {"interpreter": 1}}], "Q2: facts.interpreter: "),
    ],
    ids=[
        "json",
        "twice",
        "twice within",
        "nan",
        "infinity",
        "out of range",
        "thousands of digits",
        "byte order mark",
        "empty",
        "deep",
        "case",
    ],
)
def test_malformed_input_is_refused_and_nothing_is_judged(judged, content, told):
    status, out, err = judged(content)

    assert (status, out) == (2, "")
    assert err.startswith(told)


def test_file_that_cannot_be_read_is_refused(capsys, tmp_path):
    assert main(str(tmp_path / "nowhere.json")) == 2
    assert capsys.readouterr().out == ""


def test_worked_examples_agree(capsys):
    assert main(str(EXAMPLES), check=True) == 0
    assert capsys.readouterr().err == ""
