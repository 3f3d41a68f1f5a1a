"""DV等支援措置 over every output: whoever asks, however, no answer betrays a protected household.

Only the one answer to a reveal holds what is hidden. A new address is swept because the sweep asks
the resolver; a new command or a new file fails until it stands in the lists below.
"""

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command, get_commands
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from consultations import masking
from consultations.models import AddressReveal, ContactDetail, Person
from consultations.views import households
from tests.access.planted import ACTORS, leaks, log_lines, plant, sweep
from tests.access.watch import text_of

pytestmark = pytest.mark.usefixtures("paper")

REASON = "緊急の家庭訪問のために住所を確かめる"
OUR_FOLDERS = (
    *("accounts", "centers", "staffing", "consultations", "casework", "subsidies"),
    *("worksheets", "retention"),
    *("config", "demo"),
)
# Views that put out a file: the sweep asks for each (tests/access/planted.py, QUERIES).
FILES = {
    "accounts/audit_views.py",
    "casework/views/maternity_ledger.py",
    "consultations/printing.py",
    "centers/views/handouts.py",
    "consultations/views/complaint_desks.py",  # counts, and nothing of a person
    "subsidies/views/dashboard.py",
    "subsidies/views/rule_book.py",  # holds no person: text of the notices, and counts
    "subsidies/views/judgement_sheets.py",
    # hold no person: counts and amounts
    "worksheets/table_out.py",
    "worksheets/views/amount_files.py",
    "worksheets/views/print_files.py",
    "retention/views/disposals.py",  # holds no client: counts, ordinances, people of the office
}
RUN = {
    "check_determinations": [],
    "dispose_approved": [],
    "facts": ["990001-01", "--date", "2025-10-01"],
    "load_case_codes": [],
    "load_reference": [],
    "load_rules": [],
    "print_jobs": [],
    "print_permissions": [],
    "seal_audit": [],
    "verify_audit": [],
}
NOT_RUN = {
    "create_administrator": "makes an account and prints its name",
    "import_population": "reads a published table of population",
    "record_determinations": "prints counts; asks for the names of an account and a municipality",
    "judge": "reads a file of facts, no database",
    "load_postal_codes": "reads the national list of postal codes",
    "register_municipality": "makes a municipality and prints its name",
    "seed_demo": "fills an empty database; its pages are swept by tests/access/test_crawl.py",
}


@pytest.fixture
def planted(world):
    return plant(world)


@pytest.fixture
def client_of(planted):
    def signed_in(actor, password=None):
        user = planted.world.actors[actor].user
        if password:
            user.set_password(password)
            user.save()
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    return signed_in


@pytest.mark.parametrize("actor", ACTORS)
def test_no_output_betrays_the_protected_household(planted, actor):
    with log_lines() as lines:
        found = sweep(planted, actor)

    assert found == []
    assert not [line for line in lines for word in planted.masked if word in line]


def test_only_the_answer_to_a_reveal_shows_what_is_hidden_and_only_once(planted, client_of):
    client = client_of("chief@C12", password="a long enough password")
    url = reverse("households:address_reveal", args=[planted.protected.pk])
    key = client.get(url).context["form"]["submission_key"].value()
    data = {"reason": REASON, "password": "a long enough password", "submission_key": key}

    shown, again = client.post(url, data), client.post(url, data)

    own = [word for word in planted.masked if word.endswith("1番")]
    assert [word for word in planted.masked if word in text_of(shown)] == own
    assert "no-store" in shown["Cache-Control"]
    assert leaks(planted, planted.world.actors["chief@C12"].user, "", None, again) == []
    assert again.status_code == 422
    assert sweep(planted, "chief@C12", only="households:") == []


def test_the_counter_party_is_found_alone(planted, client_of):
    client = client_of("chief@C11+C12")

    answer = client.post(
        reverse("households:household_search"), {"words": "雲雀 太郎"}, follow=True
    )
    page = client.get(reverse("households:household_detail", args=[planted.partner_home.pk]))

    assert [row.person for row in answer.context["found"]] == [planted.partner]
    assert [each.membership.person for each in page.context["members"]] == [planted.partner]
    assert page.context["former"] == []


def test_a_protected_person_is_found_by_name_where_she_is_kept_and_never_by_a_contact(
    planted, client_of
):
    url = reverse("households:household_search")

    def found(actor, words):
        answer = client_of(actor).post(url, {"words": words}, follow=True)
        return [row.person for row in answer.context["found"]]

    assert found("chief@C12", "花子") == [planted.protected]
    assert found("consultant", "花子") == []
    assert [word for word in planted.masked if found("chief@C11+C12", word)] == []
    assert found("consultant", "雲雀町1番") == [planted.partner]


