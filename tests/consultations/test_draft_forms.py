"""Nobody loses a typed word: every form that is more than a line keeps a draft on the server."""

import uuid

import pytest
from django.forms import BooleanField
from django.urls import reverse

from accounts.enums import Role
from consultations import draft_keys as keys
from consultations.models import (
    CORRECTION_FORM,
    NEW_FORM,
    Complaint,
    ConsultationDraft,
    WaitingListFollowUp,
)
from consultations.views.drafts import drafts_of
from shared import draft_forms
from staffing.models import StaffMember
from tests.access.watch import text_of
from tests.casework.drafted import CASES as OF_CASE_WORK
from tests.complaint_factories import ComplaintFactory, ComplaintSubjectFactory
from tests.consultations.complaints import step_form
from tests.consultations.drafted import CASES as OF_CONSULTATIONS
from tests.consultations.drafted import address_of, box_of, sent_to
from tests.factories import (
    CenterFactory,
    ConsultationDraftFactory,
    ConsultationFactory,
    PostingFactory,
    RoleGrantFactory,
    UserFactory,
)

CASES = OF_CONSULTATIONS | OF_CASE_WORK
WORD = "消えては困る言葉"
RESTORED = "保存していない下書きを復元しました"
TODAY = reverse("consultations:today")


def save_url(form_key):
    return reverse("consultations:draft_save", args=[form_key])


def discard_url(form_key):
    return reverse("consultations:draft_discard", args=[form_key])


@pytest.fixture(params=CASES)
def prefix(request):
    return request.param


@pytest.fixture
def case(prefix):
    return CASES[prefix]


@pytest.fixture
def form(prefix):
    return draft_forms.draft_form_of(f"{prefix}1" if prefix.endswith("-") else prefix)[0]


@pytest.fixture
def row(case, center):
    return case.row(center)


@pytest.fixture
def number(row):
    return row.pk if row is not None else 0


@pytest.fixture
def form_key(form, number):
    return form.key(number)


@pytest.fixture
def box(case, row):
    return box_of(case, row)


@pytest.fixture
def typed(case, row, center, box):
    return case.asks(row, center) | {box: WORD}


@pytest.fixture
def chief_elsewhere(municipality):
    center = CenterFactory(municipality=municipality)
    user = UserFactory(name="見本 四郎")
    RoleGrantFactory(
        user=user, role=Role.CHIEF_COORDINATOR, municipality=municipality, center=center
    )
    return user


def test_every_registered_form_is_tested():
    registered = set(draft_forms._forms)  # noqa: SLF001 -- nobody else asks for all of them
    # tests/worksheets has them
    of_sheets = {name for name in registered if name.startswith(("worksheet-", "print-form-"))}
    assert registered - of_sheets == {*CASES, NEW_FORM, CORRECTION_FORM}


def test_typed_kept_offered_restored_and_gone_with_the_save(
    client_for, chief_coordinator, case, form, form_key, number, row, box, typed
):
    client = client_for(chief_coordinator)
    address = address_of(form, number, row, chief_coordinator)

    assert client.post(save_url(form_key), typed).status_code == 200
    assert ConsultationDraft.objects.get().payload[box] == WORD

    assert f"{form.label(number)}を続ける" in text_of(client.get(TODAY))
    page = client.get(address)
    assert RESTORED in text_of(page)
    assert save_url(form_key) in page.content.decode()
    shown = page.context["form"]
    fields = [name for name in typed if name in shown.fields]
    assert {name: str(shown[name].value()) for name in fields} == {
        name: str(typed[name]) for name in fields
    }

    boxes = [name for name, field in shown.fields.items() if isinstance(field, BooleanField)]
    assert not [name for name in boxes if name not in typed and shown[name].value()]

    answer = client.post(sent_to(case, form, number, row, chief_coordinator), typed)
    assert (answer.status_code, getattr(answer, "context", None)) == (302, None)
    assert not ConsultationDraft.objects.exists()


