"""面談・連絡の予定: as a list, on paper, as a file; and the letter that invites to an interview.

Everything here begins at `losses.next_steps` or ends at `losses.require_next_steps`.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from casework.interview_due import Due, DueKind, counts_of, due_rows, dues, dues_of
from casework.losses import STOPPED, StoppedError, require_next_steps
from casework.maternity_data import settings
from casework.maternity_identity import homecomings_of, names_of
from casework.maternity_weeks import week_text
from casework.models import Pregnancy
from casework.views.maternity_ledger import csv_answer
from casework.views.maternity_reaching import pregnancy_of
from centers.listing import pagination
from consultations.enums import ContactKind
from consultations.masking import contacts_of
from consultations.printing import printed
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 50
MOST_PRINTED = 500
BIRTH_UNKNOWN = (
    "出産予定日を過ぎていますが、出産の記録がありません。"
    "出産の様子を医療機関などに確かめてから、ご案内してください。"
)
WEEK_SHOWN = {DueKind.APPLICATION, DueKind.BEFORE_BIRTH, DueKind.CONTACT}


def _kind(request: UserRequest) -> DueKind:
    asked = request.GET.get("kind", "")
    return DueKind(asked) if asked in DueKind.values else DueKind.APPLICATION


def _rows(request: UserRequest) -> Any:
    """Of one's own center, as far as anything may be said of them."""
    rows = Pregnancy.objects.visible_to(request.user).for_reading().with_latest()
    return due_rows(rows, _kind(request), localdate())


def _shown(found: list[Due]) -> list[dict[str, Any]]:
    day = localdate()
    rows = [each.pregnancy for each in found]
    names, homecomings = names_of(rows, day), homecomings_of(rows, day)
    return [
        {
            "due": each,
            "pregnancy": each.pregnancy,
            "name": names[each.pregnancy.pk],
            "homecoming": homecomings[each.pregnancy.pk],
            "week": week_text(each.pregnancy.due_on, day)
            if each.kind in WEEK_SHOWN and each.pregnancy.delivered_on is None
            else "",
        }
        for each in found
    ]


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def due_list(request: UserRequest) -> HttpResponse:
    kind, day = _kind(request), localdate()
    page = Paginator(_rows(request), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audit.record(
        request,
        audit.Action.LIST,
        Pregnancy,
        shown=shown,
        count=page.paginator.count,
        page=f"due_{kind.value}",
    )
    counts = counts_of(Pregnancy.objects.visible_to(request.user), day)
    context = {
        "kind": kind,
        "tabs": [(each, counts[each], each == kind) for each in DueKind],
        "rows": _shown(dues(shown, kind, day)),
        "source": settings()["stage"].get(kind.value, {}).get("source", ""),
        "pagination": pagination(page, request.GET, unit="件"),
    }
    return TemplateResponse(request, "maternity/due_list.html", context)


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def due_csv(request: UserRequest) -> HttpResponse:
    """Every row."""
    kind = _kind(request)
    rows = list(_rows(request))
    audit.record(request, audit.Action.EXPORT, Pregnancy, shown=rows, page=f"due_{kind.value}")
    head = ("番号", "氏名", "予定", "期限", "妊娠週数", "出産予定日", "担当者", "最後の連絡")
    lines = [
        (
            each["pregnancy"].pk,
            each["name"],
            each["due"].label,
            each["due"].due_on,
            each["week"],
            each["pregnancy"].due_on,
            each["pregnancy"].worker.name if each["pregnancy"].worker else "",
            each["pregnancy"].last_seen_on,
        )
        for each in _shown(dues(rows, kind, localdate()))
    ]
    return csv_answer([head, *lines], f"due-{kind.value}")


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def due_print(request: UserRequest) -> HttpResponse:
    """For the desk, with the numbers to call as far as they may be shown.

    What goes beyond one paper is said on it: the first due are there.
    """
    kind, day = _kind(request), localdate()
    page = Paginator(_rows(request), MOST_PRINTED).page(1)
    rows, count = list(page.object_list), page.paginator.count
    contacts = contacts_of([row.mother for row in rows], day=day)
    phones = {
        pk: next(each.text for each in known if each.kind == ContactKind.PHONE)
        for pk, known in contacts.items()
    }
    shown = [
        each | {"phone": phones[each["pregnancy"].mother_id]}
        for each in _shown(dues(rows, kind, day))
    ]
    context = {
        "kind": kind,
        "rows": shown,
        "others": count - len(rows),
        "day": day,
        "by": request.user,
    }
    answer = printed("maternity/due_print.html", context, name=f"due-{kind.value}")
    audit.record(
        request, audit.Action.PRINT, Pregnancy, shown=rows, count=count, page=f"due_{kind.value}"
    )
    return answer


@never_cache
@require_safe
@requires(Capability.MATERNITY_WRITE)
def invitation_print(request: UserRequest, pk: int) -> HttpResponse:
    """面談のご案内: for one family, while anything is due; never for one whose steps are stopped."""
    pregnancy, day = pregnancy_of(request, pk, Capability.MATERNITY_WRITE), localdate()
    try:
        require_next_steps(pregnancy)
    except StoppedError:
        messages.warning(request, STOPPED)
        return redirect("maternity:pregnancy_detail", pregnancy.pk)
    due = [
        each
        for each in dues_of(Pregnancy.objects.filter(pk=pregnancy.pk), day)
        if each.kind != DueKind.CONTACT
    ]
    if any(each.birth_unknown for each in due):
        messages.warning(request, BIRTH_UNKNOWN)
        return redirect("maternity:pregnancy_detail", pregnancy.pk)
    if not due:
        messages.info(request, "案内する面談はありません。")
        return redirect("maternity:pregnancy_detail", pregnancy.pk)
    known = contacts_of([pregnancy.mother], day=day)[pregnancy.mother_id]
    context = {
        "pregnancy": pregnancy,
        "name": names_of([pregnancy], day)[pregnancy.pk],
        "address": [
            each.text
            for each in known
            if each.kind in {ContactKind.POSTAL_CODE, ContactKind.ADDRESS} and each.text
        ],
        "due": due[0],
        "day": day,
        "by": request.user,
    }
    answer = printed("maternity/invitation_print.html", context, name=f"invitation-{pk}")
    audit.record(request, audit.Action.PRINT, pregnancy, page="invitation")
    return answer
