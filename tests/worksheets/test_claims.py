"""What is claimed, where the judgement, an entry and the other centers have a say in it."""

import datetime as dt

import pytest

from centers import models as centers
from tests.amount_factories import StandardAmountFactory
from tests.factories import CenterDesignationFactory, CenterFactory
from tests.sheet_factories import ComponentEntryFactory, WorksheetFactory, content_of, submitted
from tests.worksheets.offices import condition, determine, register, rule, spend
from worksheets.enums import WorksheetStage
from worksheets.gathering import cases

APPLICATION = WorksheetStage.APPLICATION
BASE = rule("basic.staff.dedicated")
OPEN = rule("night_opening", "unknown", missing=["opening.hours"])
PLACE = {"center_type": "basic", "unit": "place_year"}
STARTUP = "family_center.supplement.startup"


@pytest.fixture
def found(finance_clerk, municipality):
    """All cases of the municipality, or those of one center; the same either way."""

    def found(of=None):
        every = cases(finance_clerk, municipality, 2025, APPLICATION)
        if of is None:
            return every
        alone = cases(finance_clerk, municipality, 2025, APPLICATION, of=of)
        assert alone == [case for case in every if case.center == of]
        return alone

    return found


def claim_of(case, component):
    [claim] = [claim for claim in case.case.claims if claim.component == component]
    return claim


def lacks(claim):
    return [missing.what for missing in claim.missing]


def with_supplement(center, supplement=OPEN):
    register(center.municipality)
    CenterDesignationFactory(center=center)
    determine(center, [BASE, supplement])
    spend(center)
    StandardAmountFactory(
        **PLACE, municipality=center.municipality, component="night_opening", confirmed=True
    )


class TestStated:
    """An open judgement may be stated by the municipality, with its source and visibly so."""

    def test_it_is_claimed_and_says_that_the_judgement_is_open(self, found, center):
        with_supplement(center)
        ComponentEntryFactory(
            center=center,
            component="night_opening",
            word="met",
            months=None,
            source="事業計画 第1号",
        )

        [case] = found(center)

        claim = claim_of(case, "night_opening")
        assert (claim.status, claim.missing) == ("stated", ())
        assert "要確認" in claim.status_origin.text
        assert "事業計画 第1号" in claim.flags[0]
        outcome = case.outcome()
        assert outcome.is_complete
        assert outcome.standard_amount == 7_000_000 + claim.unit_amount

    def test_what_the_judgement_has_decided_stands(self, found, center):
        with_supplement(center, rule("night_opening", "not_met"))
        ComponentEntryFactory(center=center, component="night_opening", word="met", months=None)

        [case] = found(center)

        claim = claim_of(case, "night_opening")
        assert claim.status == "not_met"
        assert "使っていません" in claim.flags[0]

    def test_nothing_is_stated_of_a_text_that_is_not_held(self, found, center):
        CenterDesignationFactory(center=center)
        determine(center, [BASE, OPEN], text_held=False)
        ComponentEntryFactory(center=center, component="night_opening", word="met", months=None)

        [case] = found(center)

        assert claim_of(case, "night_opening").status == "unknown"

    def test_nothing_is_stated_before_a_determination(self, found, center):
        CenterDesignationFactory(center=center)
        ComponentEntryFactory(center=center, component="night_opening", word="met", months=None)

        [case] = found(center)

        assert claim_of(case, "night_opening").status == "unknown"


