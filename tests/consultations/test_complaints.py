"""苦情: received once, taken further step by step, corrected with a reason; nothing typed is lost."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import AuditEvent
from consultations.complaint_actions import Step, StepRefusedError, add_step
from consultations.complaint_enums import ComplaintState, ComplaintStepKind
from consultations.models import Complaint, ComplaintStep
from shared.municipal_context import all_municipalities
from tests.access.watch import text_of
from tests.complaint_factories import (
    ComplaintFactory,
    ComplaintOfficerFactory,
    ComplaintStepFactory,
)
from tests.consultations.complaints import complaint_form, day, page, step_form
from tests.factories import PostingFactory, StaffMemberFactory

K = ComplaintStepKind


@pytest.fixture
def receive(client_for, consultant, center):
    def send(query="", **changes):
        url = page("complaint_create", center) + query
        return client_for(consultant).post(url, complaint_form(**changes))

    return send


@pytest.fixture
def complaint(center):
    return ComplaintFactory(center=center)


@pytest.fixture
def step(client_for, chief_coordinator, complaint):
    def send(kind, **changes):
        url = page("step_create", complaint)
        return client_for(chief_coordinator).post(url, step_form(kind, **changes))

    return send


class TestReceiving:
    def test_a_complaint_enters_the_register_with_its_first_step(self, receive, consultant):
        answer = receive()

        complaint = Complaint.objects.get()
        first = complaint.steps.get()
        assert answer.url == page("complaint_detail", complaint)
        assert (complaint.summary, complaint.wishes) == ("電話の応対が冷たかった。", ["answer"])
        assert (complaint.state, complaint.received_by) == (ComplaintState.RECEIVED, consultant)
        assert (complaint.reports_to_third_party, complaint.third_party_attends) == (True, None)
        assert (first.kind, first.handled_by_name) == (K.RECEIVED, consultant.name)
        assert complaint.answer_due_on is complaint.closure_due_on is None

    def test_an_anonymous_one_needs_no_name(self, receive):
        receive(is_anonymous="on", complainant_name="", complainant_contact="")

        assert Complaint.objects.get().is_anonymous

    def test_somebody_of_the_registry_is_linked_and_not_typed_again(
        self, receive, mother, client_for, consultant
    ):
        receive(
            f"?person={mother.pk}",
            is_anonymous=None,
            complainant_name="別の人",
            complainant_contact="別の連絡先",
        )

        complaint = Complaint.objects.get()
        assert (complaint.person, complaint.complainant_name) == (mother, "")
        assert complaint.complainant_contact == ""
        shown = client_for(consultant).get(page("complaint_detail", complaint))
        assert "見本 花子" in text_of(shown)

    @pytest.mark.parametrize("query", ["?person=0", "?person=x", "?person=" + "9" * 30])
    def test_nobody_of_the_registry_is_guessed(self, receive, query):
        assert receive(query).status_code == 404
        assert not Complaint.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"complainant_name": ""}, "申出人の氏名を入力してください。"),
            ({"is_anonymous": "on"}, "「匿名」を選んだときは、氏名・連絡先を入力しません。"),
            ({"wishes": []}, "申出人の希望を1つ以上選んでください。"),
            ({"wishes": ["gold"]}, "正しく選択してください"),
            ({"summary": " "}, "苦情の内容を入力してください。"),
            ({"channel": ""}, "申出の方法を選んでください。"),
            ({"received_on": "きのう"}, "日付"),
            ({"received_on": day(1)}, "以前の日付を入力してください。"),
            ({"received_time": "25:00"}, "時刻"),
            ({"submission_key": "x"}, "画面が古くなっています。"),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field_and_stays_typed(self, receive, changes, text):
        answer = receive(facts="二度と打てない長い話", **changes)

        assert answer.status_code == 422
        assert text in text_of(answer)
        assert "二度と打てない長い話" in text_of(answer)
        assert not Complaint.objects.exists()

    def test_a_moment_that_has_not_come_is_refused(self, receive):
        later = timezone.localtime() + dt.timedelta(minutes=5)
        answer = receive(
            received_on=day((later.date() - timezone.localdate()).days),
            received_time=f"{later:%H:%M}",
        )

        assert answer.status_code == 422
        assert not Complaint.objects.exists()

    def test_the_same_form_sent_twice_makes_one(self, receive):
        form = complaint_form()

        answers = [receive(**form) for _ in range(2)]

        assert [answer.url for answer in answers] == [
            page("complaint_detail", Complaint.objects.get())
        ] * 2
        assert ComplaintStep.objects.count() == 1

    def test_a_key_of_somebody_elses_form_leads_nowhere(self, receive, center):
        taken = ComplaintFactory(center=center)

        answer = receive(submission_key=str(taken.submission_key))

        assert answer.status_code == 422
        assert str(taken.pk) not in answer.context["form"].non_field_errors()[0]
        assert list(Complaint.objects.all()) == [taken]

    def test_somebody_posted_here_may_be_named(self, receive, center):
        member = PostingFactory(center=center).staff_member
        elsewhere = StaffMemberFactory(municipality=center.municipality)

        refused = receive(subjects=[str(elsewhere.pk)])
        receive(subjects=[str(member.pk)])

        assert refused.status_code == 422
        assert list(Complaint.objects.get().subjects.all()) == [member]

    def test_whoever_receives_a_complaint_about_themselves_does_not_see_it_again(
        self, receive, center, consultant
    ):
        member = PostingFactory(center=center).staff_member
        member.user = consultant
        member.save()

        answer = receive(subjects=[str(member.pk)])

        assert answer.url == page("complaint_list")
        assert Complaint.objects.get().subjects.get() == member


class TestSteps:
    def test_a_complaint_from_reception_to_closure_and_back(self, step, complaint):
        for kind, more in (
            ("reported", {"audience": ["responsible", "third_party"]}),
            ("facts_checked", {}),
            ("discussed", {"audience": ["complainant", "responsible"]}),
            ("improvement_promised", {"audience": ["complainant"]}),
            ("result_reported", {"audience": ["complainant", "third_party"]}),
            ("closed", {"outcome": "resolved"}),
            ("reopened", {}),
        ):
            assert step(kind, **more).status_code == 302, kind
            complaint.refresh_from_db()
            assert complaint.state == kind

        assert [each.kind for each in complaint.steps.order_by("pk")] == [
            "received",
            "reported",
            "facts_checked",
            "discussed",
            "improvement_promised",
            "result_reported",
            "closed",
            "reopened",
        ]
        assert (complaint.closed_on, complaint.outcome) == (None, "")
        assert complaint.answered_on == timezone.localdate()

    def test_closing_keeps_day_and_outcome(self, step, complaint):
        step("reported", audience=["responsible"])
        step("closed", outcome="withdrawn")

        complaint.refresh_from_db()
        assert (complaint.closed_on, complaint.outcome) == (timezone.localdate(), "withdrawn")

    def test_a_step_out_of_turn_is_refused_in_words_and_stays_typed(self, step, complaint):
        answer = step("result_reported", audience=["complainant"], note="二度と打てない長い話")

        assert answer.status_code == 422
        assert "今の状況（受付）では「結果の報告」を記録できません。" in text_of(answer)
        assert "二度と打てない長い話" in text_of(answer)
        assert complaint.steps.count() == 1

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"note": ""}, "内容を入力してください。"),
            ({"happened_on": day(1)}, "以前の日付を入力してください。"),
            ({"happened_on": day(-2)}, "以後の日付を入力してください。"),
            ({"handled_by_name": ""}, "対応した人を入力してください。"),
            ({"kind": "corrected"}, "「訂正」を記録できません。"),
            ({"kind": "x"}, "正しく選択してください"),
            ({"audience": ["x"]}, "正しく選択してください"),
            ({"audience": ["third_party"]}, "まず苦情解決責任者に報告します。"),
            ({"outcome": "resolved"}, "終結のときだけ選びます。"),
        ],
    )
    def test_a_faulty_step_changes_nothing(self, step, complaint, changes, text):
        data = {"audience": ["responsible"]} | changes
        answer = step(data.pop("kind", "reported"), **data)

        complaint.refresh_from_db()
        assert answer.status_code == 422
        assert text in text_of(answer)
        assert (complaint.state, complaint.steps.count()) == ("received", 1)

    def test_the_same_step_sent_twice_is_recorded_once(self, step, complaint):
        form = step_form("reported", audience=["responsible"])

        answers = [step(**form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert complaint.steps.count() == 2

    def test_a_step_that_somebody_else_overtook_is_refused_and_kept_on_the_page(
        self, complaint, chief_coordinator
    ):
        stale = Complaint.objects.get(pk=complaint.pk)
        closing = Step(
            kind=K.CLOSED,
            happened_on=timezone.localdate(),
            handled_by_name="見本",
            note="終結",
            outcome="withdrawn",
        )
        Complaint.objects.filter(pk=complaint.pk).update(state="reported")
        now = timezone.now()
        first, second = (ComplaintStepFactory.build().submission_key for _ in range(2))

        add_step(stale, closing, submission_key=first, by=chief_coordinator, at=now)
        with pytest.raises(StepRefusedError) as refused:
            add_step(stale, closing, submission_key=second, by=chief_coordinator, at=now)

        assert refused.value.refusal.text.startswith("今の状況（終結）では")
        assert complaint.steps.filter(kind=K.CLOSED).count() == 1

    def test_the_history_is_only_added_to(self, complaint):
        with pytest.raises(IntegrityError), transaction.atomic():
            ComplaintStepFactory(complaint=complaint, kind=K.CLOSED, note="終結")
        with pytest.raises(IntegrityError), transaction.atomic():
            ComplaintStepFactory(complaint=complaint, kind=K.REPORTED)


class TestConstraints:
    @pytest.mark.parametrize(
        "values",
        [
            {"is_anonymous": True},
            {"complainant_name": ""},
            {"wishes": []},
            {"summary": ""},
            {"state": "closed"},
            {"outcome": "resolved"},
            {"closed_on": dt.date(2026, 1, 1)},
        ],
    )
    def test_the_database_forbids_what_cannot_be(self, complaint, values):
        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.filter(pk=complaint.pk).update(**values)


class TestSheets:
    def test_the_receipt_and_the_report_are_printed(
        self, client_for, chief_coordinator, complaint, step
    ):
        ComplaintOfficerFactory(center=complaint.center, outsider=True)
        client = client_for(chief_coordinator)

        receipt = client.get(page("complaint_receipt", complaint))
        too_early = client.get(page("complaint_report", complaint))
        step("reported", audience=["responsible"])
        step("result_reported", audience=["complainant"])
        report = client.get(page("complaint_report", complaint))

        assert too_early.url == page("complaint_detail", complaint)
        for sheet in (receipt, report):
            assert sheet.status_code == 200
            assert sheet.content.startswith(b"%PDF")
            assert f"{complaint.pk}.pdf" in sheet["Content-Disposition"]
            assert "葉子" not in sheet["Content-Disposition"]

    def test_what_was_found_out_about_others_is_not_in_the_report(
        self, client_for, chief_coordinator, complaint, monkeypatch, step
    ):
        monkeypatch.setattr("consultations.views.complaints.printed", _html)
        step("reported", audience=["responsible"], note="報告の本文")
        step("facts_checked", note="ほかの家庭の事情")
        step("result_reported", audience=["complainant"], note="結果の本文")

        text = text_of(client_for(chief_coordinator).get(page("complaint_report", complaint)))

        assert "結果の本文" in text
        assert "電話の応対が冷たかった。" in text
        assert "ほかの家庭の事情" not in text
        assert "報告の本文" not in text


def _html(template, context, *, name):
    assert name
    return HttpResponse(render_to_string(template, context))


def test_the_trail_holds_no_word_of_it(receive, step):
    receive(facts="聞いた事実の金糸雀")

    text = str(list(AuditEvent.objects.values_list("details", "reason")))
    assert "金糸雀" not in text


@pytest.mark.django_db(transaction=True)
def test_two_steps_at_the_same_time_are_taken_one_after_the_other(complaint, chief_coordinator):
    """The second waits for the first and is refused: nothing is recorded twice."""
    Complaint.objects.filter(pk=complaint.pk).update(state="reported")
    closing = Step(
        kind=K.CLOSED,
        happened_on=timezone.localdate(),
        handled_by_name="見本",
        note="終結",
        outcome="withdrawn",
    )
    keys = [ComplaintStepFactory.build().submission_key for _ in range(2)]
    refused, barrier = [], threading.Barrier(2)

    def close(key):
        try:
            barrier.wait()
            with all_municipalities():
                add_step(
                    complaint, closing, submission_key=key, by=chief_coordinator, at=timezone.now()
                )
        except StepRefusedError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert complaint.steps.filter(kind=K.CLOSED).count() == 1
