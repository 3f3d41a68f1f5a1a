"""The tiles of the board that this app and those below it know of."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from accounts.models import RoleGrant
from accounts.policy import roles_with
from casework.board import BoardScope, Tile, register
from casework.due_reviews import past_review
from casework.enums import NoteKind, WorkerRole
from casework.models import CaseRecord, CaseWorker, Notification, SupportNote
from casework.models.case import CaseQuerySet
from casework.task_enums import ThresholdKind
from consultations.models import ConsultationDraft
from shared.access import Capability, Confidentiality, Scope
from shared.date_ranges import in_force
from shared.ledger import CURRENT
from staffing.models import Posting

CASES, TASKS, REFERRALS, INTAKES = "cases", "tasks", "referrals", "intakes"
DRAFTS, CONFERENCES, ACCESSES, TRANSFERS = "drafts", "conferences", "accesses", "transfers"


def register_own() -> None:
    for code, label, says, rows, kind, center in (
        (
            "safety_clock",
            "安全確認が済んでいない",
            "虐待の疑いを受理し、こどもの安全をまだ確認していません。",
            _safety_clocks,
            INTAKES,
            "consultation__center",
        ),
        (
            "notified_safety",
            "通告のあったこどもの安全確認が済んでいない",
            "通告を受け、こどもの安全をまだ確認していません。",
            _notified,
            CASES,
            "center",
        ),
        (
            "no_contact",
            "連絡が途絶えている",
            "決めた日数の間、面接・訪問も相談もありません。",
            no_contact,
            CASES,
            "center",
        ),
        (
            "plan_review",
            "サポートプランの見直しの日を過ぎた",
            "見直しの日を過ぎたサポートプランがあります。",
            _plans,
            CASES,
            "center",
        ),
        (
            "no_worker",
            "主担当がいない",
            "続いているケースに、きょうの主担当がいません。",
            _without_worker,
            CASES,
            "center",
        ),
        (
            "worker_left",
            "主担当が離れた",
            "主担当が、センターの職員でなくなったか、利用を停止されています。",
            _worker_left,
            CASES,
            "center",
        ),
        (
            "silent_referral",
            "返事のないつなぎ",
            "返事の期日を過ぎたつなぎです。",
            _silent_referrals,
            REFERRALS,
            "center",
        ),
        (
            "overdue_task",
            "期日を過ぎたタスク",
            "期日を過ぎても終わっていないタスクです。",
            _overdue_tasks,
            TASKS,
            "center",
        ),
        (
            "orphan_task",
            "担当者が離れたタスク",
            "担当者が、センターの職員でなくなったか、利用を停止されています。",
            _orphan_tasks,
            TASKS,
            "center",
        ),
        (
            "no_minutes",
            "議事録のない会議",
            "開催日を過ぎても、議事録に何も書かれていません。",
            _without_minutes,
            CONFERENCES,
            "center",
        ),
        (
            "draft",
            "保存されていない下書き",
            "決めた日数の間、下書きのままの記録です。内容は本人だけが読めます。",
            old_drafts,
            DRAFTS,
            "",
        ),
        (
            "unread_access",
            "点検していない緊急閲覧",
            "制限された記録が緊急に開かれ、まだ点検されていません。",
            _unreviewed,
            ACCESSES,
            "consultation__center",
        ),
        (
            "arriving_case",
            "受け入れていない移管",
            "ほかのセンターから移管され、まだ受け入れていないケースです。",
            _arriving,
            TRANSFERS,
            "recipient_center",
        ),
    ):
        register(Tile(code=code, label=label, says=says, rows=rows, kind=kind, center=center))


def _standing(scope: BoardScope) -> CaseQuerySet:
    return scope.cases.standing().next_steps()


def _safety_clocks(scope: BoardScope) -> QuerySet[Any]:
    return scope.intakes.unconfirmed()


def _notified(scope: BoardScope) -> QuerySet[Any]:
    """Whoever lost a child included: the safety of the others is nothing to be stopped."""
    running = Notification.objects.unconfirmed()
    return scope.cases.filter(pk__in=running.values("case"))


def no_contact(scope: BoardScope) -> QuerySet[Any] | None:
    """Neither a talk nor a consultation within the days; a case younger than that is left alone."""
    days = scope.days_set(ThresholdKind.NO_CONTACT)
    if not days:
        return None
    condition = Q(pk__in=())
    for municipality, number in days.items():
        limit = scope.day - timedelta(days=number)
        since = make_aware(datetime.combine(limit, time.min))
        talks = SupportNote.objects.standing().filter(
            case=OuterRef("pk"), kind=NoteKind.VISIT, occurred_at__gte=since
        )
        records = CaseRecord.objects.standing().filter(
            case=OuterRef("pk"), consultation__occurred_at__gte=since
        )
        condition |= (
            Q(municipality=municipality, opened_on__lt=limit)
            & ~Q(Exists(talks))
            & ~Q(Exists(records))
        )
    return _standing(scope).filter(condition)


def _plans(scope: BoardScope) -> QuerySet[Any] | None:
    return past_review(_standing(scope), scope.day)


def _main_workers(scope: BoardScope) -> Any:
    return CaseWorker.objects.on(scope.day).filter(case=OuterRef("pk"), role=WorkerRole.MAIN)


def _without_worker(scope: BoardScope) -> QuerySet[Any]:
    return _standing(scope).filter(~Exists(_main_workers(scope)))


def _left(scope: BoardScope, user: str, center: str) -> Q:
    """No role in the center any more, an account stopped, or every posting there over."""
    roles = roles_with(
        Capability.CASE_WRITE, Scope.OWN_CENTER, confidentiality=Confidentiality.ORDINARY
    )
    held = RoleGrant.objects.counting_on(scope.day).filter(
        user=OuterRef(user), center=OuterRef(center), role__in=roles
    )
    postings = Posting.objects.filter(
        CURRENT, staff_member__user=OuterRef(user), center=OuterRef(center)
    )
    posted = postings.filter(in_force(scope.day))
    over = postings.filter(ends_on__lt=scope.day)
    return (
        Q(**{f"{user}__is_active": False}) | ~Q(Exists(held)) | Q(Exists(over)) & ~Q(Exists(posted))
    )


def _worker_left(scope: BoardScope) -> QuerySet[Any]:
    gone = _main_workers(scope).filter(_left(scope, "user", "case__center"))
    return _standing(scope).filter(Exists(gone))


def _orphan_tasks(scope: BoardScope) -> QuerySet[Any]:
    return scope.tasks.open().next_steps().filter(_left(scope, "owner", "center"))


def _silent_referrals(scope: BoardScope) -> QuerySet[Any]:
    return scope.referrals.silent(scope.day)


def _overdue_tasks(scope: BoardScope) -> QuerySet[Any]:
    return scope.tasks.overdue(scope.day).next_steps()


def _without_minutes(scope: BoardScope) -> QuerySet[Any]:
    return scope.conferences.without_minutes(scope.day)


def old_drafts(scope: BoardScope) -> QuerySet[Any] | None:
    """Of those who work in the centers; who and since when, never what."""
    days = scope.days_set(ThresholdKind.DRAFT)
    if not days:
        return None
    condition = Q(pk__in=())
    for municipality, number in days.items():
        limit = scope.now - timedelta(days=number)
        condition |= Q(municipality=municipality, saved_on_server__lt=limit)
    held = RoleGrant.objects.counting_on(scope.day).filter(center__in=scope.center_ids)
    return ConsultationDraft.objects.filter(condition, author__in=held.values("user"))


def _unreviewed(scope: BoardScope) -> QuerySet[Any]:
    return scope.accesses.filter(reviewed_at=None)


def _arriving(scope: BoardScope) -> QuerySet[Any]:
    return scope.transfers.awaiting()
