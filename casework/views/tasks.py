"""タスク: the list by owner and day, promising one, and what becomes of it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from accounts.models import User
from casework.case_readers import among
from casework.forms.tasks import EVERYBODY, FORMS, SOON, TaskFilter, TaskForm
from casework.models import Case, SupportNote, Task
from casework.task_actions import (
    Promise,
    TaskChangedMeanwhileError,
    TaskIsOverError,
    TaskSavedBeforeError,
    change_task,
    promise,
)
from casework.task_desk import DAYS_AHEAD, stands_in_for
from casework.task_enums import TaskAct, TaskState
from casework.views.conference_reaching import people_of, staff_of
from casework.views.reaching import CHANGED_MEANWHILE, UNUSABLE, case_of
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

PAGE_SIZE = 50
CHANGED = (
    "この画面を開いた後に、ほかの人がこのタスクを変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)
# by act: title, button, what is said afterwards
WORDS = {
    TaskAct.DONE: ("タスクの完了", "完了にする", "タスクを完了にしました。"),
    TaskAct.MOVED: ("期日の変更", "期日を変更する", "期日を変更しました。"),
    TaskAct.HANDED_OVER: ("担当者の変更", "担当者を変更する", "担当者を変更しました。"),
    TaskAct.CANCELLED: ("タスクの取りやめ", "取りやめる", "タスクを取りやめました。"),
}


def _centers(request: UserRequest, capability: Capability = Capability.CASE_VIEW) -> Any:
    return Center.objects.visible_to(request.user, capability).order_by("code", "pk")


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def task_list(request: UserRequest) -> HttpResponse:
    """One's own to begin with, and those of whoever one stands in for."""
    staff, day = people_of(_centers(request)), localdate()
    form = TaskFilter(request.GET, staff=staff)
    tasks = Task.objects.visible_to(request.user).next_steps()
    found = _narrowed(tasks, form, request.user, day) if form.is_valid() else tasks.none()
    pages = Paginator(found.for_listing(), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    audit.record(request, audit.Action.LIST, Task, shown=page.object_list, count=pages.count)
    context = {
        "form": form,
        "page": page,
        "tasks": page.object_list,
        "day": day,
        "count_text": f"{pages.count:,}件",
        "may_write": request.user.may(Capability.CASE_WRITE),
        "range_text": f"{pages.count:,}件中 {page.start_index():,}～{page.end_index():,}件目",
        "previous_url": _page(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page(request, page.next_page_number()) if page.has_next() else "",
    }
    return TemplateResponse(request, "tasks/task_list.html", context)


def _narrowed(tasks: Any, form: TaskFilter, user: User, day: date) -> Any:
    said = form.cleaned_data
    if not said["owner"]:
        tasks = tasks.owned_by([user.pk, *stands_in_for(user, day)])
    elif said["owner"] != EVERYBODY:
        tasks = tasks.owned_by([int(said["owner"])])
    if not said["state"]:
        tasks = tasks.open()
    elif said["state"] != EVERYBODY:
        tasks = tasks.exclude(state=TaskState.OPEN)
    if said["due"] == SOON:
        return tasks.due_within(day, DAYS_AHEAD)
    return tasks.overdue(day) if said["due"] else tasks


def _page(request: UserRequest, number: int) -> str:
    query = QueryDict(mutable=True)
    told = ("owner", "due", "state")
    query.update({name: request.GET[name] for name in told if request.GET.get(name)})
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def task_create(request: UserRequest) -> HttpResponse:
    return _promise(request, _centers(request, Capability.CASE_WRITE))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def task_of_case_create(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_WRITE)
    return _promise(request, Center.objects.filter(pk=case.center_id), case=case)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def task_of_note_create(request: UserRequest, pk: int) -> HttpResponse:
    """What was promised in a talk, beside the note that tells of it."""
    notes = SupportNote.objects.visible_to(request.user, Capability.CASE_WRITE).standing()
    note = get_object_or_404(notes, pk=pk)
    case = case_of(request, note.case_id, Capability.CASE_WRITE)
    return _promise(request, Center.objects.filter(pk=case.center_id), case=case, note=note)


def _promise(
    request: UserRequest,
    centers: Any,
    *,
    case: Case | None = None,
    note: SupportNote | None = None,
) -> HttpResponse:
    form = TaskForm(
        request.POST if request.method == "POST" else None,
        centers=centers,
        staff=among(people_of(list(centers)), case, localdate()),
        me=request.user,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = Promise(
            center=said["center"],
            case=case,
            note=note,
            content=said["content"],
            doer=said["doer"],
            owner=said["owner"],
            due_on=said["due_on"],
        )
        try:
            task = promise(
                told, submission_key=said["submission_key"], by=request.user, at=timezone.now()
            )
        except TaskSavedBeforeError as error:
            messages.info(request, "このタスクは登録済みです。二重には登録していません。")
            return redirect("cases:task_detail", error.task.pk)
        details: dict[str, Any] = {"case": case.pk} if case else {}
        audit.record(request, audit.Action.CREATE, task, **details)
        messages.success(request, "タスクを登録しました。")
        return redirect("cases:case_detail", case.pk) if case else redirect("cases:task_list")
    if note is not None or case is not None:
        audit.record(request, audit.Action.READ, note or case, page="task")
    context = {"form": form, "case": case, "note": note}
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "tasks/task_create.html", context, status=status)


def _task(request: UserRequest, pk: int, capability: Capability = Capability.CASE_VIEW) -> Task:
    tasks = Task.objects.visible_to(request.user, capability)
    return get_object_or_404(
        tasks.select_related(
            "case", "center", "owner", "recorded_by", "note", "decision__conference"
        ),
        pk=pk,
    )


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def task_detail(request: UserRequest, pk: int) -> HttpResponse:
    task, day = _task(request, pk), localdate()
    changes = task.changes.select_related("owner_before", "owner_after", "changed_by")
    audit.record(request, audit.Action.READ, task)
    writable = Task.objects.visible_to(request.user, Capability.CASE_WRITE)
    context = {
        "task": task,
        "changes": changes.order_by("-pk"),
        "is_overdue": task.is_overdue(day),
        "may_write": task.is_open and writable.filter(pk=task.pk).exists(),
    }
    return TemplateResponse(request, "tasks/task_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def task_change(request: UserRequest, pk: int, act: TaskAct) -> HttpResponse:
    """Done, moved, handed over or given up; always with a reason."""
    task, status = _task(request, pk, Capability.CASE_WRITE), None
    form = _form(request, task, act)
    title, submit, done = WORDS[act]
    if request.method == "POST" and form.is_valid():
        try:
            change = change_task(task, act, **form.cleaned_data, by=request.user, at=timezone.now())
        except TaskIsOverError:
            return _is_over(request, task)
        except TaskChangedMeanwhileError:
            retype(form, version=_task(request, pk, Capability.CASE_WRITE).version)
            form.add_error(None, CHANGED)
            status = CHANGED_MEANWHILE
        else:
            audit.record(request, audit.Action.CHANGE, task, change=change.pk, act=act)
            messages.success(request, done)
            return redirect("cases:task_detail", task.pk)
    elif not task.is_open:
        return _is_over(request, task)
    audit.record(request, audit.Action.READ, task, page=act.value)
    context = {"task": task, "form": form, "title": title, "submit": submit}
    if status is None:
        status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "tasks/task_change.html", context, status=status)


def _form(request: UserRequest, task: Task, act: TaskAct) -> Any:
    needed: dict[str, Any] = {}
    if act in (TaskAct.MOVED, TaskAct.HANDED_OVER):
        needed["task"] = task
    if act == TaskAct.HANDED_OVER:
        needed["staff"] = among(staff_of(task.center), task.case, localdate())
    data = request.POST if request.method == "POST" else None
    return FORMS[act](data, initial={"version": task.version}, **needed)


def _is_over(request: UserRequest, task: Task) -> HttpResponse:
    messages.warning(request, "このタスクは、完了か取りやめになっています。")
    return redirect("cases:task_detail", task.pk)
