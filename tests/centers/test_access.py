"""Who opens which page of `centers`: 403 without the capability, 404 beyond one's reach."""

import pytest
from django.urls import reverse

from centers.ledgers import CENTER_LEDGERS
from tests.factories import (
    CenterFactory,
    ClosureFactory,
    MunicipalityFactFactory,
    MunicipalityFactory,
)

VIEWERS = {
    "consultant",
    "chief_coordinator",
    "municipal_officer",
    "finance_clerk",
    "auditor",
    "system_administrator",
    "contractor",
}
EDITORS = {"chief_coordinator", "municipal_officer"}
MUNICIPALITY_VIEWERS = {
    "municipal_officer",
    "finance_clerk",
    "auditor",
    "system_administrator",
}
OFFICERS = {"municipal_officer"}
CONFIRMERS = {"consultant", "chief_coordinator", "municipal_officer", "contractor"}

OF_CENTER = {
    "center_detail": VIEWERS,
    "open_days": VIEWERS,
    "center_edit": EDITORS,
    **{f"entry_create {ledger.slug}": EDITORS for ledger in CENTER_LEDGERS},
}
OF_MUNICIPALITY = {
    "municipality_detail": MUNICIPALITY_VIEWERS,
    "fact_kinds": OFFICERS,
    "fact_create population": OFFICERS,
}


def address(name, pk):
    view, *ledger = name.split()
    return reverse(f"centers:{view}", args=[pk, *ledger])


@pytest.mark.parametrize("role", sorted(VIEWERS))
@pytest.mark.parametrize("name", OF_CENTER)
def test_page_of_a_center_opens_for_those_named_in_the_policy(
    request, client_for, center, name, role
):
    client = client_for(request.getfixturevalue(role))

    response = client.get(address(name, center.pk))

    assert response.status_code == (200 if role in OF_CENTER[name] else 403)


@pytest.mark.parametrize("name", OF_CENTER)
@pytest.mark.parametrize("role", ["chief_coordinator", "municipal_officer"])
def test_center_of_another_municipality_does_not_exist(request, client_for, name, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(address(name, CenterFactory().pk)).status_code == 404


@pytest.mark.parametrize("name", OF_CENTER)
def test_neighbouring_center_does_not_exist_for_a_centers_own_people(
    client_for, chief_coordinator, municipality, name
):
    neighbour = CenterFactory(municipality=municipality)

    assert client_for(chief_coordinator).get(address(name, neighbour.pk)).status_code == 404


@pytest.mark.parametrize("role", sorted(VIEWERS))
@pytest.mark.parametrize("name", OF_MUNICIPALITY)
def test_page_of_a_municipality_opens_for_those_named_in_the_policy(
    request, client_for, municipality, name, role
):
    client = client_for(request.getfixturevalue(role))

    response = client.get(address(name, municipality.pk))

    assert response.status_code == (200 if role in OF_MUNICIPALITY[name] else 403)


@pytest.mark.parametrize("name", OF_MUNICIPALITY)
def test_another_municipality_does_not_exist(client_for, municipal_officer, name):
    response = client_for(municipal_officer).get(address(name, MunicipalityFactory().pk))

    assert response.status_code == 404


@pytest.mark.parametrize("role", sorted(VIEWERS))
@pytest.mark.parametrize("view", ["entry_replace", "entry_withdraw"])
def test_entry_is_changed_by_editors_only(request, client_for, center, view, role):
    entry = ClosureFactory(center=center)
    client = client_for(request.getfixturevalue(role))

    response = client.get(reverse(f"centers:{view}", args=["closures", entry.pk]))

    assert response.status_code == (200 if role in EDITORS else 403)


@pytest.mark.parametrize("view", ["entry_replace", "entry_withdraw"])
def test_entry_of_a_neighbouring_center_does_not_exist_and_stays(
    client_for, chief_coordinator, municipality, view
):
    entry = ClosureFactory(center=CenterFactory(municipality=municipality))

    response = client_for(chief_coordinator).post(
        reverse(f"centers:{view}", args=["closures", entry.pk])
    )

    entry.refresh_from_db()
    assert (response.status_code, entry.is_current) == (404, True)


@pytest.mark.parametrize("role", sorted(VIEWERS))
@pytest.mark.parametrize("view", ["fact_replace", "fact_withdraw"])
def test_fact_is_changed_by_the_municipality_only(request, client_for, municipality, view, role):
    fact = MunicipalityFactFactory(municipality=municipality)
    client = client_for(request.getfixturevalue(role))

    response = client.get(reverse(f"centers:{view}", args=[fact.pk]))

    assert response.status_code == (200 if role in OFFICERS else 403)


@pytest.mark.parametrize("view", ["fact_replace", "fact_withdraw"])
def test_fact_of_another_municipality_does_not_exist_and_stays(client_for, municipal_officer, view):
    fact = MunicipalityFactFactory()

    response = client_for(municipal_officer).post(reverse(f"centers:{view}", args=[fact.pk]))

    fact.refresh_from_db()
    assert (response.status_code, fact.is_current) == (404, True)


@pytest.mark.parametrize("role", sorted(VIEWERS))
@pytest.mark.parametrize("view", ["open_days_confirm", "open_days_record"])
def test_open_days_are_recorded_by_those_who_work_there(request, client_for, center, view, role):
    client = client_for(request.getfixturevalue(role))

    response = client.post(reverse(f"centers:{view}", args=[center.pk]))

    assert (response.status_code != 403) is (role in CONFIRMERS)


@pytest.mark.parametrize("view", ["open_days_confirm", "open_days_record"])
def test_open_days_of_a_neighbouring_center_cannot_be_recorded(
    client_for, consultant, municipality, view
):
    neighbour = CenterFactory(municipality=municipality)

    response = client_for(consultant).post(reverse(f"centers:{view}", args=[neighbour.pk]))

    assert response.status_code == 404


def test_unknown_ledger_or_kind_does_not_exist(client_for, municipal_officer, center, municipality):
    client = client_for(municipal_officer)

    assert (
        client.get(reverse("centers:entry_create", args=[center.pk, "secrets"])).status_code == 404
    )
    assert (
        client.get(reverse("centers:fact_create", args=[municipality.pk, "wealth"])).status_code
        == 404
    )
