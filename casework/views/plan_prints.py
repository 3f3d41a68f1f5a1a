"""The plan on paper: explained with it, signed on it, handed over as it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from casework.forms.plan_steps import FORMAL, LARGE, NORMAL, PlanPrintForm
from casework.identity import identity_of
from casework.losses import STOPPED
from casework.models import Case, PlanVersion
from casework.plan_actions import newest_version
from casework.plan_sheets import sheet_of
from casework.views.plan_pages import plan_of
from casework.views.reaching import case_of, form_page
from consultations.printing import printed
from shared import audit
from shared.access import Capability, requires

STYLE = settings.BASE_DIR / "static/css/plan_print.css"


@never_cache
@require_safe
@requires(Capability.CASE_WRITE)
def plan_print(request: UserRequest, pk: int) -> HttpResponse:
    """Without `wording` the page that asks how; with it the PDF.

    The version in force is printed; the newest one, before its approval, with the word 案.
    After a loss nothing is handed to the family: back to the plan, with the caution.
    """
    plan = plan_of(request, pk, Capability.CASE_WRITE)
    case = case_of(request, plan.case_id, Capability.CASE_WRITE)
    if Case.objects.stopped().filter(pk=case.pk).exists():
        messages.warning(request, STOPPED)
        return redirect("cases:plan_detail", plan.pk)
    newest = newest_version(plan)
    form = PlanPrintForm(
        request.GET if "wording" in request.GET else None,
        has_proposal=plan.in_force_id not in {None, newest.pk},
        initial={"wording": FORMAL, "size": NORMAL},
    )
    day = localdate()
    identity = identity_of(case, day)
    version, in_force = newest, plan.in_force_id
    is_proposal = form.is_valid() and form.cleaned_data.get("proposal", False)
    if in_force is None:
        is_proposal = True
    elif not is_proposal:
        version = PlanVersion.objects.whole().get(pk=in_force)
    version.plan = plan
    if not form.is_valid():
        return form_page(
            request,
            case,
            form,
            title=f"サポートプラン{plan.number}の印刷",
            submit="PDFを作る",
            page="plan_print",
            template="plans/plan_print_form.html",
            status=422 if form.is_bound else 200,
            plan=plan,
            shown_version=version,
            without_plain=sheet_of(
                version, identity, wording="plain", has_readings=False
            ).without_plain,
        )
    said = form.cleaned_data
    worker = identity.main_worker
    context = {
        "plan": plan,
        "version": version,
        "is_proposal": is_proposal,
        "sheet": sheet_of(
            version, identity, wording=said["wording"], has_readings=said["readings"]
        ),
        "is_large": said["size"] == LARGE,
        "center": case.center,
        "worker": worker.user.name if worker else "",
        "day": day,
    }
    answer = printed(
        "plans/plan_print.html", context, name=f"support-plan-{plan.number}", style=STYLE
    )
    audit.record(
        request,
        audit.Action.PRINT,
        plan,
        version=version.number,
        wording=said["wording"],
        size=said["size"],
        readings=said["readings"],
    )
    return answer
