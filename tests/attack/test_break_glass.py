"""CF07: emergency access, from the empty reason to the overdue review; and what it never opens."""

import datetime as dt

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from consultations.models import RecordAccess
from tests.factories import RecordAccessFactory

OPEN, OPENED = "consultations:record_open", "consultations:record_opened"
REVIEW, LIST = "consultations:access_review", "consultations:access_list"
REASON = "児が病院に搬送された。通告受理のため確認する"
GIVEN = {"reason_kind": "notification", "reason": REASON}
SECRET = "CANARYC11SECRETcontent"


def _knows(client):
    """What a colleague has opened is not hidden from the colleague any longer."""
    client.hidden = [word for word in client.hidden if "C11SECRET" not in word]


def _let_an_hour_pass():
    """The clock of the database's rows; no code of ours may do this."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consultations_recordaccess DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE consultations_recordaccess SET opened_at = opened_at - interval '61 min',"
            " expires_at = expires_at - interval '61 min'"
        )
        cursor.execute(
            "ALTER TABLE consultations_recordaccess"
            " ENABLE ALWAYS TRIGGER record_access_is_reviewed_once"
        )


def test_cf07_an_empty_reason_opens_nothing(login, url, own):
    worker = login("consultant")

    answer = worker.post(url(OPEN, own["restricted"]), {"reason": ""})

    assert answer.status_code == 422
    assert worker.get(url(OPENED, own["restricted"])).status_code == 404


def test_cf07_with_a_reason_an_hour_of_reading_and_then_nothing(login, url, own):
    worker, record = login("consultant"), own["restricted"]
    worker.post(url(OPEN, record), GIVEN)
    _knows(worker)

    page = worker.get(url(OPENED, record))

    assert SECRET in page.content.decode()
    assert "残り60分" in page.content.decode()
    for name in ("consultation_correct", "consultation_withdraw", "follow_up_done"):
        changed = worker.post(url(f"consultations:{name}", record), {"version": 1, "reason": "x"})
        assert changed.status_code == 404
    looks = AuditEvent.objects.filter(
        action="break_glass", target_kind="consultations.Consultation", target_ids=[record.pk]
    )
    assert looks.count() == 1

    _let_an_hour_pass()

    assert worker.get(url(OPENED, record)).status_code == 404
    again = worker.post(url(OPEN, record), GIVEN)
    assert again.status_code == 302
    assert RecordAccess.objects.filter(opened_by__username="consultant").count() == 2


def test_cf07_the_chief_and_the_auditor_are_told_at_once(login, url, own):
    login("consultant").post(url(OPEN, own["restricted"]), GIVEN)
    access = RecordAccess.objects.get(opened_by__username="consultant")

    chief = login("chief_coordinator").get(reverse("consultations:today")).content.decode()
    auditor = login("auditor").get(reverse(LIST)).content.decode()

    assert str(access.opened_by) in chief
    assert REASON in auditor


def test_cf07_the_own_use_is_not_reviewed(world, login, url, own):

    used = RecordAccessFactory(
        consultation=own["restricted"], opened_by=world.actors["chief_coordinator"].user
    )
    judged = {"outcome": "justified", "note": "適切"}

    assert login("consultant").post(url(REVIEW, used), judged).status_code == 403
    assert login("chief_coordinator").post(url(REVIEW, used), judged).status_code == 403


def test_cf07_what_nobody_reviewed_is_overdue_to_the_auditor(login, own):
    opened_at = timezone.now() - dt.timedelta(days=20)
    RecordAccessFactory(consultation=own["restricted"], opened_at=opened_at)

    page = login("auditor").get(reverse("accounts:audit_list")).content.decode()

    assert "うち期限超過1件" in page


def test_cf07_never_another_municipality(world, login, url):
    there = world.places["C21"].objects["restricted"]

    for name in ("consultant", "chief_coordinator", "municipal_officer", "contractor"):
        assert login(name).post(url(OPEN, there), GIVEN).status_code == 404
        assert login(name).get(url(OPENED, there)).status_code == 404
    assert not RecordAccess.objects.filter(reason=REASON).exists()
