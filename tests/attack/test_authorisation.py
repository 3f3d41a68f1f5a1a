"""AZ03, AZ06, AZ08: forged owners, rights that end, and the commissioned center."""

import datetime as dt

import pytest
from django.utils import timezone

from centers.models import Center, Closure
from consultations.models import Consultation
from staffing.models import StaffMember
from tests.attack import forms

CREATE, DETAIL = "consultations:consultation_create", "consultations:consultation_detail"
CORRECT = "consultations:consultation_correct"


def test_az03_a_forged_center_logs_nothing(world, login, url):
    before = Consultation.objects.count()

    response = login("consultant").post(url(CREATE), forms.consultation(world.places["C21"].center))

    assert response.status_code == 422
    assert Consultation.objects.count() == before


def test_az03_forged_owner_and_municipality_are_ignored(world, login, url, own):
    forged = {
        "municipality": world.places["C21"].center.municipality_id,
        "recorded_by": world.actors["chief_coordinator"].user.pk,
        "recorded_at": "2020-01-01",
        "version": "7",
        "withdrawn_at": "2020-01-01",
    }

    login("consultant").post(url(CREATE), forms.consultation(own["center"], **forged))

    record = Consultation.objects.latest("pk")
    assert record.municipality == own["municipality"]
    assert record.recorded_by == world.actors["consultant"].user
    assert (record.version, record.withdrawn_at) == (1, None)
    assert record.recorded_at.date() >= timezone.now().date() - dt.timedelta(days=1)


def test_az03_a_correction_moves_no_record_away(world, login, url, own):
    record, foreign = own["consultation"], world.places["C21"].center

    for center in (foreign, world.places["C12"].center):
        data = forms.correction(record, center=str(center.pk), municipality=foreign.municipality_id)
        assert login("consultant").post(url(CORRECT), data).status_code == 422

    record.refresh_from_db()
    assert (record.center, record.version) == (own["center"], 1)


def test_az03_evidence_stays_with_the_center_of_the_address(world, login, url, own):
    data = {
        "starts_on": "令和7年8月13日",
        "ends_on": "令和7年8月15日",
        "reason": "お盆",
        "center": world.places["C21"].center.pk,
        "recorded_by": world.actors["auditor"].user.pk,
    }

    login("chief_coordinator").post(url("centers:entry_create"), data)

    closure = Closure.objects.get(reason="お盆")
    assert closure.center == own["center"]
    assert closure.recorded_by == world.actors["chief_coordinator"].user


def test_az03_nobody_is_hired_or_moved_into_another_municipality(world, login, url, own):
    foreign = world.places["C21"].center
    data = {"number": "X1", "name": "見本 一", "name_kana": "ミホン イチ"}
    data |= {"municipality": foreign.municipality_id, "center": foreign.pk}

    login("municipal_officer").post(url("staffing:staff_create"), data)
    login("municipal_officer").post(url("staffing:staff_edit"), data)
    login("municipal_officer").post(url("centers:center_edit"), {"municipality": foreign.pk})

    at_home = own["municipality"]
    assert not StaffMember.objects.filter(municipality=foreign.municipality_id, number="X1")
    assert StaffMember.objects.get(pk=own["staff_member"].pk).municipality == at_home
    assert Center.objects.get(pk=own["center"].pk).municipality == at_home


def _deactivate(user):
    user.is_active = False
    user.save()


def _end(user):
    user.role_grants.update(ends_on=timezone.localdate() - dt.timedelta(days=1))


def _revoke(user):
    for grant in user.role_grants.all():
        grant.revoke(by=user, at=timezone.now())


def _remove(user):
    user.role_grants.all().delete()


def _move(user):
    other = Center.objects.filter(municipality=user.role_grants.get().municipality).last()
    user.role_grants.update(center=other)


@pytest.mark.parametrize("ended", [_deactivate, _end, _revoke, _remove, _move])
def test_az06_rights_end_at_once(world, login, url, ended):
    client = login("consultant")
    assert client.get(url(DETAIL)).status_code == 200

    ended(world.actors["consultant"].user)
    response = client.get(url(DETAIL))

    assert response.status_code in {302, 403, 404}
    assert "CANARYC11" not in response.content.decode()


@pytest.mark.parametrize(("actor", "place"), [("contractor@C12", "C11"), ("consultant", "C12")])
def test_az08_the_commissioned_center_and_the_own_one_see_nothing_of_each_other(
    world, login, url, actor, place
):
    record = world.places[place].objects["consultation"]

    assert login(actor).get(url(DETAIL, record)).status_code == 404
    assert login(actor).post(url(CORRECT, record), forms.correction(record)).status_code == 404
