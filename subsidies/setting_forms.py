"""The form on which a municipality chooses a reading of the notices."""

from copy import copy
from datetime import timedelta
from typing import Any, ClassVar

from django import forms

from shared.form_fields import TextField
from shared.ledger_forms import Change, LedgerEntryForm
from subsidies.judge.settings import setting
from subsidies.models import MunicipalSetting

ONE_DAY = timedelta(days=1)


class MunicipalSettingForm(LedgerEntryForm):
    """A reading from a day on; the one that has been in force until then ends the day before."""

    owner = "municipality"
    set_before = frozenset({"superseded_at", "key"})

    reason = TextField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    class Meta(LedgerEntryForm.Meta):
        model = MunicipalSetting
        fields: ClassVar[list[str]] = ["value", "starts_on", "ends_on", "reason", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting(self.instance.key)
        self.fields["value"] = forms.ChoiceField(
            label="読み方", choices=self.setting.choices, widget=forms.RadioSelect
        )
        self.order_fields(self.Meta.fields)
        if self.standing is None:
            self.fields[
                "starts_on"
            ].help_text = "継続中の読み方がある場合は、その前日で終わります。"

    def _get_validation_exclusions(self) -> set[str]:
        """Whether periods of the key overlap is seen once the reading before has been ended."""
        found = super()._get_validation_exclusions()
        return found | {"key"} if self._before() else found

    def _before(self) -> MunicipalSetting | None:
        """What has been chosen until further notice, and since an earlier day."""
        starts_on = self.cleaned_data.get("starts_on")
        if self.standing is not None or starts_on is None:
            return None
        return (
            MunicipalSetting.objects.current()
            .filter(
                municipality=self.instance.municipality,
                key=self.instance.key,
                starts_on__lt=starts_on,
                ends_on=None,
            )
            .first()
        )

    def changes(self) -> list[Change]:
        before = self._before()
        return [*([_ended(before, self.instance)] if before else []), *super().changes()]


def _ended(before: MunicipalSetting, new: MunicipalSetting) -> Change:
    ended = copy(before)
    ended.ends_on = new.starts_on - ONE_DAY
    return Change(ended, before)
