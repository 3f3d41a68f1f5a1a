"""Partner agencies: how an office is reached, by role and never by a person's name."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from centers.models import PartnerAgency
from tests.directory_factories import PartnerAgencyFactory

LIST, CREATE = reverse("directory:agency_list"), reverse("directory:agency_create")


def found(client, **conditions):
    return [row.name for row in client.get(LIST, conditions).context["page"].object_list]


def test_agencies_are_found_by_name_kind_and_membership(client_for, consultant, municipality):
    client = client_for(consultant)
    PartnerAgencyFactory(
        municipality=municipality,
        name="髙﨑警察署",
        name_kana="タカサキケイサツショ",
        kind="police",
        is_council_member=True,
    )
    PartnerAgencyFactory(municipality=municipality, name="見本病院", kind="medical")
    PartnerAgencyFactory(name="よその児童相談所")

    assert found(client) == ["見本病院", "髙﨑警察署"]
    assert found(client, q="たかさき") == ["髙﨑警察署"]
    assert found(client, kind="medical") == ["見本病院"]
    assert found(client, council="yes") == ["髙﨑警察署"]
    assert found(client, council="unknown") == ["見本病院"]


def test_an_agency_is_entered_shown_and_put_right(client_for, chief_coordinator, municipality):
    client = client_for(chief_coordinator)
    data = {
        "kind": "child_guidance_center",
        "name": "見本児童相談所",
        "contact_role": "地区担当児童福祉司",
        "has_secrecy_duty": "True",
        "secrecy_basis": "児童福祉法第25条の5",
    }

    response = client.post(CREATE, data)
    agency = PartnerAgency.objects.get()
    page = client.get(response.url).content.decode()
    url = reverse("directory:agency_edit", args=[agency.pk])
    unchanged = client.post(url, data, follow=True).content.decode()
    client.post(url, {**data, "phone": "03-0000-0000"})

    agency.refresh_from_db()
    assert agency.municipality == municipality
    assert "地区担当児童福祉司" in page
    assert "未確認" in page
    assert "児童福祉法第25条の5" in page
    assert "変更はありませんでした。" in unchanged
    assert (agency.phone, agency.changed_by) == ("03-0000-0000", chief_coordinator)


def test_the_same_agency_twice_is_refused_with_words(client_for, municipal_officer):
    client = client_for(municipal_officer)
    data = {"kind": "police", "name": "見本警察署"}
    client.post(CREATE, data)

    page = client.post(CREATE, data).content.decode()

    assert "同じ種別・名称・部署の関係機関が既に登録されています。" in page
    assert PartnerAgency.objects.count() == 1


def test_a_consultant_does_not_write(client_for, consultant, municipality):
    agency = PartnerAgencyFactory(municipality=municipality)
    client = client_for(consultant)

    assert client.get(CREATE).status_code == 403
    assert client.get(reverse("directory:agency_edit", args=[agency.pk])).status_code == 403
    page = client.get(reverse("directory:agency_detail", args=[agency.pk])).content.decode()
    assert "内容を直す" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    client_for, consultant, municipality, django_assert_num_queries, number
):
    PartnerAgencyFactory.create_batch(number, municipality=municipality)
    client = client_for(consultant)
    client.get(LIST)

    with django_assert_num_queries(8):
        client.get(LIST)


def test_the_database_keeps_an_agency_single(municipality):
    first = PartnerAgencyFactory(municipality=municipality)

    with pytest.raises(IntegrityError, match="partner_agency_once"), transaction.atomic():
        PartnerAgencyFactory(municipality=municipality, name=first.name)
