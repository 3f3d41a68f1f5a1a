import pytest
from django.db import transaction

from centers.models import Center
from consultations.models import Consultation
from demo.municipalities import tsunagi_code
from demo.seed import STEPS, is_seeded, seed
from staffing.models import StaffMember
from tests.demo.fixtures import demo_models

SHORT = 0.02
# A hash, a moment, and what names rows by their numbers.
ORDER_OF_RUNS = {
    *("password", "last_login", "recipient_key", "changes", "identity", "record_id"),
    "origin_number",
    # A sheet holds the numbers of the records that it was made of, and addresses.
    *("Worksheet.content", "Worksheet.checksum", "Worksheet.version_hash"),
    "WorksheetStep.checksum",
}


def built(**arguments):
    """What a run into an empty database leaves there, keys replaced by places."""
    with transaction.atomic():
        seed(scale=SHORT, say=lambda _: None, **arguments)
        picture = _picture()
        transaction.set_rollback(True)
    return picture


def _picture():
    models = demo_models()
    places = {model: {pk: place for place, pk in enumerate(_pks(model))} for model in models}
    return {model.__name__: _rows(model, places) for model in models}


def _pks(model):
    return model.objects.order_by("pk").values_list("pk", flat=True)


def _rows(model, places):
    fields = [
        each
        for each in model._meta.concrete_fields
        if not {each.name, f"{model.__name__}.{each.name}"} & ORDER_OF_RUNS
    ]
    rows = model.objects.order_by("pk").values_list(*(field.attname for field in fields))
    return [
        [_place(field, value, places) for field, value in zip(fields, row, strict=True)]
        for row in rows
    ]


def _place(field, value, places):
    target = field.related_model or (field.model if field.primary_key else None)
    return places[target].get(value) if target in places else value


def test_the_same_seed_gives_the_same_rows():
    assert built() == built()


def test_another_seed_gives_other_consultations_and_the_same_offices():
    first, other = built(), built(seed=7)

    assert first["Consultation"] != other["Consultation"]
    assert first["Posting"] == other["Posting"]


def test_a_scale_shortens_only_the_log():
    seed(scale=SHORT, say=lambda _: None)

    in_tsunagi = Consultation.objects.standing().filter(municipality__code=tsunagi_code())
    assert in_tsunagi.count() == 120
    assert (Center.objects.count(), StaffMember.objects.count()) == (7, 42)


def test_each_step_says_what_it_made():
    said = []

    seed(scale=SHORT, say=said.append)

    told = dict(line.split("：", 1) for line in said)
    assert told["相談記録"].startswith("121件（訂正1件、このほか取消1件）")
    assert told["承諾・つなぎ"] == "承諾9件、つなぎ2件、提案2件、入所保留児3人"
    assert told["予約"] == "部屋6室、周知12件、予約18件"
    assert told["判定の記録"].startswith("18件（記録と一致しないもの")
    assert list(told) == [subject for subject, _ in STEPS]


@pytest.mark.parametrize("times", [0, 1])
def test_one_look_tells_whether_the_demo_is_there(times, django_assert_num_queries):
    for _ in range(times):
        seed(scale=SHORT, say=lambda _: None)

    with django_assert_num_queries(1):
        assert is_seeded() is bool(times)
