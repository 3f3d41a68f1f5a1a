"""The start page, and the health page that a monitor or `make up` asks."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from shared.access import Capability
from subsidies.models import RuleVersion

# Where somebody's day begins: the first page that their role opens.
_START_PAGES = (
    (Capability.CONSULTATION_VIEW, "consultations:today"),
    (Capability.WORKSHEET_PREPARE, "worksheets:stage_choice"),
    (Capability.STATISTICS_VIEW, "subsidies:dashboard"),
    (Capability.ACCOUNT_MANAGE, "accounts:account_list"),
)


@require_safe
def home(request: UserRequest) -> HttpResponse | HttpResponseRedirect:
    for capability, url_name in _START_PAGES:
        if request.user.may(capability):
            return redirect(url_name)
    return TemplateResponse(request, "no_role.html")


@require_safe
@login_not_required
def healthz(_request: UserRequest) -> JsonResponse:
    """ok only if the database answers, all migrations are applied and rule versions are loaded."""
    try:
        state = _health()
    except DatabaseError:
        state = {"database": "unavailable"}
    healthy = set(state.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if healthy else "error", **state}, status=200 if healthy else 503
    )


def _health() -> dict[str, str]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {
        "database": "ok",
        "migrations": "pending" if pending else "ok",
        "rule_versions": "ok" if RuleVersion.objects.exists() else "missing",
    }
