"""Story (d): a loss is recorded, and no output of the next steps speaks of the family any more."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.interview_due import DueKind, due_rows
from casework.loss_actions import LossTold, correct_loss
from casework.losses import (
    STOPPED,
    StoppedError,
    caution_for_household,
    is_stopped,
    losses_of,
    next_steps,
    require_next_steps,
)
from casework.maternity_enums import LossKind
from casework.models import LossRecord, Pregnancy
from casework.open_matters import open_matters_of
from consultations.models import HouseholdMembership
from tests.access.surfaces import SURFACES
from tests.access.watch import text_of
from tests.case_factories import a_case_of
from tests.casework.maternity import (
    MOTHER,
    NAMED,
    NEXT_STEP,
    WORDS,
    addresses,
    family_of,
    loss_form,
    others_of,
    outputs_with,
    recorded,
    stands,
)
from tests.desk_factories import FollowUpFactory
from tests.factories import ConsultationFactory

pytestmark = pytest.mark.usefixtures("paper")

# Outputs that would name the family if it were not for the loss.
NEXT = {
    "maternity:ledger_list",
    "maternity:ledger_csv",
    "maternity:due_list",
    "maternity:due_csv",
    "maternity:due_print",
}


@pytest.fixture
def family(center, consultant):
    return family_of(center, consultant)


@pytest.fixture
def others(center, consultant):
    return others_of(center, consultant)


class TestNoOutputSpeaksOfTheFamily:
    def test_without_a_loss_every_list_would(self, client_for, consultant, family, others):
        """Else the test below would prove nothing."""
        words = (family.mother.registered_name,)

        assert outputs_with(client_for(consultant), words, others) >= NEXT

    @pytest.mark.parametrize("role", ["consultant", "chief_coordinator"])
    def test_no_address_of_the_resolver(
        self, request, client_for, consultant, family, others, role
    ):
        client = client_for(request.getfixturevalue(role))
        loss_url = reverse("maternity:loss_create", args=[family.pregnancy.pk])
        client_for(consultant).post(loss_url, loss_form())

        found = outputs_with(client, WORDS, others)

        assert LossRecord.objects.count() == 1
        assert found - set(NAMED) == set()

    @pytest.mark.parametrize("kind", LossKind)
    def test_whichever_loss_it_is(self, client_for, consultant, family, kind):
        child = {"child": str(family.child.pk)} if kind == LossKind.CHILD_DEATH else {}
        url = reverse("maternity:loss_create", args=[family.pregnancy.pk])

        answer = client_for(consultant).post(url, loss_form(kind=kind, **child))

        rows = Pregnancy.objects.all()
        assert answer.status_code == 302
        assert list(next_steps(rows)) == []
        assert [list(due_rows(rows, each, localdate())) for each in DueKind] == [[]] * len(DueKind)

    def test_what_is_about_the_family_itself_prints_and_invites_to_nothing(
        self, client_for, consultant, family
    ):
        recorded(family, consultant)
        client = client_for(consultant)
        pages = [
            reverse("maternity:invitation_print", args=[family.pregnancy.pk]),
            reverse("maternity:hand_over_create", args=[family.pregnancy.pk]),
            reverse("maternity:hand_over_print", args=[family.hand_over.pk]),
        ]

        for page in pages:
            answer = client.get(page, follow=True)

            assert [status for _url, status in answer.redirect_chain] == [302]
            assert STOPPED in answer.content.decode()

    def test_no_case_of_the_household_reminds(self, center, consultant, family):
        case = a_case_of(consultant, center, household=family.household)
        before = open_matters_of(case, consultant)

        recorded(family, consultant)

        assert len(before) >= 2
        assert open_matters_of(case, consultant) == []

    def test_the_last_question_before_anything_is_made_out(self, consultant, family):
        require_next_steps(family.pregnancy)
        recorded(family, consultant)

        with pytest.raises(StoppedError):
            require_next_steps(family.pregnancy)


class TestTheCaution:
    def test_everybody_sees_it_who_opens_any_record(self, client_for, center, consultant, family):
        case = a_case_of(consultant, center, household=family.household)
        consultation = ConsultationFactory(center=center, household=family.household)
        loss = recorded(family, consultant)
        client = client_for(consultant)
        objects = {"pregnancy": family.pregnancy.pk, "loss": loss.pk, "case": case.pk}
        own = [
            (name, url)
            for name, url in addresses(objects)
            if name.startswith(("maternity:", "cases:")) and SURFACES[name].of
        ]
        pages = [
            *own,
            ("household", reverse("households:household_detail", args=[family.household.pk])),
            ("new", reverse("maternity:pregnancy_create", args=[family.household.pk])),
            (
                "consultation",
                reverse("consultations:consultation_detail", args=[consultation.pk]),
            ),
        ]

        answers = {name: client.get(url) for name, url in pages}

        shown = {name: each for name, each in answers.items() if each.status_code == 200}
        html = {
            name: each
            for name, each in shown.items()
            if each["Content-Type"].startswith("text/html")
        }
        assert len(html) > 20
        assert [name for name, each in html.items() if STOPPED not in text_of(each)] == []

    def test_the_record_itself_plans_nothing(self, client_for, consultant, family):
        recorded(family, consultant)
        client, pk = client_for(consultant), family.pregnancy.pk

        detail = client.get(reverse("maternity:pregnancy_detail", args=[pk])).content.decode()
        forms = [
            client.get(reverse(f"maternity:{name}", args=[pk])).content.decode()
            for name in ("pregnancy_edit", "contact_create")
        ]

        assert 'id="due-heading"' not in detail
        assert "面談の案内を印刷する" not in detail
        assert ["next_on" in form for form in forms] == [False, False]

    def test_it_shows_what_other_pages_still_plan(self, client_for, center, consultant, family):
        FollowUpFactory(
            consultation=ConsultationFactory(center=center, household=family.household),
            due_on=localdate(),
        )
        url = reverse("maternity:pregnancy_detail", args=[family.pregnancy.pk])
        client = client_for(consultant)
        before = client.get(url).content.decode()

        recorded(family, consultant)

        assert "ほかの画面に残っている予定" not in before
        assert "相談記録の次の対応" in client.get(url).content.decode()

    def test_it_tells_nothing_of_what_happened(self, consultant, family):
        recorded(family, consultant)

        caution = caution_for_household(family.household.pk)

        assert caution.workers == (consultant.name,)
        assert "流産" not in caution.text

    def test_no_caution_and_no_query_without_a_household(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert caution_for_household(None) is None


class TestTheRecord:
    def test_it_says_when_who_told_and_what_was_stopped(self, client_for, consultant, family):
        url = reverse("maternity:loss_create", args=[family.pregnancy.pk])

        client_for(consultant).post(url, loss_form())

        loss = LossRecord.objects.get()
        assert (loss.told_on, loss.told_by, loss.recorded_by) == (localdate(), "本人", consultant)
        assert any(text.startswith("次の連絡") for text in loss.stopped)
        assert any(text.startswith("出産前の面談") for text in loss.stopped)
        assert all(MOTHER not in text for text in loss.stopped)

    def test_planned_days_go_and_stay_in_the_history(self, consultant, family):
        recorded(family, consultant)

        row = stands(family.pregnancy)
        change = row.changes.get()
        assert (row.next_on, row.next_step, row.version) == (None, "", 2)
        assert change.changes["next_step"]["before"] == NEXT_STEP

    def test_the_child_leaves_the_household_in_the_registry(self, consultant, family):
        recorded(family, consultant)

        place = HouseholdMembership.objects.get(person=family.child)
        assert (place.ends_on is not None, place.end_reason) == (True, "not_born")

    def test_sent_twice_it_is_recorded_once(self, client_for, consultant, family):
        client = client_for(consultant)
        url, form = reverse("maternity:loss_create", args=[family.pregnancy.pk]), loss_form()

        client.post(url, form)
        client.post(url, form)

        assert LossRecord.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"kind": ""}, "何があったか"),
            ({"kind": "child_death"}, "亡くなったこどもを選んでください。"),
            ({"told_by": ""}, "知らせてくれた人"),
            ({"told_on": "R99.1.1"}, "知らされた日"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(
        self, client_for, consultant, family, wrong, message
    ):
        url = reverse("maternity:loss_create", args=[family.pregnancy.pk])

        answer = client_for(consultant).post(url, loss_form(**wrong))

        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page
        assert "しばらく電話は控えてほしい。" in page
        assert LossRecord.objects.count() == 0

    def test_a_correction_is_appended(self, client_for, consultant, family):
        loss = recorded(family, consultant)
        url = reverse("maternity:loss_correct", args=[loss.pk])
        data = loss_form(kind="stillbirth", reason="病院からの連絡で分かった。", seen="0")

        client_for(consultant).post(url, data)

        [loss] = losses_of(family.pregnancy)
        assert (loss.kind, loss.facts.kind) == ("miscarriage", "stillbirth")
        assert is_stopped(family.pregnancy)

    def test_of_two_corrections_at_once_the_second_is_shown_the_first(
        self, client_for, consultant, family
    ):
        loss = recorded(family, consultant)
        url = reverse("maternity:loss_correct", args=[loss.pk])
        data = loss_form(reason="聞き取りの誤り", seen="0")
        client = client_for(consultant)

        client.post(url, data)
        second = client.post(url, data | {"told_by": "祖母"})

        assert second.status_code == 409
        assert "祖母" in second.content.decode()
        assert loss.corrections.count() == 1

    def test_a_record_made_by_mistake_is_withdrawn_and_planned_days_do_not_return(
        self, consultant, family
    ):
        loss = recorded(family, consultant)
        told = LossTold(kind="miscarriage", told_on=localdate(), told_by="夫")

        correct_loss(
            loss,
            told,
            seen=0,
            reason="別の人の記録だった。",
            is_withdrawal=True,
            by=consultant,
            at=timezone.now(),
        )

        assert not is_stopped(family.pregnancy)
        assert stands(family.pregnancy).next_on is None
