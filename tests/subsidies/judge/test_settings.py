import tomllib

import pytest

from subsidies.judge.loading import RuleFileError
from subsidies.judge.settings import load_settings, setting
from subsidies.judge.versions import RULES, load_versions

TEXT = (RULES / "settings.toml").read_text(encoding="utf-8")


def test_settings_come_in_the_order_of_the_file_with_their_choices():
    keys = [row["key"] for row in tomllib.loads(TEXT)["setting"]]
    rounding = setting("support_plan_rounding")

    assert list(load_settings()) == keys
    assert (rounding.fact, rounding.values) == ("settings.support_plan_rounding", ("floor", "ceil"))
    assert (rounding.unset, rounding.label("ceil")) == ("", "切り上げる")


def test_every_setting_names_conditions_of_a_rule_file():
    known = {
        part.id for version in load_versions() for rule in version.rules for part in rule.conditions
    }

    for row in load_settings().values():
        assert set(row.conditions) <= known, row.key


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('unset = ""', 'unset = "half"', "選べる値ではありません：half"),
        ('value = "ceil"', 'value = "floor"', "異なる二つ以上の値が要ります。"),
        ('key = "average_period"', 'key = "average_counting"', "同じキーの事項があります。"),
        ("ambiguity = 10", 'ambiguity = "10"', "ambiguity: 型が違います。"),
        ("ambiguity = 10", "colour = 1\nambiguity = 10", "知らない項目です：colour"),
        ("[[setting]]", "[[setting", "TOMLとして読めません"),
    ],
)
def test_settings_file_is_refused(tmp_path, old, new, reason):
    path = tmp_path / "settings.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RuleFileError, match=reason):
        load_settings(path)
