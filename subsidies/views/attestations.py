"""申立て: the list of what people have signed, one of them, signing and withdrawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Actor, Capability, requires
from shared.fiscal_year import FiscalYear
from subsidies.attestation_actions import (
    NotAttestableError,
    WithdrawnMeanwhileError,
    Wording,
    signed_before,
    withdraw_attestation,
    wording_on,
)
from subsidies.attestation_forms import (
    CENTER,
    MUNICIPALITY,
    AttestationFilterForm,
    AttestationForm,
    WithdrawalForm,
)
from subsidies.judge.catalogue import load_catalogue
from subsidies.judge.rulebook import Version
from subsidies.models import Attestation
from subsidies.published import published_versions

PAGE_SIZE = 50
UNUSABLE = 422


@dataclass(frozen=True)
class AttestationRow:
    """One attestation on screen, with the condition as it was worded when signed."""

    attestation: Attestation
    rule_name: str
    clause: str
    description: str
    state: str

    @property
    def is_asked_again(self) -> bool:
        return bool(self.attestation.revised_by)  # type: ignore[attr-defined]  # annotated


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def attestation_list(request: UserRequest) -> HttpResponse:
    centers = list(
        Center.objects.visible_to(request.user, Capability.DETERMINATION_VIEW).order_by("code")
    )
    form = AttestationFilterForm(request.GET, centers=centers)
    versions = published_versions()
    found = form.narrow(Attestation.objects.visible_to(request.user).for_listing(versions))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audit.record(request, audit.Action.LIST, Attestation, shown=shown, count=page.paginator.count)
    asked = {key: request.GET.get(key, "") for key in ("state", "place")}
    context = {
        "form": form,
        "rows": [_row(attestation, versions) for attestation in shown],
        "is_narrowed": any(asked.values()),
        "range_text": f"{page.paginator.count:,}件",
        "previous_url": _page_url(asked, page.number - 1) if page.has_previous() else "",
        "next_url": _page_url(asked, page.number + 1) if page.has_next() else "",
    }
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "subsidies/attestation_list.html", context, status=status)


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def attestation_detail(request: UserRequest, pk: int) -> HttpResponse:
    attestation = get_object_or_404(_visible(request.user), pk=pk)
    audit.record(request, audit.Action.READ, attestation)
    return _detail(request, attestation, WithdrawalForm())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ATTESTATION_SIGN)
def attestation_create(
    request: UserRequest, center_pk: int, fiscal_year: int, condition: str
) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.ATTESTATION_SIGN)
    center = get_object_or_404(centers.select_related("municipality"), pk=center_pk)
    year = _year_or_404(fiscal_year)
    if condition not in load_catalogue().condition_ids:
        raise Http404
    form = AttestationForm(
        request.POST if request.method == "POST" else None,
        instance=Attestation(municipality=center.municipality, center=center, condition=condition),
        initial=_initial(request, year),
        center=center,
        by=request.user,
    )
    if request.method == "POST":
        is_valid = form.is_valid()
        key = form.cleaned_data.get("submission_key")
        saved = key and signed_before(key, municipality_id=center.municipality_id, by=request.user)
        if saved:
            messages.info(request, f"この申立て（{saved}）は、既に記録しています。")
            return redirect("subsidies:attestation_detail", saved.pk)
        if is_valid and form.sign(at=timezone.now()):
            return _signed(request, form)
    wording, refusal = _wording(form, year, condition)
    context = {
        "form": form,
        "center": center,
        "fiscal_year": year,
        "condition": condition,
        "wording": wording,
        "rule": wording and _rule_of(wording.version, condition),
        "refusal": refusal,
        "back_url": reverse("subsidies:center_supplements", args=[center.pk, year.year]),
    }
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "subsidies/attestation_create.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ATTESTATION_SIGN)
def attestation_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    attestations = _visible(request.user, Capability.ATTESTATION_SIGN)
    attestation = get_object_or_404(attestations, pk=pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attestation.withdrawn_at is None and form.is_valid():
        try:
            withdrawal = withdraw_attestation(
                attestation, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except WithdrawnMeanwhileError:
            pass
        else:
            audit.record(request, audit.Action.WITHDRAW, attestation, withdrawal=withdrawal.pk)
            messages.success(request, "申立てを取り消しました。記録は、理由とともに残ります。")
            return redirect("subsidies:attestation_detail", pk)
    if form.errors:
        audit.record(request, audit.Action.READ, attestation)
        return _detail(request, attestation, form)
    if request.method == "POST":
        messages.info(request, "この申立ては、既に取り消されています。")
    return redirect("subsidies:attestation_detail", pk)


def _visible(user: Actor, capability: Capability = Capability.DETERMINATION_VIEW) -> Any:
    visible = Attestation.objects.visible_to(user, capability).for_listing(published_versions())
    return visible.select_related(
        "municipality", "center", "signed_by", "withdrawn_by", "withdrawal"
    )


def _detail(request: UserRequest, attestation: Attestation, form: WithdrawalForm) -> HttpResponse:
    may_sign = request.user.reach(Capability.ATTESTATION_SIGN).covers(
        municipality_id=attestation.municipality_id, center_id=attestation.center_id
    )
    context = {
        "row": _row(attestation, published_versions()),
        "attestation": attestation,
        "form": form,
        "may_withdraw": may_sign and attestation.withdrawn_at is None,
        "again_url": _again_url(attestation) if may_sign else "",
    }
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "subsidies/attestation_detail.html", context, status=status)


def _signed(request: UserRequest, form: AttestationForm) -> HttpResponse:
    attestation = form.saved or form.instance
    if form.is_new:
        audit.record(request, audit.Action.CREATE, attestation)
        messages.success(request, "申立てを記録しました。")
    return redirect("subsidies:attestation_detail", attestation.pk)


def _initial(request: UserRequest, year: FiscalYear) -> dict[str, Any]:
    for_all = request.GET.get("scope") == MUNICIPALITY
    return {
        "scope": MUNICIPALITY if for_all else CENTER,
        "starts_on": year.starts_on,
        "ends_on": year.ends_on,
    }


def _wording(form: AttestationForm, year: FiscalYear, condition: str) -> tuple[Wording | None, str]:
    """What is about to be signed, by the first day that was typed; else why nothing can be."""
    typed = form.cleaned_data.get("starts_on") if form.is_bound else None
    try:
        return wording_on(typed or year.starts_on, condition), ""
    except NotAttestableError as error:
        return None, str(error)


def _row(attestation: Attestation, versions: Iterable[Version]) -> AttestationRow:
    version = _version(attestation.rule_version, versions)
    rule = _rule_of(version, attestation.condition) if version else None
    condition = version.condition(attestation.condition) if version else None
    return AttestationRow(
        attestation=attestation,
        rule_name=rule.name if rule else "",
        clause=condition.clause if condition else "",
        description=condition.description if condition else attestation.condition,
        state=attestation.state_on(localdate()),
    )


def _rule_of(version: Version, condition: str) -> Any:
    return next(
        (rule for rule in version.rules if any(part.id == condition for part in rule.conditions)),
        None,
    )


def _version(code: str, versions: Iterable[Version]) -> Version | None:
    return next((version for version in versions if version.code == code), None)


def _again_url(attestation: Attestation) -> str:
    """The form for the wording that asks again, in the fiscal year in which it begins to."""
    revised_by: str = attestation.revised_by  # type: ignore[attr-defined]  # annotated
    version = _version(revised_by, published_versions())
    center = attestation.center or attestation.municipality.centers.order_by("code", "pk").first()
    if version is None or center is None:
        return ""
    year = FiscalYear.of(max(version.effective_from, attestation.starts_on)).year
    url = reverse("subsidies:attestation_create", args=[center.pk, year, attestation.condition])
    return url if attestation.center else f"{url}?{urlencode({'scope': MUNICIPALITY})}"


def _page_url(asked: dict[str, str], number: int) -> str:
    chosen = {key: value for key, value in asked.items() if value}
    return "?" + urlencode({**chosen, "page": number})


def _year_or_404(year: int) -> FiscalYear:
    try:
        return FiscalYear.parse(year)
    except ValueError as error:
        raise Http404 from error