def test_every_command_is_run_or_says_why_not(planted):
    ours = {config.name for config in apps.get_app_configs() if _is_ours(config)}
    commands = {name for name, app in get_commands().items() if app in ours}

    assert commands == set(RUN) | set(NOT_RUN)


def _is_ours(config):
    return Path(config.path).is_relative_to(settings.BASE_DIR) and ".venv" not in config.path


def test_no_command_betrays_the_protected_household(planted):
    code = planted.world.places["C12"].center.code
    said = io.StringIO()

    for name, arguments in RUN.items():
        given = [code, *arguments[1:]] if name == "facts" else arguments
        call_command(name, *given, stdout=said, stderr=said)

    assert said.getvalue()
    assert not [word for word in (*planted.masked, *planted.names) if word in said.getvalue()]


def test_every_view_that_puts_out_a_file_is_swept():
    marks = re.compile(r"Content-Disposition|FileResponse|StreamingHttpResponse")
    folders = OUR_FOLDERS
    sources = [
        path.relative_to(settings.BASE_DIR)
        for folder in folders
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py")
    ]

    found = {
        str(path)
        for path in sources
        if marks.search((Path(settings.BASE_DIR) / path).read_text(encoding="utf-8"))
    }
    assert found == FILES


def test_the_one_door_is_opened_in_one_place():
    folders = OUR_FOLDERS
    opening = re.compile(r"\bdisclosed\(|\._text\b|import .*\bdisclosed\b")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for folder in (*folders, "shared")
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py")
        if opening.search(path.read_text(encoding="utf-8"))
    }

    assert found == {"consultations/masking.py", "casework/masking.py", "shared/concealed.py"}


def test_what_an_administrator_might_print_is_masked(planted):
    details = ContactDetail.objects.all()

    printed = serializers.serialize("json", details)
    printed += repr(list(details)) + repr([vars(row) for row in details])
    printed += repr(list(details.values())) + str(list(Person.objects.all()))

    assert "非表示（支援措置）" in printed
    assert not [word for word in planted.masked if word in printed]


def test_an_error_in_a_view_betrays_nothing(planted, client_of, monkeypatch):
    def broken(people, *, day):
        raise RuntimeError([vars(row) for row in ContactDetail.objects.all()])

    monkeypatch.setattr(households, "contacts_of", broken)
    url = reverse("households:household_detail", args=[planted.home.pk])

    with log_lines() as lines:
        answer = client_of("chief@C12").get(url)

    assert answer.status_code == 500
    assert not [word for word in planted.masked if word in text_of(answer) + "".join(lines)]


def test_the_trail_of_all_this_holds_no_word(planted, client_of):
    sweep(planted, "chief@C11+C12", only="households:")

    values = str(list(AuditEvent.objects.values()))

    assert AuditEvent.objects.count() > 20
    assert not [word for word in (*planted.masked, *planted.names) if word in values]


class TestTheSweepFindsWhatLeaks:
    def test_a_mask_that_is_forgotten(self, planted, monkeypatch):
        monkeypatch.setattr(masking, "covered_among", lambda *_: set())

        found = {(name, rule) for name, _, rule in sweep(planted, "chief@C12", only="households:")}

        assert ("households:household_detail", "shows a contact") in found
        assert ("households:person_edit", "shows a contact") in found

    def test_an_address_that_somebody_adds(self, planted, settings):
        settings.ROOT_URLCONF = "tests.access.leaky_urls"

        found = sweep(planted, "consultant", only="leaky")

        assert set(found) == {("leaky", 200, "shows a contact")}

    def test_a_link_that_is_not_cut(self, planted):
        planted.protection.counter_party = None
        planted.protection.save()

        found = {rule for _, _, rule in sweep(planted, "consultant", only="household_detail")}

        assert found == {"names the protected", "leads there from the counter-party"}


def test_a_reveal_is_told_to_the_keeper(planted, client_of):
    assert AddressReveal.objects.count() == 1
    answer = client_of("chief@C12").get(reverse("consultations:today"))

    assert "解除が1件ありました" in text_of(answer)
    assert "解除が" not in text_of(
        client_of("chief_coordinator").get(reverse("consultations:today"))
    )
