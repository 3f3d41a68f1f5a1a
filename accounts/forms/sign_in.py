from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

REFUSED = (
    "サインインできませんでした。利用者IDとパスワードをご確認ください。"
    "失敗が続いたときは、しばらくしてからもう一度お試しください。"
)
CODE_REFUSED = (
    "コードを確認できませんでした。新しいコードが表示されてから、もう一度入力してください。"
    "失敗が続いたときは、しばらくしてからお試しください。"
)


class SignInForm(AuthenticationForm):
    """Never tells which part was wrong, nor whether an account exists, is closed or is locked."""

    error_messages = {"invalid_login": REFUSED, "inactive": REFUSED}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "利用者ID"
        self.fields["password"].label = "パスワード"


class OwnPasswordForm(PasswordChangeForm):
    """One's own password; with it an initial password has served."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        new = cleaned.get("new_password1")
        if new and new == cleaned.get("old_password"):
            self.add_error("new_password1", "今のパスワードとは別のものにしてください。")
        return cleaned

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Django's signature
        self.user.must_change_password = False
        self.user.initial_password_ends_on = None
        return super().save(commit)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="確認コード",
        help_text="認証アプリに表示された6桁の数字を入力してください。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )
