import datetime as dt

import pytest
from django.urls import reverse

from consultations.enums import Method
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    RoleGrantFactory,
    TopicFactory,
    UserFactory,
)

URL = reverse("consultations:count_list")
LAST_YEAR = {"fiscal_year": "2025"}


def listed(response):
    return list(response.context["page"])


def test_a_record_is_shown_without_name_or_content(client_for, municipal_officer, center):
    record = ConsultationFactory(
        center=center,
        is_anonymous=False,
        caller_name="秘密 花子",
        content="誰にも言えない相談",
        response="ひみつの対応",
        children_count=2,
        method=Method.VISIT,
        topics=[TopicFactory(code="01", label="子育ての不安")],
    )

    response = client_for(municipal_officer).get(URL, LAST_YEAR)
    page = response.content.decode()

    assert listed(response) == [record]
    for shown in ("令和7年10月1日 10:30", center.name, "訪問", "子育ての不安", "2人"):
        assert shown in page
    for hidden in ("秘密", "誰にも言えない", "ひみつ"):
        assert hidden not in page


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator", "contractor"])
def test_who_may_read_records_can_open_them(request, client_for, center, role):
    record = ConsultationFactory(center=center)

    page = client_for(request.getfixturevalue(role)).get(URL, LAST_YEAR).content.decode()

    assert f'href="{reverse("consultations:consultation_detail", args=[record.pk])}"' in page


def test_the_municipal_officer_sees_the_number_of_a_record_only(
    client_for, municipal_officer, center
):
    record = ConsultationFactory(center=center)

    page = client_for(municipal_officer).get(URL, LAST_YEAR).content.decode()

    assert f'href="{reverse("consultations:record_open", args=[record.pk])}"' in page
    assert f'href="{reverse("consultations:consultation_detail", args=[record.pk])}"' not in page


def test_only_records_of_the_own_center_can_be_opened(client_for, center):
    """A consultant of one center who is also an officer of the municipality."""
    own = ConsultationFactory(center=center)
    other = ConsultationFactory(center=CenterFactory(municipality=center.municipality))
    user = UserFactory()
    RoleGrantFactory(user=user, municipality=center.municipality, center=center)
    RoleGrantFactory(user=user, role="municipal_officer", municipality=center.municipality)

    response = client_for(user).get(URL, LAST_YEAR)
    page = response.content.decode()

    assert set(listed(response)) == {own, other}
    assert f'href="{reverse("consultations:consultation_detail", args=[own.pk])}"' in page
    assert f'href="{reverse("consultations:consultation_detail", args=[other.pk])}"' not in page


@pytest.mark.parametrize("role", ["finance_clerk", "auditor", "system_administrator"])
def test_numbers_stay_numbers_for_who_may_not_list(request, client_for, role):
    assert client_for(request.getfixturevalue(role)).get(URL, LAST_YEAR).status_code == 403


def test_nothing_beyond_reach_is_listed(client_for, consultant, center):
    own = ConsultationFactory(center=center)
    ConsultationFactory(center=CenterFactory(municipality=center.municipality))
    ConsultationFactory()
    withdrawn_at = dt.datetime(2025, 10, 2, tzinfo=dt.UTC)
    ConsultationFactory(center=center, withdrawn_at=withdrawn_at, withdrawn_by=consultant)

    assert listed(client_for(consultant).get(URL, LAST_YEAR)) == [own]


def test_a_center_beyond_reach_is_not_found(client_for, consultant, center):
    neighbour = CenterFactory(municipality=center.municipality)

    response = client_for(consultant).get(URL, {**LAST_YEAR, "center": neighbour.pk})

    assert response.status_code == 404


def test_each_condition_is_a_chip_that_can_be_taken_off(client_for, municipal_officer, center):
    TopicFactory(code="01", label="子育ての不安")
    client = client_for(municipal_officer)
    query = {
        **LAST_YEAR,
        "center": center.pk,
        "month": "2025-10",
        "method": "visit",
        "topic": "01",
    }

    chips = client.get(URL, query).context["chips"]

    assert [(chip.label, chip.value) for chip in chips] == [
        ("センター", center.name),
        ("月", "10月"),
        ("方法", "訪問"),
        ("区分", "子育ての不安"),
    ]
    for chip in chips:
        left = client.get(chip.remove_url).context["chips"]
        assert left == [] or chip.label not in {each.label for each in left}
        assert len(left) == 3


def test_records_without_a_topic_have_their_own_chip(client_for, municipal_officer, center):
    record = ConsultationFactory(center=center)
    ConsultationFactory(center=center, topics=[TopicFactory(code="01")])

    response = client_for(municipal_officer).get(URL, {**LAST_YEAR, "topic": "none"})

    assert listed(response) == [record]
    assert [chip.value for chip in response.context["chips"]] == ["区分なし"]


def test_pages_hold_fifty_in_a_stable_order(client_for, municipal_officer, center):
    records = ConsultationFactory.create_batch(51, center=center)
    client = client_for(municipal_officer)

    first = client.get(URL, LAST_YEAR)
    second = client.get(first.context["pagination"]["next_url"])

    assert listed(first) + listed(second) == records[::-1]
    assert len(listed(first)) == 50
    assert first.context["pagination"]["range_text"] == "1～50件目"
    assert second.context["pagination"]["range_text"] == "51～51件目"
    assert second.context["pagination"]["next_url"] == ""
    assert listed(client.get(second.context["pagination"]["previous_url"])) == listed(first)


def test_an_empty_list_says_so(client_for, municipal_officer, center):
    page = client_for(municipal_officer).get(URL, LAST_YEAR).content.decode()

    assert "該当する相談記録はありません。" in page


@pytest.mark.parametrize("record_count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_records(
    client_for, municipal_officer, center, django_assert_num_queries, record_count
):
    for _ in range(record_count):
        ConsultationFactory(center=center, topics=[TopicFactory(code="01")])
    client = client_for(municipal_officer)

    # session, user, savepoint and its release, grants, centers, topics to choose from; count of
    # those listed and of those counted, records, their topics
    # and one for whose rows the user may see, one for the audit trail
    with django_assert_num_queries(13):
        response = client.get(URL, LAST_YEAR)

    assert len(listed(response)) == record_count
