from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.ledger_sections import Row, Section, section_of
from staffing.enums import Course
from staffing.forms import (
    StaffCreateForm,
    StaffFilterForm,
    StaffMemberForm,
    StaffSearchForm,
)
from staffing.ledgers import (
    CAREER_RECORDS,
    POSTINGS,
    STAFF_LEDGERS,
    TRAINING_RECORDS,
)
from staffing.models import CareerRecord, Posting, StaffMember

PAGE_SIZE = 50
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class CourseLine:
    """What is known of one course: the days of completion, or that there is none, or nothing."""

    course: Course
    rows: list[Row]

    @property
    def may_repeat(self) -> bool:
        return self.course == Course.FOLLOW_UP


@require_safe
@requires(Capability.STAFF_VIEW)
def staff_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    form = _filter_form(request)
    staff = StaffMember.objects.visible_to(request.user)
    if form.is_valid() and form.is_filtering:
        postings = Posting.objects.visible_to(request.user).current().in_force_on(today)
        staff = staff.posted(postings.described_by(**form.conditions))
    listed = staff.for_listing(today, seen_by=request.user)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    audit.record(
        request,
        audit.Action.LIST,
        StaffMember,
        shown=page.object_list,
        count=page.paginator.count,
    )
    context = {
        "page": page,
        "pagination": _pagination(page, request),
        "filter_form": form,
        "search_form": StaffSearchForm(),
        "can_edit": request.user.may(Capability.STAFF_EDIT),
    }
    return TemplateResponse(request, "staffing/staff_list.html", context)


def _filter_form(request: UserRequest) -> StaffFilterForm:
    centers = Center.objects.visible_to(request.user, Capability.STAFF_VIEW).order_by("code", "pk")
    return StaffFilterForm(request.GET, centers=centers)


def _pagination(page: Page[StaffMember], request: UserRequest) -> dict[str, str]:
    """The links to the pages around, with the filters kept."""
    kept = {name: value for name, value in request.GET.items() if name != "page"}

    def url(number: int) -> str:
        return f"?{urlencode({**kept, 'page': number})}"

    first, last, total = page.start_index(), page.end_index(), page.paginator.count
    return {
        "range_text": f"{total:,}人中 {first:,}～{last:,}人目" if total else "0人",
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }


@require_POST
@requires(Capability.STAFF_VIEW)
def staff_search(request: UserRequest) -> HttpResponse:
    """By POST: an address with a name in it stays in logs and histories."""
    form = StaffSearchForm(request.POST)
    found = StaffMember.objects.visible_to(request.user).named(
        form.cleaned_data["name"] if form.is_valid() else ""
    )
    listed = list(found.for_listing(timezone.localdate(), seen_by=request.user)[: PAGE_SIZE + 1])
    audit.record(
        request, audit.Action.SEARCH, StaffMember, shown=listed[:PAGE_SIZE], count=len(listed)
    )
    context = {
        "staff": listed[:PAGE_SIZE],
        "has_more": len(listed) > PAGE_SIZE,
        "search_form": form,
    }
    return TemplateResponse(request, "staffing/staff_search.html", context)


@require_safe
@requires(Capability.STAFF_VIEW)
def staff_detail(request: UserRequest, pk: int) -> HttpResponse:
    visible = StaffMember.objects.visible_to(request.user).select_related("municipality")
    member = get_object_or_404(visible, pk=pk)
    audit.record(request, audit.Action.READ, member)
    today = timezone.localdate()
    seen = {POSTINGS: Posting.objects.visible_to(request.user)}
    sections = {
        ledger: section_of(ledger, member, day=today, among=seen.get(ledger))
        for ledger in STAFF_LEDGERS
    }
    sections[CAREER_RECORDS] = _with_total(sections[CAREER_RECORDS])
    editable = StaffMember.objects.visible_to(request.user, Capability.STAFF_EDIT)
    context = {
        "member": member,
        "sections": sections.values(),
        "training": sections[TRAINING_RECORDS],
        "courses": _courses(sections[TRAINING_RECORDS]),
        "can_edit": editable.contains(member),
    }
    return TemplateResponse(request, "staffing/staff_detail.html", context)


def _courses(section: Section) -> list[CourseLine]:
    return [
        CourseLine(course, [row for row in section.rows if cast("Any", row.entry).course == course])
        for course in Course
    ]


def _with_total(section: Section) -> Section:
    """Careers with the sum of their months: each period in whole months, as the rules count."""
    careers = cast("list[CareerRecord]", section.standing)
    if not careers:
        return section
    months = sum(career.months_until(section.day) for career in careers)
    years, rest = divmod(months, MONTHS_IN_A_YEAR)
    total = (
        f"本日までの合計：{months}か月（{years}年{rest}か月）。期間ごとに1か月未満を切り捨てます。"
    )
    return replace(section, total=total)


@require_http_methods(["GET", "POST"])
@requires(Capability.STAFF_EDIT)
def staff_create(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        form = StaffCreateForm(request.POST, user=request.user)
        if form.is_valid() and form.save_with_posting(by=request.user, at=timezone.now()):
            audit.record(request, audit.Action.CREATE, form.instance)
            messages.success(request, "職員を登録しました。続けて資格と研修を登録してください。")
            return redirect("staffing:staff_detail", form.instance.pk)
    else:
        form = StaffCreateForm(user=request.user)
    return TemplateResponse(request, "staffing/staff_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Capability.STAFF_EDIT)
def staff_edit(request: UserRequest, pk: int) -> HttpResponse:
    editable = StaffMember.objects.visible_to(request.user, Capability.STAFF_EDIT)
    member = get_object_or_404(editable.select_related("municipality"), pk=pk)
    name = member.name
    if request.method == "POST":
        form = StaffMemberForm(request.POST, instance=member)
        if form.is_valid() and form.save_or_explain():
            audit.record(request, audit.Action.CHANGE, member, fields=sorted(form.changed_data))
            messages.success(request, "職員の基本情報を変更しました。")
            return redirect("staffing:staff_detail", member.pk)
    else:
        form = StaffMemberForm(instance=member)
    audit.record(request, audit.Action.READ, member, page="edit")
    context = {"form": form, "member": member, "name": name}
    return TemplateResponse(request, "staffing/staff_edit.html", context)
