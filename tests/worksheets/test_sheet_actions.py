"""Draft, checked by another, submitted: and nothing else happens to a sheet."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from tests.factories import CenterFactory, UserFactory
from tests.sheet_factories import (
    SpendingItemFactory,
    WorksheetFactory,
    checked,
    content_of,
    step_of,
    submitted,
)
from tests.worksheets.offices import determine, ready, spend
from worksheets.actions import (
    ChangedSinceError,
    OwnWorkError,
    RefusedError,
    SeenOtherwiseError,
    check_sheet,
    prepare_sheets,
    return_sheet,
    submit_sheet,
)
from worksheets.content import checksum_of
from worksheets.drafting import center_drafts, municipality_draft
from worksheets.enums import WorksheetStage
from worksheets.gathering import cases
from worksheets.models import Worksheet, WorksheetStep
from worksheets.printable import stamp_of

APPLICATION, CHANGE = WorksheetStage.APPLICATION, WorksheetStage.CHANGE


@pytest.fixture
def other():
    return UserFactory()


def drafts_of(user, center, stage=APPLICATION):
    return center_drafts(user, center.municipality, 2025, stage, of=center)


def prepare(user, center, *, stage=APPLICATION, **more):
    return prepare_sheets(
        drafts_of(user, center, stage),
        municipality=center.municipality,
        fiscal_year=2025,
        stage=stage,
        by=user,
        at=timezone.now(),
        **more,
    )


def prepare_total(user, municipality):
    subjects = cases(user, municipality, 2025, APPLICATION)
    outcome = prepare_sheets(
        [municipality_draft(municipality, 2025, APPLICATION, subjects=subjects)],
        municipality=municipality,
        fiscal_year=2025,
        stage=APPLICATION,
        by=user,
        at=timezone.now(),
    )
    [row] = [*outcome.written, *outcome.unchanged]
    return row


def check(sheet, by, seen=None):
    return check_sheet(sheet, seen=seen or sheet.checksum, by=by, at=timezone.now())


def submit(user, sheet, center, *, seen=None):
    [anew] = drafts_of(user, center, WorksheetStage(sheet.stage))
    return submit_sheet(sheet, seen=seen or sheet.checksum, anew=anew, by=user, at=timezone.now())


def the_sheet(outcome):
    [row] = outcome.written
    return row


def test_prepared_once_however_often_the_button_is_pressed(finance_clerk, ready_center):
    first, second = prepare(finance_clerk, ready_center), prepare(finance_clerk, ready_center)

    sheet = the_sheet(first)
    assert (second.written, second.unchanged) == ([], [sheet])
    assert Worksheet.objects.get().checksum == checksum_of(Worksheet.objects.get().content)
    assert [step.act for step in WorksheetStep.objects.all()] == ["prepared"]
    assert (sheet.number, sheet.state, sheet.prepared_by) == (1, "draft", finance_clerk)


def test_other_records_make_the_draft_anew(finance_clerk, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)

    outcome = prepare(finance_clerk, ready_center)

    assert the_sheet(outcome).pk == sheet.pk
    assert the_sheet(outcome).checksum != sheet.checksum
    assert [step.act for step in sheet.steps.order_by("pk")] == ["prepared", "renewed"]


def test_checked_by_another_and_submitted(finance_clerk, other, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))

    row = submit(finance_clerk, check(sheet, other), ready_center)

    row.refresh_from_db()
    assert (row.state, row.checked_by, row.submitted_by) == ("submitted", other, finance_clerk)
    assert [(step.act, step.done_by) for step in row.steps.order_by("pk")] == [
        ("prepared", finance_clerk),
        ("checked", other),
        ("submitted", finance_clerk),
    ]


def test_who_submitted_stands_on_the_sheet_by_the_name_of_that_day(
    finance_clerk, other, ready_center
):
    sheet = prepare(finance_clerk, ready_center).new[0]
    check(sheet, other)
    submit(finance_clerk, sheet, ready_center)
    User.objects.filter(pk=other.pk).update(name="改姓 後子")

    stamp = stamp_of(Worksheet.objects.for_listing().get(pk=sheet.pk))

    assert stamp.checked.endswith(str(other))


def test_nobody_checks_what_they_prepared(finance_clerk, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))

    with pytest.raises(OwnWorkError):
        check(sheet, finance_clerk)


def test_nobody_checks_a_sheet_that_they_prepared_before_somebody_else_did(
    finance_clerk, municipal_officer, ready_center
):
    sheet = the_sheet(prepare(finance_clerk, ready_center))
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)
    renewed = the_sheet(prepare(municipal_officer, ready_center))

    with pytest.raises(OwnWorkError):
        check(renewed, finance_clerk)
    assert renewed.pk == sheet.pk


def test_nobody_prepares_anew_what_they_checked(finance_clerk, municipal_officer, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))
    check(sheet, municipal_officer)
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)

    outcome = prepare(municipal_officer, ready_center)

    assert (outcome.written, outcome.own) == ([], [sheet])
    assert Worksheet.objects.get().state == "checked"


def test_a_sheet_prepared_anew_is_checked_anew(finance_clerk, other, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))
    check(sheet, other)
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)

    renewed = the_sheet(prepare(finance_clerk, ready_center))

    assert (renewed.state, renewed.checked_by) == ("draft", None)


def test_only_what_was_seen_is_checked(finance_clerk, other, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))

    with pytest.raises(SeenOtherwiseError):
        check(sheet, other, seen="0" * 64)
    assert Worksheet.objects.get().state == "draft"


def test_returned_with_a_reason_and_then_never_prepared_by_the_same(
    finance_clerk, municipal_officer, ready_center
):
    sheet = check(the_sheet(prepare(finance_clerk, ready_center)), municipal_officer)

    row = return_sheet(
        sheet,
        seen=sheet.checksum,
        note="科目が違います",
        by=municipal_officer,
        at=timezone.now(),
    )

    assert (row.state, row.checked_by) == ("returned", None)
    assert row.steps.latest("pk").note == "科目が違います"
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)
    assert prepare(municipal_officer, ready_center).own == [row]


def test_a_draft_is_not_submitted(finance_clerk, ready_center):
    sheet = the_sheet(prepare(finance_clerk, ready_center))

    with pytest.raises(RefusedError, match="確認済み"):
        submit(finance_clerk, sheet, ready_center)


def test_what_is_missing_blocks_the_submission_and_not_the_draft(finance_clerk, other, center):
    ready(center)  # without amounts
    sheet = check(the_sheet(prepare(finance_clerk, center)), other)

    with pytest.raises(RefusedError, match="足りないもの"):
        submit(finance_clerk, sheet, center)
    assert sheet.content["totals"]["standard_amount"] is None


def test_records_changed_after_the_check_are_checked_again(finance_clerk, other, ready_center):
    sheet = check(the_sheet(prepare(finance_clerk, ready_center)), other)
    SpendingItemFactory(center=ready_center, subject="需用費", amount=1)

    with pytest.raises(ChangedSinceError) as refusal:
        submit(finance_clerk, sheet, ready_center)

    assert "運営費：総事業費" in [change.label for change in refusal.value.changes]
    assert Worksheet.objects.get().state == "checked"


def test_after_the_submission_the_next_number_is_begun_only_when_asked(
    finance_clerk, other, ready_center
):
    sheet = check(the_sheet(prepare(finance_clerk, ready_center)), other)
    submit(finance_clerk, sheet, ready_center)

    left = prepare(finance_clerk, ready_center)
    alike = prepare(finance_clerk, ready_center, again=True)
    again = prepare(finance_clerk, ready_center, again=True, even_alike=True)

    assert (left.written, [row.pk for row in left.submitted]) == ([], [sheet.pk])
    assert (alike.written, [row.pk for row in alike.alike]) == ([], [sheet.pk])
    assert the_sheet(again).number == 2
    assert the_sheet(again).content["compared_with"]["number"] == 1


def test_differences_from_the_stage_before(finance_clerk, other, ready_center):
    first = check(the_sheet(prepare(finance_clerk, ready_center)), other)
    submit(finance_clerk, first, ready_center)
    determine(ready_center, stage="interim")
    spend(ready_center, stage="change")
    SpendingItemFactory(
        center=ready_center, stage="change", subject="交付金の減", side="income", amount=5_000_000
    )

    content = the_sheet(prepare(finance_clerk, ready_center, stage=CHANGE)).content

    assert content["compared_with"] == {
        "stage": "application",
        "stage_label": "当初交付申請",
        "number": 1,
        "checksum": first.checksum,
        "sheet": str(first),
    }
    found = {row["key"]: (row["before"], row["after"]) for row in content["differences"]}
    assert found["basic.total.grant_base"] == (7_000_000, 4_000_000)


class TestTotalOfTheMunicipality:
    def test_it_is_the_sum_of_the_sheets(self, finance_clerk, ready_center, municipality):
        second = ready(CenterFactory(municipality=municipality))
        for center in (ready_center, second):
            prepare(finance_clerk, center)

        content = prepare_total(finance_clerk, municipality).content

        assert content["totals"]["national"] == 2 * 4_666_000
        assert [row["grant_base"] for row in content["centers"]] == [7_000_000] * 2
        assert content["missing"] == []

    @pytest.mark.usefixtures("ready_center")
    def test_a_center_without_a_sheet_leaves_it_without_a_total(self, finance_clerk, municipality):
        content = prepare_total(finance_clerk, municipality).content

        assert set(content["totals"].values()) == {None}
        [missing] = content["missing"]
        assert missing["what"].endswith("調書の作成")

    def test_it_is_submitted_after_its_centers(
        self, finance_clerk, other, ready_center, municipality
    ):
        sheet = check(the_sheet(prepare(finance_clerk, ready_center)), other)
        total = check(prepare_total(finance_clerk, municipality), other)

        def submit_total():
            subjects = cases(finance_clerk, municipality, 2025, APPLICATION)
            anew = municipality_draft(municipality, 2025, APPLICATION, subjects=subjects)
            return submit_sheet(
                total, seen=total.checksum, anew=anew, by=finance_clerk, at=timezone.now()
            )

        with pytest.raises(RefusedError, match="センターの調書が1件"):
            submit_total()
        submit(finance_clerk, sheet, ready_center)

        assert submit_total().state == "submitted"


class TestDatabase:
    """What no code has to be asked for."""

    def refused(self, act):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    def test_nobody_stands_as_both(self):
        sheet = WorksheetFactory()

        self.refused(lambda: checked(sheet, by=sheet.prepared_by))
        self.refused(lambda: step_of(sheet, "checked", by=sheet.prepared_by))
        self.refused(lambda: step_of(sheet, "returned", by=sheet.prepared_by, note="誤り"))

    def test_somebody_who_prepared_once_is_no_checker_even_without_a_step(self):
        sheet, earlier = WorksheetFactory(), UserFactory()
        step_of(sheet, "renewed", by=earlier)

        self.refused(
            lambda: Worksheet.objects.filter(pk=sheet.pk).update(
                state="checked", checked_at=timezone.now(), checked_by=earlier
            )
        )

    @pytest.mark.parametrize(
        "change",
        [
            {"content": {"missing": []}},
            {"checksum": "1" * 64},
            {"state": "draft", "submitted_at": None, "submitted_by": None},
            {"fiscal_year": 2024},
            {"submitted_at": timezone.now()},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_a_submitted_sheet_never_changes(self, change):
        sheet = submitted(WorksheetFactory())

        self.refused(lambda: Worksheet.objects.filter(pk=sheet.pk).update(**change))
        self.refused(sheet.delete)

    def test_a_checked_sheet_is_not_written(self):
        sheet = checked(WorksheetFactory())

        self.refused(lambda: Worksheet.objects.filter(pk=sheet.pk).update(checksum="1" * 64))

    def test_a_draft_is_not_submitted(self):
        sheet = WorksheetFactory()

        self.refused(
            lambda: Worksheet.objects.filter(pk=sheet.pk).update(
                state="submitted",
                checked_at=timezone.now(),
                checked_by=UserFactory(),
                submitted_at=timezone.now(),
                submitted_by=sheet.prepared_by,
            )
        )

    def test_a_sheet_that_lacks_something_is_not_submitted(self, center):
        missing = [{"what": "単価", "who": "財政担当", "by": None, "url": ""}]
        sheet = checked(
            WorksheetFactory(center=center, content=content_of(center, missing=missing))
        )

        self.refused(lambda: submitted(sheet))

    def test_a_sheet_begins_as_a_draft_and_alone(self, center):
        first = WorksheetFactory(center=center)

        self.refused(lambda: WorksheetFactory(center=center))
        self.refused(lambda: WorksheetFactory(center=center, number=2))
        self.refused(
            lambda: WorksheetFactory(
                center=center,
                stage="change",
                state="checked",
                checked_at=timezone.now(),
                checked_by=UserFactory(),
            )
        )
        submitted(first)
        assert WorksheetFactory(center=center, number=2).number == 2

    def test_steps_stay(self):
        step = WorksheetFactory().steps.get()

        self.refused(lambda: WorksheetStep.objects.filter(pk=step.pk).update(note="x"))
        self.refused(step.delete)
