from datetime import date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from shared.form_fields import (
    ClockTimeField,
    FullWidthIntegerField,
    NameField,
    PlainTextField,
    TextField,
    TypedTextField,
    WarekiDateField,
    name_what_is_missing,
)
from shared.wareki import parse_date


class VisitForm(forms.Form):
    visited_on = WarekiDateField(label="訪問日")
    starts_at = ClockTimeField(label="開始時刻", required=False)
    name = NameField(label="氏名", max_length=10)
    children = FullWidthIntegerField(label="子の数", min_value=0, required=False)
    note = TextField(label="記録", required=False)


TYPED = {
    "visited_on": "Ｒ７．４．１",  # noqa: RUF001 -- as it is typed
    "starts_at": "１３：３０",  # noqa: RUF001 -- as it is typed
    "name": "葛󠄀城 𠮷郎",
    "children": "２",  # noqa: RUF001 -- as it is typed
    "note": "　玄関で面談。\r\n次回は来月。",
}


def refusal_of(field, value):
    with pytest.raises(ValidationError) as refusal:
        field.clean(value)
    return refusal.value


def test_what_is_typed_the_japanese_way_is_understood():
    form = VisitForm(TYPED)

    assert form.is_valid()
    assert form.cleaned_data == {
        "visited_on": date(2025, 4, 1),
        "starts_at": time(13, 30),
        "name": "葛󠄀城 𠮷郎",
        "children": 2,
        "note": "　玄関で面談。\n次回は来月。",
    }


def test_what_was_typed_is_shown_again_beside_its_error():
    form = VisitForm(
        {"visited_on": "平成31年5月1日", "starts_at": "25:00", "name": "", "children": "二人"}
    )

    assert form.errors["visited_on"] == [
        "平成は31年4月30日までです。令和元年5月1日ではありませんか。"
    ]
    assert form.errors["starts_at"] == [
        "25:00という時刻はありません。0:00から23:59までで入力してください。"
    ]
    assert form.errors["children"] == ["整数を数字で入力してください（例：1,200）。"]
    assert form["visited_on"].value() == "平成31年5月1日"
    assert form["starts_at"].value() == "25:00"
    assert form["children"].value() == "二人"


def test_a_stored_value_is_shown_as_it_would_be_typed():
    form = VisitForm(
        initial={"visited_on": date(2019, 5, 1), "starts_at": time(9, 5), "children": 1200}
    )

    assert form["visited_on"].value() == "令和元年5月1日"
    assert form["starts_at"].value() == "9:05"
    assert 'value="1200"' in str(form["children"])
    assert form["name"].value() is None


def test_a_midnight_is_shown():
    assert VisitForm(initial={"starts_at": time(0)})["starts_at"].value() == "0:00"


def test_an_empty_form_shows_empty_inputs():
    form = VisitForm()

    assert form["visited_on"].value() is None
    assert form["starts_at"].value() is None


def test_the_inputs_tell_the_browser_to_keep_out():
    form = VisitForm()

    assert 'autocomplete="off"' in str(form["visited_on"])
    assert 'inputmode="numeric"' in str(form["starts_at"])
    assert 'inputmode="numeric"' in str(form["children"])
    assert 'type="text"' in str(form["children"])
    assert 'spellcheck="false"' in str(form["name"])
    assert "maxlength" not in form.as_div()


def test_another_way_of_writing_the_same_is_no_change():
    form = VisitForm(
        {**TYPED, "note": ""},
        initial={
            "visited_on": date(2025, 4, 1),
            "starts_at": time(13, 30),
            "name": "葛󠄀城 𠮷郎",
            "children": 2,
        },
    )

    assert form.changed_data == []


def test_only_subclasses_know_how_to_read_and_write():
    with pytest.raises(NotImplementedError):
        TypedTextField().clean("x")
    with pytest.raises(NotImplementedError):
        TypedTextField().prepare_value(1)


# Dates and times


@pytest.mark.parametrize("blank", ["", None, "　"])
def test_a_blank_date_or_time_is_none(blank):
    assert WarekiDateField(required=False).clean(blank) is None
    assert ClockTimeField(required=False).clean(blank) is None
    assert refusal_of(WarekiDateField(), blank).code == "required"


def test_a_date_that_is_a_date_already_passes():
    assert WarekiDateField().clean(date(2025, 4, 1)) == date(2025, 4, 1)
    assert WarekiDateField().clean(datetime(2025, 4, 1, 9, 0)) == date(2025, 4, 1)  # noqa: DTZ001 -- a time without a zone is what is tested


def test_the_likely_date_travels_with_the_error():
    assert refusal_of(WarekiDateField(), "昭和64年1月8日").params["suggestion"] == date(1989, 1, 8)


def test_a_percent_sign_in_a_date_breaks_no_message():
    assert "読み取れません" in refusal_of(WarekiDateField(), "100%d").messages[0]


def test_a_date_keeps_its_limits():
    field = WarekiDateField(earliest=date(2025, 4, 1), latest=lambda: date(2026, 3, 31))

    assert field.clean("R7.4.1") == date(2025, 4, 1)
    assert field.clean("R8.3.31") == date(2026, 3, 31)
    assert refusal_of(field, "R7.3.31").messages == ["令和7年4月1日以後の日付を入力してください。"]
    assert refusal_of(field, "R8.4.1").messages == ["令和8年3月31日以前の日付を入力してください。"]


