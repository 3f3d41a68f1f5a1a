"""Amounts as files: what is written can be read again; a list is shown before it is entered."""

import io
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from centers.directory.comparison import State
from tests.amount_factories import StandardAmountFactory
from tests.factories import UserFactory
from worksheets.amount_actions import confirm as confirm_rows
from worksheets.amount_list import TITLES, table_of
from worksheets.models import AmountImport, StandardAmount

YEAR = 2025
HEADER = "類型,補助対象,規模等,単価の単位,基準額（円）,適用日,出典,出典の日付"
GOOD = 'こども家庭センター型,地域資源開拓コーディネーター,,人・年,"1,234,000",R7.4.1,架空第1号,2025-04-01'


@pytest.fixture
def client(client_for, finance_clerk):
    return client_for(finance_clerk)


@pytest.fixture
def hand_in(client, municipality):
    url = reverse("worksheets:amount_import_create", args=[municipality.pk, YEAR])

    def send(content, name="kijun.csv"):
        body = content if isinstance(content, bytes) else content.encode()
        answer = client.post(url, {"file": SimpleUploadedFile(name, body)})
        return AmountImport.objects.latest("pk") if answer.status_code == 302 else answer

    return send


def detail(client, waiting):
    return client.get(reverse("worksheets:amount_import_detail", args=[waiting.pk]))


def confirm(client, waiting, seen=None):
    seen = detail(client, waiting).context["preview"].digest if seen is None else seen
    url = reverse("worksheets:amount_import_confirm", args=[waiting.pk])
    return client.post(url, {"seen": seen}, follow=True)


def export(client, municipality, form):
    url = reverse("worksheets:amount_export", args=[municipality.pk, YEAR, form])
    return client.get(url)


class TestImport:
    def test_nothing_is_entered_before_it_is_confirmed(self, client, hand_in):
        waiting = hand_in(f"{HEADER}\n{GOOD}\n")

        assert not StandardAmount.objects.exists()
        confirm(client, waiting)

        row = StandardAmount.objects.get()
        assert (row.amount, row.is_confirmed) == (1_234_000, False)

    def test_a_second_time_nothing_changes(self, client, hand_in):
        confirm(client, hand_in(f"{HEADER}\n{GOOD}\n"))

        again = hand_in(f"{HEADER}\n{GOOD}\n")

        [line] = detail(client, again).context["preview"].lines
        assert line.state == State.UNCHANGED

    def test_a_changed_amount_shows_both(self, client, hand_in, municipality):
        StandardAmountFactory(municipality=municipality, amount=5, confirmed=True)

        [line] = detail(client, hand_in(f"{HEADER}\n{GOOD}\n")).context["preview"].lines

        assert line.state == State.CHANGED
        assert (line.value_before, line.value) == ("5円（人・年）", "1,234,000円（人・年）")

    def test_what_waits_and_would_give_way_is_named(self, client, hand_in, municipality):
        StandardAmountFactory(municipality=municipality, amount=5, confirmed=True)
        waits = StandardAmountFactory(municipality=municipality, amount=6)

        response = detail(client, hand_in(f"{HEADER}\n{GOOD}\n"))

        [line] = response.context["preview"].lines
        assert (line.state, line.before) == (State.CHANGED, waits)
        assert "確認待ちの6円（人・年）（" in line.note
        assert line.note in unescape(response.content.decode())

    def test_the_same_beside_a_correction_is_told(self, client, hand_in, municipality):
        confirm(client, hand_in(f"{HEADER}\n{GOOD}\n"))
        row = StandardAmount.objects.get()
        confirm_rows([row], by=UserFactory(), at=timezone.now())
        StandardAmountFactory(municipality=municipality, amount=6)

        response = detail(client, hand_in(f"{HEADER}\n{GOOD}\n"))

        [line] = response.context["preview"].lines
        assert line.state == State.UNCHANGED
        assert "その登録を取り消してください。" in line.note
        assert "<del>" not in response.content.decode()

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("こども家庭センター型", "保育所型", "類型：「保育所型」：一覧にありません。"),
            (
                "地域資源開拓コーディネーター",
                "夜間加算",
                "補助対象：「夜間加算」：この類型の補助対象の一覧にありません。",
            ),
            ("人・年", "円", "単価の単位：「円」：一覧にありません。"),
            ("人・年", "か所・年", "単価の単位：この補助対象の単位は「人・年」・「人・月」です。"),
            (
                '"1,234,000"',
                "百万",
                "基準額（円）：「百万」：整数を数字で入力してください（例：1,200）。",
            ),
            (
                '"1,234,000"',
                "1000000000001",
                "基準額（円）：基準額は0円から1兆円までにしてください。",
            ),
            ('"1,234,000"', "", "基準額（円）：空欄です。"),
            ("R7.4.1", "R8.4.1", "適用日：令和7年度の日付を入力してください。"),
            ("架空第1号", "", "出典：空欄です。"),
            ("2025-04-01", "", "出典の日付：空欄です。"),
        ],
    )
    def test_each_row_says_what_is_wrong(self, client, hand_in, old, new, reason):
        waiting = hand_in(f"{HEADER}\n{GOOD.replace(old, new)}\n{GOOD}\n")

        broken, good = detail(client, waiting).context["preview"].lines

        assert (broken.state, broken.row.problems) == (State.BROKEN, [reason])
        assert good.state == State.NEW

    def test_the_same_row_twice_is_taken_once(self, client, hand_in):
        waiting = hand_in(f"{HEADER}\n{GOOD}\n{GOOD}\n")

        states = [line.state for line in detail(client, waiting).context["preview"].lines]

        assert states == [State.NEW, State.BROKEN]

    def test_rows_without_an_amount_say_nothing(self, hand_in):
        waiting = hand_in(f"{HEADER}\n基本型,基本分,Ⅰ型,,,,,\n{GOOD}\n")

        assert len(waiting.rows) == 1

    @pytest.mark.parametrize("filled", ["R7.4.1,,", ",架空第1号,", ",,2025-04-01"])
    def test_a_row_that_lacks_its_amount_alone_is_told(self, hand_in, filled):
        waiting = hand_in(f"{HEADER}\n基本型,基本分,Ⅰ型,か所・年,,{filled}\n{GOOD}\n")

        assert "基準額（円）：空欄です。" in waiting.rows[0]["problems"]

    def test_the_earlier_headings_are_read_too(self, client, hand_in):
        earlier = HEADER.replace("補助対象", "内訳").replace("規模等", "区分（型・規模）")

        [line] = detail(client, hand_in(f"{earlier}\n{GOOD}\n")).context["preview"].lines

        assert line.state == State.NEW

    def test_what_was_registered_meanwhile_is_looked_at_again(self, client, hand_in, municipality):
        waiting = hand_in(f"{HEADER}\n{GOOD}\n")
        seen = detail(client, waiting).context["preview"].digest
        StandardAmountFactory(municipality=municipality, amount=5)

        confirm(client, waiting, seen=seen)

        assert StandardAmount.objects.get().amount == 5

    def test_it_is_taken_over_once(self, client, hand_in):
        waiting = hand_in(f"{HEADER}\n{GOOD}\n")
        seen = detail(client, waiting).context["preview"].digest
        confirm(client, waiting, seen=seen)

        confirm(client, waiting, seen=seen)

        assert StandardAmount.objects.count() == 1
        waiting.refresh_from_db()
        assert (waiting.rows, waiting.outcome["new"]) == ([], 1)

    def test_a_dropped_list_enters_nothing(self, client, hand_in):
        waiting = hand_in(f"{HEADER}\n{GOOD}\n")

        client.post(reverse("worksheets:amount_import_discard", args=[waiting.pk]))

        assert not StandardAmount.objects.exists()
        assert "取りやめか期限切れ" in detail(client, waiting).content.decode()

    @pytest.mark.parametrize(
        "content", ["", "名前,住所\n見本,見本町\n", "%PDF-1.7", f"{HEADER}\n"], ids=range(4)
    )
    def test_a_file_that_is_no_list_is_refused_in_words(self, hand_in, content):
        response = hand_in(content)

        assert response.status_code == 422
        assert response.context["form"].errors["file"]


