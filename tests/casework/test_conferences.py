"""会議: called with a warning, decided with tasks, attended by those who keep a secret."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.conference_enums import ConferenceKind, ConferenceState
from casework.enums import CaseStatus
from casework.models import Case, CaseStatusChange, Conference, ConferenceItem, Task
from tests.case_factories import (
    CaseRecordFactory,
    CouncilRegistrationFactory,
    a_case_of,
)
from tests.conference_factories import (
    ConferenceDecisionFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
)
from tests.desk_factories import AbuseIntakeFactory
from tests.maternity_factories import (
    MaternityRiskFactory,
    PregnancyFactory,
    PregnancyInterviewFactory,
)


@pytest.fixture
def calling(consultant):
    return {
        "submission_key": str(uuid.uuid4()),
        "kind": ConferenceKind.URGENT_INTAKE,
        "held_on": timezone.localdate().isoformat(),
        "begins": "14:00",
        "place": "相談室",
        "chair": str(consultant.pk),
        "reason": "けがの経過が分からないため",
    }


@pytest.fixture
def conference(case, center, consultant):
    made = ConferenceFactory(center=center, kind=ConferenceKind.INTAKE, chair=consultant)
    ConferenceItemFactory(conference=made, case=case)
    return made


@pytest.fixture
def item(conference):
    return conference.items.get()


class TestCalling:
    def test_a_conference_of_a_case_is_called_once(self, client_for, consultant, case, calling):
        client = client_for(consultant)
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        first, again = client.post(url, calling), client.post(url, calling)

        made = Conference.objects.get()
        assert first["Location"] == again["Location"]
        assert (made.kind, made.items.get().case) == (ConferenceKind.URGENT_INTAKE, case)
        assert made.attendees.get().user == consultant
        assert made.sections.count() == 4
        assert (
            "緊急受理会議"
            in client.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
        )

    def test_called_for_a_case_that_somebody_else_ended_keeps_what_was_typed(
        self, client_for, consultant, case, calling
    ):
        Case.objects.filter(pk=case.pk).update(
            status=CaseStatus.NOT_ACCEPTED, ended_on=timezone.localdate()
        )
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        answer = client_for(consultant).post(url, calling)

        assert answer.status_code == 422
        assert "このケースは終わっています" in answer.content.decode()
        assert calling["reason"] in answer.content.decode()
        assert not Conference.objects.exists()

    def test_a_registered_case_warns_before_a_second_conference(
        self, client_for, consultant, case, calling
    ):
        CouncilRegistrationFactory(case=case)
        client = client_for(consultant)
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        page = client.get(url).content.decode()
        refused = client.post(url, calling)
        called = client.post(url, calling | {"has_checked_council": "on"})

        assert "要対協に登録されています" in page
        assert refused.status_code == 422
        assert "has_checked_council" in refused.context["form"].errors
        assert called.status_code == 302
        assert Conference.objects.count() == 1

    def test_a_conference_ahead_warns_as_well(self, client_for, consultant, case, conference):
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        page = client_for(consultant).get(url)

        assert page.context["warning"]["others"] == [conference]

    def test_intake_conferences_are_offered_to_new_cases_alone(
        self, client_for, consultant, case, calling
    ):
        case.status = CaseStatus.SUPPORTING
        case.save()
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        answer = client_for(consultant).post(url, calling)

        assert answer.status_code == 422
        assert "このケースでは開けない会議です" in answer.content.decode()

    def test_bad_input_changes_nothing_and_stays(self, client_for, consultant, case, calling):
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        answer = client_for(consultant).post(url, calling | {"held_on": "2月30日"})

        assert answer.status_code == 422
        assert answer.context["form"]["held_on"].value() == "2月30日"
        assert not Conference.objects.exists()

    def test_only_a_chief_calls_a_joint_conference(
        self, client_for, consultant, chief_coordinator, center, calling
    ):
        url = reverse("cases:conference_create")
        told = calling | {"kind": ConferenceKind.JOINT, "center": str(center.pk)}

        assert client_for(consultant).post(url, told).status_code == 403
        answer = client_for(chief_coordinator).post(url, told)

        made = Conference.objects.get()
        assert answer["Location"] == reverse("cases:agenda_edit", args=[made.pk])

    def test_it_is_cancelled_with_a_reason_and_changed_no_more(
        self, client_for, consultant, conference
    ):
        client, told = client_for(consultant), {"version": "1", "reason": "合同ケース会議で扱う"}

        client.post(reverse("cases:conference_cancel", args=[conference.pk]), told)
        late = client.get(reverse("cases:minutes_edit", args=[conference.pk]))

        conference.refresh_from_db()
        assert (conference.state, late.status_code) == (ConferenceState.CANCELLED, 302)


class TestAgenda:
    @pytest.fixture
    def joint(self, center):
        return ConferenceFactory(center=center, kind=ConferenceKind.JOINT)

    def test_flags_propose_and_a_person_chooses(
        self, client_for, chief_coordinator, consultant, center, joint, case
    ):
        case.status, case.function = CaseStatus.CONFERRING, "both"
        case.save()
        TaskFactory(center=center, case=case, due_on=timezone.localdate() - dt.timedelta(days=1))
        quiet = a_case_of(consultant, center)
        client = client_for(chief_coordinator)
        url = reverse("cases:agenda_edit", args=[joint.pk])

        form = client.get(url).context["form"]
        answer = client.post(
            url,
            {
                "version": "1",
                f"case_{case.pk}": "on",
                f"case_{case.pk}_reason": "両方の機能で支援を分担するため",
            },
        )

        assert [each.case for each in form.candidates] == [case, quiet]
        assert form.candidates[0].flags == ["both_functions", "conferring", "overdue_task"]
        assert not form[f"case_{case.pk}"].value()
        made = joint.items.get()
        assert answer.status_code == 302
        assert (made.case, made.flags) == (case, list(form.candidates[0].flags))
        assert made.sections.count() == 3

    @pytest.mark.parametrize(
        ("levels", "is_flagged"),
        [
            (["support"], True),
            (["specified"], True),
            (["specified", "watch"], False),
            (["watch", "support"], True),
            ([], False),
        ],
    )
    def test_the_latest_judgement_of_the_ledger_speaks_for_a_case(
        self, client_for, chief_coordinator, center, joint, case, levels, is_flagged
    ):
        pregnancy = PregnancyFactory(
            center=center, household=case.household, notified_on=timezone.localdate()
        )
        for level in levels:
            MaternityRiskFactory(pregnancy=pregnancy, level=level)

        assert ("maternity_risk" in self.flags(client_for(chief_coordinator), joint)) == is_flagged

    def test_an_overdue_interview_speaks_for_a_case_until_it_was_held(
        self, client_for, chief_coordinator, center, joint, case
    ):
        pregnancy = PregnancyFactory(
            center=center,
            household=case.household,
            notified_on=timezone.localdate() - dt.timedelta(days=1),
        )
        client = client_for(chief_coordinator)

        before = self.flags(client, joint)
        PregnancyInterviewFactory(pregnancy=pregnancy, stage="application")
        after = self.flags(client, joint)

        assert ("interview_overdue" in before, "interview_overdue" in after) == (True, False)

    def test_of_a_closed_row_and_another_household_nothing_is_said(
        self, client_for, chief_coordinator, center, joint, case
    ):
        closed = PregnancyFactory(
            center=center, household=case.household, closed_on=timezone.localdate()
        )
        for pregnancy in (closed, PregnancyFactory(center=center)):
            MaternityRiskFactory(pregnancy=pregnancy, level="support")

        flags = self.flags(client_for(chief_coordinator), joint)

        assert not {"maternity_risk", "interview_overdue"} & set(flags)

    def flags(self, client, joint):
        url = reverse("cases:agenda_edit", args=[joint.pk])
        [candidate] = client.get(url).context["form"].candidates
        return candidate.flags

    def test_nothing_chosen_and_no_reason_are_refused(
        self, client_for, chief_coordinator, joint, case
    ):
        client = client_for(chief_coordinator)
        url = reverse("cases:agenda_edit", args=[joint.pk])

        nothing = client.post(url, {"version": "1"})
        silent = client.post(url, {"version": "1", f"case_{case.pk}": "on"})

        assert (nothing.status_code, silent.status_code) == (422, 422)
        assert f"case_{case.pk}_reason" in silent.context["form"].errors
        assert not ConferenceItem.objects.exists()

    @pytest.mark.parametrize("number", [1, 5])
    def test_any_number_of_candidates_takes_the_same_queries(
        self,
        client_for,
        chief_coordinator,
        consultant,
        center,
        joint,
        number,
        django_assert_max_num_queries,
    ):
        for _ in range(number):
            a_case_of(consultant, center)
        client = client_for(chief_coordinator)
        url = reverse("cases:agenda_edit", args=[joint.pk])
        client.get(url)

        with django_assert_max_num_queries(AGENDA_QUERIES):
            client.get(url)


AGENDA_QUERIES = 35


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


class TestReach:
    def test_a_conference_of_closed_cases_is_closed(
        self, client_for, consultant, colleague, center
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        conference = ConferenceFactory(center=center)
        ConferenceItemFactory(conference=conference, case=closed)
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(consultant).get(url).status_code == 200
        assert client_for(colleague).get(url).status_code == 404

    def test_with_its_case_taken_off_it_stays_closed(
        self, client_for, consultant, colleague, center
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        conference = ConferenceFactory(center=center, kind=ConferenceKind.JOINT)
        ConferenceItemFactory(
            conference=conference,
            case=closed,
            withdrawn_at=timezone.now(),
            withdrawn_by=consultant,
        )
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(consultant).get(url).status_code == 200
        assert client_for(colleague).get(url).status_code == 404

    def test_a_case_taken_off_opens_no_conference_of_a_closed_one(
        self, client_for, consultant, colleague, case, center
    ):
        conference = ConferenceFactory(center=center, kind=ConferenceKind.JOINT)
        closed = a_case_of(consultant, center, confidentiality="restricted")
        ConferenceItemFactory(conference=conference, case=closed)
        ConferenceItemFactory(
            conference=conference, case=case, withdrawn_at=timezone.now(), withdrawn_by=consultant
        )
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(colleague).get(url).status_code == 404

    def test_the_one_case_of_a_conference_is_not_taken_off(
        self, client_for, chief_coordinator, conference, item
    ):
        client = client_for(chief_coordinator)
        url = reverse("cases:item_withdraw", args=[item.pk])

        client.post(url, {"version": "1"})

        item.refresh_from_db()
        detail = reverse("cases:conference_detail", args=[conference.pk])
        assert item.withdrawn_at is None
        assert url not in client.get(detail).content.decode()

    def test_another_center_finds_nothing(self, client_for, elsewhere, conference):
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(elsewhere).get(url).status_code == 404

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_list_takes_the_same_queries(
        self, client_for, consultant, center, number, django_assert_max_num_queries
    ):
        for _ in range(number):
            ConferenceItemFactory(conference__center=center)
        client, url = client_for(consultant), reverse("cases:conference_list")
        client.get(url)

        with django_assert_max_num_queries(18):
            client.get(url)
