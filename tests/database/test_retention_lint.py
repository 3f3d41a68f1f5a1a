"""Nothing that tells of a client is forgotten when its time is over: every table says how it goes."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from shared import draft_forms, retention
from tests.test_conventions import ROOT

OUR_APPS = (
    "accounts",
    "centers",
    "staffing",
    "consultations",
    "casework",
    "subsidies",
    "worksheets",
    "retention",
)
# Tables that hold nothing of a client, each with the reason. A new table stands here or goes with
# a kind of record (`shared/retention.py`).
NOTHING_OF_CLIENTS = {
    "accounts.AuditEvent": "numbers, codes and names of fields; kept and sealed (ADR 8, ADR 17)",
    "accounts.AuditReview": "its note is emptied with the record that was read (ADR 17)",
    "accounts.AuditSeal": "hashes",
    "accounts.ExternalIdentity": "people of the office",
    "accounts.RoleGrant": "people of the office",
    "accounts.SignInSession": "people of the office",
    "accounts.User": "people of the office",
    "casework.AbsenceCover": "people of the office",
    "casework.AssessmentForm": "a form of the municipality, not its answers",
    "casework.BoardThreshold": "a setting of the municipality",
    "casework.CaseCode": "a national list",
    "casework.CommunityIssue": "what an area lacks, in words that lead to no family",
    "casework.IssueChange": "what was done about it",
    "consultations.AppointmentFeed": "people of the office",
    "consultations.ComplaintClock": "a setting of the municipality",
    "consultations.ComplaintOfficer": "people of the desk, and whoever stands outside the office",
    "consultations.ConsultationTopic": "what is counted: a code",
    "consultations.FavouriteResource": "short codes of a center for entries of the directory",
    "consultations.GivenResource": "what is counted: which entry of the directory, on which day",
    "consultations.IntakeClock": "a setting of the municipality",
    "consultations.PostalCode": "a national list",
    "consultations.TextTemplate": "words of the office, meant for every note",
    "consultations.Topic": "a national list",
    "retention.Disposal": "the register: counts, days, people of the office",
    "retention.DisposalItem": "the register: numbers of records",
    "retention.LegalHold": "numbers of records, who of the office asked and why",
    "retention.Residue": "what is counted: codes and days",
    "retention.RetentionRule": "a setting of the municipality",
}
# All of these apps: the office's facts, its people, and what follows from counts.
OFFICE_APPS = {"centers", "staffing", "subsidies", "worksheets"}
PERSONS = {
    "consultations.Person",
    "consultations.Household",
    "consultations.Consultation",
    "casework.Case",
}
FREE_TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField)


def our_models():
    return [model for app in OUR_APPS for model in apps.get_app_config(app).get_models()]


# Forms that begin at a row of the office: what waits in them goes as drafts do.
ABOUT_NO_CLIENT = {"complaint-at-", "text-template-"}
SHEETS = ("worksheet-", "print-form-")  # amounts and how they are printed


def labels(*, office):
    return {
        model._meta.label
        for model in our_models()
        if (model._meta.app_label in OFFICE_APPS) == office
    }


def test_every_table_goes_with_a_kind_or_holds_nothing_of_clients():
    covered = retention.covered_models()

    assert labels(office=False) - covered == set(NOTHING_OF_CLIENTS)
    assert covered & (set(NOTHING_OF_CLIENTS) | labels(office=True)) == set()


def test_no_table_of_the_office_points_to_a_client():
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model._meta.label in set(NOTHING_OF_CLIENTS) | labels(office=True)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.label in PERSONS
    }

    counted = {"consultations.ConsultationTopic", "consultations.GivenResource"}
    assert pointing - {f"{model}.consultation" for model in counted} == set()


@pytest.mark.parametrize("kind", retention.kinds(), ids=lambda kind: kind.code)
def test_every_row_that_refers_to_a_record_goes_forgets_or_holds_it_back(kind):
    """One that does none of these would keep the record for ever, by the foreign key."""
    ways = {(part.model, part.path) for part in kind.parts}
    if kind.emptied is not None:
        return  # the row stays, so nothing that refers to it is in the way
    missing = {
        (model._meta.label, field.name)
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is kind.rows
    } - ways

    assert missing == HELD_BACK[kind.code]


# What refers to a record of the kind while it stands, and so is an obstacle and no part.
HELD_BACK = {
    "appointment": set(),
    "case": set(),
    "complaint": set(),
    "conference": set(),
    "draft": set(),
    "household": {
        ("consultations.Consultation", "household"),
        ("casework.Case", "household"),
        ("casework.Pregnancy", "household"),
    },
    "maternity_import": set(),
    "person": {
        ("consultations.AddressReveal", "person"),
        ("consultations.Appointment", "person"),
        ("consultations.Complaint", "person"),
        ("consultations.Consent", "person"),
        ("consultations.Consultation", "caller"),
        ("consultations.HouseholdMembership", "person"),
        ("consultations.Person", "merged_into"),
        ("consultations.ReferralPerson", "person"),
        ("casework.Assessment", "person"),
        ("casework.CaseSubject", "person"),
        ("casework.LossCorrection", "child"),
        ("casework.LossRecord", "child"),
        ("casework.Pregnancy", "mother"),
        ("casework.PregnancyChild", "person"),
    },
    "pregnancy": set(),
    "task": set(),
}


def test_of_a_row_that_stays_every_word_is_emptied():
    kept = [kind for kind in retention.kinds() if kind.emptied is not None]

    assert [kind.code for kind in kept] == ["consultation"]
    [kind] = kept
    words = {
        field.name
        for field in kind.rows._meta.concrete_fields
        if isinstance(field, FREE_TEXT) and not field.choices
    }
    clients = {
        field.name
        for field in kind.rows._meta.concrete_fields
        if field.is_relation
        and field.related_model._meta.label in PERSONS | {"consultations.Appointment"}
    }
    assert words | clients <= set(kind.emptied)


def test_every_draft_about_a_row_goes_with_it():
    forms = draft_forms._forms.values()  # noqa: SLF001 -- the registry itself
    numbered = {
        form.prefix for form in forms if form.is_numbered and not form.prefix.startswith(SHEETS)
    }

    assert numbered - ABOUT_NO_CLIENT == retention.draft_prefixes()


def test_no_file_lies_beside_the_database():
    """Whoever adds one says here how it is removed with its record, and tests it."""
    files = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]

    assert files == []


def test_every_way_and_every_expression_of_the_registry_can_be_asked(db):
    for kind in retention.kinds():
        for part in kind.parts:
            assert not part.of(0).exists()
        for event in kind.events:
            assert list(kind.standing.annotate(day=event.day()).values_list("day")) == []
        for _code, path in (*kind.held_with, *kind.companions):
            assert not kind.standing.filter(**{f"{path}__isnull": False}).exists()
        for obstacle in kind.obstacles:
            assert not kind.standing.filter(obstacle.holds(retention.NOTHING_GOES)).exists()
        assert list(kind.standing.values(*kind.counted)) == []
        for besides in kind.counted_besides:
            assert list(besides.rows(0).values(*besides.columns)) == []
    assert (ROOT / "docs/adr/0017-retention-and-disposal.md").exists()
