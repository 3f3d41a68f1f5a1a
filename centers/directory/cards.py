"""A resource for the eye: its lines on a page, on a hand-out, and its vacancies by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.http import QueryDict
from django.utils import timezone

from centers.directory.ages import span_text
from centers.directory.cells import DAYS
from centers.directory.plain import FIELDS, LABELS, plain, shown
from centers.enums import AgeClass, FeeKind
from centers.models import LocalResource, ResourceVacancy
from shared.clock_time import format_clock
from shared.ledger import CURRENT
from shared.wareki import format_wareki

MOST_CHOSEN = 40
DAYS_OF_VACANCIES = 12
# Shown together with another field, or not typed by hand.
NOT_COMPARED = {"extras", "source_id", "area_code", "kind_text"}


@dataclass(frozen=True)
class Item:
    """One line: what it is, what it says, where it leads and what is to be known besides."""

    label: str
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Differing:
    """A field put right by hand: what stands and what the list says."""

    label: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class VacancyDay:
    """What was told for one day, class by class; None where nothing was."""

    counted_on: date
    cells: list[ResourceVacancy | None]


def described(resource: LocalResource) -> list[Item]:
    """Every line of the page, with the empty ones that matter to a family."""
    kind_note = resource.kind_text if resource.kind_text != resource.get_kind_display() else ""
    items = [
        Item("種別", resource.get_kind_display(), note=kind_note),
        Item("団体の形", resource.get_is_informal_display()),
        Item("運営者", resource.operator),
        Item("地域", resource.area, note="近隣の自治体" if resource.is_neighbouring else ""),
        Item("所在地", place_text(resource)),
        Item("電話番号", resource.phone),
        Item("曜日と時間", hours_text(resource)),
        Item("対象年齢", ages_text(resource), note=_ages_note(resource)),
        Item("利用料", fee_text(resource)),
        Item("内容", resource.content),
        Item("定員", f"{resource.capacity}人" if resource.capacity is not None else ""),
        Item("ホームページ", resource.url, url=resource.url),
        Item("備考", resource.remarks),
        Item("認可・開設日", _day(resource.opened_on)),
        Item("廃止日", _day(resource.closed_on)),
        *(Item(title, text) for title, text in resource.extras),
        Item("出典", source_text(resource)),
        Item("登録", _written(resource)),
    ]
    optional = {"運営者", "団体の形", "備考", "認可・開設日", "廃止日", "定員", "出典"}
    return [item for item in items if item.value or item.label not in optional]


def place_text(resource: LocalResource) -> str:
    postal = f"〒{resource.postal_code}" if resource.postal_code else ""
    return " ".join(part for part in (postal, resource.address, resource.building) if part)


def hours_text(resource: LocalResource) -> str:
    """「月・火・水 9:00～17:00」 and below it what is special."""
    days = "・".join(day for day in DAYS if day in resource.weekdays)
    first = " ".join(part for part in (days, clock_text(resource)) if part)
    return "\n".join(part for part in (first, resource.hours_note) if part)


def clock_text(resource: LocalResource) -> str:
    opens = format_clock(resource.opens_at) if resource.opens_at else ""
    closes = closing_label(resource.opens_at, resource.closes_at)
    return f"{opens}～{closes}" if opens or closes else ""


def closing_label(opens: time | None, closes: time | None) -> str:
    """17:00; 24:00 and 翌1:00 when the closing lies after midnight."""
    if closes is None:
        return ""
    if opens is None or closes > opens:
        return format_clock(closes)
    return "24:00" if closes == time(0) else f"翌{format_clock(closes)}"


def ages_text(resource: LocalResource) -> str:
    """From the numbers, or else in the list's own words."""
    return span_text(resource.age_from, resource.age_to) or resource.ages_note


def _ages_note(resource: LocalResource) -> str:
    note = resource.ages_note
    return note if note and note != ages_text(resource) else ""


def fee_text(resource: LocalResource) -> str:
    if not resource.fee:
        known = resource.fee_kind != FeeKind.UNKNOWN
        return resource.get_fee_kind_display() if known else ""
    return resource.fee


def source_text(resource: LocalResource) -> str:
    if not resource.source_file:
        return ""
    dated = resource.source_dated_on
    number = f"、番号 {resource.source_id}" if resource.source_id else ""
    return f"{resource.source_file}{f'（{format_wareki(dated)}）' if dated else ''}{number}"


def _written(resource: LocalResource) -> str:
    text = f"{format_wareki(timezone.localdate(resource.recorded_at))} {resource.recorded_by or ''}".strip()
    if resource.changed_at:
        changed = (
            f"{format_wareki(timezone.localdate(resource.changed_at))} {resource.changed_by or ''}"
        )
        text = f"{text}（最後の変更 {changed.strip()}）"
    return text


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""


def differing(resource: LocalResource) -> list[Differing]:
    """What somebody put right after the last list."""
    told = resource.imported
    names = [name for name in FIELDS if name in told and name not in NOT_COMPARED]
    pairs = [(name, plain(resource, name), told[name]) for name in names]
    return [
        Differing(LABELS[name], shown(name, ours), shown(name, theirs))
        for name, ours, theirs in pairs
        if ours != theirs
    ]


def vacancy_table(resource: LocalResource) -> list[VacancyDay]:
    """The last days of which something is known, newest first."""
    rows = resource.vacancies.filter(CURRENT).order_by("-counted_on")
    by_day: dict[date, dict[str, ResourceVacancy]] = {}
    for row in rows[: DAYS_OF_VACANCIES * len(AgeClass)]:
        by_day.setdefault(row.counted_on, {})[row.age_class] = row
    return [
        VacancyDay(day, [found.get(age_class.value) for age_class in AgeClass])
        for day, found in list(by_day.items())[:DAYS_OF_VACANCIES]
    ]


def chosen_numbers(query: QueryDict) -> list[int]:
    """The resources ticked for a hand-out, each once, in the order of ticking."""
    numbers = [int(text) for text in query.getlist("resource") if text.isdecimal()]
    return list(dict.fromkeys(number for number in numbers if number < 2**63))


def in_order(resources: Iterable[LocalResource], numbers: Sequence[int]) -> list[LocalResource]:
    found = {resource.pk: resource for resource in resources}
    return [found[number] for number in numbers if number in found]
