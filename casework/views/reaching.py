"""What the pages of a case share: the case within reach, its head, the page of a form."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from accounts.http import UserRequest
from casework.forms.fields import CASE_ENDED
from casework.identity import identity_of
from casework.models import Case
from shared import audit
from shared.access import Capability

UNUSABLE = 422
CHANGED_MEANWHILE = 409
CHANGED = (
    "この画面を開いた後に、ほかの人がこのケースを変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)


def case_of(request: UserRequest, pk: int, capability: Capability = Capability.CASE_VIEW) -> Case:
    """404 beyond reach. With `may_write`, `may_decide`, `may_reveal`, `may_see_readers`."""
    cases = Case.objects.visible_to(request.user, capability).for_reading()
    return get_object_or_404(cases.with_what_may_be_done_by(request.user), pk=pk)


def form_page(
    request: UserRequest,
    case: Case,
    form: Any,
    *,
    title: str,
    submit: str,
    page: str,
    template: str = "cases/case_form.html",
    status: int | None = None,
    seen: Mapping[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """A form about a case, under its head; read like the case itself, and what is `seen` with it."""
    audit.record(request, audit.Action.READ, case, page=page, **(seen or {}))
    context = {
        "identity": identity_of(case, localdate()),
        "case": case,
        "form": form,
        "title": title,
        "submit": submit,
        **more,
    }
    if status is None:
        status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, template, context, status=status)


def say_ended(request: UserRequest) -> None:
    messages.warning(request, CASE_ENDED)
