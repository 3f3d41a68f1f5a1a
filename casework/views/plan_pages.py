"""What the pages of plans share."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.http import UserRequest
from casework.models import SupportPlan
from casework.plan_enums import PlanStatus
from centers.models import LocalResource, PartnerAgency
from consultations.views.drafts import left_over
from shared.access import Capability

CHANGED_PLAN = (
    "この画面を開いた後に、ほかの人がこのサポートプランを変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)
MOST_DIGITS = 18  # what a bigint column always holds
NOT_IN_ORDER = "サポートプランの状況が変わっています。今の状況を確かめてください。"


def plan_of(
    request: UserRequest, pk: int, capability: Capability = Capability.CASE_VIEW
) -> SupportPlan:
    """404 beyond reach; with its case and the version in force."""
    plans = SupportPlan.objects.visible_to(request.user, capability)
    return get_object_or_404(plans.select_related("case__center", "in_force"), pk=pk)


def directory_of(case: Any) -> dict[str, Any]:
    """The entries of the case's municipality that stand, in the order of their names."""
    municipality = case.municipality_id
    resources = LocalResource.objects.filter(municipality=municipality, closed_on=None)
    agencies = PartnerAgency.objects.filter(municipality=municipality, closed_on=None)
    return {
        "resources": resources.only("name", "municipality").order_by("name_key", "pk"),
        "agencies": agencies.only("name", "department", "municipality").order_by(
            "search_key", "pk"
        ),
    }


def row_number(text: str | None) -> int | None:
    """The number of a row as an address or a draft holds it; None for anything else."""
    is_number = text is not None and text.isascii() and text.isdecimal()
    return int(text) if is_number and text and len(text) <= MOST_DIGITS else None


def ended_already(request: UserRequest, plan: SupportPlan, form_key: str = "") -> HttpResponse:
    """With the key of a form that keeps a draft, nothing typed into it is lost."""
    messages.warning(request, "このサポートプランは終了しているため、変更できません。")
    return _back_to(request, plan, form_key)


def not_in_order(request: UserRequest, plan: SupportPlan, form_key: str = "") -> HttpResponse:
    messages.warning(request, NOT_IN_ORDER)
    return _back_to(request, plan, form_key)


def _back_to(request: UserRequest, plan: SupportPlan, form_key: str) -> HttpResponse:
    back = reverse("cases:plan_detail", args=[plan.pk])
    return left_over(request, form_key, back) if form_key else redirect(back)


def is_awaiting(plan: SupportPlan) -> bool:
    return plan.status == PlanStatus.SUBMITTED
