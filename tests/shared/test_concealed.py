import copy
import pickle

import pytest

from consultations.forms.household import MemberForm
from consultations.models import ContactDetail
from shared.concealed import MASK, Concealed, disclosed
from tests.household_factories import ContactDetailFactory


@pytest.mark.parametrize(
    "write", [str, repr, format, lambda text: f"{text}", lambda text: f"{text!r}"]
)
def test_every_rendering_is_the_mask(write):
    assert write(Concealed("見本町1-2-3")) == MASK


def test_it_is_neither_pickled_nor_opened_by_a_copy():
    text = Concealed("見本町1-2-3")

    with pytest.raises(TypeError):
        pickle.dumps(text)
    assert copy.copy(text) is copy.deepcopy(text) is text


def test_equal_texts_are_equal_and_an_empty_one_is_false():
    assert Concealed("a") == Concealed("a")
    assert Concealed("a") != Concealed("b")
    assert Concealed("a") != "a"
    assert hash(Concealed("a")) == hash(Concealed("a"))
    assert not Concealed("")


def test_a_column_conceals_before_and_after_it_is_stored():
    fresh = ContactDetail(value="見本町1-2-3")
    stored = ContactDetail.objects.get(pk=ContactDetailFactory(value="見本町1-2-3").pk)

    assert str(fresh.value) == str(stored.value) == MASK
    assert disclosed(stored.value) == disclosed(fresh.value) == "見本町1-2-3"
    assert ContactDetail.objects.filter(value=fresh.value).get() == stored
    assert ContactDetail.objects.values_list("value", flat=True).get() == Concealed("見本町1-2-3")
    stored.full_clean(exclude=["municipality"])


def test_no_model_form_has_the_column_by_chance():
    assert "value" not in MemberForm.base_fields
    assert ContactDetail._meta.get_field("value").formfield() is None
