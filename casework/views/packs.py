"""引継資料: of one case, and of all cases that a worker hands to the next."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from accounts.models import User
from casework.enums import PackPart, WorkerRole
from casework.forms.transfers import HandOverForm, PackForm
from casework.identity import names_in_list
from casework.models import Case, CaseWorker
from casework.models.case import CaseQuerySet
from casework.packs import pack_of, packs_of
from casework.views.reaching import case_of, form_page
from casework.worker_actions import CaseHasEndedError, hand_over_cases, staff_of
from centers.models import Center
from consultations.printing import printed
from shared import audit
from shared.access import Capability, requires
from shared.model_forms import violation_message
from shared.pdf import TooMuchToPrintError

ROTATION_PARTS = (
    PackPart.SUMMARY,
    PackPart.NAMES,
    PackPart.HISTORY,
    PackPart.OPEN_MATTERS,
)
TOO_MUCH = "資料が大きすぎて印刷できません。載せる内容を減らすか、分けて印刷してください。"
CASES_OF_A_PACK = 60


@never_cache
@require_safe
@requires(Capability.CASE_WRITE)
def case_pack(request: UserRequest, pk: int) -> HttpResponse:
    """Without parts the page that asks for them; with them the PDF."""
    case = case_of(request, pk, Capability.CASE_WRITE)
    form = PackForm(request.GET if "parts" in request.GET else None)
    if not form.is_valid():
        return form_page(
            request,
            case,
            form,
            title="引継資料",
            submit="PDFを作る",
            page="pack",
            template="cases/case_pack.html",
            status=422 if form.is_bound else 200,
        )
    day = localdate()
    parts = form.cleaned_data["parts"]
    context = {
        "packs": [pack_of(case, request.user, parts, day=day)],
        "title": "ケース引継資料",
        "sender": case.center,
        "by": request.user,
        "day": day,
        "listed": [],
    }
    try:
        answer = printed("cases/pack_print.html", context, name=f"case-{case.number}")
    except TooMuchToPrintError:
        messages.error(request, TOO_MUCH)
        return redirect("cases:case_pack", case.pk)
    audit.record(request, audit.Action.PRINT, case, parts=sorted(parts))
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def hand_over(request: UserRequest) -> HttpResponse:
    """Choose whose cases; then to whom, from when and why. Nothing is moved before the second."""
    staff = _staff(request)
    giver = _chosen(request, staff)
    if giver is None:
        return TemplateResponse(request, "cases/hand_over.html", {"staff": _with_counts(staff)})
    cases = list(_held(request, giver).for_listing())
    receivers = [user for user in staff.values() if user.pk != giver.pk]
    form = HandOverForm(
        request.POST if request.method == "POST" else None, cases=cases, staff=receivers
    )
    if request.method == "POST" and form.is_valid() and _moved(request, form):
        return redirect("cases:case_list")
    audit.record(request, audit.Action.LIST, Case, shown=cases, page="hand_over")
    names = names_in_list(cases, localdate())
    field: Any = form.fields["cases"]
    field.label_from_instance = lambda case: f"{case}　{names[case.pk]}"
    context = {
        "staff": _with_counts(staff),
        "giver": giver,
        "form": form,
        "cases": cases,
        "sheets": _sheets(Paginator(cases, CASES_OF_A_PACK)),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "cases/hand_over.html", context, status=status)


def _staff(request: UserRequest) -> dict[int, User]:
    """Whoever works in the centers within reach, and whoever still has a case there."""
    centers = Center.objects.visible_to(request.user, Capability.CASE_DECIDE)
    staff = staff_of(centers, localdate())
    here = {user.pk: user for members in staff.values() for user in members}
    cases = Case.objects.visible_to(request.user, Capability.CASE_DECIDE).standing()
    standing = CaseWorker.objects.filter(case__in=cases.values("pk"), ends_on=None)
    for user in User.objects.filter(pk__in=standing.values("user")).order_by("name", "pk"):
        here.setdefault(user.pk, user)
    return here


def _chosen(request: UserRequest, staff: dict[int, User]) -> User | None:
    """404 for somebody who is no colleague."""
    asked = request.GET.get("from", "")
    if not asked:
        return None
    user = staff.get(int(asked)) if asked.isascii() and asked.isdecimal() else None
    if user is None:
        raise Http404
    return user


def _with_counts(staff: dict[int, User]) -> list[tuple[User, int]]:
    mains = CaseWorker.objects.filter(role=WorkerRole.MAIN, ends_on=None, user__in=staff)
    counts: dict[int, int] = {}
    for number in mains.values_list("user", flat=True):
        counts[number] = counts.get(number, 0) + 1
    return [(user, counts.get(pk, 0)) for pk, user in staff.items()]


def _sheets(pages: Paginator) -> list[tuple[int, str]]:
    """Each pack by its number, with which of the cases it holds where there are several."""
    return [(number, _which(pages.page(number))) for number in pages.page_range]


def _which(page: Page) -> str:
    if not page.has_other_pages():
        return ""
    return f"{page.paginator.count}件中 {page.start_index()}～{page.end_index()}件目"


def _held(request: UserRequest, giver: User) -> CaseQuerySet:
    mains = CaseWorker.objects.filter(user=giver, role=WorkerRole.MAIN, ends_on=None)
    cases = Case.objects.visible_to(request.user, Capability.CASE_DECIDE).standing()
    return cases.filter(pk__in=mains.values("case"))


def _moved(request: UserRequest, form: HandOverForm) -> bool:
    said = form.cleaned_data
    cases, to = list(said["cases"]), said["to"]
    centers = {case.center_id for case in cases}
    works_in = list(Center.objects.filter(pk__in=centers))
    staff = staff_of(works_in, localdate())
    for center in works_in:
        if to not in staff[center.pk]:
            form.add_error("to", f"{to.name}さんは、{center}の職員ではありません。")
            return False
    try:
        hand_over_cases(
            cases, to, on=said["on"], reason=said["reason"], by=request.user, at=timezone.now()
        )
    except CaseHasEndedError:
        form.add_error("cases", "終わったケースが含まれています。画面を開き直してください。")
        return False
    except IntegrityError as error:
        form.add_error(None, violation_message(error, CaseWorker))
        return False
    audit.record(request, audit.Action.CHANGE, Case, shown=cases, worker=to.pk, page="hand_over")
    messages.success(request, f"{len(cases)}件を{to.name}さんに引き継ぎました。")
    return True


@never_cache
@require_safe
@requires(Capability.CASE_DECIDE)
def hand_over_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """The list of a worker's cases and a sheet for each; of many cases in several packs."""
    giver = get_object_or_404(User, pk=_staff(request).get(pk, User(pk=0)).pk)
    held = _held(request, giver).for_reading().order_by("-fiscal_year", "-serial")
    page = Paginator(held, CASES_OF_A_PACK).get_page(request.GET.get("page"))
    cases, day = list(page.object_list), localdate()
    if not cases:
        messages.info(request, f"{giver.name}さんが主担当のケースはありません。")
        return redirect("cases:hand_over")
    packs = packs_of(cases, request.user, ROTATION_PARTS, day=day)
    context = {
        "packs": packs,
        "title": "担当ケース引継資料",
        "sender": cases[0].center,
        "giver": giver,
        "by": request.user,
        "day": day,
        "listed": packs,
        "count": page.paginator.count,
        "which": _which(page),
    }
    try:
        answer = printed("cases/pack_print.html", context, name=f"hand-over-{giver.pk}")
    except TooMuchToPrintError:
        messages.error(request, TOO_MUCH)
        return redirect("cases:hand_over")
    audit.record(request, audit.Action.PRINT, Case, shown=cases, page="hand_over")
    return answer
