"""承諾の台帳: what a family answered, what holds today, and the sheets to print."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.actions import discard_draft
from consultations.consent_actions import AnsweredSinceError, latest_of, withdraw_consent
from consultations.consent_enums import CLOSED
from consultations.consents import (
    Subject,
    effect_of_withdrawal,
    names_in,
    states_of,
)
from consultations.draft_keys import CONSENT_OF_HOUSEHOLD, CONSENT_OF_RECORD
from consultations.forms.consent import ConsentForm, ConsentWithdrawalForm
from consultations.models import Consent, Consultation, Household
from consultations.printing import printed
from consultations.views.drafts import kept
from shared import audit
from shared.access import Capability, requires
from shared.wareki import format_wareki

UNUSABLE = 422


def household_of(request: UserRequest, pk: int, capability: Capability) -> Household:
    households = Household.objects.visible_to(request.user, capability)
    return get_object_or_404(households.select_related("center__municipality"), pk=pk)


def record_of(request: UserRequest, pk: int) -> Consultation:
    """One that the user may also correct: whoever reads by a consent does not keep its ledger."""
    records = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    return get_object_or_404(records.select_related("center__municipality"), pk=pk)


@never_cache
@require_safe
@requires(Capability.CONSENT_RECORD)
def household_consents(request: UserRequest, pk: int) -> HttpResponse:
    household = household_of(request, pk, Capability.CONSENT_RECORD)
    return _ledger_page(request, Subject(household=household), household)


@never_cache
@require_safe
@requires(Capability.CONSENT_RECORD)
def record_consents(request: UserRequest, pk: int) -> HttpResponse:
    record = record_of(request, pk)
    subject = Subject.of_record(record, request.user)
    if subject.household is not None:
        return redirect("consents:household_consents", subject.household.pk)
    return _ledger_page(request, subject, record)


def _ledger_page(
    request: UserRequest, subject: Subject, owner: Household | Consultation
) -> HttpResponse:
    ledger = subject.ledger
    audit.record(request, audit.Action.LIST, Consent, shown=ledger, page="ledger")
    context = {
        **_addresses(subject),
        "owner": owner,
        "household": subject.household,
        "states": states_of(ledger),
        "ledger": ledger,
        "names": names_in(subject.household, request.user),
    }
    return TemplateResponse(request, "consents/consent_list.html", context)


def _addresses(subject: Subject) -> dict[str, str]:
    if subject.household is not None:
        back = reverse("households:household_detail", args=[subject.household.pk])
        ledger = reverse("consents:household_consents", args=[subject.household.pk])
        create = reverse("consents:household_consent_create", args=[subject.household.pk])
    else:
        pk = subject.record and subject.record.pk
        back = reverse("consultations:consultation_detail", args=[pk])
        ledger = reverse("consents:record_consents", args=[pk])
        create = reverse("consents:record_consent_create", args=[pk])
    return {"owner_url": back, "ledger_url": ledger, "create_url": create}


def audit_new_agencies(request: UserRequest, consents: Sequence[Consent], at: datetime) -> None:
    """The agencies that were entered in the register together with an answer."""
    for agency in (each.agency for each in consents):
        if agency is not None and (agency.recorded_at, agency.recorded_by) == (at, request.user):
            audit.record(request, audit.Action.CREATE, agency)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSENT_RECORD)
def household_consent_create(request: UserRequest, pk: int) -> HttpResponse:
    household = household_of(request, pk, Capability.CONSENT_RECORD)
    return _create(request, Subject(household=household), household)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSENT_RECORD)
def record_consent_create(request: UserRequest, pk: int) -> HttpResponse:
    """Of a record whose household is kept here, the answer counts for the household."""
    record = record_of(request, pk)
    return _create(request, Subject.of_record(record, request.user), record)


def _create(
    request: UserRequest, subject: Subject, owner: Household | Consultation
) -> HttpResponse:
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        subject=subject,
        names=names_in(subject.household, request.user),
        by=request.user,
        at=timezone.now(),
    )
    addresses = _addresses(subject)
    prefix = CONSENT_OF_HOUSEHOLD if isinstance(owner, Household) else CONSENT_OF_RECORD
    form_key = f"{prefix}{owner.pk}"
    if request.method == "POST" and form.is_valid() and (saved := form.saved_before()):
        if form.says_the_same_as(saved):
            key = form.cleaned_data["submission_key"]
            discard_draft(form_key, by=request.user, submission_key=key)
            messages.info(request, "この承諾は保存済みです。二重には登録していません。")
            return redirect(addresses["ledger_url"])
        form.ask_to_send_again("承諾")
    elif request.method == "POST" and form.is_valid() and form.save_or_explain():
        key = form.cleaned_data["submission_key"]
        discard_draft(form_key, by=request.user, submission_key=key)
        audit.record(
            request,
            audit.Action.CREATE,
            form.instance,
            purpose=form.instance.purpose,
            answer=form.instance.answer,
        )
        audit_new_agencies(request, [form.instance], form.at)
        messages.success(request, f"承諾の台帳に記録しました：{form.instance.get_answer_display()}")
        _warn_of_later(request, form.instance)
        return redirect(addresses["ledger_url"])
    audit.record(request, audit.Action.READ, owner, page="consent")
    status = UNUSABLE if request.method == "POST" else 200
    context = {
        "form": form,
        "kept": kept(request, form_key, form),
        "owner": owner,
        **addresses,
    }
    return TemplateResponse(request, "consents/consent_create.html", context, status=status)


def _warn_of_later(request: UserRequest, consent: Consent) -> None:
    """A refusal of an earlier day changes nothing; nobody should believe that it did."""
    latest = latest_of(consent)
    if consent.answer in CLOSED and latest is not None and latest.is_standing:
        later = format_wareki(latest.answered_on)
        messages.warning(
            request,
            f"{later}の承諾が後にあるため、承諾は続いています。"
            "申出を受けた日がその承諾より後であれば、その日付でもう一度記録してください。",
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSENT_RECORD)
def consent_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(
        Consent.objects.visible_to(request.user).select_related(
            "household__center", "recipient_center", "consultation"
        ),
        pk=pk,
    )
    subject = _subject_of(request, consent)
    addresses = _addresses(subject)
    form = ConsentWithdrawalForm(
        request.POST if request.method == "POST" else None, consent=consent, by=request.user
    )
    if not consent.is_standing:
        messages.info(request, "この行は、撤回できる承諾ではありません。")
        return redirect(addresses["ledger_url"])
    if request.method == "POST" and form.is_valid():
        return _withdraw(request, consent, form, addresses["ledger_url"])
    audit.record(request, audit.Action.READ, consent, page="withdraw")
    status = UNUSABLE if request.method == "POST" else 200
    context = {
        "form": form,
        "consent": consent,
        "effect": effect_of_withdrawal(consent),
        "referrals": consent.referrals.count(),
        **addresses,
    }
    return TemplateResponse(request, "consents/consent_withdraw.html", context, status=status)


def _subject_of(request: UserRequest, consent: Consent) -> Subject:
    if consent.household is not None:
        return Subject(household=consent.household)
    if consent.consultation_id is None:
        raise Http404
    return Subject(record=record_of(request, consent.consultation_id))


def _withdraw(
    request: UserRequest, consent: Consent, form: ConsentWithdrawalForm, back: str
) -> HttpResponse:
    values: dict[str, Any] = form.cleaned_data
    try:
        row = withdraw_consent(consent, **values, by=request.user, at=timezone.now())
    except AnsweredSinceError:
        messages.warning(request, "この承諾の後に、新しい記録があります。台帳を確かめてください。")
        return redirect(back)
    audit.record(request, audit.Action.WITHDRAW, row, withdrawn=consent.pk)
    messages.success(request, "撤回を記録しました。見えなくなる人には、今から見えません。")
    return redirect(back)


@never_cache
@require_safe
@requires(Capability.CONSENT_RECORD)
def consent_ledger_pdf(request: UserRequest, pk: int) -> HttpResponse:
    household = household_of(request, pk, Capability.CONSENT_RECORD)
    ledger = Subject(household=household).ledger
    context = {
        "household": household,
        "states": states_of(ledger),
        "ledger": ledger,
        "names": names_in(household, request.user),
        "printed_on": timezone.localdate(),
    }
    answer = printed("consents/ledger_print.html", context, name=f"consents-{household.pk}")
    audit.record(request, audit.Action.PRINT, household, page="consent_ledger")
    return answer


@never_cache
@require_safe
@requires(Capability.CONSENT_RECORD)
def consent_sheet_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """承諾書: a sheet to sign, with nothing ticked beforehand."""
    household = household_of(request, pk, Capability.CONSENT_RECORD)
    context = {
        "household": household,
        "names": list(names_in(household, request.user).values()),
        "printed_on": timezone.localdate(),
    }
    answer = printed("consents/sheet_print.html", context, name=f"consent-sheet-{household.pk}")
    audit.record(request, audit.Action.PRINT, household, page="consent_sheet")
    return answer
