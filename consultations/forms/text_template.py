"""A text template: a short code and the words it stands for."""

import re
import unicodedata
from typing import Any

from django import forms

from accounts.models import User
from centers.models import Center
from consultations.models import TextTemplate
from shared.access import Capability
from shared.form_fields import PlainTextField, TextField

OWN = "own"
_CODE = re.compile(r"[0-9a-z\u3041-\u3096ー]{1,10}")


class TextTemplateForm(forms.Form):
    shared_with = forms.ChoiceField(label="使う人", choices=[(OWN, "自分だけ")])
    code = PlainTextField(
        label="短い記号",
        max_length=10,
        help_text="半角の英数字かひらがなで10文字まで（例：yo、きく）。",
        error_messages={"required": "短い記号を入力してください。"},
    )
    body = TextField(
        label="定型文",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": 4_000}),
        error_messages={"required": "定型文を入力してください。"},
    )

    def __init__(
        self, *args: Any, user: User, template: TextTemplate | None = None, **kwargs: Any
    ) -> None:
        self.user, self.template = user, template
        if template is not None:
            kwargs["initial"] = {
                "shared_with": OWN if template.is_own else str(template.center_id),
                "code": template.code,
                "body": template.body,
            }
        super().__init__(*args, **kwargs)
        reached = Center.objects.visible_to(user, Capability.CONSULTATION_WRITE)
        self.centers = {str(center.pk): center for center in reached.order_by("code", "pk")}
        field: Any = self.fields["shared_with"]
        choices = [
            (OWN, "自分だけ"),
            *((pk, f"{center.name}の全員") for pk, center in self.centers.items()),
        ]
        if template is not None:  # nobody takes away what the others use
            choices = [each for each in choices if each[0] == kwargs["initial"]["shared_with"]]
        field.choices = choices

    def clean_code(self) -> str:
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"]).lower()
        if not _CODE.fullmatch(code):
            raise forms.ValidationError("半角の英数字かひらがなで入力してください。")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, whose = cleaned.get("code"), cleaned.get("shared_with")
        if code and whose:
            center = self.centers.get(whose)
            owner = None if center else self.user.pk
            others = TextTemplate.objects.standing().filter(center=center, owner=owner, code=code)
            if self.template is not None:
                others = others.exclude(pk=self.template.pk)
            if others.exists():
                self.add_error("code", "この記号は使われています。別の記号にしてください。")
            else:
                self._check_beside(code, center)
        return cleaned

    def _check_beside(self, code: str, center: Center | None) -> None:
        """One's own templates and the center's stand in one list: a code means one of them."""
        beside = TextTemplate.objects.standing().filter(code=code)
        if center is None:
            other = beside.filter(center__in=self.centers.values()).select_related("center").first()
            whose = f"{other.center}の全員の定型文" if other else ""
        else:
            other = beside.filter(center=None, owner=self.user.pk).first()
            whose = "自分だけの定型文"
        if other is not None and (self.template is None or other.pk != self.template.pk):
            self.add_error("code", f"この記号は、{whose}で使われています。別の記号にしてください。")

    @property
    def center(self) -> Center | None:
        return self.centers.get(self.cleaned_data["shared_with"])
