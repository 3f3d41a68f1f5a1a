"""What the trail can be narrowed down by: codes, days and numbers, never a name or a word."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.utils.timezone import make_aware

from accounts.models import AuditReview, User
from accounts.models.audit import AuditEventQuerySet
from shared.audit import Action, Outcome
from shared.form_fields import FullWidthIntegerField, WarekiDateField
from shared.model_forms import TypedModelForm

ALL = [("", "すべて")]
OUR_APPS = (
    "accounts",
    "centers",
    "staffing",
    "consultations",
    "casework",
    "subsidies",
    "worksheets",
    "retention",
)


def kinds() -> dict[str, str]:
    """What an entry may be about: label of the model, and its word on screen."""
    return {
        model._meta.label: str(model._meta.verbose_name)
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
    }


class AuditFilterForm(forms.Form):
    first = WarekiDateField(label="期間（から）", required=False)
    last = WarekiDateField(label="期間（まで）", required=False)
    actor = forms.ModelChoiceField(
        label="利用者", queryset=User.objects.none(), required=False, empty_label="すべて"
    )
    action = forms.ChoiceField(label="操作", choices=ALL + Action.choices, required=False)
    kind = forms.ChoiceField(
        label="対象の種類", choices=lambda: [*ALL, *kinds().items()], required=False
    )
    number = FullWidthIntegerField(label="対象の番号", min_value=1, required=False)
    outcome = forms.ChoiceField(label="結果", choices=ALL + Outcome.choices, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor: Any = self.fields["actor"]
        actor.queryset = people

    def narrow(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        """Nothing is shown for a condition that cannot be read."""
        if not self.is_valid():
            return events.none()
        given = self.cleaned_data
        conditions: dict[str, Any] = {
            "occurred_at__gte": given["first"] and midnight(given["first"]),
            "occurred_at__lt": given["last"] and midnight(given["last"] + timedelta(days=1)),
            "actor_id": given["actor"] and given["actor"].pk,
            "action": given["action"],
            "target_kind": given["kind"],
            "target_ids__contains": given["number"] and [given["number"]],
            "outcome": given["outcome"],
        }
        return events.filter(**{name: value for name, value in conditions.items() if value})

    def address(self, **changes: Any) -> str:
        """The conditions in force, with `changes`, as a query string."""
        kept = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return "?" + urlencode({**kept, **changes})


class AuditReviewForm(TypedModelForm):
    class Meta(TypedModelForm.Meta):
        model = AuditReview
        fields = ["finding", "note"]


def midnight(day: Any) -> datetime:
    return make_aware(datetime.combine(day, time()))