def test_an_optional_date_with_limits_may_stay_empty():
    field = WarekiDateField(
        earliest=date(2025, 4, 1), latest=lambda: date(2026, 3, 31), required=False
    )

    assert field.clean("") is None


def test_the_date_field_reads_as_the_parser_does():
    assert WarekiDateField().clean("R080401") == parse_date("R080401")


# Names and notes


@pytest.mark.parametrize(
    "name",
    [
        "葛󠄀城",
        "𠮷野家",
        "髙﨑",
        "神谷",  # U+FA19
        "ﾔﾏﾀﾞ ﾊﾅｺ",
        "山田　花子",
        "か\u3099く",
        "Nguyễn Thị Ánh",
        "①㈱〜−",  # noqa: RUF001 -- as it is typed
        "👨‍👩‍👧",
        "\ue000",  # private use: 外字
    ],
)
def test_a_name_is_kept_character_for_character(name):
    assert NameField().clean(name) == name


def test_spaces_around_a_name_are_no_part_of_it():
    assert NameField().clean("　山田 花子 ") == "山田 花子"


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("a\x00b", 2, "制御文字 U+0000"),
        ("山田\ud842", 3, "壊れた文字 U+D842"),
        ("\u202e郎太", 1, "文字の並びを変える制御文字 U+202E"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("field", [NameField(), TextField(), PlainTextField()])
def test_a_character_that_cannot_be_kept_is_named(field, text, place, kind):
    assert refusal_of(field, text).messages == [
        f"使えない文字が{place}文字目にあります（{kind}）。その文字を削除してください。"
    ]


@pytest.mark.parametrize(
    "character", ["\u2066", "\u200e", "\u061c", "\x1b", "\x7f", "\udc00"], ids=ascii
)
def test_other_invisible_characters_are_refused_too(character):
    assert refusal_of(NameField(), f"山田{character}花子").code == "unusable_character"


def test_broken_text_can_still_be_shown_again():
    form = VisitForm({**TYPED, "name": "山田\ud842", "children": "\ud842", "starts_at": "\ud842"})

    assert not form.is_valid()
    assert form.as_div().encode()
    assert form["name"].value() == "山田?"


def test_a_name_has_one_line():
    assert refusal_of(NameField(), "山田\n花子").messages == [
        "改行は使えません。1行で入力してください。"
    ]


def test_length_is_counted_in_characters():
    field = NameField(max_length=3)

    assert field.clean("𠮷𠮷𠮷") == "𠮷𠮷𠮷"
    assert refusal_of(field, "𠮷𠮷𠮷𠮷").messages == ["3文字以内で入力してください（現在 4文字）。"]


def test_a_note_has_a_length_even_if_none_is_given():
    assert len(TextField().clean("あ" * 20_000)) == 20_000
    assert refusal_of(TextField(), "あ" * 20_001).messages == [
        "20,000文字以内で入力してください（現在 20,001文字）。"
    ]


def test_a_line_break_counts_once_as_it_was_typed():
    assert TextField(max_length=3).clean("あ\r\nい") == "あ\nい"
    assert "3文字目" in refusal_of(TextField(), "あ\r\n\x00").messages[0]


def test_a_note_of_nothing_but_spaces_is_empty():
    assert TextField(required=False).clean(" 　\r\n") == ""
    assert refusal_of(TextField(), " 　\r\n").code == "required"
    assert NameField(required=False).clean("　") == ""


# Whole numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" １２ ", 12),  # noqa: RUF001 -- as it is typed
        ("1,234,567", 1_234_567),
        ("１，２３４", 1234),  # noqa: RUF001 -- as it is typed
        ("-5", -5),
        ("－５", -5),  # noqa: RUF001 -- as it is typed
        ("△1,200", -1200),
        ("007", 7),
        (3, 3),
        ("", None),
        (None, None),
    ],
)
def test_whole_numbers_in_either_width(text, number):
    assert FullWidthIntegerField(required=False).clean(text) == number


@pytest.mark.parametrize("text", ["1_000", "1.5", "1e4", "12,34", "NaN", "三", "٣", "1 2"])
def test_what_is_no_whole_number_is_refused(text):
    assert refusal_of(FullWidthIntegerField(), text).messages == [
        "整数を数字で入力してください（例：1,200）。"
    ]


def test_a_number_no_column_holds_is_refused():
    assert refusal_of(FullWidthIntegerField(), "9" * 20).messages == [
        "18桁以内で入力してください。"
    ]


def test_the_limits_of_a_number_hold_in_either_width():
    field = FullWidthIntegerField(min_value=0, max_value=10)

    assert field.clean("１０") == 10  # noqa: RUF001 -- as it is typed
    assert [error.code for error in refusal_of(field, "－１").error_list] == ["min_value"]  # noqa: RUF001 -- as it is typed
    assert [error.code for error in refusal_of(field, "１１").error_list] == ["max_value"]  # noqa: RUF001 -- as it is typed


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (["", "yes", "no"], "どちらかを選んでください。"),
        (["visit", "phone", "meeting"], "方法を選んでください。"),
    ],
)
def test_of_radios_either_is_said_of_two_alone(choices, message):
    manner = forms.ChoiceField(
        label="方法", choices=[(each, each) for each in choices], widget=forms.RadioSelect
    )

    name_what_is_missing({"manner": manner})

    assert str(refusal_of(manner, "").message) == message
