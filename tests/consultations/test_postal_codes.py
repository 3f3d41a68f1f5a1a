import pytest
from django.core.management import CommandError, call_command

from consultations.models import PostalCode
from consultations.postal_codes import places_with
from tests.consultations.registry import url

pytestmark = pytest.mark.django_db
HEADED = (
    "郵便番号,都道府県,市区町村,町域,カナ,団体コード5桁\n"
    "0400000,北海道,函館市,,,01202\n"
    "0400044,北海道,函館市,青柳町,アオヤギチョウ,01202\n"
)
KEN_ALL = (
    '01202,"040  ","0400044","ホッカイドウ","ハコダテシ","アオヤギチョウ","北海道","函館市",'
    '"青柳町",0,0,0,0,0,0\n'
    '01202,"040  ","0400000","ホッカイドウ","ハコダテシ","イカニケイサイガナイバアイ","北海道",'
    '"函館市","以下に掲載がない場合",0,0,0,0,0,0\n'
    '01202,"041  ","0410801","ホッカイドウ","ハコダテシ","キキョウチョウ(1-2)","北海道",'
    '"函館市","桔梗町（その他の番地）",0,0,0,0,0,0\n'
)


@pytest.fixture
def load(tmp_path, capsys):
    def do(text, encoding="utf-8"):
        path = tmp_path / "postal.csv"
        path.write_bytes(text.encode(encoding))
        call_command("load_postal_codes", path)
        return capsys.readouterr().out

    return do


def test_a_table_with_headers_is_loaded_once(load):
    first, second = load(HEADED), load(HEADED)

    assert "2件を確かめ、2件を登録しました。" in first
    assert "2件を確かめ、0件を登録しました。" in second
    assert [str(place) for place in places_with("040-0044")] == ["北海道函館市青柳町"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_ken_all_without_what_is_no_place(load, encoding):
    load(KEN_ALL, encoding)

    assert set(PostalCode.objects.values_list("code", "town", "town_kana")) == {
        ("0400044", "青柳町", "アオヤギチョウ"),
        ("0400000", "", ""),
        ("0410801", "桔梗町", "キキョウチョウ"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "列「郵便番号」がありません。"),
        ("郵便番号,都道府県\n", "列「市区町村」がありません。"),
        (HEADED + "12345,北海道,函館市,旭町,,\n", "4行目：郵便番号「12345」"),
        (KEN_ALL + "1,2,3\n", "4行目：列が15ではありません。"),
        (HEADED.splitlines()[0] + "\n", "郵便番号が1件もありません。"),
    ],
)
def test_what_cannot_be_read_loads_nothing(load, text, said):
    with pytest.raises(CommandError, match=said):
        load(text)

    assert not PostalCode.objects.exists()


def test_no_file(tmp_path):
    with pytest.raises(CommandError, match="ファイルを開けません"):
        call_command("load_postal_codes", tmp_path / "none.csv")


@pytest.mark.parametrize("typed", ["0400044", "040-0044", "〒０４０ー００４４", "040 0044"])
def test_the_page_offers_the_place_of_what_is_typed(client_for, consultant, load, typed):
    load(HEADED)

    answer = client_for(consultant).post(url("postal_code_search"), {"contact_postal_code": typed})

    assert 'data-fill-text="北海道函館市青柳町"' in answer.content.decode()


def test_a_whole_code_that_is_not_listed_is_said(client_for, consultant, load):
    load(HEADED)

    answer = client_for(consultant).post(
        url("postal_code_search"), {"contact_postal_code": "999-9999"}
    )

    assert "この郵便番号の町域は見つかりません" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "040", "999999", "あ"])
def test_and_nothing_for_what_is_no_code(client_for, consultant, load, typed):
    load(HEADED)

    answer = client_for(consultant).post(url("postal_code_search"), {"contact_postal_code": typed})

    assert answer.content.decode().strip() == ""
