"""Opening a case: from a consultation, a household or a notification; again; from elsewhere."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.actions import (
    CaseSavedBeforeError,
    NotEndedError,
    ReopenedBeforeError,
    open_case,
    reopen_case,
    reopened_as,
)
from casework.draft_forms import NOTIFICATION
from casework.forms.opening import (
    IntakeOpeningForm,
    NotificationForm,
    OpeningForm,
    ReopeningForm,
)
from casework.models import Case
from casework.views.reaching import UNUSABLE, case_of, form_page
from casework.worker_actions import may_work_in
from consultations.actions import discard_draft
from consultations.models import AbuseIntake, Consultation, Household, HouseholdMembership
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires

REOPENED_BEFORE = (
    "このケースは再開済みで、再開後のケースが続いています。「関連するケース」から開いてください。"
)
SAVED_BEFORE = "このケースは登録済みです。二重には登録していません。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def case_of_record_create(request: UserRequest, pk: int) -> HttpResponse:
    """Prefilled from the consultation; restricted, with the notification, if abuse is suspected."""
    records = Consultation.objects.visible_to(request.user).filter(
        request.user.reach(Capability.CASE_WRITE).q(), withdrawn_at=None
    )
    record = get_object_or_404(records.select_related("center", "household", "caller"), pk=pk)
    intake = AbuseIntake.objects.standing().filter(consultation=record).first()
    household = (
        Household.objects.visible_to(request.user).filter(pk=record.household_id or 0).first()
    )
    form_class = OpeningForm if intake is None else IntakeOpeningForm
    members = _members(household)
    form = form_class(
        request.POST if request.method == "POST" else None,
        user=request.user,
        now=timezone.now(),
        center=record.center,
        household=household,
        members=members,
        record=record,
        initial={"concern": "" if intake or record.is_restricted else record.content[:1000]},
    )
    return _open(
        request,
        form,
        about=record,
        title=f"{record}からケースを受け付ける",
        back=record,
        people=[member.person.identity for member in members],
        intake=intake,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def case_of_household_create(request: UserRequest, pk: int) -> HttpResponse:
    households = Household.objects.visible_to(request.user, Capability.CASE_WRITE)
    household = get_object_or_404(households.select_related("center"), pk=pk)
    members = _members(household)
    form = OpeningForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        now=timezone.now(),
        center=household.center,
        household=household,
        members=members,
    )
    return _open(
        request,
        form,
        about=household,
        title=f"{household}のケースを受け付ける",
        back=household,
        people=[member.person.identity for member in members],
    )


@sensitive_post_parameters("notifier_name", "notifier_contact")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def notification_create(request: UserRequest) -> HttpResponse:
    """通告の受付: a restricted case at once; its draft waits on the server like the log's."""
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, NOTIFICATION)
    form = NotificationForm(
        request.POST if is_sent else None,
        user=request.user,
        now=timezone.now(),
        typed=typed_of(draft),
    )
    answer = _open(request, form, about=None, title="通告の受付", back=None, people=[], draft=draft)
    if is_sent and form.errors:
        keep_typed(request, NOTIFICATION, form)
    elif is_sent:
        key = form.cleaned_data["submission_key"]
        discard_draft(NOTIFICATION, by=request.user, submission_key=key)
    return answer


def _members(household: Household | None) -> list[HouseholdMembership]:
    if household is None:
        return []
    here = HouseholdMembership.objects.filter(household=household)
    day = localdate()
    return list(here.current(day).not_cut(day).in_order())


