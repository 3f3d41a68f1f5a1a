import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.enums import NotifierKind
from casework.models import Case, Notification
from consultations.models import ConsultationDraft
from tests.case_factories import CaseCodeFactory, CaseFactory, CaseSubjectFactory, a_case_of
from tests.desk_factories import AbuseIntakeFactory
from tests.factories import ConsultationFactory, NamedReaderFactory

NOTIFICATION = "cases:notification_create"


@pytest.fixture
def answers(codes, center, consultant):
    return {
        "submission_key": str(uuid.uuid4()),
        "center": str(center.pk),
        "opened_on": timezone.localdate().isoformat(),
        "function": "child_welfare",
        "attention_level": "support",
        "category": str(codes["category"].pk),
        "route": str(codes["route"].pk),
        "concern": "登園しない日が続く。",
        "main_worker": str(consultant.pk),
    }


@pytest.fixture
def notified(answers, codes):
    return answers | {
        "occurred_on": timezone.localdate().isoformat(),
        "occurred_time": "0:00",
        "received_by_name": "見本 一郎",
        "notifier_kind": "neighbor",
        "notifier_name": "通告 良子",
        "notifier_contact": "000-1111-2222",
        "content": "夜に子どもの泣き声が続く。",
        "alias": "見本町のアパート2階の家庭",
        "category": str(codes["abuse"].pk),
    }


def test_from_a_household_its_members_are_asked_for(client_for, consultant, household, answers):
    client = client_for(consultant)
    url = reverse("cases:case_of_household_create", args=[household.pk])
    page = client.get(url)
    mother, child = household.memberships.order_by("pk")

    roles = [page.context["form"][f"subject_{each.person_id}"].value() for each in (mother, child)]
    answer = client.post(
        url, answers | {f"subject_{mother.person_id}": "", f"subject_{child.person_id}": "child"}
    )

    case = Case.objects.get()
    assert roles == ["guardian", "child"]
    assert answer["Location"] == reverse("cases:case_detail", args=[case.pk])
    assert (case.household, case.number) == (household, f"{case.fiscal_year}-0001")
    assert [each.person for each in case.subjects.all()] == [child.person]
    assert case.workers.get().user == consultant
    assert case.status_changes.get().after == case.attention_changes.get().case.status


def test_from_a_consultation_it_is_prefilled_and_attached(
    client_for, consultant, center, household, answers
):
    record = ConsultationFactory(center=center, household=household, content="園を休みがち。")
    client = client_for(consultant)
    detail = client.get(reverse("consultations:consultation_detail", args=[record.pk]))
    url = reverse("cases:case_of_record_create", args=[record.pk])

    page = client.get(url)
    client.post(url, answers)

    case = Case.objects.get()
    assert url in detail.content.decode()
    assert page.context["form"]["concern"].value() == "園を休みがち。"
    assert (case.opened_from, case.household) == (record, household)
    assert case.records.get().consultation == record
    assert not case.is_restricted


def test_a_suspicion_of_abuse_makes_a_restricted_case_with_the_notification(
    client_for, consultant, center, answers
):
    record = ConsultationFactory(
        center=center,
        is_anonymous=False,
        caller_name="通告 良子",
        content="泣き声が続く。",
        confidentiality="restricted",
        recorded_by=consultant,
    )
    NamedReaderFactory(consultation=record, user=consultant)
    intake = AbuseIntakeFactory(consultation=record, accepted_by=consultant)
    client = client_for(consultant)
    url = reverse("cases:case_of_record_create", args=[record.pk])

    shown = client.get(url)
    answers |= {"alias": "アパートの家庭", "content": "泣き声が続く。"}
    asked = client.post(url, answers)
    client.post(url, answers | {"notifier_kind": "neighbor"})

    told = Notification.objects.get()
    page = client.get(reverse("cases:case_detail", args=[told.case_id])).content.decode()
    assert shown.context["form"]["content"].value() == "泣き声が続く。"
    assert "通告した人が分かること" in shown.context["form"].fields["content"].help_text
    assert set(asked.context["form"].errors) == {"notifier_kind"}
    assert told.case.is_restricted
    assert (told.received_at, told.content) == (intake.accepted_at, "泣き声が続く。")
    assert told.notifier_name
    assert "非表示（通告した人）" in page
    assert "通告 良子" not in page


def test_a_notification_makes_a_restricted_case(client_for, consultant, colleague, notified):
    client = client_for(consultant)

    answer = client.post(reverse(NOTIFICATION), notified)

    case = Case.objects.get()
    assert answer["Location"] == reverse("cases:case_detail", args=[case.pk])
    assert case.is_restricted
    assert case.notification.notifier_kind == NotifierKind.NEIGHBOR
    assert str(case.notification.notifier_name) == "非表示（通告した人）"
    assert client_for(colleague).get(answer["Location"]).status_code == 404


