"""What was returned is seen, answered or mended; what was begun by mistake is withdrawn; nobody
checks figures of their own; a press sent twice is one step."""

import csv
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from tests.factories import UserFactory
from tests.print_factories import PrintFormFactory
from tests.sheet_factories import (
    ComponentEntryFactory,
    SpendingItemFactory,
    WorksheetFactory,
    checked,
    returned,
    step_of,
    submitted,
    withdrawn,
)
from worksheets.actions import (
    AlreadyDoneError,
    OwnWorkError,
    RefusedError,
    SeenOtherwiseError,
    answer_return,
    check_sheet,
    prepare_sheets,
    return_sheet,
    withdraw_sheet,
)
from worksheets.drafting import center_drafts, latest_sheets
from worksheets.enums import WorksheetStage
from worksheets.models import Worksheet, WorksheetStep

APPLICATION = WorksheetStage.APPLICATION


def prepare(user, center, **more):
    return prepare_sheets(
        center_drafts(user, center.municipality, 2025, APPLICATION, of=center),
        municipality=center.municipality,
        fiscal_year=2025,
        stage=APPLICATION,
        by=user,
        at=timezone.now(),
        **more,
    )


@pytest.fixture
def sheet(finance_clerk, ready_center):
    [row] = prepare(finance_clerk, ready_center).written
    return row


def step(act, sheet, by, **more):
    return act(sheet, seen=sheet.seen, by=by, at=timezone.now(), **more)


def address(sheet, name="sheet_detail"):
    return reverse(f"worksheets:{name}", args=[sheet.pk])


def stage_url(municipality, name="stage_list", *more):
    return reverse(f"worksheets:{name}", args=[municipality.pk, 2025, "application", *more])


def text_of(response):
    return response.content.decode()


class TestReturned:
    def test_it_is_not_checked_until_it_is_answered(self, finance_clerk, sheet):
        row = step(return_sheet, sheet, UserFactory(), note="決算書と違います")

        with pytest.raises(RefusedError, match="差し戻されています"):
            step(check_sheet, row, UserFactory())
        answered = step(answer_return, row, finance_clerk, note="決算書で確かめました")

        assert answered.state == "draft"
        assert step(check_sheet, answered, UserFactory()).is_checked
        assert [each.act for each in sheet.steps.order_by("pk")] == [
            "prepared",
            "returned",
            "answered",
            "checked",
        ]

    def test_a_page_opened_before_the_answer_does_not_check(
        self, client_for, finance_clerk, municipal_officer, municipality, sheet
    ):
        row = step(return_sheet, sheet, UserFactory(), note="決算書と違います")
        row = step(answer_return, row, finance_clerk, note="決算書で確かめました")

        with pytest.raises(SeenOtherwiseError):
            check_sheet(row, seen=row.checksum, by=UserFactory(), at=timezone.now())
        client = client_for(municipal_officer)
        assert f'value="{row.pk}:{row.seen}"' in text_of(client.get(stage_url(municipality)))
        client.post(address(row, "sheet_check"), {"seen": row.seen})
        row.refresh_from_db()
        assert row.is_checked

    def test_preparing_it_with_other_records_answers_it(self, finance_clerk, ready_center, sheet):
        step(return_sheet, sheet, UserFactory(), note="決算書と違います")

        left = prepare(finance_clerk, ready_center)
        SpendingItemFactory(center=ready_center, subject="需用費", amount=1)
        [renewed] = prepare(finance_clerk, ready_center).renewed

        assert [row.state for row in left.unchanged] == ["returned"]
        assert renewed.state == "draft"

    def test_whoever_returned_it_does_not_answer(self, sheet):
        officer = UserFactory()
        row = step(return_sheet, sheet, officer, note="決算書と違います")

        with pytest.raises(OwnWorkError):
            step(answer_return, row, officer, note="よい")

    def test_returned_twice_by_the_same_press_is_one_step(self, sheet):
        officer = UserFactory()
        row = step(return_sheet, sheet, officer, note="決算書と違います")

        with pytest.raises(AlreadyDoneError):
            step(return_sheet, row, officer, note="決算書と違います")
        with pytest.raises(RefusedError, match="すでに差し戻されています"):
            step(return_sheet, row, UserFactory(), note="科目が違います")
        assert sheet.steps.filter(act="returned").count() == 1

    def test_the_list_its_filter_its_export_and_the_tasks_say_so(
        self, client_for, finance_clerk, municipality, sheet
    ):
        returned(sheet, note="決算書と違います")
        client = client_for(finance_clerk)

        response = client.get(stage_url(municipality), {"state": "returned"})
        text = client.get(stage_url(municipality, "stage_export", "csv")).content

        assert [row.case.center for row in response.context["page"]] == [sheet.center]
        assert "理由：決算書と違います" in text_of(response)
        tasks = {task.label: task for task in response.context["tasks"]}
        assert tasks["差し戻された調書の作り直しまたは回答"].detail == "1件"
        heading, *rows = csv.reader(io.StringIO(text.decode("utf-8-sig")))
        assert {row[heading.index("調書")] for row in rows} == {"差戻し"}

    def test_ticked_with_others_it_is_left(
        self, client_for, municipal_officer, municipality, sheet
    ):
        returned(sheet)
        data = {"sheet": [f"{sheet.pk}:{sheet.checksum}"]}

        response = client_for(municipal_officer).post(
            stage_url(municipality, "stage_check"), data, follow=True
        )

        assert "差し戻されています" in text_of(response)
        sheet.refresh_from_db()
        assert sheet.state == "returned"

    def test_it_is_answered_on_its_page_with_a_word(self, client_for, finance_clerk, sheet):
        returned(sheet, note="決算書と違います")
        client, url = client_for(finance_clerk), address(sheet, "sheet_answer")

        page = text_of(client.get(address(sheet)))
        empty = client.post(url, {"seen": sheet.checksum, "note": ""})
        done = client.post(url, {"seen": sheet.checksum, "note": "決算書で確かめました"})

        assert "差し戻されています" in page
        assert "決算書と違います" in page
        assert (empty.status_code, done.status_code) == (422, 302)
        assert "差戻しへの回答を入力してください。" in text_of(empty)
        sheet.refresh_from_db()
        assert sheet.state == "draft"


