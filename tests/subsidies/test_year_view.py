"""The fiscal year cut where records change: the day, the condition and the reason."""

import datetime as dt

import pytest

from centers.enums import CenterType, DocumentKind
from centers.models import Center
from shared.fiscal_year import FiscalYear
from subsidies.facts import load
from subsidies.judge.kleene import Status
from subsidies.year_view import views_of, year_views
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    DocumentFactory,
    MunicipalityFactFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    OutreachSessionFactory,
    PostingFactory,
    StaffMemberFactory,
    TrainingRecordFactory,
)

YEAR = FiscalYear(2025)
AFTERWARDS = dt.date(2026, 5, 1)
MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = (
    Status.MET,
    Status.NOT_MET,
    Status.UNKNOWN,
    Status.NOT_APPLICABLE,
)
STAFF = "specific.staff"


@pytest.fixture
def desk(center):
    """特定型: one dedicated person is all that its staff requirement asks for."""
    CenterDesignationFactory(center=center, type=CenterType.SPECIFIC, subtype="")
    return center


def view_of(center, year=YEAR, today=AFTERWARDS):
    [view] = year_views(center, year, today=today)
    return view


def supplement(view, target=STAFF):
    return next(each for each in view.supplements if each.id == target)


def periods(supplement):
    return [(each.first, each.last, each.status) for each in supplement.segments]


def statuses(supplement):
    """One word a month; several where a month falls apart."""
    return [[part.status for part in month.segments] for month in supplement.months]


def colleague(center, number, **posting):
    member = StaffMemberFactory(municipality=center.municipality, number=number)
    return PostingFactory(center=center, staff_member=member, **posting)


def test_who_leaves_on_the_31st_counts_on_that_day_and_not_on_the_next(desk):
    colleague(desk, "12", ends_on=dt.date(2025, 10, 31))

    staff = supplement(view_of(desk))

    assert periods(staff) == [
        (dt.date(2025, 4, 1), dt.date(2025, 10, 31), MET),
        (dt.date(2025, 11, 1), dt.date(2026, 3, 31), NOT_MET),
    ]
    assert statuses(staff) == [[MET]] * 7 + [[NOT_MET]] * 5
    assert (staff.whole_months, staff.part_months) == (7, 0)


def test_the_change_names_the_condition_and_the_record_behind_it(desk):
    posting = colleague(desk, "12", ends_on=dt.date(2025, 10, 31))

    [change] = supplement(view_of(desk)).changes

    assert (change.day, change.before, change.after) == (dt.date(2025, 11, 1), MET, NOT_MET)
    [condition] = change.conditions
    assert condition.after.condition_id == "specific.dedicated_ge1"
    assert condition.sentence == (
        "10月31日に専任の職員（No.12）の配置（基本配置）が終わったため、専任の職員が1名から0名になり、"
        "「専任の職員を、事業所ごとに1名以上置く」という条件を満たさなくなりました。"
    )
    [reference] = change.references
    assert dict(reference.kwargs) == {"pk": posting.staff_member.pk}


def test_a_posting_that_starts_on_the_1st_counts_from_that_day(desk):
    colleague(desk, "11", ends_on=dt.date(2025, 4, 30))
    colleague(desk, "12", starts_on=dt.date(2025, 6, 1))

    staff = supplement(view_of(desk))

    assert statuses(staff) == [[MET], [NOT_MET]] + [[MET]] * 10
    back = staff.changes[-1]
    assert back.day == dt.date(2025, 6, 1)
    assert back.conditions[0].sentence.startswith("6月1日に専任の職員（No.12）の配置")
    assert back.conditions[0].sentence.endswith("という条件を満たすようになりました。")


def test_a_month_met_in_part_is_shown_with_both_answers(desk):
    colleague(desk, "12", ends_on=dt.date(2025, 10, 15))

    staff = supplement(view_of(desk))

    october = staff.months[6]
    assert [(part.first.day, part.last.day) for part in october.segments] == [(1, 15), (16, 31)]
    assert not october.is_whole
    assert (staff.whole_months, staff.part_months) == (6, 1)


def test_a_successor_on_the_next_day_leaves_no_gap_and_no_change(desk):
    colleague(desk, "11", ends_on=dt.date(2025, 10, 31))
    colleague(desk, "12", starts_on=dt.date(2025, 11, 1))

    staff = supplement(view_of(desk))

    assert statuses(staff) == [[MET]] * 12
    assert staff.changes == ()


def test_two_records_of_one_day_are_told_together(desk):
    for number in ("11", "12"):
        colleague(desk, number, ends_on=dt.date(2025, 10, 31))

    [change] = supplement(view_of(desk)).changes

    assert change.conditions[0].sentence.startswith(
        "10月31日に専任の職員（No.11）の配置（基本配置）が終わったこと、"
        "10月31日に専任の職員（No.12）の配置（基本配置）が終わったことにより、"
        "専任の職員が2名から0名になり、"
    )


