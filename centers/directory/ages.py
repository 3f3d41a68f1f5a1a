"""Ages as lists write them: 「生後57日～就学前」 as months from and to."""

import re
import unicodedata

MONTHS = 12
DAYS_OF_A_MONTH = 30
SCHOOL_AGE = 6 * MONTHS  # the spring after the sixth birthday; a child may be nearly seven by then
BEFORE_SCHOOL = SCHOOL_AGE + MONTHS - 1
MOST_MONTHS = 20 * MONTHS - 1

Span = tuple[int, int | None]

_SOFTENERS = re.compile(
    r"生後|(?<!未)満|おおむね|概ね|約|原則|の?児童$|の?お?子(?:さん|ども|供)?(?:と保護者)?$|の?乳幼児$"
)
_WITH_PARENTS = re.compile(r"(?:と|及び|・|とその)(?:その)?(?:保護者|親|家族).*$")
_CERTIFIED = re.compile(r"[0-9](?:[・,、][0-9])*号(?:認定)?[:\s]*")
_MONTH_WORD = re.compile(r"[かカヶケヵ箇ｶ]月|ヵ月")
_BETWEEN = re.compile(r"[~〜～]|から|―|–|−|ー|-")  # noqa: RUF001 -- what stands between two ages
_AGE = re.compile(
    r"(?:(?P<years>[0-9]{1,2})[歳才](?:(?P<half>半)|(?P<rest>[0-9]{1,2})月)?|(?P<months>[0-9]{1,3})月|(?P<days>[0-9]{1,3})日)(?:児|クラス)?"
)
_LOWER = re.compile(r"(?P<age>.+?)(?:以上|以降|より)")
_UPPER = re.compile(r"(?P<age>.+?)(?:まで|以下)")
_BELOW = re.compile(r"(?P<age>.+?)(?:未満)")
_GRADE = re.compile(r"(?P<school>小|中|小学|中学|小学校|中学校)(?P<grade>[1-6])年生?")
_WORDS: dict[str, Span] = {
    "就学前": (0, BEFORE_SCHOOL),
    "未就学": (0, BEFORE_SCHOOL),
    "未就学児": (0, BEFORE_SCHOOL),
    "未就園児": (0, 4 * MONTHS - 1),
    "小学校就学前": (0, BEFORE_SCHOOL),
    "就学始期": (0, BEFORE_SCHOOL),
    "小学校就学の始期": (0, BEFORE_SCHOOL),
    "小学校入学前": (0, BEFORE_SCHOOL),
    "就学": (0, BEFORE_SCHOOL),
    "0歳児": (0, MONTHS - 1),
    "乳幼児": (0, BEFORE_SCHOOL),
    "小学生": (SCHOOL_AGE, 13 * MONTHS - 1),
    "小学校卒業": (SCHOOL_AGE, 13 * MONTHS - 1),
    "中学生": (12 * MONTHS, 16 * MONTHS - 1),
    "高校生": (15 * MONTHS, 19 * MONTHS - 1),
}


def parse_ages(text: str) -> Span | None:
    """Months from (inclusive) and to (inclusive, None: no bound told); None if it cannot be told.

    Of several groups of children the widest span: 「1号 3歳～、2・3号 3か月～」 begins at 3 months.
    """
    tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    tidy = re.sub(r"[(\[【].*?[)\]】]", "", tidy)
    tidy = _CERTIFIED.sub("", _MONTH_WORD.sub("月", tidy.replace("カ月", "月")))
    spans = [_span(part) for part in re.split(r"[、,/;。]", tidy) if part]
    known = [span for span in spans if span is not None]
    if not known or len(known) != len(spans):
        return None
    ends = [end for _, end in known]
    highest = None if None in ends else max(end for end in ends if end is not None)
    lowest = min(start for start, _ in known)
    return None if highest is not None and highest < lowest else (lowest, highest)


def _span(part: str) -> Span | None:
    text = _SOFTENERS.sub("", _WITH_PARENTS.sub("", part))
    sides = _BETWEEN.split(text)
    if len(sides) == 1:
        return _single(text)
    if len(sides) != len(("from", "to")) or not any(sides):
        return None
    start = _exact(_with_unit(_LOWER.sub(r"\g<age>", sides[0]))) if sides[0] else (0, None)
    if not sides[1]:
        return None if start is None else (start[0], None)
    end = _end(sides[1])
    if start is None or end is None:
        return None
    return start[0], end


def _with_unit(text: str) -> str:
    """「1～5歳」: the first number is of years too."""
    return f"{text}歳" if re.fullmatch("[0-9]{1,2}", text) else text


def _single(text: str) -> Span | None:
    if match := _LOWER.fullmatch(text):
        found = _exact(match["age"])
        return found and (found[0], None)
    if _UPPER.fullmatch(text) or _BELOW.fullmatch(text):
        end = _end(text)
        return None if end is None else (0, end)
    found = _exact(text)
    is_beginning = found is not None and found[0] == found[1]  # 「3か月」 alone: from then on
    return (found[0], None) if found and is_beginning else found


def _end(text: str) -> int | None:
    if match := _BELOW.fullmatch(text):
        found = _exact(match["age"])
        return found and max(0, found[0] - 1)
    match = _UPPER.fullmatch(text)
    found = _exact(match["age"] if match else text)
    return found and found[1]


def _exact(text: str) -> Span | None:
    """The months through which a child is so old: 「3歳」 is 36 to 47."""
    bare = _SOFTENERS.sub("", text).removesuffix("クラス")
    if bare in _WORDS:
        return _WORDS[bare]
    if match := _GRADE.fullmatch(bare):
        first = (6 if match["school"].startswith("小") else 12) + int(match["grade"]) - 1
        return first * MONTHS, (first + 2) * MONTHS - 1
    match = _AGE.fullmatch(bare)
    if match is None:
        return None
    if match["years"]:
        months = int(match["years"]) * MONTHS
        finer = 6 if match["half"] else int(match["rest"] or 0)
        is_exact = bool(match["half"] or match["rest"])
        span = (months + finer, months + finer if is_exact else months + MONTHS - 1)
    elif match["months"]:
        span = (int(match["months"]),) * 2
    else:
        span = (int(match["days"]) // DAYS_OF_A_MONTH,) * 2
    return span if span[1] <= MOST_MONTHS else None


def age_text(months: int) -> str:
    """3か月, 1歳, 1歳6か月."""
    years, rest = divmod(months, MONTHS)
    return f"{f'{years}歳' if years else ''}{f'{rest}か月' if rest or not years else ''}"


def span_text(start: int | None, end: int | None) -> str:
    """「3か月から」「0歳から5歳まで」 for screens; empty when nothing is known."""
    if start is None and end is None:
        return ""
    first = f"{'0歳' if start == 0 else age_text(start)}から" if start is not None else ""
    if end is None:
        return first
    if end == BEFORE_SCHOOL:
        return f"{first}小学校に入る前まで"
    years, rest = divmod(end + 1, MONTHS)
    if start is not None and rest == 0 and start == (years - 1) * MONTHS:
        return f"{years - 1}歳"
    return f"{first}{f'{years - 1}歳' if rest == 0 else age_text(end)}まで"
