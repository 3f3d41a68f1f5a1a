"""Who notified the office stands on no page, paper or list, but once after a reason."""

import pickle
import uuid

import pytest
from django.core import serializers
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import AuditEvent
from casework.enums import PackPart
from casework.masking import revealed
from casework.models import Notification, NotifierReveal
from casework.packs import packs_of
from tests.case_factories import CaseFactory, CaseLinkFactory, NotificationFactory
from tests.casework.conftest import PASSWORD

NAME, CONTACT = "通告 良子", "000-1111-2222"
REASON = "通告の内容を本人に確かめるため"


@pytest.fixture
def notification(case):
    return NotificationFactory(case=case, notifier_name=NAME, notifier_contact=CONTACT)


@pytest.fixture
def chief(chief_coordinator, with_password):
    return with_password(chief_coordinator)


def ask(client, case, **more):
    url = reverse("cases:notifier_reveal", args=[case.pk])
    data = {"reason": REASON, "password": PASSWORD, "submission_key": str(uuid.uuid4())}
    return client.post(url, data | more)


def test_the_answer_to_a_reveal_shows_it_once(client_for, chief, case, notification):
    client, key = client_for(chief), str(uuid.uuid4())

    shown = ask(client, case, submission_key=key)
    again = ask(client, case, submission_key=key)

    assert NAME in shown.content.decode()
    assert CONTACT in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert again.status_code == 422
    assert NAME not in again.content.decode()
    reveal = NotifierReveal.objects.get()
    assert (reveal.revealed_by, reveal.reason) == (chief, REASON)


def test_a_notifier_who_left_only_a_telephone_number_is_reached(client_for, chief, case):
    NotificationFactory(case=case, notifier_name="", notifier_contact=CONTACT)
    client = client_for(chief)

    page = client.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
    shown = ask(client, case)

    assert reverse("cases:notifier_reveal", args=[case.pk]) in page
    assert "非表示（通告した人）" in page
    assert CONTACT not in page
    assert CONTACT in shown.content.decode()


def test_it_stands_in_the_timeline_and_the_trail(client_for, chief, case, notification):
    client = client_for(chief)
    ask(client, case)

    page = client.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
    event = AuditEvent.objects.get(action="reveal")
    assert REASON in page
    assert (event.target_kind, event.target_ids) == (
        "casework.Notification",
        [notification.pk],
    )
    assert NAME not in page + str(event.details)


@pytest.mark.parametrize(
    "wrong", [{"password": "not it"}, {"reason": "短い"}, {"reason": ""}, {"submission_key": "x"}]
)
def test_without_reason_and_password_nothing_is_shown(client_for, chief, case, notification, wrong):
    answer = ask(client_for(chief), case, **wrong)

    assert answer.status_code == 422
    assert NAME not in answer.content.decode()
    assert not NotifierReveal.objects.exists()


def test_a_consultant_is_refused_and_another_center_finds_nothing(
    client_for, consultant, case, notification, elsewhere
):
    assert ask(client_for(consultant), case).status_code == 403
    assert ask(client_for(elsewhere), case).status_code == 403


def test_an_anonymous_notification_has_nobody_to_show(client_for, chief, case):
    NotificationFactory(case=case, notifier_kind="anonymous", notifier_name="", notifier_contact="")

    answer = client_for(chief).get(reverse("cases:notifier_reveal", args=[case.pk]))

    assert answer["Location"] == reverse("cases:case_detail", args=[case.pk])


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator", "municipal_officer"])
def test_no_page_of_cases_names_the_notifier(request, client_for, case, notification, role):
    client = client_for(request.getfixturevalue(role))
    addresses = [
        reverse(f"cases:{name}", args=numbers)
        for name in _names()
        for numbers in ([], [case.pk], [request.getfixturevalue("consultant").pk])
        if _takes(name, numbers)
    ]
    parts = "&".join(f"parts={part.value}" for part in PackPart)
    addresses.append(f"{reverse('cases:case_pack', args=[case.pk])}?{parts}")

    for address in addresses:
        answer = client.get(address)
        if answer.get("Content-Type", "").startswith("text/html"):
            assert NAME not in answer.content.decode(), address
            assert CONTACT not in answer.content.decode(), address


