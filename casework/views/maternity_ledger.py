"""妊産婦等支援台帳: the list by month of birth, one row of it, opening and changing a row."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.forms.maternity import LedgerFilter, PregnancyEditForm, PregnancyForm
from casework.interview_due import dues_of
from casework.losses import (
    caution_for_household,
    decided,
    is_stopped,
    losses_of,
    next_steps,
    others_alive,
    stopped,
)
from casework.maternity_actions import (
    PregnancyChangedMeanwhileError,
    PregnancySavedBeforeError,
    amend_pregnancy,
    conflict_of,
    open_pregnancy,
)
from casework.maternity_draft_forms import EDIT, NEW
from casework.maternity_identity import (
    changes_told,
    child_names,
    conflict_told,
    head_of,
    is_covered,
    names_of,
)
from casework.maternity_rows import benefits_of, ledger_rows, scores_of
from casework.maternity_sources import planned_elsewhere
from casework.maternity_weeks import months_after
from casework.models import LossRecord, Pregnancy
from casework.models.pregnancy import PregnancyQuerySet
from casework.timeline_sources import changes_shown
from casework.views.maternity_reaching import (
    CHANGED_MEANWHILE,
    UNUSABLE,
    form_page,
    pregnancy_of,
)
from centers.listing import pagination
from consultations.actions import discard_draft
from consultations.models import Household, HouseholdMembership
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires
from shared.concealed import MASK
from shared.csv_safety import write_csv

PAGE_SIZE = 50
HISTORY_SHOWN = 20
SAVED_BEFORE = "この妊娠の台帳は登録済みです。二重には登録していません。"


def asked(request: UserRequest) -> tuple[LedgerFilter, PregnancyQuerySet]:
    """What the conditions of the address leave of the rows of which anything may be said."""
    form, day = LedgerFilter(request.GET), localdate()
    rows: Any = next_steps(Pregnancy.objects.visible_to(request.user)).for_reading().with_latest()
    if not form.is_valid():
        return form, rows.none()
    said = form.cleaned_data
    if not said["closed"]:
        rows = rows.exclude(moved_out_on__lte=day)
    if said["month"]:
        first = said["month"]
        rows = rows.filter(due_on__gte=first, due_on__lt=months_after(first, 1))
    if said["risk"]:
        rows = rows.filter(risk_level=said["risk"])
    if said["whose"]:
        rows = rows.filter(worker=request.user)
    return form, rows.order_by("due_on", "pk")


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def ledger_list(request: UserRequest) -> HttpResponse:
    form, rows = asked(request)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown, day = list(page.object_list), localdate()
    audit.record(request, audit.Action.LIST, Pregnancy, shown=shown, count=page.paginator.count)
    context = {
        "form": form,
        "months": _by_month(ledger_rows(shown, day)),
        "count": page.paginator.count,
        "pagination": pagination(page, request.GET, unit="件"),
        "may_write": request.user.may(Capability.MATERNITY_WRITE),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "maternity/ledger_list.html", context)


def _by_month(rows: Any) -> list[tuple[date, list[Any]]]:
    months: dict[date, list[Any]] = {}
    for row in rows:
        months.setdefault(row.pregnancy.due_on.replace(day=1), []).append(row)
    return list(months.items())


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def ledger_csv(request: UserRequest) -> HttpResponse:
    """The list as it is narrowed down, with every row, for a spreadsheet."""
    _form, rows = asked(request)
    shown, day = list(rows), localdate()
    audit.record(request, audit.Action.EXPORT, Pregnancy, shown=shown, page="ledger")
    head = (
        "番号", "氏名", "出産予定日", "状況", "妊娠週数", "胎児の数", "支援の必要度", "担当者",
        "里帰り先", "最後の連絡", "次の連絡の日", "次に行うこと",
    )  # fmt: skip
    lines = [row.cells for row in ledger_rows(shown, day)]
    return csv_answer([head, *lines], "maternity-ledger")


def csv_answer(rows: Any, name: str) -> HttpResponse:
    return HttpResponse(
        write_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def stopped_list(request: UserRequest) -> HttpResponse:
    """支援を続けるご家庭・止めているご家庭: the only page that names them, with nothing planned
    but what a person decided for the other children."""
    rows = stopped(Pregnancy.objects.visible_to(request.user)).for_reading().order_by("-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown, day = list(page.object_list), localdate()
    audit.record(
        request,
        audit.Action.LIST,
        Pregnancy,
        shown=shown,
        count=page.paginator.count,
        page="stopped",
    )
    names = names_of(shown, day)
    goes_on = {
        each.loss.pregnancy_id: each
        for each in decided().filter(loss__pregnancy__in=shown).select_related("loss", "worker")
    }
    context = {
        "rows": [(each, names[each.pk], goes_on.get(each.pk)) for each in shown],
        "pagination": pagination(page, request.GET, unit="件"),
    }
    return TemplateResponse(request, "maternity/stopped_list.html", context)


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def pregnancy_detail(request: UserRequest, pk: int) -> HttpResponse:
    pregnancy, day = pregnancy_of(request, pk), localdate()
    head = head_of(pregnancy, day)
    losses = losses_of(pregnancy)
    children = [each.person for each in pregnancy.children.select_related("person").order_by("pk")]
    names = child_names(pregnancy, children, day)
    audit.record(request, audit.Action.READ, pregnancy)
    own = Pregnancy.objects.filter(pk=pregnancy.pk)
    changes = pregnancy.changes.select_related("corrected_by").order_by("-pk")
    context = {
        "head": head,
        "pregnancy": pregnancy,
        "day": day,
        "dues": [] if head.caution else dues_of(own, day),
        "losses": [(each, each.facts, _name_of(each, names)) for each in losses],
        "others": others_alive(pregnancy) if losses else [],
        "elsewhere": planned_elsewhere(pregnancy, request.user) if head.caution else [],
        "children": [(each, names[each.pk]) for each in children],
        "risks": pregnancy.risks.select_related("recorded_by").order_by("-judged_on", "-pk"),
        "scores": scores_of(pregnancy),
        "contacts": pregnancy.contacts.select_related("recorded_by").order_by(
            "-contacted_on", "-pk"
        ),
        "answers": pregnancy.questionnaire_answers.select_related("recorded_by").order_by("-pk"),
        "interviews": pregnancy.interviews.select_related("interviewer").order_by(
            "-occurred_at", "-pk"
        ),
        "benefits": benefits_of(pregnancy),
        "hand_overs": pregnancy.hand_overs.order_by("-sent_on", "-pk"),
        "changes": [
            (each, changes_shown(changes_told(each.changes, is_hidden=head.is_protected)))
            for each in changes[:HISTORY_SHOWN]
        ],
        "may_write": request.user.reach(Capability.MATERNITY_WRITE).covers(
            municipality_id=pregnancy.municipality_id, center_id=pregnancy.center_id
        ),
    }
    return TemplateResponse(request, "maternity/pregnancy_detail.html", context)


def _name_of(loss: LossRecord, names: dict[int, str]) -> str:
    child = loss.facts.child
    return "" if child is None else names.get(child.pk, MASK)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def pregnancy_create(request: UserRequest, pk: int) -> HttpResponse:
    """Of a household: the mother is one of its members."""
    households = Household.objects.visible_to(request.user, Capability.MATERNITY_WRITE)
    household = get_object_or_404(households.select_related("center__municipality"), pk=pk)
    places = HouseholdMembership.objects.visible_to(request.user, Capability.HOUSEHOLD_VIEW)
    is_sent, form_key = request.method == "POST", f"{NEW}{household.pk}"
    draft = None if is_sent else standing_draft(request, form_key)
    form = PregnancyForm(
        request.POST if is_sent else None,
        household=household,
        members=list(places.filter(household=household).in_order()),
        now=timezone.now(),
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        return _opened(request, form, form_key)
    if is_sent:
        keep_typed(request, form_key, form)
    audit.record(request, audit.Action.READ, household, page="pregnancy")
    context = {
        "form": form,
        "household": household,
        "caution": caution_for_household(household.pk),
        "form_key": form_key,
        "draft": draft,
        "now": timezone.now(),
    }
    return TemplateResponse(
        request,
        "maternity/pregnancy_create.html",
        context,
        status=UNUSABLE if is_sent else 200,
    )


def _opened(request: UserRequest, form: PregnancyForm, form_key: str) -> HttpResponse:
    key = form.cleaned_data["submission_key"]
    try:
        made = open_pregnancy(form.new(), submission_key=key, by=request.user, at=timezone.now())
    except PregnancySavedBeforeError as error:
        made = error.pregnancy
        messages.info(request, SAVED_BEFORE)
    else:
        audit.record(request, audit.Action.CREATE, made, household=made.household_id)
        messages.success(request, "妊産婦等支援台帳に登録しました。")
    discard_draft(form_key, by=request.user, submission_key=key)
    return redirect("maternity:pregnancy_detail", made.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def pregnancy_edit(request: UserRequest, pk: int) -> HttpResponse:
    pregnancy, now = pregnancy_of(request, pk, Capability.MATERNITY_WRITE), timezone.now()
    is_sent, form_key = request.method == "POST", f"{EDIT}{pregnancy.pk}"
    is_hidden = is_covered(pregnancy, localdate(now))
    draft = None if is_sent else standing_draft(request, form_key)
    form = PregnancyEditForm(
        request.POST if is_sent else None,
        pregnancy=pregnancy,
        is_stopped=is_stopped(pregnancy),
        is_hidden=is_hidden,
        now=now,
        typed=typed_of(draft),
    )
    more: dict[str, Any] = {}
    if is_sent and form.is_valid():
        said, columns = form.cleaned_data, form.columns()
        try:
            change = amend_pregnancy(
                pregnancy,
                columns,
                version=said["version"],
                reason=said["reason"],
                by=request.user,
                at=now,
                children=list(said["children"]),
            )
        except PregnancyChangedMeanwhileError:
            keep_typed(request, form_key, form)
            pregnancy = pregnancy_of(request, pk, Capability.MATERNITY_WRITE)
            conflict = conflict_of(pregnancy, columns, version=said["version"])
            form.take_over(pregnancy, conflict)
            told = conflict_told(conflict, is_hidden=is_hidden)
            more = {"conflict": told, "status": CHANGED_MEANWHILE}
        else:
            discard_draft(form_key, by=request.user)
            if change is not None or said["children"]:
                fields = sorted(change.changes) if change else ["children"]
                audit.record(request, audit.Action.CHANGE, pregnancy, fields=fields)
            messages.success(request, "台帳を変更しました。前の内容は履歴に残っています。")
            return redirect("maternity:pregnancy_detail", pregnancy.pk)
    elif is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        pregnancy,
        form,
        title="台帳の変更",
        page="edit",
        form_key=form_key,
        draft=draft,
        **more,
    )
