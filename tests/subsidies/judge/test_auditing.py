from dataclasses import replace
from datetime import date

import pytest

from subsidies.judge import auditing, load_catalogue, load_versions
from subsidies.judge.catalogue import load_catalogue as load
from subsidies.judge.rulebook import Choice
from subsidies.judge.versions import RULES, load_overlays

VERSIONS = load_versions()
R2 = VERSIONS[0]


def with_condition(**changes):
    rule = R2.rule("multilingual")
    other = replace(rule, conditions=(replace(rule.conditions[0], **changes),))
    return [replace(R2, rules=(other,))]


def test_rule_files_predicates_and_catalogue_fit_together():
    known = (*VERSIONS, *load_overlays())

    assert auditing.unknown_predicates(known) == []
    assert auditing.unused_predicates(known) == []
    assert auditing.unknown_settings(known) == []
    assert auditing.forgotten_conditions(known, load_catalogue()) == []
    assert auditing.overlapping_versions(VERSIONS) == []


def test_catalogue_lists_every_rule_and_condition_of_the_notices():
    catalogue = load(RULES / "catalogue.toml")

    assert len(catalogue.rules) == 44
    assert len(catalogue.condition_ids) == 164 + 1  # サ's consultation has an id in its logic only


def test_misspelt_predicate_is_found():
    assert auditing.unknown_predicates(with_condition(predicate="any_recoded")) == [
        "R2 multilingual.done: 知らない述語か、合わない引数です：any_recoded"
    ]


def test_parameter_a_predicate_does_not_take_is_found():
    odd = with_condition(parameters={"keys": ["interpreter"], "minimum": 1})

    assert len(auditing.unknown_predicates(odd)) == 1


def test_predicate_no_rule_uses_is_found():
    assert "どの規則も使わない述語です：recorded" in auditing.unused_predicates(with_condition())


def test_forgotten_extra_moved_and_repeated_conditions_are_found():
    lost = auditing.forgotten_conditions(with_condition(id="multilingual.other"), load_catalogue())
    moved = auditing.forgotten_conditions(with_condition(clause="4(1)④ケ"), load_catalogue())
    twice = replace(R2, rules=(*R2.rules, R2.rule("multilingual")))

    assert "規則の書にない条件です：multilingual.done（R2）" in lost
    assert "一覧にない条件です：multilingual.other（R2）" in lost
    assert "条項が一覧と異なる条件です：multilingual.done（R2）" in moved
    assert auditing.forgotten_conditions([twice], load_catalogue()) == [
        "二度書かれた条件です：multilingual.done（R2）"
    ]


@pytest.mark.parametrize("version", [*VERSIONS, *load_overlays()], ids=lambda part: part.code)
def test_every_condition_of_the_catalogue_stands_once_under_its_clause(version):
    listed = load_catalogue().clauses
    found = [(part.id, part.clause) for rule in version.rules for part in rule.conditions]

    if version.text_held:
        assert sorted(found) == sorted(
            (part, clause) for (part, code), clause in listed.items() if code == version.code
        )
    else:
        assert found == []


def test_reading_the_office_is_not_offered_is_found():
    choice = Choice(setting="colour", readings=(), clause="")
    few = Choice(
        setting="average_period", readings=(("fiscal_year", R2.rules[0].logic),), clause=""
    )

    assert auditing.unknown_settings(with_condition(logic=choice)) == [
        "R2: 選べる値と合わない読み方です：colour"
    ]
    assert auditing.unknown_settings(with_condition(logic=few)) == [
        "R2: 選べる値と合わない読み方です：average_period"
    ]


def test_overlap_of_two_versions_is_found():
    longer = replace(R2, effective_until=date(2021, 4, 30))

    assert auditing.overlapping_versions([longer, VERSIONS[1]]) == [
        "版の期間が重なっています：R2・R3"
    ]
    assert auditing.overlapping_versions([replace(R2, effective_until=None), VERSIONS[1]]) == [
        "版の期間が重なっています：R2・R3"
    ]
