"""定型文: the list of one's own and the center's, adding, changing, no longer using."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from consultations.actions import discard_draft
from consultations.draft_keys import TEXT_TEMPLATE, TEXT_TEMPLATE_CHANGE
from consultations.forms.text_template import TextTemplateForm
from consultations.models import TextTemplate
from consultations.models.text_template import TextTemplateQuerySet
from consultations.views.drafts import kept
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422


def _standing(request: UserRequest) -> TextTemplateQuerySet:
    return TextTemplate.objects.visible_to(request.user).standing().select_related("center")


@never_cache
@require_safe
@requires(Capability.CONSULTATION_WRITE)
def template_list(request: UserRequest) -> HttpResponse:
    context = {"templates": list(_standing(request).select_related("center", "recorded_by"))}
    return TemplateResponse(request, "text_templates/template_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_WRITE)
def template_create(request: UserRequest) -> HttpResponse:
    form = TextTemplateForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        template = TextTemplate()
        _write(request, template, form)
        discard_draft(TEXT_TEMPLATE, by=request.user)
        audit.record(request, audit.Action.CREATE, template)
        messages.success(request, "定型文を登録しました。")
        return redirect("text_templates:template_list")
    return _page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_WRITE)
def template_edit(request: UserRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(_standing(request), pk=pk)
    form = TextTemplateForm(request.POST or None, user=request.user, template=template)
    if request.method == "POST" and form.is_valid():
        _write(request, template, form)
        discard_draft(f"{TEXT_TEMPLATE_CHANGE}{template.pk}", by=request.user)
        audit.record(request, audit.Action.CHANGE, template)
        messages.success(request, "定型文を変更しました。")
        return redirect("text_templates:template_list")
    return _page(request, form, template=template)


@require_POST
@requires(Capability.CONSULTATION_WRITE)
def template_retire(request: UserRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(_standing(request), pk=pk)
    template.retired_at, template.retired_by = timezone.now(), request.user
    template.save(update_fields=["retired_at", "retired_by"])
    audit.record(request, audit.Action.WITHDRAW, template)
    messages.success(request, "この定型文は使わないことにしました。")
    return redirect("text_templates:template_list")


def _write(request: UserRequest, template: TextTemplate, form: TextTemplateForm) -> None:
    center = form.center
    template.center, template.owner = center, None if center else request.user
    template.code, template.body = form.cleaned_data["code"], form.cleaned_data["body"]
    if center:
        template.municipality_id = center.municipality_id
    elif template.municipality_id is None:
        template.municipality_id = request.user.roles_held[0].municipality_id
    template.recorded_at, template.recorded_by = timezone.now(), request.user
    template.save()


def _page(
    request: UserRequest, form: TextTemplateForm, *, template: TextTemplate | None = None
) -> HttpResponse:
    status = UNUSABLE if request.method == "POST" else 200
    form_key = f"{TEXT_TEMPLATE_CHANGE}{template.pk}" if template else TEXT_TEMPLATE
    context = {"form": form, "kept": kept(request, form_key, form), "template": template}
    return TemplateResponse(request, "text_templates/template_form.html", context, status=status)
