"""How a sheet looks: title, addressee, 決裁欄, unit and digits; no database.

What is printed depends on content, layout and stamp alone, so that the same sheet is printed alike
each time.
"""

import re
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any, Self

from worksheets.print_enums import PrintDigits, PrintUnit, SheetKind

MOST_ROLES = 6
THOUSAND = 1000
MISSING = "未登録"
NOTHING = "－"
LESS_THAN_ONE = "1未満"
FULL_WIDTH = str.maketrans("0123456789,.:", "０１２３４５６７８９，．：")  # noqa: RUF001 -- what is asked for
ERA = "明治|大正|昭和|平成|令和"
_DATES = re.compile(rf"(?:{ERA})(?:\d+|元)年(?:度|\d+月(?:\d+日(?: \d+:\d+)?)?)?|第\d+回|\d+年度")
CUT = (
    "千円未満は切り捨てて表示しています。計算は円で行っています。"
    "内訳の計と合計が一致しないことがあります。"
)
_BETWEEN_ROLES = re.compile(r"[、,，・\s]+")


def roles_in(text: str) -> tuple[str, ...]:
    """課長、係長、担当 one by one."""
    return tuple(role for role in _BETWEEN_ROLES.split(text) if role)


@dataclass(frozen=True, kw_only=True)
class PrintLayout:
    """A print form as the printer needs it; what a municipality has not yet chosen is as here."""

    title: str = "利用者支援事業　調書"
    form_number: str = ""
    document_number: str = ""
    addressee: str = ""
    sender: str = ""
    subject: str = ""
    opening: str = ""  # what stands before 「記」
    approval_roles: tuple[str, ...] = ("課長", "係長", "担当")
    shows_seal: bool = False
    unit: str = PrintUnit.YEN
    digits: str = PrintDigits.HALF
    is_final: bool = False
    note: str = ""

    @property
    def in_thousands(self) -> bool:
        return self.unit == PrintUnit.THOUSAND

    @property
    def unit_label(self) -> str:
        return PrintUnit(self.unit).label

    @property
    def unit_note(self) -> str:
        """What cutting does, told beside the unit of each sheet that cuts; else empty."""
        return CUT if self.in_thousands else ""

    def number(self, value: int) -> str:
        """In the unit of the form: 1,234 or △1,234; what is below a thousand is cut, not rounded."""
        shown = abs(value) // THOUSAND if self.in_thousands else abs(value)
        return f"{'△' if value < 0 and shown else ''}{shown:,}"

    def amount(self, value: int | None, *, otherwise: str = MISSING) -> str:
        return otherwise if value is None else self.number(value)

    def hides(self, value: int) -> bool:
        """Whether the unit leaves nothing of it to be seen."""
        return self.in_thousands and 0 < abs(value) < THOUSAND

    def change(self, before: int | None, after: int | None) -> str:
        """What an amount has grown by; nothing where one of them is not known."""
        if before is None or after is None:
            return NOTHING
        change = after - before
        if self.hides(change):
            return f"{'△' if change < 0 else ''}{LESS_THAN_ONE}"
        return self.number(change)

    def in_digits(self, text: str) -> str:
        """Years, days and counts; amounts stay in half width, or their columns would burst."""
        return text.translate(FULL_WIDTH) if self.digits == PrintDigits.FULL else text

    def in_dates(self, text: str) -> str:
        """The dates, years and 第2回 within a text in the digits of the form, and nothing else."""
        return _DATES.sub(lambda found: self.in_digits(found[0]), text)

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"approval_roles": list(self.approval_roles)}

    @classmethod
    def of_plain(cls, values: dict[str, Any]) -> Self:
        """What was kept by an earlier or a later program too: what it did not know is as here."""
        known = {each.name for each in fields(cls)} & set(values)
        kept = {name: values[name] for name in known}
        return cls(**kept | {"approval_roles": tuple(values["approval_roles"])})


def default_layout(kind: str, stage_label: str) -> PrintLayout:
    """Before a municipality has registered its own form: nothing of it is official."""
    what = "（自治体計）" if kind == SheetKind.MUNICIPALITY else ""
    return PrintLayout(title=f"利用者支援事業　調書{what}　{stage_label}")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What identifies a printed sheet, and who did what to it; days and names as words."""

    number: str
    checksum: str
    state: str  # the state's label
    stage: str = ""  # with the number of times, 変更交付申請（第2回）
    number_in_stage: int = 1
    is_submitted: bool = False
    submitted_on: str = ""  # ISO; empty: not yet
    prepared: str = ""
    checked: str = ""
    submitted: str = ""
    imprint: str = ""  # of the printed sheet; empty until it is put together

    @property
    def print_id(self) -> str:
        """The sheet's number and the beginning of the imprint: other paper, another print id."""
        return f"{self.number}-{self.imprint[:8]}"

    @property
    def code(self) -> str:
        """What the QR code says."""
        return f"{self.number} sha256:{self.checksum}"

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def quantity(value: int | str | None, unit: str = "") -> str:
    """A figure as words: whole numbers with commas, None as 未登録. What has a unit (人, 時間) is a
    decimal where that is exact and short; a ratio (負担割合 1/2) stays the fraction that it is."""
    if value is None:
        return MISSING
    if isinstance(value, int) and not isinstance(value, bool):
        sign = "△" if value < 0 else ""
        return f"{sign}{abs(value):,}{unit}"
    return f"{_fraction(str(value), as_decimal=bool(unit))}{unit}"


def _fraction(text: str, *, as_decimal: bool) -> str:
    if not re.fullmatch(r"-?\d+/\d+", text):
        return text
    found = Fraction(text)
    sign, size = "△" if found < 0 else "", abs(found)
    for scale in (10, 100) if as_decimal else ():
        whole = size * scale
        if whole.denominator == 1:
            number, rest = divmod(int(whole), scale)
            return f"{sign}{number:,}.{rest:0{len(str(scale)) - 1}d}"
    return f"{sign}{size.numerator}/{size.denominator}"
