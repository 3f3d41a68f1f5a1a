"""The data that is measured on fits the schema as it stands today."""

from bench import data
from consultations.models import Consultation


def test_the_data_of_a_measurement_can_be_made():
    data.make(200)

    assert Consultation.objects.count() == 200
    assert Consultation.objects.values("municipality").distinct().count() == data.MUNICIPALITIES
