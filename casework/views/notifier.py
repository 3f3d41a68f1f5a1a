"""通告した人の表示: for a reason and with the password, once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.identity import identity_of
from casework.masking import revealed
from casework.models import Notification
from casework.notifier_actions import NotifierRevealedBeforeError, write_notifier_reveal
from casework.views.reaching import case_of, form_page
from consultations.forms.protection import RevealForm
from shared import audit
from shared.access import Capability, requires

SHOWN_ONCE = "この表示は一度済んでいます。もう一度見るには、この画面を開き直してください。"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.NOTIFIER_REVEAL)
def notifier_reveal(request: UserRequest, pk: int) -> HttpResponse:
    """GET asks, and only the answer to a POST shows, once; no address leads to it again."""
    case = case_of(request, pk, Capability.NOTIFIER_REVEAL)
    notification = Notification.objects.filter(case=case).first()
    if notification is None or not notification.names_notifier:
        messages.info(request, "通告した人の登録はありません。")
        return redirect("cases:case_detail", case.pk)
    form = RevealForm(request.POST if request.method == "POST" else None, request=request)
    form.fields["reason"].label = "表示する理由"
    form.fields["reason"].help_text = "10文字以上。例：通告の内容を本人に確かめるため。"
    if request.method == "POST" and form.is_valid():
        try:
            reveal = write_notifier_reveal(
                notification,
                reason=form.cleaned_data["reason"],
                submission_key=form.cleaned_data["submission_key"],
                by=request.user,
                at=timezone.now(),
            )
        except NotifierRevealedBeforeError:
            form.add_error(None, SHOWN_ONCE)
        else:
            audit.record(request, audit.Action.REVEAL, notification, reveal=reveal.pk, case=case.pk)
            context = {
                "case": case,
                "identity": identity_of(case, localdate()),
                "reveal": reveal,
                "notifier": revealed(reveal),
                "notification": notification,
            }
            return TemplateResponse(request, "cases/notifier_revealed.html", context)
    return form_page(
        request,
        case,
        form,
        title="通告した人の表示",
        submit="確認して表示する",
        page="notifier",
        words="通告した人を一度だけ表示します。いつ、誰が、どの理由で表示したかは、ケースの経過と監査記録に残ります。"
        "通告した人を特定させることを、ほかへ漏らしてはなりません（児童虐待の防止等に関する法律第7条）。",
    )