class TestExport:
    @pytest.mark.parametrize(
        ("form", "name"), [("csv", "a.csv"), ("csv-cp932", "a.csv"), ("xlsx", "a.xlsx")]
    )
    def test_what_is_written_reads_as_unchanged(self, client, municipality, hand_in, form, name):
        StandardAmountFactory(municipality=municipality, confirmed=True)
        StandardAmountFactory(
            municipality=municipality,
            component="night_opening",
            unit="hours_class",
            hours_from="4.5",
            hours_below="8",
        )

        waiting = hand_in(export(client, municipality, form).content, name)

        lines = detail(client, waiting).context["preview"].lines
        assert [line.state for line in lines] == [State.UNCHANGED] * 2

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_a_correction_that_waits_stands_in_the_place_of_what_counts(
        self, client, municipality, hand_in, form
    ):
        StandardAmountFactory(municipality=municipality, amount=5, confirmed=True)
        StandardAmountFactory(municipality=municipality, amount=6)

        waiting = hand_in(export(client, municipality, form).content, f"a.{form}")

        [line] = detail(client, waiting).context["preview"].lines
        assert (line.state, line.entry.amount) == (State.UNCHANGED, 6)
        row = next(
            row
            for row in table_of(StandardAmount.objects.all(), YEAR)
            if row[TITLES.index("基準額（円）")] == 6
        )
        assert row[-2:] == ["確認待ち", 5]

    def test_words_are_never_formulas(self, client, municipality):
        StandardAmountFactory(municipality=municipality, source="=1+1")

        content = export(client, municipality, "xlsx").content
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]

        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
            "s",
            "inlineStr",
            "n",
            "d",
        }
        assert not sheet.merged_cells.ranges
        assert "'=1+1" in export(client, municipality, "csv").content.decode("utf-8-sig")

    def test_what_the_encoding_has_no_place_for_is_said(self, client, municipality):
        StandardAmountFactory(municipality=municipality, source="𠮷野第1号")

        response = export(client, municipality, "csv-cp932")

        assert response.status_code == 302

    def test_an_unknown_form(self, client, municipality):
        assert export(client, municipality, "pdf").status_code == 404
