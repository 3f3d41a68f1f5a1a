"""How many support plans were made, as the rules ask."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import SupportPlan
from casework.plan_figures import counts_of
from shared.fiscal_year import FiscalYear
from subsidies.facts import Query, gather, load
from tests.case_factories import CaseFactory
from tests.factories import CenterDesignationFactory, UserFactory
from tests.plan_factories import a_plan_of

DAY = dt.date(2025, 10, 1)
KEYS = ("child_plans", "maternal_child_plans", "joint_plans")


@pytest.fixture
def designated(center):
    CenterDesignationFactory(center=center)
    return center


def plan_of(center, basis, made_on):
    return a_plan_of(CaseFactory(center=center), UserFactory(), basis=basis, made_on=made_on)


def facts_of(center, day=DAY, **more):
    [told] = gather([center], Query(day, **more))
    return told.facts


def test_without_plans_nothing_is_told(designated):
    facts = facts_of(designated)

    assert "plans_child_welfare" not in facts
    assert not set(KEYS) & set(facts.get("work", {}))


def test_plans_of_the_fiscal_year_are_counted_by_basis(designated):
    for basis, made_on in (
        ("child_welfare", dt.date(2025, 4, 1)),
        ("joint", dt.date(2025, 9, 30)),
        ("maternal_child", dt.date(2025, 10, 1)),
        ("child_welfare", dt.date(2025, 10, 2)),
        ("child_welfare", dt.date(2025, 3, 31)),
    ):
        plan_of(designated, basis, made_on)

    facts = facts_of(designated)

    assert (facts["plans_child_welfare"], facts["plans_maternal_child"]) == (2, 1)
    assert {key: facts["work"][key] for key in KEYS} == dict.fromkeys(KEYS, True)


def test_a_plan_of_the_year_before_is_work_and_no_plan_of_this_year(designated):
    plan_of(designated, "child_welfare", dt.date(2025, 3, 1))

    facts = facts_of(designated)

    assert facts["plans_child_welfare"] == 0
    assert facts["work"]["child_plans"] is True
    assert "joint_plans" not in facts["work"]


def test_a_plan_made_by_mistake_is_none(designated):
    plan = plan_of(designated, "child_welfare", dt.date(2025, 5, 1))
    ended_at = timezone.now()
    SupportPlan.objects.filter(pk=plan.pk).update(
        status="ended",
        ended_on=dt.date(2025, 6, 1),
        end_reason="mistaken",
        ended_at=ended_at,
        ended_by=plan.recorded_by,
        first_approved_at=ended_at - dt.timedelta(days=2),
    )

    assert "plans_child_welfare" not in facts_of(designated)
    known = facts_of(designated, known_at=ended_at - dt.timedelta(days=1))
    assert known["plans_child_welfare"] == 1


def test_the_day_of_an_approval_is_a_turn(designated):
    plan_of(designated, "joint", dt.date(2025, 6, 2))

    evidence = load([designated], dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    [turn] = [each for each in evidence.turns(designated) if "plans_child_welfare" in each.keys]

    assert (turn.day, turn.happened) == (dt.date(2025, 6, 2), "サポートプランを承認した")
    [before], [after] = (evidence.facts_on(dt.date(2025, 6, day)) for day in (1, 2))
    assert "plans_child_welfare" not in before.facts
    assert after.facts["plans_child_welfare"] == 1


def test_the_reference_leads_to_the_numbers(client_for, finance_clerk, designated):
    plan = plan_of(designated, "joint", dt.date(2025, 6, 2))
    [told] = gather([designated], Query(DAY))
    [reference] = told.references["plans_child_welfare"]

    page = client_for(finance_clerk).get(reverse(reference.url_name), dict(reference.query))

    [row] = page.context["counts"]
    assert (row.joint, row.for_plan_writers, row.maternal_child) == (1, 1, 0)
    assert plan.number in page.content.decode()
    assert page.context["readable"] == set()


@pytest.mark.parametrize("number", [1, 3])
def test_counts_take_two_queries(designated, number, django_assert_num_queries):
    for _ in range(number):
        plan_of(designated, "joint", DAY)

    with django_assert_num_queries(2):
        [row] = counts_of([designated], FiscalYear(2025))
        numbers = [plan.number for plan in row.plans]

    assert len(numbers) == number
