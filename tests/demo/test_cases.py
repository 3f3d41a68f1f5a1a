"""What docs/demo.md promises of the demo's cases."""

import pytest
from django.db.models import Count

from casework.enums import CaseLinkKind, CaseStatus
from casework.models import Case, CaseLink, CaseTransfer, CouncilRegistration, Notification

pytestmark = pytest.mark.usefixtures("demo_database")


def test_the_cases_stand_in_every_kind_of_state():
    counts = dict(Case.objects.values_list("status").annotate(Count("pk")))

    assert sum(counts.values()) == 10
    assert set(counts) == {
        CaseStatus.RECEIVED,
        CaseStatus.NOT_ACCEPTED,
        CaseStatus.INVESTIGATING,
        CaseStatus.SUPPORTING,
        CaseStatus.MONITORING,
        CaseStatus.CLOSED,
        CaseStatus.TRANSFERRED,
    }


def test_one_is_reopened_one_waits_to_be_taken_over_and_two_were_notified():
    assert CaseLink.objects.get().kind == CaseLinkKind.REOPENED
    assert CaseTransfer.objects.awaiting().get().recipient_center.code.endswith("-01")
    assert Notification.objects.count() == 2
    assert CouncilRegistration.objects.count() == 1


def test_each_history_leads_to_what_stands_and_each_standing_case_has_a_main_worker():
    for case in Case.objects.all():
        history = list(case.status_changes.order_by("pk").values_list("before", "after"))
        assert history[-1][1] == case.status
        assert [after for _before, after in history[:-1]] == [before for before, _ in history[1:]]
        mains = case.workers.filter(role="main", ends_on=None)
        assert mains.count() == (0 if case.has_ended else 1)