class TestWithdrawn:
    def test_the_row_stays_and_the_submitted_one_stands_again(
        self, finance_clerk, ready_center, sheet
    ):
        submitted(sheet)
        [second] = prepare(finance_clerk, ready_center, again=True, even_alike=True).written

        row = step(withdraw_sheet, second, finance_clerk, note="誤って押した")

        assert (row.state, row.steps.latest("pk").act) == ("withdrawn", "withdrawn")
        sheets = latest_sheets(ready_center.municipality, 2025, APPLICATION)
        assert sheets[ready_center.pk, "basic"]["pk"] == sheet.pk
        [third] = prepare(finance_clerk, ready_center, again=True, even_alike=True).written
        assert third.number == second.number == 2

    def test_nothing_more_is_done_with_it(self, finance_clerk, sheet):
        row = step(withdraw_sheet, sheet, finance_clerk, note="誤って作成した")

        for act, more in (
            (check_sheet, {}),
            (return_sheet, {"note": "誤り"}),
            (answer_return, {"note": "誤り"}),
            (withdraw_sheet, {"note": "誤り"}),
        ):
            with pytest.raises(SeenOtherwiseError):
                step(act, row, UserFactory(), **more)

    def test_neither_a_submitted_one_nor_by_whoever_checked(self, sheet):
        officer = UserFactory()
        row = step(check_sheet, sheet, officer)

        with pytest.raises(OwnWorkError):
            step(withdraw_sheet, row, officer, note="誤り")
        with pytest.raises(SeenOtherwiseError):
            step(withdraw_sheet, submitted(row), row.prepared_by, note="誤り")

    def test_on_its_page_with_a_reason(self, client_for, finance_clerk, sheet):
        client, url = client_for(finance_clerk), address(sheet, "sheet_withdraw")

        empty = client.post(url, {"seen": sheet.checksum, "note": ""})
        done = client.post(url, {"seen": sheet.checksum, "note": "誤って作成した"}, follow=True)

        assert empty.status_code == 422
        assert "取りやめる理由を入力してください。" in text_of(empty)
        assert "この調書は取りやめました" in text_of(done)
        assert address(sheet, "sheet_withdraw") not in text_of(done)
        assert Worksheet.objects.get().state == "withdrawn"


class TestOwnFigures:
    @pytest.mark.parametrize("factory", [SpendingItemFactory, ComponentEntryFactory])
    def test_whoever_entered_them_does_not_check(self, finance_clerk, ready_center, factory):
        clerk = UserFactory()
        values = {"subject": "需用費"} if factory is SpendingItemFactory else {}
        factory(center=ready_center, recorded_by=clerk, **values)
        [sheet] = prepare(finance_clerk, ready_center).written

        with pytest.raises(OwnWorkError, match="入力した人"):
            step(check_sheet, sheet, clerk)
        assert step(check_sheet, sheet, UserFactory()).is_checked

    def test_what_was_replaced_after_the_sheet_was_made_counts_too(
        self, finance_clerk, ready_center
    ):
        clerk = UserFactory()
        item = SpendingItemFactory(center=ready_center, subject="需用費", recorded_by=clerk)
        [sheet] = prepare(finance_clerk, ready_center).written
        item.superseded_at, item.superseded_by = timezone.now(), finance_clerk
        item.save()

        with pytest.raises(OwnWorkError):
            step(check_sheet, sheet, clerk)

    def test_the_page_says_so_and_has_no_button_and_the_list_refuses(
        self, client_for, finance_clerk, municipal_officer, municipality, ready_center
    ):
        SpendingItemFactory(center=ready_center, subject="需用費", recorded_by=municipal_officer)
        [sheet] = prepare(finance_clerk, ready_center).written
        client = client_for(municipal_officer)
        data = {"sheet": [f"{sheet.pk}:{sheet.checksum}"]}

        page = text_of(client.get(address(sheet)))
        listed = client.post(stage_url(municipality, "stage_check"), data, follow=True)

        assert "入力した人は、確認できません" in page
        assert address(sheet, "sheet_check") not in page
        assert "入力した人は、確認できません" in text_of(listed)
        sheet.refresh_from_db()
        assert sheet.state == "draft"


