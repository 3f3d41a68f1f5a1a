import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.enums import FactKind
from centers.models import MunicipalityFact
from tests.factories import (
    MunicipalityFactFactory,
    MunicipalityFactory,
    RoleGrantFactory,
)

APRIL_1 = dt.date(2025, 4, 1)
POPULATION = {
    "kind": FactKind.POPULATION,
    "starts_on": APRIL_1,
    "ends_on": APRIL_1,
    "holds": None,
    "value": 300_000,
}


@pytest.fixture
def officer(client_for, municipal_officer):
    return client_for(municipal_officer)


def create_url(municipality, kind):
    return reverse("centers:fact_create", args=[municipality.pk, kind])


def detail_url(municipality):
    return reverse("centers:municipality_detail", args=[municipality.pk])


def test_list_shows_the_municipalities_within_reach(officer, municipal_officer, municipality):
    other, unseen = MunicipalityFactory.create_batch(2)
    RoleGrantFactory(user=municipal_officer, role="auditor", municipality=other)

    response = officer.get(reverse("centers:municipality_list"))

    assert set(response.context["municipalities"]) == {municipality, other}
    assert unseen.name not in response.content.decode()


def test_detail_groups_the_facts_by_kind_and_says_what_is_unknown(
    officer, municipality, municipal_officer
):
    MunicipalityFactFactory(municipality=municipality, **POPULATION, recorded_by=municipal_officer)
    MunicipalityFactFactory(municipality=municipality, holds=False)
    MunicipalityFactFactory(value=99, holds=None, kind="waiting")

    response = officer.get(detail_url(municipality))

    shown = {
        group.kind: [row.entry.value_label for row in group.rows]
        for group in response.context["kinds"]
    }
    assert shown.pop(FactKind.POPULATION) == ["300,000人"]
    assert shown.pop(FactKind.CHILDCARE_PROVISION_PLAN) == ["該当しない"]
    assert set(map(tuple, shown.values())) == {()}
    text = response.content.decode()
    assert text.count("未登録") == len(FactKind) - 2
    assert municipal_officer.name in text


@pytest.mark.parametrize("fact_count", [1, 3])
def test_detail_takes_the_same_queries_for_any_number_of_facts(
    officer, municipality, municipal_officer, django_assert_num_queries, fact_count
):
    for year in range(2023, 2023 + fact_count):
        day = dt.date(year, 4, 1)
        MunicipalityFactFactory(
            municipality=municipality,
            **POPULATION | {"starts_on": day, "ends_on": day},
            recorded_by=municipal_officer,
        )

    # savepoint and its release, session, user, grants, municipality, facts
    with django_assert_num_queries(8):  # one: whose rows the user may see
        officer.get(detail_url(municipality))


@pytest.mark.parametrize("kind", FactKind)
def test_each_kind_asks_for_what_it_needs(officer, municipality, kind):
    form = officer.get(create_url(municipality, kind)).context["form"]

    value = {"holds"} if kind.is_yes_no else {"value"}
    period = {"starts_on", "ends_on"}
    if kind.is_on_one_day:
        period = {"starts_on"}
    elif kind.is_of_fiscal_year:
        period = {"fiscal_year"}
    assert set(form.fields) == value | period | {"source"}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (
            "population",
            {"value": "３００,０００", "starts_on": "R7.4.1"},  # noqa: RUF001 -- as an IME types
            (Decimal(300_000), None, APRIL_1, APRIL_1),
        ),
        (
            "fill_rate",
            {"value": "0.95", "starts_on": "R6.10.1"},
            (Decimal("0.95"), None, dt.date(2024, 10, 1), dt.date(2024, 10, 1)),
        ),
        (
            "designated_municipality",
            {"holds": "False", "starts_on": "R7.4.1"},
            (None, False, APRIL_1, None),
        ),
        (
            "abuse_cases",
            {"value": "0", "fiscal_year": "2024"},
            (Decimal(0), None, dt.date(2024, 4, 1), dt.date(2025, 3, 31)),
        ),
        (
            "experience_months_other",
            {"value": "36", "starts_on": "R7.4.1", "ends_on": "R8.3.31"},
            (Decimal(36), None, APRIL_1, dt.date(2026, 3, 31)),
        ),
    ],
)
def test_fact_is_recorded_with_its_period(
    officer, municipal_officer, municipality, kind, data, expected
):
    response = officer.post(create_url(municipality, kind), data | {"source": "統計課資料"})

    fact = MunicipalityFact.objects.get()
    assert (fact.value, fact.holds, fact.starts_on, fact.ends_on) == expected
    assert (fact.kind, fact.municipality, fact.recorded_by) == (
        kind,
        municipality,
        municipal_officer,
    )
    assert response.url == detail_url(municipality) + "#facts"


