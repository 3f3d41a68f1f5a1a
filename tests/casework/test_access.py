"""Who reads and does what; a restricted case; the list without names; the reading's queries."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from casework.enums import CaseStatus, WorkerRole
from casework.models import Case
from shared.access import Capability
from tests.case_factories import (
    CaseFactory,
    CaseLinkFactory,
    CaseRecordFactory,
    CaseSubjectFactory,
    CaseWorkerFactory,
    CouncilRegistrationFactory,
    NotificationFactory,
    SupportNoteFactory,
    a_case_of,
)
from tests.factories import ConsultationFactory, ContractFactory, NamedReaderFactory
from tests.household_factories import AddressProtectionFactory, HouseholdMembershipFactory

PAGES = (
    "case_detail",
    "status_change",
    "attention_change",
    "case_amend",
    "case_restrict",
    "subjects_edit",
    "link_create",
    "record_attach",
    "note_create",
    "case_pack",
)
DECIDING = ("case_worker_assign", "council_edit", "transfer_create")


def status_of(client, name, case):
    return client.get(reverse(f"cases:{name}", args=[case.pk])).status_code


@pytest.mark.parametrize("name", [*PAGES, *DECIDING])
def test_another_center_finds_nothing(client_for, elsewhere, case, name):
    expected = 403 if name in DECIDING else 404

    assert status_of(client_for(elsewhere), name, case) == expected


@pytest.mark.parametrize("name", [*PAGES, *DECIDING])
@pytest.mark.parametrize(
    "role", ["municipal_officer", "finance_clerk", "auditor", "system_administrator"]
)
def test_who_does_no_case_work_is_refused(request, client_for, case, role, name):
    assert status_of(client_for(request.getfixturevalue(role)), name, case) == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_consultant_works_and_a_chief_coordinator_decides(
    client_for, consultant, chief_coordinator, case, name
):
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.SUPPORTING)

    assert status_of(client_for(consultant), name, case) == 200
    assert status_of(client_for(chief_coordinator), name, case) == 200


@pytest.mark.parametrize("name", DECIDING)
def test_only_a_chief_coordinator_decides(client_for, consultant, chief_coordinator, case, name):
    assert status_of(client_for(consultant), name, case) == 403
    assert status_of(client_for(chief_coordinator), name, case) == 200


class TestRestricted:
    @pytest.fixture
    def closed(self, consultant, center):
        return a_case_of(
            consultant, center, confidentiality="restricted", household=None, alias="秘"
        )

    def test_its_worker_and_the_chief_read_it_and_a_colleague_finds_nothing(
        self, client_for, closed, consultant, chief_coordinator, colleague
    ):
        seen = [
            status_of(client_for(user), "case_detail", closed)
            for user in (consultant, chief_coordinator, colleague)
        ]
        listed = client_for(colleague).get(reverse("cases:case_list"), {"number": closed.number})

        assert seen == [200, 200, 404]
        assert listed.context["rows"] == []

    def test_whoever_is_put_on_it_reads_it_until_taken_off(self, client_for, closed, colleague):
        worker = CaseWorkerFactory(case=closed, user=colleague, role=WorkerRole.SUPPORT)
        assert status_of(client_for(colleague), "case_detail", closed) == 200

        worker.starts_on = worker.ends_on = "2025-04-01"
        worker.save()

        assert status_of(client_for(colleague), "case_detail", closed) == 404

    def test_a_worker_of_the_past_elsewhere_has_no_reach(self, closed, elsewhere):
        CaseWorkerFactory(case=closed, user=elsewhere, role=WorkerRole.SUPPORT)

        assert not Case.objects.visible_to(elsewhere).exists()

    def test_it_is_restricted_by_a_consultant_and_lifted_by_the_chief_alone(
        self, client_for, case, consultant, chief_coordinator
    ):
        restrict = reverse("cases:case_restrict", args=[case.pk])
        lift = reverse("cases:case_lift", args=[case.pk])

        client_for(consultant).post(restrict, {"reason": "親族が職員のため", "version": "1"})
        case.refresh_from_db()
        assert case.is_restricted
        assert client_for(consultant).get(lift).status_code == 403
        client_for(chief_coordinator).post(lift, {"reason": "異動した", "version": "2"})

        case.refresh_from_db()
        assert not case.is_restricted
        assert case.amendments.count() == 2

    def test_who_closes_a_case_to_themselves_lands_on_the_list(self, client_for, case, colleague):
        answer = client_for(colleague).post(
            reverse("cases:case_restrict", args=[case.pk]), {"reason": "事情がある", "version": "1"}
        )

        assert answer["Location"] == reverse("cases:case_list")


class TestOverviewOfTheMunicipality:
    def test_it_names_nobody_and_says_nothing(self, client_for, municipal_officer, case):
        answer = client_for(municipal_officer).get(reverse("cases:case_overview"))

        page = answer.content.decode()
        assert case.number in page
        for word in ("家庭 葉子", "家庭 若葉", case.concern):
            assert word not in page

    def test_a_restricted_case_is_counted_and_a_contractors_as_far_as_the_contract_says(
        self, client_for, municipal_officer, center, other_center
    ):
        CaseFactory(center=center, confidentiality="restricted", alias="秘", household=None)
        other_center.operation, other_center.contractor = "commissioned", "見本会"
        other_center.save()
        CaseFactory(center=other_center)

        without = client_for(municipal_officer).get(reverse("cases:case_overview"))
        ContractFactory(center=other_center)
        with_one = client_for(municipal_officer).get(reverse("cases:case_overview"))

        assert len(without.context["rows"]) == 1
        assert len(with_one.context["rows"]) == 2

    def test_a_consultant_has_the_other_list(self, client_for, consultant):
        assert client_for(consultant).get(reverse("cases:case_overview")).status_code == 403


class TestList:
    def test_own_and_all_and_ended(self, client_for, consultant, center, case):
        others = CaseFactory(center=center)
        ended = CaseFactory(
            center=center, status=CaseStatus.NOT_ACCEPTED, ended_on=timezone.localdate()
        )
        client, url = client_for(consultant), reverse("cases:case_list")

        def found(**asked):
            return {row.pk for row, _names in client.get(url, asked).context["rows"]}

        assert found() == {case.pk, others.pk}
        assert found(whose="mine") == {case.pk}
        assert found(state="all") == {case.pk, others.pk, ended.pk}
        assert found(state="not_accepted") == {ended.pk}
        assert found(number=ended.number) == {ended.pk}
        assert found(number=f"{others.serial}") >= {others.pk}
        assert found(worker=str(consultant.pk)) == {case.pk}
        assert found(level="protection") == set()
        assert found(function="child_welfare") == {case.pk, others.pk}
        assert found(number="あいう") == set()
        assert found(level="nonsense") == set()

    def test_it_shows_names_and_flags(self, client_for, consultant, case):
        CouncilRegistrationFactory(case=case)

        page = client_for(consultant).get(reverse("cases:case_list")).content.decode()

        assert "家庭 若葉、家庭 葉子" in page
        assert "要対協" in page

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_same_queries_for_any_number_of_cases(
        self, client_for, consultant, center, number, django_assert_num_queries
    ):
        for _ in range(number):
            made = a_case_of(consultant, center)
            CaseSubjectFactory(case=made, person=_member_of(made.household))
        client, url = client_for(consultant), reverse("cases:case_list")
        client.get(url)

        with django_assert_num_queries(LIST_QUERIES):
            client.get(url)


def _member_of(household):
    return HouseholdMembershipFactory(household=household).person


LIST_QUERIES = 16
# Six: the caution of a loss, interviews, and what of them is due; three: letters, contacts, prints.
DETAIL_QUERIES = 54


@pytest.mark.parametrize("number", [1, 4])
def test_a_case_with_any_amount_of_history_takes_the_same_queries(
    client_for, chief_coordinator, case, center, number, django_assert_num_queries
):
    NotificationFactory(case=case)
    for _ in range(number):
        SupportNoteFactory(case=case)
        CaseRecordFactory(case=case)
        CaseLinkFactory(case=case)
        CaseSubjectFactory(case=case, person=_member_of(case.household))
    client, url = client_for(chief_coordinator), reverse("cases:case_detail", args=[case.pk])
    client.get(url)

    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(url)


def test_a_consultation_in_a_case_stays_as_closed_as_it_was(
    client_for, case, consultant, colleague, center
):
    record = ConsultationFactory(
        center=center, confidentiality="restricted", content="秘密のことば"
    )
    NamedReaderFactory(consultation=record, user=consultant)
    CaseRecordFactory(case=case, consultation=record)

    own = client_for(consultant).get(reverse("cases:case_detail", args=[case.pk]))
    other = client_for(colleague).get(reverse("cases:case_detail", args=[case.pk]))

    url = reverse("consultations:consultation_detail", args=[record.pk])
    assert url in own.content.decode()
    assert url not in other.content.decode()
    assert "秘密のことば" not in own.content.decode() + other.content.decode()


def test_a_protected_person_is_hidden_where_the_counter_party_lived(
    client_for, consultant, center, case, household
):
    mother, child = (each.person for each in household.memberships.order_by("pk"))
    partner = HouseholdMembershipFactory(household=household).person
    AddressProtectionFactory(person=mother, counter_party=partner)

    client = client_for(consultant)
    page = client.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
    listed = client.get(reverse("cases:case_list")).content.decode()

    assert mother.registered_name not in page + listed
    assert child.registered_name not in page + listed
    assert "非表示（支援措置）" in page
    assert "DV等支援措置" in page


def test_roles_of_case_work_are_those_of_the_table():
    from accounts.policy import POLICY  # noqa: PLC0415 -- read as data

    holders = {role for role, told in POLICY.items() if Capability.CASE_VIEW in told}
    deciding = {role for role, told in POLICY.items() if Capability.CASE_DECIDE in told}

    assert holders == {Role.CONSULTANT, Role.CHIEF_COORDINATOR, Role.CONTRACTOR}
    assert deciding == {Role.CHIEF_COORDINATOR}
