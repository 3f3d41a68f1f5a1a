"""Facts of activity: the log and the open days, outreach, documents, what is carried out."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncTime

from centers.enums import ActivityKind, DocumentKind
from centers.models import ActivityPlan, Center, Document, OutreachPublicity, OutreachSession
from consultations.figures import PerOpenDay, known_contacts, running_figures
from consultations.models import Consultation
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from shared.national_holidays import holidays_between
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn
from subsidies.standards import evening_from

WEEKEND = (6, 7)  # ISO weekdays
CONSULT_NIGHT, CONSULT_HOLIDAY = "opening.consult_night", "opening.consult_holiday"
# Two kinds only bear on facts that are recorded elsewhere too; all others are told as they are.
PLAIN_ACTIVITIES = tuple(
    kind for kind in ActivityKind if kind not in (ActivityKind.OUTREACH, ActivityKind.AFTER_HOURS)
)
FILED_DOCUMENTS = (
    DocumentKind.BUSINESS_PLAN,
    DocumentKind.PUBLICITY,
    DocumentKind.RESULTS_PUBLISHED,
    DocumentKind.ROTA_PLAN,
    DocumentKind.ROTA_ACTUAL,
)
KEY_OF_DOCUMENT = {
    **{kind: f"docs.{kind.value}" for kind in FILED_DOCUMENTS},
    DocumentKind.OUTREACH_PLAN: "outreach.planned",
    DocumentKind.OUTREACH_PUBLICITY: "outreach.pr",
}
COUNTED_KEYS = ("activity.consultations", "activity.open_days", "activity.records", "consult")


class ActivitySource:
    """Ten queries, six of them for the figures; contacts are counted in the database, by day."""

    def __init__(self, center_ids: Collection[int], period: Period) -> None:
        self.period = period
        self.center_ids = center_ids
        self.figures = running_figures(
            center_ids,
            first=period.counted_from,
            last=period.last,
            daily_from=period.first,
            known_at=period.known_at,
        )
        self._load_plans()
        self._load_documents()
        self._load_sessions()
        self._load_after_hours()

    def _load_plans(self) -> None:
        rows = ActivityPlan.objects.known_at(self.period.known_at).filter(
            center__in=self.center_ids, fiscal_year__in=self._years
        )
        self.plans: dict[tuple[int, int, str], bool] = {
            (center_id, year, kind): carried_out
            for center_id, year, kind, carried_out in rows.values_list(
                "center", "fiscal_year", "kind", "is_carried_out"
            )
        }

    def _load_documents(self) -> None:
        self.documents: dict[int, list[Document]] = defaultdict(list)
        rows = Document.objects.known_at(self.period.known_at).filter(
            Q(dated_on=None) | Q(dated_on__lte=self.period.last),
            center__in=self.center_ids,
            fiscal_year__in=self._years,
        )
        for row in rows.only("center", "fiscal_year", "kind", "exists", "dated_on").order_by("pk"):
            self.documents[row.center_id].append(row)

    def _load_sessions(self) -> None:
        """Days of the sessions, each with the day on which it was made known, if it was."""
        self.sessions: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
        rows = OutreachSession.objects.known_at(self.period.known_at).filter(
            center__in=self.center_ids,
            held_on__range=(self.period.counted_from, self.period.last),
        )
        publicity = OutreachPublicity.objects.known_at(self.period.known_at).filter(
            session__lineage=OuterRef("lineage")
        )
        first = publicity.order_by("publicised_on").values("publicised_on")[:1]
        made_known_on = Coalesce("publicised_on", Subquery(first))
        for center_id, held_on, publicised_on in rows.values_list(
            "center", "held_on", made_known_on
        ):
            self.sessions[center_id].append((held_on, publicised_on))

    def _load_after_hours(self) -> None:
        """The first contact of a fiscal year in the evening, on a weekend or 国民の祝日."""
        firsts = {
            _column(key, year.year): Min("occurred_on", filter=condition)
            for year in self.period.fiscal_years
            for key, condition in self._after_hours(year).items()
        }
        rows: Any = (
            Consultation.objects.filter(
                known_contacts(self.period.known_at), center__in=self.center_ids
            )
            .between(self.period.counted_from, self.period.last)
            .annotate(at=TruncTime("occurred_at"))
            .values("center")
            .annotate(**firsts)
            .order_by("center")
        )
        self.first_after_hours: dict[int, dict[str, Any]] = {row["center"]: row for row in rows}

    def _after_hours(self, year: FiscalYear) -> dict[str, Q]:
        last = min(year.ends_on, self.period.last)
        within = Q(occurred_on__range=(year.starts_on, last))
        evening = evening_from(last)
        holidays = list(holidays_between(year.starts_on, last))
        on_holiday = Q(occurred_on__iso_week_day__in=WEEKEND) | Q(occurred_on__in=holidays)
        return {
            CONSULT_NIGHT: within & (Q(at__gte=evening) if evening else Q(pk=None)),
            CONSULT_HOLIDAY: within & on_holiday,
        }

    @property
    def _years(self) -> list[int]:
        return [year.year for year in self.period.fiscal_years]

    def parts(self, query: Query) -> dict[int, Part]:
        return {center_id: self._part(center_id, query) for center_id in self.center_ids}

    def _part(self, center_id: int, query: Query) -> Part:
        part, year = Part(), FiscalYear.of(query.day).year
        figures = self.figures[center_id].between(query.first_day, query.last_counted_day)
        _add_log(part, center_id, figures, year)
        documents = self._documents_on(center_id, query)
        for document in FILED_DOCUMENTS:
            page = _document_page(center_id, document, year)
            part.add(KEY_OF_DOCUMENT[document], documents.get(document), page)
        self._add_outreach(part, center_id, documents, query)
        page = _activities_page(center_id, "時間外の相談", year)
        for key in (CONSULT_NIGHT, CONSULT_HOLIDAY):
            first = self._first_after_hours(center_id, key, year)
            part.add(key, (first is not None and first <= query.day) or None, page)
        part.add("opening.consult", self._plan(center_id, year, ActivityKind.AFTER_HOURS), page)
        for kind in PLAIN_ACTIVITIES:
            page = _activities_page(center_id, kind.label, year)
            part.add(kind.value, self._plan(center_id, year, kind), page)
        return part

    def _plan(self, center_id: int, year: int, kind: ActivityKind) -> bool | None:
        return self.plans.get((center_id, year, kind))

    def _first_after_hours(self, center_id: int, key: str, year: int) -> date | None:
        row = self.first_after_hours.get(center_id)
        return None if row is None else row[_column(key, year)]

    def _documents_on(self, center_id: int, query: Query) -> dict[str, bool]:
        """Whether a document is on file; one that exists outweighs an earlier confirmed absence."""
        found: dict[str, bool] = {}
        for row in self.documents[center_id]:
            of_year = row.fiscal_year == FiscalYear.of(query.day).year
            if of_year and (row.dated_on is None or row.dated_on <= query.day):
                found[row.kind] = found.get(row.kind, False) or row.exists
        return found

    def _add_outreach(
        self, part: Part, center_id: int, documents: dict[str, bool], query: Query
    ) -> None:
        publicised_on = [
            publicised_on
            for held_on, publicised_on in self.sessions[center_id]
            if query.first_day <= held_on <= query.day
        ]
        plan = self._plan(center_id, FiscalYear.of(query.day).year, ActivityKind.OUTREACH)
        number = len(publicised_on) if publicised_on or plan is False else None
        publicised = documents.get(DocumentKind.OUTREACH_PUBLICITY)
        if publicised is None and any(publicised_on):
            publicised = True
        page = _outreach_page(center_id, FiscalYear.of(query.day).year)
        part.add("outreach.sessions", number, page)
        part.add("outreach.planned", documents.get(DocumentKind.OUTREACH_PLAN), page)
        part.add("outreach.pr", publicised, page)

    def turns(self, center: Center) -> list[Turn]:
        """What began on a day. Contacts and open days add up every day: `turn_of_count` tells."""
        return [
            *self._documents_filed(center.pk),
            *self._sessions_held(center.pk),
            *self._after_hours_begun(center.pk),
        ]

    def _documents_filed(self, center_id: int) -> list[Turn]:
        return [
            Turn(
                day,
                (KEY_OF_DOCUMENT[kind],),
                f"文書（{kind.label}）が{'整った' if row.exists else 'ないことを確認した'}",
                _document_page(center_id, kind, row.fiscal_year),
            )
            for row in self.documents[center_id]
            if row.dated_on and (kind := DocumentKind(row.kind))
            for day, _ in self.period.turning_days(row.dated_on, None)
        ]

    def _sessions_held(self, center_id: int) -> list[Turn]:
        return [
            Turn(
                day,
                ("outreach.sessions", "outreach.pr"),
                "出張相談を行った",
                _outreach_page(center_id, FiscalYear.of(held_on).year),
            )
            for held_on in sorted({held_on for held_on, _ in self.sessions[center_id]})
            for day, _ in self.period.turning_days(held_on, None)
        ]

    def _after_hours_begun(self, center_id: int) -> list[Turn]:
        words = {CONSULT_NIGHT: "夜間", CONSULT_HOLIDAY: "休日"}
        return [
            Turn(day, (key,), f"{word}の相談をこの年度に初めて受けた", _log_page(center_id, year))
            for year in self._years
            for key, word in words.items()
            if (first := self._first_after_hours(center_id, key, year))
            for day, _ in self.period.turning_days(first, None)
        ]

    def counted(self, center: Center, first: date, last: date) -> PerOpenDay:
        """The figures of a part of the period."""
        return self.figures[center.pk].between(first, last)

    def turn_of_count(self, center: Center, first: date, last: date, *, on: date) -> Turn:
        """What is counted from `first` to `last`, as something that counts from the day `on`."""
        counted = self.counted(center, first, last)
        through = f"{last.month}月{last.day}日までの集計で"
        year = FiscalYear.of(first).year
        return Turn(
            on, COUNTED_KEYS, through + _told(counted), _log_page(center.pk, year), is_count=True
        )


def _told(counted: PerOpenDay) -> str:
    if counted.unrecorded_days:
        return (
            f"相談が{counted.contacts:,}件となり、"
            f"開所実績が未確認の日が{len(counted.unrecorded_days):,}日あった"
        )
    average = f"（1日当たり平均{counted.average_text}件）" if counted.average is not None else ""
    return f"開所日{counted.open_days:,}日に相談が{counted.contacts:,}件となった{average}"


def _column(key: str, year: int) -> str:
    return f"{key.rpartition('.')[2]}_{year}"


def _add_log(part: Part, center_id: int, figures: PerOpenDay, year: int) -> None:
    log = _log_page(center_id, year)
    days = Reference(
        label="開所実績",
        url_name="centers:open_days",
        kwargs=(("pk", center_id),),
        capability=Capability.CENTER_VIEW,
    )
    part.add("activity.consultations", figures.contacts, log)
    # Not known while the center's state on a scheduled day that is over is unrecorded.
    part.add("activity.open_days", None if figures.unrecorded_days else figures.open_days, days)
    part.add("activity.records", figures.contacts > 0 or None, log)
    part.add("consult", figures.contacts > 0 or None, log)


def _log_page(center_id: int, year: int) -> Reference:
    return Reference(
        label="相談記録",
        url_name="consultations:count_list",
        kwargs=(),
        query=(("center", str(center_id)), ("fiscal_year", str(year))),
        capability=Capability.CONSULTATION_LIST,
    )


def _document_page(center_id: int, kind: DocumentKind, year: int) -> Reference:
    return _center_page(center_id, f"文書：{kind.label}", "documents", year)


def _outreach_page(center_id: int, year: int) -> Reference:
    return _center_page(center_id, "出張相談", "outreach-sessions", year)


def _activities_page(center_id: int, label: str, year: int) -> Reference:
    return _center_page(center_id, label, "activity-plans", year)


def _center_page(center_id: int, label: str, ledger: str, year: int) -> Reference:
    """The center's records of a kind, as its page shows them by fiscal year."""
    return Reference(
        label=label,
        url_name="centers:center_detail",
        kwargs=(("pk", center_id),),
        query=(("year", str(year)),),
        capability=Capability.CENTER_VIEW,
        anchor=ledger,
    )
