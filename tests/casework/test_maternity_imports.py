"""The list of the health system: read with reasons, matched by a person, taken over once."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from casework.maternity_preview import State, preview_of
from casework.maternity_reading import read_upload
from casework.models import MaternityImport, Pregnancy
from consultations.models import Person
from shared.table_file import TableFileError
from tests.casework.maternity import MOTHER, family_of, stands
from tests.factories import CenterFactory
from tests.household_factories import HouseholdMembershipFactory
from tests.maternity_factories import LossRecordFactory, PregnancyFactory

HEAD = "管理番号,妊婦氏名,妊婦氏名カナ,生年月日,届出日,分娩予定日,胎児数,備考\n"
DUE = dt.date(2026, 11, 20)
ROW = "A-1,若葉 夏,ワカバ ナツ,平成7年5月5日,R8.5.1,2026/11/20,双胎,\n"


def read(text, encoding="utf-8"):
    content = text.encode(encoding)
    return read_upload([content], size=len(content))


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
    def test_headers_of_every_spelling_and_dates_of_every_era(self, encoding):
        [row] = read(HEAD + ROW, encoding).rows

        assert row.problems == []
        assert row.values["name"] == "若葉 夏"
        assert row.values["date_of_birth"] == "1995-05-05"
        assert (row.values["due_on"], row.values["notified_on"]) == ("2026-11-20", "2026-05-01")
        assert (row.values["fetus_count"], row.values["health_number"]) == (2, "A-1")

    def test_the_header_may_stand_below_a_title(self):
        assert read("妊産婦一覧（令和8年11月）\n" + HEAD + ROW).rows[0].line == 3

    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            ("A-1,,ワカバ,H7.5.5,,2026/11/20,1,", "妊婦氏名", "空欄です。"),
            ("A-1,若葉 夏,,H7.5.5,,,1,", "分娩予定日", "空欄です。"),
            ("A-1,若葉 夏,,H7.5.5,,2026/13/20,1,", "分娩予定日", "2026/13/20"),
            ("A-1,若葉 夏,,H7.5.5,,2026/11/20,9,", "胎児数", "1から5まで"),
            ("A-1,若葉 夏,,2025/5/5,,2026/11/20,1,", "生年月日", "合いません"),
            ("A-1,若葉 夏,,H7.5.5,2020/1/1,2026/11/20,1,", "届出日", "離れすぎています"),
            ("A-1,=HYPERLINK(1),,H7.5.5,,2026/11/20,1,", "妊婦氏名", "表計算の式"),
        ],
    )
    def test_each_error_names_its_line_column_and_reason(self, row, column, reason):
        [read_row] = read(HEAD + row + "\n").rows

        assert read_row.line == 2
        assert any(each.column == column and reason in each.reason for each in read_row.problems)

    @pytest.mark.parametrize("title", ["届出日", "出産日"])
    def test_what_has_happened_is_of_a_day_that_has_come(self, title):
        due = localdate() + dt.timedelta(days=20)
        day = localdate() + dt.timedelta(days=1)

        [row] = read(f"氏名,出産予定日,{title}\n若葉 夏,{due},{day}\n").rows

        assert [(each.column, each.reason) for each in row.problems] == [
            (title, "まだ来ていない日付です。")
        ]

    def test_the_same_woman_twice_is_refused_on_the_later_line(self):
        first, second = read(HEAD + ROW + ROW).rows

        assert first.problems == []
        assert second.problems[0].reason.startswith("2行目と同じ")

    @pytest.mark.parametrize("text", ["", "氏名,住所\n若葉,見本町\n", HEAD])
    def test_what_is_no_list_is_refused_with_a_reason(self, text):
        with pytest.raises(TableFileError, match=r"空|見出し"):
            read(text)


@pytest.fixture
def upload(client_for, consultant, center):
    """Hand a list in; returns the import that waits."""

    def handed_in(text):
        client_for(consultant).post(
            reverse("maternity:import_create"),
            {"center": center.pk, "file": SimpleUploadedFile("list.csv", text.encode())},
        )
        return MaternityImport.objects.latest("pk")

    return handed_in


@pytest.fixture
def confirm(client_for, consultant):
    def confirmed(waiting, **chosen):
        seen = preview_of(waiting, consultant, day=localdate()).digest
        data = {"seen": seen} | {name.replace("_", "-"): value for name, value in chosen.items()}
        return client_for(consultant).post(
            reverse("maternity:import_confirm", args=[waiting.pk]), data, follow=True
        )

    return confirmed


class TestTakingOver:
    def test_nothing_is_registered_unless_somebody_chose(self, upload, confirm):
        confirm(upload(HEAD + ROW))

        assert Pregnancy.objects.count() == 0
        assert Person.objects.filter(registered_name="若葉 夏").count() == 0

    def test_a_new_person_with_a_household_of_her_own(self, upload, confirm, center):
        waiting = upload(HEAD + ROW)

        confirm(waiting, line_2="new")

        row = Pregnancy.objects.get()
        waiting.refresh_from_db()
        assert (row.mother.registered_name, row.center, row.health_number) == (
            "若葉 夏",
            center,
            "A-1",
        )
        assert (waiting.rows, waiting.outcome["new"]) == ([], 1)

    def test_who_resembles_is_shown_with_why_and_taken_only_if_chosen(
        self, client_for, consultant, center, upload, confirm
    ):
        known = HouseholdMembershipFactory(
            household__center=center,
            person__registered_name="若葉 なつ",
            person__registered_kana="ワカバ ナツ",
            person__date_of_birth="1995-05-05",
        ).person
        waiting = upload(HEAD + ROW)
        page = client_for(consultant).get(reverse("maternity:import_detail", args=[waiting.pk]))

        confirm(waiting, line_2=f"person-{known.pk}")

        assert "生年月日が同じ" in page.content.decode()
        assert Pregnancy.objects.get().mother == known

    def test_a_person_not_offered_is_not_taken(self, center, upload, confirm):
        other = HouseholdMembershipFactory(
            household__center=center, person__registered_name="別人 一子"
        ).person

        confirm(upload(HEAD + ROW), line_2=f"person-{other.pk}")

        assert Pregnancy.objects.count() == 0

    def test_the_same_list_again_changes_nothing(self, consultant, upload, confirm):
        confirm(upload(HEAD + ROW), line_2="new")

        again = upload(HEAD + ROW)

        [line] = preview_of(again, consultant, day=localdate()).lines
        assert line.state == State.UNCHANGED
        confirm(again, line_2="new")
        assert Pregnancy.objects.count() == 1

    def test_what_changed_is_shown_and_taken_over_if_chosen(self, upload, confirm):
        confirm(upload(HEAD + ROW), line_2="new")
        later = ROW.replace("2026/11/20", "2026/11/27")

        confirm(upload(HEAD + later))
        kept = Pregnancy.objects.get().due_on.day
        confirm(upload(HEAD + later), line_2="take")

        row = Pregnancy.objects.get()
        assert (kept, row.due_on.day) == (20, 27)
        assert "due_on" in row.changes.get().changes

    def test_a_preview_that_is_out_of_date_takes_nothing_over(
        self, client_for, consultant, center, upload
    ):
        waiting = upload(HEAD + ROW)
        seen = preview_of(waiting, consultant, day=localdate()).digest
        HouseholdMembershipFactory(
            household__center=center,
            person__registered_name="若葉 夏",
            person__date_of_birth="1995-05-05",
        )

        answer = client_for(consultant).post(
            reverse("maternity:import_confirm", args=[waiting.pk]),
            {"seen": seen, "line-2": "new"},
            follow=True,
        )

        assert "まだ取り込んでいません" in answer.content.decode()
        assert Pregnancy.objects.count() == 0


class TestNumbers:
    def test_a_number_of_another_center_is_not_taken(self, consultant, municipality, upload):
        other = CenterFactory(municipality=municipality)
        PregnancyFactory(center=other, health_number="A-1", due_on=DUE)

        [line] = preview_of(upload(HEAD + ROW), consultant, day=localdate()).lines

        assert line.state == State.BROKEN
        assert "ほかのセンター" in line.row.problems[0].reason

    def test_a_number_of_somebody_else_is_not_taken(self, consultant, center, upload):
        PregnancyFactory(center=center, health_number="A-1", due_on=DUE)

        [line] = preview_of(upload(HEAD + ROW), consultant, day=localdate()).lines

        assert line.state == State.BROKEN
        assert "別の氏名" in line.row.problems[0].reason

    @pytest.mark.parametrize("title", ["宛名番号", "番号", "ID"])
    def test_a_number_of_a_person_is_no_number_of_a_pregnancy(self, title):
        [row] = read(HEAD.replace("管理番号", title) + ROW).rows

        assert "health_number" not in row.values

    @pytest.mark.parametrize(
        "earlier",
        [
            {"due_on": DUE - dt.timedelta(days=600)},
            {
                "due_on": DUE - dt.timedelta(days=250),
                "delivered_on": DUE - dt.timedelta(days=330),
            },
            {"due_on": DUE - dt.timedelta(days=200), "closed_on": DUE - dt.timedelta(days=190)},
        ],
    )
    def test_the_next_pregnancy_never_writes_over_an_earlier_one(
        self, consultant, center, upload, confirm, earlier
    ):
        home = HouseholdMembershipFactory(
            household__center=center,
            person__registered_name="若葉 夏",
            person__registered_kana="ワカバ ナツ",
            person__date_of_birth=dt.date(1995, 5, 5),
        )
        old = PregnancyFactory(
            center=center,
            household=home.household,
            mother=home.person,
            health_number="A-1",
            **earlier,
        )
        waiting = upload(HEAD + ROW)
        [line] = preview_of(waiting, consultant, day=localdate()).lines

        confirm(waiting, line_2=f"person-{home.person.pk}")

        later = Pregnancy.objects.exclude(pk=old.pk).get()
        assert line.state == State.NEW
        assert (later.mother, later.due_on, later.health_number) == (home.person, DUE, "A-1")
        assert (stands(old).due_on, stands(old).version) == (earlier["due_on"], 1)

    def test_a_closed_row_is_meant_by_its_very_day(self, consultant, upload, confirm):
        confirm(upload(HEAD + ROW), line_2="new")
        Pregnancy.objects.update(closed_on=localdate())

        [line] = preview_of(upload(HEAD + ROW), consultant, day=localdate()).lines

        assert line.state == State.UNCHANGED


class TestAFamilyThatIsStopped:
    @pytest.fixture
    def family(self, center, consultant):
        made = family_of(center, consultant)
        LossRecordFactory(pregnancy=made.pregnancy)
        return made

    @pytest.mark.parametrize("number", ["H-0001", ""])
    def test_the_list_brings_nothing_back_and_says_no_name(
        self, client_for, consultant, family, upload, confirm, number
    ):
        due_on = family.pregnancy.due_on.isoformat()
        waiting = upload(HEAD + f"{number},{MOTHER},ミズトリ ミオ,1995/5/5,,{due_on},1,\n")
        page = client_for(consultant).get(reverse("maternity:import_detail", args=[waiting.pk]))

        confirm(waiting, line_2="new")

        assert MOTHER not in page.content.decode()
        assert "担当者が確かめる" in page.content.decode()
        assert Pregnancy.objects.count() == 1
        assert stands(family.pregnancy).version == family.pregnancy.version
