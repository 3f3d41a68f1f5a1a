from typing import Any

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Never tells which part was wrong, nor whether an account exists or is closed."""

    error_messages = {
        "invalid_login": "利用者IDまたはパスワードが違います。",
        "inactive": "利用者IDまたはパスワードが違います。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "利用者ID"
        self.fields["password"].label = "パスワード"
