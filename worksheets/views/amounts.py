"""基準額・負担割合・取扱い of a year: what counts and what is not registered; entering, confirming."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from centers.listing import pagination
from centers.models import Municipality
from shared import audit
from shared.access import Capability, requires
from shared.fiscal_year import FiscalYear
from shared.form_fields import is_number
from shared.ledger import AlreadySupersededError
from shared.model_forms import CHANGED_MEANWHILE, fiscal_year_choices, violation_message
from worksheets.amount_actions import (
    GapInBandsError,
    SamePersonError,
    StandInError,
    confirm,
    stand_ins,
    withdraw,
)
from worksheets.amount_kinds import (
    KINDS,
    AmountKind,
    correction_url,
    kind_or_404,
    subject_of,
    value_of,
)
from worksheets.amount_pages import (
    HISTORY_SHOWN,
    PEOPLE,
    amount_page,
    counts_of_years,
    history_of,
    history_rows,
    row_of,
)
from worksheets.models import StandardAmount
from worksheets.models.amount import OVERLAPPING_BANDS
from worksheets.models.confirmed import SAME_PERSON, ConfirmedEntry
from worksheets.views.looks import write_look

YEARS_SHOWN = 4
UNUSABLE = 422
CONFIRMED_SEEN, WAITING_SEEN = "confirmed", "waiting"
BANDS_TOGETHER = (
    "{overlapping}このまま確認すると、{hours}の額がなくなります。"
    "新しい表の区分を、抜けのないように選んで、一緒に確認してください。"
)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def amount_overview(request: UserRequest) -> HttpResponse:
    visible = Municipality.objects.visible_to(request.user, Capability.WORKSHEET_VIEW)
    years = [year for year, _ in fiscal_year_choices()][:YEARS_SHOWN]
    counts = counts_of_years(list(visible.order_by("code")), years)
    rows = [(each, FiscalYear(each.fiscal_year).label) for each in counts]
    return TemplateResponse(request, "worksheets/amount_overview.html", {"rows": rows})


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def amount_list(request: UserRequest, municipality_pk: int, fiscal_year: int) -> HttpResponse:
    municipality = of_year_or_404(request, municipality_pk, fiscal_year, Capability.WORKSHEET_VIEW)
    return _list(request, municipality, fiscal_year)


def of_year_or_404(
    request: UserRequest, municipality_pk: int, fiscal_year: int, capability: Capability
) -> Municipality:
    """The municipality, if it is within reach and the year one that can be entered."""
    if fiscal_year not in dict(fiscal_year_choices()):
        raise Http404
    visible = Municipality.objects.visible_to(request.user, capability)
    found: Municipality = get_object_or_404(visible, pk=municipality_pk)
    return found


def _list(
    request: UserRequest, municipality: Municipality, fiscal_year: int, *, error: str = ""
) -> HttpResponse:
    past = Paginator(history_of(municipality, fiscal_year), HISTORY_SHOWN)
    shown = past.get_page(request.GET.get("page"))
    page = amount_page(municipality, fiscal_year, user_pk=request.user.pk)
    count = sum(len(item.rows) for group in page.groups for item in group.items)
    write_look(request, StandardAmount, municipality.pk, count=count, fiscal_year=fiscal_year)
    edits = request.user.reach(Capability.AMOUNT_EDIT)
    confirms = request.user.reach(Capability.AMOUNT_CONFIRM)
    context = {
        "municipality": municipality,
        "fiscal_year": fiscal_year,
        "year": FiscalYear(fiscal_year),
        "page": page,
        "history": history_rows(shown.object_list, user_pk=request.user.pk),
        "history_count": past.count,
        "is_history_open": "page" in request.GET,
        "pagination": _links(pagination(shown, request.GET, unit="件"), municipality, fiscal_year),
        "can_edit": edits.covers(municipality_id=municipality.pk),
        "can_confirm": confirms.covers(municipality_id=municipality.pk),
        "error": error,
        "chosen": request.POST.getlist("row"),
    }
    return TemplateResponse(
        request, "worksheets/amount_list.html", context, status=UNUSABLE if error else 200
    )


def _links(links: dict[str, str], municipality: Municipality, fiscal_year: int) -> dict[str, str]:
    """To the history on the list's own page: a refused confirmation stands at another address."""
    here = reverse("worksheets:amount_list", args=[municipality.pk, fiscal_year])
    return {
        name: f"{here}{said}#history" if name.endswith("_url") and said else said
        for name, said in links.items()
    }


@require_http_methods(["GET", "POST"])
@requires(Capability.AMOUNT_EDIT)
def amount_create(
    request: UserRequest, municipality_pk: int, fiscal_year: int, kind: str
) -> HttpResponse:
    found = kind_or_404(kind)
    municipality = of_year_or_404(request, municipality_pk, fiscal_year, Capability.AMOUNT_EDIT)
    entry = found.entry(municipality, fiscal_year, request.GET)
    if request.method == "POST":
        form = found.form(request.POST, instance=entry)
        if form.is_valid() and form.save_entry(by=request.user, at=timezone.now()):
            audit.record(request, audit.Action.CREATE, entry)
            messages.success(
                request,
                f"{found.title}を登録しました。別の人が確認すると、調書の計算に使われます。",
            )
            return redirect(_list_url(entry))
    else:
        form = found.form(instance=entry, initial=found.initial(request.GET))
    return _form(request, found, entry, form)


