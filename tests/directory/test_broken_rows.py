"""A file that is broken in places: the rest is ready, the rows told with line, column and reason."""

import io

import pytest
from openpyxl import Workbook

from centers.directory.comparison import State
from centers.models import LocalResource
from shared.broken_csv import Unreadable, rows_apart
from tests.directory.conftest import CURRENT_TITLES, csv_of, current_row


def xlsx_of(titles, *rows):
    names = titles.split(",")
    book = Workbook()
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name, "") for name in names])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.csv", csv_of), ("a.xlsx", xlsx_of)])
def test_three_broken_rows_leave_the_rest_ready_in_csv_and_xlsx(
    hand_in, preview, confirm, name, make
):
    rows = [current_row(ID=f"H{n}", 名称=f"第{n}園") for n in range(6)]
    rows[1]["名称"] = ""
    rows[3]["緯度"] = "999"
    rows[5]["認可等年月日"] = "令和7年13月1日"
    waiting = hand_in(make(CURRENT_TITLES, *rows), name)

    page = preview(waiting, "?state=broken")
    told = [
        (line.row.line, problem.column, problem.reason)
        for line in page["page"].object_list
        for problem in line.row.problems
    ]
    before = LocalResource.objects.count()
    confirm(waiting)

    assert told == [
        (3, "名称", "名称が空欄です。"),
        (5, "緯度", "「999」：日本国内の緯度ではありません。"),
        (7, "認可等年月日", "「令和7年13月1日」：13月という月はありません。"),
    ]
    assert before == 0
    names = LocalResource.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["第0園", "第2園", "第4園"]


def test_open_quotes_break_their_rows_only(hand_in, preview, confirm):
    lines = [
        "名称,住所,電話番号",
        "甲園,見本町1,03-0000-0001",
        '"乙園,見本町2,03-0000-0002',
        '丙園,"見本町3, 2階",03-0000-0003',
        '"丁"園,見本町4,03-0000-0004',
        '"戊\n園",見本町5,03-0000-0005',
    ]
    waiting = hand_in("\n".join(lines).encode())

    found = preview(waiting)["preview"].lines
    confirm(waiting)

    assert [(line.row.line, line.name, line.state) for line in found] == [
        (2, "甲園", State.NEW),
        (3, "乙園", State.BROKEN),
        (4, "丙園", State.NEW),
        (5, '丁"園', State.BROKEN),
        (7, "戊 園", State.NEW),
    ]
    assert [found[at].row.problems[0].column for at in (1, 3)] == ["行全体", "行全体"]
    assert "引用符（\u0022）が閉じていない" in found[1].row.problems[0].reason
    assert "次の行も確かめてください。" in found[1].row.problems[0].reason
    assert "使い方が正しくない" in found[3].row.problems[0].reason
    assert LocalResource.objects.count() == 3


def test_a_quote_that_finds_another_one_further_down_swallows_no_row():
    text = '名称,住所\n"甲,1\n乙,"2"\n丙",3\n丁,4\n'

    rows = dict(rows_apart(text, ","))

    assert isinstance(rows[2], Unreadable)
    assert rows[3] == ["乙", "2"]
    assert rows[5] == ["丁", "4"]


def test_where_nothing_can_be_told_apart_the_file_is_refused(hand_in):
    answer = hand_in('名称,住所\n"甲"乙,見本町\n'.encode())

    assert answer.status_code == 422
    assert "どこまでが1行か分かりません" in answer.content.decode()
