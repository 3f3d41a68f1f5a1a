"""不在の代理: who sees to the tasks of whoever is away, from a day to a day."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from casework.forms.tasks import CoverForm
from casework.models import AbsenceCover
from casework.task_actions import cover_absence, end_cover
from casework.views.conference_reaching import people_of
from casework.views.reaching import UNUSABLE
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.model_forms import violation_message


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def cover_list(request: UserRequest) -> HttpResponse:
    """Those of today and to come, and a form: everybody for themselves, a chief for anybody."""
    centers = Center.objects.visible_to(request.user, Capability.CASE_WRITE).order_by("code", "pk")
    staff = people_of(centers)
    may_decide = request.user.may(Capability.CASE_DECIDE)
    form = CoverForm(
        request.POST if request.method == "POST" else None,
        centers=centers,
        staff=staff,
        absentees=staff if may_decide else [request.user],
    )
    if request.method == "POST" and form.is_valid():
        try:
            cover = cover_absence(**form.cleaned_data, by=request.user, at=timezone.now())
        except IntegrityError as error:
            form.add_error(None, violation_message(error, AbsenceCover))
        else:
            audit.record(request, audit.Action.CREATE, cover, deputy=cover.deputy_id)
            messages.success(request, "不在の代理を登録しました。")
            return redirect("cases:cover_list")
    covers = AbsenceCover.objects.visible_to(request.user, Capability.CASE_WRITE)
    shown = list(
        covers.not_over(localdate())
        .select_related("absentee", "deputy", "center")
        .order_by("starts_on", "pk")
    )
    audit.record(request, audit.Action.LIST, AbsenceCover, shown=shown)
    context = {
        "form": form,
        "covers": [
            (each, may_decide or request.user.pk in (each.absentee_id, each.deputy_id))
            for each in shown
        ],
    }
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "tasks/cover_list.html", context, status=status)


@never_cache
@require_POST
@requires(Capability.CASE_WRITE)
def cover_end(request: UserRequest, pk: int) -> HttpResponse:
    """From tomorrow on the tasks are the owner's alone again."""
    covers = AbsenceCover.objects.visible_to(request.user, Capability.CASE_WRITE)
    cover = get_object_or_404(covers.not_over(localdate()), pk=pk)
    concerned = (cover.absentee_id, cover.deputy_id)
    if request.user.pk not in concerned and not request.user.may(Capability.CASE_DECIDE):
        messages.warning(request, "代理を終えられるのは、本人と、センター長・統括支援員です。")
        return redirect("cases:cover_list")
    end_cover(cover, on=localdate())
    audit.record(request, audit.Action.CHANGE, cover, ends_on=cover.ends_on.isoformat())
    messages.success(request, "不在の代理を、きょうまでにしました。")
    return redirect("cases:cover_list")