@pytest.mark.parametrize(
    ("kind", "data", "errors"),
    [
        ("population", {"value": "三百", "starts_on": "R7.4.1"}, {"value"}),
        ("population", {"value": "1.5", "starts_on": "R7.4.1"}, {"value"}),
        ("population", {"value": "-1", "starts_on": "R7.4.1"}, {"value"}),
        ("population", {"value": "123456789012", "starts_on": "R7.4.1"}, {"value"}),
        ("population", {"value": "1", "starts_on": "いつか"}, {"starts_on"}),
        ("fill_rate", {"value": "九割", "starts_on": "R7.4.1"}, {"value"}),
        ("designated_municipality", {"starts_on": "R7.4.1"}, {"holds"}),
        ("abuse_cases", {"value": "1", "fiscal_year": "1200"}, {"fiscal_year"}),
        ("abuse_cases", {"value": "1"}, {"fiscal_year"}),
        (
            "experience_months_other",
            {"value": "36", "starts_on": "R7.4.1", "ends_on": "R7.3.31"},
            {"ends_on"},
        ),
        (
            "needs_increase",
            {"holds": "True", "starts_on": "", "ends_on": "x"},
            {"starts_on", "ends_on"},
        ),
    ],
)
def test_bad_input_is_explained_and_kept(officer, municipality, kind, data, errors):
    data = data | {"source": "統計課資料"}

    form = officer.post(create_url(municipality, kind), data).context["form"]

    assert set(form.errors) == errors
    assert {name: form[name].value() for name in data} == data
    assert MunicipalityFact.objects.count() == 0


@pytest.mark.parametrize(
    ("standing", "data"),
    [
        (POPULATION, {"value": "1", "starts_on": "R7.4.1"}),
        (
            {
                "kind": FactKind.ABUSE_CASES,
                "starts_on": APRIL_1,
                "ends_on": dt.date(2026, 3, 31),
                "holds": None,
                "value": 5,
            },
            {"value": "1", "fiscal_year": "2025"},
        ),
        ({"kind": FactKind.NEEDS_INCREASE}, {"holds": "True", "starts_on": "R7.4.1"}),
    ],
    ids=["one day", "fiscal year", "period"],
)
def test_second_fact_for_the_same_days_is_refused(officer, municipality, standing, data):
    MunicipalityFactFactory(municipality=municipality, **standing)

    response = officer.post(
        create_url(municipality, standing["kind"]), data | {"source": "別の資料"}
    )

    assert response.context["form"].non_field_errors() == [
        "同じ種別の期間が重なっています。前の事実を差し替えてください。"
    ]
    assert MunicipalityFact.objects.count() == 1


def test_fact_of_a_fiscal_year_is_replaced_and_the_old_one_kept(officer, municipality):
    old = MunicipalityFactFactory(
        municipality=municipality,
        kind=FactKind.ABUSE_CASES,
        starts_on=dt.date(2024, 4, 1),
        ends_on=dt.date(2025, 3, 31),
        holds=None,
        value=5,
    )
    url = reverse("centers:fact_replace", args=[old.pk])

    form = officer.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    officer.post(url, data | {"value": "6"})

    new = MunicipalityFact.objects.current().get()
    assert data == {"fiscal_year": 2024, "value": Decimal(5), "source": "見本通知第1号"}
    assert (new.value, new.starts_on, new.ends_on) == (6, old.starts_on, old.ends_on)
    assert MunicipalityFact.objects.count() == 2


def test_fact_is_withdrawn_and_kept(officer, municipal_officer, municipality):
    fact = MunicipalityFactFactory(municipality=municipality)
    url = reverse("centers:fact_withdraw", args=[fact.pk])

    shown = officer.get(url).content.decode()
    response = officer.post(url)

    fact.refresh_from_db()
    assert "該当する" in shown
    assert (fact.is_current, fact.superseded_by) == (False, municipal_officer)
    assert response.url == detail_url(municipality) + "#facts"


def test_replaced_facts_are_in_the_history(officer, municipality):
    MunicipalityFactFactory(municipality=municipality, **POPULATION, superseded_at=timezone.now())

    response = officer.get(detail_url(municipality))

    history = response.context["section"].history
    assert [row.cells[:3] for row in history] == [["総人口", "令和7年4月1日", "300,000人"]]
