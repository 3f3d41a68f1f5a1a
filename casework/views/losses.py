"""Recording a loss, correcting the record, deciding about the other children."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.forms.losses import ContinuationForm, LossCorrectionForm, LossForm
from casework.loss_actions import (
    LossChangedMeanwhileError,
    NobodyElseError,
    correct_loss,
    decide_continuation,
    record_loss,
)
from casework.maternity_draft_forms import CONTINUATION, LOSS, LOSS_CORRECTION
from casework.models import LossCorrection, LossRecord
from casework.views.maternity_reaching import (
    CHANGED_MEANWHILE,
    Adding,
    add_page,
    form_page,
    pregnancy_of,
)
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, left_over, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

WORDS = (
    "保存した時から、このご家庭への面談の案内、予定の一覧、印刷、書き出しをすべて止めます。"
    "妊婦支援給付の手続は、別に続けられます。"
)
CHANGED = (
    "この画面を開いた後に、ほかの人がこの記録を訂正しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)
HOUSEHOLD_FOLLOWS = (
    "世帯の登録も、訂正に合わせて変えました。世帯の画面で、世帯のこどもと連絡先を確かめてください。"
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def loss_create(request: UserRequest, pk: int) -> HttpResponse:
    return add_page(
        request,
        pk,
        Adding(
            form_class=LossForm,
            title="流産・死産・こどもの死亡の記録",
            page="loss",
            prefix=LOSS,
            words=WORDS,
            saved="記録しました。このご家庭への案内と予定は、すべて止まっています。",
            save=_save,
        ),
    )


def _save(form: Any, request: UserRequest) -> tuple[Any, bool]:
    return record_loss(
        form.pregnancy,
        form.told(),
        submission_key=form.cleaned_data["submission_key"],
        by=request.user,
        at=timezone.now(),
    )


def _loss(request: UserRequest, pk: int) -> LossRecord:
    """With its pregnancy, corrections and decisions; 404 beyond reach."""
    rows = LossRecord.objects.visible_to(request.user, Capability.MATERNITY_WRITE)
    rows = rows.select_related("pregnancy__center__municipality", "child")
    return get_object_or_404(
        rows.prefetch_related("corrections__child", "corrections__corrected_by"), pk=pk
    )


def _withdrawn_already(request: UserRequest, loss: LossRecord, form_key: str) -> HttpResponse:
    messages.warning(request, "この記録は、誤りとして取り消されています。")
    back = reverse("maternity:pregnancy_detail", args=[loss.pregnancy_id])
    return left_over(request, form_key, back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def loss_correct(request: UserRequest, pk: int) -> HttpResponse:
    loss = _loss(request, pk)
    is_sent, form_key = request.method == "POST", f"{LOSS_CORRECTION}{loss.pk}"
    if loss.is_withdrawn:
        return _withdrawn_already(request, loss, form_key)
    draft = None if is_sent else standing_draft(request, form_key)
    form = LossCorrectionForm(request.POST if is_sent else None, loss=loss, typed=typed_of(draft))
    status = None
    if is_sent and form.is_valid():
        said, is_followed = form.cleaned_data, form.changes_the_household
        try:
            correction = correct_loss(
                loss,
                form.told(),
                seen=said["seen"],
                reason=said["reason"],
                is_withdrawal=said["is_withdrawal"],
                by=request.user,
                at=timezone.now(),
            )
        except LossChangedMeanwhileError:
            form.add_error(None, CHANGED)
            retype(form, seen=LossCorrection.objects.filter(loss=loss).count())
            status = CHANGED_MEANWHILE
        else:
            discard_draft(form_key, by=request.user)
            action = audit.Action.WITHDRAW if said["is_withdrawal"] else audit.Action.CHANGE
            audit.record(request, action, loss, correction=correction.pk)
            messages.success(request, "訂正を保存しました。前の内容は残っています。")
            if is_followed:
                messages.warning(request, HOUSEHOLD_FOLLOWS)
            return redirect("maternity:pregnancy_detail", loss.pregnancy_id)
    if is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        pregnancy_of(request, loss.pregnancy_id, Capability.MATERNITY_WRITE),
        form,
        title="流産・死産・こどもの死亡の記録の訂正",
        page="loss_correct",
        submit="訂正を保存する",
        status=status,
        form_key=form_key,
        draft=draft,
        loss=loss,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def continuation_create(request: UserRequest, pk: int) -> HttpResponse:
    """Only a person lets the contact with the other children go on."""
    loss = _loss(request, pk)
    is_sent, form_key = request.method == "POST", f"{CONTINUATION}{loss.pk}"
    if loss.is_withdrawn:
        return _withdrawn_already(request, loss, form_key)
    draft = None if is_sent else standing_draft(request, form_key)
    form = ContinuationForm(
        request.POST if is_sent else None,
        loss=loss,
        user=request.user,
        now=timezone.now(),
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        try:
            decision, is_new = decide_continuation(form.made(), by=request.user, at=timezone.now())
        except NobodyElseError:
            form.add_error("continues", "台帳に、ほかのこどもがいません。")
        else:
            key = form.cleaned_data["submission_key"]
            discard_draft(form_key, by=request.user, submission_key=key)
            if is_new:
                audit.record(request, audit.Action.CREATE, decision, loss=loss.pk)
            messages.success(request, "決めたことを記録しました。案内や印刷は行いません。")
            return redirect("maternity:pregnancy_detail", loss.pregnancy_id)
    if is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        pregnancy_of(request, loss.pregnancy_id, Capability.MATERNITY_WRITE),
        form,
        title="ほかのこどもへの支援を続けるかの判断",
        page="continuation",
        form_key=form_key,
        draft=draft,
    )
