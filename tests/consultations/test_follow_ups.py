"""A next step with a date is a follow-up; what became of it is kept with the reason."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import FollowUp
from shared.wareki import format_wareki
from tests.factories import ConsultationFactory

CLOSE, LIST = "consultations:follow_up_close", "consultations:follow_up_list"


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def planned(log, only_record):
    """A record with a step planned for tomorrow."""
    log(next_step="電話する", next_on=format_wareki(in_days(1)))
    return only_record()


@pytest.fixture
def close(client_for, consultant, planned):
    client = client_for(consultant)

    def send(**said):
        planned.refresh_from_db()
        data = {"version": planned.version, "reason": "先方の都合", **said}
        return client.post(reverse(CLOSE, args=[planned.pk]), data)

    return send


def states(record):
    return list(record.follow_ups.order_by("pk").values_list("state", "due_on", "reason"))


def test_a_date_makes_a_follow_up_and_none_makes_none(planned, log):
    log(next_step="様子を見る")

    assert states(planned) == [("open", in_days(1), "")]
    assert FollowUp.objects.count() == 1


def test_done_needs_a_result_and_leaves_the_day(close, planned):
    assert close(outcome="done", reason="").status_code == 422
    assert close(outcome="done", reason="電話で話した").status_code == 302

    planned.refresh_from_db()
    assert planned.next_on is None
    assert states(planned) == [("done", in_days(1), "電話で話した")]
    assert planned.corrections.get().reason == "電話で話した"


def test_postponed_names_the_new_day_and_why(close, planned):
    for wrong in ("", format_wareki(in_days(-1)), format_wareki(in_days(1)), "らいしゅう"):
        assert close(outcome="postponed", next_on=wrong).status_code == 422
    assert close(outcome="postponed", next_on=format_wareki(in_days(9))).status_code == 302

    planned.refresh_from_db()
    assert planned.next_on == in_days(9)
    assert states(planned) == [("postponed", in_days(1), "先方の都合"), ("open", in_days(9), "")]


def test_dropped_is_not_done(close, planned):
    wrong = close(outcome="dropped", next_on=format_wareki(in_days(9)))
    assert "延期するときだけ入力します" in wrong.content.decode()

    close(outcome="dropped")

    assert states(planned) == [("dropped", in_days(1), "先方の都合")]


def test_an_older_page_closes_nothing(close, planned):
    answer = close(outcome="done", version=99)

    assert answer.status_code == 302
    assert states(planned)[0][0] == "open"


def test_a_correction_moves_the_follow_up_along(client_for, consultant, planned, as_shown):
    client_for(consultant).post(
        reverse("consultations:consultation_correct", args=[planned.pk]),
        as_shown(planned, next_on=format_wareki(in_days(3))),
    )

    assert [state for state, *_ in states(planned)] == ["postponed", "open"]


def test_a_withdrawn_record_has_nothing_to_follow(client_for, consultant, planned):
    client_for(consultant).post(
        reverse("consultations:consultation_withdraw", args=[planned.pk]),
        {"reason": "二重に登録した", "version": planned.version},
    )

    assert [state for state, *_ in states(planned)] == ["dropped"]


def test_the_list_has_what_is_planned_and_what_became_of_it(
    close, planned, client_for, consultant, colleague, other_center
):
    theirs = ConsultationFactory(center=planned.center, recorded_by=colleague, next_on=in_days(0))
    far = ConsultationFactory(center=other_center, next_on=in_days(0))
    for record in (theirs, far):
        FollowUp.objects.create(
            consultation=record,
            due_on=in_days(0),
            recorded_by=colleague,
            recorded_at=timezone.now(),
        )
    client = client_for(consultant)

    def listed(query=""):
        page = client.get(reverse(LIST) + query).context["page"]
        return [row.consultation_id for row in page.object_list]

    assert listed() == [theirs.pk, planned.pk]
    assert listed("?mine=on") == [planned.pk]
    close(outcome="done")
    assert listed() == [theirs.pk]
    assert listed("?closed=on") == [planned.pk]


def test_the_list_asks_no_query_for_a_row(
    client_for, consultant, center, django_assert_max_num_queries
):
    for day in range(20):
        record = ConsultationFactory(center=center, next_on=in_days(day))
        FollowUp.objects.create(
            consultation=record,
            due_on=in_days(day),
            recorded_by=consultant,
            recorded_at=timezone.now(),
        )
    client = client_for(consultant)

    with django_assert_max_num_queries(14):
        client.get(reverse(LIST))
