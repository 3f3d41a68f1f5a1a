from typing import Any, ClassVar

from django.utils import timezone

from accounts import actions
from accounts.models import ExternalIdentity, User
from shared.form_fields import PlainTextField
from shared.model_forms import TypedModelForm


class ExternalIdentityForm(TypedModelForm):
    """The number of one person at the provider, as the provider or the person tells it."""

    subject = PlainTextField(
        label="統合認証の番号",
        max_length=255,
        help_text=(
            "認証基盤が利用者ごとに割り当てた番号（sub）です。結び付けのないまま統合認証で"
            "サインインすると、本人の画面に表示されます。大文字と小文字は区別されます。"
        ),
    )

    class Meta(TypedModelForm.Meta):
        model = ExternalIdentity
        fields: ClassVar[list[str]] = ["subject"]

    # The page gives issuer and account: an overlap is told beside the form.
    set_before = frozenset({"user", "issuer", "unlinked_at", "unlinked_by"})

    def __init__(self, *args: Any, administrator: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.administrator = administrator

    def write(self) -> None:
        actions.link_identity(self.instance, by=self.administrator, at=timezone.now())
