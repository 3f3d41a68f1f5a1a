"""IN03: script stored in every text field runs on no page, on screen or in print.

Every field of text that our models have is planted with markup in the database itself, past all
forms; then each page that has an address is opened by somebody who may. `browser_for` fails on a
violation of the content security policy and on a script error.
"""

import io
from contextlib import suppress
from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import AuditEvent, AuditReview
from accounts.models.audit import Finding
from consultations.models import Consultation
from subsidies.determination_actions import record_determination
from subsidies.facts import Query
from subsidies.judgement import judge_centers
from subsidies.models import AttestationWithdrawal
from subsidies.rule_actions import reject_proposal
from tests import factories
from tests.access.surfaces import SURFACES, capability_of
from tests.access.test_matrix import address
from tests.access.world import build_world
from tests.attack import forms
from tests.household_factories import AddressProtectionFactory
from tests.subsidy_factories import AttestationFactory, MunicipalSettingFactory

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>window.__x=1</script>",
    '"><img src=x onerror=__x=1>',
    "</textarea><svg onload=__x=1>",
    "{{7*7}}{% debug %}",
    "javascript:__x=1",
)
MARKUP = "".join(PAYLOADS)
OUR_APPS = ("centers", "staffing", "consultations", "accounts")
UNBOUND = 999
# Not typed by anybody: made by the program, or one of a few words that the database checks.
MADE_BY_THE_PROGRAM = {
    "accounts_auditevent",
    "accounts_auditseal",
    "accounts_auditreview",  # never changed: planted when it is made
    "accounts_signinsession",
    "password",
    "session_key",
    "form_key",
    "name_key",
    "kana_key",
    "sound_key",
    "consultations_namepart",
}
FACTORIES = (
    *("ExtraOpening", "OpenDay", "ActivityPlan", "OutreachSession", "Document"),
    *("TrainingRecord", "CareerRecord", "TrainingExemption"),
)
ROLES = (
    Role.CHIEF_COORDINATOR,
    Role.MUNICIPAL_OFFICER,
    Role.FINANCE_CLERK,
    Role.AUDITOR,
    Role.SYSTEM_ADMINISTRATOR,
)
NO_PAGE = {
    *("accounts:sign_in", "accounts:session_status", "appointments:feed"),
    *("subsidies:judgement_sheet_pdf", "rules:version_pdf", "rules:comparison_pdf"),
    *("complaints:count_year_pdf", "complaints:count_year_csv"),
    *("cases:hand_over_pdf", "cases:minutes_print", "cases:attendee_pack"),
    *("maternity:due_print", "maternity:due_csv", "maternity:ledger_csv"),
    *("maternity:invitation_print", "maternity:hand_over_print", "retention:certificate"),
    *("worksheets:amount_export", "worksheets:stage_export", "worksheets:spending_template"),
    *("worksheets:worksheet_pdf", "worksheets:worksheet_xlsx", "worksheets:print_job_file"),
    *("worksheets:print_form_preview", "worksheets:print_form_sample"),
}


def text_fields(model):
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in MADE_BY_THE_PROGRAM
        and (field.max_length or UNBOUND) >= len(PAYLOADS[0])  # shorter ones hold none whole
    ]


def plant():
    """Markup in each text field of each row that may be changed; the fields that hold it now."""
    planted = set()
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models():
            if model._meta.db_table in MADE_BY_THE_PROGRAM:
                continue
            for field in text_fields(model):
                for row in model._default_manager.all():
                    with suppress(DatabaseError), transaction.atomic():
                        model._default_manager.filter(pk=row.pk).update(
                            **{field.name: _fit(field, row)}
                        )
                        planted.add(f"{model._meta.label}.{field.name}")
    return planted


def _fit(field, row):
    most = field.max_length or UNBOUND
    if field.unique:
        return f"{PAYLOADS[0]}{row.pk}"[:most]
    return MARKUP if len(MARKUP) <= most else PAYLOADS[row.pk % 2]


@pytest.fixture
def planted_world(transactional_db):
    world = build_world()
    own = world.places["C11"].objects
    for name in FACTORIES:
        factory = getattr(factories, f"{name}Factory")
        parent = "staff_member" if "staff_member" in _fields(factory) else "center"
        factory(**{parent: own[parent]})
    client = Client()
    client.force_login(world.actors["chief_coordinator"].user)
    texts = {"content": MARKUP, "reason": MARKUP, "caller_name": PAYLOADS[0]}
    correction = forms.correction(own["consultation"], **texts)
    del correction["is_anonymous"]
    correct = reverse("consultations:consultation_correct", args=[own["consultation"].pk])
    assert client.post(correct, correction).status_code == 302
    AuditReview.objects.create(
        event=AuditEvent.objects.first(),
        finding=Finding.PROPER,
        note=MARKUP,
        reviewed_by=world.actors["auditor"].user,
        reviewed_at=timezone.now(),
    )
    _plant_what_is_never_changed(world, own)
    world.planted = plant()
    draft = {**forms.consultation(own["center"]), "content": MARKUP, "caller_name": MARKUP}
    client.post(reverse("consultations:draft_save", args=["new"]), draft)
    return world


