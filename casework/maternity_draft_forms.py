"""The forms of the maternity ledger that keep drafts."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from casework.models import ContinuationDecision, LossRecord, Pregnancy, PregnancyInterview
from consultations.models import Household
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register

NEW, EDIT = "maternity-new-", "maternity-edit-"
CONTACT, QUESTIONNAIRE = "maternity-contact-", "maternity-questionnaire-"
INTERVIEW, INTERVIEW_CORRECTION = "maternity-interview-", "maternity-interview-correct-"
LOSS, LOSS_CORRECTION = "maternity-loss-", "maternity-loss-correct-"
CONTINUATION, HAND_OVER = "maternity-continuation-", "maternity-hand-over-"
WRITE = Capability.MATERNITY_WRITE
# What stands in a form before anybody types.
READY = frozenset(
    {
        "submission_key",
        "version",
        "seen",
        "fetus_count",
        "expects_children",
        "worker",
        "contacted_on",
        "was_reached",
        "answered_on",
        "occurred_on",
        "occurred_time",
        "interviewer",
        "told_on",
        "decided_on",
        "sent_on",
    }
)
PLANNED = frozenset({"next_on", "next_step"})  # a contact begins with what was planned
Fields = Callable[[int], Mapping[str, forms.Field]]


def register_forms() -> None:
    from casework.forms import losses, maternity, pregnancy_interviews  # noqa: PLC0415 -- models are loaded
    from casework.forms import maternity_records as records  # noqa: PLC0415 -- likewise
    from casework.maternity_data import sheet_on  # noqa: PLC0415 -- likewise

    def questionnaire(_number: int) -> Mapping[str, forms.Field]:
        asked = records.question_fields(sheet_on(localdate()))
        return {**records.QuestionnaireForm.base_fields, **asked}

    for prefix, label, page, form, rows, saved in (
        (NEW, "妊産婦等支援台帳への登録", "pregnancy_create", maternity.PregnancyForm, _households, Pregnancy),
        (EDIT, "妊産婦等支援台帳の変更", "pregnancy_edit", maternity.PregnancyEditForm, _pregnancies, None),
        (CONTACT, "妊産婦への連絡の記録", "contact_create", records.ContactForm, _pregnancies, "contacts"),
        (INTERVIEW, "面談の記録", "interview_create", pregnancy_interviews.InterviewForm, _pregnancies, "interviews"),
        (INTERVIEW_CORRECTION, "面談の記録の訂正", "interview_correct", pregnancy_interviews.InterviewCorrectionForm, _interviews, None),
        (LOSS, "妊産婦等支援台帳の記録", "loss_create", losses.LossForm, _pregnancies, "losses"),
        (LOSS_CORRECTION, "妊産婦等支援台帳の記録の訂正", "loss_correct", losses.LossCorrectionForm, _losses, None),
        (CONTINUATION, "支援を続ける判断", "continuation_create", losses.ContinuationForm, _losses, ContinuationDecision),
        (HAND_OVER, "里帰り・転出の引継ぎ", "hand_over_create", records.HandOverForm, _pregnancies, "hand_overs"),
    ):  # fmt: skip
        _register(prefix, label, page, _fields_of(form), rows, saved)
    _register(
        QUESTIONNAIRE,
        "妊娠届出時の質問票",
        "questionnaire_create",
        questionnaire,
        _pregnancies,
        "questionnaire_answers",
    )


def _fields_of(form: Any) -> Fields:
    return lambda _number: form.base_fields


def _register(  # noqa: PLR0917 -- a row of the table above
    prefix: str, label: str, page: str, fields: Fields, rows: Any, saved: Any
) -> None:
    register(
        DraftForm(
            prefix=prefix,
            label=lambda _number: label,
            address=lambda number, _: reverse(f"maternity:{page}", args=[number]),
            fields=fields,
            ready=READY | PLANNED if prefix == CONTACT else READY,
            rows=rows,
            may=lambda user: bool(user.reach(WRITE)),
            is_saved=lambda user, key: _is_saved(saved, user, key),
            saved_words="この内容は保存済みです。",
        )
    )


def _households(user: Any, numbers: Collection[int]) -> Rows:
    found = Household.objects.visible_to(user, WRITE).filter(pk__in=numbers)
    return found.only("pk", "municipality").in_bulk()


def _pregnancies(user: Any, numbers: Collection[int]) -> Rows:
    found = Pregnancy.objects.visible_to(user, WRITE).filter(pk__in=numbers)
    return found.only("pk", "municipality").in_bulk()


def _interviews(user: Any, numbers: Collection[int]) -> Rows:
    found = PregnancyInterview.objects.visible_to(user, WRITE).filter(pk__in=numbers)
    return found.only("pk", "municipality").in_bulk()


def _losses(user: Any, numbers: Collection[int]) -> Rows:
    found = LossRecord.objects.visible_to(user, WRITE).filter(pk__in=numbers)
    return found.only("pk", "municipality").in_bulk()


def _is_saved(saved: Any, user: Any, submission_key: str) -> bool:
    """`saved` is what the form saves: a model, or by its name a list of the ledger's row."""
    if saved is None:
        return False
    model: Any = saved
    if isinstance(saved, str):
        model = Pregnancy._meta.get_field(saved).related_model  # a relation
    municipalities = {grant.municipality_id for grant in user.roles_held}
    try:
        found = model.objects.filter(municipality__in=municipalities, submission_key=submission_key)
        return bool(found.exists())
    except (ValueError, ValidationError):
        return False
