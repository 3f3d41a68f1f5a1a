"""会議: the list, calling one, its page, changing and cancelling it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from accounts.models import User
from casework.agenda import flag_labels
from casework.conference_actions import (
    ConferenceChangedMeanwhileError,
    ConferenceIsCancelledError,
    ConferenceSavedBeforeError,
    call_conference,
    cancel_conference,
    change_conference,
)
from casework.conference_enums import ConferenceKind
from casework.enums import CaseStatus
from casework.forms.conferences import (
    CANCELLED,
    CancelForm,
    CaseConferenceForm,
    CenterConferenceForm,
    ConferenceForm,
)
from casework.models import (
    AgencyRole,
    Case,
    Conference,
    ConferenceAttendee,
    ConferenceItem,
    CouncilRegistration,
    MinutesSection,
    Task,
)
from casework.views.conference_reaching import (
    CHANGED,
    conference_of,
    conference_page,
    items_of,
    people_of,
    staff_of,
)
from casework.views.reaching import (
    CHANGED_MEANWHILE,
    UNUSABLE,
    case_of,
    form_page,
    say_ended,
)
from centers.models import Center
from consultations.views.drafts import left_over
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

PAGE_SIZE = 30


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def conference_list(request: UserRequest) -> HttpResponse:
    """Those to come first, the nearest on top; then those that are over."""
    found = Conference.objects.visible_to(request.user)
    kind = request.GET.get("kind", "")
    if kind in ConferenceKind.values:
        found = found.filter(kind=kind)
    day = localdate()
    planned = list(
        found.planned().filter(held_on__gte=day).for_listing(request.user).order_by("held_on", "pk")
    )
    over = found.exclude(pk__in=[each.pk for each in planned]).for_listing(request.user)
    pages = Paginator(over.order_by("-held_on", "-pk"), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    shown = [*planned, *page.object_list]
    audit.record(
        request, audit.Action.LIST, Conference, shown=shown, count=len(planned) + pages.count
    )
    context = {
        "planned": planned,
        "page": page,
        "kind": kind,
        "kinds": [(each.value, each.label, each.value == kind) for each in ConferenceKind],
        "may_decide": request.user.may(Capability.CASE_DECIDE),
        "several_centers": len({each.center_id for each in shown}) > 1,
        **_around(page, kind),
    }
    return TemplateResponse(request, "conferences/conference_list.html", context)


def _around(page: Any, kind: str) -> dict[str, str]:
    told = f"&kind={kind}" if kind in ConferenceKind.values else ""
    return {
        "range_text": f"{page.paginator.count:,}件中 {page.start_index():,}～{page.end_index():,}件目",
        "previous_url": f"?page={page.previous_page_number()}{told}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}{told}" if page.has_next() else "",
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def conference_of_case_create(request: UserRequest, pk: int) -> HttpResponse:
    """For one case. A registered case, or one with a conference ahead, is asked about first."""
    case = case_of(request, pk, Capability.CASE_WRITE)
    if case.has_ended and request.method != "POST":
        say_ended(request)
        return redirect("cases:case_detail", case.pk)
    warning = second_conference(case, localdate(), sent=_sent_key(request))
    form = CaseConferenceForm(
        request.POST if request.method == "POST" else None,
        case=case,
        staff=staff_of(case.center),
        is_warned=bool(warning),
    )
    if request.method == "POST" and form.is_valid():
        return _call(request, form, case=case)
    return form_page(
        request,
        case,
        form,
        title="会議の招集",
        submit="会議を登録する",
        page="conference",
        template="conferences/conference_of_case.html",
        warning=warning,
    )


def _sent_key(request: UserRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return None


def second_conference(case: Case, day: date, *, sent: UUID | None = None) -> dict[str, Any]:
    """Why a conference for the case may be one too many; nothing if it is not. Two queries.

    The one that the same page has just called (`sent`) is not another.
    """
    registration = CouncilRegistration.objects.filter(case=case).on(day).first()
    ahead = Conference.objects.planned().filter(held_on__gte=day).about([case.pk])
    if sent is not None:
        ahead = ahead.exclude(submission_key=sent)
    others = list(ahead.order_by("held_on", "pk"))
    if registration is None and not others:
        return {}
    return {"registration": registration, "others": others}


def _call(request: UserRequest, form: Any, *, case: Case | None = None) -> HttpResponse:
    key = form.cleaned_data["submission_key"]
    try:
        conference = call_conference(
            form.calling(), submission_key=key, by=request.user, at=timezone.now()
        )
    except ConferenceSavedBeforeError as error:
        messages.info(request, "この会議は登録済みです。二重には登録していません。")
        return redirect("cases:conference_detail", error.conference.pk)
    told: dict[str, Any] = {"case": case.pk} if case else {}
    audit.record(request, audit.Action.CREATE, conference, **told)
    messages.success(request, "会議を登録しました。")
    name = "cases:conference_detail" if case else "cases:agenda_edit"
    return redirect(name, conference.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def conference_create(request: UserRequest) -> HttpResponse:
    """合同ケース会議 and the conferences of a whole area; the agenda is chosen on the next page."""
    centers = Center.objects.visible_to(request.user, Capability.CASE_DECIDE).order_by("code", "pk")
    form = CenterConferenceForm(
        request.POST if request.method == "POST" else None,
        centers=centers,
        staff=people_of(centers),
    )
    if request.method == "POST" and form.is_valid():
        return _call(request, form)
    status = UNUSABLE if request.method == "POST" else 200
    context = {"form": form}
    return TemplateResponse(request, "conferences/conference_create.html", context, status=status)


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def conference_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What the last conferences left undone stands first."""
    conference, day = conference_of(request, pk), localdate()
    items = items_of(conference, request.user)
    sections = MinutesSection.objects.filter(conference=conference).standing()
    cases = [item.case_id for item in items if item.case_id]
    writable = Conference.objects.visible_to(request.user, Capability.CASE_WRITE)
    decidable = Conference.objects.visible_to(request.user, Capability.CASE_DECIDE)
    audit.record(request, audit.Action.READ, conference, cases=cases)
    context = {
        "conference": conference,
        "items": _shown(items, day),
        "undone": undone_before(conference, request.user, cases),
        "decided": _decided_here(conference, request.user),
        "attendees": list(ConferenceAttendee.objects.filter(conference=conference).for_listing()),
        "sections": list(sections.open_to(request.user).exclude(text="").for_reading()),
        "day": day,
        "may_write": writable.filter(pk=conference.pk).exists(),
        "may_decide": decidable.filter(pk=conference.pk).exists(),
        "is_over": conference.held_on <= day,
    }
    return TemplateResponse(request, "conferences/conference_detail.html", context)