def _open(
    request: UserRequest,
    form: OpeningForm,
    *,
    about: Household | Consultation | None,
    title: str,
    back: Household | Consultation | None,
    people: Sequence[int],
    **more: Any,
) -> HttpResponse:
    is_sent = request.method == "POST"
    is_usable = is_sent and form.is_valid()
    if is_usable:
        saved = _saved_before(form)
        if saved is not None:
            messages.info(request, SAVED_BEFORE)
            return redirect("cases:case_list")
    overlaps, hidden = _overlaps(request, form.chosen_household, people)
    if is_usable and not ((overlaps or hidden) and form.refuse_overlap()):
        return _opened(request, form)
    if "submission_key" in form.errors:
        form.renew_key()
    seen: dict[str, Any] = {"overlaps": [case.pk for case in overlaps]} if overlaps else {}
    if about is not None:
        audit.record(request, audit.Action.READ, about, page="case", **seen)
    elif overlaps:
        audit.record(request, audit.Action.LIST, Case, shown=overlaps, page="notification")
    context = {
        "form": form,
        "title": title,
        "back": back,
        "overlaps": overlaps,
        "hidden_overlaps": hidden,
        "form_key": NOTIFICATION if isinstance(form, NotificationForm) else "",
        "now": form.now,
        **more,
    }
    status = UNUSABLE if is_sent else 200
    return TemplateResponse(request, "cases/case_create.html", context, status=status)


def _saved_before(form: OpeningForm) -> Case | None:
    return Case.objects.filter(
        municipality=form.cleaned_data["center"].municipality_id,
        submission_key=form.cleaned_data["submission_key"],
    ).first()


def _overlaps(
    request: UserRequest, household: Household | None, people: Sequence[int]
) -> tuple[list[Case], int]:
    """Standing cases of the same family: those the user may read, and how many others there are."""
    if household is None and not people:
        return [], 0
    about = Case.objects.standing().about(people, household.pk if household else None)
    here = about.filter(request.user.reach(Capability.CASE_VIEW).q())
    readable = list(Case.objects.visible_to(request.user).filter(pk__in=here).for_listing())
    return readable, here.count() - len(readable)


def _opened(request: UserRequest, form: OpeningForm) -> HttpResponse:
    try:
        case = open_case(
            form.opening(),
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=form.now,
        )
    except CaseSavedBeforeError:
        messages.info(request, SAVED_BEFORE)
        return redirect("cases:case_list")
    audit.record(request, audit.Action.CREATE, case, restricted=case.is_restricted)
    messages.success(request, f"{case}を受け付けました。")
    return redirect("cases:case_detail", case.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def case_reopen(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_WRITE)
    if not case.has_ended:
        messages.warning(request, "このケースは続いています。再開できるのは、終わったケースです。")
        return redirect("cases:case_detail", case.pk)
    going_on = reopened_as(case)
    if going_on is not None:
        came_twice = str(going_on.submission_key) == request.POST.get("submission_key")
        if came_twice or request.method != "POST":
            messages.warning(request, SAVED_BEFORE if came_twice else REOPENED_BEFORE)
            return redirect("cases:case_detail", case.pk)
    overlaps, hidden = _overlaps(request, case.household, [])
    form = ReopeningForm(
        request.POST if request.method == "POST" else None,
        has_overlaps=bool(overlaps or hidden),
        initial={"main_worker": str(request.user.pk)},
    )
    worker: Any = form.fields["main_worker"]
    worker.offer(may_work_in(case.center, localdate()))
    opened_on: Any = form.fields["opened_on"]
    opened_on.earliest = case.ended_on
    if request.method == "POST" and form.is_valid():
        try:
            made = reopen_case(case, **form.said(), by=request.user, at=timezone.now())
        except ReopenedBeforeError:
            form.add_error(None, REOPENED_BEFORE)
        except (CaseSavedBeforeError, NotEndedError):
            messages.info(request, SAVED_BEFORE)
            return redirect("cases:case_detail", case.pk)
        else:
            audit.record(request, audit.Action.CREATE, made, reopened=case.pk)
            messages.success(request, f"{case}を、{made}として再開しました。")
            return redirect("cases:case_detail", made.pk)
    return form_page(
        request,
        case,
        form,
        title="ケースの再開",
        submit="新しいケースとして再開する",
        page="reopen",
        template="cases/case_reopen.html",
        seen={"overlaps": [each.pk for each in overlaps]} if overlaps else None,
        overlaps=overlaps,
        hidden_overlaps=hidden,
    )