def _form(request: UserRequest, kind: AmountKind, entry: ConfirmedEntry, form: Any) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "entry": entry,
        "municipality": entry.municipality,
        "year": FiscalYear(entry.fiscal_year),
        "subject": getattr(entry, "item_found", None),
    }
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "worksheets/amount_form.html", context, status=status)


@require_POST
@requires(Capability.AMOUNT_CONFIRM)
def amount_confirm(request: UserRequest, municipality_pk: int, fiscal_year: int) -> HttpResponse:
    """Confirms the rows that are ticked, all or none."""
    municipality = of_year_or_404(request, municipality_pk, fiscal_year, Capability.AMOUNT_CONFIRM)
    rows, gone = _ticked(request, municipality, fiscal_year)
    if gone or not rows:
        error = CHANGED_MEANWHILE if gone else "確認するものを選んでください。"
        return _list(request, municipality, fiscal_year, error=error)
    error = _confirm(request, rows)
    if error:
        return _list(request, municipality, fiscal_year, error=error)
    by_model: dict[Any, list[ConfirmedEntry]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model, confirmed in by_model.items():
        audit.record(request, audit.Action.CHANGE, model, shown=confirmed, decision="confirmed")
    messages.success(request, f"{len(rows)}件を確認しました。")
    return redirect("worksheets:amount_list", municipality.pk, fiscal_year)


def _confirm(request: UserRequest, rows: list[ConfirmedEntry]) -> str:
    """The reason why nothing was confirmed; empty if all were."""
    try:
        with transaction.atomic():
            confirm(rows, by=request.user, at=timezone.now())
    except SamePersonError:
        return f"{SAME_PERSON}別の人が確認してください。"
    except AlreadySupersededError:
        return CHANGED_MEANWHILE
    except GapInBandsError as error:
        return BANDS_TOGETHER.format(overlapping=OVERLAPPING_BANDS, hours=error.hours)
    except IntegrityError as error:
        return violation_message(error, StandardAmount)  # bands that overlap, units in two ways
    return ""


def _ticked(
    request: UserRequest, municipality: Municipality, fiscal_year: int
) -> tuple[list[ConfirmedEntry], bool]:
    """The ticked rows that wait, and whether some of them do not any more."""
    words = list(dict.fromkeys(request.POST.getlist("row")))
    numbers: dict[str, list[int]] = defaultdict(list)
    for word in words:
        slug, _, number = word.rpartition("-")
        if slug in KINDS and is_number(number):
            numbers[slug].append(int(number))
    rows = [
        row
        for slug, found in numbers.items()
        for row in _rows_of(KINDS[slug])
        .of_year(municipality, fiscal_year)
        .waiting()
        .filter(pk__in=found)
    ]
    return rows, len(rows) < len(words)


def _rows_of(kind: AmountKind) -> Any:
    return kind.model._default_manager.all()


@require_http_methods(["GET", "POST"])
@requires(Capability.AMOUNT_EDIT)
def amount_withdraw(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    found = kind_or_404(kind)
    editable = _rows_of(found).visible_to(request.user, Capability.AMOUNT_EDIT)
    entry = get_object_or_404(editable.select_related("municipality", *PEOPLE), pk=pk)
    if request.method == "POST" and _withdraw(request, found, entry):
        return redirect(_list_url(entry))
    context = {
        "kind": found,
        "entry": entry,
        "seen": _seen(entry),
        "correction_url": correction_url(entry) if isinstance(entry, StandardAmount) else "",
        "stand_ins": [row_of(row, user_pk=request.user.pk) for row in stand_ins(entry)],
        "subject": subject_of(entry),
        "value": value_of(entry),
        "municipality": entry.municipality,
        "year": FiscalYear(entry.fiscal_year),
    }
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "worksheets/amount_withdraw.html", context, status=status)


def _withdraw(request: UserRequest, kind: AmountKind, entry: ConfirmedEntry) -> bool:
    """False where another row would count instead; else withdrawn, or told that it has changed."""
    try:
        if request.POST.get("seen") == _seen(entry):
            withdraw(entry, by=request.user, at=timezone.now())
            audit.record(request, audit.Action.WITHDRAW, entry)
            messages.success(request, f"{kind.title}を取り消しました。記録は履歴に残ります。")
        else:
            messages.error(request, CHANGED_MEANWHILE)
    except AlreadySupersededError:
        messages.error(request, CHANGED_MEANWHILE)
    except StandInError:
        return False
    return True


def _seen(entry: ConfirmedEntry) -> str:
    return CONFIRMED_SEEN if entry.is_confirmed else WAITING_SEEN


def _list_url(entry: ConfirmedEntry) -> str:
    return reverse("worksheets:amount_list", args=[entry.municipality_id, entry.fiscal_year])
