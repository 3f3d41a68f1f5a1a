"""The form on which somebody asks for all sheets of a year and stage."""

from typing import Any

from django import forms

from accounts.models import User
from centers.models import Municipality
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from shared.form_fields import name_what_is_missing
from shared.idempotency import SubmissionKeyMixin
from shared.model_forms import fiscal_year_choices
from worksheets.enums import WorksheetStage
from worksheets.models import Worksheet
from worksheets.models.worksheet import WorksheetQuerySet
from worksheets.print_enums import PrintBundle, PrintSelection
from worksheets.printable import sheets_of_stage

MOST_SHEETS = 1000
NONE_YET = "この年度・段階の調書は、まだ作成されていません。"
NONE_SUBMITTED = (
    "この年度・段階に、提出した調書はまだありません。"
    "提出前の調書を印刷する場合は「最新の調書」を選んでください。"
)


class PrintJobForm(SubmissionKeyMixin, forms.Form):
    """Which sheets, and as what."""

    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label=None
    )
    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)
    stage = forms.ChoiceField(label="段階", choices=WorksheetStage.choices)
    selection = forms.ChoiceField(
        label="印刷する調書",
        choices=PrintSelection.choices,
        widget=forms.RadioSelect,
        help_text="「提出した調書だけ」では、次の回を作成中のセンターも、最後に提出した調書を"
        "印刷します。まだ提出していないセンターの調書は入りません。",
    )
    bundle = forms.ChoiceField(
        label="まとめ方", choices=PrintBundle.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: User, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.sheets = user, list[Worksheet]()
        within: Any = self.fields["municipality"]
        within.queryset = Municipality.objects.visible_to(user, Capability.WORKSHEET_VIEW).order_by(
            "code"
        )
        years: Any = self.fields["fiscal_year"]
        years.choices = fiscal_year_choices()
        name_what_is_missing(self.fields)
        self.initial.setdefault("fiscal_year", FiscalYear.of(today).year)
        self.initial.setdefault("selection", PrintSelection.SUBMITTED)
        self.initial.setdefault("bundle", PrintBundle.PDF)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        visible: WorksheetQuerySet = Worksheet.objects.visible_to(self.user)
        only_submitted = cleaned["selection"] == PrintSelection.SUBMITTED
        self.sheets = sheets_of_stage(
            visible.submitted() if only_submitted else visible,
            municipality_id=cleaned["municipality"].pk,
            fiscal_year=cleaned["fiscal_year"],
            stage=cleaned["stage"],
        )
        if not self.sheets and only_submitted:
            self.add_error("selection", NONE_SUBMITTED)
        elif not self.sheets:
            self.add_error("stage", NONE_YET)
        elif len(self.sheets) > MOST_SHEETS:
            self.add_error(None, f"一度に印刷できる調書は{MOST_SHEETS:,}件までです。")
        return cleaned
