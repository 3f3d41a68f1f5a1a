"""Who reads what: role × confidentiality × relation to the record, in every list and page."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from centers.enums import Operation
from consultations.models import Consultation, NamedReader
from shared.access import Capability
from tests.factories import (
    CenterFactory,
    ConsultationDraftFactory,
    ConsultationFactory,
    ContractFactory,
    NamedReaderFactory,
    RoleGrantFactory,
    UserFactory,
)

LIST, TODAY = reverse("consultations:consultation_list"), reverse("consultations:today")
SECRETS = ("秘密 花子", "誰にも言えない", "ひみつの対応", "訪問", "記録 太郎", "次は秘密")


def url(name, record):
    return reverse(f"consultations:{name}", args=[record.pk])


@pytest.fixture
def author(municipality, center):
    user = UserFactory(name="記録 太郎")
    RoleGrantFactory(user=user, municipality=municipality, center=center)
    return user


@pytest.fixture
def restricted(center, author, topic):
    record = ConsultationFactory(
        center=center,
        confidentiality="restricted",
        is_anonymous=False,
        caller_name="秘密 花子",
        content="誰にも言えない相談",
        response="ひみつの対応",
        next_step="次は秘密",
        method="visit",
        occurred_at=timezone.now() - dt.timedelta(minutes=1),
        next_on=timezone.localdate(),
        recorded_by=author,
        topics=[topic],
    )
    NamedReaderFactory(consultation=record, user=author, named_by=author)
    return record


@pytest.fixture
def person(request, municipality, center, author, restricted):
    """Somebody in a relation to the restricted record."""

    def made(relation):
        if relation == "author":
            return author
        place = {
            "other center": CenterFactory(municipality=municipality),
            "other municipality": CenterFactory(),
        }.get(relation, center)
        role = {
            "chief": Role.CHIEF_COORDINATOR,
            "chief elsewhere": Role.CHIEF_COORDINATOR,
            "contractor": Role.CONTRACTOR,
            "named contractor": Role.CONTRACTOR,
        }.get(relation, Role.CONSULTANT)
        if relation == "chief elsewhere":
            place = CenterFactory(municipality=municipality)
        user = RoleGrantFactory(role=role, municipality=place.municipality, center=place).user
        if relation.startswith("named") or relation in {"other center", "other municipality"}:
            NamedReaderFactory(consultation=restricted, user=user)
        if relation == "formerly named":
            moment = timezone.now()
            NamedReaderFactory(
                consultation=restricted, user=user, named_at=moment, ended_at=moment, ended_by=user
            )
        return user

    return made


READERS = ["author", "named", "named contractor", "chief"]
NO_READERS = ["unnamed", "formerly named", "contractor"]
STRANGERS = ["other center", "other municipality", "chief elsewhere"]


@pytest.mark.parametrize("relation", READERS)
def test_the_author_the_named_and_the_chief_read_and_correct(
    client_for, person, restricted, relation
):
    client = client_for(person(relation))

    assert "誰にも言えない" in client.get(url("consultation_detail", restricted)).content.decode()
    assert client.get(url("consultation_correct", restricted)).status_code == 200
    assert "秘密 花子" in client.get(LIST).content.decode()


@pytest.mark.parametrize("relation", NO_READERS)
def test_a_colleague_sees_that_there_is_a_record_and_nothing_of_it(
    client_for, person, restricted, relation
):
    client = client_for(person(relation))

    for page in (client.get(LIST), client.get(TODAY)):
        text = page.content.decode().split("<tbody")[-1]
        assert f"相談記録 {restricted.pk}" in text
        assert f'href="{url("record_open", restricted)}"' in text
        assert "制限" in text
        assert not [word for word in SECRETS if word in text.split("</tbody")[0]]
    for name in ("consultation_detail", "consultation_correct", "consultation_withdraw"):
        assert client.get(url(name, restricted)).status_code == 404
    for name in ("consultation_correct", "consultation_withdraw", "follow_up_done"):
        answer = client.post(url(name, restricted), {"version": 1, "reason": "試し"})
        assert answer.status_code == 404
    restricted.refresh_from_db()
    assert restricted.version == 1


@pytest.mark.parametrize("relation", STRANGERS)
def test_elsewhere_there_is_no_record_even_for_whoever_was_named(
    client_for, person, restricted, relation
):
    """Naming opens nothing beyond the center in which one works."""
    client = client_for(person(relation))

    assert f"相談記録 {restricted.pk}" not in client.get(LIST).content.decode()
    assert client.get(url("consultation_detail", restricted)).status_code == 404
    assert client.get(url("record_open", restricted)).status_code == 404


@pytest.mark.parametrize(
    "condition",
    [
        {"method": "visit"},
        {"method": "phone"},
        {"topic": "03"},
        {"caller": "named"},
        {"next_step": "any"},
        {"withdrawn": "included"},
        {"mine": "on"},
    ],
)
def test_no_filter_tells_what_a_closed_record_says(client_for, person, restricted, condition):
    client = client_for(person("unnamed"))

    assert client.get(LIST, condition).context["page"].total == 0
    day = timezone.localdate().isoformat()
    assert client.get(LIST, {"first": day}).context["page"].total == 1


def test_a_list_with_a_closed_record_is_no_read_of_it(client_for, person, restricted):
    user = person("unnamed")
    client = client_for(user)

    client.get(LIST)
    client.get(TODAY)

    events = AuditEvent.objects.filter(actor_id=user.pk, action="list")
    assert [event.target_ids for event in events] == [[], []]


def test_numbers_include_every_record(client_for, municipal_officer, person, restricted):
    page = client_for(municipal_officer).get(reverse("subsidies:dashboard"))
    listed = client_for(municipal_officer).get(reverse("consultations:count_list"))

    assert "1" in page.content.decode()
    assert listed.context["page"].paginator.count == 0
    assert "ほかに制限された記録が1件あります" in listed.content.decode()
    assert not [word for word in SECRETS[:3] if word in listed.content.decode()]


def test_a_draft_of_a_record_that_was_closed_since_is_not_offered(client_for, person, restricted):
    user = person("unnamed")
    ConsultationDraftFactory(author=user, form_key=f"correct-{restricted.pk}")

    assert "の訂正を続ける" not in client_for(user).get(TODAY).content.decode()


@pytest.mark.parametrize("number", [1, 50])
def test_the_list_takes_the_same_queries_for_any_number_of_closed_records(
    client_for, consultant, center, author, topic, django_assert_num_queries, number
):
    for count in range(number):
        ConsultationFactory(
            center=center,
            recorded_by=author,
            topics=[topic],
            confidentiality="restricted" if count % 2 else "ordinary",
        )
    client = client_for(consultant)

    with django_assert_num_queries(13):
        client.get(LIST)


# The contract of a commissioned center.


@pytest.fixture
def commissioned(municipality):
    return CenterFactory(
        municipality=municipality, operation=Operation.COMMISSIONED, contractor="見本会"
    )


@pytest.fixture
def contracted(commissioned):
    """A record of 1 October 2025."""
    return ConsultationFactory(center=commissioned)


def seen_by(user):
    return list(Consultation.objects.visible_to(user, Capability.CONSULTATION_OPEN))


DAY = dt.date(2025, 10, 1)


@pytest.mark.parametrize(
    ("term", "is_seen"),
    [
        (None, False),
        ({"records_visible": "no"}, False),
        ({"records_visible": "unknown"}, False),
        ({"records_visible": "yes"}, True),
        ({"records_visible": "yes", "starts_on": DAY, "ends_on": DAY}, True),
        ({"records_visible": "yes", "ends_on": DAY - dt.timedelta(days=1)}, False),
        ({"records_visible": "yes", "starts_on": DAY + dt.timedelta(days=1)}, False),
        ({"records_visible": "yes", "superseded_at": timezone.now()}, False),
    ],
)
def test_the_municipality_sees_a_contractors_record_if_the_contract_of_the_day_says_so(
    client_for, municipal_officer, commissioned, contracted, term, is_seen
):
    if term:
        ContractFactory(center=commissioned, **term)

    listed = client_for(municipal_officer).get(
        reverse("consultations:count_list"), {"fiscal_year": "2025"}
    )
    opened = client_for(municipal_officer).get(url("record_open", contracted))

    assert seen_by(municipal_officer) == ([contracted] if is_seen else [])
    assert listed.context["page"].paginator.count == int(is_seen)
    withheld = "契約により表示しない記録が1件あります" in listed.content.decode()
    assert withheld is not is_seen
    assert opened.status_code == (200 if is_seen else 404)


def test_a_contract_of_another_center_says_nothing(municipal_officer, contracted):
    ContractFactory(center=CenterFactory(municipality=contracted.municipality))

    assert seen_by(municipal_officer) == []


def test_the_contractor_reads_the_own_records_whatever_the_contract(client_for, contracted):
    user = RoleGrantFactory(
        role=Role.CONTRACTOR, municipality=contracted.municipality, center=contracted.center
    ).user
    ContractFactory(center=contracted.center, records_visible="no")

    assert client_for(user).get(url("consultation_detail", contracted)).status_code == 200


def test_staff_of_the_municipality_in_another_center_do_not(client_for, consultant, contracted):
    ContractFactory(center=contracted.center)

    assert client_for(consultant).get(url("consultation_detail", contracted)).status_code == 404


# What the database forbids.


@pytest.mark.parametrize("word", ["protected", "secret", ""])
def test_a_record_is_ordinary_or_restricted(restricted, word):
    with pytest.raises(IntegrityError, match="ordinary_or_restricted"), transaction.atomic():
        Consultation.objects.update(confidentiality=word)


def test_nobody_is_named_twice_at_a_time(restricted, author):
    with pytest.raises(IntegrityError, match="named_once"), transaction.atomic():
        NamedReaderFactory(consultation=restricted, user=author)


def test_the_end_of_a_naming_has_its_person(restricted):
    with pytest.raises(IntegrityError, match="end_set_together"), transaction.atomic():
        NamedReader.objects.update(ended_at=timezone.now())
