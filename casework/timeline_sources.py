"""What the timeline of a case is made of here; others register their own kinds."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.timezone import make_aware

from accounts.models import AuditEvent, User
from casework.enums import CaseStatus, PackPart, WorkerRole
from casework.models import (
    AttentionChange,
    Case,
    CaseAmendment,
    CaseLink,
    CaseRecord,
    CaseStatusChange,
    CaseTransfer,
    CaseWorker,
    CouncilRegistration,
    NotifierReveal,
    SupportNote,
)
from casework.timeline import Change, TimelineEntry, TimelineKind, register
from consultations.models import Referral
from shared import audit
from shared.access import Capability
from shared.wareki import format_wareki

BEGINNING = 400  # characters of a consultation; the whole is on its own page
IN_ITS_OWN_PAGE = "制限された相談記録です。内容は、相談記録の画面で読みます。"


def register_kinds() -> None:
    for code, label, entries in (
        ("note", "支援記録", _notes),
        ("record", "相談記録", _records),
        ("status", "状況", _statuses),
        ("attention", "支援の区分", _attention),
        ("worker", "担当", _workers),
        ("council", "要対協", _council),
        ("link", "関連・移管", _links),
        ("amendment", "登録の変更", _amendments),
        ("print", "引継資料の印刷", _prints),
    ):
        register(TimelineKind(code=code, label=label, entries=entries))
    register(
        TimelineKind(code="referral", label="つなぎ", entries=_referrals, may=_may_see_referrals)
    )
    register(
        TimelineKind(
            code="reads", label="見た人", entries=_reads, may=_may_see_readers, is_on_request=True
        )
    )


def day_start(day: date) -> datetime:
    """A moment of a day of which no time is known, for the order of the entries."""
    return make_aware(datetime.combine(day, time.min))


def changes_shown(changes: Mapping[str, Mapping[str, str]]) -> list[Change]:
    return [
        Change(label=each["label"], before=each["before"], after=each["after"])
        for each in changes.values()
    ]


def _notes(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    for note in SupportNote.objects.filter(case=case).select_related("recorded_by"):
        yield TimelineEntry(
            at=note.occurred_at,
            title=note.get_kind_display(),
            by=note.recorded_by.name,
            text=note.content,
            note=f"相手：{note.counterpart}" if note.counterpart else "",
            url=reverse("cases:note_detail", args=[note.pk]),
            is_withdrawn=note.withdrawn_at is not None,
        )


def _records(case: Case, user: Any) -> Iterator[TimelineEntry]:
    attached = CaseRecord.objects.filter(case=case).standing().visible_to(user)
    for each in attached.select_related("consultation__recorded_by"):
        record = each.consultation
        yield TimelineEntry(
            at=record.occurred_at,
            title=f"相談（{record.get_method_display()}）",
            by=record.recorded_by.name,
            text=IN_ITS_OWN_PAGE if record.is_restricted else _beginning(record.content),
            url=reverse("consultations:consultation_detail", args=[record.pk]),
        )


def _may_see_referrals(_case: Case, user: Any) -> bool:
    return bool(user.reach(Capability.REFERRAL_VIEW))


def _referrals(case: Case, user: Any) -> Iterator[TimelineEntry]:
    """Of the household, or of a record in the case; the words of a letter are on its own page."""
    attached = CaseRecord.objects.filter(case=case).standing().visible_to(user)
    about = Q(consultation__in=attached.values("consultation"))
    if case.household_id is not None:
        about |= Q(household=case.household_id)
    found = Referral.objects.visible_to(user).filter(about)
    for each in found.for_listing().select_related("recorded_by"):
        yield TimelineEntry(
            at=within_day(each.sent_on, each.recorded_at),
            title=f"{each.get_letter_kind_display()}：{each.recipient_name}",
            by=each.recorded_by.name,
            note=f"{each.get_state_display()}　返事の期日：{format_wareki(each.reply_due_on)}",
            url=reverse("referrals:referral_detail", args=[each.pk]),
            is_day_only=True,
        )


def _beginning(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING]}…"


def _statuses(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    changes = CaseStatusChange.objects.filter(case=case).select_related("changed_by")
    for each in changes:
        before = CaseStatus(each.before).label if each.before else ""
        yield TimelineEntry(
            at=within_day(each.changed_on, each.changed_at),
            title=f"{before} → {each.get_after_display()}" if before else each.get_after_display(),
            by=each.changed_by.name,
            reason=each.reason if before else "",
            is_day_only=True,
        )


def within_day(day: date, recorded_at: datetime) -> datetime:
    """Several entries of one day stand in the order in which they were recorded."""
    start = day_start(day)
    return max(start, min(recorded_at, start.replace(hour=23, minute=59)))


def _attention(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    changes = AttentionChange.objects.filter(case=case).select_related("changed_by")
    for each in changes.exclude(before=""):
        yield TimelineEntry(
            at=within_day(each.changed_on, each.changed_at),
            title=f"{each.get_before_display()} → {each.get_after_display()}",
            by=each.changed_by.name,
            reason=each.reason,
            is_day_only=True,
        )


def _workers(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    for each in CaseWorker.objects.filter(case=case).select_related("user", "recorded_by"):
        ended = f"{format_wareki(each.ends_on)}まで" if each.ends_on else ""
        yield TimelineEntry(
            at=within_day(each.starts_on, each.recorded_at),
            title=f"{WorkerRole(each.role).label}：{each.user.name}",
            by=each.recorded_by.name,
            reason=each.reason,
            note=ended,
            is_day_only=True,
        )


def _council(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    found = CouncilRegistration.objects.filter(case=case).select_related("recorded_by")
    for each in found:
        lead = f"主担当機関：{each.lead_agency}"
        yield TimelineEntry(
            at=within_day(each.starts_on, each.recorded_at),
            title="要対協に登録",
            by=each.recorded_by.name,
            reason=each.reason,
            note=lead,
            is_day_only=True,
        )
        if each.ends_on is not None:
            yield TimelineEntry(
                at=day_start(each.ends_on),
                title="要対協の登録を外した",
                note=lead,
                is_day_only=True,
            )


def _links(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    found = CaseLink.objects.of(case.pk).select_related("case", "other", "recorded_by")
    for each in found:
        other = each.other if each.case_id == case.pk else each.case
        yield TimelineEntry(
            at=each.recorded_at,
            title=f"{each.label_on(case.pk)}：{other}",
            by=each.recorded_by.name,
            note="外した関連" if each.removed_at else "",
        )
    for sent in CaseTransfer.objects.filter(case=case).select_related(
        "recipient_center", "recorded_by"
    ):
        received = format_wareki(sent.received_on) if sent.received_on else ""
        yield TimelineEntry(
            at=within_day(sent.transferred_on, sent.recorded_at),
            title=f"ケース移管：{sent.recipient}",
            by=sent.recorded_by.name,
            text=sent.message,
            reason=sent.basis,
            note=f"受領 {received} {sent.received_by_name}" if received else "受領の連絡待ち",
            is_day_only=True,
        )
    reveals = NotifierReveal.objects.filter(notification__case=case)
    for shown in reveals.select_related("revealed_by"):
        yield TimelineEntry(
            at=shown.revealed_at,
            kind="通告した人の表示",
            title="通告した人を表示",
            by=shown.revealed_by.name,
            reason=shown.reason,
        )


def _amendments(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    for each in CaseAmendment.objects.filter(case=case).select_related("changed_by"):
        yield TimelineEntry(
            at=each.changed_at,
            title="登録内容を変更",
            by=each.changed_by.name,
            reason=each.reason,
            changes=changes_shown(each.changes),
        )


def _prints(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    """What left the office on paper; who merely looked at the case is `_reads`."""
    events = AuditEvent.objects.prints_of(case)
    found = list(events.values("occurred_at", "actor_id", "details"))
    names = _names_of({row["actor_id"] for row in found})
    for row in found:
        parts = [str(part.label) for part in PackPart if part in row["details"].get("parts", ())]
        yield TimelineEntry(
            at=row["occurred_at"],
            title="引継資料を印刷",
            by=names.get(row["actor_id"], ""),
            note="、".join(parts) or "担当の引継ぎ",
        )


def _names_of(numbers: set[int | None]) -> dict[int | None, str]:
    people = User.objects.filter(pk__in=numbers - {None})
    return {user.pk: user.name for user in people.only("name")}


def _may_see_readers(case: Case, user: Any) -> bool:
    return bool(getattr(case, "may_see_readers", False)) or user.reach(
        Capability.READERS_VIEW
    ).covers(municipality_id=case.municipality_id, center_id=case.center_id)


def _reads(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    """One entry for each person and way of seeing; at its last time."""
    notes = SupportNote.objects.filter(case=case).only("pk")
    found = list(
        AuditEvent.objects.reads_of(case, *notes)
        .values("actor_id", "action")
        .annotate(times=Count("pk"), last=Max("occurred_at"))
    )
    names = _names_of({row["actor_id"] for row in found})
    for row in found:
        yield TimelineEntry(
            at=row["last"],
            title=audit.Action(row["action"]).label,
            by=names.get(row["actor_id"], ""),
            note=f"{row['times']}回。日時は最後のもの",
        )
