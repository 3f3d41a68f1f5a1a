"""Every flag of the judgement is told in a sentence; every missing fact has a name."""

import re
import tomllib

from subsidies.evidence import flag_text, flag_texts, missing_facts
from subsidies.judge import engine
from subsidies.judge.predicates import records
from subsidies.judge.versions import RULES

FLAG_CONSTANTS = (
    "DRAFT",
    "READING_UNSET",
    "TEXT_NOT_HELD",
    "COVERAGE_UNVERIFIED",
    "NOT_IN_FORCE",
    "NO_VERSION",
    "NOT_IN_VERSION",
    "TYPE_NOT_COVERED",
    "TYPE_UNKNOWN",
    "SUBTYPE_UNKNOWN",
    "ATTESTED",
    "NOT_SIGNED",
)


def flags_of(value):
    if isinstance(value, dict):
        if isinstance(value.get("flag"), str):
            yield value["flag"]
        for part in value.values():
            yield from flags_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from flags_of(part)


def test_every_flag_has_its_sentence():
    raised = {getattr(engine, name) for name in FLAG_CONSTANTS} | {records.AWAITING_RESULTS}
    for path in RULES.glob("R*.toml"):
        raised |= set(flags_of(tomllib.loads(path.read_text(encoding="utf-8"))))

    assert raised - {""} - set(flag_texts()) == set()
    assert all(text.endswith("。") for text in flag_texts().values())


def test_a_flag_of_tomorrow_is_shown_as_it_is():
    assert flag_text("新しい旗") == "人の確認が必要な点：新しい旗"


def test_a_missing_fact_names_who_can_supply_it():
    municipal, local = missing_facts(["municipality.childcare_provision_plan", "docs.pr"])

    assert (municipal.supplier, local.supplier) == ("所管課", "センター")
    assert not re.search(r"[a-z]", municipal.name + local.name)


def test_a_type_or_subtype_that_is_not_registered_has_a_name():
    assert [fact.name for fact in missing_facts(["type", "subtype"])] == [
        "センターの類型",
        "センターの型（Ⅰ型・Ⅱ型・Ⅲ型）",
    ]