def _shown(items: list[ConferenceItem], day: date) -> list[dict[str, Any]]:
    """Each with its flags in words, the agencies' roles, and whether the case is registered."""
    roles: dict[int, list[AgencyRole]] = {item.pk: [] for item in items}
    rows = AgencyRole.objects.filter(item__in=roles).select_related("agency").order_by("pk")
    for role in rows:
        roles[role.item_id].append(role)
    cases = [item.case_id for item in items if item.case_id]
    on_list = CouncilRegistration.objects.on(day).filter(case__in=cases)
    registered = set(on_list.values_list("case", flat=True))
    return [
        {
            "item": item,
            "flags": flag_labels(item.flags),
            "roles": roles[item.pk],
            "is_registered": item.case_id in registered,
            "awaits_intake": bool(
                item.case and not item.decision and item.case.status == CaseStatus.RECEIVED
            ),
        }
        for item in items
    ]


def undone_before(conference: Conference, user: User, cases: list[int]) -> list[Task]:
    """Open tasks decided by earlier conferences of the same cases, or of the same kind.

    Without those of families to whom nothing more goes out.
    """
    earlier = Q(decision__conference__held_on__lt=conference.held_on) | Q(
        decision__conference__held_on=conference.held_on, decision__conference__lt=conference.pk
    )
    same = Q(case__in=cases)
    if not conference.is_of_one_case:
        same |= Q(
            decision__conference__kind=conference.kind,
            decision__conference__center=conference.center_id,
        )
    tasks = Task.objects.visible_to(user).open().next_steps().filter(earlier, same)
    return list(tasks.exclude(decision__conference=conference.pk).for_listing())


def _decided_here(conference: Conference, user: User) -> list[Task]:
    tasks = Task.objects.visible_to(user).filter(decision__conference=conference)
    return list(tasks.for_listing().select_related("decision__item__case", "decision__item__issue"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def conference_edit(request: UserRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk, Capability.CASE_WRITE)
    form = ConferenceForm(
        request.POST if request.method == "POST" else None,
        conference=conference,
        items=items_of(conference, request.user),
        staff=staff_of(conference.center),
    )
    page: dict[str, Any] = {"title": "会議の変更", "submit": "変更する", "page": "edit"}
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.COLUMNS}
        try:
            changed = change_conference(conference, said, version=form.cleaned_data["version"])
        except ConferenceIsCancelledError:
            return is_cancelled(request, conference)
        except ConferenceChangedMeanwhileError:
            return changed_again(request, conference, form, **page)
        if changed:
            audit.record(request, audit.Action.CHANGE, conference, fields=changed)
            messages.success(request, "会議を変更しました。")
        else:
            messages.info(request, "変更がないため、登録していません。")
        return redirect("cases:conference_detail", conference.pk)
    return conference_page(request, conference, form, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def conference_cancel(request: UserRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk, Capability.CASE_WRITE)
    if conference.is_held:
        messages.info(request, "開催した会議は、取りやめにできません。")
        return redirect("cases:conference_detail", conference.pk)
    form = CancelForm(
        request.POST if request.method == "POST" else None, initial={"version": conference.version}
    )
    page: dict[str, Any] = {"title": "会議の取りやめ", "submit": "取りやめる", "page": "cancel"}
    if request.method == "POST" and form.is_valid():
        try:
            cancel_conference(conference, **form.cleaned_data)
        except ConferenceIsCancelledError:
            return is_cancelled(request, conference)
        except ConferenceChangedMeanwhileError:
            return changed_again(request, conference, form, **page)
        audit.record(request, audit.Action.WITHDRAW, conference)
        messages.success(request, "会議を取りやめました。決定とタスクは、そのまま残ります。")
        return redirect("cases:conference_detail", conference.pk)
    return conference_page(request, conference, form, **page)


def is_cancelled(request: UserRequest, conference: Conference, form_key: str = "") -> HttpResponse:
    """With the key of a form that keeps a draft, nothing typed into it is lost."""
    messages.warning(request, CANCELLED)
    back = reverse("cases:conference_detail", args=[conference.pk])
    return left_over(request, form_key, back) if form_key else redirect(back)


def changed_again(
    request: UserRequest, conference: Conference, form: Any, **page: Any
) -> HttpResponse:
    """The same page with what was typed, on the conference as it is now."""
    version = Conference.objects.values_list("version", flat=True).get(pk=conference.pk)
    retype(form, version=version)
    form.add_error(None, CHANGED)
    return conference_page(request, conference, form, status=CHANGED_MEANWHILE, **page)
