"""Times of day as people type them: 9:05, 0905, 9時半, 午後1時30分."""

import re
import unicodedata
from datetime import time

NOON = 12
LAST_HOUR, LAST_MINUTE = 23, 59

_HALF_OF_DAY = r"(?P<half>午前|午後|AM|PM)?"
_PATTERNS = [
    re.compile(_HALF_OF_DAY + r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::00)?"),
    re.compile(
        _HALF_OF_DAY + r"(?P<hour>[0-9]{1,2})時(?:(?P<minute>[0-9]{1,2})分|(?P<thirty>半))?"
    ),
    re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?P<half>AM|PM)"),
    re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})"),
]


class TimeTextError(ValueError):
    """Why a text is not a time of day."""


def format_clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def parse_time(text: str) -> time:
    tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(tidy):
            return _time_of(match.groupdict())
    raise TimeTextError("時刻として読み取れません。9:05、0905、13時30分 のように入力してください。")


def _time_of(parts: dict[str, str | None]) -> time:
    hour = int(parts["hour"] or 0)
    minute = 30 if parts.get("thirty") else int(parts["minute"] or 0)
    if half := parts.get("half"):
        hour = _hour_of_day(half, hour)
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        raise TimeTextError(
            f"{hour}:{minute:02}という時刻はありません。0:00から23:59までで入力してください。"
        )
    return time(hour, minute)


def _hour_of_day(half: str, hour: int) -> int:
    # 午後12時 is midnight by the decree of 明治5年 and noon to most who write it; AM and PM come
    # from clocks, where 12 PM is noon.
    if hour == NOON and half in {"午前", "午後"}:
        raise TimeTextError(f"{half}12時は昼か夜か決められません。24時間表記で入力してください。")
    if hour > NOON:
        raise TimeTextError(f"{half}{hour}時という時刻はありません。24時間表記で入力してください。")
    return hour % NOON + (NOON if half in {"午後", "PM"} else 0)
