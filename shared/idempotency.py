"""One submission, one record: a key that travels with the form and stays when it is sent again."""

from uuid import uuid4

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass

FORM_TOO_OLD = "画面が古くなっています。開き直してから保存してください。"


def new_submission_key() -> str:
    return str(uuid4())


class SubmissionKeyMixin(forms.BaseForm, metaclass=DeclarativeFieldsMetaclass):
    """Adds `submission_key`; the action stores it under a unique constraint."""

    submission_key = forms.UUIDField(
        label="送信番号",
        initial=new_submission_key,
        widget=forms.HiddenInput,
        error_messages={"required": FORM_TOO_OLD, "invalid": FORM_TOO_OLD},
    )


class VersionField(forms.IntegerField):
    """Which version of a row the page showed; whoever comes with none has an old page."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        told = dict.fromkeys(("required", "invalid", "min_value"), FORM_TOO_OLD)
        super().__init__(label="版", min_value=1, error_messages=told)
