"""議題: chosen by 統括支援員 from what the flags propose."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.conference_enums import ConferenceKind
from casework.enums import CaseStatus
from casework.models import ConferenceItem
from casework.views import agenda as agenda_views
from tests.case_factories import (
    a_case_of,
)
from tests.conference_factories import (
    ConferenceFactory,
    TaskFactory,
)
from tests.maternity_factories import (
    MaternityRiskFactory,
    PregnancyFactory,
    PregnancyInterviewFactory,
)


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

    def test_an_old_case_with_a_reason_comes_before_all_newer_ones(
        self, monkeypatch, client_for, chief_coordinator, consultant, center, joint, case
    ):
        monkeypatch.setattr(agenda_views, "PAGE_SIZE", 1)
        TaskFactory(center=center, case=case, due_on=timezone.localdate() - dt.timedelta(days=1))
        newer = a_case_of(consultant, center)
        url = reverse("cases:agenda_edit", args=[joint.pk])
        client = client_for(chief_coordinator)

        first, second = client.get(url), client.get(url, {"page": "2"})

        shown = [
            [each.case for each in page.context["form"].candidates] for page in (first, second)
        ]
        assert shown == [[case], [newer]]
        assert "2件中 1～1件目" in first.content.decode()

    def test_a_chosen_case_that_moved_to_another_page_meanwhile_is_taken(
        self, monkeypatch, client_for, chief_coordinator, consultant, center, joint, case
    ):
        monkeypatch.setattr(agenda_views, "PAGE_SIZE", 1)
        other = a_case_of(consultant, center)
        TaskFactory(center=center, case=other, due_on=timezone.localdate() - dt.timedelta(days=1))
        chosen = {"version": "1", f"case_{case.pk}": "on", f"case_{case.pk}_reason": "方針の確認"}

        client_for(chief_coordinator).post(reverse("cases:agenda_edit", args=[joint.pk]), chosen)

        assert joint.items.get().case == case

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
