"""Laws over all rules and all cases: of order, of more evidence, of more staff."""

import copy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidies.judge import judge, load_catalogue, load_versions, parse_case
from subsidies.judge.rulebook import Choice, Group, Listing, Proviso, When
from subsidies.judge.versions import load_overlays
from tests.subsidies.judge.case_files import DAYS, put, read_rows

SETTLED = {"met", "not_met"}
RANK = {"not_met": 0, "unknown": 1, "met": 2}
QUIET = settings(max_examples=300, deadline=None, derandomize=True)
VERSIONS = (*load_versions(), *load_overlays())
ROWS = read_rows()
# Absent means that nobody claims it, or that the coarser fact beside it speaks.
CLAIMS = (
    "attestations",
    "settings",
    "class",
    "municipality.extra_staff_notified",
    "on_duty.in_two_roles",
    "opening.consult_night",
    "opening.consult_holiday",
    "person.",
    "plan_writers_assigned",
    "coordinators_assigned",
    "assigned",
    "commission.",
    "expected_birth",
    # The figure in brackets: it may contradict the one that decides, and a person has to choose.
    "municipality.population",
)


def leaves(content, place=""):
    for key, value in content.items():
        path = f"{place}{key}"
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{path}.")
        elif not path.startswith(CLAIMS):
            yield path


def turned(node):
    """The same logic with its parts in the opposite order."""
    if isinstance(node, (Group, Listing)):
        return replace(node, parts=tuple(turned(part) for part in reversed(node.parts)))
    if isinstance(node, When):
        return replace(node, test=turned(node.test), then=turned(node.then))
    if isinstance(node, Proviso):
        return replace(node, main=turned(node.main), exception=turned(node.exception))
    if isinstance(node, Choice):
        return replace(node, readings=tuple((key, turned(part)) for key, part in node.readings))
    return node


def turned_rule(rule):
    conditions = [
        replace(part, logic=part.logic and turned(part.logic)) for part in reversed(rule.conditions)
    ]
    return replace(rule, logic=turned(rule.logic), conditions=tuple(conditions))


TURNED = [
    replace(version, rules=tuple(turned_rule(rule) for rule in version.rules))
    for version in VERSIONS
]


def judged(row, versions=None):
    return judge(parse_case(row, load_catalogue()), versions)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_order_in_which_provisions_are_written_does_not_matter(row):
    written, other = judged(row), judged(row, TURNED)

    assert written.overall == other.overall
    assert sorted(written.missing) == sorted(other.missing)
    assert sorted(written.flags) == sorted(other.flags)
    assert written.as_contract()["conditions"] == other.as_contract()["conditions"]


@QUIET
@given(row=st.sampled_from(ROWS), data=st.data())
def test_adding_evidence_never_turns_a_settled_answer(row, data):
    keys = sorted(leaves(row["facts"]))
    hidden = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    less = copy.deepcopy(row)
    for key in hidden:
        put(less["facts"], key, None)

    before, after = judged(less), judged(row)

    assert before.overall not in SETTLED or after.overall == before.overall
    for first, second in zip(before.findings, after.findings, strict=True):
        assert first.status not in SETTLED or second.status in {first.status, "not_applicable"}


MAYBE = st.sampled_from([None, True, False])
PERSON = st.fixed_dictionaries(
    {
        "dedicated": MAYBE,
        "roles": st.sampled_from(
            [None, ["base"], ["outreach"], ["base", "outreach"], ["assistant"]]
        ),
        "licensed": MAYBE,
        "experience_months": st.sampled_from([None, 0, 12, 36]),
        "training": st.fixed_dictionaries({"basic_course": MAYBE, "basic_type_course": MAYBE}),
        "licences": st.sampled_from([None, [], ["保育士"]]),
    }
)
QUALIFIED = {
    "id": "more",
    "dedicated": True,
    "fulltime": True,
    "roles": ["base"],
    "licensed": True,
    "experience_months": 36,
    "training": {"basic_course": True, "basic_type_course": True, "specific_type_course": True},
    "licences": ["保育士"],
}
STAFFING = {
    "basic.staff.dedicated": ("basic.dedicated_ge1", "R7", "basic"),
    "outreach": ("outreach.staff", "R3", "basic"),
    "strengthening": ("strengthening.staff_2", "R7", "basic"),
    "specific.staff": ("specific.dedicated_ge1", "R2", "specific"),
    "hakodate": ("hakodate.staff", "HK", "basic"),
}


@QUIET
@given(
    target=st.sampled_from(sorted(STAFFING)),
    staff=st.lists(PERSON, max_size=4),
    sessions=st.sampled_from([None, 0, 4]),
    definition=st.sampled_from([None, "recorded", "full_time"]),
)
def test_more_qualified_staff_never_worsens_a_staffing_condition(
    target, staff, sessions, definition
):
    condition, version, kind = STAFFING[target]
    facts = {
        "municipality": {"experience_months": {"licensed": 12, "other": 36}},
        "outreach": {"sessions": sessions},
        "settings": {"dedicated_definition": definition},
        "staff": [person | {"id": f"s{index}"} for index, person in enumerate(staff)],
    }
    row = {
        "id": "x",
        "target": target,
        "version": version,
        "type": kind,
        "subtype": "Ⅰ",
        "date": DAYS[version],
    }
    more = facts | {"staff": [*facts["staff"], QUALIFIED]}

    before, after = (judged(row | {"facts": content}) for content in (facts, more))

    statuses = [result.as_contract()["conditions"][condition] for result in (before, after)]
    assert RANK[statuses[1]] >= RANK[statuses[0]]


COUNT = st.sampled_from([None, 0, 1, 2, 3, 5])
HEADS = st.fixed_dictionaries({"full": COUNT, "part": COUNT})
ROLES = ("family_support", "psychological_support", "abuse_response")


@QUIET
@given(
    on_duty=st.fixed_dictionaries(dict.fromkeys(ROLES, HEADS)),
    size=st.sampled_from(["A", "B", "C", "M", "L"]),
    role=st.sampled_from(ROLES),
    form=st.sampled_from(["full", "part"]),
    shared=st.sampled_from([None, 0, 1, 2]),
)
def test_one_more_on_duty_never_worsens_the_least_staff(on_duty, size, role, form, shared):
    on_duty = copy.deepcopy(on_duty) | {"in_two_roles": shared}
    row = {
        "id": "x",
        "target": "family_center.min_staff",
        "version": "R7",
        "type": "family_center",
        "date": DAYS["R7"],
    }
    more = copy.deepcopy(on_duty)
    more[role][form] = (more[role][form] or 0) + 1
    known = on_duty[role][form] is not None

    before, after = (
        judged(row | {"facts": {"class": size, "on_duty": content}}) for content in (on_duty, more)
    )

    assert not known or RANK[after.overall] >= RANK[before.overall]
