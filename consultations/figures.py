"""Figures counted from the log. Each has one definition here, for screen, export and judgement.

Contacts (延べ件数): consultations that stand (not withdrawn), by the day they took place.
Average per open day (開所日1日当たり平均): contacts of a period divided by the days of the same
period on which the center is recorded as open; without a recorded open day it is not known.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import models
from django.db.models import Count, Func, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from centers.calendar import OpenDays, open_days
from centers.models import Center
from consultations.models import Consultation, Topic
from consultations.models.consultation import ConsultationQuerySet
from consultations.selection import NO_TOPIC, Selection

HUNDREDTHS = 100


@dataclass(frozen=True)
class Figure:
    """What a number is called and what it counts, in the words shown beside it."""

    id: str
    label: str
    unit: str
    sentence: str


FIGURES: Mapping[str, Figure] = {
    figure.id: figure
    for figure in (
        Figure(
            "contacts",
            "相談件数（延べ）",
            "件",
            "期間中に受けた相談の延べ件数です。取り消した記録は数えません。",
        ),
        Figure(
            "contacts_per_month",
            "月別の相談件数",
            "件",
            "相談を受けた日の属する月ごとの延べ件数です。記録を入力した日ではありません。",
        ),
        Figure(
            "contacts_per_method",
            "相談方法別の件数",
            "件",
            "電話・窓口などの相談方法ごとの延べ件数です。合計は相談件数と一致します。",
        ),
        Figure(
            "contacts_per_topic",
            "相談内容の区分別の件数",
            "件",
            "1件の相談に区分が二つあるときは両方に数えるため、合計は相談件数と一致しません。",
        ),
        Figure(
            "contacts_per_center",
            "センター別の相談件数",
            "件",
            "相談を受けたセンターごとの延べ件数です。合計は相談件数と一致します。",
        ),
        Figure(
            "open_days",
            "開所日数",
            "日",
            "期間中に、実際に開所したと確認された日数です。予定だけの日は数えません。",
        ),
        Figure(
            "average_per_open_day",
            "開所日1日当たりの平均",
            "件",
            "相談件数（延べ）を同じ期間の開所日数で割った値です。小数第3位以下は切り捨てて表示し、"
            "判定には端数のない値を使います。開所日数が0日のときは計算しません。",
        ),
        Figure(
            "missing_contacts",
            "基準までの件数",
            "件",
            "いまの開所日数のまま、平均が要綱の基準に届くまでにあと何件の相談が必要かを表します。",
        ),
        Figure(
            "unrecorded_days",
            "開所実績が未確認の日",
            "日",
            "昨日までの日のうち、開所の予定なのに、開所したかどうかが確認されていない日数です。"
            "未確認の日があるセンターは、基準に届いているかを判断しません。",
        ),
    )
}


@dataclass(frozen=True)
class PerOpenDay:
    """Contacts and open days of one center in one period."""

    contacts: int
    open_days: int
    unrecorded_days: tuple[date, ...]

    @property
    def average(self) -> Fraction | None:
        return Fraction(self.contacts, self.open_days) if self.open_days else None

    @property
    def average_text(self) -> str:
        """Cut, not rounded: 4.995 must not read as the 5.00 that it has not reached."""
        if self.average is None:
            return ""
        whole, hundredths = divmod(self.average * HUNDREDTHS // 1, HUNDREDTHS)
        return f"{whole:,}.{hundredths:02}"

    def missing_contacts(self, target: Fraction) -> int | None:
        """How many more contacts would bring the average to `target`; 0 when it is reached."""
        if not self.open_days:
            return None
        return max(0, -((self.contacts - target * self.open_days) // 1))


class FirstOfMonth(Func):
    """The first day of a date's month, by date arithmetic: `date_trunc` would go by timestamps."""

    template = "(%(expressions)s - EXTRACT(DAY FROM %(expressions)s)::integer + 1)"
    output_field = models.DateField()


@dataclass(frozen=True)
class Tally:
    """Contacts counted once by center, month and method, so that sums on one page agree."""

    cells: Mapping[tuple[int, date, str], int]

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    @property
    def per_center(self) -> Counter[int]:
        return self._sum(0)

    @property
    def per_month(self) -> Counter[date]:
        return self._sum(1)

    @property
    def per_method(self) -> Counter[str]:
        return self._sum(2)

    def _sum(self, part: int) -> Counter:
        sums: Counter = Counter()
        for key, number in self.cells.items():
            sums[key[part]] += number
        return sums


