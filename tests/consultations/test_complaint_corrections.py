"""A complaint put right: with a reason, what stood before is kept, nobody overwrites another."""

import pytest
from django.utils import timezone

from consultations.complaint_enums import ComplaintState, ComplaintStepKind
from tests.access.watch import text_of
from tests.complaint_factories import ComplaintFactory, ComplaintStepFactory
from tests.consultations.complaints import complaint_form, day, page
from tests.factories import PostingFactory

K = ComplaintStepKind


@pytest.fixture
def complaint(center):
    return ComplaintFactory(center=center)


class TestCorrecting:
    @pytest.fixture
    def correct(self, client_for, chief_coordinator, complaint):
        def send(**changes):
            data = complaint_form(
                facts="",
                complainant_contact="",
                reports_to_third_party="",
                reason="聞き取りの誤り",
                version="1",
                received_on=None,
                received_time=None,
            )
            local = timezone.localtime(complaint.received_at)
            data |= {
                "received_on": day((local.date() - timezone.localdate()).days),
                "received_time": f"{local:%H:%M}",
            }
            url = page("complaint_correct", complaint)
            return client_for(chief_coordinator).post(url, data | changes)

        return send

    @pytest.fixture(autouse=True)
    def _whole_minute(self, complaint):
        complaint.received_at = complaint.received_at.replace(second=0, microsecond=0)
        complaint.save()

    def test_what_stood_before_is_kept_with_the_reason(self, correct, complaint, chief_coordinator):
        answer = correct(summary="窓口の応対が冷たかった。")

        complaint.refresh_from_db()
        last = complaint.steps.order_by("pk").last()
        assert answer.url == page("complaint_detail", complaint)
        assert (complaint.summary, complaint.version) == ("窓口の応対が冷たかった。", 2)
        assert (last.kind, last.note, last.recorded_by) == (
            K.CORRECTED,
            "聞き取りの誤り",
            chief_coordinator,
        )
        assert last.changes == {
            "summary": {
                "label": "苦情の内容",
                "before": "電話の応対が冷たかった。",
                "after": "窓口の応対が冷たかった。",
            }
        }
        assert complaint.state == ComplaintState.RECEIVED

    def test_nothing_changed_is_nothing_recorded(self, correct, complaint):
        correct()

        complaint.refresh_from_db()
        assert (complaint.version, complaint.steps.count()) == (1, 1)

    def test_a_correction_needs_a_reason(self, correct, complaint):
        answer = correct(reason="", summary="二度と打てない長い話")

        assert answer.status_code == 422
        assert "二度と打てない長い話" in text_of(answer)
        assert complaint.steps.count() == 1

    def test_two_people_never_overwrite_each_other(self, correct, complaint):
        correct(summary="先の人の内容")

        answer = correct(facts="後の人の事実")
        text = text_of(answer)
        complaint.refresh_from_db()

        assert answer.status_code == 422
        assert "ほかの人が同じ苦情を訂正しました" in text
        assert "訂正後の内容を取り入れました" in text
        form = answer.context["form"]
        assert (form["summary"].value(), form["facts"].value()) == ("先の人の内容", "後の人の事実")
        assert (complaint.version, complaint.facts) == (2, "")

        correct(summary=form["summary"].value(), facts="後の人の事実", version="2")
        complaint.refresh_from_db()
        assert (complaint.summary, complaint.facts) == ("先の人の内容", "後の人の事実")

    def test_in_a_conflict_what_was_typed_here_stays(self, correct):
        correct(summary="先の人の内容")

        answer = correct(summary="後の人の内容")

        assert "あなたの入力のままです" in text_of(answer)
        assert answer.context["form"]["summary"].value() == "後の人の内容"

    def test_the_day_may_not_pass_a_step(self, correct, complaint):
        ComplaintStepFactory(
            complaint=complaint, kind=K.REPORTED, note="報告", happened_on=complaint.received_on
        )

        answer = correct(received_on=day(), received_time="0:00")

        assert answer.status_code == 422
        assert "対応の経過より後の日です。" in text_of(answer)

    def test_whoever_is_named_now_is_shut_out_at_once(
        self, correct, complaint, center, chief_coordinator, client_for
    ):
        member = PostingFactory(center=center).staff_member
        member.user = chief_coordinator
        member.save()

        answer = correct(subjects=[str(member.pk)])

        assert answer.url == page("complaint_list")
        client = client_for(chief_coordinator)
        assert client.get(page("complaint_detail", complaint)).status_code == 404
        assert correct(summary="消したい").status_code == 404
        assert complaint.steps.order_by("pk").last().changes["subjects"]["after"] == member.name
