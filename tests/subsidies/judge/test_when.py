"""「…に当たっては」: no rule carried so far needs it, the ones to come do."""

import copy
import tomllib

import pytest

from subsidies.judge import judge, load_catalogue, parse_case
from subsidies.judge.loading import parse_version
from subsidies.judge.versions import RULES


def version_with_when():
    content = copy.deepcopy(tomllib.loads((RULES / "R2.toml").read_text(encoding="utf-8")))
    (rule,) = (rule for rule in content["rule"] if rule["id"] == "multilingual")
    asked = rule["condition"][0] | {
        "id": "x.asked",
        "predicate": "recorded",
        "parameters": {"key": "interpreter"},
    }
    wanted = asked | {"id": "x.wanted", "parameters": {"key": "translation_system"}}
    rule["condition"] = [asked, wanted]
    rule["logic"] = {"when": "x.asked", "then": "x.wanted", "clause": "4(3)③"}
    return parse_version(content, name="R2.toml")


@pytest.mark.parametrize(
    ("asked", "wanted", "overall", "missing"),
    [
        (True, True, "met", ()),
        (True, False, "not_met", ()),
        (True, None, "unknown", ("translation_system",)),
        (False, False, "not_applicable", ()),
        (None, True, "met", ()),
        (None, False, "unknown", ("interpreter",)),
        (None, None, "unknown", ("interpreter", "translation_system")),
    ],
)
def test_second_part_is_asked_only_while_the_first_holds(asked, wanted, overall, missing):
    facts = {"interpreter": asked, "translation_system": wanted}
    row = {"id": "x", "target": "multilingual", "type": "basic", "date": "2020-10-01"}

    case = parse_case(row | {"facts": facts}, load_catalogue())
    result = judge(case, [version_with_when()])

    assert (result.overall, result.missing) == (overall, missing)
