from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock_time import TimeTextError, format_clock, parse_time


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9:05", time(9, 5)),
        ("09:05", time(9, 5)),
        ("9:05:00", time(9, 5)),
        ("0905", time(9, 5)),
        ("905", time(9, 5)),
        ("９０５", time(9, 5)),  # noqa: RUF001 -- as it is typed
        ("9時5分", time(9, 5)),
        ("9 時 5 分", time(9, 5)),
        ("9時半", time(9, 30)),
        ("9時", time(9)),
        ("13：30", time(13, 30)),
        ("１３：３０", time(13, 30)),  # noqa: RUF001 -- as it is typed
        ("午後1時30分", time(13, 30)),
        ("午後1:30", time(13, 30)),
        ("午後1時半", time(13, 30)),
        ("PM1:30", time(13, 30)),
        ("1:30 pm", time(13, 30)),
        ("午前9時", time(9)),
        ("午前0時", time(0)),
        ("午後0時15分", time(12, 15)),
        ("AM12:15", time(0, 15)),
        ("12:15 PM", time(12, 15)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_many_ways_of_writing_a_time(text, moment):
    assert parse_time(text) == moment


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("25:00", "25:00という時刻はありません。0:00から23:59までで入力してください。"),
        ("24:00", "24:00という時刻はありません。0:00から23:59までで入力してください。"),
        ("9:60", "9:60という時刻はありません。0:00から23:59までで入力してください。"),
        ("2460", "24:60という時刻はありません。0:00から23:59までで入力してください。"),
        ("午後12時", "午後12時は昼か夜か決められません。24時間表記で入力してください。"),
        ("午前12時30分", "午前12時は昼か夜か決められません。24時間表記で入力してください。"),
        ("午後13時", "午後13時という時刻はありません。24時間表記で入力してください。"),
        ("9", "時刻として読み取れません。9:05、0905、13時30分 のように入力してください。"),
        ("9:05:30", "時刻として読み取れません。9:05、0905、13時30分 のように入力してください。"),
        ("お昼", "時刻として読み取れません。9:05、0905、13時30分 のように入力してください。"),
        ("", "時刻として読み取れません。9:05、0905、13時30分 のように入力してください。"),
    ],
)
def test_the_refusal_says_what_is_wrong(text, message):
    with pytest.raises(TimeTextError) as refusal:
        parse_time(text)

    assert str(refusal.value) == message


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_every_minute_reads_back_as_it_was_written(moment):
    assert parse_time(format_clock(moment)) == moment
    assert parse_time(f"{moment:%H%M}") == moment
    assert parse_time(f"{moment.hour}時{moment.minute}分") == moment
