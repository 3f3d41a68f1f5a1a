"""The rows behind a tile, each with the page on which it is put right."""

from collections.abc import Callable, Iterable
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

MOST = 200


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


def rows_of(code: str, kind: str, rows: QuerySet[Any], day: date) -> list[tuple[Any, BoardRow]]:
    """Each row of the database beside what the list says of it; a fixed number of queries."""
    found = list(_SOURCES[kind](rows, code, day))
    return sorted(found, key=lambda pair: pair[1].since or day)


Source = Callable[[Any, str, date], Iterable[tuple[Any, BoardRow]]]


def _cases(rows: Any, code: str, day: date) -> Iterable[tuple[Any, BoardRow]]:
    cases = list(rows.for_listing()[:MOST])
    names, fixing = names_in_list(cases, day), FIXING.get(code, DEFAULT)
    for case in cases:
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


def _tasks(rows: Any, code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    fixing = FIXING[code]
    for task in rows.for_listing()[:MOST]:
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


def _referrals(rows: Any, _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for referral in rows.for_listing().order_by("reply_due_on", "pk")[:MOST]:
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


def _intakes(rows: Any, _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for intake in rows.for_listing()[:MOST]:
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


def _drafts(rows: Any, _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    """Whose, of which form and since when; nobody reads another's words."""
    for draft in rows.select_related("author").order_by("saved_on_server", "pk")[:MOST]:
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


def _conferences(rows: Any, _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for conference in rows.select_related("chair", "center").order_by("held_on", "pk")[:MOST]:
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


def _accesses(rows: Any, _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    for access in rows.for_listing().order_by("opened_at", "pk")[:MOST]:
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


def _transfers(rows: Any, _code: str, _day: date) -> Iterable[tuple[Any, BoardRow]]:
    found = rows.select_related("case__center", "recipient_center")
    for transfer in found.order_by("transferred_on", "pk")[:MOST]:
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
