"""Reading the log: the list and one record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from consultations.child_parts import may_read_kept, parts_shown
from consultations.forms.filters import ConsultationFilter
from consultations.given import lines_of
from consultations.history import history_of, withdrawal_of
from consultations.masking import household_of
from consultations.models import AbuseIntake, Consultation
from shared import audit
from shared.access import Capability, requires
from shared.form_fields import is_number

PAGE_SIZE = 50
COUNTED_AT_MOST = 10_000


@dataclass(frozen=True)
class Page:
    """One page of a list whose length is counted up to a limit."""

    rows: Sequence[Consultation]
    number: int
    total: int

    @classmethod
    def of(cls, rows: Any, asked: str) -> "Page":
        total = rows[: COUNTED_AT_MOST + 1].count()
        last = max(1, -(-min(total, COUNTED_AT_MOST) // PAGE_SIZE))
        number = min(max(1, int(asked)), last) if is_number(asked) else 1
        start = (number - 1) * PAGE_SIZE
        return cls(
            list(rows.newest_first().for_listing()[start : start + PAGE_SIZE]), number, total
        )

    @property
    def count_text(self) -> str:
        if self.total > COUNTED_AT_MOST:
            return f"{COUNTED_AT_MOST:,}件以上"
        return f"{self.total:,}件"

    @property
    def range_text(self) -> str:
        start = (self.number - 1) * PAGE_SIZE
        return f"{start + 1:,}～{start + len(self.rows):,}件目（{self.count_text}）"

    @property
    def has_next(self) -> bool:
        return self.number * PAGE_SIZE < min(self.total, COUNTED_AT_MOST)


@never_cache
@require_safe
@requires(Capability.CONSULTATION_VIEW)
def consultation_list(request: UserRequest) -> HttpResponse:
    records = Consultation.objects.listed_to(request.user)
    filters = ConsultationFilter(request.GET, queryset=records, request=request)
    page = Page.of(filters.qs, request.GET.get("page", ""))
    shown = [record for record in page.rows if record.is_readable]
    audit.record(request, audit.Action.LIST, Consultation, shown=shown, count=page.total)
    centers = filters.form.fields["center"].queryset
    context = {
        "filters": filters,
        "page": page,
        "several_centers": len(centers) > 1,
        "previous_url": filters.address(page=str(page.number - 1)) if page.number > 1 else "",
        "next_url": filters.address(page=str(page.number + 1)) if page.has_next else "",
    }
    return TemplateResponse(request, "consultations/consultation_list.html", context)


@never_cache
@require_safe
@requires(Capability.CONSULTATION_VIEW)
def consultation_detail(request: UserRequest, pk: int) -> HttpResponse:
    records = Consultation.objects.visible_to(request.user).for_reading()
    record = get_object_or_404(
        records.with_named_readers_and_accesses().with_what_may_be_done_by(request.user), pk=pk
    )
    audit.record(request, audit.Action.READ, record)
    history = history_of(record, with_kept_parts=may_read_kept(record, request.user))
    own = request.user.reach(Capability.CONSULTATION_VIEW)
    context = {
        "record": record,
        "is_shared": not own.covers(
            municipality_id=record.municipality_id, center_id=record.center_id
        ),
        "history": history,
        "withdrawal": withdrawal_of(history),
        "attached": household_of(record, request.user),
        "parts": parts_shown(record, request.user),
        "follow_ups": list(record.follow_ups.select_related("closed_by").order_by("-pk")),
        "intake": AbuseIntake.objects.filter(consultation=record).first(),
        "now": timezone.now(),
        "given_lines": lines_of(record, timezone.localdate()),
        "may_view_directory": request.user.may(Capability.RESOURCE_VIEW),
    }
    return TemplateResponse(request, "consultations/consultation_detail.html", context)
