"""The list of the health system, as a file."""

from typing import Any

from django import forms

from accounts.models import User
from casework.forms.fields import NamedForm
from centers.models import Center
from shared.access import Capability


class MaternityUploadForm(NamedForm):
    """妊産婦の一覧の取込."""

    center = forms.ModelChoiceField(
        label="担当センター",
        queryset=Center.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "センターを選び直してください。"},
    )
    file = forms.FileField(
        label="ファイル",
        help_text="CSV（UTF-8・シフトJIS）かXLSXです。5MB、400行まで読み取ります。",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        allow_empty_file=True,
        error_messages={"required": "ファイルを選んでください。"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["center"]
        field.queryset = Center.objects.visible_to(user, Capability.MATERNITY_WRITE).order_by(
            "code", "pk"
        )
        centers = list(field.queryset)
        if len(centers) == 1:
            field.widget, field.initial = forms.HiddenInput(), centers[0].pk
