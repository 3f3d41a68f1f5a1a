"""Lists taken in: shown first, taken over once, and nothing changes the second time."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from centers.directory.comparison import State
from centers.models import LocalResource, ResourceImport
from tests.directory.conftest import (
    CREATE,
    CURRENT_TITLES,
    DATA,
    LISTS,
    OLDER_TITLES,
    csv_of,
    current_row,
    file_of,
    older_row,
    picture,
)
from tests.directory_factories import LocalResourceFactory
from tests.factories import MunicipalityFactory

EXPECTED = {
    "takamatsu_0013_hoiku.csv": (115, 2),
    "takamatsu_0020_sonota_kosodate.csv": (2, 0),
    "takamatsu_0022_chiiki_kosodate_shien_kyoten.csv": (14, 0),
    "takamatsu_other_child_care_support_facility.xlsx": (2, 0),
    "takamatsu_regional_child_rearing_support_base.xlsx": (15, 0),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_taken_over_once_and_the_second_time_nothing_changes(
    taken_over, hand_in, preview, confirm, name
):
    content = (DATA / name).read_bytes()
    new, broken = EXPECTED[name]

    first = taken_over(content, name)
    before = picture()
    again = hand_in(content, name)
    counts = preview(again)["preview"].counts
    confirm(again)

    assert (first["new"], first["broken"], len(before)) == (new, broken, new)
    assert counts == {
        State.BROKEN: broken,
        State.CONFLICT: 0,
        State.NEW: 0,
        State.CHANGED: 0,
        State.UNCHANGED: new,
    }
    assert picture() == before
    assert again.outcome["changed"] == again.outcome["new"] == 0


def test_all_lists_one_after_the_other_stay_apart(taken_over):
    for name in LISTS:
        taken_over((DATA / name).read_bytes(), name)
    before = picture()

    outcomes = [taken_over((DATA / name).read_bytes(), name) for name in LISTS[:1]]

    assert [outcome["changed"] for outcome in outcomes] == [0]
    assert picture() == before


def test_nothing_is_written_before_confirmation(hand_in, preview):
    waiting = hand_in(csv_of(CURRENT_TITLES, current_row()))

    page = preview(waiting)

    assert page["preview"].counts[State.NEW] == 1
    assert LocalResource.objects.count() == 0


def test_three_broken_rows_are_listed_and_the_rest_is_ready(officer, hand_in, preview, confirm):
    rows = [current_row(ID=f"H{n}", 名称=f"第{n}園") for n in range(6)]
    rows[1]["名称"] = ""
    rows[3] |= {"緯度": "999", "開始時間": "25:00"}
    rows[5]["認可等年月日"] = "令和7年13月1日"
    waiting = hand_in(csv_of(CURRENT_TITLES, *rows))

    page = preview(waiting, "?state=broken")
    told = [
        (line.row.line, problem.column, problem.reason)
        for line in page["page"].object_list
        for problem in line.row.problems
    ]
    confirm(waiting)

    assert told == [
        (3, "名称", "名称が空欄です。"),
        (5, "緯度", "「999」：日本国内の緯度ではありません。"),
        (
            5,
            "開始時間",
            "「25:00」：25:00という時刻はありません。0:00から23:59までで入力してください。",
        ),
        (7, "認可等年月日", "「令和7年13月1日」：13月という月はありません。"),
    ]
    assert page["preview"].counts[State.NEW] == 3
    names = LocalResource.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["第0園", "第2園", "第4園"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize(
    ("titles", "row"), [(CURRENT_TITLES, current_row()), (OLDER_TITLES, older_row())]
)
def test_both_generations_in_every_encoding(taken_over, titles, row, encoding):
    outcome = taken_over(csv_of(titles, row, encoding=encoding))

    resource = LocalResource.objects.get()
    assert outcome["new"] == 1
    assert (resource.name, resource.kind, resource.capacity) == (
        "さくら保育園",
        "private_nursery",
        90,
    )
    assert (resource.age_from, resource.age_to, resource.weekdays) == (1, 83, "月火水木金土")
    assert resource.opened_on.isoformat() == "2013-04-01"
    assert resource.address == "見本県見本市中央1-2-3"


def test_a_workbook_with_titles_above_and_the_list_on_its_second_sheet(taken_over):
    book = Workbook()
    book.active.append(["表紙"])
    sheet = book.create_sheet("一覧")
    for cells in (
        ["子育て施設一覧（令和7年4月1日現在）"],
        [None],
        ["名　称\n（必須）", "ＴＥＬ", "所在地", "対象年齢", "開催曜日", "参加費"],  # noqa: RUF001 -- as lists write it
        ["ことり\nひろば", "03-0000-0000", "見本町1", "0歳～2歳", "月～金", "無料"],
        [None, None, None, None, None, None],
        ["※祝日は休みです。", None, None, None, None, None],
    ):
        sheet.append(cells)
    output = io.BytesIO()
    book.save(output)

    outcome = taken_over(output.getvalue(), "a.xlsx")

    resource = LocalResource.objects.get()
    assert outcome["broken"] == 0
    assert resource.name == "ことり ひろば"
    assert (resource.weekdays, resource.fee_kind, resource.age_to) == ("月火水木金", "free", 35)


def test_columns_that_nobody_knows_are_kept_as_they_are(taken_over, officer):
    taken_over("名称,住所,給食\nひろば,見本町1,自園調理\n".encode())

    resource = LocalResource.objects.get()
    page = officer.get(reverse("directory:resource_detail", args=[resource.pk])).content.decode()
    assert resource.extras == [["給食", "自園調理"]]
    assert "自園調理" in page


def test_a_neighbours_rows_lie_in_the_neighbours_area(taken_over, municipality):
    neighbour = MunicipalityFactory()
    titles = "全国地方公共団体コード,地方公共団体名,名称,住所"
    taken_over(
        csv_of(
            titles,
            {"全国地方公共団体コード": neighbour.code, "地方公共団体名": "となり市", "名称": "甲"},
            {"全国地方公共団体コード": municipality.code[:5], "名称": "乙"},
            {"名称": "丙"},
        ),
        area="山の手町",
    )

    areas = dict(LocalResource.objects.values_list("name", "area"))
    assert areas == {"甲": "となり市", "乙": municipality.name, "丙": "山の手町"}
    assert set(LocalResource.objects.values_list("municipality", flat=True)) == {municipality.pk}


def test_a_code_that_does_not_check_is_a_broken_row(hand_in, preview):
    titles = "全国地方公共団体コード,名称,住所"
    waiting = hand_in(csv_of(titles, {"全国地方公共団体コード": "990018", "名称": "甲"}))

    [line] = preview(waiting)["preview"].lines
    assert [problem.column for problem in line.row.problems] == ["全国地方公共団体コード"]


def test_a_changed_row_shows_old_and_new(taken_over, hand_in, officer, confirm, preview):
    taken_over(csv_of(CURRENT_TITLES, current_row()))
    waiting = hand_in(csv_of(CURRENT_TITLES, current_row(収容定員="100", 名称="さくらこども園")))

    page = preview(waiting)
    [line] = page["preview"].lines
    confirm(waiting)

    assert line.state == State.CHANGED
    assert [(each.label, each.old_text, each.new_text) for each in line.changes] == [
        ("名称", "さくら保育園", "さくらこども園"),
        ("定員（人）", "90", "100"),
    ]
    assert LocalResource.objects.get().capacity == 100
    assert waiting.outcome["changed"] == 1


def test_what_an_earlier_list_had_and_this_one_has_not_is_named_and_stays(
    taken_over, hand_in, preview, confirm
):
    rows = [current_row(ID=f"H{n}", 名称=f"第{n}園") for n in range(3)]
    taken_over(csv_of(CURRENT_TITLES, *rows))
    waiting = hand_in(csv_of(CURRENT_TITLES, *rows[:2]))

    missing = [resource.name for resource in preview(waiting)["preview"].missing]
    confirm(waiting)

    assert missing == ["第2園"]
    assert LocalResource.objects.filter(closed_on=None).count() == 3


class TestPutRightByHand:
    @pytest.fixture
    def resource(self, taken_over):
        taken_over(csv_of(CURRENT_TITLES, current_row()))
        resource = LocalResource.objects.get()
        resource.phone, resource.name = "03-1111-1111", "さくら保育園（本園）"
        resource.renew_keys()
        resource.save()
        return resource

    @pytest.mark.parametrize("number", ["03-0000-0000", "03-2222-2222"])
    def test_it_is_kept_unless_chosen(self, resource, hand_in, preview, confirm, number):
        waiting = hand_in(csv_of(CURRENT_TITLES, current_row(電話番号=number)))

        [line] = preview(waiting)["preview"].lines
        confirm(waiting)

        assert line.state == State.CONFLICT
        assert {change.name for change in line.conflicts} == {"phone", "name"}
        resource.refresh_from_db()
        assert resource.phone == "03-1111-1111"
        assert waiting.outcome == {"new": 0, "changed": 0, "unchanged": 1, "broken": 0, "kept": 2}

    def test_the_lists_word_is_taken_where_chosen(self, resource, hand_in, confirm):
        waiting = hand_in(csv_of(CURRENT_TITLES, current_row(収容定員="100")))

        confirm(waiting, take=["2:phone"])

        resource.refresh_from_db()
        assert (resource.phone, resource.capacity) == ("03-0000-0000", 100)
        assert resource.name == "さくら保育園（本園）"
        assert waiting.outcome["kept"] == 1

    def test_the_page_tells_both(self, resource, officer):
        page = officer.get(reverse("directory:resource_detail", args=[resource.pk]))

        told = [(each.label, each.ours, each.theirs) for each in page.context["differing"]]
        assert ("電話番号", "03-1111-1111", "03-0000-0000") in told


def test_what_was_entered_by_hand_is_found_again_and_only_its_gaps_are_filled(
    taken_over, hand_in, preview, municipality
):
    LocalResourceFactory(
        municipality=municipality,
        name="さくら保育園",
        address="見本県見本市中央一丁目２番３号",
        kind="private_nursery",
        phone="03-9999-9999",
    )
    waiting = hand_in(csv_of(CURRENT_TITLES, current_row()))

    [line] = preview(waiting)["preview"].lines

    assert line.state == State.CHANGED
    assert {change.name for change in line.conflicts} == {"phone", "address"}
    assert "capacity" in {change.name for change in line.changes}


def test_a_second_confirmation_does_nothing(hand_in, preview, confirm, officer):
    waiting = hand_in(csv_of(CURRENT_TITLES, current_row()))
    seen = preview(waiting)["preview"].digest
    confirm(waiting)
    before = picture()

    url = reverse("directory:import_confirm", args=[waiting.pk])
    response = officer.post(url, {"seen": seen}, follow=True)

    assert picture() == before
    assert "取り込み済みか、取りやめか、期限切れです" in response.content.decode()


def test_a_preview_that_is_no_longer_true_is_shown_again(
    hand_in, preview, officer, taken_over, municipality
):
    waiting = hand_in(csv_of(CURRENT_TITLES, current_row()))
    seen = preview(waiting)["preview"].digest
    taken_over(csv_of(CURRENT_TITLES, current_row(電話番号="03-3333-3333")))

    url = reverse("directory:import_confirm", args=[waiting.pk])
    response = officer.post(url, {"seen": seen}, follow=True)

    waiting.refresh_from_db()
    assert waiting.stage == "preview"
    assert LocalResource.objects.get().phone == "03-3333-3333"
    assert "もう一度確かめてください" in response.content.decode()


def test_a_discarded_or_overdue_preview_is_emptied(hand_in, officer, confirm):
    discarded = hand_in(csv_of(CURRENT_TITLES, current_row()))
    officer.post(reverse("directory:import_discard", args=[discarded.pk]))
    overdue = hand_in(csv_of(CURRENT_TITLES, current_row()))
    past = timezone.now() - timezone.timedelta(days=30)
    ResourceImport.objects.filter(pk=overdue.pk).update(
        uploaded_at=past, expires_at=past + timezone.timedelta(days=7)
    )
    page = officer.get(reverse("directory:import_detail", args=[overdue.pk])).content.decode()
    hand_in(csv_of(CURRENT_TITLES, current_row()))

    for waiting in (discarded, overdue):
        waiting.refresh_from_db()
        assert (waiting.stage, waiting.rows) == ("discarded", [])
    assert "期限切れ" in page
    assert LocalResource.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ファイルが空です。"),
        ("甲,乙\n1,2\n".encode(), "見出しの行が見つかりません。"),
        ("名称,住所\n".encode(), "見出しの下にデータの行がありません。"),
        (b"\xd0\xcf\x11\xe0rest", "古い形式のExcelファイル"),
        (b"%PDF-1.7", "PDFは読み取れません。"),
        (b"PK\x03\x04broken", "XLSXファイルとして読み取れません。"),
        (b"\x81\xff\xff" * 100, "文字コードが"),
        ('名称,住所\n"甲"乙,見本町\n'.encode(), "2行目がCSVとして読み取れません。"),
    ],
    ids=["empty", "header", "rows", "xls", "pdf", "xlsx", "encoding", "quotes"],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(hand_in, content, reason):
    response = hand_in(content)

    assert response.status_code == 422
    assert reason in response.content.decode()
    assert ResourceImport.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(officer):
    response = officer.post(CREATE, {"file": file_of(b"a" * (5 * 1024 * 1024 + 1))})

    assert "ファイルが大きすぎます（5MBまで）。" in response.content.decode()


def test_broken_bytes_break_their_row_only(hand_in, preview):
    rows = [{"名称": f"第{n}園", "住所": f"見本町{n}丁目の大きな建物"} for n in range(30)]
    content = csv_of("名称,住所", *rows, encoding="utf-8-sig")
    damaged = content.replace("第7園".encode(), b"\xe7\xff7")

    counts = preview(hand_in(damaged))["preview"].counts

    assert (counts[State.NEW], counts[State.BROKEN]) == (29, 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("=HYPERLINK(1),見本町", "表計算の式のようです"),
        ("ひろば\x07,見本町", "使えない文字が"),
        ("ひろば,見本町,あふれ", "見出しより列が多い行です。"),
        ("あ" * 201 + ",見本町", "200文字以内にしてください"),
    ],
)
def test_rows_that_cannot_be_meant_are_broken(hand_in, preview, row, reason):
    waiting = hand_in(f"名称,住所\n{row}\n".encode())

    [line] = preview(waiting)["preview"].lines
    assert line.state == State.BROKEN
    assert reason in line.row.problems[0].reason


def test_the_same_row_twice_is_said_with_its_line(hand_in, preview):
    waiting = hand_in("名称,住所\nひろば,見本町1-1\nひろば,見本町１丁目１\n".encode())

    [_, second] = preview(waiting)["preview"].lines
    assert second.row.problems[0].reason == "2行目と同じ名称・所在地・種別です。"
