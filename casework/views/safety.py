"""安全確認 of a 通告: the form that stops the clock, or says why it ran out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.models import Notification
from casework.safety_actions import SafetyToldBeforeError, tell_safety
from casework.views.reaching import case_of, form_page
from consultations.forms.intake import SafetyClock, SafetyForm
from shared import audit
from shared.access import Capability, requires
from shared.clock_time import format_clock
from shared.wareki import format_wareki

NO_CLOCK = "安全の確認は、登録済みか、相談記録の「虐待の疑い」で行います。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def safety_confirm(request: UserRequest, pk: int) -> HttpResponse:
    case, now = case_of(request, pk, Capability.CASE_WRITE), timezone.now()
    notification = Notification.objects.filter(case=case).first()
    if notification is None or not notification.runs or notification.confirm_until is None:
        messages.info(request, NO_CLOCK)
        return redirect("cases:case_detail", case.pk)
    clock = SafetyClock(
        notification.accepted_at, notification.confirm_until, notification.missed_reason
    )
    form = SafetyForm(request.POST if request.method == "POST" else None, intake=clock, now=now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            tell_safety(
                notification,
                safety_check=said["safety_check"],
                confirmed_at=said.get("confirmed_at"),
                missed_reason=said["missed_reason"],
                by=request.user,
            )
        except SafetyToldBeforeError:
            messages.warning(request, NO_CLOCK)
        else:
            told = "safety_confirmed_at" if said["safety_check"] else "missed_reason"
            audit.record(request, audit.Action.CHANGE, notification, fields=[told], case=case.pk)
            messages.success(
                request,
                "安全の確認を登録しました。"
                if said["safety_check"]
                else "期限を過ぎた理由を登録しました。安全の確認は、まだ済んでいません。",
            )
        return redirect("cases:case_detail", case.pk)
    until = timezone.localtime(notification.confirm_until)
    return form_page(
        request,
        case,
        form,
        title="通告のあったこどもの安全確認",
        submit="登録する",
        page="safety",
        words=f"期限 {format_wareki(until.date())} {format_clock(until.time())}"
        f"（{notification.clock_hours}時間）",
    )
