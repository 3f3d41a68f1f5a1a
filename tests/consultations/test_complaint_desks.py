"""The desk: who serves there, the clock with its boundaries."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.complaint_actions import StepRefusedError
from consultations.complaint_enums import ComplaintRole
from consultations.complaint_pages import clocks_of
from consultations.models import Complaint, ComplaintClock, ComplaintOfficer
from tests.access.watch import text_of
from tests.complaint_factories import (
    ComplaintClockFactory,
    ComplaintFactory,
    ComplaintOfficerFactory,
)
from tests.consultations.complaints import FRIDAY, complaint_form, day, page, received, taken
from tests.factories import CenterFactory, RoleGrantFactory, UserFactory

TODAY = reverse("consultations:today")


class TestClock:
    def test_nothing_set_shows_no_clock(self, center, consultant):
        complaint = received(center, consultant)

        assert (complaint.answer_due_on, complaint.closure_due_on) == (None, None)
        assert clocks_of(complaint, dt.date(2036, 1, 1)) == []
        assert not complaint.is_overdue(dt.date(2036, 1, 1))
        assert not Complaint.objects.overdue(dt.date(2036, 1, 1)).exists()

    @pytest.mark.parametrize(
        ("working_days", "due"), [(False, dt.date(2026, 5, 4)), (True, dt.date(2026, 5, 11))]
    )
    def test_days_are_counted_as_set_from_the_day_after(
        self, center, consultant, working_days, due
    ):
        ComplaintClockFactory(
            municipality=center.municipality,
            answer_days=3,
            closure_days=None,
            counts_working_days=working_days,
        )

        complaint = received(center, consultant)

        assert (complaint.answer_due_on, complaint.closure_due_on) == (due, None)

    def test_the_day_itself_is_in_time_and_the_next_is_late(self, center, consultant):
        ComplaintClockFactory(municipality=center.municipality, answer_days=3, closure_days=5)
        complaint = received(center, consultant)
        due = complaint.answer_due_on

        assert not complaint.is_overdue(due)
        assert list(Complaint.objects.overdue(due)) == []
        assert complaint.is_overdue(due + dt.timedelta(days=1))
        assert list(Complaint.objects.overdue(due + dt.timedelta(days=1))) == [complaint]

    def test_an_answer_stops_one_clock_and_closing_the_other(self, center, consultant):
        ComplaintClockFactory(municipality=center.municipality, answer_days=3, closure_days=5)
        complaint = received(center, consultant)
        long_after = dt.date(2026, 12, 1)
        taken(complaint, "reported", consultant, dt.date(2026, 5, 2), ["responsible"])
        assert complaint.is_answer_overdue(long_after)
        taken(complaint, "result_reported", consultant, dt.date(2026, 5, 6), ["complainant"])

        assert not complaint.is_answer_overdue(long_after)
        assert complaint.is_closure_overdue(long_after)
        [answer, _] = clocks_of(complaint, long_after)
        assert answer.days_late == 2

        taken(complaint, "closed", consultant, dt.date(2026, 5, 7), outcome="resolved")
        assert not complaint.is_overdue(long_after)
        assert list(Complaint.objects.overdue(long_after)) == []

    def test_the_answer_is_the_first_that_was_told_and_no_step_lies_before_the_last(
        self, center, consultant
    ):
        complaint = received(center, consultant)
        taken(complaint, "reported", consultant, dt.date(2026, 5, 2), ["responsible"])
        taken(complaint, "discussed", consultant, dt.date(2026, 5, 9), ["complainant"])
        with pytest.raises(StepRefusedError):
            taken(complaint, "discussed", consultant, dt.date(2026, 5, 4), ["complainant"])
        taken(complaint, "discussed", consultant, dt.date(2026, 5, 12), ["complainant"])

        assert complaint.answered_on == dt.date(2026, 5, 9)

    def test_reopening_starts_the_second_clock_anew(self, center, consultant):
        ComplaintClockFactory(municipality=center.municipality, answer_days=3, closure_days=5)
        complaint = received(center, consultant)
        taken(complaint, "reported", consultant, dt.date(2026, 5, 2), ["responsible"])
        taken(complaint, "closed", consultant, dt.date(2026, 5, 3), outcome="withdrawn")
        taken(complaint, "reopened", consultant, dt.date(2026, 6, 1))

        assert complaint.closure_due_on == dt.date(2026, 6, 6)

    def test_an_anonymous_complaint_waits_for_no_answer(self, center, consultant):
        ComplaintClockFactory(municipality=center.municipality, answer_days=3, closure_days=5)

        complaint = received(center, consultant, is_anonymous=True, complainant_name="")

        assert complaint.answer_due_on is None
        assert complaint.closure_due_on == dt.date(2026, 5, 6)

    def test_the_setting_of_the_day_of_reception_counts(self, center, consultant):
        of = {"municipality": center.municipality, "closure_days": 90}
        ComplaintClockFactory(answer_days=3, **of)
        ComplaintClockFactory(answer_days=9, starts_on=dt.date(2026, 5, 2), **of)

        days = [
            received(center, consultant, FRIDAY + dt.timedelta(days=later)).answer_due_on
            for later in (0, 1)
        ]

        assert days == [dt.date(2026, 5, 4), dt.date(2026, 5, 11)]

    def test_another_municipality_sets_its_own(self, center, consultant):
        ComplaintClockFactory()

        assert received(center, consultant).answer_due_on is None

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"answer_days": "0"}, "1 以上"),
            ({"closure_days": "366"}, "365 以下"),
            ({"answer_days": "30", "closure_days": "14"}, "最初の回答までの日数以上"),
            ({"counts_working_days": ""}, "どちらかを選んでください。"),
            ({"starts_on": day(-1)}, "きょうより前の日からは変えられません。"),
            ({"reason": ""}, "理由・根拠を入力してください。"),
        ],
    )
    def test_a_faulty_setting_is_refused_in_words(
        self, client_for, municipal_officer, changes, text
    ):
        answer = set_clock(client_for(municipal_officer), **changes)

        assert answer.status_code == 422
        assert text in text_of(answer)
        assert not ComplaintClock.objects.exists()

    def test_the_office_sets_it_and_may_take_it_back(self, client_for, municipal_officer):
        client = client_for(municipal_officer)

        set_clock(client, answer_days="\uff11\uff14")
        set_clock(client, answer_days="", closure_days="", reason="廃止")

        said = ComplaintClock.objects.order_by("pk").values_list("answer_days", "closure_days")
        assert list(said) == [(14, 60), (None, None)]
        assert "定めない" in text_of(client.get(page("clock_edit")))

    @pytest.mark.parametrize("role", ["chief_coordinator", "consultant", "finance_clerk"])
    def test_nobody_else_sets_it(self, request, client_for, role):
        assert set_clock(client_for(request.getfixturevalue(role))).status_code == 403

    @pytest.mark.parametrize(
        "values", [{"answer_days": 0}, {"closure_days": 366}, {"answer_days": 70}, {"reason": ""}]
    )
    def test_the_database_forbids_what_cannot_be(self, values):
        with pytest.raises(IntegrityError), transaction.atomic():
            ComplaintClockFactory(**values)


def set_clock(client, **changes):
    data = {
        "answer_days": "14",
        "closure_days": "60",
        "counts_working_days": "False",
        "starts_on": day(),
        "reason": "見本市の要領",
    }
    return client.post(page("clock_edit"), data | changes)


class TestToday:
    @pytest.fixture(autouse=True)
    def _late(self, center):
        ComplaintFactory(center=center, closure_due_on=dt.date(2025, 4, 1), state="reported")

    def test_tells_whoever_handles_what_waits(self, client_for, chief_coordinator, center):
        ComplaintFactory(center=center)

        shown = text_of(client_for(chief_coordinator).get(TODAY))

        assert "期限を過ぎた苦情が1件あります" in shown
        assert "苦情解決責任者への報告がまだの苦情が1件あります" in shown

    def test_tells_nobody_else(self, client_for, consultant, center):
        assert "期限を過ぎた苦情" not in text_of(client_for(consultant).get(TODAY))
        ComplaintOfficerFactory(center=center, account=consultant)
        assert "期限を過ぎた苦情が1件あります" in text_of(client_for(consultant).get(TODAY))

    def test_the_list_of_overdue_ones_holds_them_alone(self, client_for, municipal_officer, center):
        other = ComplaintFactory(center=center)

        listed = client_for(municipal_officer).get(page("complaint_list") + "?view=overdue")

        assert "期限超過" in text_of(listed)
        assert f"苦情 {other.pk}<" not in listed.content.decode()


class TestOfficers:
    def add(self, client, center, **changes):
        data = {
            "role": "third_party",
            "account": "",
            "name": "見本 外男",
            "affiliation": "見本大学",
            "contact": "099-999-0000",
            "starts_on": "R7.4.1",
            "ends_on": "",
        }
        return client.post(page("officer_create", center), data | changes)

    def test_a_third_party_member_comes_from_outside(self, client_for, chief_coordinator, center):
        client = client_for(chief_coordinator)

        answer = self.add(client, center)

        officer = ComplaintOfficer.objects.get()
        assert answer.status_code == 302
        assert (officer.role, officer.account, officer.name) == ("third_party", None, "見本 外男")
        assert "見本大学" in text_of(client.get(page("desk_detail", center)))

    def test_of_a_colleague_the_account_is_enough(
        self, client_for, chief_coordinator, consultant, center
    ):
        self.add(
            client_for(chief_coordinator),
            center,
            role="receiver",
            account=str(consultant.pk),
            name="",
            affiliation="",
            contact="",
        )

        assert ComplaintOfficer.objects.get().name == consultant.name

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"affiliation": ""}, "第三者委員の所属・職名を入力してください。"),
            ({"contact": ""}, "第三者委員の連絡先を入力してください。"),
            ({"account": "@consultant"}, "第三者委員は外部の人です。"),
            ({"account": "@stranger"}, "正しく選択してください"),
            ({"role": "receiver", "name": ""}, "氏名を入力してください。"),
            ({"ends_on": "R7.3.31"}, "終了日は開始日以後の日付にしてください。"),
        ],
    )
    def test_a_faulty_one_is_refused_in_words(
        self, client_for, chief_coordinator, consultant, center, changes, text
    ):
        accounts = {"@consultant": consultant, "@stranger": UserFactory()}
        changes = {
            name: str(accounts[value].pk) if value in accounts else value
            for name, value in changes.items()
        }

        answer = self.add(client_for(chief_coordinator), center, **changes)

        assert answer.status_code == 200
        assert text in text_of(answer)
        assert not ComplaintOfficer.objects.exists()

    def test_there_is_one_responsible_person_at_a_time(self, client_for, chief_coordinator, center):
        ComplaintOfficerFactory(
            center=center, role=ComplaintRole.RESPONSIBLE, ends_on=dt.date(2025, 9, 30)
        )
        client = client_for(chief_coordinator)

        refused = self.add(client, center, role="responsible", starts_on="R7.9.30")
        follows = self.add(client, center, role="responsible", starts_on="R7.10.1")

        assert "苦情解決責任者の期間が、ほかの責任者と重なっています。" in text_of(refused)
        assert follows.status_code == 302

    def test_a_change_keeps_what_stood_before(self, client_for, chief_coordinator, center):
        officer = ComplaintOfficerFactory(center=center, outsider=True)
        client = client_for(chief_coordinator)
        data = {
            "role": "third_party",
            "account": "",
            "name": officer.name,
            "affiliation": officer.affiliation,
            "contact": officer.contact,
            "starts_on": "R2.4.1",
            "ends_on": "R8.3.31",
        }

        client.post(page("officer_replace", officer), data)

        officer.refresh_from_db()
        assert officer.superseded_by == chief_coordinator
        assert ComplaintOfficer.objects.current().get().ends_on == dt.date(2026, 3, 31)

    def test_withdrawing_says_what_it_means_here(self, client_for, chief_coordinator, center):
        officer = ComplaintOfficerFactory(center=center, outsider=True)

        shown = client_for(chief_coordinator).get(page("officer_withdraw", officer))

        assert "苦情対応の担当として扱われなくなります" in text_of(shown)
        assert "今後の判定" not in text_of(shown)

    def test_the_database_forbids_an_outsider_with_an_account(self, consultant):
        with pytest.raises(IntegrityError), transaction.atomic():
            ComplaintOfficerFactory(outsider=True, account=consultant)

    @pytest.mark.parametrize("role", ["consultant", "contractor"])
    def test_colleagues_read_whom_to_name_and_appoint_nobody(
        self, request, client_for, center, role
    ):
        ComplaintOfficerFactory(center=center, outsider=True)
        client = client_for(request.getfixturevalue(role))

        assert "見本 外男" in text_of(client.get(page("desk_list")))
        assert self.add(client, center).status_code == 403

    def test_a_chief_appoints_at_the_own_center_only(
        self, client_for, chief_coordinator, municipality
    ):
        elsewhere = CenterFactory(municipality=municipality)

        assert self.add(client_for(chief_coordinator), elsewhere).status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_of_desks_takes_as_many_queries_for_one_as_for_three(
        self, client_for, municipal_officer, municipality, number, django_assert_num_queries
    ):
        for center in CenterFactory.create_batch(number, municipality=municipality):
            ComplaintOfficerFactory(center=center)
        client = client_for(municipal_officer)
        client.get(page("desk_list"))

        with django_assert_num_queries(9):
            client.get(page("desk_list"))


def test_whoever_holds_a_role_at_two_centers_receives_at_either(
    client_for, consultant, center, municipality
):
    second = CenterFactory(municipality=municipality)
    RoleGrantFactory(user=consultant, role="consultant", municipality=municipality, center=second)

    client_for(consultant).post(page("complaint_create", second), complaint_form())

    assert Complaint.objects.get().center == second
