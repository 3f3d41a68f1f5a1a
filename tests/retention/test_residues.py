"""What stays to be counted of records that went, and that figures of past years do count it."""

import datetime as dt

import pytest

from casework.disposed import disposed_work
from casework.plan_figures import counts_of
from consultations.complaint_figures import disposed_complaints, year_counts
from consultations.models import Complaint, ConsultationDraft
from retention.models import Residue
from shared import retention
from shared.fiscal_year import FiscalYear
from subsidies.facts.casework import CaseworkSource
from subsidies.facts.query import Period
from tests.retention.family import NOW, agreed, carried_out, draft_keys_of, family

FIRST, LAST = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
BESIDES = ("support_plans", "status_changes", "intake_decisions", "joint_minutes")


def past(center):
    """Complaints, plans and joint conferences of the year."""
    year = FiscalYear(2025)
    complaints = year_counts(
        Complaint.objects.filter(center=center), year, disposed_complaints([center.pk])
    )
    [plans] = counts_of([center], year)
    source = CaseworkSource([center.pk], Period(FIRST, LAST), disposed_work([center.pk]))
    return [
        (complaints.total, list(complaints.csv_rows())),
        (plans.for_plan_writers, plans.joint),
        (len(set(source.joint[center.pk])), sorted(source.steps)),
    ]


def test_of_a_case_codes_and_days_stay_to_be_counted(approved, people):
    carried_out(approved)

    residue = Residue.objects.get(kind="case")
    assert residue.item.record_id == people.case.pk
    besides = {name: residue.counted.pop(name) for name in BESIDES}
    assert [plan["basis"] for plan in besides["support_plans"]] == ["joint"]
    assert [change["after"] for change in besides["status_changes"]] == ["received"]
    assert (besides["intake_decisions"], len(besides["joint_minutes"])) == ([], 1)
    assert residue.counted == {
        "center": people.case.center_id,
        "fiscal_year": people.case.fiscal_year,
        "opened_on": "2025-06-02",
        "function": people.case.function,
        "attention_level": people.case.attention_level,
        "category": people.case.category_id,
        "route": people.case.route_id,
        "status": people.case.status,
        "closing_reason": people.case.closing_reason,
        "ended_on": "2025-12-01",
    }


@pytest.mark.parametrize("kind", ["complaint", "appointment", "conference", "pregnancy"])
def test_of_the_other_records_codes_and_days_stay_too(approved, people, kind):
    carried_out(approved)

    for residue in Residue.objects.filter(kind=kind):
        assert residue.counted["center"] == people.home.center_id
    assert Residue.objects.filter(kind=kind).count() == (2 if kind == "appointment" else 1)


def test_every_form_about_the_family_is_in_the_dump(people):
    prefixes = {key.rstrip("0123456789") for key in draft_keys_of(people)}

    assert prefixes == retention.draft_prefixes()


def test_drafts_about_a_record_go_with_it(
    rules, municipality, people, municipal_officer, second_officer
):
    """Also those that somebody has just saved."""
    ConsultationDraft.objects.update(saved_on_server=NOW)

    carried_out(agreed(municipality, municipal_officer, second_officer))

    assert list(ConsultationDraft.objects.values_list("form_key", flat=True)) == ["new"]


def test_figures_of_the_past_count_what_was_disposed_of(
    rules, center, author, municipality, municipal_officer, second_officer
):
    family(center, author)
    before = past(center)
    assert [total for total, *_ in before] == [1, 1, 1]

    carried_out(agreed(municipality, municipal_officer, second_officer))

    assert past(center) == before
