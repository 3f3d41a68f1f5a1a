"""What a sheet is calculated from: the determination that stands, this year's amounts, no other."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from centers import models as centers
from shared.fiscal_year import FiscalYear
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    MunicipalityFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.sheet_factories import (
    ComponentEntryFactory,
    SpendingItemFactory,
    StageDeadlineFactory,
)
from tests.worksheets.offices import condition, determine, ready, register, rule, spend
from worksheets.drafting import center_drafts
from worksheets.enums import WorksheetStage
from worksheets.gathering import cases
from worksheets.models import SpendingItem
from worksheets.stage_list import stage_list_of

FEW, MANY = 6, 600
YEAR = FiscalYear(2025)
APPLICATION = WorksheetStage.APPLICATION


def case_of(user, center, stage=APPLICATION):
    [found] = cases(user, center.municipality, 2025, stage, of=center)
    return found


def claim_of(case, component="base"):
    [found] = [claim for claim in case.case.claims if claim.component == component]
    return found


def what_is_missing(case):
    return [missing.what for missing in case.outcome().missing]


def test_a_complete_center_is_calculated(finance_clerk, ready_center):
    case = case_of(finance_clerk, ready_center)

    outcome = case.outcome()

    assert outcome.missing == ()
    assert (outcome.standard_amount, outcome.grant_base) == (7_000_000, 7_000_000)
    assert (outcome.national, outcome.prefectural) == (4_666_000, 1_166_000)
    assert outcome.municipal == 7_000_000 - 4_666_000 - 1_166_000


def test_without_amounts_there_is_no_total(finance_clerk, center):
    ready(center)

    outcome = case_of(finance_clerk, center).outcome()

    assert outcome.standard_amount is None
    assert outcome.grant_base is None
    assert "基本分の基準額（未登録）" in [missing.what for missing in outcome.missing]


@pytest.mark.parametrize("year", [2024, 2026])
def test_amounts_of_another_year_are_never_taken(finance_clerk, center, municipality, year):
    ready(center)
    register(municipality, fiscal_year=year)

    case = case_of(finance_clerk, center)

    assert claim_of(case).unit_amount is None
    assert case.case.shares is None
    assert case.outcome().standard_amount is None


def test_without_a_determination_nothing_is_claimed_and_nothing_is_zero(
    finance_clerk, center, municipality
):
    register(municipality)
    CenterDesignationFactory(center=center)
    spend(center)

    case = case_of(finance_clerk, center)

    assert (claim_of(case).status, case.outcome().standard_amount) == ("unknown", None)
    assert what_is_missing(case)[0] == "交付申請（計画）の判定の記録"


def test_a_rule_text_that_is_not_held_decides_nothing(finance_clerk, center):
    CenterDesignationFactory(center=center)
    determine(center, text_held=False)

    case = case_of(finance_clerk, center)

    assert claim_of(case).status == "unknown"
    assert "要綱の本文の登録" in what_is_missing(case)


def test_an_open_condition_names_what_is_missing_who_has_it_and_by_when(
    finance_clerk, center, municipality
):
    register(municipality)
    CenterDesignationFactory(center=center)
    determine(
        center, [rule("basic.staff.dedicated", "unknown", missing=["municipality.population"])]
    )
    StageDeadlineFactory(municipality=municipality, supply_by=dt.date(2025, 5, 31))

    missing = case_of(finance_clerk, center).outcome().missing

    assert [(each.who, each.by) for each in missing if each.what.startswith("基本分：")] == [
        ("所管課", dt.date(2025, 5, 31))
    ]
    assert {each.by for each in missing} == {dt.date(2025, 5, 31)}


def test_a_supplement_that_is_not_met_is_nothing_and_one_that_the_version_lacks_does_not_apply(
    finance_clerk, center, municipality
):
    register(municipality)
    CenterDesignationFactory(center=center)
    determine(center, [rule("basic.staff.dedicated"), rule("night_opening", "not_met")])
    spend(center)

    case = case_of(finance_clerk, center)

    assert claim_of(case, "night_opening").status == "not_met"
    assert claim_of(case, "outreach").status == "not_applicable"
    assert case.outcome().is_complete


def test_spending_that_nobody_entered_is_not_zero(finance_clerk, center, municipality):
    register(municipality)
    CenterDesignationFactory(center=center)
    determine(center)
    SpendingItemFactory(center=center)

    [spent] = [
        each
        for each in case_of(finance_clerk, center).case.spending
        if each.category == "operation"
    ]

    assert (spent.total, spent.eligible, spent.income) == (9_000_000, 9_000_000, None)


def test_spending_of_another_stage_or_year_is_not_taken(finance_clerk, center, municipality):
    register(municipality)
    CenterDesignationFactory(center=center)
    determine(center)
    SpendingItemFactory(center=center, stage="settlement")
    SpendingItemFactory(center=center, fiscal_year=2024)

    assert {each.total for each in case_of(finance_clerk, center).case.spending} == {None}


def test_what_is_entered_of_a_component_goes_before_the_records(finance_clerk, ready_center):
    ComponentEntryFactory(center=ready_center, months=6, quantity=2)

    claim = claim_of(case_of(finance_clerk, ready_center))

    assert (claim.months, claim.quantity) == (6, 2)
    assert "異なります" in claim.flags[-1]


def test_a_supplement_may_be_left_out_and_then_lacks_nothing(finance_clerk, center, municipality):
    register(municipality)
    CenterDesignationFactory(center=center)
    determine(center, [rule("basic.staff.dedicated"), rule("night_opening")])
    spend(center)
    ComponentEntryFactory(center=center, component="night_opening", word="not_claimed", months=None)

    case = case_of(finance_clerk, center)

    assert claim_of(case, "night_opening").status == "not_claimed"
    assert case.outcome().is_complete


def test_what_no_rule_judges_is_asked_of_a_new_center_only(finance_clerk, center):
    ready(center)
    assert claim_of(case_of(finance_clerk, center), "preparation").status == "not_applicable"

    centers.Center.objects.filter(pk=center.pk).update(opened_on=dt.date(2025, 7, 1))

    assert claim_of(case_of(finance_clerk, center), "preparation").status == "unknown"


def test_the_annex_counts_people_and_names_nobody(finance_clerk, center):
    CenterDesignationFactory(center=center)
    part = condition("basic.staff.dedicated.one", evidence=["staff"])
    facts = {"staff": [{"id": "S00001", "role": "x"}, {"id": "S00002", "role": "x"}]}
    determine(center, [rule("basic.staff.dedicated", conditions=[part])], facts=facts)

    [draft] = center_drafts(finance_clerk, center.municipality, 2025, APPLICATION)

    [evidence] = draft.content["annex"]
    assert "2人" in evidence["conditions"][0]["figure"]
    assert "S00001" not in str(draft.content)


def test_only_who_sees_the_sheets_of_the_municipality_gets_any(
    consultant, municipal_officer, ready_center
):
    stranger = UserFactory()
    RoleGrantFactory(user=stranger, role=Role.FINANCE_CLERK, municipality=MunicipalityFactory())

    for user, number in ((consultant, 0), (stranger, 0), (municipal_officer, 1)):
        assert len(cases(user, ready_center.municipality, 2025, APPLICATION)) == number


def office_of(number):
    """So many centers with determinations and spending."""
    municipality = MunicipalityFactory()
    register(municipality)
    made = centers.Center.objects.bulk_create(
        CenterFactory.build(municipality=municipality, code=f"{municipality.code}-{count:04}")
        for count in range(number)
    )
    centers.CenterDesignation.objects.bulk_create(
        CenterDesignationFactory.build(center=center) for center in made
    )
    for center in made[:FEW]:
        determine(center)
    SpendingItem.objects.bulk_create(SpendingItemFactory.build(center=center) for center in made)
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.FINANCE_CLERK, municipality=municipality)
    return municipality, user


def queries_of(act):
    with CaptureQueriesContext(connection) as captured:
        rows = act()
    return len(rows), len(captured)


def test_the_number_of_centers_costs_no_query():
    counts = []
    for number in (FEW, MANY):
        municipality, user = office_of(number)
        told = (user, municipality)
        counts.append(
            [
                queries_of(lambda told=told: cases(*told, 2025, APPLICATION)),
                queries_of(lambda told=told: stage_list_of(*told, YEAR, APPLICATION).rows),
                queries_of(lambda told=told: center_drafts(*told, 2025, APPLICATION)),
            ]
        )

    few, many = counts
    assert [(MANY, queries) for _, queries in few] == many
    assert max(queries for _, queries in many) <= 14


def test_the_page_of_the_clerk_asks_as_often_for_two_centers_as_for_twenty(client_for):
    counts = []
    for number in (2, 20):
        municipality, user = office_of(number)
        client = client_for(user)
        address = reverse("worksheets:stage_list", args=[municipality.pk, 2025, "application"])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).context["page"]
        counts.append((len(page), len(captured)))

    (few, asked), (many, asked_of_many) = counts
    assert (few, many) == (2, 20)
    assert asked == asked_of_many
