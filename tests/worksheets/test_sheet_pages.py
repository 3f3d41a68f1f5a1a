"""The clerk's pages: the year's list, one sheet, and what no longer matches."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from centers import models as centers
from consultations.models import Consultation
from tests.factories import CenterDesignationFactory, CenterFactory
from tests.sheet_factories import (
    RepaymentFactory,
    SpendingItemFactory,
    StageDeadlineFactory,
    WorksheetFactory,
    checked,
    submitted,
)
from tests.subsidies.determinations import publish, record_one, with_average, withdraw_one
from tests.worksheets.offices import determine, ready, register, rule
from worksheets.actions import prepare_sheets
from worksheets.drafting import center_drafts
from worksheets.enums import WorksheetStage
from worksheets.models import Worksheet

STAGE = (2025, "application")


def stage_url(municipality, name="stage_list", *more, stage=STAGE):
    return reverse(f"worksheets:{name}", args=[municipality.pk, *stage, *more])


def center_url(center, name="center_sheet", *more):
    return reverse(f"worksheets:{name}", args=[center.pk, *STAGE, "basic", *more])


def sheet_url(sheet, name="sheet_detail"):
    return reverse(f"worksheets:{name}", args=[sheet.pk])


def text_of(response):
    return response.content.decode()


def prepared(user, center, stage=WorksheetStage.APPLICATION):
    outcome = prepare_sheets(
        center_drafts(user, center.municipality, 2025, stage, of=center),
        municipality=center.municipality,
        fiscal_year=2025,
        stage=stage,
        by=user,
        at=timezone.now(),
    )
    return outcome.written[0]


class TestYear:
    def test_the_first_page_leads_to_this_year(self, client_for, finance_clerk, municipality):
        response = client_for(finance_clerk).get(reverse("worksheets:stage_choice"))

        assert response.status_code == 302
        assert f"/municipalities/{municipality.pk}/" in response.url

    def test_another_year_is_chosen(self, client_for, finance_clerk, municipality):
        url = reverse("worksheets:stage_choice")
        asked = {"municipality": municipality.pk, "fiscal_year": 2025, "stage": "change"}

        chosen = client_for(finance_clerk).get(url, asked)
        refused = client_for(finance_clerk).get(url, asked | {"stage": "x"})

        assert chosen.url == stage_url(municipality, stage=(2025, "change"))
        assert refused.status_code == 422

    def test_every_center_with_what_is_missing_who_has_it_and_by_when(
        self, client_for, finance_clerk, municipality, center
    ):
        CenterDesignationFactory(center=center)
        determine(
            center,
            [
                rule("basic.staff.dedicated"),
                rule("outreach", "unknown", missing=["municipality.population"]),
            ],
        )
        StageDeadlineFactory(municipality=municipality)

        page = text_of(client_for(finance_clerk).get(stage_url(municipality)))

        for words in (center.name, "出張相談支援", "所管課", "令和7年5月31日まで", "未作成"):
            assert words in page
        assert "基本分の基準額（未登録）" in page

    def test_filters(self, client_for, finance_clerk, municipality, ready_center):
        lacking = CenterFactory(municipality=municipality, name="谷間のひろば")
        CenterDesignationFactory(center=lacking)
        client = client_for(finance_clerk)

        def shown(**asked):
            return [
                row.case.center
                for row in client.get(stage_url(municipality), asked).context["page"]
            ]

        assert set(shown()) == {ready_center, lacking}
        assert shown(lacking="lacking") == [lacking]
        assert shown(lacking="complete") == [ready_center]
        assert shown(q="谷間") == [lacking]
        assert shown(who="所管課") == [lacking]
        assert shown(state="draft") == []
        assert client.get(stage_url(municipality), {"state": "x"}).status_code == 422

    def test_the_export_has_one_value_in_each_cell_and_no_formula(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        centers.Center.objects.filter(pk=ready_center.pk).update(name="=1+1")
        client = client_for(finance_clerk)

        text = client.get(stage_url(municipality, "stage_export", "csv")).content.decode(
            "utf-8-sig"
        )
        book = client.get(stage_url(municipality, "stage_export", "xlsx")).content

        heading, row, _ = list(csv.reader(io.StringIO(text)))
        assert (row[heading.index("センター名")], row[heading.index("単価（円）")]) == (
            "'=1+1",
            "7000000",
        )
        page = load_workbook(io.BytesIO(book)).active
        cells = {
            page.cell(1, number + 1).value: page.cell(2, number + 1)
            for number in range(len(heading))
        }
        assert (cells["センター名"].value, cells["センター名"].data_type) == ("=1+1", "s")
        assert cells["単価（円）"].value == 7_000_000
        assert not page.merged_cells.ranges
        assert client.get(stage_url(municipality, "stage_export", "pdf")).status_code == 404

    def test_all_sheets_are_prepared_with_their_total(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        second = ready(CenterFactory(municipality=municipality))

        response = client_for(finance_clerk).post(stage_url(municipality, "stage_prepare"))

        assert response.status_code == 302
        rows = Worksheet.objects.order_by("pk")
        assert [row.center for row in rows] == [ready_center, second, None]
        assert rows[2].content["totals"]["grant_base"] == 14_000_000
        total = text_of(client_for(finance_clerk).get(sheet_url(rows[2])))
        for label in ("補助基準額", "交付基本額", "国庫補助額", "都道府県補助額", "市町村負担額"):
            assert total.count(f'data-label="{label}"') == 2

    def test_the_total_alone_is_prepared_and_its_next_number_when_asked(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        prepared(finance_clerk, ready_center)
        client, url = client_for(finance_clerk), stage_url(municipality, "total_prepare")
        client.post(url)
        total = submitted(Worksheet.objects.get(center=None))

        client.post(url)
        client.post(url, {"again": "1", "even_alike": "1"})

        numbers = Worksheet.objects.filter(center=None).values_list("number", flat=True)
        assert sorted(numbers) == [1, 2]
        assert total.content["totals"]["grant_base"] == 7_000_000

    def test_ticked_sheets_are_checked_and_own_ones_are_left(
        self, client_for, finance_clerk, municipal_officer, municipality, ready_center
    ):
        sheet = prepared(finance_clerk, ready_center)
        data = {"sheet": [f"{sheet.pk}:{sheet.checksum}", "x:y", "999999:z"]}
        url = stage_url(municipality, "stage_check")

        own = client_for(finance_clerk).post(url, data, follow=True)
        assert "自分が作成した調書は、確認できません" in text_of(own)
        client_for(municipal_officer).post(url, data)

        sheet.refresh_from_db()
        assert (sheet.state, sheet.checked_by) == ("checked", municipal_officer)

    def test_ticked_sheets_are_submitted(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        sheet = checked(prepared(finance_clerk, ready_center))
        data = {"sheet": [f"{sheet.pk}:{sheet.checksum}"]}

        client_for(finance_clerk).post(stage_url(municipality, "stage_submit"), data)

        sheet.refresh_from_db()
        assert sheet.state == "submitted"

    @pytest.mark.parametrize("path", [(2025, "x"), (9999, "application")])
    def test_a_stage_or_year_that_is_none_is_no_page(
        self, client_for, finance_clerk, municipality, path
    ):
        response = client_for(finance_clerk).get(stage_url(municipality, stage=path))

        assert response.status_code == 404


class TestSheet:
    def test_the_page_of_a_center_calculates_without_keeping(
        self, client_for, finance_clerk, ready_center
    ):
        page = text_of(client_for(finance_clerk).get(center_url(ready_center)))

        assert "7,000,000円" in page
        assert not Worksheet.objects.exists()

    def test_a_type_that_the_center_has_not_is_no_page(self, client_for, finance_clerk, center):
        assert client_for(finance_clerk).get(center_url(center)).status_code == 404

    def test_prepared_checked_by_another_submitted_on_the_pages(
        self, client_for, finance_clerk, municipal_officer, ready_center
    ):
        clerk, officer = client_for(finance_clerk), client_for(municipal_officer)
        clerk.post(center_url(ready_center, "center_prepare"))
        sheet = Worksheet.objects.get()
        seen = {"seen": sheet.checksum}

        refused = clerk.post(sheet_url(sheet, "sheet_check"), seen, follow=True)
        assert "別の人が確認してください" in text_of(refused)
        officer.post(sheet_url(sheet, "sheet_check"), seen)
        clerk.post(sheet_url(sheet, "sheet_submit"), seen)

        sheet.refresh_from_db()
        assert sheet.state == "submitted"
        response = clerk.get(sheet_url(sheet))
        assert "提出済み" in text_of(response)
        assert response.context["changes"] == []

    def test_after_the_submission_the_page_says_what_differs_and_the_sheet_stays(
        self, client_for, finance_clerk, ready_center
    ):
        sheet = submitted(prepared(finance_clerk, ready_center))
        before = dict(Worksheet.objects.filter(pk=sheet.pk).values().get())
        SpendingItemFactory(center=ready_center, side="income", subject="寄附", amount=8_000_000)

        page = text_of(client_for(finance_clerk).get(sheet_url(sheet)))

        assert "提出時と異なる" in page
        assert "運営費：寄附金その他の収入額" in page
        assert Worksheet.objects.filter(pk=sheet.pk).values().get() == before

    @pytest.mark.parametrize("gone", ["withdrawn", "deleted"])
    def test_a_consultation_that_is_gone_is_named_and_the_sheet_stays(
        self, client_for, finance_clerk, center, gone
    ):
        publish()
        with_average(center)
        record_one(center, stage="actual")
        stage = WorksheetStage.SETTLEMENT
        sheet = prepared(finance_clerk, center, stage)
        client, content = client_for(finance_clerk), sheet.content
        assert "と一致しません" not in text_of(client.get(sheet_url(sheet)))

        if gone == "withdrawn":
            withdraw_one(center)
        else:
            latest = Consultation.objects.filter(center=center).latest("pk")
            Consultation.objects.filter(pk=latest.pk).delete()

        page = text_of(client.get(sheet_url(sheet)))
        assert "いまの記録と一致しません" in page
        assert "1,199件" in page
        sheet.refresh_from_db()
        assert sheet.content == content

    def test_a_checksum_of_another_page_changes_nothing(
        self, client_for, municipal_officer, center
    ):
        sheet = WorksheetFactory(center=center)

        response = client_for(municipal_officer).post(
            sheet_url(sheet, "sheet_check"), {"seen": "0" * 64}, follow=True
        )

        assert "最新の内容を確かめてから" in text_of(response)
        sheet.refresh_from_db()
        assert sheet.state == "draft"

    def test_returning_needs_a_reason_and_keeps_what_was_typed(
        self, client_for, municipal_officer, center
    ):
        sheet = checked(WorksheetFactory(center=center))
        client, url = client_for(municipal_officer), sheet_url(sheet, "sheet_return")

        empty = client.post(url, {"seen": sheet.checksum, "note": ""})
        stale = client.post(url, {"seen": "0" * 64, "note": "科目が違います"})
        sent = client.post(url, {"seen": sheet.checksum, "note": "科目が違います"})

        assert (empty.status_code, stale.status_code, sent.status_code) == (422, 422, 302)
        assert "差し戻す理由を入力してください。" in text_of(empty)
        assert 'value="科目が違います"' in text_of(stale)
        sheet.refresh_from_db()
        assert sheet.state == "returned"

    def test_the_next_number_is_begun_from_the_page(self, client_for, finance_clerk, ready_center):
        submitted(prepared(finance_clerk, ready_center))
        client, url = client_for(finance_clerk), center_url(ready_center, "center_prepare")

        asked = client.post(url, {"again": "1"}, follow=True)
        assert "次の回は作成していません" in text_of(asked)
        assert "違いがなくても作成する" in text_of(asked)
        assert Worksheet.objects.count() == 1
        client.post(url, {"again": "1", "even_alike": "1"})

        assert list(Worksheet.objects.order_by("number").values_list("number", "state")) == [
            (1, "submitted"),
            (2, "draft"),
        ]

    def test_an_officer_sees_no_button_to_prepare_or_submit(
        self, client_for, municipal_officer, center
    ):
        CenterDesignationFactory(center=center)
        page = text_of(client_for(municipal_officer).get(center_url(center)))

        assert center_url(center, "center_prepare") not in page


class TestEntries:
    def test_a_deadline_is_registered_and_replaced(self, client_for, finance_clerk, municipality):
        client, url = client_for(finance_clerk), stage_url(municipality, "deadline_edit")
        data = {"supply_by": "R7.5.31", "submit_by": "R7.6.30", "source": "通知"}

        wrong = client.post(url, data | {"submit_by": "R7.5.1"})
        client.post(url, data)
        overtaken = client.post(url, data | {"submit_by": "R7.7.1"})
        seen = overtaken.context["form"]["seen_row"].value()
        client.post(url, data | {"submit_by": "R7.7.10", "seen_row": seen})

        assert (wrong.status_code, overtaken.status_code) == (422, 422)
        assert "他の職員が先に変更しました" in text_of(overtaken)
        assert "提出の期限 令和7年6月30日" in text_of(overtaken)
        rows = client.get(stage_url(municipality)).context["deadline"]
        assert (rows.supply_by.month, rows.submit_by.month) == (5, 7)

    def test_a_component_is_entered_for_the_sheet(self, client_for, finance_clerk, ready_center):
        client = client_for(finance_clerk)
        url = center_url(ready_center, "component_edit", "base")

        empty = client.post(url, {"word": "", "source": "通知"})
        done = client.post(url, {"word": "", "months": "6", "source": "通知"})

        assert (empty.status_code, done.status_code) == (422, 302)
        assert "3,500,000円" in text_of(client.get(center_url(ready_center)))

    def test_an_unknown_component_is_no_page(self, client_for, finance_clerk, ready_center):
        url = center_url(ready_center, "component_edit", "x")

        assert client_for(finance_clerk).get(url).status_code == 404

    def test_a_repayment_belongs_to_a_submitted_sheet(self, client_for, finance_clerk, center):
        CenterDesignationFactory(center=center)
        draft = WorksheetFactory(center=center)
        settled = submitted(WorksheetFactory(center=center, stage="settlement"))
        client = client_for(finance_clerk)
        data = {
            "amount": "120,000",
            "decided_on": "R8.6.1",
            "document": "見本第10号",
            "reason": "実績が申請を下回ったため",
        }

        refused = client.post(sheet_url(draft, "repayment_create"), data)
        done = client.post(sheet_url(settled, "repayment_create"), data)

        assert (refused.status_code, done.status_code) == (422, 302)
        assert "120,000円" in text_of(client.get(sheet_url(settled)))

    def test_a_withdrawn_repayment_is_not_counted(self, client_for, finance_clerk, center):
        CenterDesignationFactory(center=center)
        settled = submitted(WorksheetFactory(center=center, stage="settlement"))
        repayment = RepaymentFactory(worksheet=settled)
        client = client_for(finance_clerk)

        client.post(reverse("worksheets:repayment_withdraw", args=[repayment.pk]))

        assert "返還の登録はありません" in text_of(client.get(sheet_url(settled)))


def test_registering_the_year_empties_the_task(client_for, finance_clerk, center, municipality):
    ready(center)
    client, url = client_for(finance_clerk), stage_url(municipality)

    before = {task.label: task.is_done for task in client.get(url).context["tasks"]}
    register(municipality)
    after = {task.label: task.is_done for task in client.get(url).context["tasks"]}

    names = ("基準額の登録と確認", "負担割合の登録と確認", "取扱いの登録と確認")
    assert [before[name] for name in names] == [False] * 3
    assert [after[name] for name in names] == [True] * 3
