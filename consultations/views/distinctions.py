"""Taking back that two records are two persons."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from consultations.forms.merge import UndoForm
from consultations.merge_actions import (
    MergeRefusedError,
    is_hidden_between,
    withdraw_distinction,
)
from consultations.models import PersonDistinction
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.PERSON_MERGE)
def distinction_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """With a reason; the pair is then shown again where pairs are looked through."""
    distinctions = PersonDistinction.objects.visible_to(request.user).standing().newest_first()
    distinction = get_object_or_404(distinctions, pk=pk)
    if is_hidden_between(distinction.person, distinction.other, timezone.localdate()):
        raise Http404  # a counter-party's record leads nowhere near
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            withdraw_distinction(distinction, reason=reason, by=request.user, at=timezone.now())
        except MergeRefusedError as error:
            form.add_error(None, ValidationError(str(error)))
        else:
            audit.record(request, audit.Action.WITHDRAW, distinction)
            messages.success(
                request,
                "別人の判断を取り消しました。似ているときは、重複の確認にもう一度出ます。",
            )
            return redirect("households:duplicate_list")
    audit.record(request, audit.Action.READ, distinction)
    return TemplateResponse(
        request,
        "households/distinction_withdraw.html",
        {"form": form, "distinction": distinction},
        status=UNUSABLE if request.method == "POST" else 200,
    )