class TestPressedTwice:
    def test_the_second_answer_is_done_and_writes_nothing(
        self, client_for, finance_clerk, municipal_officer, sheet
    ):
        officer, clerk = client_for(municipal_officer), client_for(finance_clerk)
        seen = {"seen": sheet.checksum}

        for client, name, said in (
            (officer, "sheet_check", "調書を確認しました。"),
            (clerk, "sheet_submit", "提出済みにしました。"),
        ):
            client.post(address(sheet, name), seen)
            entries = AuditEvent.objects.filter(action="change").count()
            second = client.post(address(sheet, name), seen, follow=True)
            assert said in text_of(second)
            assert AuditEvent.objects.filter(action="change").count() == entries
        assert WorksheetStep.objects.count() == 3


class TestForms:
    def test_before_the_submission_the_page_says_that_the_form_is_not_final(
        self, client_for, finance_clerk, municipality, sheet
    ):
        checked(sheet)
        client = client_for(finance_clerk)

        before = text_of(client.get(address(sheet)))
        PrintFormFactory(municipality=municipality, stage="application", is_final=True)
        after = text_of(client.get(address(sheet)))

        assert "調書の様式が確定していません" in before
        assert "調書の様式が確定していません" not in after
        for page in (before, after):
            assert "もう変えられません" in page

    @pytest.mark.usefixtures("sheet")
    def test_the_list_has_the_task_and_the_words(self, client_for, finance_clerk, municipality):
        client, url = client_for(finance_clerk), stage_url(municipality)

        before = client.get(url)
        for kind in ("center", "municipality"):
            PrintFormFactory(
                municipality=municipality, kind=kind, stage="application", is_final=True
            )
        after = client.get(url)

        tasks = [
            {task.label: task for task in response.context["tasks"]}["様式の確定"]
            for response in (before, after)
        ]
        assert [task.is_done for task in tasks] == [False, True]
        assert tasks[0].detail == "確定していません：センター別、自治体計"
        assert "調書の様式が確定していません" in text_of(before)
        assert "調書の様式が確定していません" not in text_of(after)
        assert "もう変えられません" in text_of(after)


def test_a_year_without_centers_has_nothing_done(client_for, finance_clerk, municipality):
    tasks = client_for(finance_clerk).get(stage_url(municipality)).context["tasks"]

    assert tasks[0].label == "センターと類型の登録"
    assert not any(task.is_done for task in tasks)


@transaction.atomic
def committed(act):
    """What waits for the end of the transaction is looked at as well."""
    act()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestDatabase:
    """What no code has to be asked for."""

    def refused(self, act):
        with pytest.raises(IntegrityError):
            committed(act)

    def test_a_withdrawn_sheet_stays_as_it_is(self):
        sheet = withdrawn(WorksheetFactory())

        for change in ({"state": "draft"}, {"checksum": "1" * 64}, {"number": 2}):
            self.refused(
                lambda change=change: Worksheet.objects.filter(pk=sheet.pk).update(**change)
            )

    def test_a_returned_sheet_is_not_checked(self):
        sheet = returned(WorksheetFactory())

        self.refused(lambda: checked(sheet))

    @pytest.mark.parametrize("act", ["returned", "checked", "submitted"])
    def test_nothing_is_added_to_the_steps_of_a_submitted_sheet(self, act):
        sheet = submitted(WorksheetFactory())

        self.refused(lambda: step_of(sheet, act, by=UserFactory(), note="後から"))

    def test_the_step_of_the_submission_is_written_once(self):
        sheet = submitted(WorksheetFactory())

        self.refused(
            lambda: step_of(sheet, "submitted", by=sheet.submitted_by, at=sheet.submitted_at)
        )

    def test_no_step_says_that_a_draft_was_submitted(self):
        sheet = WorksheetFactory()

        self.refused(lambda: step_of(sheet, "submitted", by=sheet.prepared_by))

    def test_a_state_without_its_step_is_not_committed(self):
        sheet, at = WorksheetFactory(), timezone.now()

        self.refused(
            lambda: Worksheet.objects.filter(pk=sheet.pk).update(
                state="checked", checked_at=at, checked_by=UserFactory()
            )
        )
        self.refused(lambda: Worksheet.objects.filter(pk=sheet.pk).update(state="returned"))
        self.refused(lambda: Worksheet.objects.filter(pk=sheet.pk).update(state="withdrawn"))

    def test_a_withdrawn_number_is_free_for_another(self, center):
        withdrawn(WorksheetFactory(center=center))

        assert WorksheetFactory(center=center).number == 1
