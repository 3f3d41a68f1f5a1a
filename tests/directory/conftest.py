import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centers.models import LocalResource, ResourceImport

DATA = Path(__file__).parent / "data"
LISTS = sorted(path.name for path in DATA.iterdir() if path.suffix in {".csv", ".xlsx"})
CREATE = reverse("directory:import_create")

CURRENT_TITLES = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,種別,所在地_全国地方公共団体コード,町字ID,"
    "所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,"
    "高度の種別,高度の値,アクセス方法,駐車場情報,電話番号,内線番号,FAX番号,連絡先メールアドレス,連絡先FormURL,"
    "連絡先備考（その他、SNSなど）,郵便番号,法人番号,団体名,認可等年月日,収容定員,受入年齢,利用可能曜日,"
    "開始時間,終了時間,利用可能日時特記事項,一時預かりの有無,子供預かり料金種別,子供預かり料金,子供預かり料金備考,"
    "子供預かり開所時間,子供預かり閉所時間,病児保育の有無,授乳室,おむつ替えコーナー,飲食可否,ベビーカー貸出,"
    "ベビーカー利用,URL,画像,画像_ライセンス,備考"
)
OLDER_TITLES = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,種別,住所,方書,緯度,経度,"
    "アクセス方法,駐車場情報,電話番号,内線番号,FAX番号,法人番号,団体名,認可等年月日,収容定員,受入年齢,"
    "利用可能曜日,開始時間,終了時間,利用可能日時特記事項,一時預かりの有無,URL,備考"
)
ROW = {
    "名称": "さくら保育園",
    "名称_カナ": "サクラホイクエン",
    "種別": "私立保育所",
    "緯度": "35.1",
    "経度": "139.2",
    "電話番号": "03-0000-0000",
    "団体名": "見本福祉会",
    "認可等年月日": "平成25年4月1日",
    "収容定員": "９０",  # noqa: RUF001 -- as offices type
    "受入年齢": "生後57日～就学前",
    "利用可能曜日": "月火水木金土",
    "開始時間": "7:30",
    "終了時間": "19:00",
    "URL": "https://example.jp/sakura",
}


def current_row(**changes):
    placed = {"ID": "H0001", "所在地_連結表記": "見本県見本市中央1-2-3", "所在地_町字": "中央"}
    return {**ROW, **placed, **changes}


def older_row(**changes):
    return {**ROW, "NO": "1", "住所": "見本県見本市中央1-2-3", **changes}


def csv_of(titles, *rows, encoding="utf-8", above=()):
    """A list as bytes; `above` stands over the header."""
    names = titles.split(",")
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerows(above)
    writer.writerow(names)
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    return output.getvalue().encode(encoding)


def file_of(content, name="itiran.csv"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def officer(client_for, municipal_officer):
    return client_for(municipal_officer)


@pytest.fixture
def hand_in(officer):
    """Send a list; the import that waits, or the answer that refuses it."""

    def send(content, name="itiran.csv", **more):
        response = officer.post(CREATE, {"file": file_of(content, name), **more})
        if response.status_code != 302:
            return response
        return ResourceImport.objects.latest("pk")

    return send


@pytest.fixture
def preview(officer):
    """What the page of a waiting import knows."""

    def look(waiting, query=""):
        return officer.get(reverse("directory:import_detail", args=[waiting.pk]) + query).context

    return look


@pytest.fixture
def confirm(officer, preview):
    def send(waiting, take=()):
        seen = preview(waiting)["preview"].digest
        url = reverse("directory:import_confirm", args=[waiting.pk])
        response = officer.post(url, {"seen": seen, "take": list(take)})
        waiting.refresh_from_db()
        return response

    return send


@pytest.fixture
def taken_over(hand_in, confirm):
    """Hand in and confirm at once; the outcome."""

    def send(content, name="itiran.csv", **more):
        waiting = hand_in(content, name, **more)
        confirm(waiting)
        return waiting.outcome

    return send


def picture():
    """Everything that an import may change."""
    return list(LocalResource.objects.order_by("pk").values())
