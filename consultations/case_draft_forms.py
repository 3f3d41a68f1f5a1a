"""The forms about complaints, referrals, consents, appointments and their like that keep drafts."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Model, QuerySet
from django.urls import reverse

from centers.models import Center
from consultations import draft_keys as keys
from consultations.models import (
    AbuseIntake,
    Appointment,
    Complaint,
    ComplaintStep,
    Consent,
    Consultation,
    Household,
    Person,
    Referral,
    Suggestion,
    TextTemplate,
    WaitingListFollowUp,
)
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register

SubmissionCheck = Callable[[Any, str], bool]
TODAY = {"happened_on", "handled_by_name", "submission_key"}


def register_case_forms() -> None:
    _register_complaints()
    _register_referrals()
    _register_consents()
    _register_appointments()
    _register_follow_ups()
    _register_intakes()
    _register_text_templates()


def _register_complaints() -> None:
    from consultations.forms.complaint import (  # noqa: PLC0415 -- models are loaded now
        ComplaintStepForm,
        CorrectForm,
        ReceiveForm,
    )

    received = {"received_on", "received_time", "submission_key"}
    _register(
        keys.COMPLAINT_AT,
        "苦情の受付",
        Capability.COMPLAINT_RECEIVE,
        ReceiveForm,
        lambda number, _: reverse("complaints:complaint_create", args=[number]),
        of=lambda user: Center.objects.visible_to(user, Capability.COMPLAINT_RECEIVE),
        ready=received,
        saved_as=Complaint,
    )
    _register(
        keys.COMPLAINT_BY,
        "世帯に登録のある人からの苦情の受付",
        Capability.COMPLAINT_RECEIVE,
        ReceiveForm,
        lambda number, row: (
            reverse("complaints:complaint_create", args=[row.at_center]) + f"?person={number}"
        ),
        of=_complaining,
        ready=received,
        saved_as=Complaint,
    )
    _register(
        keys.COMPLAINT_STEP,
        "苦情{number}の経過",
        Capability.COMPLAINT_HANDLE,
        ComplaintStepForm,
        lambda number, _: reverse("complaints:complaint_detail", args=[number]),
        of=_handled,
        ready=TODAY,
        saved_as=ComplaintStep,
    )
    _register(
        keys.COMPLAINT_CORRECTION,
        "苦情{number}の訂正",
        Capability.COMPLAINT_HANDLE,
        CorrectForm,
        lambda number, _: reverse("complaints:complaint_correct", args=[number]),
        of=_handled,
        ready={"version"},
    )


def _handled(user: Any) -> QuerySet[Any]:
    return Complaint.objects.visible_to(user, Capability.COMPLAINT_HANDLE)


def _complaining(user: Any) -> QuerySet[Any]:
    """People, each with a center of theirs at which the user receives complaints."""
    centers = Center.objects.visible_to(user, Capability.COMPLAINT_RECEIVE)
    people = Person.objects.visible_to(user).filter(memberships__household__center__in=centers)
    return people.annotate(at_center=Max("memberships__household__center"))


def _register_referrals() -> None:
    from consultations.forms.referral import (  # noqa: PLC0415 -- models are loaded now
        ChoiceForm,
        ReferralForm,
        StepForm,
        SuggestionForm,
    )

    capability = Capability.REFERRAL_WRITE
    sent = {"sent_on", "submission_key"}
    _register(
        keys.REFERRAL_OF_HOUSEHOLD,
        "世帯{number}のつなぎ",
        capability,
        ReferralForm,
        lambda number, _: reverse("referrals:referral_of_household_create", args=[number]),
        of=_households(capability),
        ready=sent,
        saved_as=Referral,
    )
    _register(
        keys.REFERRAL_OF_RECORD,
        "相談記録{number}のつなぎ",
        capability,
        ReferralForm,
        lambda number, _: reverse("referrals:referral_of_record_create", args=[number]),
        of=_records,
        ready=sent,
        saved_as=Referral,
    )
    _register(
        keys.REFERRAL_STEP,
        "つなぎ{number}の経過",
        capability,
        StepForm,
        lambda number, _: reverse("referrals:referral_detail", args=[number]),
        of=lambda user: Referral.objects.visible_to(user, capability),
        ready={"happened_on"},
    )
    _register(
        keys.SUGGESTION,
        "世帯{number}への提案",
        capability,
        SuggestionForm,
        lambda number, _: reverse("referrals:suggestion_create", args=[number]),
        of=_households(capability),
        ready={"suggested_on"},
    )
    _register(
        keys.CHOICE,
        "提案{number}への家庭の選択",
        capability,
        ChoiceForm,
        lambda number, _: reverse("referrals:suggestion_choose", args=[number]),
        of=lambda user: Suggestion.objects.visible_to(user, capability),
        ready={"chosen_on"},
    )


def _register_consents() -> None:
    from consultations.forms.consent import ConsentForm  # noqa: PLC0415 -- models are loaded now

    capability, ready = (
        Capability.CONSENT_RECORD,
        {"taken_by_name", "answered_on", "submission_key"},
    )
    _register(
        keys.CONSENT_OF_HOUSEHOLD,
        "世帯{number}の承諾",
        capability,
        ConsentForm,
        lambda number, _: reverse("consents:household_consent_create", args=[number]),
        of=_households(capability),
        ready=ready,
        saved_as=Consent,
    )
    _register(
        keys.CONSENT_OF_RECORD,
        "相談記録{number}の承諾",
        capability,
        ConsentForm,
        lambda number, _: reverse("consents:record_consent_create", args=[number]),
        of=_records,
        ready=ready,
        saved_as=Consent,
    )


def _register_appointments() -> None:
    from consultations.forms.appointment import (  # noqa: PLC0415 -- models are loaded now
        AppointmentForm,
        ChangeForm,
    )

    capability = Capability.APPOINTMENT_WRITE
    ready = {"held_on", "starts", "mode", "center", "worker", "reminder_wish", "submission_key"}
    _register(
        keys.APPOINTMENT,
        "新しい予約",
        capability,
        AppointmentForm,
        lambda *_: reverse("appointments:appointment_create"),
        ready=ready,
        saved_as=Appointment,
    )
    _register(
        keys.APPOINTMENT_CHANGE,
        "予約{number}の変更",
        capability,
        ChangeForm,
        lambda number, _: reverse("appointments:appointment_change", args=[number]),
        of=lambda user: Appointment.objects.visible_to(user, capability),
        ready=ready,
        saved_as=Appointment,
    )


def _register_follow_ups() -> None:
    from consultations.forms.waiting_list import (  # noqa: PLC0415 -- models are loaded now
        ContactForm,
        FollowUpForm,
    )

    capability = Capability.WAITING_LIST_FOLLOW
    _register(
        keys.FOLLOW_UP,
        "世帯{number}の入所保留児フォロー",
        capability,
        FollowUpForm,
        lambda number, _: reverse("waiting_list:follow_up_create", args=[number]),
        of=_households(capability),
    )
    _register(
        keys.FOLLOW_UP_CONTACT,
        "入所保留児フォロー{number}の連絡",
        capability,
        ContactForm,
        lambda number, _: reverse("waiting_list:follow_up_detail", args=[number]),
        of=WaitingListFollowUp.objects.visible_to,
        ready={"contacted_on"},
    )


def _register_intakes() -> None:
    from consultations.forms.intake import SafetyForm  # noqa: PLC0415 -- models are loaded now
    from consultations.forms.intake_correction import AcceptanceForm  # noqa: PLC0415 -- likewise

    capability = Capability.CONSULTATION_CORRECT

    def intakes(user: Any) -> QuerySet[Any]:
        return AbuseIntake.objects.visible_to(user, capability)

    _register(
        keys.SAFETY,
        "虐待の疑い{number}の安全確認",
        capability,
        SafetyForm,
        lambda number, _: reverse("intakes:intake_detail", args=[number]),
        of=intakes,
        ready={"day", "clock"},
    )
    _register(
        keys.ACCEPTANCE,
        "虐待の疑い{number}の受理日時の訂正",
        capability,
        AcceptanceForm,
        lambda number, _: reverse("intakes:acceptance_correct", args=[number]),
        of=intakes,
        ready={"seen"},
    )


def _register_text_templates() -> None:
    from consultations.forms.text_template import (  # noqa: PLC0415 -- models are loaded now
        TextTemplateForm,
    )

    capability, ready = Capability.CONSULTATION_WRITE, {"shared_with"}
    _register(
        keys.TEXT_TEMPLATE,
        "新しい定型文",
        capability,
        TextTemplateForm,
        lambda *_: reverse("text_templates:template_create"),
        ready=ready,
    )
    _register(
        keys.TEXT_TEMPLATE_CHANGE,
        "定型文の変更",
        capability,
        TextTemplateForm,
        lambda number, _: reverse("text_templates:template_edit", args=[number]),
        of=lambda user: TextTemplate.objects.visible_to(user).standing(),
        ready=ready,
    )


def _households(capability: Capability) -> Callable[[Any], QuerySet[Any]]:
    return lambda user: Household.objects.visible_to(user, capability)


def _records(user: Any) -> QuerySet[Any]:
    return Consultation.objects.visible_to(user, Capability.CONSULTATION_CORRECT)


def _register(
    prefix: str,
    label: str,
    capability: Capability,
    form: type[forms.BaseForm],
    address: Callable[[int, Any], str],
    *,
    of: Callable[[Any], QuerySet[Any]] | None = None,
    ready: Collection[str] = (),
    saved_as: type[Model] | None = None,
) -> None:
    fields: Mapping[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]  # of its metaclass

    def rows(user: Any, numbers: Collection[int]) -> Rows:
        found = of(user).only("pk", "municipality").in_bulk(list(numbers)) if of else {}
        return dict(found)

    more: dict[str, Any] = {"is_saved": _saved(saved_as)} if saved_as else {}
    register(
        DraftForm(
            prefix=prefix,
            label=lambda number: label.replace("{number}", f" {number}"),
            address=address,
            fields=lambda _: fields,
            ready=frozenset(ready),
            rows=rows,
            may=lambda user: bool(user.reach(capability)),
            **more,
        )
    )


def _saved(model: Any) -> SubmissionCheck:
    def is_saved(user: Any, submission_key: str) -> bool:
        municipalities = {grant.municipality_id for grant in user.roles_held}
        found = model.objects.filter(municipality__in=municipalities)
        try:
            return bool(found.filter(submission_key=submission_key).exists())
        except (ValueError, ValidationError):
            return False

    return is_saved
