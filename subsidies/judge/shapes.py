"""Shapes a fact may take. Each refuses what it does not know; None is always "not known"."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Shape = Callable[[Any, str], None]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEAR = re.compile(r"[12][0-9]{3}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIMES = 3
LARGEST = 10**12
DECIMALS = 30
SURROGATES = ("\ud800", "\udfff")


class Repeated(dict[str, Any]):
    """An object in which one key was written twice: which of the two was meant, nobody knows."""

    def __init__(self, content: Mapping[str, Any], *, twice: str) -> None:
        super().__init__(content)
        self.twice = twice


class MalformedError(Exception):
    """A case that cannot be taken at its word: where, and why."""

    def __init__(self, path: str, reason: str, *, case_id: str = "") -> None:
        super().__init__(f"{case_id or '（idなし）'}: {path}: {reason}")
        self.path, self.reason, self.case_id = path, reason, case_id


def boolean(value: object, path: str) -> None:
    if not isinstance(value, bool):
        raise MalformedError(path, "true か false で書いてください。")


def count(value: object, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedError(path, "整数で書いてください。")
    _refuse_out_of_range(value, path)


def number(value: object, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise MalformedError(path, "数で書いてください。")
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise MalformedError(path, "有限の数で書いてください。")
    if exact.adjusted() < -DECIMALS:
        raise MalformedError(path, "細かすぎる数です。")
    _refuse_out_of_range(exact, path)


def text(value: object, path: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise MalformedError(path, "空でない文字列で書いてください。")
    if any(SURROGATES[0] <= letter <= SURROGATES[1] for letter in value):
        raise MalformedError(path, "文字として扱えない符号があります。")


def day(value: object, path: str) -> None:
    if isinstance(value, date):
        return
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise MalformedError(path, "日付は YYYY-MM-DD で書いてください。")
    try:
        date.fromisoformat(value)
    except ValueError:
        raise MalformedError(path, "存在しない日付です。") from None


def one_of(*choices: object) -> Shape:
    types = {type(choice) for choice in choices}

    def shape(value: object, path: str) -> None:
        if type(value) not in types or value not in choices:
            listed = "、".join(map(str, choices))
            raise MalformedError(path, f"次のいずれかで書いてください：{listed}")

    return shape


def either(first: Shape, second: Shape) -> Shape:
    def shape(value: object, path: str) -> None:
        (first if isinstance(value, bool) else second)(value, path)

    return shape


def by_year(item: Shape) -> Shape:
    def shape(value: object, path: str) -> None:
        for year, content in table(value, path).items():
            if not YEAR.fullmatch(year):
                raise MalformedError(f"{path}.{year}", "年は西暦4桁で書いてください。")
            _check(item, content, f"{path}.{year}")

    return shape


def record(shapes: Mapping[str, Shape]) -> Shape:
    def shape(value: object, path: str) -> None:
        for key, content in table(value, path).items():
            where = f"{path}.{key}" if path else key
            if key not in shapes:
                raise MalformedError(where, "知らないキーです。")
            _check(shapes[key], content, where)

    return shape


def listing(item: Shape) -> Shape:
    def shape(value: object, path: str) -> None:
        if not isinstance(value, list):
            raise MalformedError(path, "配列で書いてください。")
        for index, content in enumerate(value):
            item(content, f"{path}[{index}]")

    return shape


def people(shapes: Mapping[str, Shape]) -> Shape:
    """A list of persons; the same id twice would count one person as two."""

    def shape(value: object, path: str) -> None:
        listing(record(shapes))(value, path)
        ids: set[str] = set()
        for index, person in enumerate(value if isinstance(value, list) else []):
            person_id = person.get("id")
            if person_id in ids:
                raise MalformedError(f"{path}[{index}].id", f"idが重複しています：{person_id}")
            ids |= {person_id} - {None}

    return shape


def interval(value: object, path: str) -> None:
    if not isinstance(value, (list, tuple)) or len(value) != TIMES:
        raise MalformedError(path, "[曜日, 開始, 終了] で書いてください。")
    one_of(*WEEKDAYS)(value[0], f"{path}[0]")
    for index in (1, 2):
        if not isinstance(value[index], str) or not CLOCK.fullmatch(value[index]):
            raise MalformedError(f"{path}[{index}]", f"時刻ではありません：{value[index]}")
    if value[1] >= value[2]:
        raise MalformedError(path, "終了は開始より後の時刻で書いてください。")


def table(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MalformedError(path, "オブジェクトで書いてください。")
    if isinstance(value, Repeated):
        where = f"{path}.{value.twice}" if path else value.twice
        raise MalformedError(where, "同じキーが二度書かれています。")
    return value


def _refuse_out_of_range(value: int | Decimal, path: str) -> None:
    if value < 0:
        raise MalformedError(path, "負の数は使えません。")
    if value > LARGEST:
        raise MalformedError(path, "大きすぎる数です。")


def _check(shape: Shape, value: object, path: str) -> None:
    if value is not None:
        shape(value, path)