def _plant_what_is_never_changed(world, own):
    """The reason of an access, and of the end of a protection."""
    chief, now = world.actors["chief_coordinator"].user, timezone.now()
    factories.RecordAccessFactory(
        consultation=own["restricted"], opened_by=chief, opened_at=now, reason=MARKUP
    )
    AddressProtectionFactory(
        person=own["person"], ended_on=now.date(), ended_by=chief, end_reason=PAYLOADS[0]
    )
    _plant_in_what_is_signed(own, chief, now)


def _plant_in_what_is_signed(own, chief, now):
    """Attestations, settings, the reason of a second determination and of a refused proposal."""
    center = own["center"]
    typed = {"reason": MARKUP, "document": MARKUP, "signer": PAYLOADS[0]}
    attestation = AttestationFactory(
        center=center, starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31), **typed
    )
    AttestationWithdrawal.objects.create(
        attestation=attestation, reason=MARKUP, withdrawn_at=now, withdrawn_by=chief
    )
    MunicipalSettingFactory(
        municipality=center.municipality,
        key="support_plan_rounding",
        value="ceil",
        reason=MARKUP,
        source=PAYLOADS[0],
    )
    [judgement] = judge_centers([center], Query(day=date(2025, 11, 1), stage="plan"))
    record_determination(judgement, fiscal_year=2025, by=chief, at=now, reason=MARKUP)
    reject_proposal(own["proposal"], reason=MARKUP, by=chief, at=now)


def _fields(factory):
    return {field.name for field in factory._meta.model._meta.get_fields()}


def pages(world):
    """Each page once, with the first role that opens it."""
    for name, surface in SURFACES.items():
        if "GET" not in surface.methods or name in NO_PAGE:
            continue
        capability = capability_of(name)
        wide = surface.reaches_whole_municipality
        roles = [
            role
            for role in ROLES
            if not capability or world.actors[role.value].user.may(capability)
        ]
        yield name, roles[-1 if wide else 0], world.places["C11"].objects.get(surface.of)


def test_in03_no_stored_script_runs_anywhere(browser_for, planted_world):
    open_pages = {role: browser_for(planted_world.actors[role.value].user) for role in ROLES}
    shown, looked_at = 0, 0
    for name, role, target in pages(planted_world):
        page = open_pages[role]
        response = page.goto(address(name, target and target.pk))
        assert response.status < 400, (name, role, response.status)
        for medium in ("screen", "print"):
            page.emulate_media(media=medium)
            assert page.evaluate("window.__x") is None, (name, medium)
        text = page.locator("body").inner_text()
        assert "49{" not in text, name
        shown += PAYLOADS[0] in page.content().replace("&lt;", "<").replace("&gt;", ">")
        assert page.locator("img[src='x'], svg[onload]").count() == 0, name
        looked_at += 1
    assert looked_at > 35
    assert shown > 15
    assert len(planted_world.planted) > 20


def test_in03_what_was_typed_is_shown_as_typed(browser_for, planted_world):
    record = planted_world.places["C11"].objects["consultation"]
    page = browser_for(planted_world.actors["chief_coordinator"].user)
    page.goto(reverse("consultations:consultation_detail", args=[record.pk]))

    assert Consultation.objects.get(pk=record.pk).content == MARKUP
    assert MARKUP in page.locator("main").inner_text()


def test_in03_a_printed_sheet_holds_no_script(planted_world):
    world = planted_world
    center = world.places["C11"].center
    center.refresh_from_db()
    [judgement] = judge_centers([center], Query(day=timezone.localdate(), stage="actual"))
    assert "__x=1" in judgement.center.name
    client = Client()
    client.force_login(world.actors["finance_clerk"].user)
    made = client.post(
        reverse("subsidies:judgement_sheet_create", args=[center.pk, 2025]),
        {"type": "basic", "stage": "actual", "date": "2025-10-01"},
    )
    pdf = client.get(f"{made.url}pdf/").content

    reader = PdfReader(io.BytesIO(pdf))
    assert "__x=1" in "".join(page.extract_text() for page in reader.pages)
    assert b"/JavaScript" not in pdf
    assert b"/OpenAction" not in pdf
