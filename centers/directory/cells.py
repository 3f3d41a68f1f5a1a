"""What a cell of a list says: numbers, times, days and dates, or why not.

A cell that plainly tries to be one value and is not (緯度 999, 25:00) is an error. Words where a
value was hoped for (応相談, 第2・第4土曜日) are kept as words.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from shared.clock_time import TimeTextError, parse_time
from shared.wareki import DateTextError, parse_date

NONE_WORDS = {
    "", "-", "--", "ー", "―", "\u2010", "\u2212", "なし", "無し", "無", "ない", "該当なし", "特になし", "未定",
    "不明", "調査中", "n/a", "na", "null", "none", "×", "x", "/", "・",
}  # fmt: skip
DAYS = "月火水木金土日祝"
LATITUDES, LONGITUDES = (20, 46), (122, 154)
COORDINATE_PLACES = Decimal("0.00000001")
MOST_CAPACITY = 32767
POSTAL_DIGITS = 7
HOURS_OF_A_DAY = 24
# Excel keeps a day as the number of days since this one.
EXCEL_EPOCH, EXCEL_DAYS = date(1899, 12, 30), range(20000, 60000)

_CLOCKLIKE = re.compile(
    r"(?:午前|午後|AM|PM)?[0-9]{1,2}(?::[0-9]{1,2}(?::[0-9]{2})?|時(?:[0-9]{1,2}分|半)?|[0-9]{2})(?:AM|PM)?"
)
_RANGE = re.compile(r"[~〜～]|から|-|―|–|−|ー")  # noqa: RUF001 -- what stands between two times
_AFTER_MIDNIGHT = re.compile(
    r"(?:(?P<late>2[4-9])|翌日?(?P<next>0?[0-9]))(?::?(?P<minute>[0-5][0-9])|時)"
)
_IN_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_EXCEPT = re.compile(r"[日月火水木金土祝、,・]+(?:を|は)?(?:除く|休み|休)")
_DAY_RANGE = re.compile(rf"([{DAYS[:7]}])(?:[~〜～ー―–−-]|から)([{DAYS[:7]}])")  # noqa: RUF001 -- the dashes that offices type
_BETWEEN_DAYS = re.compile(r"[\s、,・;/.と及びおよび]")
_YEAR_AND_MONTH = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])(?:元|[0-9]{1,2})|[0-9]{4})[年./-]?(?:[0-9]{1,2}月?)?(?:頃|度)?"
)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class CellError(ValueError):
    """Why a cell cannot be the value that its column asks for."""


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def says_nothing(text: str) -> bool:
    return folded(text).lower() in NONE_WORDS


def read_coordinate(text: str, *, is_latitude: bool) -> Decimal | None:
    """Degrees as a decimal number, within Japan."""
    if says_nothing(text):
        return None
    try:
        number = Decimal(folded(text))
    except InvalidOperation as error:
        raise CellError("数字ではありません。") from error
    lowest, highest = LATITUDES if is_latitude else LONGITUDES
    if not number.is_finite() or not lowest <= number <= highest:
        if number == 0:
            return None  # 0 stands for "not known" in many lists
        raise CellError(f"日本国内の{'緯度' if is_latitude else '経度'}ではありません。")
    return number.quantize(COORDINATE_PLACES).normalize()


def split_location(text: str) -> tuple[str, str]:
    """「34.34,134.05」 as latitude and longitude."""
    parts = [part for part in re.split(r"[,、\s]+", folded(text).strip("()[]")) if part]
    if not parts:
        return "", ""
    if len(parts) != len(("latitude", "longitude")):
        raise CellError("緯度と経度の二つの数に分けられません。")
    return parts[0], parts[1]


def read_capacity(text: str) -> int | None:
    """A number of people. None for words, which the caller keeps."""
    tidy = folded(text).replace(",", "")
    if says_nothing(text):
        return None
    if re.fullmatch(r"[-△▲−]\s*[0-9]+(?:人|名|組)?|[0-9]+\.[0-9]*[1-9][0-9]*", tidy):  # noqa: RUF001 -- minus signs
        raise CellError("0以上の整数ではありません。")
    match = re.fullmatch(r"(?:約|各)?([0-9]+)(?:\.0+)?(?:人|名|組|世帯)?(?:程度|まで|以内)?", tidy)
    if match is None:
        if re.fullmatch(r"[!-~]+", tidy):
            raise CellError("数字ではありません。")
        return None
    if int(match[1]) > MOST_CAPACITY:
        raise CellError("数が大きすぎます。")
    return int(match[1])


def read_clock(text: str) -> time | None:
    """A time of day. None for words, which the caller keeps."""
    tidy = re.sub(r"\s", "", folded(text)).upper()
    if says_nothing(text) or not _CLOCKLIKE.fullmatch(tidy):
        return None
    try:
        return parse_time(tidy)
    except TimeTextError as error:
        raise CellError(str(error)) from error


def read_closing(text: str) -> time | None:
    """A time of day; 24:00, 25:00 and 翌1:00 lie after midnight."""
    match = _AFTER_MIDNIGHT.fullmatch(re.sub(r"\s", "", folded(text)))
    if match is None:
        return read_clock(text)
    hour = int(match["late"]) - HOURS_OF_A_DAY if match["late"] else int(match["next"])
    return time(hour, int(match["minute"] or 0))


def read_hours(text: str) -> tuple[time, time] | None:
    """「9:00～17:00」 alone; None when there is more to it."""
    parts = [part for part in _RANGE.split(re.sub(r"\s", "", folded(text))) if part]
    if len(parts) != len(("from", "to")):
        return None
    try:
        opens, closes = read_clock(parts[0]), read_closing(parts[1])
    except CellError:
        return None
    return (opens, closes) if opens and closes else None


def read_weekdays(text: str) -> tuple[str, str]:
    """The days in their order, and the words that tell more than days (or everything, if unsure)."""
    whole = folded(text)
    if says_nothing(text):
        return "", ""
    more = _IN_BRACKETS.findall(whole)
    bare = _IN_BRACKETS.sub("", whole)
    excepted = _EXCEPT.search(bare)
    if excepted:
        more.append(excepted[0])
        bare = bare.replace(excepted[0], "")
    bare = bare.replace("曜日", "").replace("曜", "").replace("祝日", "祝").replace("祭日", "祝")
    bare = bare.replace("毎日", DAYS[:7]).replace("平日", DAYS[:5]).replace("年中無休", DAYS)
    bare = bare.replace("毎週", "").replace("土日祝", "土・日・祝")
    bare = _DAY_RANGE.sub(lambda match: _days_between(match[1], match[2]), bare)
    bare = _BETWEEN_DAYS.sub("", bare)
    if not bare or set(bare) - set(DAYS):
        return "", text.strip()
    days = "".join(day for day in DAYS if day in bare)
    return days, " ".join(more)


def _days_between(first: str, last: str) -> str:
    start, end = DAYS.index(first), DAYS.index(last)
    return DAYS[start : end + 1] if start <= end else DAYS[start:7] + DAYS[: end + 1]


def read_day(text: str) -> date | None:
    """A date of any era. None when only a year or month is told."""
    tidy = folded(text)
    if says_nothing(text):
        return None
    if re.fullmatch(r"[0-9]{5}(?:\.0+)?", tidy) and int(float(tidy)) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(float(tidy)))
    day_only = re.sub(r"[T\s]00:00(?::00)?$", "", tidy)
    try:
        return parse_date(day_only)
    except DateTextError as error:
        if _YEAR_AND_MONTH.fullmatch(re.sub(r"\s", "", tidy).upper()):
            return None
        raise CellError(str(error)) from error


def read_postal_code(text: str) -> str:
    """123-4567; a leading zero that a spreadsheet dropped is put back."""
    if says_nothing(text):
        return ""
    digits = re.sub(r"[^0-9]", "", folded(text))
    is_clean = re.fullmatch(r"[〒0-9\s‐–−ー-]+", folded(text))  # noqa: RUF001 -- hyphens of all kinds
    if not is_clean or len(digits) not in {POSTAL_DIGITS - 1, POSTAL_DIGITS}:
        raise CellError("郵便番号（7桁の数字）ではありません。")
    digits = digits.zfill(POSTAL_DIGITS)
    return f"{digits[:3]}-{digits[3:]}"


def read_urls(text: str) -> tuple[str, str]:
    """The first address of the web, and what else stands there."""
    if says_nothing(text):
        return "", ""
    words = text.split()
    url = next((word for word in words if re.match(r"https?://", word, re.IGNORECASE)), "")
    rest = " ".join(word for word in words if word != url)
    if not url and _HAS_SCHEME.match(folded(text)):
        raise CellError("http:// か https:// で始まるURLではありません。")
    if url:
        require_web_address(url)
    return url, rest


def require_web_address(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise CellError("URLとして読み取れません。") from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        raise CellError("http:// か https:// で始まるURLではありません。")


def joined(*texts: str) -> str:
    """Lines of what was said, each once."""
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def day_labels(days: str) -> list[str]:
    """月・火・水 for the eye."""
    return [day for day in DAYS if day in days]


def ordered_days(chosen: Iterable[str]) -> str:
    picked = set(chosen)
    return "".join(day for day in DAYS if day in picked)