def contacts(centers: Iterable[Center], selection: Selection) -> ConsultationQuerySet:
    """The consultations that a number counts: the number and the list behind it both ask here.

    `centers` are those within the reader's reach; municipality and center together lead into the
    index `consultation_counts`.
    """
    within = [center for center in centers if selection.center_pk in {None, center.pk}]
    found = Consultation.objects.standing().filter(
        municipality__in={center.municipality_id for center in within},
        center__in={center.pk for center in within},
    )
    if selection.method:
        found = found.filter(method=selection.method)
    if selection.topic == NO_TOPIC:
        found = found.filter(topics=None)
    elif selection.topic:
        found = found.filter(topics__code=selection.topic)
    return found.between(selection.first, selection.last)


def tally(found: ConsultationQuerySet) -> Tally:
    rows = (
        found.values("center", "method", month=FirstOfMonth("occurred_on"))
        .annotate(number=Count("*"))
        .order_by("center", "month", "method")
    )
    return Tally({(row["center"], row["month"], row["method"]): row["number"] for row in rows})


def contacts_per_topic(found: ConsultationQuerySet) -> dict[str, int]:
    """By topic code, in each of its topics; those without any stand under `NO_TOPIC`."""
    rows = found.values("topics__code").annotate(number=Count("*")).order_by("topics__code")
    return {row["topics__code"] or NO_TOPIC: row["number"] for row in rows}


def without_names(found: ConsultationQuerySet) -> ConsultationQuerySet:
    """The records of a number, newest first, as far as a list may show them: no caller, no text."""
    return (
        found.select_related("center")
        .prefetch_related(models.Prefetch("topics", queryset=Topic.objects.order_by("code")))
        .only("occurred_at", "method", "children_count", "municipality", "center__name")
        .newest_first()
    )


def known_contacts(known_at: datetime | None) -> Q:
    """Consultations that stood in the log at `known_at`; None means now."""
    if known_at is None:
        return Q(withdrawn_at=None)
    return Q(recorded_at__lte=known_at) & (Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at))


@dataclass(frozen=True)
class RunningFigures:
    """Contacts and open days of one center, to be read as they stood at the end of each day."""

    contacts_per_day: Mapping[date, int]
    days: OpenDays
    unfinished_from: date

    def between(self, first: date, last: date) -> PerOpenDay:
        """The figures of a part of the period they were loaded for."""
        return PerOpenDay(
            contacts=sum(
                number for day, number in self.contacts_per_day.items() if first <= day <= last
            ),
            open_days=sum(first <= day <= last for day in self.days.opened),
            unrecorded_days=tuple(
                day
                for day in self.days.unrecorded
                if first <= day <= last and day < self.unfinished_from
            ),
        )


def contacts_per_day(
    center_ids: Collection[int],
    *,
    first: date,
    last: date,
    daily_from: date,
    known_at: datetime | None = None,
) -> dict[int, dict[date, int]]:
    """By center; those before `daily_from` stand together on that day, so that the rows fetched
    are no more than the days asked about."""
    rows = (
        Consultation.objects.filter(known_contacts(known_at), center__in=center_ids)
        .between(first, last)
        .values("center", day=Greatest("occurred_on", Value(daily_from)))
        .annotate(number=Count("*"))
        .order_by("center", "day")
    )
    found: dict[int, dict[date, int]] = {}
    for row in rows:
        found.setdefault(row["center"], {})[row["day"]] = row["number"]
    return found


def running_figures(
    center_ids: Collection[int],
    *,
    first: date,
    last: date,
    daily_from: date,
    known_at: datetime | None = None,
) -> dict[int, RunningFigures]:
    """For each center; six queries for any number of centers and days.

    A day that is not over at `known_at` (None: now) need not be confirmed yet.
    """
    running = timezone.localdate(known_at)
    numbers = contacts_per_day(
        center_ids, first=first, last=last, daily_from=daily_from, known_at=known_at
    )
    days = open_days(center_ids, first=first, last=last, known_at=known_at)
    return {
        center_id: RunningFigures(numbers.get(center_id, {}), days[center_id], running)
        for center_id in center_ids
    }


def per_open_day(
    center_ids: Collection[int], *, first: date, last: date, known_at: datetime | None = None
) -> dict[int, PerOpenDay]:
    """For each center; six queries for any number of centers."""
    figures = running_figures(
        center_ids, first=first, last=last, daily_from=last, known_at=known_at
    )
    return {center_id: each.between(first, last) for center_id, each in figures.items()}


def together(parts: Collection[PerOpenDay]) -> PerOpenDay:
    """Several centers as one: the average then is that of one center on one open day."""
    return PerOpenDay(
        contacts=sum(part.contacts for part in parts),
        open_days=sum(part.open_days for part in parts),
        unrecorded_days=tuple(day for part in parts for day in part.unrecorded_days),
    )
