"""Two judgements side by side: which condition differs, and what it was that changed."""

import datetime as dt
from dataclasses import replace

import pytest

from subsidies.determination_difference import Judged, compare
from subsidies.figures import figure, leaves_of, name_of_leaf


def condition(condition_id="strengthening.average_5", **values):
    return {
        "id": condition_id,
        "clause": "4(1)④ク(イ)",
        "description": "相談件数が一定以上であること。",
        "status": "met",
        "reason": "平均5.00件です。",
        "values": {"average": 5.0},
        "missing": [],
        "evidence": ["activity.consultations", "activity.open_days"],
        "content": "a",
    } | values


def judged(*conditions, facts=None, **values):
    given = {
        "findings": {
            "rules": [{"id": "strengthening", "name": "機能強化", "conditions": list(conditions)}]
        },
        "facts": facts or {"activity": {"consultations": 1200, "open_days": 240}},
        "subtype": "Ⅰ",
        "rule_digest": "v1",
        "engine_version": "e1",
        "judged_on": dt.date(2026, 3, 31),
    }
    return Judged(**given | values)


FAILED = {"status": "not_met", "reason": "平均4.99件です。", "values": {"average": 4.995}}


def causes(before, after):
    [difference] = compare(before, after).differences
    return [
        (cause.label, [(part.name, part.before, part.after) for part in cause.figures])
        for cause in difference.causes
    ]


def test_the_same_judgement_differs_in_nothing():
    comparison = compare(judged(condition()), judged(condition()))

    assert not comparison
    assert comparison.as_changes() == {}


def test_changed_evidence_is_named_with_both_figures():
    after = judged(
        condition(**FAILED), facts={"activity": {"consultations": 1199, "open_days": 240}}
    )

    assert causes(judged(condition()), after) == [
        ("記録の変更", [("相談件数", "1,200件", "1,199件")])
    ]
    [difference] = compare(judged(condition()), after).differences
    assert difference.turns
    assert (difference.before["reason"], difference.after["reason"]) == (
        "平均5.00件です。",
        "平均4.99件です。",
    )


def test_evidence_that_turns_nothing_is_told_without_a_difference():
    facts = {"activity": {"consultations": 1200, "open_days": 241}, "interpreter": True}

    comparison = compare(judged(condition()), judged(condition(), facts=facts))

    assert comparison.differences == ()
    assert [(part.name, part.after) for part in comparison.figures] == [
        ("確認済みの開所日数", "241日")
    ]


def test_an_attestation_that_was_withdrawn_is_the_cause():
    facts = judged().facts
    signed = {"condition": "strengthening.average_5", "decision": True, "reason": "相談票で確認"}

    assert causes(
        judged(condition(), facts=facts | {"attestations": [signed]}),
        judged(condition(**FAILED), facts=facts),
    ) == [("申立ての変更", [("申立て（strengthening.average_5）", "満たす", "なし")])]


def test_an_attestation_of_another_condition_is_not():
    facts = judged().facts
    signed = {"condition": "strengthening.pr", "decision": False}
    before = judged(condition())
    after = judged(
        condition(**FAILED),
        facts={"activity": {"consultations": 1199, "open_days": 240}, "attestations": [signed]},
    )

    assert [label for label, _ in causes(before, after)] == ["記録の変更"]
    assert facts == before.facts


def test_a_chosen_reading_is_the_cause():
    facts = judged().facts
    part = condition(evidence=["settings.support_plan_rounding"])

    [(label, figures)] = causes(
        judged(part, facts=facts),
        judged(part | FAILED, facts=facts | {"settings": {"support_plan_rounding": "up"}}),
    )

    assert label == "要綱の読み方の変更"
    assert [figure[1:] for figure in figures] == [("未登録", "up")]


@pytest.mark.parametrize("content", ["a", "b"])
def test_another_version_is_the_cause(content):
    after = judged(condition(content=content, **FAILED), rule_digest="v2")

    assert causes(judged(condition()), after) == [("要綱の版の違い", [])]


def test_a_condition_that_was_added_or_removed_has_one_side():
    before, after = judged(condition()), judged(condition("strengthening.new"), rule_digest="v2")

    added, removed = compare(before, after).differences

    assert (added.before, removed.after) == (None, None)
    assert {cause.kind for part in (added, removed) for cause in part.causes} == {"rule_revision"}


def test_the_same_facts_and_version_leave_the_program():
    after = judged(condition(**FAILED), engine_version="e2")

    assert causes(judged(condition()), after) == [
        ("判定プログラムの違い", [("判定プログラムの版", "e1", "e2")])
    ]


def test_another_day_of_the_law_is_a_cause_of_its_own():
    after = judged(condition(**FAILED), judged_on=dt.date(2026, 3, 30))

    assert causes(judged(condition()), after) == [("基準日の違い", [])]


def test_a_condition_on_other_rules_changed_because_of_their_evidence():
    part = condition(evidence=[])
    after = judged(part | FAILED, facts={"activity": {"consultations": 1199, "open_days": 240}})

    [(label, figures)] = causes(judged(part), after)

    assert (label, figures[0][0]) == ("記録の変更", "相談件数")


def test_the_subtype_is_evidence():
    assert causes(judged(condition()), replace(judged(condition(**FAILED)), subtype="Ⅲ")) == [
        ("記録の変更", [("センターの型（Ⅰ型・Ⅱ型・Ⅲ型）", "Ⅰ", "Ⅲ")])
    ]


def test_a_person_who_left_is_one_change_and_one_who_changed_is_told_in_detail():
    part = condition(evidence=["staff"])
    staff = [
        {"id": "S1", "dedicated": True, "training": {"basic_course": False}},
        {"id": "S2", "dedicated": True},
    ]
    later = [{"id": "S1", "dedicated": True, "training": {"basic_course": True}}]

    assert causes(
        judged(part, facts={"staff": staff}), judged(part | FAILED, facts={"staff": later})
    ) == [
        (
            "記録の変更",
            [("職員S1の基本研修の修了", "いいえ", "はい"), ("職員S2の配置", "あり", "未登録")],
        )
    ]


@pytest.mark.parametrize(
    ("key", "value", "name", "words"),
    [
        ("activity.consultations", 1200, "相談件数", "1,200件"),
        ("municipality.waiting.2025", 3, "2025年の4月1日の待機児童数", "3人"),
        ("municipality.fill_rate.2025", 0.951, "2025年の10月1日の定員充足率", "0.951"),
        ("staff.S1.experience_months", 24, "職員S1の実務経験の月数", "24月"),
        ("staff.S1", True, "職員S1の配置", "あり"),
        ("interpreter", False, "通訳の配置", "いいえ"),
        ("interpreter", None, "通訳の配置", "未登録"),
        ("opening.weekly", [["mon", "13:00", "20:00"]], "週の開所予定", "月 13:00～20:00"),
        ("opening.weekly", [], "週の開所予定", "なし"),
        ("staff.S1.roles", ["base", "outreach"], "職員S1の担当する業務", "base、outreach"),
        ("startup_activities", [{"a": "i"}], "円滑な施行に資する取組", "i"),
        ("mode", "対面", "面談の方法", "対面"),
    ],
)
def test_figures_are_told_in_words(key, value, name, words):
    assert (name_of_leaf(key), figure(key, value)) == (name, words)


def test_leaves_leave_out_what_is_not_known():
    assert leaves_of({"activity": {"consultations": None, "open_days": 3}}) == {
        "activity.open_days": 3
    }
