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


def test_decimal_in_the_expected_values_is_the_number_itself(judged):
    row = CASE | {
        "target": "special_consideration",
        "facts": {"special_days_per_week": 2.1, "special_expert": True},
        "expect": {"values": {"special_days_per_week": 2.1}},
    }

    assert judged([row], check=True)[0] == 0


def test_target_not_yet_carried_is_named_and_not_judged(judged):
    row = CASE | {"target": "maternal_child.base", "type": "maternal_child"}

    status, out, err = judged([row | {"expect": {"overall": "met"}}], check=True)

    assert (status, err) == (0, "未対応の対象です（判定していません）：Q1\n")
    assert json.loads(out)[0]["flags"] == ["未対応"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[{]", "（ファイル全体）: 1行3列: JSONとして読めません。"),
        ('[{"id": "Q1", "id": "Q2"}]', "（ファイル全体）: id: 同じキーが二度書かれています。"),
        ("[NaN]", "（ファイル全体）: NaN: 数ではありません。"),
        ("[" * 100_000, "（ファイル全体）: "),
        ([AGREED, CASE | {"id": "Q2", "facts": {"interpreter": 1}}], "Q2: facts.interpreter: "),
    ],
    ids=["json", "twice", "nan", "deep", "case"],
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
    assert "未対応" in capsys.readouterr().err
