"""収支: typed on one page or taken from a table, with a preview; nothing is lost, nothing doubled."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from consultations.models import ConsultationDraft
from shared.table_file import Row
from tests.factories import CenterDesignationFactory, CenterFactory
from tests.sheet_factories import SpendingItemFactory
from worksheets.models import SpendingImport, SpendingItem
from worksheets.spending_actions import digest_of_items, items_of, save_spending
from worksheets.spending_list import TITLES, read_spending
from worksheets.subject_number import SheetSubject

ROW = {
    "side_0": "expenditure",
    "category_0": "operation",
    "subject_0": "給料",
    "amount_0": "9,000,000",
    "eligible_0": "8,500,000",
    "source_0": "予算書",
}
INCOME = {"side_1": "income", "category_1": "operation", "subject_1": "寄附金", "amount_1": "0"}


@pytest.fixture
def url(basic_center):
    return reverse("worksheets:spending_edit", args=[basic_center.pk, 2025, "application", "basic"])


def subject_of(center):
    return SheetSubject.parse(center.pk, 2025, "application", "basic")


def text_of(response):
    return response.content.decode()


class TestPage:
    def test_all_lines_are_saved_together(self, client_for, finance_clerk, url):
        response = client_for(finance_clerk).post(url, ROW | INCOME)

        assert response.status_code == 302
        assert list(
            SpendingItem.objects.order_by("side").values_list("subject", "amount", "eligible")
        ) == [("給料", 9_000_000, 8_500_000), ("寄附金", 0, None)]

    def test_pressed_twice_is_saved_once(self, client_for, finance_clerk, url):
        client = client_for(finance_clerk)

        answers = [client.post(url, ROW).status_code for _ in range(2)]

        assert (answers, SpendingItem.objects.count()) == ([302, 302], 1)

    def test_a_changed_line_replaces_and_an_emptied_one_is_taken_out(
        self, client_for, finance_clerk, url, basic_center
    ):
        client = client_for(finance_clerk)
        client.post(url, ROW | INCOME)
        seen = client.get(url).context["form"]["seen"].value()

        client.post(url, ROW | {"amount_0": "9,500,000", "seen": seen})

        assert [(i.subject, i.amount) for i in items_of(subject_of(basic_center))] == [
            ("給料", 9_500_000)
        ]
        assert SpendingItem.objects.count() == 3

    def test_somebody_else_was_first_and_nothing_is_lost(
        self, client_for, finance_clerk, url, basic_center
    ):
        client = client_for(finance_clerk)
        seen = client.get(url).context["form"]["seen"].value()
        SpendingItemFactory(center=basic_center, subject="需用費", amount=1)

        stale = client.post(url, ROW | {"seen": seen})
        again = client.post(url, ROW | {"seen": stale.context["form"]["seen"].value()})

        assert (stale.status_code, again.status_code) == (422, 302)
        page = text_of(stale)
        assert "他の職員が先に変更しました" in page
        assert 'value="9,000,000"' in page
        assert "需用費" in page
        assert [item.subject for item in items_of(subject_of(basic_center))] == ["給料"]

    def test_what_others_took_out_does_not_come_back_without_a_word(
        self, client_for, finance_clerk, url, basic_center
    ):
        client = client_for(finance_clerk)
        client.post(url, ROW | INCOME)
        seen = client.get(url).context["form"]["seen"].value()
        client.post(url, {"seen": seen})
        assert items_of(subject_of(basic_center)) == []

        stale = client.post(url, ROW | INCOME | {"seen": seen, "amount_0": "9,500,000"})

        assert stale.status_code == 422
        assert "他の職員がすべて取り除きました" in text_of(stale)
        assert 'value="9,500,000"' in text_of(stale)
        assert items_of(subject_of(basic_center)) == []

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"amount_0": "-1"}, "0"),
            ({"amount_0": "千円"}, "整数を数字で入力してください"),
            ({"amount_0": ""}, "金額を入力してください"),
            ({"eligible_0": ""}, "うち対象経費を入力してください"),
            ({"eligible_0": "9,000,001"}, "金額以下で入力してください"),
            ({"side_0": "income"}, "収入の行では空欄にしてください"),
            ({"side_0": ""}, "収支を選んでください"),
            ({"category_0": "x"}, "x"),
            ({"subject_0": ""}, "科目を入力してください"),
            ({"subject_1": "給料", "side_1": "expenditure", "category_1": "operation",
              "amount_1": "1", "eligible_1": "1"}, "同じ区分・科目"),
        ],
    )  # fmt: skip
    def test_a_faulty_line_is_explained_and_kept(
        self, client_for, finance_clerk, url, wrong, words
    ):
        response = client_for(finance_clerk).post(url, ROW | wrong)

        assert response.status_code == 422
        assert words in text_of(response)
        assert 'value="予算書"' in text_of(response)
        assert not SpendingItem.objects.exists()

    def test_a_thousand_million_is_an_amount(self, client_for, finance_clerk, url):
        client_for(finance_clerk).post(url, ROW | {"amount_0": "1,000,000,000"})

        assert SpendingItem.objects.get().amount == 1_000_000_000

    def test_what_is_typed_is_kept_on_the_server_until_it_is_saved(
        self, client_for, finance_clerk, url, basic_center
    ):
        client, key = (
            client_for(finance_clerk),
            f"worksheet-spending-{subject_of(basic_center).number}",
        )

        kept = client.post(reverse("consultations:draft_save", args=[key]), ROW | {"seen": ""})

        assert kept.status_code == 200
        page = client.get(url)
        assert page.context["form"]["subject_0"].value() == "給料"
        client.post(url, ROW)
        assert not ConsultationDraft.objects.exists()

    def test_a_draft_of_a_center_out_of_reach_is_none(self, client_for, finance_clerk):
        number = subject_of(CenterFactory()).number
        url = reverse("consultations:draft_save", args=[f"worksheet-spending-{number}"])

        assert client_for(finance_clerk).post(url, ROW).status_code == 404


def test_a_subject_and_its_number_are_one(center):
    subject = subject_of(center)

    assert SheetSubject.of(subject.number) == subject
    assert SheetSubject.of(7) is None
    assert SheetSubject.parse(1, 2025, "x", "basic") is None


def test_saving_what_stands_writes_nothing(finance_clerk, basic_center):
    item = SpendingItemFactory(center=basic_center)
    wanted = [{name: getattr(item, name) for name in
               ("side", "category", "subject", "amount", "eligible", "source")}]  # fmt: skip

    written = save_spending(
        subject_of(basic_center),
        basic_center,
        wanted,
        seen=digest_of_items([]),
        by=finance_clerk,
        at=timezone.now(),
    )

    assert not written


def rows_of(*rows) -> list[Row]:
    return list(enumerate([list(TITLES), *map(list, rows)], start=1))


class TestReading:
    def test_a_row_is_read_in_the_words_of_the_office(self):
        [row] = read_spending(
            rows_of(["990019-01", "基本型", "支出", "運営費", "給料", "9,000,000円", "0", "予算書"])
        ).rows

        assert row.problems == []
        assert row.values == {
            "center": "990019-01",
            "center_type": "basic",
            "side": "expenditure",
            "category": "operation",
            "subject": "給料",
            "amount": 9_000_000,
            "eligible": 0,
            "source": "予算書",
        }

    @pytest.mark.parametrize(
        ("place", "text", "words"),
        [
            (1, "学童型", "類型：「学童型」は一覧にありません。"),
            (2, "支払", "収支"),
            (3, "本体", "区分"),
            (4, "", "科目：空欄です。"),
            (4, "あ" * 61, "60文字以内"),
            (5, "", "金額：空欄です（0円は0と入力してください）。"),
            (5, "-5", "0以上"),
            (5, "1.5", "整数"),
            (6, "9000001", "支出の金額以下"),
        ],
    )
    def test_what_cannot_be_taken_says_why(self, place, text, words):
        cells = ["990019-01", "基本型", "支出", "運営費", "給料", "9000000", "0", "予算書"]
        cells[place] = text

        [row] = read_spending(rows_of(cells)).rows

        assert any(words in problem for problem in row.problems)


class TestImport:
    url = "/worksheets/spending/imports/"

    def table(self, center, *, amount="9000000", encoding="cp932"):
        cells = [center.code, "基本型", "支出", "運営費", "給料", amount, "8500000", "予算書"]
        text = "\r\n".join(",".join(row) for row in (TITLES, cells))
        return SimpleUploadedFile("収支.csv", text.encode(encoding))

    def hand_in(self, client, file):
        return client.post(self.url, {"fiscal_year": 2025, "stage": "application", "file": file})

    @pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
    def test_nothing_is_written_before_it_is_confirmed_and_then_once(
        self, client_for, finance_clerk, basic_center, encoding
    ):
        client = client_for(finance_clerk)
        handed_in = self.hand_in(client, self.table(basic_center, encoding=encoding))
        page = client.get(handed_in.url)
        assert not SpendingItem.objects.exists()
        seen = {"seen": page.context["preview"].digest}

        client.post(f"{handed_in.url}confirm/", seen)
        client.post(f"{handed_in.url}confirm/", seen)

        item = SpendingItem.objects.get()
        assert (item.center, item.amount, item.recorded_by) == (
            basic_center,
            9_000_000,
            finance_clerk,
        )
        assert SpendingImport.objects.get().outcome["new"] == 1

    def test_a_workbook_is_read_alike(self, client_for, finance_clerk, basic_center):
        book = Workbook()
        book.active.append(list(TITLES))
        book.active.append(
            [basic_center.code, "基本型", "収入", "運営費", "寄附金", 100_000, None, "決算書"]
        )
        content = io.BytesIO()
        book.save(content)
        client = client_for(finance_clerk)

        handed_in = self.hand_in(client, SimpleUploadedFile("a.xlsx", content.getvalue()))

        [line] = client.get(handed_in.url).context["preview"].lines
        assert (line.state, line.amount) == ("new", 100_000)

    def test_what_stands_is_shown_beside_and_replaced(
        self, client_for, finance_clerk, basic_center
    ):
        SpendingItemFactory(center=basic_center, amount=5, eligible=5)
        client = client_for(finance_clerk)
        handed_in = self.hand_in(client, self.table(basic_center))
        page = client.get(handed_in.url)
        assert "5円" in text_of(page)

        client.post(f"{handed_in.url}confirm/", {"seen": page.context["preview"].digest})

        assert [item.amount for item in items_of(subject_of(basic_center))] == [9_000_000]

    def test_something_entered_meanwhile_is_looked_at_first(
        self, client_for, finance_clerk, basic_center
    ):
        client = client_for(finance_clerk)
        handed_in = self.hand_in(client, self.table(basic_center))
        seen = {"seen": client.get(handed_in.url).context["preview"].digest}
        SpendingItemFactory(center=basic_center, amount=5, eligible=5)

        answer = client.post(f"{handed_in.url}confirm/", seen, follow=True)

        assert "収支が変更されました" in text_of(answer)
        assert SpendingItem.objects.get().amount == 5

    def test_centers_are_locked_before_the_table_is_compared(
        self, client_for, finance_clerk, basic_center
    ):
        client = client_for(finance_clerk)
        handed_in = self.hand_in(client, self.table(basic_center))
        seen = {"seen": client.get(handed_in.url).context["preview"].digest}

        with CaptureQueriesContext(connection) as asked:
            client.post(f"{handed_in.url}confirm/", seen)

        told = [query["sql"] for query in asked]
        locked = [
            at
            for at, sql in enumerate(told)
            if 'FROM "centers_center"' in sql and "FOR NO KEY UPDATE" in sql
        ]
        compared = [
            at
            for at, sql in enumerate(told)
            if sql.startswith("SELECT") and 'FROM "worksheets_spendingitem"' in sql
        ]
        assert max(locked) < min(compared)

    def test_a_center_of_another_municipality_is_not_found(self, client_for, finance_clerk):
        stranger = CenterFactory()
        CenterDesignationFactory(center=stranger)
        client = client_for(finance_clerk)

        handed_in = self.hand_in(client, self.table(stranger))

        [line] = client.get(handed_in.url).context["preview"].lines
        assert line.problems == [f"センター番号「{stranger.code}」のセンターがありません。"]

    def test_dropped_rows_are_gone(self, client_for, finance_clerk, basic_center):
        client = client_for(finance_clerk)
        handed_in = self.hand_in(client, self.table(basic_center))

        client.post(f"{handed_in.url}discard/")

        assert (SpendingImport.objects.get().rows, SpendingItem.objects.count()) == ([], 0)

    @pytest.mark.parametrize(
        "content", [b"", b"a,b\r\n1,2", b"%PDF-1.7"], ids=["empty", "other", "pdf"]
    )
    def test_a_file_that_is_no_such_table_is_explained(self, client_for, finance_clerk, content):
        response = self.hand_in(client_for(finance_clerk), SimpleUploadedFile("a.csv", content))

        assert response.status_code == 422
        assert not SpendingImport.objects.exists()

    def test_the_headings_can_be_taken_home(self, client_for, finance_clerk):
        response = client_for(finance_clerk).get("/worksheets/spending/template/")

        assert response.content.decode("utf-8-sig").strip() == ",".join(TITLES)
