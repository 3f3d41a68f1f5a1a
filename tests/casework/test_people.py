"""Workers, subjects, links, records, the council and the hand-over of a whole desk."""

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from casework.enums import PackPart, WorkerRole
from casework.models import Case, CaseLink
from casework.packs import packs_of
from casework.views import packs as packs_views
from casework.views.conference_reaching import people_of
from casework.worker_actions import add_support_worker, assign_main_worker
from tests.case_factories import CaseFactory, CaseRecordFactory, a_case_of, one_of_everything
from tests.conference_factories import TaskFactory
from tests.factories import CenterFactory, ConsultationFactory, RoleGrantFactory
from tests.household_factories import HouseholdFactory


def acted(by, **more):
    return {"reason": "異動のため", "by": by, "at": timezone.now(), **more}


def assigned(client, case, user, on=None, role="main", **more):
    data = {"role": role, "user": str(user.pk), "on": (on or timezone.localdate()).isoformat()}
    return client.post(reverse("cases:case_worker_assign", args=[case.pk]), data | more)


def test_a_case_is_handed_over_from_a_day_on(client_for, chief_coordinator, case, colleague):
    today = timezone.localdate()

    answer = assigned(client_for(chief_coordinator), case, colleague, reason="異動")

    before, after = case.workers.order_by("pk")
    assert answer.status_code == 302
    assert before.ends_on == today - dt.timedelta(days=1)
    assert (after.user, after.starts_on, after.ends_on) == (colleague, today, None)


def test_a_change_on_the_same_day_replaces_and_keeps_the_name(
    chief_coordinator, consultant, center, colleague
):
    case = a_case_of(consultant, center)

    assign_main_worker(case, colleague, on=case.opened_on, **acted(chief_coordinator))

    assert [each.user for each in case.workers.all()] == [colleague]
    assert consultant.name in str(case.amendments.get().changes)


def test_a_supporter_becomes_the_main_worker(case, colleague, chief_coordinator):
    today = timezone.localdate()
    add_support_worker(case, colleague, on=case.opened_on, **acted(chief_coordinator))

    assign_main_worker(case, colleague, on=today, **acted(chief_coordinator))

    standing = case.workers.filter(ends_on=None)
    assert [(each.user, each.role) for each in standing] == [(colleague, WorkerRole.MAIN)]


def test_a_hand_over_that_is_to_come_is_noted_now(client_for, chief_coordinator, case, colleague):
    later = timezone.localdate() + dt.timedelta(days=10)

    assigned(client_for(chief_coordinator), case, colleague, on=later)

    assert case.workers.standing().get().user != colleague
    assert case.workers.on(later).get().user == colleague


def test_nobody_stands_twice_and_nobody_of_elsewhere(
    client_for, chief_coordinator, case, consultant, elsewhere
):
    client = client_for(chief_coordinator)

    twice = assigned(client, case, consultant, role="support")
    foreign = assigned(client, case, elsewhere)

    assert twice.status_code == foreign.status_code == 422
    assert "同じ期間に担当として登録されています" in twice.content.decode()
    assert case.workers.count() == 1


def test_a_supporter_is_taken_off_and_the_main_worker_is_not(
    client_for, chief_coordinator, case, colleague
):
    support = add_support_worker(case, colleague, on=case.opened_on, **acted(chief_coordinator))
    client = client_for(chief_coordinator)

    client.post(
        reverse("cases:support_end", args=[support.pk]),
        {"on": timezone.localdate().isoformat(), "reason": "分担の変更"},
    )
    main = case.workers.get(role="main")
    answer = client.get(reverse("cases:support_end", args=[main.pk]))

    support.refresh_from_db()
    assert support.ends_on == timezone.localdate()
    assert answer["Location"] == reverse("cases:case_worker_assign", args=[case.pk])


def test_a_whole_desk_is_handed_over(client_for, chief_coordinator, consultant, colleague, center):
    cases = [
        a_case_of(consultant, center, opened_on=timezone.localdate() - dt.timedelta(days=3))
        for _ in range(3)
    ]
    url = f"{reverse('cases:hand_over')}?from={consultant.pk}"
    data = {
        "to": str(colleague.pk),
        "on": timezone.localdate().isoformat(),
        "reason": "人事異動",
        "cases": [str(case.pk) for case in cases[:2]],
    }
    client = client_for(chief_coordinator)

    page = client.get(url)
    answer = client.post(url, data)

    mains = [case.workers.get(role="main", ends_on=None).user for case in cases]
    assert page.context["cases"] == cases[::-1]
    assert answer.status_code == 302
    assert mains == [colleague, colleague, consultant]


