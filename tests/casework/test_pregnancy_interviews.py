"""妊婦等との面談: the conditions of 4(4), the qualification of the day, the due lists."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.interview_due import DueKind, due_rows, dues
from casework.interview_facts import facts_of_interview, facts_of_pregnancy
from casework.interviewers import check_on
from casework.losses import next_steps
from casework.maternity_enums import Qualification
from casework.models import Pregnancy, PregnancyInterview
from casework.views import maternity_due
from subsidies.judge import judge, load_catalogue, parse_case
from tests.access.watch import text_of
from tests.casework.maternity import MOTHER, family_of
from tests.factories import (
    LicenceFactory,
    PostingFactory,
    StaffMemberFactory,
    TrainingRecordFactory,
)
from tests.household_factories import AddressProtectionFactory, ContactDetailFactory
from tests.maternity_factories import (
    LossRecordFactory,
    PregnancyFactory,
    PregnancyInterviewFactory,
)

TODAY = localdate()


def days(number):
    return TODAY + dt.timedelta(days=number)


@pytest.fixture
def family(center, consultant):
    return family_of(center, consultant)


@pytest.fixture
def midwife(center, municipality):
    member = StaffMemberFactory(municipality=municipality, name="助産 師子")
    PostingFactory(center=center, staff_member=member)
    LicenceFactory(staff_member=member, kind="midwife", acquired_on=days(-3))
    return member


def interview_form(member, **more):
    return {
        "submission_key": str(uuid.uuid4()),
        "stage": "application",
        "occurred_on": TODAY.isoformat(),
        "occurred_time": "0:00",
        "interviewer": str(member.pk),
        "interviewee": "expectant",
        "mode": "in_person",
        "content": "体調を聞いた。",
    } | more


def send(client, pregnancy, form):
    return client.post(reverse("maternity:interview_create", args=[pregnancy.pk]), form)


class TestTheConditions:
    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ({"mode": "digital"}, "デジタルによる面談は、療養中か遠隔地にいるときだけです。"),
            ({"mode": "phone"}, "対面もデジタルも著しく困難な事情を入力してください。"),
            ({"mode": "phone", "mode_reason": "入院中"}, "著しく困難と認めた人の氏名"),
            ({"digital_ground": "ill"}, "理由は「デジタル」のときだけ選びます。"),
            ({"interviewee": "recognised"}, "必要と認めた事情を入力してください。"),
            ({"interviewer": ""}, "面談の実施者を選んでください。"),
            ({"held_elsewhere": "となり市"}, "実施者を選びません。"),
            ({"stage": "after_birth"}, "出産日を台帳に登録してから"),
            ({"occurred_on": days(1).isoformat()}, "まだ来ていない日時です。"),
            ({"occurred_on": days(-251).isoformat()}, "から離れすぎています。"),
            (
                {"stage": "before_birth", "occurred_on": days(-730).isoformat()},
                "から離れすぎています。",
            ),
        ],
    )
    def test_each_is_said_beside_its_field(
        self, client_for, consultant, family, midwife, told, message
    ):
        answer = send(client_for(consultant), family.pregnancy, interview_form(midwife, **told))

        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page
        assert "体調を聞いた。" in page
        assert PregnancyInterview.objects.count() == 0

    @pytest.mark.parametrize(
        "told",
        [
            {"mode": "digital", "digital_ground": "away"},
            {"mode": "phone", "mode_reason": "入院中", "attested_by_name": "統括 花子"},
            {"interviewee": "recognised", "recognised_reason": "同居の祖母"},
            {"interviewer": "", "held_elsewhere": "となり市"},
        ],
    )
    def test_each_may_be_met(self, client_for, consultant, family, midwife, told):
        form = interview_form(midwife, **told)

        answer = send(client_for(consultant), family.pregnancy, form)

        assert answer.status_code == 302
        assert PregnancyInterview.objects.count() == 1

    @pytest.mark.parametrize(("ago", "status"), [(30, 302), (31, 422)])
    def test_before_a_birth_of_which_nothing_is_told(
        self, client_for, consultant, center, midwife, ago, status
    ):
        waiting = PregnancyFactory(center=center, due_on=days(-ago))

        answer = send(
            client_for(consultant), waiting, interview_form(midwife, stage="before_birth")
        )

        assert answer.status_code == status

    def test_after_a_loss_only_any_time(self, client_for, consultant, family, midwife):
        LossRecordFactory(pregnancy=family.pregnancy, told_on=days(-2))
        client = client_for(consultant)

        refused = send(client, family.pregnancy, interview_form(midwife))
        earlier = send(
            client,
            family.pregnancy,
            interview_form(midwife, occurred_on=days(-5).isoformat()),
        )
        later = send(client, family.pregnancy, interview_form(midwife, stage="any_time"))

        assert [refused.status_code, earlier.status_code, later.status_code] == [422, 302, 302]


class TestWhoHeldIt:
    def test_a_licence_of_the_day_counts(self, client_for, consultant, family, midwife):
        send(client_for(consultant), family.pregnancy, interview_form(midwife))

        interview = PregnancyInterview.objects.get()
        assert (interview.qualification, interview.qualification_text) == ("licence", "助産師")

    def test_a_licence_of_later_does_not(self, midwife):
        assert check_on(midwife, days(-4)).qualification == Qualification.UNCONFIRMED

    def test_training_needs_both_courses(self, municipality):
        member = StaffMemberFactory(municipality=municipality)
        TrainingRecordFactory(staff_member=member, course="basic_course", completed_on=days(-10))
        half = check_on(member, TODAY)
        TrainingRecordFactory(
            staff_member=member, course="basic_type_course", completed_on=days(-5)
        )

        assert half.qualification == Qualification.UNCONFIRMED
        assert check_on(member, TODAY).qualification == Qualification.TRAINING
        assert check_on(member, days(-7)).qualification == Qualification.UNCONFIRMED

    def test_what_is_not_recorded_is_to_be_checked_and_says_so(
        self, client_for, consultant, family, midwife
    ):
        client = client_for(consultant)
        form = interview_form(midwife, occurred_on=days(-5).isoformat())

        answer = client.post(
            reverse("maternity:interview_create", args=[family.pregnancy.pk]), form, follow=True
        )

        assert "要確認" in answer.content.decode()
        assert PregnancyInterview.objects.get().qualification == "unconfirmed"

    def test_a_correction_asks_the_ledgers_anew(self, client_for, consultant, family, midwife):
        interview = PregnancyInterviewFactory(
            pregnancy=family.pregnancy,
            interviewer=midwife,
            occurred_at=timezone.now(),
            recorded_by=consultant,
        )
        local = timezone.localtime(interview.occurred_at)
        form = interview_form(
            midwife,
            occurred_time=f"{local.hour}:{local.minute:02}",
            content=interview.content,
            reason="資格を登録した",
            version="1",
        )

        client_for(consultant).post(
            reverse("maternity:interview_correct", args=[interview.pk]), form
        )

        interview.refresh_from_db()
        assert (interview.qualification, interview.version) == ("licence", 2)
        assert "qualification" in interview.corrections.get().changes


class TestDueLists:
    def names(self, kind):
        rows = Pregnancy.objects.all()
        return [row.pk for row in due_rows(rows, kind, TODAY)]

    def test_each_stage_begins_and_ends(self, center):
        far = PregnancyFactory(center=center, due_on=days(200))
        near = PregnancyFactory(center=center, due_on=days(60))
        born = PregnancyFactory(center=center, due_on=days(-30), delivered_on=days(-30))
        long_ago = PregnancyFactory(center=center, due_on=days(-900), delivered_on=days(-900))

        assert set(self.names(DueKind.APPLICATION)) == {far.pk, near.pk}
        assert self.names(DueKind.BEFORE_BIRTH) == [near.pk]
        assert self.names(DueKind.AFTER_BIRTH) == [born.pk]
        assert long_ago.pk not in self.names(DueKind.AFTER_BIRTH)

    def test_an_interview_held_is_due_no_more_and_one_withdrawn_is(self, family):
        interview = PregnancyInterviewFactory(pregnancy=family.pregnancy, stage="before_birth")
        held = self.names(DueKind.BEFORE_BIRTH)
        interview.withdrawn_at, interview.withdrawn_by = timezone.now(), interview.recorded_by
        interview.save()

        assert held == []
        assert self.names(DueKind.BEFORE_BIRTH) == [family.pregnancy.pk]

    def test_who_moved_out_is_not_called(self, center):
        PregnancyFactory(center=center, moved_out_on=TODAY, moved_out_to="となり市")

        assert [self.names(kind) for kind in DueKind] == [[]] * 4

    def test_past_the_day_and_nothing_told_asks_for_care(self, center):
        row = PregnancyFactory(center=center, due_on=days(-3))

        [due] = dues([row], DueKind.BEFORE_BIRTH, TODAY)

        assert (due.is_overdue, due.birth_unknown) == (True, True)

    def test_no_letter_goes_out_past_the_day_with_nothing_told(
        self, client_for, consultant, center
    ):
        row = PregnancyFactory(center=center, due_on=days(-3))

        answer = client_for(consultant).get(
            reverse("maternity:invitation_print", args=[row.pk]), follow=True
        )

        assert "出産の様子を医療機関などに確かめて" in answer.content.decode()

    def test_the_paper_masks_the_number_of_the_protected(self, client_for, consultant, family):
        ContactDetailFactory(person=family.mother, kind="address", value="水鳥町1-1")
        AddressProtectionFactory(person=family.mother)
        client = client_for(consultant)

        paper = client.get(reverse("maternity:due_print") + "?kind=before_birth")
        letter = client.get(reverse("maternity:invitation_print", args=[family.pregnancy.pk]))

        assert MOTHER in text_of(paper)
        assert "000-3333-4444" not in text_of(paper)
        assert "水鳥町1-1" not in text_of(letter)

    def test_the_paper_says_what_is_beyond_it_and_the_file_has_every_row(
        self, monkeypatch, client_for, consultant, center
    ):
        papers = []
        monkeypatch.setattr(
            "consultations.printing.print_pdf", lambda html, _style: papers.append(html) or b"%PDF-"
        )
        monkeypatch.setattr(maternity_due, "MOST_PRINTED", 1)
        made = [PregnancyFactory(center=center, due_on=days(60 + number)) for number in range(3)]
        client = client_for(consultant)

        client.get(reverse("maternity:due_print") + "?kind=before_birth")
        file = client.get(reverse("maternity:due_csv") + "?kind=before_birth")

        lines = file.content.decode("utf-8-sig").splitlines()
        assert "ほか2件は" in papers[0]
        assert [line.split(",")[0] for line in lines[1:]] == [str(row.pk) for row in made]

    def test_everything_due_has_passed_through_the_one_door(self, family):
        rows = Pregnancy.objects.all()
        LossRecordFactory(pregnancy=family.pregnancy)

        assert list(next_steps(rows)) == []
        assert [self.names(kind) for kind in DueKind] == [[]] * 4


class TestFacts:
    def test_an_interview_in_the_words_of_the_guideline(self, family, midwife):
        interview = PregnancyInterviewFactory(
            pregnancy=family.pregnancy,
            interviewer=midwife,
            mode="digital",
            digital_ground="away",
        )

        assert facts_of_interview(interview) == {
            "mode": "デジタル",
            "reason": "里帰りなどで遠隔地にいる",
            "reason_recorded": True,
            "interviewee": "妊婦",
            "interviewer": {"licence": "助産師"},
        }

    def test_a_pregnancy_tells_the_days_of_its_stages(self, family):
        PregnancyInterviewFactory(pregnancy=family.pregnancy, stage="any_time")
        held = PregnancyInterviewFactory(pregnancy=family.pregnancy)

        assert facts_of_pregnancy(family.pregnancy) == {
            "expected_birth": family.pregnancy.due_on.isoformat(),
            "interviews": {"application": localdate(held.occurred_at).isoformat()},
        }

    def test_the_rule_book_takes_them_as_they_are(self, family, midwife):
        interview = PregnancyInterviewFactory(
            pregnancy=family.pregnancy,
            interviewer=midwife,
            mode="phone",
            mode_reason="入院中",
            attested_by_name="統括 花子",
        )
        row = {
            "id": "interview",
            "target": "pregnancy_support.interview",
            "version": "R7",
            "type": "pregnancy_support",
            "subtype": "Ⅰ",
            "date": "2025-10-01",
            "facts": facts_of_interview(interview),
        }

        assert judge(parse_case(row, load_catalogue())).overall == "met"
