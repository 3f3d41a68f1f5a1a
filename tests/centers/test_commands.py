from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from centers.enums import FactKind
from centers.models import Municipality, MunicipalityFact
from tests.factories import MunicipalityFactFactory, MunicipalityFactory

EXCERPT = Path(__file__).parent / "data" / "takamatsu_population_excerpt.xlsx"
TAKAMATSU = "372013"
CSV = "地域コード,調査年月日,地域名,総人口\n,2024-12-01,塩屋町,404\n,2024-12-01,築地町,650\n"


def run(capsys, *arguments, **options):
    call_command(*arguments, **options)
    return capsys.readouterr().out


@pytest.fixture
def takamatsu():
    return MunicipalityFactory(code=TAKAMATSU, name="高松市", prefecture="香川県")


def test_municipality_is_registered_with_its_name_from_the_national_list(capsys):
    said = run(capsys, "register_municipality", TAKAMATSU)

    municipality = Municipality.objects.get()
    assert said == "香川県高松市（372013）を登録しました。\n"
    assert (municipality.code, municipality.name, municipality.prefecture) == (
        TAKAMATSU,
        "高松市",
        "香川県",
    )
    assert municipality.is_fictional is False


def test_registering_twice_changes_nothing(capsys, takamatsu):
    said = run(capsys, "register_municipality", TAKAMATSU)

    assert said == "香川県高松市（372013）は登録済みです。何も変更していません。\n"
    assert Municipality.objects.get() == takamatsu


def test_dry_run_registers_nothing(capsys):
    said = run(capsys, "register_municipality", TAKAMATSU, "--dry-run")

    assert said == "香川県高松市（372013）を登録します（まだ登録していません）。\n"
    assert Municipality.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("372014", "372014：団体コードの末尾の検査数字が合いません。6桁を確かめてください。"),
        ("37201", "37201：団体コードは6桁の半角数字で入力してください。"),
        ("990019", "990019：この団体コードの自治体は全国の一覧にありません。"),
    ],
)
def test_unknown_code_is_refused(code, message):
    with pytest.raises(CommandError, match=message):
        call_command("register_municipality", code)

    assert Municipality.objects.count() == 0


def test_population_of_a_published_file_becomes_one_fact(capsys, takamatsu, municipal_officer):
    said = run(
        capsys,
        "import_population",
        EXCERPT,
        municipality=TAKAMATSU,
        user=municipal_officer.username,
    )

    fact = MunicipalityFact.objects.get()
    assert (fact.kind, fact.value, fact.starts_on, fact.ends_on) == (
        FactKind.POPULATION,
        Decimal(404 + 650 + 121),
        fact.ends_on,
        fact.starts_on,
    )
    assert (fact.source, fact.recorded_by) == (EXCERPT.name, municipal_officer)
    assert "令和6年12月1日現在の総人口 1,175人（3地域の合計）を登録しました。" in said
    assert "「0～5歳児人口（10月1日）」は登録していません。" in said


def test_importing_twice_changes_nothing(capsys, takamatsu):
    run(capsys, "import_population", EXCERPT, municipality=TAKAMATSU)

    said = run(capsys, "import_population", EXCERPT, municipality=TAKAMATSU)

    assert "は登録済みです。何も変更していません。" in said
    assert MunicipalityFact.objects.count() == 1


def test_dry_run_imports_nothing(capsys, takamatsu):
    said = run(capsys, "import_population", EXCERPT, "--dry-run", municipality=TAKAMATSU)

    assert "を登録できます（まだ登録していません）。" in said
    assert MunicipalityFact.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_in_the_encodings_of_offices_is_read(capsys, takamatsu, tmp_path, encoding):
    path = tmp_path / "人口.csv"
    path.write_text(CSV, encoding=encoding)

    run(capsys, "import_population", path, municipality=TAKAMATSU)

    assert MunicipalityFact.objects.get().value == 1054


def test_another_number_for_the_same_day_is_left_to_a_person(takamatsu):
    standing = MunicipalityFactFactory(
        municipality=takamatsu,
        kind=FactKind.POPULATION,
        holds=None,
        value=1,
        starts_on="2024-12-01",
        ends_on="2024-12-01",
    )

    with pytest.raises(CommandError, match="前の事実を差し替えてください。"):
        call_command("import_population", EXCERPT, municipality=TAKAMATSU)

    assert MunicipalityFact.objects.get() == standing


def test_bad_rows_are_listed_and_nothing_is_written(takamatsu, tmp_path):
    path = tmp_path / "人口.csv"
    path.write_text(CSV + ",2024-12-01,塩上町,不明\n" * 25, encoding="utf-8")

    with pytest.raises(CommandError) as refusal:
        call_command("import_population", path, municipality=TAKAMATSU)

    lines = str(refusal.value).splitlines()
    assert lines[:2] == [
        "人口.csv：取り込めないため、何も登録していません。",
        "4行目：総人口「不明」が0以上の整数ではありません。",
    ]
    assert lines[-1] == "ほか5件"
    assert MunicipalityFact.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"municipality": "012025"}, "団体コード「012025」は登録されていません。"),
        ({"user": "nobody"}, "利用者ID「nobody」は登録されていません。"),
        ({"file": Path("/nowhere/人口.csv")}, "ファイルを開けません。"),
        ({"file": Path(__file__)}, "見出しの行が見つかりません。"),
    ],
)
def test_wrong_argument_is_explained(takamatsu, arguments, message):
    given = {"file": EXCERPT, "municipality": TAKAMATSU} | arguments

    with pytest.raises(CommandError, match=message):
        call_command("import_population", given.pop("file"), **given)