def test_the_words_of_a_notification_wait_in_a_draft(client_for, consultant, notified):
    client = client_for(consultant)
    save = reverse("consultations:draft_save", args=["case-notification"])

    untouched = client.post(save, {"occurred_time": "9:00", "received_by_name": "見本"})
    assert (untouched.status_code, ConsultationDraft.objects.count()) == (200, 0)
    client.post(save, notified)
    page = client.get(reverse(NOTIFICATION))
    today = client.get(reverse("consultations:today")).content.decode()
    client.post(reverse(NOTIFICATION), notified)
    late = client.post(save, notified)

    assert page.context["form"]["content"].value() == notified["content"]
    assert "保存していない下書きを復元しました" in page.content.decode()
    assert "通告の受付を続ける" in today
    assert not ConsultationDraft.objects.exists()
    assert late.status_code == 409


def test_a_refused_notification_keeps_every_word(client_for, consultant, notified):
    client = client_for(consultant)

    answer = client.post(
        reverse(NOTIFICATION), notified | {"notifier_kind": "anonymous", "concern": ""}
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"notifier_kind", "concern"}
    assert answer.context["form"]["content"].value() == notified["content"]
    assert ConsultationDraft.objects.get().form_key == "case-notification"
    assert not Case.objects.exists()


def test_a_household_number_is_looked_up_within_reach(
    client_for, consultant, household, notified, elsewhere
):
    found = client_for(consultant).post(
        reverse(NOTIFICATION), notified | {"household_number": f"世帯{household.pk}"}
    )
    case = Case.objects.get()
    unknown = client_for(consultant).post(
        reverse(NOTIFICATION),
        notified | {"household_number": "999999", "submission_key": str(uuid.uuid4())},
    )

    assert found.status_code == 302
    assert case.household == household
    assert set(unknown.context["form"].errors) == {"household_number"}


class TestOverlap:
    def test_a_standing_case_of_the_household_is_shown_and_has_to_be_looked_at(
        self, client_for, consultant, case, household, answers
    ):
        url = reverse("cases:case_of_household_create", args=[household.pk])
        client = client_for(consultant)

        page = client.get(url).content.decode()
        refused = client.post(url, answers)
        taken = client.post(url, answers | {"overlap_seen": "on"})

        assert "続いているケースがあります" in page
        assert str(case) in page
        assert refused.status_code == 422
        assert taken.status_code == 302
        assert Case.objects.filter(household=household).count() == 2

    def test_a_case_about_the_same_person_counts_and_a_restricted_one_is_told_of_without_words(
        self, client_for, consultant, center, household
    ):
        person = household.memberships.first().person
        hidden = CaseFactory(
            center=center, household=None, alias="秘密", confidentiality="restricted"
        )
        CaseSubjectFactory(case=hidden, person=person)

        page = client_for(consultant).get(
            reverse("cases:case_of_household_create", args=[household.pk])
        )

        assert (page.context["overlaps"], page.context["hidden_overlaps"]) == ([], 1)
        assert str(hidden) not in page.content.decode()

    def test_an_ended_case_is_no_overlap(self, client_for, consultant, center, household):
        CaseFactory(
            center=center, household=household, status="not_accepted", ended_on=timezone.localdate()
        )

        page = client_for(consultant).get(
            reverse("cases:case_of_household_create", args=[household.pk])
        )

        assert page.context["overlaps"] == []


def test_the_same_form_sent_twice_makes_one_case(client_for, consultant, household, answers):
    client = client_for(consultant)
    url = reverse("cases:case_of_household_create", args=[household.pk])

    client.post(url, answers)
    again = client.post(url, answers)

    assert Case.objects.count() == 1
    assert again["Location"] == reverse("cases:case_list")


def test_numbers_follow_each_other_in_a_year(consultant, center, household, client_for, answers):
    client = client_for(consultant)
    url = reverse("cases:case_of_household_create", args=[household.pk])
    for _ in range(2):
        client.post(url, answers | {"submission_key": str(uuid.uuid4()), "overlap_seen": "on"})

    assert sorted(Case.objects.values_list("serial", flat=True)) == [1, 2]


def test_nobody_of_another_center_is_made_its_worker(
    client_for, consultant, household, answers, elsewhere
):
    answer = client_for(consultant).post(
        reverse("cases:case_of_household_create", args=[household.pk]),
        answers | {"main_worker": str(elsewhere.pk)},
    )

    assert set(answer.context["form"].errors) == {"main_worker"}


def test_a_code_no_longer_in_use_is_not_offered(client_for, consultant, household):
    old = CaseCodeFactory(code="C99", disabled_on=timezone.localdate())

    page = client_for(consultant).get(
        reverse("cases:case_of_household_create", args=[household.pk])
    )

    assert old not in page.context["form"].fields["category"].queryset


@pytest.mark.parametrize(
    "columns",
    [
        {"household": None, "alias": ""},
        {"status": "closed"},
        {"ended_on": timezone.localdate()},
        {"status": "closed", "ended_on": timezone.localdate(), "closing_reason": ""},
    ],
    ids=["about nobody", "ended without a day", "a day and not ended", "closed without a reason"],
)
def test_the_database_refuses_half_a_case(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(**columns)


def test_one_main_worker_at_a_time(consultant, center, colleague):
    case = a_case_of(consultant, center)

    with pytest.raises(IntegrityError), transaction.atomic():
        case.workers.create(
            user=colleague,
            role="main",
            starts_on=case.opened_on,
            recorded_at=timezone.now(),
            recorded_by=consultant,
        )