def test_what_is_sent_back_with_errors_is_kept(
    client_for, chief_coordinator, case, form, form_key, number, row, box
):
    url = sent_to(case, form, number, row, chief_coordinator)

    answer = client_for(chief_coordinator).post(url, {box: WORD, **case.wrong})

    draft = ConsultationDraft.objects.get()
    assert answer.status_code == 422
    assert (draft.form_key, draft.payload[box]) == (form_key, WORD)
    assert RESTORED not in text_of(answer)


def test_a_draft_can_be_given_up(client_for, chief_coordinator, form, form_key, number, row, typed):
    client = client_for(chief_coordinator)
    client.post(save_url(form_key), typed)

    answer = client.post(discard_url(form_key))

    assert answer.url == address_of(form, number, row, chief_coordinator)
    assert not ConsultationDraft.objects.exists()


def test_a_role_that_may_not_write_keeps_none(client_for, finance_clerk, form_key, typed):
    client = client_for(finance_clerk)

    answers = [client.post(url(form_key), typed) for url in (save_url, discard_url)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not ConsultationDraft.objects.exists()


def test_about_a_row_beyond_reach_none_is_kept_or_offered(
    client_for, chief_elsewhere, form, form_key, number, typed
):
    if not number:
        pytest.skip("about no row")
    client = client_for(chief_elsewhere)

    answers = [
        client.post(url(key), typed)
        for url in (save_url, discard_url)
        for key in (form_key, form.key(number + 1000))
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert not ConsultationDraft.objects.exists()

    ConsultationDraftFactory(author=chief_elsewhere, form_key=form_key, payload=typed)
    assert drafts_of(chief_elsewhere) == []


def test_a_draft_is_nobody_elses(client_for, chief_coordinator, colleague_chief, form_key, typed):
    client_for(chief_coordinator).post(save_url(form_key), typed)

    client_for(colleague_chief).post(discard_url(form_key))

    assert drafts_of(colleague_chief) == []
    assert ConsultationDraft.objects.get().author == chief_coordinator


@pytest.fixture
def colleague_chief(municipality, center):
    user = UserFactory(name="見本 五郎")
    RoleGrantFactory(
        user=user, role=Role.CHIEF_COORDINATOR, municipality=municipality, center=center
    )
    return user


def test_a_draft_that_arrives_after_its_save_is_not_kept(
    client_for, chief_coordinator, case, form, form_key, number, row, typed
):
    if "submission_key" not in typed:
        pytest.skip("without a submission key")
    client = client_for(chief_coordinator)
    client.post(sent_to(case, form, number, row, chief_coordinator), typed)

    late = client.post(save_url(form_key), typed)
    next_one = client.post(save_url(form_key), typed | {"submission_key": str(uuid.uuid4())})
    odd = client.post(save_url(form_key), typed | {"submission_key": "none"})

    assert [answer.status_code for answer in (late, next_one, odd)] == [409, 200, 200]


@pytest.mark.parametrize(
    "form_key",
    ["nothing", "complaint-step", "complaint-step-0", "complaint-step-x", "appointment-1", "-1"],
)
def test_a_key_of_no_form_is_not_found(client_for, chief_coordinator, form_key):
    client = client_for(chief_coordinator)

    answers = [client.post(url(form_key), {"note": WORD}) for url in (save_url, discard_url)]

    assert [answer.status_code for answer in answers] == [404, 404]


class TestOnesOwnComplaint:
    @pytest.fixture
    def complaint(self, center):
        return ComplaintFactory(center=center)

    def test_whom_it_is_about_keeps_and_sees_no_draft(
        self, client_for, chief_coordinator, complaint
    ):
        client, form_key = client_for(chief_coordinator), f"{keys.COMPLAINT_STEP}{complaint.pk}"
        client.post(save_url(form_key), {"note": WORD})
        member = PostingFactory(center=complaint.center).staff_member
        StaffMember.objects.filter(pk=member.pk).update(user=chief_coordinator)
        ComplaintSubjectFactory(complaint=complaint, staff_member=member)

        assert client.post(save_url(form_key), {"note": "二言目"}).status_code == 404
        assert f"苦情 {complaint.pk}の経過" not in text_of(client.get(TODAY))

    def test_the_department_finds_its_drafts_in_the_register(
        self, client_for, municipal_officer, complaint
    ):
        client, form_key = client_for(municipal_officer), f"{keys.COMPLAINT_STEP}{complaint.pk}"

        assert client.post(save_url(form_key), {"note": WORD}).status_code == 200

        register = client.get(reverse("complaints:complaint_list"))
        assert f"苦情 {complaint.pk}の経過を続ける" in text_of(register)
        page = client.get(reverse("complaints:complaint_detail", args=[complaint.pk]))
        assert WORD in text_of(page)

    def test_another_tab_keeps_its_own_next_step(self, client_for, chief_coordinator, complaint):
        client, form_key = client_for(chief_coordinator), f"{keys.COMPLAINT_STEP}{complaint.pk}"
        client.post(save_url(form_key), step_form("reported", note=WORD))

        client.post(
            reverse("complaints:step_create", args=[complaint.pk]),
            step_form("reported", audience=["responsible"]),
        )

        assert Complaint.objects.get().steps.count() == 2
        assert ConsultationDraft.objects.get().payload["note"] == WORD


@pytest.mark.parametrize("prefix", [each for each, case in CASES.items() if case.closes])
class TestAFormThatOthersHaveClosed:
    def test_shows_its_words_to_be_copied(
        self, client_for, chief_coordinator, case, form, form_key, number, row, typed
    ):
        client = client_for(chief_coordinator)
        address = address_of(form, number, row, chief_coordinator)
        client.post(save_url(form_key), typed)

        case.closes(row)

        assert f"{form.label(number)}を続ける" in text_of(client.get(TODAY))
        page = client.get(address)
        assert page.status_code == 200
        assert "この画面ではもう保存できない下書きが残っています" in text_of(page)
        assert WORD in text_of(page)
        client.post(discard_url(form_key))
        assert client.get(address).status_code == 302

    def test_keeps_what_is_still_sent_to_it(
        self, client_for, chief_coordinator, case, form, number, row, box, typed
    ):
        address = address_of(form, number, row, chief_coordinator)
        case.closes(row)

        answer = client_for(chief_coordinator).post(address, typed, follow=True)

        assert "下書きに残してある" in text_of(answer)
        assert ConsultationDraft.objects.get().payload[box] == WORD


def test_words_of_a_form_that_others_have_closed_are_shown_to_be_copied(
    client_for, chief_coordinator, center
):
    follow_up = CASES[keys.FOLLOW_UP_CONTACT].row(center)
    client = client_for(chief_coordinator)
    client.post(save_url(f"{keys.FOLLOW_UP_CONTACT}{follow_up.pk}"), {"note": WORD})
    WaitingListFollowUp.objects.update(
        outcome="wanted_nursery", outcome_on=follow_up.held_since, next_contact_on=None
    )

    page = text_of(client.get(reverse("waiting_list:follow_up_detail", args=[follow_up.pk])))

    assert "この画面ではもう保存できない下書きが残っています" in page
    assert WORD in page


def test_a_slot_chosen_beside_a_draft_changes_no_word_of_it(client_for, chief_coordinator):
    client = client_for(chief_coordinator)
    client.post(save_url(keys.APPOINTMENT), {"purpose": WORD, "starts": "10:00"})

    page = client.get(reverse("appointments:appointment_create"), {"starts": "15:00"})

    assert page.context["form"]["starts"].value() == "10:00"
    assert "別の予約の下書きがあるため" in text_of(page)


def test_the_drafts_of_one_form_take_one_query(
    chief_coordinator, center, django_assert_num_queries
):
    def draft_about(record):
        return ConsultationDraftFactory(
            author=chief_coordinator, form_key=f"{CORRECTION_FORM}{record.pk}"
        )

    def steps(complaint):
        return ConsultationDraftFactory(
            author=chief_coordinator, form_key=f"{keys.COMPLAINT_STEP}{complaint.pk}"
        )

    for _ in range(3):
        draft_about(ConsultationFactory(center=center))
        steps(ComplaintFactory(center=center))
    drafts_of(chief_coordinator)  # the user's roles are read once

    with django_assert_num_queries(3):
        assert len(drafts_of(chief_coordinator)) == 6
