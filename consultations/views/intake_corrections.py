"""The moment of acceptance of a suspicion of abuse, put right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from consultations.actions import ChangedMeanwhileError, discard_draft
from consultations.draft_keys import ACCEPTANCE
from consultations.forms.intake_correction import AcceptanceForm
from consultations.intake_corrections import correct_acceptance
from consultations.models import AbuseIntake
from consultations.views.drafts import keep_typed, kept
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
CHANGED = (
    "ほかの人がこの受理を変更しました。今の内容を確かめて、もう一度「訂正する」を押してください。"
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def acceptance_correct(request: UserRequest, pk: int) -> HttpResponse:
    """The clock runs from the new moment; what stood before is kept and shown."""
    intakes = AbuseIntake.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    intake, now = get_object_or_404(intakes.for_listing(), pk=pk), timezone.now()
    is_sent = request.method == "POST"
    form = AcceptanceForm(request.POST if is_sent else None, intake=intake, now=now)
    if intake.withdrawn_at is not None:
        if is_sent:
            keep_typed(request, f"{ACCEPTANCE}{intake.pk}", form)
        messages.warning(request, "取り下げた受理です。もう一度受理してください。")
        return redirect("intakes:intake_detail", intake.pk)
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            correct_acceptance(
                intake,
                accepted_at=said["accepted_at"],
                seen=said["seen"],
                reason=said["reason"],
                missed_reason=said["missed_reason"],
                by=request.user,
                at=now,
            )
        except ChangedMeanwhileError:
            form = _again(request, intake, form)
        else:
            discard_draft(f"{ACCEPTANCE}{intake.pk}", by=request.user)
            fields = ["accepted_at", "confirm_until"]
            audit.record(
                request, audit.Action.CHANGE, intake, fields=fields, record=intake.consultation_id
            )
            messages.success(request, "受理日時を訂正し、安全確認の期限を計算し直しました。")
            return redirect("intakes:intake_detail", intake.pk)
    audit.record(request, audit.Action.READ, intake, page="acceptance")
    context = {
        "intake": intake,
        "form": form,
        "kept": kept(request, f"{ACCEPTANCE}{intake.pk}", form),
    }
    return TemplateResponse(
        request, "intakes/acceptance_correct.html", context, status=UNUSABLE if is_sent else 200
    )


def _again(request: UserRequest, intake: AbuseIntake, form: AcceptanceForm) -> AcceptanceForm:
    """Every word typed, and the moment that stands now beside it."""
    data = request.POST.copy()
    data["seen"] = intake.accepted_at.isoformat()
    again = AcceptanceForm(data, intake=intake, now=form.now)
    again.full_clean()
    again.add_error(None, CHANGED)
    return again
