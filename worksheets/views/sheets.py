"""One sheet: as it would be now, as it was prepared, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import FORM_TOO_OLD
from worksheets.actions import (
    AlreadyDoneError,
    ChangedSinceError,
    Prepared,
    RefusedError,
    answer_return,
    check_sheet,
    has_entered,
    prepare_sheets,
    return_sheet,
    submit_sheet,
    withdraw_sheet,
)
from worksheets.drafting import Draft, center_drafts, municipality_draft
from worksheets.enums import CHECKING, PREPARING, WorksheetStage
from worksheets.gathering import cases
from worksheets.history import component_history, repayment_history, spending_history
from worksheets.ledgers import REPAYMENTS
from worksheets.models import Worksheet
from worksheets.print_enums import SheetKind
from worksheets.print_form_actions import kinds_without_final_form
from worksheets.sheet_forms import AnswerForm, NotedForm, ReturnForm, SeenForm, WithdrawForm
from worksheets.sheet_pages import entries_of, shown_sheet
from worksheets.staleness import changes_since, records_since
from worksheets.subject_number import SheetSubject
from worksheets.views.asked import center_or_404, subject_or_404

UNUSABLE = 422


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def center_sheet(
    request: UserRequest, center_pk: int, fiscal_year: int, stage: str, center_type: str
) -> HttpResponse:
    """As the records have it now; nothing of it is kept yet."""
    subject = subject_or_404(center_pk, fiscal_year, stage, center_type)
    center = center_or_404(request, subject, Capability.WORKSHEET_VIEW)
    draft = _draft(request, center, subject)
    audit.record(request, audit.Action.READ, center, fiscal_year=fiscal_year, stage=stage)
    made = Worksheet.objects.filter(
        center=center, center_type=center_type, fiscal_year=fiscal_year, stage=stage
    )
    context = {
        "subject": subject,
        "center": center,
        "arguments": subject.arguments,
        "draft": draft,
        "sheet": shown_sheet(draft.content),
        "entries": entries_of(subject, draft.content),
        "histories": [
            spending_history(request.user, subject, request.GET),
            component_history(request.user, subject, request.GET),
        ],
        "made": made.for_listing().defer("content").order_by("-number"),
        "may_prepare": _covers(request, Capability.WORKSHEET_PREPARE, center.municipality_id),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "worksheets/center_sheet.html", context)


def _draft(request: UserRequest, center: Center, subject: SheetSubject) -> Draft:
    """404 where the center did not work under the type in the year."""
    for draft in center_drafts(
        request.user, center.municipality, subject.fiscal_year, subject.stage, of=center
    ):
        if draft.center_type == subject.center_type:
            return draft
    raise Http404


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def center_prepare(
    request: UserRequest, center_pk: int, fiscal_year: int, stage: str, center_type: str
) -> HttpResponse:
    """With `again` the next number after a submitted sheet."""
    subject = subject_or_404(center_pk, fiscal_year, stage, center_type)
    center = center_or_404(request, subject, Capability.WORKSHEET_PREPARE)
    outcome = prepare_sheets(
        [_draft(request, center, subject)],
        municipality=center.municipality,
        fiscal_year=fiscal_year,
        stage=subject.stage,
        by=request.user,
        at=timezone.now(),
        again=bool(request.POST.get("again")),
        even_alike=bool(request.POST.get("even_alike")),
    )
    write_down(request, outcome)
    tell(request, outcome)
    [row] = [*outcome.written, *outcome.unchanged, *outcome.submitted, *outcome.own]
    return redirect("worksheets:sheet_detail", row.pk)


def write_down(request: UserRequest, outcome: Prepared) -> None:
    """One entry for whatever was written; none if nothing was."""
    if outcome.written:
        action = audit.Action.CREATE if outcome.new else audit.Action.CHANGE
        audit.record(
            request,
            action,
            Worksheet,
            shown=outcome.written,
            new=len(outcome.new),
            renewed=len(outcome.renewed),
        )


def tell(request: UserRequest, outcome: Prepared) -> None:
    """What came of it, in words."""
    parts = [
        f"{word}{len(rows)}件"
        for word, rows in (
            ("作成", outcome.new),
            ("作り直し", outcome.renewed),
            ("うち差し戻されていたもの", outcome.returned),
            ("変更なし", outcome.unchanged),
            ("提出済みのため変更なし", outcome.submitted),
        )
        if rows
    ]
    if parts:
        messages.success(request, f"調書：{'、'.join(parts)}。")
    if outcome.alike:
        messages.warning(
            request,
            "提出した調書と違いがないため、次の回は作成していません。それでも作成するときは、調書の画面で確かめてから押してください。",
        )
    if outcome.own:
        messages.warning(
            request,
            f"自分が確認した調書{len(outcome.own)}件は、作り直していません。別の人が作り直してください。",
        )


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible_or_404(request, pk, Capability.WORKSHEET_VIEW))


def _detail(
    request: UserRequest,
    worksheet: Worksheet,
    *,
    told: NotedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    anew = None if worksheet.is_withdrawn else draft_of(request, worksheet)
    standing = Worksheet.objects.of_subject(worksheet).standing()
    later = standing.filter(number__gt=worksheet.number)
    if worksheet.is_withdrawn:
        later = standing.filter(number__gte=worksheet.number)
    steps = list(worksheet.steps.select_related("done_by").order_by("pk"))
    repayments = worksheet.repayments.current().order_by("decided_on", "pk")
    audit.record(request, audit.Action.READ, worksheet)
    context: dict[str, Any] = {
        "worksheet": worksheet,
        "sheet": shown_sheet(worksheet.content),
        "seen_form": SeenForm(initial={"seen": worksheet.seen}, auto_id=False),
        **{
            each.name: told if isinstance(told, each) else each(initial={"seen": worksheet.seen})
            for each in (ReturnForm, AnswerForm, WithdrawForm)
        },
        "changes": []
        if worksheet.is_withdrawn
        else changes_since(worksheet, anew.content if anew else None),
        "is_registered": anew is not None,
        "records": records_since(worksheet),
        "steps": steps,
        "returned": steps[-1] if steps and worksheet.is_returned else None,
        "later": later.first(),
        "repayments": [(row, REPAYMENTS.withdraw_url(row)) for row in repayments],
        "repaid": sum(row.amount for row in repayments),
        "is_form_open": _is_form_open(worksheet),
        "repayment_history": repayment_history(request.user, worksheet, request.GET),
        "today": timezone.localdate(),
        **_addresses(worksheet),
        **_may(request, worksheet, {step.part for step in steps if step.done_by == request.user}),
    }
    return TemplateResponse(request, "worksheets/sheet_detail.html", context, status=status)


def draft_of(request: UserRequest, worksheet: Worksheet) -> Draft | None:
    """The same sheet as the records have it now; None if the center is under the type no more."""
    stage = WorksheetStage(worksheet.stage)
    told = (request.user, worksheet.municipality, worksheet.fiscal_year, stage)
    if worksheet.center is None:
        return municipality_draft(
            worksheet.municipality,
            worksheet.fiscal_year,
            stage,
            subjects=cases(*told),
            before=worksheet.number,
        )
    drafts = center_drafts(*told, of=worksheet.center, before=worksheet.number)
    return next((each for each in drafts if each.center_type == worksheet.center_type), None)


def _is_form_open(worksheet: Worksheet) -> bool:
    """Whether the sheet would be submitted in a form that is not final."""
    kind = SheetKind.CENTER if worksheet.center_id else SheetKind.MUNICIPALITY
    return worksheet.is_checked and kind in kinds_without_final_form(
        worksheet.municipality_id, worksheet.stage
    )


def _addresses(worksheet: Worksheet) -> dict[str, str]:
    """Where the sheet is shown as it would be now, and where it is prepared anew."""
    year = [worksheet.fiscal_year, worksheet.stage]
    if worksheet.center_id is None:
        names = ("stage_list", "total_prepare")
        arguments = [worksheet.municipality_id, *year]
    else:
        names = ("center_sheet", "center_prepare")
        arguments = [worksheet.center_id, *year, worksheet.center_type]
    live, prepare = (reverse(f"worksheets:{name}", args=arguments) for name in names)
    return {"live_url": live, "prepare_url": prepare}


def _may(request: UserRequest, worksheet: Worksheet, parts: set[int | None]) -> dict[str, bool]:
    """What the user may do; `parts` they have had in the sheet, and keep."""
    words = {
        "may_prepare": Capability.WORKSHEET_PREPARE,
        "may_check": Capability.WORKSHEET_CHECK,
        "may_submit": Capability.WORKSHEET_SUBMIT,
    }
    found = {
        word: _covers(request, capability, worksheet.municipality_id)
        for word, capability in words.items()
    }
    has_looked = CHECKING in parts
    return found | {
        "may_renew": found["may_prepare"] and (worksheet.is_submitted or not has_looked),
        "is_own": PREPARING in parts,
        "has_looked": has_looked,
        "has_entered": worksheet.is_draft and has_entered(worksheet, request.user),
    }


def _covers(request: UserRequest, capability: Capability, municipality_id: int) -> bool:
    return request.user.reach(capability).covers(municipality_id=municipality_id)


def _visible_or_404(request: UserRequest, pk: int, capability: Capability) -> Worksheet:
    visible = Worksheet.objects.visible_to(request.user, capability)
    return get_object_or_404(visible.for_listing(), pk=pk)


@require_POST
@requires(Capability.WORKSHEET_CHECK)
def sheet_check(request: UserRequest, pk: int) -> HttpResponse:
    worksheet = _visible_or_404(request, pk, Capability.WORKSHEET_CHECK)

    def check(seen: str) -> Worksheet:
        return check_sheet(worksheet, seen=seen, by=request.user, at=timezone.now())

    return _stepped(request, worksheet, check, "調書を確認しました。")


@require_POST
@requires(Capability.WORKSHEET_SUBMIT)
def sheet_submit(request: UserRequest, pk: int) -> HttpResponse:
    worksheet = _visible_or_404(request, pk, Capability.WORKSHEET_SUBMIT)
    anew = draft_of(request, worksheet)

    def submit(seen: str) -> Worksheet:
        return submit_sheet(worksheet, seen=seen, anew=anew, by=request.user, at=timezone.now())

    return _stepped(
        request, worksheet, submit, "提出済みにしました。この調書は、もう変わりません。"
    )


def _stepped(
    request: UserRequest, worksheet: Worksheet, step: Callable[[str], Worksheet], said: str
) -> HttpResponse:
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, FORM_TOO_OLD)
        return redirect("worksheets:sheet_detail", worksheet.pk)
    try:
        row = step(form.cleaned_data["seen"])
    except AlreadyDoneError:
        messages.success(request, said)
    except ChangedSinceError as error:
        labels = "、".join(change.label for change in error.changes[:3])
        messages.error(request, f"{error}{f'（{labels}など）' if labels else ''}")
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        audit.record(request, audit.Action.CHANGE, row, state=row.state)
        messages.success(request, said)
    return redirect("worksheets:sheet_detail", worksheet.pk)


@require_POST
@requires(Capability.WORKSHEET_CHECK)
def sheet_return(request: UserRequest, pk: int) -> HttpResponse:
    worksheet = _visible_or_404(request, pk, Capability.WORKSHEET_CHECK)
    return _told(request, worksheet, ReturnForm(request.POST), return_sheet, "差し戻しました。")


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def sheet_answer(request: UserRequest, pk: int) -> HttpResponse:
    """A returned sheet is handed in again as it is."""
    worksheet = _visible_or_404(request, pk, Capability.WORKSHEET_PREPARE)
    form, said = AnswerForm(request.POST), "差戻しに回答しました。もう一度、確認を受けてください。"
    return _told(request, worksheet, form, answer_return, said)


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def sheet_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    worksheet = _visible_or_404(request, pk, Capability.WORKSHEET_PREPARE)
    form, said = WithdrawForm(request.POST), "この調書を取りやめました。"
    return _told(request, worksheet, form, withdraw_sheet, said)


def _told(
    request: UserRequest,
    worksheet: Worksheet,
    form: NotedForm,
    act: Callable[..., Worksheet],
    said: str,
) -> HttpResponse:
    """A step that is taken with a word; what was typed stays if it is refused."""
    if not form.is_valid():
        return _detail(request, worksheet, told=form, status=UNUSABLE)
    try:
        row = act(worksheet, **form.cleaned_data, by=request.user, at=timezone.now())
    except AlreadyDoneError:
        messages.success(request, said)
    except RefusedError as error:
        form.add_error(None, str(error))
        form.show_again(worksheet.seen)
        return _detail(request, worksheet, told=form, status=UNUSABLE)
    else:
        audit.record(request, audit.Action.CHANGE, row, state=row.state)
        messages.success(request, said)
    return redirect("worksheets:sheet_detail", worksheet.pk)