def _names():
    return [each.name for each in get_resolver("casework.urls").url_patterns]


def _takes(name, numbers):
    [pattern] = [each for each in get_resolver("casework.urls").url_patterns if each.name == name]
    return (
        len(pattern.pattern.converters) == len(numbers) and "code" not in pattern.pattern.converters
    )


def test_no_paper_names_the_notifier(monkeypatch, client_for, chief, case, notification):
    printed = []
    monkeypatch.setattr(
        "consultations.printing.print_pdf", lambda html, _style: printed.append(html) or b"%PDF-"
    )
    parts = "&".join(f"parts={part.value}" for part in PackPart)

    client_for(chief).get(f"{reverse('cases:case_pack', args=[case.pk])}?{parts}")

    [html] = printed
    assert notification.content in html
    assert "近隣・知人" not in html
    assert case.route.label not in html
    assert NAME not in html
    assert CONTACT not in html


def test_what_the_notifier_is_to_the_child_and_when_is_told_to_the_chief_alone(
    client_for, chief, consultant, case, notification
):
    url = reverse("cases:case_detail", args=[case.pk])
    chiefs, workers = (client_for(user).get(url).content.decode() for user in (chief, consultant))
    local = timezone.localtime(notification.received_at)
    telling = ("近隣・知人", case.route.label, f"日 {local.hour}:{local.minute:02}")
    section = workers.split("notification-heading")[-1].split("timeline-heading")[0]

    assert [word for word in telling[:2] if word in workers] == []
    assert telling[2] not in section
    assert all(word in chiefs for word in telling)


@pytest.mark.parametrize("kind", ["reopened", "transferred"])
def test_the_way_it_came_is_not_told_of_a_case_that_continues_it(
    client_for, consultant, case, center, household, kind
):
    """Two steps back, and nobody has restricted the last one."""
    first = CaseFactory(center=center, household=household)
    NotificationFactory(case=first)
    middle = CaseFactory(center=center, household=household)
    CaseLinkFactory(case=middle, other=first, kind="reopened")
    CaseLinkFactory(case=case, other=middle, kind=kind)

    page = client_for(consultant).get(reverse("cases:case_detail", args=[case.pk]))
    form = client_for(consultant).get(reverse("cases:case_amend", args=[case.pk])).context["form"]
    [pack] = packs_of([case], consultant, list(PackPart), day=timezone.localdate())

    assert case.route.label not in page.content.decode()
    assert "route" not in form.fields
    assert not pack.tells_route


def test_a_case_of_the_same_household_tells_its_own_way(client_for, consultant, case, household):
    other = CaseFactory(center=case.center, household=household)
    NotificationFactory(case=other)
    CaseLinkFactory(case=case, other=other, kind="household")

    page = client_for(consultant).get(reverse("cases:case_detail", args=[case.pk]))

    assert case.route.label in page.content.decode()


def test_the_way_it_came_is_changed_by_the_chief_alone(
    client_for, chief, consultant, case, notification
):
    url = reverse("cases:case_amend", args=[case.pk])

    forms = [client_for(user).get(url).context["form"] for user in (chief, consultant)]

    assert ["route" in form.fields for form in forms] == [True, False]


def test_what_an_administrator_might_print_is_masked(notification):
    rows = Notification.objects.all()
    words = serializers.serialize("json", rows) + repr(list(rows.values())) + repr(vars(rows[0]))

    assert "非表示（通告した人）" in words
    assert NAME not in words
    with pytest.raises(TypeError):
        pickle.dumps(rows[0].notifier_name)
    with pytest.raises(ValueError, match="written down"):
        revealed(NotifierReveal(notification=notification))
