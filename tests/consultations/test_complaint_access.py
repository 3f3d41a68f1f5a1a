"""Who sees and handles a complaint: never whoever it is about."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from consultations.complaint_enums import ComplaintRole
from consultations.models import Complaint
from shared.access import Capability
from tests.access.watch import text_of
from tests.complaint_factories import (
    ComplaintFactory,
    ComplaintOfficerFactory,
    ComplaintStepFactory,
)
from tests.consultations.complaints import complaint_form, page, step_form
from tests.consultations.registry import ADDRESS
from tests.factories import CenterFactory, PostingFactory, RoleGrantFactory, UserFactory
from tests.household_factories import AddressProtectionFactory

REPORTED = {"audience": ["responsible"]}


def sees(user):
    return list(Complaint.objects.visible_to(user))


def handles(user):
    return list(Complaint.objects.visible_to(user, Capability.COMPLAINT_HANDLE))


@pytest.fixture
def complaint(center):
    return ComplaintFactory(center=center)


@pytest.fixture
def posted(center):
    """`posted(user)`: on the roster of the center, with that account."""

    def on_roster(user):
        member = PostingFactory(center=center).staff_member
        member.user = user
        member.save()
        return member

    return on_roster


class TestRoles:
    def test_the_center_s_chief_and_the_office_see_and_handle(
        self, complaint, chief_coordinator, municipal_officer
    ):
        for user in (chief_coordinator, municipal_officer):
            assert sees(user) == handles(user) == [complaint]

    @pytest.mark.parametrize("role", ["consultant", "contractor"])
    @pytest.mark.usefixtures("complaint")
    def test_a_colleague_sees_only_what_they_received(self, request, role, center):
        user = request.getfixturevalue(role)
        own = ComplaintFactory(center=center, received_by=user)

        assert sees(user) == [own]
        assert handles(user) == []

    @pytest.mark.parametrize("role", [ComplaintRole.RECEIVER, ComplaintRole.RESPONSIBLE])
    def test_whoever_serves_at_the_desk_today_sees_and_handles(
        self, role, complaint, contractor, center
    ):
        officer = ComplaintOfficerFactory(center=center, account=contractor, role=role)
        assert sees(contractor) == handles(contractor) == [complaint]

        officer.ends_on = timezone.localdate()
        officer.save()
        assert handles(contractor) == [complaint]

        officer.ends_on -= dt.timedelta(days=1)
        officer.save()
        assert sees(contractor) == handles(contractor) == []

    @pytest.mark.usefixtures("complaint")
    def test_serving_somewhere_opens_nothing_elsewhere(self, consultant, municipality):
        ComplaintOfficerFactory(center=CenterFactory(municipality=municipality), account=consultant)

        assert sees(consultant) == []

    @pytest.mark.usefixtures("complaint")
    def test_serving_opens_nothing_to_somebody_without_a_role_there(self, center):
        former = UserFactory()
        ComplaintOfficerFactory(center=center, account=former)

        assert sees(former) == []

    @pytest.mark.parametrize("role", ["finance_clerk", "auditor", "system_administrator"])
    @pytest.mark.parametrize(
        "name", ["complaint_detail", "complaint_receipt", "complaint_report", "complaint_correct"]
    )
    def test_nobody_else_opens_one(self, request, client_for, complaint, role, name):
        client = client_for(request.getfixturevalue(role))

        assert client.get(page(name, complaint)).status_code == 403
        assert client.get(page("complaint_list")).status_code == 403
        assert client.get(page("desk_list")).status_code == 403

    def test_a_colleague_may_read_but_not_handle_what_they_received(
        self, client_for, consultant, center
    ):
        own = ComplaintFactory(center=center, received_by=consultant)
        client = client_for(consultant)

        shown = client.get(page("complaint_detail", own))
        answers = [
            client.post(page("step_create", own), step_form("reported", **REPORTED)),
            client.post(page("complaint_correct", own), complaint_form()),
            client.get(page("complaint_report", own)),
        ]

        assert "経過を記録する" not in text_of(shown)
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert own.steps.count() == 1

    def test_a_chief_receives_for_the_own_center_only(
        self, client_for, chief_coordinator, municipality
    ):
        elsewhere = CenterFactory(municipality=municipality)

        answer = client_for(chief_coordinator).post(
            page("complaint_create", elsewhere), complaint_form()
        )

        assert answer.status_code == 404
        assert not Complaint.objects.exists()


class TestSubject:
    """The staff member complained about."""

    @pytest.mark.parametrize("role", ["chief_coordinator", "consultant", "municipal_officer"])
    def test_sees_handles_and_prints_nothing_of_it(self, request, client_for, center, posted, role):
        user = request.getfixturevalue(role)
        ComplaintOfficerFactory(center=center, account=user)
        complaint = ComplaintFactory(
            center=center, received_by=user, about=[posted(user)], summary="金糸雀の応対"
        )
        client = client_for(user)

        answers = [
            client.get(page(name, complaint))
            for name in ("complaint_detail", "complaint_receipt", "complaint_report")
        ]
        answers.append(client.post(page("step_create", complaint), step_form("reported")))
        answers.append(client.post(page("complaint_correct", complaint), complaint_form()))
        listed = client.get(page("complaint_list"))

        assert {answer.status_code for answer in answers} <= {403, 404}
        assert "該当する苦情はありません" in text_of(listed)
        assert complaint.steps.count() == 1

    def test_keeps_sight_of_the_others(self, center, chief_coordinator, posted, complaint):
        ComplaintFactory(center=center, about=[posted(chief_coordinator)])

        assert sees(chief_coordinator) == [complaint]

    def test_of_two_named_neither_sees_it(self, center, consultant, chief_coordinator, posted):
        ComplaintFactory(center=center, about=[posted(consultant), posted(chief_coordinator)])

        assert sees(consultant) == sees(chief_coordinator) == []

    def test_the_office_sees_a_complaint_about_the_chief(
        self, center, chief_coordinator, municipal_officer, posted
    ):
        complaint = ComplaintFactory(center=center, about=[posted(chief_coordinator)])

        assert handles(municipal_officer) == [complaint]

    def test_the_page_says_whose_sight_it_cannot_stop(self, client_for, chief_coordinator, center):
        member = PostingFactory(center=center).staff_member
        complaint = ComplaintFactory(center=center, about=[member])

        shown = client_for(chief_coordinator).get(page("complaint_detail", complaint))

        assert f"{member.name}さんには利用者アカウントが結び付いていません" in text_of(shown)


class TestProtectedComplainant:
    @pytest.fixture
    def hers(self, center, mother):
        mother.registered_name = "鵯 鳴子"
        mother.save()
        AddressProtectionFactory(person=mother)
        complaint = ComplaintFactory(
            center=center,
            person=mother,
            complainant_name="",
            summary="金糸雀の応対",
            facts="鳥籠町で聞いた",
        )
        ComplaintStepFactory(complaint=complaint, kind="reported", note="鶯の報告")
        return complaint

    def test_the_center_reads_it_with_the_whereabouts_masked(
        self, client_for, chief_coordinator, hers
    ):
        client = client_for(chief_coordinator)

        shown = text_of(client.get(page("complaint_detail", hers)))

        assert "金糸雀の応対" in shown
        assert "鵯 鳴子" in shown
        assert ADDRESS not in shown

    def test_the_office_sees_that_there_is_one_and_neither_name_nor_words(
        self, client_for, municipal_officer, hers
    ):
        client = client_for(municipal_officer)

        shown = text_of(client.get(page("complaint_detail", hers)))
        answers = [
            client.get(page(name, hers))
            for name in ("complaint_receipt", "complaint_report", "complaint_correct")
        ]
        answers.append(client.post(page("step_create", hers), step_form("facts_checked")))

        assert "DV等支援措置の対象です" in shown
        for word in ("金糸雀", "鳥籠町", "鳴子", "鶯"):
            assert word not in shown
        assert [answer.status_code for answer in answers] == [404, 404, 404, 404]

    def test_whoever_has_both_roles_reads_as_the_center(self, municipal_officer, center, hers):
        RoleGrantFactory(
            user=municipal_officer,
            role=Role.CHIEF_COORDINATOR,
            municipality=center.municipality,
            center=center,
        )

        assert handles(municipal_officer) == [hers]

    def test_the_office_reads_it_when_the_protection_is_over(
        self, client_for, municipal_officer, hers, mother
    ):
        protection = mother.protections.get()
        protection.ended_on = timezone.localdate()
        protection.ended_by = municipal_officer
        protection.end_reason = "期間満了"
        protection.save()

        shown = text_of(client_for(municipal_officer).get(page("complaint_detail", hers)))

        assert "金糸雀の応対" in shown
        assert ADDRESS not in shown


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    client_for, chief_coordinator, center, number, django_assert_num_queries
):
    ComplaintFactory.create_batch(number, center=center)
    client = client_for(chief_coordinator)
    client.get(page("complaint_list"))

    with django_assert_num_queries(9):
        client.get(page("complaint_list"))


@pytest.mark.parametrize("number", [1, 3])
def test_one_complaint_takes_as_many_queries_for_one_step_as_for_three(
    client_for, chief_coordinator, complaint, posted, number, django_assert_num_queries
):
    for _ in range(number):
        ComplaintStepFactory(complaint=complaint, kind="facts_checked", note="確認")
        complaint.named_subjects.create(staff_member=posted(None))
    client = client_for(chief_coordinator)
    client.get(page("complaint_detail", complaint))

    with django_assert_num_queries(13):
        client.get(page("complaint_detail", complaint))
