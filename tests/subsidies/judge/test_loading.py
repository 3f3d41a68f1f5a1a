import copy
import tomllib

import pytest

from subsidies.judge.loading import RuleFileError, load_version, parse_version
from subsidies.judge.rulebook import canonical
from subsidies.judge.versions import RULES, load_overlays, load_versions

CONTENT = tomllib.loads((RULES / "R7.toml").read_text(encoding="utf-8"))

INDEX = {rule["id"]: index for index, rule in enumerate(CONTENT["rule"])}


def rule_of(content, rule_id):
    return content["rule"][INDEX[rule_id]]


def without(content, rule_id):
    content["rule"].pop(INDEX[rule_id])


def changed(change):
    content = copy.deepcopy(CONTENT)
    change(content)
    return content


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda c: c.update(colour="red"), "R7.toml: 知らない項目です：colour"),
        (lambda c: c.pop("title"), "R7.toml.title: 必須の項目がありません。"),
        (lambda c: c.update(effective_from="2025-04-01"), "R7.toml.effective_from: 型が違います。"),
        (lambda c: c.update(text_held=1), "R7.toml.text_held: 型が違います。"),
        (lambda c: c.update(numbers=[1]), "R7.toml.numbers: 文字列の並びではありません。"),
        (lambda c: c.update(rule=["x"], tables={}), "R7.toml.rule[0]: 表ではありません。"),
        (
            lambda c: c["rule"][0]["condition"][0].update(force="shall"),
            "R7.toml.rule[0].condition[0].force: 知らない語です：shall",
        ),
        (
            lambda c: c["rule"][0]["condition"][0].update(logic={"all": ["x"]}),
            "R7.toml.rule[0].condition[0]: predicate と logic のどちらか一方を書きます。",
        ),
        (
            lambda c: c["rule"][0].update(logic="basic.nowhere"),
            "R7.toml.rule[0]: 論理に置かれていない、又は定義のない条件です：",
        ),
        (
            lambda c: rule_of(c, "night_opening")["scope"][0].update(status="met"),
            f"R7.toml.rule[{INDEX['night_opening']}].scope[0].status: unknown か not_applicable です。",
        ),
        (lambda c: without(c, "outreach"), "R7.toml: 定義のない規則への参照です：outreach"),
        (
            lambda c: without(c, "basic.staff.qualified"),
            "R7.toml: 定義のない規則への参照です：basic.staff.qualified",
        ),
        (
            lambda c: without(c, "pregnancy_support.timing"),
            "R7.toml: 定義のない規則への参照です：pregnancy_support.timing",
        ),
        (lambda c: c.update(scheme="local"), "R7.toml.scheme: 知らない語です：local"),
        (lambda c: c["tables"].update(more=[1]), "R7.toml: どの条件も使わない表です：more"),
        (lambda c: c["tables"].pop("annex1"), "R7.toml: 定義のない表です：annex1"),
    ],
)
def test_rule_file_is_refused(change, reason):
    with pytest.raises(RuleFileError) as refusal:
        parse_version(changed(change), name="R7.toml")

    assert str(refusal.value).startswith(reason)


def test_file_that_is_not_toml_is_refused(tmp_path):
    path = tmp_path / "R9.toml"
    path.write_text("code = 'R9'\ncode = 'R9'\n")

    with pytest.raises(RuleFileError, match=r"R9\.toml: TOMLとして読めません"):
        load_version(path)


@pytest.mark.parametrize(
    ("load", "name", "scheme"),
    [(load_versions, "R9.toml", "contract"), (load_overlays, "R9.toml", "national")],
)
def test_text_in_the_wrong_place_is_refused(tmp_path, load, name, scheme):
    text = (RULES / "R6.toml").read_text(encoding="utf-8")
    path = tmp_path / name
    path.write_text(f'scheme = "{scheme}"\n{text}', encoding="utf-8")

    with pytest.raises(RuleFileError, match="R6"):
        load(tmp_path)


def test_canonical_content_ignores_layout_and_order_of_keys():
    turned = dict(reversed(CONTENT.items()))

    assert canonical(parse_version(turned, name="x")) == canonical(parse_version(CONTENT, name="y"))


def test_a_field_added_later_leaves_what_was_published_as_it_is():
    bound = CONTENT | {"municipalities": ["012025"]}

    assert "municipalities" not in canonical(parse_version(CONTENT, name="x"))
    assert "012025" in canonical(parse_version(bound, name="x"))


def test_canonical_content_shows_a_changed_figure():
    other = changed(
        lambda c: rule_of(c, "night_opening")["condition"][1]["parameters"].update(minutes=361)
    )

    assert canonical(parse_version(other, name="x")) != canonical(parse_version(CONTENT, name="x"))
