"""The children a consultation is about, typed in one line: 「3歳2か月、6か月、妊娠中」.

What has two readings is refused with both of them, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from consultations.actions import ChildAge
from shared.ages import MONTHS_IN_A_YEAR
from shared.form_fields import PlainTextField

OLDEST = 19
MOST_CHILDREN = 20

_MONTHS = r"(?:[かカヶヵケ箇]月|M)"
_YEARS = r"(?:歳|才|Y)"
_TIMES = r"(?:[×X*](?P<times>[0-9]{1,2})(?:人|名)?|が?(?P<people>[0-9]{1,2})(?:人|名))?"
_SEPARATOR = re.compile(r"[、,・;/()\s&+と]+")
_SPACE_WITHIN_AGE = re.compile(rf"[0-9]+{_YEARS}\s+[0-9]+{_MONTHS}")
_TOTAL = re.compile(r"(?:全部で|計)?(?P<total>[0-9]{1,2})(?:人|名)")
_AGE = re.compile(
    rf"(?:(?P<years>[0-9]{{1,2}}){_YEARS}(?:(?P<months>[0-9]{{1,2}}){_MONTHS}|(?P<half>半))?"
    rf"|(?:生後)?(?P<only_months>[0-9]{{1,3}}){_MONTHS}"
    rf"|(?P<unborn>妊娠中|妊娠|胎児|出生前)|(?P<newborn>新生児)|(?P<unknown>(?:年齢)?不明)){_TIMES}"
)


@dataclass(frozen=True)
class Children:
    """How many children (妊娠中 is one of them), and those ages that are known."""

    count: int | None = None
    ages: tuple[ChildAge, ...] = ()

    def __str__(self) -> str:
        ages = [age_text(age) for age in self.ages]
        total = [] if self.count in {None, len(ages)} else [f"{self.count}人"]
        return "、".join(total + ages)


def age_text(age: ChildAge) -> str:
    if age.is_unborn:
        return "妊娠中"
    if age.age_years is None:
        return "不明"
    months = "" if age.age_months is None else f"{age.age_months}か月"
    return months if months and not age.age_years else f"{age.age_years}歳{months}"


def parse_children(text: str) -> Children:
    tidy = unicodedata.normalize("NFKC", text).upper().strip()
    if match := _SPACE_WITHIN_AGE.search(tidy):
        joined, parted = re.sub(r"\s+", "", match[0]), re.sub(r"\s+", "、", match[0])
        raise ValidationError(
            f"「{match[0]}」は1人か2人か読み取れません。1人なら「{joined}」、"
            f"2人なら「{parted}」と入力してください。"
        )
    totals: list[int] = []
    ages: list[ChildAge] = []
    for part in filter(None, _SEPARATOR.split(tidy)):
        if match := _TOTAL.fullmatch(part):
            totals.append(int(match["total"]))
        else:
            ages.extend(_ages_of(part))
    return _counted(totals, ages)


def _counted(totals: Sequence[int], ages: Sequence[ChildAge]) -> Children:
    if len(totals) > 1:
        raise ValidationError("人数が2つ以上あります。全部の人数を1つだけ入力してください。")
    count = totals[0] if totals else len(ages)
    if count < len(ages):
        raise ValidationError(f"{count}人とありますが、年齢が{len(ages)}人分あります。")
    if not 1 <= count <= MOST_CHILDREN:
        raise ValidationError(f"こどもの人数は1人から{MOST_CHILDREN}人までで入力してください。")
    return Children(count, tuple(ages))


def _ages_of(part: str) -> Iterator[ChildAge]:
    match = _AGE.fullmatch(part)
    if match is None:
        raise ValidationError(_why_not(part))
    times = int(match["times"] or match["people"] or 1)
    if not 1 <= times <= MOST_CHILDREN:
        raise ValidationError(f"こどもの人数は1人から{MOST_CHILDREN}人までで入力してください。")
    yield from [_age_of(match.groupdict(), part)] * times


def _age_of(parts: dict[str, str | None], part: str) -> ChildAge:
    if parts["unborn"]:
        return ChildAge(is_unborn=True)
    if parts["unknown"]:
        return ChildAge()
    if parts["newborn"]:
        return ChildAge(age_years=0, age_months=0)
    years = int(parts["years"] or 0)
    months = _months_of(parts)
    if parts["only_months"]:
        years, months = divmod(months or 0, MONTHS_IN_A_YEAR)
    elif months is not None and months >= MONTHS_IN_A_YEAR:
        raise ValidationError(f"「{part}」のか月は0から11までで入力してください。")
    if years > OLDEST:
        raise ValidationError(f"「{part}」は年齢が高すぎます。{OLDEST}歳までで入力してください。")
    return ChildAge(age_years=years, age_months=months)


def _months_of(parts: dict[str, str | None]) -> int | None:
    if parts["half"]:
        return MONTHS_IN_A_YEAR // 2
    months = parts["months"] or parts["only_months"]
    return None if months is None else int(months)


def _why_not(part: str) -> str:
    if re.fullmatch(r"[0-9]{1,2}", part):
        return f"「{part}」は{part}歳か{part}人か読み取れません。「{part}歳」のように入力してください。"
    if part.startswith("妊娠"):
        return "妊娠の月数や週数は相談の内容に入力し、ここには「妊娠中」とだけ入力してください。"
    return f"「{part}」を読み取れません。「3歳2か月、6か月、妊娠中」のように入力してください。"


class ChildrenField(PlainTextField):
    """One line of ages; its value is `Children`, and what was typed stays in the box."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return parse_children(text) if text else Children()

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(str(value) if isinstance(value, Children) else value)