class TestAmounts:
    def test_what_is_not_claimed_has_no_amount_number_or_months(self, found, center):
        with_supplement(center, rule("night_opening", "not_met"))

        [case] = found(center)

        claim = claim_of(case, "night_opening")
        assert (claim.unit_amount, claim.quantity, claim.months) == (None, None, None)
        assert claim.missing == ()

    def test_without_any_amount_of_the_year_there_is_no_total_though_nothing_is_claimed(
        self, found, center
    ):
        CenterDesignationFactory(center=center)
        determine(center, [rule("basic.staff.dedicated", "not_met")])

        [case] = found(center)

        outcome = case.outcome()
        assert (outcome.standard_amount, outcome.grant_base) == (None, None)
        assert "この年度の補助基準額（未登録）" in [each.what for each in outcome.missing]

    def test_a_center_without_a_subtype_is_asked_for_it_and_not_for_an_amount(
        self, found, center, municipality
    ):
        register(municipality)
        CenterDesignationFactory(center=center)
        determine(center, [BASE], subtype="")

        [case] = found(center)

        [what] = lacks(claim_of(case, "base"))
        assert what == "基本分：規模等（Ⅰ型・Ⅱ型・Ⅲ型の別）"

    def test_a_later_amount_of_the_year_is_told_before_it_has_begun(
        self, found, center, municipality
    ):
        register(municipality)
        CenterDesignationFactory(center=center)
        determine(center, [BASE])
        StandardAmountFactory(
            **PLACE,
            municipality=municipality,
            component="base",
            size_class="Ⅰ",
            amount=9_000_000,
            starts_on=dt.date(2025, 10, 1),
            confirmed=True,
        )

        [case] = found(center)

        claim = claim_of(case, "base")
        assert claim.unit_amount == 7_000_000
        assert "適用日の異なる基準額" in claim.flags[0]

    def test_a_general_amount_holds_until_the_one_of_the_class_begins(
        self, found, center, municipality
    ):
        of = {**PLACE, "municipality": municipality, "component": "base", "confirmed": True}
        StandardAmountFactory(size_class="", amount=5_000_000, **of)
        StandardAmountFactory(
            size_class="Ⅰ", amount=9_000_000, starts_on=dt.date(2025, 10, 1), **of
        )
        CenterDesignationFactory(center=center)
        determine(center, [BASE])

        [case] = found(center)

        assert claim_of(case, "base").unit_amount == 5_000_000

    def test_a_supplement_without_its_base_is_told(self, found, center, municipality):
        register(municipality)
        CenterDesignationFactory(center=center)
        determine(center, [rule("basic.staff.dedicated", "not_met"), rule("night_opening")])

        [case] = found(center)

        assert "基本分を計上しない" in claim_of(case, "night_opening").flags[-1]
        assert claim_of(case, "outreach").flags == ()


def specific(center, *, cap, entered=None):
    """A 特定型 place of a municipality that has more of them than the cap."""
    CenterDesignationFactory(center=center, type="specific", subtype="")
    beyond = condition("specific.cap.n", "not_met", values={"cap": cap})
    rules = [
        rule("specific.municipality"),
        rule("specific.staff"),
        rule("specific.cap", "not_met", conditions=[beyond]),
    ]
    determine(center, rules, center_type="specific", subtype="")
    if entered is not None:
        ComponentEntryFactory(
            center=center, center_type="specific", component="base", quantity=entered, months=None
        )


@pytest.mark.parametrize(("places", "is_told"), [(2, False), (3, True)])
def test_places_of_the_specific_type_are_never_more_than_the_cap(
    found, municipality, places, is_told
):
    made = CenterFactory.create_batch(places, municipality=municipality)
    for center in made:
        specific(center, cap=2, entered=1)

    for case in found():
        beyond = [what for what in lacks(claim_of(case, "base")) if "上限2か所" in what]
        assert bool(beyond) == is_told
    assert len(found(made[0])) == 1


def test_a_place_that_is_registered_no_more_is_not_counted(found, municipality):
    for center in CenterFactory.create_batch(2, municipality=municipality):
        specific(center, cap=2, entered=1)
    ComponentEntryFactory(
        center=CenterFactory(municipality=municipality),
        center_type="specific",
        component="base",
        quantity=1,
        months=None,
    )

    for case in found():
        assert not any("上限2か所" in what for what in lacks(claim_of(case, "base")))


def family_center(center, rules, **more):
    CenterDesignationFactory(center=center, type="family_center", subtype="")
    determine(center, rules, center_type="family_center", subtype="", **more)


def starts_up(center, word="met"):
    ComponentEntryFactory(
        center=center, center_type="family_center", component="startup", word=word, months=None
    )


