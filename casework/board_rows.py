"""The rows behind a tile, each with the page on which it is put right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from casework.board_tiles import (
    ACCESSES,
    CASES,
    CONFERENCES,
    DRAFTS,
    INTAKES,
    REFERRALS,
    TASKS,
    TRANSFERS,
)
from casework.identity import names_in_list
from shared.draft_forms import draft_form_of


@dataclass(frozen=True)
class BoardRow:
    """`since` is the day from which it waits, or on which it was due."""

    label: str
    url: str
    note: str
    since: date | None
    action: str
    action_url: str


@dataclass(frozen=True)
class Fixing:
    """What is done about the rows of a tile of cases or tasks: a button and the page behind it."""

    label: str
    url_name: str


FIXING = {
    "notified_safety": Fixing("安全確認を登録する", "cases:safety_confirm"),
    "no_contact": Fixing("支援記録を書く", "cases:note_create"),
    "plan_review": Fixing("ケースを開く", "cases:case_detail"),
    "no_worker": Fixing("担当を決める", "cases:case_worker_assign"),
    "worker_left": Fixing("担当を替える", "cases:case_worker_assign"),
    "overdue_task": Fixing("期日を見直す", "cases:task_move"),
    "orphan_task": Fixing("担当者を替える", "cases:task_hand_over"),
}
DEFAULT = Fixing("ケースを開く", "cases:case_detail")


def in_order(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """All that a tile counts, with what its list says; whatever waits longest comes first."""
    return _ORDERED[kind](rows)


def rows_of(code: str, kind: str, rows: Sequence[Any], day: date) -> list[tuple[Any, BoardRow]]:
    """Each row of one page of `in_order` beside what the list says of it; no query for a row."""
    return list(_SOURCES[kind](rows, code, day))


Order = Callable[[Any], QuerySet[Any]]
Source = Callable[[Sequence[Any], str, date], Iterable[tuple[Any, BoardRow]]]


def _cases(rows: Sequence[Any], code: str, day: date) -> Iterable[tuple[Any, BoardRow]]:
    names, fixing = names_in_list(rows, day), FIXING.get(code, DEFAULT)
    for case in rows:
        workers = "、".join(worker.user.name for worker in case.workers_today)
        url = reverse("cases:case_detail", args=[case.pk])
        yield (
            case,
            BoardRow(
                f"{case}　{names[case.pk]}",
                url,
                f"{case.get_status_display()}　担当：{workers or 'いません'}",
                case.opened_on,
                fixing.label,
                reverse(fixing.url_name, args=[case.pk]),
            ),
        )


def _tasks(rows: Sequence[Any], code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    fixing = FIXING[code]
    for task in rows:
        yield (
            task,
            BoardRow(
                task.content,
                reverse("cases:task_detail", args=[task.pk]),
                f"{task.case or task.center}　担当者：{task.owner.name}",
                task.due_on,
                fixing.label,
                reverse(fixing.url_name, args=[task.pk]),
            ),
        )


def _referrals(rows: Sequence[Any], _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for referral in rows:
        url = reverse("referrals:referral_detail", args=[referral.pk])
        yield (
            referral,
            BoardRow(
                str(referral),
                url,
                str(referral.center),
                referral.reply_due_on,
                "返事を確かめる",
                url,
            ),
        )


def _intakes(rows: Sequence[Any], _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for intake in rows:
        url = reverse("intakes:intake_detail", args=[intake.pk])
        yield (
            intake,
            BoardRow(
                str(intake.consultation),
                url,
                f"受理した人：{intake.accepted_by.name}",
                localdate(intake.confirm_until),
                "安全確認を登録する",
                url,
            ),
        )


def _drafts(rows: Sequence[Any], _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    """Whose, of which form and since when; nobody reads another's words."""
    for draft in rows:
        registered = draft_form_of(draft.form_key)
        label = registered[0].label(registered[1]) if registered else "下書き"
        yield (
            draft,
            BoardRow(
                label,
                "",
                f"作成者：{draft.author.name}",
                localdate(draft.saved_on_server),
                "本人に声をかける",
                "",
            ),
        )


def _conferences(rows: Sequence[Any], _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for conference in rows:
        yield (
            conference,
            BoardRow(
                conference.get_kind_display(),
                reverse("cases:conference_detail", args=[conference.pk]),
                f"{conference.center}　進行：{conference.chair.name}",
                conference.held_on,
                "議事録を書く",
                reverse("cases:minutes_edit", args=[conference.pk]),
            ),
        )


def _accesses(rows: Sequence[Any], _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for access in rows:
        url = reverse("consultations:access_list")
        yield (
            access,
            BoardRow(
                f"{access.get_kind_display()}　{access.opened_by.name}",
                url,
                str(access.consultation.center),
                access.opened_on,
                "点検する",
                url,
            ),
        )


def _transfers(rows: Sequence[Any], _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for transfer in rows:
        url = reverse("cases:transfer_take_over", args=[transfer.pk])
        yield (
            transfer,
            BoardRow(
                str(transfer.case),
                url,
                f"移管元：{transfer.case.center}",
                transfer.transferred_on,
                "受け入れる",
                url,
            ),
        )


_ORDERED: dict[str, Order] = {
    CASES: lambda rows: rows.for_listing().order_by("opened_on", "pk"),
    TASKS: lambda rows: rows.for_listing().order_by("due_on", "pk"),
    REFERRALS: lambda rows: rows.for_listing().order_by("reply_due_on", "pk"),
    INTAKES: lambda rows: rows.for_listing().order_by("confirm_until", "pk"),
    DRAFTS: lambda rows: rows.select_related("author").order_by("saved_on_server", "pk"),
    CONFERENCES: lambda rows: rows.select_related("chair", "center").order_by("held_on", "pk"),
    ACCESSES: lambda rows: rows.for_listing().order_by("opened_at", "pk"),
    TRANSFERS: lambda rows: rows.select_related("case__center", "recipient_center").order_by(
        "transferred_on", "pk"
    ),
}
_SOURCES: dict[str, Source] = {
    CASES: _cases,
    TASKS: _tasks,
    REFERRALS: _referrals,
    INTAKES: _intakes,
    DRAFTS: _drafts,
    CONFERENCES: _conferences,
    ACCESSES: _accesses,
    TRANSFERS: _transfers,
}