def test_equal_answers_are_one_segment_whose_causes_remain(desk):
    """機能強化 stays not met: the paper arrives, the staff is still too small."""
    DocumentFactory(center=desk, kind=DocumentKind.RESULTS_PUBLISHED, dated_on=dt.date(2025, 7, 15))
    MunicipalityFactFactory(municipality=desk.municipality, holds=False)

    strengthening = supplement(view_of(desk), "strengthening")

    assert [each.status for each in strengthening.segments] == [NOT_MET]
    [change] = strengthening.changes
    assert not change.is_turn
    assert change.conditions[0].sentence == (
        "7月15日に文書（実施状況の公表）が整ったため、「どのように実施したかを公表する」という条件を"
        "満たすことが確かめられました。"
    )


def test_a_center_opened_in_july_is_not_concerned_before(municipality):
    center = CenterFactory(municipality=municipality, opened_on=dt.date(2025, 7, 1))
    CenterDesignationFactory(
        center=center, type=CenterType.SPECIFIC, subtype="", starts_on=dt.date(2025, 7, 1)
    )
    colleague(center, "12", starts_on=dt.date(2025, 7, 1))

    staff = supplement(view_of(center))

    assert statuses(staff) == [[NOT_APPLICABLE]] * 3 + [[MET]] * 9
    assert [each.is_designated for each in staff.segments] == [False, True]
    [change] = staff.changes
    assert (
        "7月1日にセンターの事業が始まったこと、7月1日に特定型の期間が始まったこと"
        in change.sentence
    )


def test_a_center_that_is_closed_is_not_concerned_after(desk):
    desk.closed_on = dt.date(2025, 12, 31)
    desk.save()
    colleague(desk, "12")

    assert statuses(supplement(view_of(desk))) == [[MET]] * 9 + [[NOT_APPLICABLE]] * 3


def test_a_new_subtype_changes_the_whole(center):
    CenterDesignationFactory(center=center, subtype="Ⅲ", ends_on=dt.date(2025, 9, 30))
    CenterDesignationFactory(center=center, subtype="Ⅰ", starts_on=dt.date(2025, 10, 1))

    view = view_of(center)

    assert view.label == "基本型（Ⅲ型）、基本型（Ⅰ型）"
    night = supplement(view, "night_opening")
    assert statuses(night) == [[NOT_APPLICABLE]] * 6 + [[UNKNOWN]] * 6
    [change] = night.changes
    assert change.conditions == ()
    assert change.sentence == (
        "9月30日に基本型（Ⅲ型）の期間が終わったこと、10月1日に基本型（Ⅰ型）の期間が始まったこと"
        "により、判定が変わりました。"
    )


def test_each_type_has_a_view_of_its_own(desk):
    CenterDesignationFactory(center=desk)

    views = year_views(desk, YEAR, today=AFTERWARDS)

    assert [view.type for view in views] == ["basic", "specific"]


def test_nothing_recorded_stays_unknown_all_year(center):
    CenterDesignationFactory(center=center)

    view = view_of(center)

    assert {each.id for each in view.supplements} >= {"night_opening", "basic.staff.dedicated"}
    of_records = [each for each in view.supplements if each.id != "general.implementer"]
    assert all(statuses(each) == [[UNKNOWN]] * 12 for each in of_records)
    assert all(each.changes == () for each in view.supplements)


class TestVersions:
    def test_fiscal_year_2021_is_judged_by_its_verified_text(self, desk):
        view = view_of(desk, FiscalYear(2021))

        assert [version.code for version in view.versions] == ["R3"]
        assert view.flags == ()

    def test_fiscal_year_2022_says_that_the_text_is_not_verified(self, desk):
        view = view_of(desk, FiscalYear(2022))

        assert [version.code for version in view.versions] == ["R3"]
        assert "coverage_unverified" in view.flags

    def test_a_text_that_is_not_held_is_unknown_to_its_last_day(self, desk):
        colleague(desk, "12")

        [everything] = view_of(desk, FiscalYear(2024)).supplements
        staff = supplement(view_of(desk))

        assert periods(everything) == [(dt.date(2024, 4, 1), dt.date(2025, 3, 31), UNKNOWN)]
        assert periods(staff) == [(dt.date(2025, 4, 1), dt.date(2026, 3, 31), MET)]

    def test_a_year_before_every_version_is_unknown(self, municipality):
        center = CenterFactory(municipality=municipality, opened_on=dt.date(2018, 4, 1))
        CenterDesignationFactory(center=center, starts_on=dt.date(2018, 4, 1))

        view = view_of(center, FiscalYear(2019))

        assert view.versions == (None,)
        assert [statuses(each) for each in view.supplements] == [[[UNKNOWN]] * 12]

    def test_a_type_without_rules_of_the_place_shows_who_carries_it_out(self, center):
        CenterDesignationFactory(center=center, type=CenterType.PREGNANCY_SUPPORT, subtype="")

        assert [each.id for each in view_of(center).supplements] == ["general.implementer"]


