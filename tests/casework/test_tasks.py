"""タスク: every promise has an owner and a day, and a history of what became of it."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import AbsenceCover, Task, TaskChange
from casework.open_matters import open_matters_of
from casework.task_enums import TaskAct, TaskOrigin, TaskState
from tests.case_factories import SupportNoteFactory, a_case_of
from tests.conference_factories import AbsenceCoverFactory, TaskFactory

TOMORROW = timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def task(case, center, consultant):
    return TaskFactory(center=center, case=case, owner=consultant)


@pytest.fixture
def typed(center, consultant):
    return {
        "submission_key": str(uuid.uuid4()),
        "center": str(center.pk),
        "content": "母に電話し、受診の結果を聞く。",
        "owner": str(consultant.pk),
        "due_on": TOMORROW.isoformat(),
    }


class TestPromising:
    def test_a_promise_is_saved_once(self, client_for, consultant, case, typed):
        client = client_for(consultant)
        url = reverse("cases:task_of_case_create", args=[case.pk])

        client.post(url, typed)
        client.post(url, typed)

        made = Task.objects.get()
        assert (made.case, made.owner, made.due_on) == (case, consultant, TOMORROW)
        assert made.origin == TaskOrigin.HAND

    def test_a_promise_of_a_note_names_the_note(self, client_for, consultant, case, typed):
        note = SupportNoteFactory(case=case)

        client_for(consultant).post(reverse("cases:task_of_note_create", args=[note.pk]), typed)

        made = Task.objects.get()
        assert (made.origin, made.note, made.case) == (TaskOrigin.NOTE, note, case)

    @pytest.mark.parametrize("missing", ["content", "owner", "due_on"])
    def test_no_promise_without_what_who_and_when(self, client_for, consultant, typed, missing):
        answer = client_for(consultant).post(reverse("cases:task_create"), typed | {missing: ""})

        assert answer.status_code == 422
        assert missing in answer.context["form"].errors
        assert not Task.objects.exists()

    def test_a_day_that_is_over_is_refused(self, client_for, consultant, typed):
        yesterday = (timezone.localdate() - dt.timedelta(days=1)).isoformat()

        answer = client_for(consultant).post(
            reverse("cases:task_create"), typed | {"due_on": yesterday}
        )

        assert "due_on" in answer.context["form"].errors

    def test_a_task_of_a_closed_case_is_given_to_its_readers_alone(
        self, client_for, consultant, colleague, chief_coordinator, center, typed
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        url = reverse("cases:task_of_case_create", args=[closed.pk])
        client = client_for(consultant)

        refused = client.post(url, typed | {"owner": str(colleague.pk)})
        client.post(url, typed | {"owner": str(chief_coordinator.pk)})

        assert "owner" in refused.context["form"].errors
        assert Task.objects.get().owner == chief_coordinator

    def test_the_origin_and_what_it_names_stand_together(self, task):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(origin=TaskOrigin.DECISION)


class TestChanging:
    @pytest.mark.parametrize(
        ("name", "state"), [("task_finish", TaskState.DONE), ("task_cancel", TaskState.CANCELLED)]
    )
    def test_it_ends_with_a_reason(self, client_for, consultant, task, name, state):
        client, url = client_for(consultant), reverse(f"cases:{name}", args=[task.pk])

        silent = client.post(url, {"version": "1", "reason": ""})
        client.post(url, {"version": "1", "reason": "受診したと聞いた。"})
        again = client.post(url, {"version": "2", "reason": "もう一度"})

        task.refresh_from_db()
        change = task.changes.get()
        assert silent.status_code == 422
        assert (task.state, change.reason, change.changed_by) == (
            state,
            "受診したと聞いた。",
            consultant,
        )
        assert again["Location"] == reverse("cases:task_detail", args=[task.pk])

    def test_it_moves_and_is_handed_over(self, client_for, consultant, colleague, task):
        client = client_for(consultant)
        before = task.due_on

        client.post(
            reverse("cases:task_move", args=[task.pk]),
            {"version": "1", "due_on": TOMORROW.isoformat(), "reason": "母の都合"},
        )
        client.post(
            reverse("cases:task_hand_over", args=[task.pk]),
            {"version": "2", "owner": str(colleague.pk), "reason": "担当の変更"},
        )

        task.refresh_from_db()
        moved, handed = TaskChange.objects.order_by("pk")
        assert (task.due_on, task.owner, task.state) == (TOMORROW, colleague, TaskState.OPEN)
        assert (moved.act, moved.due_before, moved.due_after) == (TaskAct.MOVED, before, TOMORROW)
        assert (handed.owner_before, handed.owner_after) == (consultant, colleague)

    def test_somebody_was_faster(self, client_for, consultant, task):
        Task.objects.filter(pk=task.pk).update(version=3)

        answer = client_for(consultant).post(
            reverse("cases:task_finish", args=[task.pk]), {"version": "2", "reason": "済んだ"}
        )

        assert answer.status_code == 409
        assert answer.context["form"]["reason"].value() == "済んだ"
        assert answer.context["form"]["version"].value() == "3"
        assert not TaskChange.objects.exists()

    def test_what_stands_open_is_told_before_a_case_ends(self, case, consultant, task):
        found = open_matters_of(case, consultant)

        assert [(each.label, each.due_on) for each in found] == [("タスク", task.due_on)]


class TestList:
    def listed(self, client_for, user, **query):
        page = client_for(user).get(reverse("cases:task_list"), query)
        return set(page.context["tasks"])

    def test_by_owner_day_and_state(self, client_for, consultant, colleague, center, task):
        own = TaskFactory(center=center, owner=consultant, due_on=TOMORROW)
        far = TaskFactory(center=center, owner=consultant, due_on=TOMORROW + dt.timedelta(days=30))
        late = TaskFactory(
            center=center, owner=consultant, due_on=timezone.localdate() - dt.timedelta(days=1)
        )
        done = TaskFactory(center=center, owner=consultant, state=TaskState.DONE)
        theirs = TaskFactory(center=center, owner=colleague)

        assert self.listed(client_for, consultant) == {task, own, far, late}
        assert self.listed(client_for, consultant, due="overdue") == {late}
        assert self.listed(client_for, consultant, due="soon") == {task, own, late}
        assert self.listed(client_for, consultant, owner=str(colleague.pk)) == {theirs}
        assert self.listed(client_for, consultant, state="ended") == {done}
        assert done not in self.listed(client_for, consultant, owner="all")

    def test_of_a_closed_case_or_another_center_nothing(
        self, client_for, consultant, colleague, elsewhere, center
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        secret = TaskFactory(center=center, case=closed, owner=consultant)

        assert self.listed(client_for, consultant, owner="all") == {secret}
        assert self.listed(client_for, colleague, owner="all") == set()
        assert self.listed(client_for, elsewhere, owner="all") == set()
        url = reverse("cases:task_detail", args=[secret.pk])
        assert client_for(colleague).get(url).status_code == 404

    @pytest.mark.parametrize("number", [1, 5])
    def test_the_list_takes_the_same_queries(
        self, client_for, consultant, center, number, django_assert_max_num_queries
    ):
        TaskFactory.create_batch(number, center=center, owner=consultant)
        client, url = client_for(consultant), reverse("cases:task_list")
        client.get(url)

        with django_assert_max_num_queries(18):
            client.get(url)


class TestAbsence:
    def test_the_deputy_sees_the_tasks_from_day_to_day(
        self, client_for, consultant, colleague, center, task
    ):
        today = reverse("consultations:today")
        client = client_for(colleague)

        before = client.get(today).content.decode()
        cover = AbsenceCoverFactory(center=center, absentee=consultant, deputy=colleague)
        during = client.get(today).content.decode()
        AbsenceCover.objects.filter(pk=cover.pk).update(
            starts_on=TOMORROW - dt.timedelta(days=9), ends_on=TOMORROW - dt.timedelta(days=2)
        )
        after = client.get(today).content.decode()

        assert task.content not in before
        assert f"{consultant.name}さんの代理" in during
        assert task.content not in after

    def test_everybody_for_themselves_and_a_chief_for_anybody(
        self, client_for, consultant, colleague, chief_coordinator, center
    ):
        url = reverse("cases:cover_list")
        told = {
            "center": str(center.pk),
            "absentee": str(consultant.pk),
            "deputy": str(colleague.pk),
            "starts_on": timezone.localdate().isoformat(),
            "ends_on": TOMORROW.isoformat(),
            "reason": "研修",
        }

        refused = client_for(colleague).post(url, told | {"deputy": str(chief_coordinator.pk)})
        client_for(consultant).post(url, told)
        twice = client_for(chief_coordinator).post(url, told)

        assert "absentee" in refused.context["form"].errors
        assert AbsenceCover.objects.get().deputy == colleague
        assert twice.status_code == 422
        assert "代理が登録されています" in twice.content.decode()

    def test_nobody_else_ends_it(self, client_for, colleague, chief_coordinator, center):
        cover = AbsenceCoverFactory(center=center, starts_on=timezone.localdate())
        url = reverse("cases:cover_end", args=[cover.pk])

        client_for(colleague).post(url)
        cover.refresh_from_db()
        assert cover.ends_on > timezone.localdate()

        client_for(chief_coordinator).post(url)
        cover.refresh_from_db()
        assert cover.ends_on == timezone.localdate()
