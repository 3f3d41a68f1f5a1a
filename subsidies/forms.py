import datetime as dt
from typing import Any

from django import forms

from shared.fiscal_year import FiscalYear
from shared.form_fields import LinkedDateField, MomentField
from subsidies.enums import Stage
from subsidies.facts import Query
from subsidies.published import published_versions


def fiscal_year_choices(today: dt.date) -> list[tuple[int, str]]:
    """From the coming fiscal year back to the first that a held rule version covers."""
    newest = FiscalYear.of(today).year + 1
    oldest = FiscalYear.of(published_versions()[0].effective_from).year
    return [(year, FiscalYear(year).label) for year in range(newest, oldest - 1, -1)]


class AsOfForm(forms.Form):
    """At which stage, and as far as had been recorded by when."""

    stage = forms.ChoiceField(label="段階", choices=Stage.choices, required=False)
    known_at = MomentField(
        label="いつ時点の記録で",
        required=False,
        help_text="空欄の場合は、いまの記録です。例：令和7年7月1日 17:00（時刻を省くとその日の終わり）",
        widget=forms.TextInput(attrs={"size": 22}),
    )

    def clean_stage(self) -> str:
        return self.cleaned_data["stage"] or Stage.ACTUAL.value


class JudgementForm(AsOfForm):
    """On which day, and at which stage, a center or a year's list of centers is judged.

    Without a day: today in the current fiscal year, the last day of a past one, the first day of
    a coming one.
    """

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)
    date = LinkedDateField(
        label="判定の基準日",
        required=False,
        help_text="空欄の場合は、過年度は年度末、今年度は本日です。",
        widget=forms.TextInput(attrs={"size": 14}),
    )
    field_order = ("fiscal_year", "date", "stage", "known_at")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["fiscal_year"].choices = fiscal_year_choices(today)  # type: ignore[attr-defined]  # a field or row of its own kind

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year = cleaned.get("fiscal_year")
        if year is None or "date" not in cleaned:
            return cleaned
        fiscal_year = FiscalYear(year)
        if cleaned["date"] is None:
            cleaned["date"] = default_day(fiscal_year, self.today)
        elif cleaned["date"] not in fiscal_year:
            self.add_error("date", f"{fiscal_year.label}の日付を入力してください。")
        return cleaned

    @property
    def query(self) -> Query:
        """What was asked, once the form is valid."""
        cleaned = self.cleaned_data
        return Query(day=cleaned["date"], stage=cleaned["stage"], known_at=cleaned.get("known_at"))


def asked_again(query: Query) -> dict[str, str]:
    """The same question as the form's own fields: for links and hidden inputs."""
    known_at = {} if query.known_at is None else {"known_at": query.known_at.isoformat()}
    return {"date": query.day.isoformat(), "stage": query.stage} | known_at


def default_day(fiscal_year: FiscalYear, today: dt.date) -> dt.date:
    return min(max(fiscal_year.starts_on, today), fiscal_year.ends_on)
