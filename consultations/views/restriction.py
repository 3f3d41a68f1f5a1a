"""Restricting one record to named people, naming them, and lifting the restriction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from consultations.actions import ChangedMeanwhileError
from consultations.forms.confidentiality import LiftForm, NamingForm, RestrictionForm
from consultations.models import Consultation
from consultations.restriction import (
    lift_restriction,
    may_be_named,
    name_readers,
    restrict_consultation,
)
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
CHANGED_MEANWHILE = 409
CHANGED = "この画面を開いた後に、ほかの人が記録を変更しました。記録を確かめてから、もう一度押してください。"


def _record(request: UserRequest, pk: int, capability: Capability) -> Consultation:
    records = Consultation.objects.visible_to(request.user, capability)
    return get_object_or_404(
        records.select_related("center", "recorded_by").defer("content", "response"), pk=pk
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_RESTRICT)
def consultation_restrict(request: UserRequest, pk: int) -> HttpResponse:
    """Restrict the record; of a restricted one, change who is named."""
    record, now = _record(request, pk, Capability.CONSULTATION_RESTRICT), timezone.now()
    people = [user for user in may_be_named(record.center, now) if user != record.recorded_by]
    form = _form(request, record, people)
    status = 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            try:
                _save(request, record, form)
            except ChangedMeanwhileError:
                form.add_error(None, CHANGED)
                status = CHANGED_MEANWHILE
            else:
                return redirect("consultations:consultation_detail", record.pk)
    return _page(request, record, form, status)


def _form(request: UserRequest, record: Consultation, people: list) -> NamingForm:
    data = request.POST if request.method == "POST" else None
    if not record.is_restricted:
        return RestrictionForm(data, people=people, initial={"version": record.version})
    named = record.named_readers.standing().values_list("user", flat=True)
    return NamingForm(data, people=people, initial={"people": list(named)})


def _save(request: UserRequest, record: Consultation, form: NamingForm) -> None:
    now = timezone.now()
    if isinstance(form, RestrictionForm):
        correction = restrict_consultation(
            record,
            people=form.chosen,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=now,
        )
        audit.record(
            request,
            audit.Action.RIGHTS_CHANGED,
            record,
            correction=correction.pk,
            fields=["confidentiality"],
            named=[user.pk for user in form.chosen],
        )
        messages.success(request, "この記録を、指名した人だけが読めるようにしました。")
        return
    came, gone = name_readers(record, people=form.chosen, by=request.user, at=now)
    if not came and not gone:
        messages.info(request, "変更はありませんでした。")
        return
    audit.record(
        request,
        audit.Action.RIGHTS_CHANGED,
        record,
        named=[user.pk for user in came],
        no_longer_named=[user.pk for user in gone],
    )
    messages.success(request, "読める人の指名を変更しました。")


def _page(
    request: UserRequest, record: Consultation, form: NamingForm, status: int
) -> HttpResponse:
    context = {"record": record, "form": form}
    template = "consultations/consultation_restrict.html"
    return TemplateResponse(request, template, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_LIFT)
def consultation_lift(request: UserRequest, pk: int) -> HttpResponse:
    record = _record(request, pk, Capability.CONSULTATION_LIFT)
    if not record.is_restricted:
        messages.info(request, "この記録は制限されていません。")
        return redirect("consultations:consultation_detail", record.pk)
    form, status = LiftForm(initial={"version": record.version}), 200
    if request.method == "POST":
        form, status = LiftForm(request.POST), UNUSABLE
        if form.is_valid():
            try:
                correction = lift_restriction(
                    record, **form.cleaned_data, by=request.user, at=timezone.now()
                )
            except ChangedMeanwhileError:
                form.add_error(None, CHANGED)
                status = CHANGED_MEANWHILE
            else:
                audit.record(
                    request,
                    audit.Action.RIGHTS_CHANGED,
                    record,
                    correction=correction.pk,
                    fields=["confidentiality"],
                )
                messages.success(request, "記録の制限を解除しました。")
                return redirect("consultations:consultation_detail", record.pk)
    context = {"record": record, "form": form}
    return TemplateResponse(request, "consultations/consultation_lift.html", context, status=status)
