"""What is read of a list: headers in any order and spelling, cells as people write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centers.directory.ages import parse_ages, span_text
from centers.directory.cells import (
    CellError,
    read_capacity,
    read_clock,
    read_closing,
    read_coordinate,
    read_day,
    read_hours,
    read_postal_code,
    read_urls,
    read_weekdays,
)
from centers.directory.columns import NoHeaderError, find_header, kind_of_title, places_of
from centers.directory.comparison import State, compare
from centers.directory.kinds import fee_kind_of, kind_of
from centers.directory.places import Area, Home, address_key, area_of
from centers.directory.reading import read_list
from centers.enums import ResourceKind
from centers.models import Municipality, ResourceImport
from centers.resource_actions import new_resource
from shared import municipal_code
from shared.japanese_text import fold_key
from tests.directory.conftest import CURRENT_TITLES, OLDER_TITLES

HOME = Home("990019", "見本市", "見本市")
NOW = dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
WIDE = {ord(c): ord(c) + 0xFEE0 for c in map(chr, range(0x21, 0x7F))}
# Field → one title of the present header and one of the older one, if it has any.
TOLD = {
    "name": ("名称", "名称"),
    "name_kana": ("名称_カナ", "名称_カナ"),
    "kind": ("種別", "種別"),
    "code": ("全国地方公共団体コード", "都道府県コード又は市区町村コード"),
    "source_id": ("ID", "NO"),
    "address": ("所在地_連結表記", "住所"),
    "building": ("建物名等(方書)", "方書"),
    "phone": ("電話番号", "電話番号"),
    "latitude": ("緯度", "緯度"),
    "capacity": ("収容定員", "収容定員"),
    "ages": ("受入年齢", "受入年齢"),
    "weekdays": ("利用可能曜日", "利用可能曜日"),
    "opens_at": ("開始時間", "開始時間"),
    "closes_at": ("終了時間", "終了時間"),
    "hours_note": ("利用可能日時特記事項", "利用可能日時特記事項"),
    "opened_on": ("認可等年月日", "認可等年月日"),
    "operator": ("団体名", "団体名"),
    "url": ("URL", "URL"),
    "remarks": ("備考", "備考"),
}


@pytest.mark.parametrize(("generation", "titles"), [(0, CURRENT_TITLES), (1, OLDER_TITLES)])
def test_every_column_of_both_generations_is_known_by_its_own_field(generation, titles):
    names = titles.split(",")

    places = places_of(names)

    assert {field: names[places[field]] for field in TOLD} == {
        field: told[generation] for field, told in TOLD.items()
    }


@st.composite
def dressed(draw, title):
    """A title as another office would write it."""
    text = title.translate(WIDE) if draw(st.booleans()) else title
    middle = len(text) // 2
    gap = draw(st.sampled_from(["", " ", "　", "\n"]))
    end = draw(st.sampled_from(["", "（必須）", "※", " "]))
    return f"{text[:middle]}{gap}{text[middle:]}{end}"


@st.composite
def headers(draw):
    """The columns in any order and dress, others between, and lines above."""
    generation = draw(st.sampled_from([0, 1]))
    told = {draw(dressed(titles[generation])): field for field, titles in TOLD.items()}
    others = draw(st.lists(st.sampled_from(["給食", "駐輪場", "園庭"]), unique=True))
    titles = draw(st.permutations([*told, *others]))
    above = draw(st.lists(st.sampled_from([["一覧"], ["#lang", "ja"], ["", "現在"]]), max_size=5))
    return told, above, titles


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(headers())
def test_a_header_is_found_in_any_order_and_dress(made):
    told, above, titles = made
    rows = [*enumerate([*above, titles, ["甲"] * len(titles)], 1)]

    header = find_header(rows)

    assert header.line == len(above) + 1
    assert {field: titles[place] for field, place in header.places.items()} == {
        field: title for title, field in told.items()
    }
    assert {title for _, title in header.extras} <= {"給食", "駐輪場", "園庭"}


WORDS = st.text("あかさたなはまやらわ・髙﨑 １2", min_size=1, max_size=8).filter(str.strip)  # noqa: RUF001 -- as people type it
CELLS = {
    "名称": WORDS,
    "住所": WORDS | st.just(""),
    "種別": st.sampled_from(["", "公立保育所", "児童館", "見たことのない種別"]),
    "ID": st.sampled_from(["", "1", "2", "3"]),
    "電話番号": st.sampled_from(["", "-", "03-0000-0000"]),
    "受入年齢": st.sampled_from(["", "3か月～", "どなたでも"]),
    "収容定員": st.sampled_from(["", "30", "2・3号 20", "-1"]),
    "利用可能曜日": st.sampled_from(["", "月～金", "第2土曜"]),
    "終了時間": st.sampled_from(["", "17:00", "25:00", "99:00"]),
    "利用料": st.sampled_from(["", "無料", "500円"]),
}


def identity(row):
    return fold_key(row["名称"]), address_key(row["住所"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # tables are read at first
@given(
    st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=8, unique_by=identity),
    st.randoms(),
)
def test_a_list_taken_in_is_unchanged_whatever_its_order(rows, chance):
    titles = list(CELLS)
    table = [[row[title].strip() for title in titles] for row in rows]
    waiting = ResourceImport(municipality=Municipality(pk=1), file_name="a.csv")

    first = compare(_read(titles, table), [])
    ready = [line for line in first if line.state == State.NEW]
    standing = [new_resource(line, waiting, by=None, at=NOW) for line in ready]
    for number, resource in enumerate(standing, 1):
        resource.pk = number
    chance.shuffle(table)
    again = compare(_read(titles, table), standing)

    states = [line.state for line in again]
    assert states.count(State.BROKEN) == len(first) - len(ready)
    assert states.count(State.UNCHANGED) == len(ready)


def _read(titles, table):
    return read_list([*enumerate([titles, *table], 1)], home=HOME).rows


def test_a_table_without_names_has_no_header():
    with pytest.raises(NoHeaderError):
        find_header([(1, ["住所", "電話番号"]), (2, ["見本町", "03"])])


@pytest.mark.parametrize(
    ("text", "span", "told"),
    [
        ("3か月～", (3, None), "3か月から"),
        ("６ヶ月", (6, None), "6か月から"),
        ("生後57日～就学前", (1, 83), "1か月から小学校に入る前まで"),
        ("1～5歳", (12, 71), "1歳から5歳まで"),
        ("3歳未満", (0, 35), "0歳から2歳まで"),
        ("1歳半～", (18, None), "1歳6か月から"),
        ("満3歳児", (36, 47), "3歳"),
        ("2歳11か月まで", (0, 35), "0歳から2歳まで"),
        ("小学生", (72, 155), "6歳から12歳まで"),
        ("5か月～小学3年生", (5, 119), "5か月から9歳まで"),
        ("就学前の乳幼児と保護者", (0, 83), "0歳から小学校に入る前まで"),
        ("1号認定 満3歳～、2・3号認定 3か月～", (3, None), "3か月から"),
        ("18歳以下", (0, 227), "0歳から18歳まで"),
        ("6か月～1歳6か月", (6, 18), "6か月から1歳6か月まで"),
    ],
)
def test_ages_are_read_in_months(text, span, told):
    assert parse_ages(text) == span
    assert span_text(*span) == told


@pytest.mark.parametrize("text", ["", "どなたでも", "5歳～3歳", "99歳まで", "月曜日", "～"])
def test_what_is_no_age_stays_words(text):
    assert parse_ages(text) is None


@pytest.mark.parametrize(
    ("text", "days", "more"),
    [
        ("月火水木金", "月火水木金", ""),
        ("月～金（祝日を除く）", "月火水木金", "(祝日を除く)"),
        ("月曜日～土曜日", "月火水木金土", ""),
        ("土～月", "月土日", ""),
        ("月;水;金", "月水金", ""),
        ("平日", "月火水木金", ""),
        ("毎日", "月火水木金土日", ""),
        ("土日祝", "土日祝", ""),
        ("第2・第4土曜", "", "第2・第4土曜"),
        ("－", "", ""),
    ],
)
def test_days_are_read_and_what_is_more_than_days_is_kept(text, days, more):
    assert read_weekdays(text) == (days, more)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_clock, "10：00", dt.time(10)),
        (read_clock, "随時", None),
        (read_clock, "09:00:00", dt.time(9)),
        (read_closing, "25:00", dt.time(1)),
        (read_closing, "24:00", dt.time(0)),
        (read_closing, "翌2時", dt.time(2)),
        (read_hours, "9時～17時", (dt.time(9), dt.time(17))),
        (read_hours, "18:00～25:00", (dt.time(18), dt.time(1))),
        (read_hours, "8:30～12:00、13:00～17:00", None),
        (read_day, "平成２５年４月１日", dt.date(2013, 4, 1)),
        (read_day, "H25.4.1", dt.date(2013, 4, 1)),
        (read_day, "41365", dt.date(2013, 4, 1)),
        (read_day, "2013-04-01T00:00:00", dt.date(2013, 4, 1)),
        (read_day, "平成25年4月", None),
        (read_day, "昭和50年頃", None),
        (read_capacity, "１２０人", 120),
        (read_capacity, "1号 40、2号 105", None),
        (read_capacity, "応相談", None),
        (read_postal_code, "〒７６０－０００１", "760-0001"),  # noqa: RUF001 -- as people type it
        (read_postal_code, "600001", "060-0001"),
        (read_postal_code, "なし", ""),
        (
            read_urls,
            "https://a.example\nhttps://b.example",
            ("https://a.example", "https://b.example"),
        ),
        (read_urls, "検索してください", ("", "検索してください")),
        (lambda text: read_coordinate(text, is_latitude=True), "３４．３", Decimal("34.3")),  # noqa: RUF001 -- as people type it
        (lambda text: read_coordinate(text, is_latitude=False), "0", None),
    ],
)
def test_cells_are_read_as_people_write_them(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_clock, "25:00"),
        (read_closing, "30:00"),
        (read_day, "令和7年2月30日"),
        (read_day, "いつか"),
        (read_capacity, "-5"),
        (read_capacity, "12.5"),
        (read_capacity, "abc"),
        (read_capacity, "99999"),
        (read_postal_code, "12-345"),
        (read_urls, "javascript:alert(1)"),
        (read_urls, "https://["),
        (lambda text: read_coordinate(text, is_latitude=True), "139.7"),
        (lambda text: read_coordinate(text, is_latitude=True), "NaN"),
        (lambda text: read_coordinate(text, is_latitude=False), "東経"),
    ],
)
def test_what_cannot_be_the_value_is_an_error(read, text):
    with pytest.raises(CellError):
        read(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("認定公立保育所", "public_nursery"),
        ("地域型保育事業（小規模保育事業A型）", "small_nursery"),
        ("認定こども園（地方裁量型）", "certified_local"),
        ("幼保連携型認定こども園", "certified_unified"),
        ("私立幼稚園", "private_kindergarten"),
        ("地域子育て支援拠点事業（一般型）", "child_rearing_base"),
        ("病後児保育", "sick_child_care"),
        ("銭湯", None),
    ],
)
def test_kinds_are_told_by_their_words(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize("kind", ResourceKind)
def test_every_kind_is_known_by_its_own_label(kind):
    assert kind_of(str(kind.label)) == kind


@pytest.mark.parametrize(
    ("text", "kind"), [("無料", "free"), ("500円", "charged"), ("", "unknown"), ("0円", "free")]
)
def test_a_fee_is_free_charged_or_unknown(text, kind):
    assert fee_kind_of(text) == kind


def test_the_name_of_a_file_tells_the_kind():
    assert kind_of_title("takamatsu_0022_chiiki_kosodate_shien_kyoten.csv") == "child_rearing_base"
    assert kind_of_title("itiran.csv") == ""


@pytest.mark.parametrize(
    "text",
    [
        "松島町一丁目１５番１号 （ミライエ３階）",
        "松島町1-15-1",
        "松島町１丁目15番地1",  # noqa: RUF001 -- as people type it
        "松島町1ー15ー1",
    ],
)
def test_the_same_place_has_one_key(text):
    assert address_key(text) == address_key("松島町1丁目15-1")


def test_places_that_differ_have_other_keys():
    keys = {address_key(text) for text in ("松島町1-15-1", "松島町11-5-1", "松島町1-15", "")}

    assert len(keys) == 4
    assert address_key("南十一丁目二十番") == address_key("南11-20")


def test_five_digits_that_read_in_two_ways_are_the_own_municipality():
    """99147 is its code without the check digit, and 099147 with its zero dropped."""
    home = Home(code="991473", name="見本市", area="山の手町")
    assert municipal_code.is_valid("099147")

    assert area_of(["99147"], "", home=home) == Area("見本市", "991473")