class TestOncePerMunicipality:
    def test_one_center_claims_it(self, found, municipality):
        one, other = CenterFactory.create_batch(2, municipality=municipality)
        for center in (one, other):
            family_center(center, [rule(STARTUP, "unknown")])
        starts_up(one)
        starts_up(other, word="not_claimed")

        assert [claim_of(case, "startup").status for case in found()] == ["stated", "not_claimed"]
        assert not any("市町村で1回限り" in what for what in lacks(claim_of(found()[0], "startup")))

    def test_two_centers_cannot(self, found, municipality):
        one, other = CenterFactory.create_batch(2, municipality=municipality)
        for center in (one, other):
            family_center(center, [rule(STARTUP, "unknown")])
            starts_up(center)

        for case in found():
            assert "2か所" in lacks(claim_of(case, "startup"))[0]
        found(one)

    def test_where_several_meet_it_a_person_says_which(self, found, center):
        family_center(center, [rule(STARTUP)])
        assert "計上するセンター" in lacks(claim_of(found(center)[0], "startup"))[0]

        starts_up(center)

        assert claim_of(found(center)[0], "startup").status == "met"

    def test_a_sheet_of_an_earlier_year_is_told(self, found, center):
        family_center(center, [rule(STARTUP, "unknown")])
        starts_up(center)
        claimed = [{"component": "startup", "status": "met"}]
        submitted(
            WorksheetFactory(
                center=center,
                center_type="family_center",
                fiscal_year=2024,
                content=content_of(center, fiscal_year=2024, claims=claimed),
            )
        )

        [case] = found(center)

        assert any("前の年度" in flag for flag in claim_of(case, "startup").flags)

    def test_what_was_left_out_in_the_end_of_the_year_was_not_claimed(self, found, center):
        family_center(center, [rule(STARTUP, "unknown")])
        starts_up(center)
        for stage, status in (("application", "met"), ("settlement", "not_claimed")):
            content = content_of(
                center,
                fiscal_year=2024,
                stage=stage,
                claims=[{"component": "startup", "status": status}],
            )
            submitted(
                WorksheetFactory(
                    center=center,
                    center_type="family_center",
                    fiscal_year=2024,
                    stage=stage,
                    content=content,
                )
            )

        [case] = found(center)

        assert not any("前の年度" in flag for flag in claim_of(case, "startup").flags)

    def test_what_is_paid_once_knows_no_months(self, found, center):
        family_center(center, [rule(STARTUP)])
        starts_up(center)

        [case] = found(center)

        assert claim_of(case, "startup").months is None


class TestSeveralSites:
    EXTRA = "family_center.extra_staff"

    def judged(self, center, sites):
        part = condition(f"{self.EXTRA}.i", values={"subsidised_i": 3})
        facts = {"municipality": {"family_center_sites": sites}}
        family_center(center, [rule(self.EXTRA, conditions=[part])], facts=facts)

    def test_the_number_of_one_site_is_that_of_the_judgement(self, found, center):
        self.judged(center, 1)

        assert claim_of(found(center)[0], "extra_staff_i").quantity == 3

    def test_of_several_sites_the_number_of_each_is_asked_for(self, found, center):
        self.judged(center, 2)
        claim = claim_of(found(center)[0], "extra_staff_i")
        assert claim.quantity is None
        assert any("か所ごと" in what for what in lacks(claim))

        ComponentEntryFactory(
            center=center,
            center_type="family_center",
            component="extra_staff_i",
            quantity=1,
            months=None,
        )

        assert claim_of(found(center)[0], "extra_staff_i").quantity == 1


def test_a_changed_subtype_of_the_year_is_told(found, center, municipality):
    register(municipality)
    first = CenterDesignationFactory(center=center, subtype="Ⅰ")
    centers.CenterDesignation.objects.filter(pk=first.pk).update(ends_on=dt.date(2025, 9, 30))
    CenterDesignationFactory(center=center, subtype="Ⅱ", starts_on=dt.date(2025, 10, 1))
    determine(center, [BASE])

    [case] = found(center)

    assert "型（Ⅰ・Ⅱ・Ⅲ型）が変わっています" in claim_of(case, "base").flags[0]
