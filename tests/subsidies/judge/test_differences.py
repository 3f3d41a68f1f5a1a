"""Two versions side by side: what was added, removed, renumbered, changed, worded otherwise."""

from dataclasses import replace

import pytest

from subsidies.judge.differences import Kind, compare, in_printed_order
from subsidies.judge.rulebook import Force, Group, Leaf
from subsidies.judge.versions import load_versions

VERSIONS = {version.code: version for version in load_versions()}
R3, R7 = VERSIONS["R3"], VERSIONS["R7"]
HOURS = "night_opening.daily_hours"


def edited(version, condition_id, **changes):
    """The version with one of its conditions changed."""
    rules = tuple(
        replace(
            rule,
            conditions=tuple(
                replace(part, **changes) if part.id == condition_id else part
                for part in rule.conditions
            ),
        )
        for rule in version.rules
    )
    return replace(version, rules=rules)


def edited_rule(version, rule_id, **changes):
    rules = tuple(
        replace(rule, **changes) if rule.id == rule_id else rule for rule in version.rules
    )
    return replace(version, rules=rules)


@pytest.mark.parametrize("code", VERSIONS)
def test_a_version_does_not_differ_from_itself(code):
    assert compare(VERSIONS[code], VERSIONS[code]).is_empty


@pytest.mark.parametrize(
    ("changes", "kind", "what", "old", "new"),
    [
        ({"parameters": {"minutes": 300}}, Kind.CHANGED, "分数", "360分", "300分"),
        ({"force": Force.MUST}, Kind.CHANGED, "必要の度合い", "原則として必要", "必要"),
        ({"reported": True}, Kind.CHANGED, "判定への使用", "使う", "使わない（報告のみ）"),
        ({"attestable": True}, Kind.CHANGED, "人の判断（申立て）", "できない", "できる"),
        (
            {"predicate": "recorded", "parameters": {"key": "opening.consult"}},
            Kind.CHANGED,
            "確かめ方",
            "1日の開所時間が基準を超えること",
            "記録があること",
        ),
        (
            {"description": "別の説明。"},
            Kind.REWORDED,
            "説明",
            R7.condition(HOURS).description,
            "別の説明。",
        ),
        ({"flag": ""}, Kind.REWORDED, "注意の印", "原則として", ""),
        (
            {"evidence": ("opening.consult",)},
            Kind.REWORDED,
            "根拠とする記録",
            "週の開所予定",
            "開所時間中の相談・助言",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_one_changed_point_is_told_and_nothing_else(changes, kind, what, old, new):
    comparison = compare(R7, edited(R7, HOURS, **changes))

    [found] = comparison.conditions
    told = [(change.what, change.old, change.new) for change in (*found.changes, *found.wording)]
    assert (found.id, found.kind, found.rule_id) == (HOURS, kind, "night_opening")
    assert (what, old, new) in told
    assert all(rule.kind is None for rule in comparison.rules)


def test_another_clause_is_a_renumbering():
    [found] = compare(R7, edited(R7, HOURS, clause="4(1)④オ(ウ)")).conditions

    assert (found.kind, found.is_renumbered) == (Kind.RENUMBERED, True)


def test_a_changed_condition_tells_its_new_clause_too():
    changed = edited(R7, HOURS, clause="4(1)④オ(ウ)", parameters={"minutes": 300})

    [found] = compare(R7, changed).conditions

    assert (found.kind, found.is_renumbered) == (Kind.CHANGED, True)


def test_a_reading_is_compared_by_its_types():
    condition = R7.condition("outreach.staff")
    [reading] = condition.readings
    without = edited(R7, condition.id, readings=())
    other = edited(R7, condition.id, readings=(replace(reading, predicate="recorded"),))

    [dropped] = compare(R7, without).conditions
    [changed] = compare(R7, other).conditions

    assert dropped.changes[0].what == "特定型の読替：確かめ方"
    assert dropped.changes[0].new == ""
    assert changed.changes[0].new == "記録があること"


def test_figures_that_read_alike_are_told_as_they_are_written():
    before = edited(R7, HOURS, parameters={"minutes": "360分"})
    after = edited(R7, HOURS, parameters={"minutes": 360})

    [found] = compare(before, after).conditions

    assert [(part.old, part.new) for part in found.changes] == [('"360分"', "360")]


def test_clauses_inside_a_condition_are_told_when_nothing_else_changed():
    condition = R7.condition("strengthening.base")
    other = edited(R7, condition.id, logic=replace(condition.logic, clause="4(1)④キ"))

    [found] = compare(R7, other).conditions

    assert [change.what for change in (*found.changes, *found.wording)] == ["組合せの条項"]


def test_a_reading_that_came_says_whether_a_person_decides():
    condition = R7.condition("outreach.staff")
    without = edited(R7, condition.id, readings=())
    attested = tuple(replace(part, attestable=True) for part in condition.readings)

    [found] = compare(without, edited(R7, condition.id, readings=attested)).conditions

    assert ("", "できる") in [(change.old, change.new) for change in found.changes]


@pytest.mark.parametrize(
    ("changes", "what", "kind"),
    [
        ({"name": "夜間"}, "名称", Kind.REWORDED),
        ({"clause": "4(1)④ス"}, "条項", Kind.RENUMBERED),
        ({"types": ("basic",)}, "類型", Kind.CHANGED),
        ({"nature": "requirement"}, "区分", Kind.CHANGED),
        ({"subject": "person"}, "判定の単位", Kind.CHANGED),
        ({"scopes": ()}, "適用の範囲", Kind.CHANGED),
        ({"logic": Leaf(condition=HOURS)}, "条件の組合せ", Kind.CHANGED),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_a_rule_says_itself_is_compared(changes, what, kind):
    comparison = compare(R7, edited_rule(R7, "night_opening", **changes))

    rule = next(rule for rule in comparison.rules if rule.id == "night_opening")
    assert rule.kind is kind
    assert [change.what for change in rule.changes] == [what]
    assert comparison.conditions == ()


def test_where_a_logic_is_printed_does_not_matter():
    logic = R7.rule("night_opening").logic
    moved = Group(every=logic.every, parts=logic.parts, clause="4(9)")

    assert compare(R7, edited_rule(R7, "night_opening", logic=moved)).is_empty


def test_a_condition_that_moves_to_another_rule_is_told_once():
    night, holiday = R7.rule("night_opening"), R7.rule("holiday_opening")
    moving = night.condition("night_opening.consult")
    left = tuple(part for part in night.conditions if part is not moving)
    moved = edited_rule(R7, night.id, conditions=left)
    moved = edited_rule(moved, holiday.id, conditions=(*holiday.conditions, moving))

    [found] = compare(R7, moved).conditions
    [change] = found.changes
    assert (found.id, found.kind, found.rule_id) == (moving.id, Kind.CHANGED, holiday.id)
    assert (change.what, change.old, change.new) == ("属する規定", night.name, holiday.name)


def test_an_added_and_a_removed_rule_bring_their_conditions():
    without = replace(R7, rules=tuple(rule for rule in R7.rules if rule.id != "night_opening"))

    removed, added = compare(R7, without), compare(without, R7)

    [gone] = [rule for rule in removed.rules if rule.kind is Kind.REMOVED]
    [come] = [rule for rule in added.rules if rule.kind is Kind.ADDED]
    assert gone.id == come.id == "night_opening"
    assert {part.kind for part in gone.conditions} == {Kind.REMOVED}
    assert {part.kind for part in come.conditions} == {Kind.ADDED}
    assert removed.count(Kind.REMOVED) == len(R7.rule("night_opening").conditions)


def test_backwards_is_the_mirror():
    forth, back = compare(R3, R7), compare(R7, R3)

    mirrored = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    assert {(part.id, mirrored.get(part.kind, part.kind)) for part in forth.conditions} == {
        (part.id, part.kind) for part in back.conditions
    }


@pytest.mark.parametrize(
    ("old", "new", "merged"),
    [
        ("abc", "abc", "abc"),
        ("abc", "axc", "abxc"),
        ("abc", "", "abc"),
        ("", "abc", "abc"),
        ("xab", "ab", "xab"),
        ("ab", "ba", "ba"),
    ],
)
def test_what_is_gone_stands_where_it_stood(old, new, merged):
    assert "".join(in_printed_order(list(old), list(new))) == merged
