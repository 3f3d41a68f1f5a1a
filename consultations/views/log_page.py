"""The page of the log: a form, who was found for it, and a draft that stands."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from accounts.http import UserRequest
from consultations.forms.caller import NEW
from consultations.forms.consultation import LogForm
from consultations.models import NEW_FORM, ConsultationDraft
from consultations.views.callers import offered

UNUSABLE = 422


def log_page(
    request: UserRequest,
    form: LogForm,
    *,
    draft: ConsultationDraft | None = None,
    callers: dict[str, Any] | None = None,
) -> HttpResponse:
    chosen, value = form.caller_shown, form["caller"].value() or ""
    if callers is None:
        callers = offered(request, "", [chosen] if chosen else [])
    context = {
        "form": form,
        "form_key": NEW_FORM,
        "draft": draft,
        "now": form.now,
        # A choice that is no longer within reach is none.
        "callers": callers | {"chosen": value if chosen or value == NEW else ""},
    }
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(
        request, "consultations/consultation_create.html", context, status=status
    )
