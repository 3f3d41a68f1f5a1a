"""会議の決定: 受理 and what becomes a task with owner and date."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.conference_enums import ConferenceKind, ConferenceState
from casework.enums import CaseStatus
from casework.models import CaseStatusChange, Conference, Task
from tests.case_factories import (
    CaseRecordFactory,
    a_case_of,
)
from tests.conference_factories import (
    ConferenceDecisionFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
)
from tests.desk_factories import AbuseIntakeFactory


class TestIntake:
    @pytest.mark.parametrize(
        ("decision", "after"),
        [("accepted", CaseStatus.INVESTIGATING), ("not_accepted", CaseStatus.NOT_ACCEPTED)],
    )
    def test_the_decision_moves_the_case(
        self, client_for, chief_coordinator, case, item, decision, after
    ):
        url = reverse("cases:intake_decide", args=[item.pk])

        client_for(chief_coordinator).post(
            url,
            {
                "decision": decision,
                "reason": "会議で決めた",
                "version": str(case.version),
                "has_seen_open_matters": "on",
            },
        )

        case.refresh_from_db()
        item.refresh_from_db()
        assert (case.status, item.decision, item.decided_by) == (
            after,
            decision,
            chief_coordinator,
        )
        assert CaseStatusChange.objects.get(case=case).after == after

    def test_a_consultant_does_not_decide(self, client_for, consultant, item):
        assert (
            client_for(consultant).get(reverse("cases:intake_decide", args=[item.pk])).status_code
            == 403
        )

    def test_not_before_its_day(self, client_for, chief_coordinator, case, conference, item):
        conference.held_on = timezone.localdate() + dt.timedelta(days=1)
        conference.save()
        told = {"decision": "accepted", "reason": "決定", "version": str(case.version)}

        answer = client_for(chief_coordinator).post(
            reverse("cases:intake_decide", args=[item.pk]), told
        )

        case.refresh_from_db()
        assert (answer.status_code, case.status) == (422, CaseStatus.RECEIVED)

    def test_somebody_changed_the_case_meanwhile(self, client_for, chief_coordinator, case, item):
        case.version = 5
        case.save()
        told = {"decision": "accepted", "reason": "決定", "version": "4"}

        answer = client_for(chief_coordinator).post(
            reverse("cases:intake_decide", args=[item.pk]), told
        )

        assert answer.status_code == 409
        assert answer.context["form"]["version"].value() == "5"
        assert answer.context["form"]["reason"].value() == "決定"

    def test_the_clock_stands_beside_it(self, client_for, chief_coordinator, case, item):
        client = client_for(chief_coordinator)
        url = reverse("cases:intake_decide", args=[item.pk])

        without = client.get(url).content.decode()
        attached = CaseRecordFactory(case=case)
        intake = AbuseIntakeFactory(consultation=attached.consultation)
        running = client.get(url)

        assert "安全確認の時計は動いていません" in without
        assert running.context["intakes"] == [intake]
        assert "まだ確認していません" in running.content.decode()


class TestDecisions:
    def test_of_a_conference_cancelled_meanwhile_the_words_stay(
        self, client_for, consultant, conference
    ):
        Conference.objects.filter(pk=conference.pk).update(
            state=ConferenceState.CANCELLED, cancel_reason="日程が合わないため"
        )
        url = reverse("cases:decision_create", args=[conference.pk])

        answer = client_for(consultant).post(url, {"content": "園に週に一度聞く。"})

        assert answer.status_code == 422
        assert "この会議は取りやめになっています。" in answer.content.decode()
        assert "園に週に一度聞く。" in answer.content.decode()
        assert not Task.objects.exists()

    def test_a_decision_becomes_a_task_once(
        self, client_for, consultant, colleague, case, conference, item
    ):
        told = {
            "submission_key": str(uuid.uuid4()),
            "item": str(item.pk),
            "content": "保育所と週に一度、様子を確かめ合う。",
            "owner": str(colleague.pk),
            "doer": "見本保育所",
            "due_on": timezone.localdate().isoformat(),
        }
        client = client_for(consultant)
        url = reverse("cases:decision_create", args=[conference.pk])

        client.post(url, told)
        client.post(url, told)

        task = Task.objects.get()
        assert (task.owner, task.case, task.doer) == (colleague, case, "見本保育所")
        assert task.decision.conference == conference

    @pytest.fixture
    def told(self, consultant):
        return {
            "submission_key": str(uuid.uuid4()),
            "content": "母に電話し、受診の結果を聞く。",
            "owner": str(consultant.pk),
            "due_on": timezone.localdate().isoformat(),
        }

    def test_in_a_conference_of_one_case_it_is_about_the_case(
        self, client_for, consultant, case, conference, item, told
    ):
        client = client_for(consultant)
        url = reverse("cases:decision_create", args=[conference.pk])

        form = client.get(url).context["form"]
        answer = client.post(url, told)

        task = Task.objects.get()
        assert "item" not in form.fields
        assert answer.status_code == 302
        assert (task.case, task.decision.item) == (case, item)

    def test_of_a_restricted_case_nobody_else_reads_or_owns_it(
        self, client_for, consultant, colleague, center, told
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        conference = ConferenceFactory(center=center)
        ConferenceItemFactory(conference=conference, case=closed)
        client = client_for(consultant)
        url = reverse("cases:decision_create", args=[conference.pk])

        refused = client.post(url, told | {"owner": str(colleague.pk)})
        client.post(url, told)

        assert "owner" in refused.context["form"].errors
        task = Task.objects.get()
        assert task.case == closed
        assert not Task.objects.visible_to(colleague).exists()

    def test_beside_a_restricted_case_nothing_is_decided_for_all(
        self, client_for, consultant, case, center, told
    ):
        joint = ConferenceFactory(center=center, kind=ConferenceKind.JOINT)
        ConferenceItemFactory(conference=joint, case=case)
        closed = a_case_of(consultant, center, confidentiality="restricted")
        ConferenceItemFactory(conference=joint, case=closed)
        url = reverse("cases:decision_create", args=[joint.pk])

        answer = client_for(consultant).post(url, told)

        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["item"]
        assert not Task.objects.exists()

    def test_what_is_decided_for_all_is_read_with_the_conference(
        self, consultant, colleague, center
    ):
        joint = ConferenceFactory(center=center, kind=ConferenceKind.JOINT)
        item = ConferenceItemFactory(conference=joint, case=a_case_of(consultant, center))
        task = TaskFactory(
            center=center,
            origin="decision",
            decision=ConferenceDecisionFactory(conference=joint),
        )
        before = Task.objects.visible_to(colleague).get()

        type(item.case).objects.filter(pk=item.case_id).update(confidentiality="restricted")

        assert before == task
        assert not Task.objects.visible_to(colleague).exists()
        assert Task.objects.visible_to(consultant).get() == task

    def test_without_owner_or_day_nothing_is_decided(self, client_for, consultant, conference):
        url = reverse("cases:decision_create", args=[conference.pk])

        answer = client_for(consultant).post(
            url, {"submission_key": str(uuid.uuid4()), "content": "見守る"}
        )

        assert {"owner", "due_on"} <= set(answer.context["form"].errors)
        assert not Task.objects.exists()

    def test_the_next_conference_shows_undone_decisions_first(
        self, client_for, consultant, case, center, conference
    ):
        earlier = ConferenceFactory(
            center=center, held_on=timezone.localdate() - dt.timedelta(days=30)
        )
        undone, done = (
            TaskFactory(
                center=center,
                case=case,
                origin="decision",
                decision=ConferenceDecisionFactory(conference=earlier),
                state=state,
            )
            for state in ("open", "done")
        )

        page = client_for(consultant).get(reverse("cases:conference_detail", args=[conference.pk]))

        text = page.content.decode()
        assert page.context["undone"] == [undone]
        assert done not in page.context["undone"]
        assert text.index("まだ終わっていないこと") < text.index('id="items-heading"')
