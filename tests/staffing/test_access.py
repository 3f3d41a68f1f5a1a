"""Who opens which page of `staffing`: 403 without the capability, 404 beyond one's reach."""

import pytest
from django.urls import reverse

from staffing.ledgers import STAFF_LEDGERS
from tests.factories import (
    CenterFactory,
    LicenceFactory,
    PostingFactory,
    StaffMemberFactory,
)

ROLES = [
    "consultant",
    "chief_coordinator",
    "municipal_officer",
    "finance_clerk",
    "auditor",
    "system_administrator",
    "contractor",
]
VIEWERS = {"chief_coordinator", "municipal_officer", "finance_clerk", "auditor"}
EDITORS = {"chief_coordinator", "municipal_officer"}
OF_STAFF = {
    "staff_detail": VIEWERS,
    "staff_edit": EDITORS,
    **{f"entry_create {ledger.slug}": EDITORS for ledger in STAFF_LEDGERS},
}


def address(name, pk):
    view, *ledger = name.split()
    return reverse(f"staffing:{view}", args=[pk, *ledger])


@pytest.fixture
def colleague(center):
    return PostingFactory(center=center).staff_member


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", OF_STAFF)
def test_page_of_a_staff_member_opens_for_those_named_in_the_policy(
    request, client_for, colleague, name, role
):
    response = client_for(request.getfixturevalue(role)).get(address(name, colleague.pk))

    assert response.status_code == (200 if role in OF_STAFF[name] else 403)


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_search_open_for_viewers_and_the_new_form_for_editors(
    request, client_for, center, role
):
    client = client_for(request.getfixturevalue(role))

    assert [
        client.get(reverse("staffing:staff_list")).status_code == 200,
        client.post(reverse("staffing:staff_search")).status_code == 200,
        client.get(reverse("staffing:staff_create")).status_code == 200,
    ] == [role in VIEWERS, role in VIEWERS, role in EDITORS]


@pytest.mark.parametrize("name", OF_STAFF)
@pytest.mark.parametrize("role", ["chief_coordinator", "municipal_officer"])
def test_staff_of_another_municipality_do_not_exist(request, client_for, name, role):
    stranger = PostingFactory().staff_member

    response = client_for(request.getfixturevalue(role)).get(address(name, stranger.pk))

    assert response.status_code == 404


@pytest.mark.parametrize("name", OF_STAFF)
def test_staff_of_a_neighbouring_center_do_not_exist_for_a_centers_own_people(
    client_for, chief_coordinator, municipality, name
):
    neighbour = PostingFactory(center=CenterFactory(municipality=municipality)).staff_member
    unposted = StaffMemberFactory(municipality=municipality)
    client = client_for(chief_coordinator)

    assert client.get(address(name, neighbour.pk)).status_code == 404
    assert client.get(address(name, unposted.pk)).status_code == 404


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("view", ["entry_replace", "entry_withdraw"])
def test_entry_is_changed_by_editors_only(request, client_for, colleague, view, role):
    entry = LicenceFactory(staff_member=colleague)
    client = client_for(request.getfixturevalue(role))

    response = client.get(reverse(f"staffing:{view}", args=["licences", entry.pk]))

    assert response.status_code == (200 if role in EDITORS else 403)


@pytest.mark.parametrize("view", ["entry_replace", "entry_withdraw"])
def test_entry_of_a_stranger_does_not_exist_and_stays(client_for, municipal_officer, view):
    entry = LicenceFactory()

    response = client_for(municipal_officer).post(
        reverse(f"staffing:{view}", args=["licences", entry.pk])
    )

    entry.refresh_from_db()
    assert (response.status_code, entry.is_current) == (404, True)


@pytest.mark.parametrize("view", ["entry_replace", "entry_withdraw"])
def test_posting_of_a_colleague_at_a_neighbouring_center_is_out_of_reach(
    client_for, chief_coordinator, colleague, municipality, view
):
    elsewhere = PostingFactory(
        staff_member=colleague, center=CenterFactory(municipality=municipality)
    )

    response = client_for(chief_coordinator).post(
        reverse(f"staffing:{view}", args=["postings", elsewhere.pk])
    )

    elsewhere.refresh_from_db()
    assert (response.status_code, elsewhere.is_current) == (404, True)
