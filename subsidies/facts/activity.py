"""Facts of activity: the log and the open days, outreach, documents, what is carried out."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import TruncTime

from centers.enums import ActivityKind, DocumentKind
from centers.models import ActivityPlan, Document, OutreachSession
from consultations.figures import PerOpenDay, known_contacts, per_open_day
from consultations.models import Consultation
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from shared.national_holidays import holidays_between
from subsidies.facts.references import Part, Reference
from subsidies.standards import evening_from

if TYPE_CHECKING:
    from subsidies.facts.gather import Query

WEEKEND = (6, 7)  # ISO weekdays
PLAIN_ACTIVITIES = (
    ActivityKind.INTERPRETER,
    ActivityKind.TRANSLATION_SYSTEM,
    ActivityKind.SPECIAL_EXPERT,
    ActivityKind.LOCAL_CONSULTATION_AGENCY,
    ActivityKind.LIAISON_WITH_FAMILY_CENTER,
    ActivityKind.EXISTING_STAFF_ONLY,
    ActivityKind.INTEGRATED_LIAISON_SUPPLEMENT,
    ActivityKind.EXPECTED_AGENCY,
)
FILED_DOCUMENTS = (
    DocumentKind.BUSINESS_PLAN,
    DocumentKind.PUBLICITY,
    DocumentKind.RESULTS_PUBLISHED,
    DocumentKind.ROTA_PLAN,
    DocumentKind.ROTA_ACTUAL,
)


def activity_facts(center_ids: Collection[int], query: "Query") -> dict[int, Part]:
    figures = per_open_day(
        center_ids, first=query.first_day, last=query.day, known_at=query.known_at
    )
    plans = _activity_plans(center_ids, query)
    documents = _documents(center_ids, query)
    sessions = _sessions(center_ids, query)
    evening, weekend = _after_hours(center_ids, query)
    parts = {}
    for center_id in center_ids:
        part = parts[center_id] = Part()
        _add_log(part, center_id, figures[center_id], query)
        _add_documents(part, center_id, documents)
        _add_outreach(part, center_id, plans, documents, sessions.get(center_id, []))
        page = _center_page(center_id, "時間外の相談", "activities")
        part.add("opening.consult_night", center_id in evening or None, page)
        part.add("opening.consult_holiday", center_id in weekend or None, page)
        part.add("opening.consult", plans.get((center_id, ActivityKind.AFTER_HOURS)), page)
        for kind in PLAIN_ACTIVITIES:
            page = _center_page(center_id, kind.label, "activities")
            part.add(kind.value, plans.get((center_id, kind)), page)
    return parts


def _add_log(part: Part, center_id: int, figures: PerOpenDay, query: "Query") -> None:
    log = Reference(
        label="相談記録",
        url_name="consultations:count_list",
        kwargs=(),
        query=(("center", str(center_id)), ("fiscal_year", str(FiscalYear.of(query.day).year))),
        capability=Capability.CONSULTATION_LIST,
    )
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


def _add_documents(part: Part, center_id: int, documents: dict[tuple[int, str], bool]) -> None:
    for kind in FILED_DOCUMENTS:
        page = _center_page(center_id, f"文書：{kind.label}", "documents")
        part.add(f"docs.{kind.value}", documents.get((center_id, kind)), page)


def _add_outreach(
    part: Part,
    center_id: int,
    plans: dict[tuple[int, str], bool],
    documents: dict[tuple[int, str], bool],
    sessions: list[date | None],
) -> None:
    carried_out = plans.get((center_id, ActivityKind.OUTREACH))
    number = len(sessions) if sessions or carried_out is False else None
    publicised = documents.get((center_id, DocumentKind.OUTREACH_PUBLICITY))
    if publicised is None and any(sessions):
        publicised = True
    page = _center_page(center_id, "出張相談", "outreach")
    part.add("outreach.sessions", number, page)
    part.add("outreach.planned", documents.get((center_id, DocumentKind.OUTREACH_PLAN)), page)
    part.add("outreach.pr", publicised, page)


def _activity_plans(center_ids: Collection[int], query: "Query") -> dict[tuple[int, str], bool]:
    rows = ActivityPlan.objects.known_at(query.known_at).filter(
        center__in=center_ids, fiscal_year=FiscalYear.of(query.day).year
    )
    return {
        (center_id, kind): carried_out
        for center_id, kind, carried_out in rows.values_list("center", "kind", "is_carried_out")
    }


def _documents(center_ids: Collection[int], query: "Query") -> dict[tuple[int, str], bool]:
    """Whether a document is on file; one that exists outweighs an earlier confirmed absence."""
    rows = Document.objects.known_at(query.known_at).filter(
        Q(dated_on=None) | Q(dated_on__lte=query.day),
        center__in=center_ids,
        fiscal_year=FiscalYear.of(query.day).year,
    )
    found: dict[tuple[int, str], bool] = {}
    for center_id, kind, exists in rows.values_list("center", "kind", "exists"):
        found[center_id, kind] = found.get((center_id, kind), False) or exists
    return found


def _sessions(center_ids: Collection[int], query: "Query") -> dict[int, list[date | None]]:
    """For each session of the fiscal year the day on which it was made known, if it was."""
    rows = OutreachSession.objects.known_at(query.known_at).filter(
        center__in=center_ids, held_on__range=(query.first_day, query.day)
    )
    found: dict[int, list[date | None]] = {}
    for center_id, publicised_on in rows.values_list("center", "publicised_on"):
        found.setdefault(center_id, []).append(publicised_on)
    return found


def _after_hours(center_ids: Collection[int], query: "Query") -> tuple[set[int], set[int]]:
    """Centers with a contact in the evening, and on a weekend or 国民の祝日, this fiscal year."""
    holidays = list(holidays_between(query.first_day, query.day))
    evening = evening_from(query.day)
    in_evening = Q(at__gte=evening) if evening else Q(pk=None)
    on_holiday = Q(occurred_on__iso_week_day__in=WEEKEND) | Q(occurred_on__in=holidays)
    rows = (
        Consultation.objects.filter(known_contacts(query.known_at), center__in=center_ids)
        .between(query.first_day, query.day)
        .annotate(at=TruncTime("occurred_at"))
        .annotate(is_evening=_is(in_evening), is_holiday=_is(on_holiday))
        .filter(Q(is_evening=True) | Q(is_holiday=True))
        .values_list("center", "is_evening", "is_holiday")
        .order_by("center")
        .distinct()
    )
    found = list(rows)
    return (
        {center_id for center_id, is_evening, _ in found if is_evening},
        {center_id for center_id, _, is_holiday in found if is_holiday},
    )


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _center_page(center_id: int, label: str, anchor: str) -> Reference:
    return Reference(
        label=label,
        url_name="centers:center_detail",
        kwargs=(("pk", center_id),),
        capability=Capability.CENTER_VIEW,
        anchor=anchor,
    )
