"""One submission, one record: a key that travels with the form and stays when it is sent again."""

from typing import Any
from uuid import uuid4

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass

FORM_TOO_OLD = "画面が古くなっています。開き直してから保存してください。"


def new_submission_key() -> str:
    return str(uuid4())


def retype(form: forms.BaseForm, **values: Any) -> None:
    """As if these values had been sent; everything else that was typed stays."""
    data: Any = form.data
    data = data.copy()
    for name, value in values.items():
        data[name] = str(value)
    form.data = data


class SubmissionKeyMixin(forms.BaseForm, metaclass=DeclarativeFieldsMetaclass):
    """Adds `submission_key`; the action stores it under a unique constraint."""

    submission_key = forms.UUIDField(
        label="送信番号",
        initial=new_submission_key,
        widget=forms.HiddenInput,
        error_messages={"required": FORM_TOO_OLD, "invalid": FORM_TOO_OLD},
    )

    def renew_key(self) -> None:
        """A page that comes back for another submission: saving again makes another row."""
        retype(self, submission_key=new_submission_key())

    def ask_to_send_again(self, what: str) -> None:
        """The key's row is saved with other words: all that was typed stays, under a new key."""
        self.add_error(
            None,
            f"この画面の{what}は、別の内容で保存済みです。今回の内容は、まだ登録していません。"
            f"保存済みの{what}を確かめてください。別の{what}として登録する場合は、"
            "もう一度送信してください。",
        )
        self.renew_key()


class VersionField(forms.IntegerField):
    """Which version of a row the page showed; whoever comes with none has an old page."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        told = dict.fromkeys(("required", "invalid", "min_value"), FORM_TOO_OLD)
        super().__init__(label="版", min_value=1, error_messages=told)
