"""保存期間の定め: what holds today, what held before, and a new one for a kind."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from retention.actions import set_rule
from retention.due import rule_for
from retention.forms.rules import RuleForm
from retention.models import RetentionRule
from retention.views.reaching import UNUSABLE, municipality_of, page
from shared import audit
from shared.access import Capability, requires
from shared.retention import find_kind, kinds_with_rules


@never_cache
@require_safe
@requires(Capability.RETENTION_VIEW)
def rule_list(request: UserRequest) -> HttpResponse:
    municipality = municipality_of(request, Capability.RETENTION_VIEW)
    today = timezone.localdate()
    rules = RetentionRule.objects.visible_to(request.user).filter(municipality=municipality)
    standing = rules.on(today, municipality.pk)
    context = page(request, municipality) | {
        "rows": [(kind, rule_for(kind, standing)) for kind in kinds_with_rules()],
        "history": list(rules.newest_first()),
        "today": today,
    }
    return TemplateResponse(request, "retention/rule_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RETENTION_SET)
def rule_create(request: UserRequest, kind: str) -> HttpResponse:
    found = find_kind(kind)
    if found is None or not found.may_have_a_rule:
        raise Http404
    municipality = municipality_of(request, Capability.RETENTION_SET)
    is_sent = request.method == "POST"
    form = RuleForm(request.POST if is_sent else None, kind=found)
    if is_sent and form.is_valid():
        rule, is_new = set_rule(
            municipality,
            form.said | {"kind": found.code},
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
        if is_new:
            audit.record(request, audit.Action.CREATE, rule, kind=found.code, years=rule.years)
            messages.success(request, f"{found.label}の保存期間を登録しました。")
        else:
            messages.info(request, "この定めは登録済みです。二重には登録していません。")
        return redirect("retention:retention_rule_list")
    context = page(request, municipality) | {"form": form, "kind": found}
    status = UNUSABLE if is_sent else 200
    return TemplateResponse(request, "retention/rule_create.html", context, status=status)
