"""判定: recorded from the judgement on screen, read as recorded, compared with another."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.fiscal_year import FiscalYear
from subsidies.determination_actions import (
    ReasonMissingError,
    difference_from,
    judged,
    record_determination,
    standing_of,
)
from subsidies.determination_difference import compare
from subsidies.determination_forms import DeterminationFilterForm, DeterminationForm, HistoryForm
from subsidies.determination_pages import latest_check, rules_of, shown_changes
from subsidies.enums import Stage
from subsidies.evidence import flag_text
from subsidies.facts import Query
from subsidies.forms import asked_again
from subsidies.judge.rulebook import Version
from subsidies.judgement import CenterJudgement, judge_centers
from subsidies.models import Determination
from subsidies.published import published_versions

UNUSABLE = 422
PAGE_SIZE = 50
TWO = 2


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def determination_list(request: UserRequest) -> HttpResponse:
    """Those that stand; what they superseded is on their own pages."""
    standing = Determination.objects.visible_to(request.user).standing()
    years = standing.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    form = DeterminationFilterForm(request.GET, years=list(years))
    rows = standing.for_listing().defer("findings", "snapshot__facts", "rule_version__content")
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": page.object_list,
        "count": page.paginator.count,
        "previous_url": _page_url(request, page.previous_page_number())
        if page.has_previous()
        else "",
        "next_url": _page_url(request, page.next_page_number()) if page.has_next() else "",
    }
    return TemplateResponse(
        request,
        "subsidies/determination_list.html",
        context,
        status=200 if form.is_valid() else UNUSABLE,
    )


def _filtered(rows: Any, asked: dict[str, Any]) -> Any:
    if asked["fiscal_year"]:
        rows = rows.filter(fiscal_year=asked["fiscal_year"])
    if asked["stage"]:
        rows = rows.filter(stage=asked["stage"])
    if asked["mismatched"]:
        rows = rows.filter(latest_matches=False)
    return rows


def _page_url(request: UserRequest, number: int) -> str:
    data = request.GET.copy()
    data["page"] = str(number)
    return f"?{data.urlencode()}"


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def determination_detail(request: UserRequest, pk: int) -> HttpResponse:
    determination = _visible_or_404(request, pk)
    check = latest_check(determination)
    history = list(Determination.objects.of_subject(determination).defer("findings"))
    audit.record(request, audit.Action.READ, determination)
    context = {
        "determination": determination,
        "flags": [flag_text(flag) for flag in determination.findings["flags"]],
        "rules": rules_of(determination),
        "version": _version_of(determination),
        "check": check,
        "changes": shown_changes(check.changes) if check and not check.matches else None,
        "may_record": _may_record(request, determination.center),
        "has_history": len(history) > 1,
        "again": asked_again_as(determination),
    }
    return TemplateResponse(request, "subsidies/determination_detail.html", context)


def _version_of(determination: Determination) -> Version | None:
    """The version that was applied, with what it says of itself."""
    applied = determination.rule_version
    code = applied.code if applied else ""
    return next((version for version in published_versions() if version.code == code), None)


def asked_again_as(determination: Determination) -> str:
    """The question of the form for judging the same again, on the records of now."""
    data = QueryDict(mutable=True)
    data.update(
        {
            "type": determination.center_type,
            "date": determination.judged_on.isoformat(),
            "stage": determination.stage,
        }
    )
    return data.urlencode()


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def determination_history(request: UserRequest, pk: int) -> HttpResponse:
    """All of one subject, and the difference between any two; at first the last two."""
    determination = _visible_or_404(request, pk)
    history = list(
        Determination.objects.visible_to(request.user)
        .of_subject(determination)
        .select_related("recorded_by", "snapshot", "rule_version", "successor")
    )
    form = HistoryForm(_two_of(request.GET, history), history=history)
    shown: list[Determination] = []
    if form.is_valid():
        by_pk = {row.pk: row for row in history}
        shown = [by_pk[form.cleaned_data[name]] for name in ("before", "after")]
    read = dict.fromkeys(shown or [determination])
    audit.record(request, audit.Action.READ, Determination, shown=read)
    context = {
        "determination": determination,
        "history": history,
        "form": form,
        "shown": shown,
        "changes": shown_changes(compare(*map(judged, shown)).as_changes()) if shown else None,
    }
    return TemplateResponse(
        request,
        "subsidies/determination_history.html",
        context,
        status=200 if form.is_valid() else UNUSABLE,
    )


def _two_of(asked: QueryDict, history: Sequence[Determination]) -> QueryDict:
    data = asked.copy()
    data.setdefault("before", str(history[-TWO:][0].pk))
    data.setdefault("after", str(history[-1].pk))
    return data


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.DETERMINATION_RECORD)
def determination_create(request: UserRequest, center_pk: int, fiscal_year: int) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.DETERMINATION_RECORD)
    center = get_object_or_404(centers.select_related("municipality"), pk=center_pk)
    form = _form(request, fiscal_year)
    judgement = _judgement(center, form)
    if request.method == "POST" and judgement is not None and form.is_valid():
        try:
            determination, is_new = record_determination(
                judgement,
                fiscal_year=fiscal_year,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except ReasonMissingError:
            form.add_error("reason", "判定をやり直す理由を入力してください。")
        else:
            return _recorded(request, determination, is_new=is_new)
    return _form_page(request, center, form, judgement, fiscal_year)


def _form(request: UserRequest, fiscal_year: int) -> DeterminationForm:
    try:
        FiscalYear.parse(fiscal_year)
    except ValueError as error:
        raise Http404 from error
    data = (request.POST if request.method == "POST" else request.GET).copy()
    data["fiscal_year"] = str(fiscal_year)
    data.setdefault("stage", Stage.ACTUAL)
    return DeterminationForm(data, today=timezone.localdate())


def _judgement(center: Center, form: DeterminationForm) -> CenterJudgement | None:
    """What was asked, judged; a faulty reason alone does not stand in the way."""
    if form.errors.keys() - {"reason"}:
        return None
    wanted = form.cleaned_data["type"]
    judgements = judge_centers([center], form.query)
    fitting = (each for each in judgements if wanted in ("", each.facts.type))
    found = next(fitting, None)
    if found is None:
        form.add_error(None, "この日に、この類型の登録がありません。")
    return found


def _recorded(request: UserRequest, determination: Determination, *, is_new: bool) -> HttpResponse:
    if is_new:
        superseded = determination.supersedes_id
        audit.record(request, audit.Action.CREATE, determination, supersedes=superseded)
        messages.success(request, f"判定を記録しました（{determination}）。")
    else:
        messages.info(
            request,
            f"同じ内容の判定（{determination}）が既に記録されているため、新しく記録していません。",
        )
    return redirect("subsidies:determination_detail", pk=determination.pk)


def _form_page(
    request: UserRequest,
    center: Center,
    form: DeterminationForm,
    judgement: CenterJudgement | None,
    fiscal_year: int,
) -> HttpResponse:
    standing = judgement and standing_of(judgement, fiscal_year=fiscal_year)
    changes = None
    if judgement and standing:
        changes = shown_changes(difference_from(standing, judgement).as_changes())
        audit.record(request, audit.Action.READ, standing)
    is_usable = judgement is not None and not form.errors
    context = {
        "form": form,
        "center": center,
        "fiscal_year": FiscalYear(fiscal_year),
        "judgement": judgement,
        "query": judgement.facts.query if judgement else None,
        "asked": asked_again(judgement.facts.query) if judgement else {},
        "standing": standing,
        "changes": changes,
        "flags": [flag_text(flag) for flag in judgement.common_flags] if judgement else [],
        "is_early": judgement is not None and _is_early(judgement.facts.query),
    }
    return TemplateResponse(
        request,
        "subsidies/determination_create.html",
        context,
        status=200 if is_usable else UNUSABLE,
    )


def _is_early(query: Query) -> bool:
    """The result of a year that is not over yet."""
    is_over = timezone.localdate() > FiscalYear.of(query.day).ends_on
    return query.stage == Stage.ACTUAL and not is_over


def _visible_or_404(request: UserRequest, pk: int) -> Determination:
    rows = Determination.objects.visible_to(request.user).for_listing()
    return get_object_or_404(rows.defer("rule_version__content"), pk=pk)


def _may_record(request: UserRequest, center: Center) -> bool:
    return request.user.reach(Capability.DETERMINATION_RECORD).covers(
        municipality_id=center.municipality_id, center_id=center.pk
    )
