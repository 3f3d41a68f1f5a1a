"""つなぎ: the lists, the letter, and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from consultations.actions import discard_draft
from consultations.consents import Ground, Subject, closed_since, names_in
from consultations.draft_keys import REFERRAL_OF_HOUSEHOLD, REFERRAL_OF_RECORD, REFERRAL_STEP
from consultations.forms.referral import ReferralForm, StepForm
from consultations.letters import letter_of
from consultations.models import Consultation, Household, Referral
from consultations.printing import printed
from consultations.referral_actions import (
    NoGroundError,
    ReferralSavedBeforeError,
    StepOutOfTurnError,
    add_step,
    send_referral,
    steps_open_to,
)
from consultations.referral_enums import ReferralStepKind
from consultations.views.consents import household_of, record_of
from consultations.views.drafts import keep_typed, kept
from shared import audit
from shared.access import Capability, requires
from shared.wareki import format_wareki

UNUSABLE = 422
PAGE_SIZE = 50
NOT_TO_BE_TOLD = "承諾が撤回されているため、この文書は印刷できません。"
VIEWS = {"": "送ったつなぎ", "arrived": "届いたつなぎ", "silent": "返事のないつなぎ"}


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool


@never_cache
@require_safe
@requires(Capability.REFERRAL_VIEW)
def referral_list(request: UserRequest) -> HttpResponse:
    """Sent, arrived, or sent and without an answer when one was due."""
    asked = request.GET.get("view", "")
    view, day = asked if asked in VIEWS else "", timezone.localdate()
    found = {
        "": Referral.objects.sent_by(request.user).order_by("-sent_on", "-pk"),
        "arrived": Referral.objects.arrived_at(request.user).order_by("-sent_on", "-pk"),
        "silent": Referral.objects.sent_by(request.user).silent(day).order_by("reply_due_on", "pk"),
    }[view]
    page = Paginator(found.for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audit.record(
        request, audit.Action.LIST, Referral, shown=shown, count=page.paginator.count, page=view
    )
    prefix = f"view={view}&" if view else ""
    context = {
        "title": VIEWS[view],
        "tabs": [
            Tab(label, f"?view={key}" if key else "?", key == view) for key, label in VIEWS.items()
        ],
        "page": page,
        "rows": [(each, each.is_silent(day)) for each in shown],
        "range_text": f"{page.paginator.count:,}件中 {page.start_index():,}～{page.end_index():,}件目",
        "previous_url": f"?{prefix}page={page.previous_page_number()}"
        if page.has_previous()
        else "",
        "next_url": f"?{prefix}page={page.next_page_number()}" if page.has_next() else "",
    }
    return TemplateResponse(request, "referrals/referral_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REFERRAL_WRITE)
def referral_of_household_create(request: UserRequest, pk: int) -> HttpResponse:
    household = household_of(request, pk, Capability.REFERRAL_WRITE)
    return _create(request, Subject(household=household), household)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REFERRAL_WRITE)
def referral_of_record_create(request: UserRequest, pk: int) -> HttpResponse:
    record = record_of(request, pk)
    return _create(request, Subject.of_record(record, request.user), record)


def _create(
    request: UserRequest, subject: Subject, owner: Household | Consultation
) -> HttpResponse:
    form = ReferralForm(
        request.POST if request.method == "POST" else None,
        center=subject.center,
        names=names_in(subject.household, request.user),
        instance=Referral(household=subject.household, consultation=subject.record),
    )
    prefix = REFERRAL_OF_HOUSEHOLD if isinstance(owner, Household) else REFERRAL_OF_RECORD
    form_key = f"{prefix}{owner.pk}"
    if request.method == "POST" and form.is_valid():
        answer = _send(request, subject, form, form_key)
        if answer is not None:
            return answer
    audit.record(request, audit.Action.READ, owner, page="referral")
    context = {
        "form": form,
        "kept": kept(request, form_key, form),
        "owner": owner,
        **_addresses(subject),
    }
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "referrals/referral_create.html", context, status=status)


def _send(
    request: UserRequest, subject: Subject, form: ReferralForm, form_key: str
) -> HttpResponse | None:
    """None where nobody may be told, or the form was saved before with other words.

    It is shown again then, with every word typed.
    """
    key = form.cleaned_data["submission_key"]
    try:
        referral = send_referral(
            form.instance,
            form.chosen,
            subject=subject,
            submission_key=key,
            by=request.user,
            at=timezone.now(),
        )
    except NoGroundError as error:
        form.add_error(None, _why_not(error.ground, form.instance))
        return None
    except ReferralSavedBeforeError as error:
        if error.referral is None or not form.says_the_same_as(error.referral):
            form.ask_to_send_again("つなぎ")
            return None
        discard_draft(form_key, by=request.user, submission_key=key)
        messages.info(request, "このつなぎは保存済みです。二重には登録していません。")
        return redirect("referrals:referral_list")
    discard_draft(form_key, by=request.user, submission_key=key)
    audit.record(
        request,
        audit.Action.CREATE,
        referral,
        consent=referral.consent_id,
        handed_over=sorted(referral.handed_over),
    )
    messages.success(request, "つなぎを記録しました。文書を印刷して渡してください。")
    return redirect("referrals:referral_detail", referral.pk)


def _why_not(ground: Ground, referral: Referral) -> str:
    if ground.closed_by is not None:
        closed = ground.closed_by
        return (
            f"「{referral.recipient_name}」への提供は、{format_wareki(closed.answered_on)}に"
            f"「{closed.get_answer_display()}」と記録されているため、つなぐことができません。"
            "入力した内容はこの画面に残っています。"
        )
    return (
        f"「{referral.recipient_name}」への提供について、承諾も、承諾を要しない根拠も記録されていません。"
        "承諾の台帳に記録してから、もう一度「保存する」を押してください。"
        "入力した内容はこの画面に残っています。"
    )


def _addresses(subject: Subject) -> dict[str, str]:
    if subject.household is not None:
        return {
            "owner_url": reverse("households:household_detail", args=[subject.household.pk]),
            "consent_url": reverse(
                "consents:household_consent_create", args=[subject.household.pk]
            ),
        }
    pk = subject.record and subject.record.pk
    return {
        "owner_url": reverse("consultations:consultation_detail", args=[pk]),
        "consent_url": reverse("consents:record_consent_create", args=[pk]),
    }


@never_cache
@require_safe
@requires(Capability.REFERRAL_VIEW)
def referral_detail(request: UserRequest, pk: int) -> HttpResponse:
    referral = _referral(request, pk, Capability.REFERRAL_VIEW)
    return _detail(request, referral, None)


def _referral(request: UserRequest, pk: int, capability: Capability) -> Referral:
    referrals = Referral.objects.visible_to(request.user, capability).for_reading()
    return get_object_or_404(referrals, pk=pk)


def _is_recipient(request: UserRequest, referral: Referral) -> bool:
    """Whoever works in both centers records as the sender."""
    return not request.user.reach(Capability.REFERRAL_VIEW).covers(
        municipality_id=referral.municipality_id, center_id=referral.center_id
    )


def _detail(request: UserRequest, referral: Referral, form: StepForm | None) -> HttpResponse:
    day, as_recipient = timezone.localdate(), _is_recipient(request, referral)
    kinds = steps_open_to(referral, as_recipient=as_recipient)
    closed_by = closed_since(referral)
    if form is None and kinds and request.user.may(Capability.REFERRAL_WRITE):
        form = StepForm(referral=referral, kinds=kinds)
    may_write = request.user.may(Capability.REFERRAL_WRITE)
    audit.record(request, audit.Action.READ, referral)
    context: dict[str, Any] = {
        "referral": referral,
        "letter": letter_of(referral, day),
        "steps": referral.steps.all(),
        "form": form,
        "kept": kept(request, f"{REFERRAL_STEP}{referral.pk}", form) if may_write else None,
        "closed_by": closed_by,
        "is_silent": closed_by is None and referral.is_silent(day),
        "as_recipient": as_recipient,
    }
    status = UNUSABLE if form is not None and form.errors else 200
    return TemplateResponse(request, "referrals/referral_detail.html", context, status=status)


@never_cache
@require_POST
@requires(Capability.REFERRAL_WRITE)
def step_create(request: UserRequest, pk: int) -> HttpResponse:
    referral = _referral(request, pk, Capability.REFERRAL_WRITE)
    as_recipient = _is_recipient(request, referral)
    kinds = steps_open_to(referral, as_recipient=as_recipient)
    form = StepForm(request.POST, referral=referral, kinds=kinds)
    if not form.is_valid():
        return _detail(request, referral, form)
    form_key = f"{REFERRAL_STEP}{referral.pk}"
    cleaned = form.cleaned_data | {"kind": ReferralStepKind(form.cleaned_data["kind"])}
    try:
        step = add_step(
            referral, **cleaned, as_recipient=as_recipient, by=request.user, at=timezone.now()
        )
    except StepOutOfTurnError:
        keep_typed(request, form_key, form)
        messages.warning(request, "ほかの人が先に記録しました。今の状況を確かめてください。")
        return redirect("referrals:referral_detail", referral.pk)
    discard_draft(form_key, by=request.user)
    audit.record(request, audit.Action.CREATE, step, referral=referral.pk, kind=step.kind)
    messages.success(request, f"「{step.get_kind_display()}」を記録しました。")
    return redirect("referrals:referral_detail", referral.pk)


@never_cache
@require_safe
@requires(Capability.REFERRAL_VIEW)
def referral_letter(request: UserRequest, pk: int) -> HttpResponse:
    """連絡書 or 情報提供書."""
    referral = _referral(request, pk, Capability.REFERRAL_VIEW)
    if closed_since(referral) is not None:
        messages.error(request, NOT_TO_BE_TOLD)
        return redirect("referrals:referral_detail", referral.pk)
    context = {"referral": referral, "letter": letter_of(referral, timezone.localdate())}
    answer = printed("referrals/letter_print.html", context, name=f"referral-{referral.pk}")
    audit.record(request, audit.Action.PRINT, referral)
    return answer
