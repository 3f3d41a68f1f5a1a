"""案: a version that was loaded from a file, published or rejected by a second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from shared import audit
from shared.access import Capability, requires
from subsidies.models import RuleVersionProposal
from subsidies.rule_actions import (
    DecidedError,
    RefusedRuleFileError,
    SamePersonError,
    publish_proposal,
    read_rule_file,
    reject_proposal,
)
from subsidies.rule_book import version_before
from subsidies.rule_forms import RejectionForm
from subsidies.views.rule_book import comparison_context


@require_safe
@requires(Capability.RULE_PUBLISH)
def proposal_list(request: UserRequest) -> HttpResponse:
    proposals = RuleVersionProposal.objects.for_listing()
    return TemplateResponse(request, "rules/proposal_list.html", {"proposals": proposals[:200]})


@require_safe
@requires(Capability.RULE_PUBLISH)
def proposal_detail(request: UserRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(RuleVersionProposal.objects.for_listing(), pk=pk)
    return _detail(request, proposal, RejectionForm())


@require_POST
@requires(Capability.RULE_PUBLISH)
def proposal_publish(request: UserRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(RuleVersionProposal.objects.for_listing(), pk=pk)
    try:
        publish_proposal(proposal, by=request.user, at=timezone.now())
    except SamePersonError:
        refusal = ["案を登録した人は、その案を公開できません。別の人が公開してください。"]
        return _detail(request, proposal, RejectionForm(), refusal=refusal)
    except RefusedRuleFileError as error:
        return _detail(request, proposal, RejectionForm(), refusal=error.reasons)
    except DecidedError:
        return _decided_before(request, proposal)
    audit.record(request, audit.Action.CHANGE, proposal, decision="published")
    messages.success(request, f"{proposal.code}を公開しました。これからの判定に使われます。")
    return redirect("rules:version_detail", code=proposal.code)


@require_POST
@requires(Capability.RULE_PUBLISH)
def proposal_reject(request: UserRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(RuleVersionProposal.objects.for_listing(), pk=pk)
    form = RejectionForm(request.POST)
    if not form.is_valid():
        return _detail(request, proposal, form)
    try:
        reject_proposal(
            proposal, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
    except DecidedError:
        return _decided_before(request, proposal)
    audit.record(request, audit.Action.CHANGE, proposal, decision="rejected")
    messages.success(request, f"{proposal.code}の案を却下しました。")
    return redirect("rules:proposal_list")


def _decided_before(request: UserRequest, proposal: RuleVersionProposal) -> HttpResponse:
    messages.info(request, "この案は、すでに公開又は却下されています。")
    return redirect("rules:proposal_detail", pk=proposal.pk)


def _detail(
    request: UserRequest,
    proposal: RuleVersionProposal,
    form: RejectionForm,
    *,
    refusal: list[str] | None = None,
) -> HttpResponse:
    version = read_rule_file(proposal.source, name=proposal.file_name).version
    before = version_before(version)
    context: dict[str, Any] = {
        "proposal": proposal,
        "version": version,
        "before": before,
        "form": form,
        "refusal": refusal or [],
        "is_own": proposal.proposed_by_id == request.user.pk,
        "comparison": None,
    }
    if before is not None:
        context |= comparison_context(request, before, version)
    status = 422 if refusal or form.errors else 200
    return TemplateResponse(request, "rules/proposal_detail.html", context, status=status)
