"""取組計画 as a form and a table: many kinds, told apart by their groups."""

import re

import pytest
from django.urls import reverse

from centers.enums import ActivityKind
from centers.models import ActivityPlan
from tests.factories import ActivityPlanFactory

GROUPS = [name for name, _ in ActivityKind.grouped_choices()]


def create_url(center):
    return reverse("centers:entry_create", args=[center.pk, "activity-plans"])


def test_every_kind_is_in_one_group_in_the_order_of_the_list():
    grouped = [value for _, kinds in ActivityKind.grouped_choices() for value, _ in kinds]

    assert grouped == ActivityKind.values
    assert len(set(ActivityKind.labels)) == len(ActivityKind)


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("outreach", GROUPS[0]),
        ("work.childcare_use", GROUPS[0]),
        ("local_consultation_agency", "地域子育て相談機関"),
        ("place.near", "場所・設備"),
        ("place.both_functions", "場所・設備"),
        ("duties.coordination", "運営"),
        ("activity.consent", "運営"),
        ("commission.contract", "委託"),
        ("commission.city_training", "委託"),
        ("integrated_operation", "こども家庭センター型・母子保健型"),
        ("community.interpreting", "こども家庭センター型・母子保健型"),
        ("digital_outreach", "妊婦等包括相談支援事業型"),
    ],
)
def test_a_kind_stands_in_its_group(kind, group):
    assert ActivityKind(kind).group == group


def test_the_form_shows_the_choices_in_their_groups(client_for, chief_coordinator, center):
    page = client_for(chief_coordinator).get(create_url(center)).content.decode()

    assert re.findall(r'<optgroup label="([^"]+)"', page) == GROUPS
    assert set(re.findall(r'<option value="([a-z_.]+\d*)"', page)) >= set(ActivityKind.values)


@pytest.mark.parametrize("kind", ["place.near", "commission.contract", "digital_outreach"])
def test_a_statement_is_recorded_and_shown_with_its_group(
    client_for, chief_coordinator, center, kind
):
    client = client_for(chief_coordinator)
    typed = {"fiscal_year": "2025", "kind": kind, "is_carried_out": "False", "note": "現地で確認"}

    response = client.post(create_url(center), typed, follow=True)

    [row] = ActivityPlan.objects.all()
    assert (row.kind, row.is_carried_out) == (kind, False)
    [section] = [
        each for each in response.context["yearly"] if each.ledger.slug == "activity-plans"
    ]
    kind = ActivityKind(kind)
    assert [each.cells for each in section.rows] == [
        [kind.label, "いいえ", "現地で確認", kind.group]
    ]


def test_a_kind_that_does_not_exist_is_refused_with_a_message(
    client_for, chief_coordinator, center
):
    typed = {"fiscal_year": "2025", "kind": "場所・設備", "is_carried_out": "True"}

    response = client_for(chief_coordinator).post(create_url(center), typed)

    assert response.context["form"].errors["kind"]
    assert not ActivityPlan.objects.exists()


def test_the_table_follows_the_order_of_the_form(client_for, auditor, center):
    for kind in reversed(ActivityKind):
        ActivityPlanFactory(center=center, kind=kind)

    url = reverse("centers:center_detail", args=[center.pk])
    response = client_for(auditor).get(url, {"year": "2025"})

    [section] = [
        each for each in response.context["yearly"] if each.ledger.slug == "activity-plans"
    ]
    assert [row.entry.kind for row in section.rows] == ActivityKind.values
