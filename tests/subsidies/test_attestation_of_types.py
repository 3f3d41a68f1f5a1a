"""Which centers a condition can be signed for: those of a type that its rule concerns."""

import pytest

from centers.enums import CenterType
from subsidies.models import Attestation
from tests.factories import CenterDesignationFactory
from tests.subsidies.test_attestation_pages import create_url, text_of, typed

OF_FAMILY_CENTERS = "family_center.req.a"


@pytest.mark.parametrize(
    ("center_type", "status"), [(CenterType.BASIC, 422), (CenterType.FAMILY_CENTER, 302)]
)
def test_a_condition_is_signed_for_its_types_alone(
    center, municipal_officer, client_for, center_type, status
):
    CenterDesignationFactory(center=center, type=center_type, subtype="")

    response = client_for(municipal_officer).post(create_url(center, OF_FAMILY_CENTERS), typed())

    assert response.status_code == status
    assert Attestation.objects.count() == (status == 302)
    if status == 422:
        assert "対象となる類型の登録がありません" in text_of(response)
        assert "原則の例外と認める。" in text_of(response)


def test_for_all_centers_the_types_do_not_matter(center, municipal_officer, client_for):
    CenterDesignationFactory(center=center)

    response = client_for(municipal_officer).post(
        create_url(center, OF_FAMILY_CENTERS), typed(scope="municipality")
    )

    assert response.status_code == 302