class TestFigures:
    @pytest.fixture
    def counting(self, desk):
        """5 contacts on the one day of April, none on the one day of May."""
        for month in (4, 5):
            OpenDayFactory(center=desk, held_on=dt.date(2025, month, 7))
        noon = dt.datetime(2025, 4, 7, 3, tzinfo=dt.UTC)
        ConsultationFactory.create_batch(5, center=desk, occurred_at=noon)
        return desk

    def test_the_average_is_that_at_the_end_of_each_month(self, counting):
        averages = [month.figures.average_text for month in view_of(counting).figures]

        assert averages == ["5.00"] + ["2.50"] * 11

    def test_a_month_is_judged_by_its_own_end(self, counting):
        strengthening = supplement(view_of(counting), "strengthening")

        [change] = [each for each in strengthening.changes if each.is_count]
        assert change.day == dt.date(2025, 5, 1)
        assert change.conditions[0].sentence == (
            "5月31日までの集計で開所日2日に相談が5件となった（1日当たり平均2.50件）ため、"
            "「相談などの実績が、開所日1日当たり平均5件以上ある」という条件を満たさなくなりました。"
        )

    def test_months_to_come_rest_on_what_is_counted_today(self, counting):
        view = view_of(counting, today=dt.date(2025, 4, 20))

        assert [each.last for each in view.figures] == [dt.date(2025, 4, 20)]
        assert not view.figures[0].is_over
        strengthening = supplement(view, "strengthening")
        assert [month.is_expected for month in strengthening.months] == [False] + [True] * 11
        assert not [each for each in strengthening.changes if each.is_count]

    def test_a_year_to_come_has_no_figures(self, counting):
        view = view_of(counting, today=dt.date(2025, 3, 1))

        assert view.figures == ()
        assert all(month.is_expected for month in supplement(view).months)

    def test_a_day_nobody_confirmed_leaves_the_average_open(self, counting):
        OpeningHoursFactory(
            center=counting, starts_on=dt.date(2025, 6, 2), ends_on=dt.date(2025, 6, 2)
        )

        strengthening = supplement(view_of(counting), "strengthening")

        june = next(each for each in strengthening.changes if each.day.month == 6)
        assert june.conditions[0].sentence.startswith(
            "6月30日までの集計で相談が5件となり、開所実績が未確認の日が1日あったため、"
        )


def test_conditions_resting_on_other_rules_name_the_records_of_those(center):
    """強化 asks whether outreach is carried out; the outreach person's leaving breaks it there."""
    CenterDesignationFactory(center=center, type=CenterType.SPECIFIC, subtype="")
    colleague(center, "11")
    colleague(center, "12", role="outreach", is_dedicated=False, ends_on=dt.date(2025, 10, 31))
    MunicipalityFactFactory(municipality=center.municipality, holds=False)
    for kind in (DocumentKind.OUTREACH_PLAN, DocumentKind.OUTREACH_PUBLICITY):
        DocumentFactory(center=center, kind=kind)
    ActivityPlanFactory(center=center, is_carried_out=True)
    OutreachSessionFactory(center=center, held_on=dt.date(2025, 4, 1))

    changes = supplement(view_of(center), "strengthening").changes

    november = next(each for each in changes if each.day == dt.date(2025, 11, 1))
    told = {each.after.condition_id: each.sentence for each in november.conditions}
    assert told["strengthening.base"].startswith(
        "10月31日に兼務の職員（No.12）の配置（出張相談支援"
    )


def test_training_turns_the_staff_of_a_basic_center(center):
    CenterDesignationFactory(center=center)
    member = colleague(center, "12").staff_member
    TrainingRecordFactory(staff_member=member, completed_on=dt.date(2025, 6, 20))

    view = view_of(center)

    assert dt.date(2025, 6, 20) in {piece.first for piece in view.pieces}
    assert view.staff_ids == (member.pk,)


@pytest.mark.parametrize("turns", [1, 30])
def test_a_year_takes_the_same_queries_however_much_changes(turns, desk, django_assert_num_queries):
    for number in range(turns):
        colleague(desk, f"{number}", ends_on=dt.date(2025, 4, 1) + dt.timedelta(days=7 * number))

    # as for one day, see test_facts.py
    with django_assert_num_queries(32):
        view = view_of(desk)

    assert len(view.pieces) == 12 + turns - sum(
        (dt.date(2025, 4, 2) + dt.timedelta(days=7 * number)).day == 1 for number in range(turns)
    )


def test_sixty_centers_take_no_more_queries_than_one(municipality, django_assert_num_queries):
    for center in CenterFactory.create_batch(60, municipality=municipality):
        CenterDesignationFactory(center=center, type=CenterType.SPECIFIC, subtype="")
        PostingFactory(center=center, ends_on=dt.date(2025, 10, 31))
    centers = list(Center.objects.all())

    with django_assert_num_queries(33):
        evidence = load(centers, YEAR.starts_on, YEAR.ends_on)
        views = [
            view for each in centers for view in views_of(evidence, each, YEAR, today=AFTERWARDS)
        ]

    assert len(views) == 60
