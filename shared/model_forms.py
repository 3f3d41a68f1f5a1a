"""Model forms whose fields read what people here type, and whose refusals are always messages.

What the database refuses (a constraint, even in a race) is written beside the form like any other
error; the typed values stay.
"""

from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from shared.decimal_field import FullWidthDecimalField, NumberInput
from shared.fiscal_year import FiscalYear
from shared.form_fields import (
    ClockTimeField,
    FullWidthIntegerField,
    PlainTextField,
    WarekiDateField,
    name_what_is_missing,
)

FIRST_FISCAL_YEAR = 2015  # the program began with 平成27年度
CHANGED_MEANWHILE = "他の職員が先に変更しました。最新の内容を確認してください。"
CHOOSE = [("", "選んでください")]
YES_NO = [(True, "はい"), (False, "いいえ")]
ORDERED_PAIRS = {
    ("starts_on", "ends_on"): "終了日は開始日以後の日付にしてください。",
    ("engaged_from", "starts_on"): "適用開始日は、従事し始めた日以後の日付にしてください。",
    ("opened_on", "closed_on"): "事業終了日は事業開始日以後の日付にしてください。",
    ("publicised_on", "held_on"): "実施日は、周知した日以後の日付にしてください。",
}


def fiscal_year_choices() -> list[tuple[Any, str]]:
    """Next year first: plans are entered ahead."""
    latest = FiscalYear.of(timezone.localdate()).year + 1
    return [(year, FiscalYear(year).label) for year in range(latest, FIRST_FISCAL_YEAR - 1, -1)]


def typed_field(field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field for a model field: text inputs for dates and numbers, radios for yes and no."""
    common: dict[str, Any] = {
        "label": field.verbose_name,
        "help_text": field.help_text,
        "required": not field.blank,
    }
    if isinstance(field, models.BooleanField):
        return _yes_no(field, common)
    if field.name == "fiscal_year":
        return forms.TypedChoiceField(
            choices=lambda: [*CHOOSE, *fiscal_year_choices()], coerce=int, **common
        )
    if field.choices:
        choices = field.get_choices(blank_choice=[("", "なし")] if field.blank else CHOOSE)
        return forms.TypedChoiceField(choices=choices, coerce=field.to_python, **common)
    return _typed_text(field, common) or field.formfield(**kwargs)


def _typed_text(field: "models.Field[Any, Any]", common: dict[str, Any]) -> forms.Field | None:
    found: forms.Field | None = None
    match field:
        case models.DateField():
            found = WarekiDateField(widget=forms.DateInput, **common)
        case models.TimeField():
            found = ClockTimeField(widget=forms.TimeInput, **common)
        case models.DecimalField():
            places: dict[str, Any] = {
                "max_digits": field.max_digits,
                "decimal_places": field.decimal_places,
            }
            found = FullWidthDecimalField(min_value=0, **places, **common)
        case models.IntegerField():
            found = FullWidthIntegerField(min_value=0, widget=NumberInput, **common)
        case models.CharField():
            found = PlainTextField(max_length=field.max_length, **common)
    return found


def _yes_no(field: "models.BooleanField[Any, Any]", common: dict[str, Any]) -> forms.Field:
    """Nothing is chosen beforehand: no answer yet is not a no."""
    choices: list[tuple[Any, str]] = [*(field.choices or YES_NO)]
    if field.null:
        choices.append(("", "未確認"))
    return forms.TypedChoiceField(
        **{**common, "required": not field.null},
        choices=choices,
        coerce=lambda value: str(value) == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )


def violation_message(error: IntegrityError, model: type[models.Model]) -> str:
    """What the violated constraint says; an error of another kind goes on."""
    diagnosis = getattr(error.__cause__, "diag", None)
    for constraint in model._meta.constraints:
        if diagnosis is not None and constraint.name == diagnosis.constraint_name:
            return str(constraint.get_violation_error_message())
    raise error


def _is_paired(row: list[forms.BoundField], field: forms.BoundField) -> bool:
    kinds = {type(each.field) for each in [*row, field]}
    return len(row) == 1 and kinds in ({WarekiDateField}, {ClockTimeField})


class TypedModelForm(forms.ModelForm):
    """A model form with `typed_field`s; `set_before` names fields that the view has filled in."""

    set_before: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        formfield_callback = typed_field

    def full_clean(self) -> None:
        name_what_is_missing(self.fields)
        super().full_clean()

    def _update_errors(self, errors: ValidationError) -> None:
        """What the form has said of a field, the model need not say again."""
        told = set(self.errors) - {NON_FIELD_ERRORS}
        news = {name: said for name, said in errors.error_dict.items() if name not in told}
        super()._update_errors(ValidationError(news))  # type: ignore[misc]  # not in the stubs

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields from top to bottom, dates and times in pairs side by side."""
        rows: list[list[forms.BoundField]] = []
        for field in self.visible_fields():
            if rows and _is_paired(rows[-1], field):
                rows[-1].append(field)
            else:
                rows.append([field])
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for (first, last), message in ORDERED_PAIRS.items():
            start, end = cleaned.get(first), cleaned.get(last)
            if start and end and end < start:
                self.add_error(last, message)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - self.set_before  # type: ignore[misc]  # not in the stubs

    def save_or_explain(self) -> bool:
        """Save; False, with the reason among the errors, if the database refuses."""
        try:
            with transaction.atomic():
                self.write()
        except ValidationError as error:
            self.add_error(None, error.messages)
        except IntegrityError as error:
            self.add_error(None, violation_message(error, self._meta.model))
        return not self.errors

    def write(self) -> None:
        self.save()


class SeenValuesMixin(forms.ModelForm):
    """Refuses to overwrite what somebody else changed after this form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.stands = self._digest()

    def _digest(self) -> str:
        values = [str(getattr(self.instance, name)) for name in self._meta.fields or ()]
        return sha256("\0".join(values).encode()).hexdigest()[:16]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if self.instance.pk and seen and seen != self.stands:
            self.add_error(None, CHANGED_MEANWHILE)
        return seen
