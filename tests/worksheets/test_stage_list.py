"""The year's list and its export: what the sheet says, what the records say, what is missing."""

import csv
import datetime as dt
import io
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from shared.fiscal_year import FiscalYear
from tests.factories import CenterDesignationFactory, CenterFactory
from tests.sheet_factories import SpendingItemFactory, StageDeadlineFactory, checked, submitted
from tests.worksheets.offices import determine
from tests.worksheets.test_sheet_pages import center_url, prepared, sheet_url, stage_url, text_of
from worksheets.enums import WorksheetStage
from worksheets.stage_list import HEADINGS, WHOLE, StageRow, export_rows, stage_list_of


def exported(client, municipality, **asked):
    answer = client.get(stage_url(municipality, "stage_export", "csv"), asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


class TestAmounts:
    def test_what_was_submitted_stands_in_the_list_and_the_export(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        submitted(prepared(finance_clerk, ready_center))
        client = client_for(finance_clerk)
        same = text_of(client.get(stage_url(municipality)))
        SpendingItemFactory(center=ready_center, side="income", subject="寄附", amount=8_000_000)

        page = text_of(client.get(stage_url(municipality)))
        whole = exported(client, municipality)[-1]

        assert "7,000,000円" in same
        assert "提出時と異なる" not in same
        for words in ("7,000,000円", "提出時と異なる", "1,000,000円"):
            assert words in page
        assert (whole["補助対象"], whole["調書"], whole["調書との違い"]) == (
            WHOLE,
            "提出済み",
            "提出時と異なる",
        )
        assert whole["調書の交付基本額（センターの計、円）"] == "7000000"
        assert whole["いまの記録による交付基本額（センターの計、円）"] == "1000000"

    def test_a_draft_that_was_overtaken_says_so(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        prepared(finance_clerk, ready_center)
        SpendingItemFactory(center=ready_center, side="income", subject="寄附", amount=8_000_000)

        assert "作成した後に変わった" in text_of(
            client_for(finance_clerk).get(stage_url(municipality))
        )


class TestExport:
    def test_what_belongs_to_no_supplement_is_told_of_the_center(
        self, client_for, finance_clerk, municipality, basic_center
    ):
        determine(basic_center)

        rows = exported(client_for(finance_clerk), municipality)

        told = "、".join(row["足りないもの"] for row in rows if row["補助対象"] == WHOLE)
        for words in ("対象経費", "総事業費", "寄附金その他の収入額", "負担割合", "取扱い："):
            assert words in told
        shown = client_for(finance_clerk).get(stage_url(municipality)).context["page"][0]
        everything = "、".join(row["足りないもの"] for row in rows)
        assert [each.what for each in shown.missing if each.what not in everything] == []

    def test_the_amounts_of_a_center_stand_once(
        self, client_for, finance_clerk, municipality, ready_center
    ):
        prepared(finance_clerk, ready_center)

        rows = exported(client_for(finance_clerk), municipality)

        column = "調書の交付基本額（センターの計、円）"
        assert [row[column] for row in rows if row[column]] == ["7000000"]

    def test_a_center_without_any_supplement_has_its_row(self):
        center = SimpleNamespace(code="990019-01", name="見本のひろば")
        case = SimpleNamespace(center=center, type_label="", case=SimpleNamespace(claims=()))
        year = SimpleNamespace(fiscal_year=FiscalYear(2025), stage=WorksheetStage.APPLICATION)
        row = StageRow(case, SimpleNamespace(grant_base=0), missing=(), sheet=None)

        _, *rows = export_rows(year, [row])

        [cells] = rows
        assert cells[2:6] == ("990019-01", "見本のひろば", "", WHOLE)
        assert len(cells) == len(HEADINGS)


class TestDays:
    @pytest.fixture
    def late(self, basic_center, municipality):
        StageDeadlineFactory(municipality=municipality)  # 令和7年5月31日 and 6月30日
        return basic_center

    @pytest.mark.usefixtures("late")
    @pytest.mark.parametrize(
        ("today", "count"), [(dt.date(2025, 5, 31), 0), (dt.date(2025, 6, 1), 1)]
    )
    def test_a_row_is_overdue_from_the_day_after(self, finance_clerk, municipality, today, count):
        year = stage_list_of(
            finance_clerk, municipality, FiscalYear(2025), WorksheetStage.APPLICATION
        )

        assert len(year.filtered({"lacking": "overdue"}, today=today)) == count

    def test_what_is_overdue_is_marked_on_each_page(
        self, client_for, finance_clerk, municipality, late
    ):
        client = client_for(finance_clerk)
        sheet = prepared(finance_clerk, late)

        for url in (stage_url(municipality), center_url(late), sheet_url(sheet)):
            assert '<span class="tag tag-attention">期限超過</span>' in text_of(client.get(url))

    def test_a_task_that_is_done_is_not_overdue(self):
        task = {"label": "期限の登録", "detail": "", "state": "", "url": "", "is_done": True}
        task["by"] = dt.date(2025, 5, 31)

        def shown(**more):
            told = {"task": task | more, "today": dt.date(2025, 6, 1)}
            return "期限超過" in render_to_string("worksheets/_task.html", told)

        assert (shown(), shown(is_done=False), shown(is_done=False, by=None)) == (
            False,
            True,
            False,
        )

    @pytest.mark.usefixtures("ready_center")
    def test_the_filter_finds_centers_without_their_spending(
        self, client_for, finance_clerk, municipality
    ):
        lacking = CenterFactory(municipality=municipality)
        CenterDesignationFactory(center=lacking)

        page = client_for(finance_clerk).get(stage_url(municipality), {"lacking": "spending"})

        assert [row.case.center for row in page.context["page"]] == [lacking]


@pytest.mark.usefixtures("ready_center")
def test_a_kept_filter_by_whoever_owes_nothing_any_more_finds_no_row(
    client_for, finance_clerk, municipality
):
    client = client_for(finance_clerk)

    page = client.get(stage_url(municipality), {"who": "所管課"})
    file = client.get(stage_url(municipality, "stage_export", "csv"), {"who": "所管課"})

    assert (page.status_code, list(page.context["page"]), file.status_code) == (200, [], 200)


class TestTicking:
    def test_after_it_the_list_is_filtered_as_before(
        self, client_for, municipal_officer, finance_clerk, municipality, ready_center
    ):
        sheet = prepared(finance_clerk, ready_center)
        client = client_for(municipal_officer)
        asked = {"state": "draft", "q": "ひろば&1", "page": "2"}
        page = client.get(stage_url(municipality), {"state": "draft", "q": "", "page": "2"})
        assert 'name="query" value="state=draft&amp;q=&amp;page=2"' in text_of(page)

        answer = client.post(
            stage_url(municipality, "stage_check"),
            {
                "sheet": [f"{sheet.pk}:{sheet.checksum}"],
                "query": urlencode(asked | {"next": "https://example.org/"}),
            },
        )

        path, _, query = answer.url.partition("?")
        assert path == stage_url(municipality)
        assert dict(parse_qsl(query)) == asked

    @pytest.mark.parametrize(
        ("role", "state", "boxes"),
        [
            ("municipal_officer", "draft", 1),
            ("auditor", "draft", 0),
            ("finance_clerk", "checked", 1),
            ("finance_clerk", "submitted", 0),
            ("municipal_officer", "submitted", 0),
        ],
    )
    def test_only_what_can_be_stepped_on_is_offered(
        self, request, client_for, finance_clerk, municipality, ready_center, role, state, boxes
    ):
        sheet = prepared(finance_clerk, ready_center)
        {"draft": lambda _: None, "checked": checked, "submitted": submitted}[state](sheet)

        page = text_of(client_for(request.getfixturevalue(role)).get(stage_url(municipality)))

        assert page.count('type="checkbox" name="sheet"') == boxes


def test_the_task_of_spending_leads_to_what_lacks_it_and_to_the_import_of_the_stage(
    client_for, finance_clerk, municipality, basic_center
):
    client, url = client_for(finance_clerk), stage_url(municipality)
    page = client.get(url)
    [task] = [task for task in page.context["tasks"] if task.label == "収支の入力"]
    import_url = reverse("worksheets:spending_import_create")
    asked = f"?municipality={municipality.pk}&fiscal_year=2025&stage=application"
    assert f'href="{import_url}{asked.replace("&", "&amp;")}"' in text_of(page)

    shown = client.get(url + task.url.partition("#")[0]).context["page"]
    form = client.get(import_url + asked).context["form"]

    assert [row.case.center for row in shown] == [basic_center]
    assert (str(form["fiscal_year"].value()), form["stage"].value()) == ("2025", "application")
    assert '<option value="application" selected>' in text_of(client.get(import_url + asked))
