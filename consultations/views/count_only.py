"""件数だけを残す: the family did not agree to a record, so the contact counts and says nothing."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from consultations.actions import SubmissionTakenError
from consultations.appointment_actions import AppointmentMovedOnError, keep_time_only
from consultations.consent_actions import SavedInFullError, keep_count_only
from consultations.forms.consultation import LogForm
from consultations.forms.count_only import DROPPED, CountOnlyForm
from consultations.models import NEW_FORM
from consultations.views.drafts import keep_typed
from consultations.views.log_page import log_page
from shared import audit
from shared.access import Capability, requires

NEVER_OF_ABUSE = (
    "虐待の疑いがあるときは、件数だけにはできません。「0 聞いていない」に戻して保存し、"
    "承諾がなかったことは、保存した後に承諾の記録へ残してください。"
)
SAVED_IN_FULL = (
    "この画面の相談記録は、内容を含めて保存済みのため、件数だけにはしていません。"
    "記録を確かめ、承諾がなかったことを承諾の台帳に記録してください。"
)
TAKEN = "この画面の記録は保存済みです。新しい相談記録の画面から、やり直してください。"


def ask_to_keep_the_count(request: UserRequest, now: datetime) -> HttpResponse:
    """Say what will be kept and what goes; until that is confirmed the draft keeps every word."""
    whole = LogForm(request.POST, user=request.user, now=now)
    form = CountOnlyForm(request.POST, user=request.user, now=now)
    keep_typed(request, NEW_FORM, whole)
    if whole["is_abuse_suspected"].data:
        whole.add_error("make_consent", NEVER_OF_ABUSE)
    elif form.is_valid():
        context = {"form": form, "kept": form.kept(), "dropped": DROPPED}
        return TemplateResponse(request, "consents/count_only.html", context)
    for name in set(whole.errors) - set(form.errors) - {"make_consent"}:
        del whole.errors[name]
    if "submission_key" in form.errors:
        whole.renew_key()
    return log_page(request, whole)


@never_cache
@require_POST
@requires(Capability.CONSULTATION_WRITE)
def count_only_create(request: UserRequest) -> HttpResponse:
    """Confirmed: the count stays, the draft goes."""
    now = timezone.now()
    form = CountOnlyForm(request.POST, user=request.user, now=now)
    if not form.is_valid():
        messages.error(request, "保存できませんでした。相談日時などを確かめてください。")
        return redirect("consultations:consultation_create")
    try:
        record = keep_count_only(
            form.entry(),
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=now,
        )
    except SavedInFullError as error:
        messages.error(request, SAVED_IN_FULL)
        return redirect("consultations:consultation_detail", error.record.pk)
    except SubmissionTakenError:
        messages.error(request, TAKEN)
        return redirect("consultations:consultation_create")
    if record.recorded_at == now:
        audit.record(request, audit.Action.CREATE, record, kept="count")
        _empty_appointment(request, form, now)
    messages.success(request, "件数だけを残しました。入力した内容と下書きは消しました。")
    return redirect("consultations:today")


def _empty_appointment(request: UserRequest, form: CountOnlyForm, now: datetime) -> None:
    """Somebody came, and of them the appointment says no more than the count does."""
    appointment = form.found_appointment
    if appointment is None:
        return
    try:
        keep_time_only(appointment, by=request.user, at=now)
    except AppointmentMovedOnError:
        return
    audit.record(request, audit.Action.CHANGE, appointment, kept="count")