def test_a_desk_is_not_handed_to_somebody_of_elsewhere(
    client_for, chief_coordinator, consultant, elsewhere, center
):
    case = a_case_of(consultant, center)
    url = f"{reverse('cases:hand_over')}?from={consultant.pk}"

    answer = client_for(chief_coordinator).post(
        url,
        {
            "to": str(elsewhere.pk),
            "on": timezone.localdate().isoformat(),
            "reason": "異動",
            "cases": [str(case.pk)],
        },
    )
    unknown = client_for(chief_coordinator).get(f"{reverse('cases:hand_over')}?from={elsewhere.pk}")

    assert answer.status_code == 422
    assert unknown.status_code == 404


def test_the_paper_of_a_desk_lists_every_case(
    monkeypatch, client_for, chief_coordinator, consultant, center, case
):
    printed = []
    monkeypatch.setattr(
        "consultations.printing.print_pdf", lambda html, _style: printed.append(html) or b"%PDF-"
    )
    other = a_case_of(consultant, center, concern="二つ目の主訴")

    answer = client_for(chief_coordinator).get(reverse("cases:hand_over_pdf", args=[consultant.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert all(
        word in printed[0] for word in (case.number, other.number, "二つ目の主訴", "家庭 若葉")
    )


def test_many_cases_are_printed_in_several_packs_and_none_is_left_out(
    monkeypatch, client_for, chief_coordinator, consultant, center
):
    printed = []
    monkeypatch.setattr(
        "consultations.printing.print_pdf", lambda html, _style: printed.append(html) or b"%PDF-"
    )
    monkeypatch.setattr(packs_views, "CASES_OF_A_PACK", 2)
    cases = [a_case_of(consultant, center) for _ in range(3)]
    client = client_for(chief_coordinator)
    url = reverse("cases:hand_over_pdf", args=[consultant.pk])

    page = client.get(reverse("cases:hand_over"), {"from": consultant.pk})
    client.get(url)
    client.get(url, {"page": "2"})

    assert len(page.context["cases"]) == 3
    assert all(f"{url}?page={number}" in page.content.decode() for number in (1, 2))
    assert "3件中 1～2件目" in printed[0]
    assert "3件中 3～3件目" in printed[1]
    assert all(any(case.number in sheet for sheet in printed) for case in cases)


def test_the_paper_takes_the_same_queries_for_any_number_of_cases(
    django_assert_num_queries, chief_coordinator, consultant, center
):
    numbers = []
    for _ in range(4):
        made = one_of_everything(center, HouseholdFactory(center=center), consultant)
        TaskFactory(center=center, case=made, owner=consultant)
        numbers.append(made.pk)

    def printed(wanted):
        cases = list(Case.objects.for_reading().filter(pk__in=wanted))
        packs = packs_of(cases, chief_coordinator, PackPart.values, day=timezone.localdate())
        context = {
            "packs": packs,
            "listed": packs,
            "count": len(packs),
            "giver": consultant,
            "by": chief_coordinator,
            "sender": center,
            "day": timezone.localdate(),
            "title": "担当ケース引継資料",
        }
        return render_to_string("cases/pack_print.html", context)

    printed(numbers[:1])  # what is asked only once: roles, the municipality
    with CaptureQueriesContext(connection) as one:
        printed(numbers[:1])

    with django_assert_num_queries(len(one)):
        html = printed(numbers)
    assert html.count("残っている対応") == 1 + len(numbers)


def test_subjects_change_with_a_reason(client_for, consultant, case, household):
    mother, child = (each.person for each in household.memberships.order_by("pk"))
    url = reverse("cases:subjects_edit", args=[case.pk])

    client_for(consultant).post(
        url,
        {
            f"person_{mother.pk}": "",
            f"person_{child.pk}": "child",
            "on": timezone.localdate().isoformat(),
            "reason": "母は別のケースで支援する",
        },
    )

    assert [each.person for each in case.subjects.filter(ends_on=None)] == [child]
    assert case.subjects.get(person=mother).ends_on is not None
    assert mother.registered_name not in str(case.amendments.get().changes)


def test_a_case_is_put_on_the_councils_list_and_taken_off(client_for, chief_coordinator, case):
    client, url = client_for(chief_coordinator), reverse("cases:council_edit", args=[case.pk])
    today = timezone.localdate()
    on = {"on": today.isoformat(), "lead_agency": "児童相談所", "reason": "会議で決めた"}

    client.post(url, on)
    page = client.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
    client.post(url, {"on": today.isoformat(), "reason": "支援が進んだ"})

    registration = case.council_registrations.get()
    assert "要対協に登録" in page
    assert (registration.lead_agency, registration.ends_on) == ("児童相談所", today)


def several_centers(municipality, user, number):
    """Where the user decides, each with somebody else who works there."""
    centers = CenterFactory.create_batch(number, municipality=municipality)
    for center in centers:
        told = {"municipality": municipality, "center": center}
        RoleGrantFactory(user=user, role=Role.CHIEF_COORDINATOR, **told)
        RoleGrantFactory(role=Role.CONSULTANT, **told)
    return centers


def test_the_staff_of_any_number_of_centers_is_asked_for_once(
    django_assert_num_queries, municipality, chief_coordinator
):
    centers = several_centers(municipality, chief_coordinator, 3)

    with django_assert_num_queries(1):
        people = people_of(centers)

    assert people.count(chief_coordinator) == 1
    assert len(people) == 4


@pytest.mark.parametrize("name", ["task_list", "cover_list", "conference_create"])
def test_pages_that_offer_the_staff_take_the_same_queries_for_any_number_of_centers(
    client_for, municipality, chief_coordinator, name
):
    url, counts = reverse(f"cases:{name}"), []
    for number in (1, 3):
        several_centers(municipality, chief_coordinator, number)
        client = client_for(chief_coordinator)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert answer.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("day", ["明治40年4月1日", "平成17年3月31日"])
def test_nobody_is_on_the_list_before_there_were_councils(client_for, chief_coordinator, case, day):
    on = {"on": day, "lead_agency": "児童相談所", "reason": "会議で決めた"}

    answer = client_for(chief_coordinator).post(reverse("cases:council_edit", args=[case.pk]), on)

    assert "on" in answer.context["form"].errors
    assert not case.council_registrations.exists()


class TestLinks:
    def linked(self, client, case, number, kind="sibling"):
        url = reverse("cases:link_create", args=[case.pk])
        return client.post(url, {"number": number, "kind": kind})

    def test_a_sibling_is_linked_from_either_side_and_removed(
        self, client_for, consultant, case, center
    ):
        other, client = CaseFactory(center=center), client_for(consultant)

        self.linked(client, case, other.number)
        pages = [
            client.get(reverse("cases:case_detail", args=[each.pk])).content.decode()
            for each in (case, other)
        ]
        twice = self.linked(client, other, case.number)
        link = CaseLink.objects.get()
        client.post(reverse("cases:link_remove", args=[link.pk]), {"reason": "誤り"})

        assert str(other) in pages[0]
        assert str(case) in pages[1]
        assert twice.status_code == 422
        link.refresh_from_db()
        assert link.removed_by == consultant

    @pytest.mark.parametrize("number", ["9999", "あ", "itself", "beyond"])
    def test_only_another_case_within_reach_is_linked(
        self, client_for, consultant, case, other_center, number
    ):
        beyond = CaseFactory(center=other_center)
        number = {"itself": case.number, "beyond": beyond.number}.get(number, number)

        answer = self.linked(client_for(consultant), case, number)

        assert answer.status_code == 422
        assert not CaseLink.objects.exists()


class TestRecords:
    def test_a_consultation_is_put_in_and_taken_out(
        self, client_for, consultant, case, center, household
    ):
        record = ConsultationFactory(center=center, household=household)
        other = ConsultationFactory(center=center)
        client, url = client_for(consultant), reverse("cases:record_attach", args=[case.pk])

        offered = client.get(url).context["form"].fields["record"].queryset
        client.post(url, {"record": str(record.pk)})
        attached = case.records.get()
        client.post(reverse("cases:record_detach", args=[attached.pk]), {"reason": "別の家庭"})

        attached.refresh_from_db()
        assert list(offered) == [record]
        assert other not in offered
        assert attached.detached_by == consultant

    def test_one_beyond_reach_is_not_taken_out(self, client_for, consultant, case, center):
        attached = CaseRecordFactory(
            case=case,
            consultation=ConsultationFactory(center=center, confidentiality="restricted"),
        )

        answer = client_for(consultant).get(reverse("cases:record_detach", args=[attached.pk]))

        assert answer.status_code == 404
