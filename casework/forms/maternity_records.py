"""What is added to a row of the ledger: need of support, scores, contacts, the questionnaire."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from casework.forms.fields import CHOOSE, NamedForm, text_area
from casework.maternity_data import Sheet, sheet_on
from casework.maternity_enums import (
    BenefitAct,
    BenefitPayment,
    ContactManner,
    HandOverKind,
    HandOverPart,
    RiskLevel,
    ScoreKind,
)
from casework.maternity_weeks import LONGEST_PREGNANCY
from casework.models import (
    BenefitStep,
    MaternityContact,
    MaternityHandOver,
    MaternityRisk,
    Pregnancy,
    QuestionnaireAnswer,
    ScreeningScore,
)
from casework.models.pregnancy import MOST_FETUSES
from consultations.conflicts import Conflict
from consultations.consent_enums import ConsentPurpose, RecipientKind
from consultations.models import Consent
from shared.form_fields import FullWidthIntegerField, PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin
from shared.wareki import format_wareki

# What a form that adds a row asks of the day.
DAYS = ("judged_on", "taken_on", "contacted_on", "answered_on", "acted_on", "sent_on")
REFUSED = "回答を望まなかった"
LOWEST_SCORE, HIGHEST_SCORE = 0, 999
ANSWER = "answer_"
LONGEST_RECIPIENT = 200


class AddForm(SubmissionKeyMixin, NamedForm):
    """Adds one row to a pregnancy. `typed` is what a draft has kept."""

    def __init__(
        self,
        *args: Any,
        pregnancy: Pregnancy,
        is_stopped: bool,
        user: User,
        now: datetime,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.pregnancy, self.is_stopped, self.user, self.now = pregnancy, is_stopped, user, now
        kwargs["initial"] = {**self.ready_answers(), **(typed or {})}
        super().__init__(*args, **kwargs)
        self.prepare()

    def clean(self) -> dict[str, Any]:
        """Nothing is recorded of a day before the pregnancy."""
        cleaned = super().clean() or {}
        earliest = self.pregnancy.due_on - LONGEST_PREGNANCY
        for name in DAYS:
            if (day := cleaned.get(name)) and day < earliest:
                self.add_error(name, f"{format_wareki(earliest)}以後の日付を入力してください。")
        return cleaned

    def ready_answers(self) -> dict[str, Any]:
        return {}

    def prepare(self) -> None:
        """What depends on the row."""

    def row(self, model: Any, **columns: Any) -> Any:
        return model(
            pregnancy=self.pregnancy,
            submission_key=self.cleaned_data["submission_key"],
            **columns,
        )

    def said(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


class RiskForm(AddForm):
    """支援の必要度."""

    level = forms.ChoiceField(
        label="支援の必要度", choices=RiskLevel.choices, widget=forms.RadioSelect
    )
    reason = PlainTextField(
        label="判断の理由",
        max_length=500,
        help_text="例：上の子の育児を一人で担い、頼れる人がいない。",
    )
    judged_on = WarekiDateField(label="判断した日", initial=localdate, latest=localdate)

    def made(self) -> MaternityRisk:
        row: MaternityRisk = self.row(MaternityRisk, **self.said("level", "reason", "judged_on"))
        return row


class ScoreForm(AddForm):
    """尺度の得点: a number as it was counted on paper."""

    kind = forms.ChoiceField(label="尺度", choices=[*CHOOSE, *ScoreKind.choices])
    kind_text = PlainTextField(label="その他の尺度の名称", required=False, max_length=100)
    taken_on = WarekiDateField(label="実施日", initial=localdate, latest=localdate)
    score = FullWidthIntegerField(
        label="得点", required=False, min_value=LOWEST_SCORE, max_value=HIGHEST_SCORE
    )
    was_refused = forms.BooleanField(label=REFUSED, required=False)
    remark = PlainTextField(
        label="職員の所見",
        required=False,
        max_length=500,
        help_text="得点の意味づけは、この画面では行いません。見立ては職員の言葉で書きます。",
    )
    corrects = forms.ModelChoiceField(
        label="誤って登録した得点の訂正",
        queryset=ScreeningScore.objects.none(),
        required=False,
        empty_label="訂正ではない",
    )

    def prepare(self) -> None:
        field: Any = self.fields["corrects"]
        scores = ScreeningScore.objects.filter(
            pregnancy=self.pregnancy, corrected_by_score=None
        ).order_by("-taken_on", "-pk")
        field.queryset = scores
        field.label_from_instance = _score_words
        if not scores.exists():
            del self.fields["corrects"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_other = cleaned.get("kind") == ScoreKind.OTHER
        if is_other and not cleaned.get("kind_text"):
            self.add_error("kind_text", "尺度の名称を入力してください。")
        if not is_other and cleaned.get("kind_text"):
            self.add_error("kind_text", "名称は「その他の尺度」のときだけ入力します。")
        if "score" in self.errors:
            return cleaned
        if (cleaned.get("score") is None) != bool(cleaned.get("was_refused")):
            self.add_error("score", f"得点を入力するか、「{REFUSED}」に印を付けてください。")
        return cleaned

    def made(self) -> ScreeningScore:
        names = ("kind", "kind_text", "taken_on", "score", "was_refused", "remark")
        corrects = self.cleaned_data.get("corrects")
        row: ScreeningScore = self.row(ScreeningScore, corrects=corrects, **self.said(*names))
        return row


def _score_words(score: Any) -> str:
    return f"{format_wareki(score.taken_on)}　{score.name}"


class ContactForm(AddForm):
    """妊産婦への連絡, and what follows from it."""

    contacted_on = WarekiDateField(label="連絡した日", initial=localdate, latest=localdate)
    manner = forms.ChoiceField(
        label="方法", choices=ContactManner.choices, widget=forms.RadioSelect
    )
    was_reached = forms.BooleanField(label="本人・家族と話せた", required=False, initial=True)
    content = text_area("内容", rows=5, longest=4000)
    next_on = WarekiDateField(label="次の連絡の日", required=False)
    next_step = PlainTextField(label="次に行うこと", required=False, max_length=300)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def ready_answers(self) -> dict[str, Any]:
        row = self.pregnancy
        return {"next_on": row.next_on, "next_step": row.next_step, "version": row.version}

    def prepare(self) -> None:
        if self.is_stopped:
            for name in ("next_on", "next_step"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        next_on, day = cleaned.get("next_on"), cleaned.get("contacted_on")
        if next_on and day and next_on < day:
            self.add_error("next_on", "連絡した日以後の日付を入力してください。")
        if cleaned.get("next_step") and not next_on and "next_on" not in self.errors:
            self.add_error("next_on", "次の連絡の日を入力してください。")
        return cleaned

    def planned(self) -> dict[str, Any]:
        """Nothing for a family whose steps are stopped: the boxes are not there."""
        names = ("next_on", "next_step")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def take_over(self, pregnancy: Pregnancy, conflict: Conflict) -> None:
        """Show the newer plan where nobody typed another; keep every typed word."""
        self.pregnancy = pregnancy
        newer = self.ready_answers()
        data = cast("QueryDict", self.data).copy()
        for field in conflict.fields:
            if field.is_untouched_here and field.name in self.fields:
                value = self.fields[field.name].prepare_value(newer[field.name])
                data[field.name] = "" if value is None else str(value)
        data["version"] = str(pregnancy.version)
        self.data = data

    def made(self) -> MaternityContact:
        names = ("contacted_on", "manner", "was_reached", "content")
        row: MaternityContact = self.row(MaternityContact, **self.said(*names))
        return row


class QuestionnaireForm(AddForm):
    """妊娠届出時の質問票: every question may be left out, the whole may be refused."""

    answered_on = WarekiDateField(label="回答日", initial=localdate, latest=localdate)
    was_refused = forms.BooleanField(label=f"質問票の{REFUSED}", required=False)

    def prepare(self) -> None:
        self.sheet = sheet_on(localdate(self.now))
        self.fields |= question_fields(self.sheet)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("was_refused") and self._answers(cleaned):
            self.add_error("was_refused", "回答が入力されています。どちらかにしてください。")
        return cleaned

    def _answers(self, said: dict[str, Any]) -> list[dict[str, str]]:
        return [
            {"key": each.key, "question": each.text, "answer": answer}
            for each in self.sheet.questions
            if (answer := said.get(f"{ANSWER}{each.key}") or "")
        ]

    def made(self) -> QuestionnaireAnswer:
        row: QuestionnaireAnswer = self.row(
            QuestionnaireAnswer,
            sheet_version=self.sheet.version,
            sheet_digest=self.sheet.digest,
            answers=self._answers(self.cleaned_data),
            **self.said("answered_on", "was_refused"),
        )
        return row


def question_fields(sheet: Sheet) -> dict[str, forms.Field]:
    """One field for each question of the sheet, none of them required."""
    fields: dict[str, forms.Field] = {}
    for each in sheet.questions:
        if each.choices:
            options = [("", "答えない・未回答"), *((text, text) for text in each.choices)]
            fields[f"{ANSWER}{each.key}"] = forms.ChoiceField(
                label=each.text, choices=options, required=False
            )
        else:
            fields[f"{ANSWER}{each.key}"] = text_area(
                each.text, rows=2, longest=1000, required=False
            )
    return fields


class BenefitForm(AddForm):
    """妊婦支援給付の段階."""

    payment = forms.ChoiceField(
        label="給付の別", choices=BenefitPayment.choices, widget=forms.RadioSelect
    )
    act = forms.ChoiceField(label="段階", choices=[*CHOOSE, *BenefitAct.choices])
    acted_on = WarekiDateField(label="日付", initial=localdate, latest=localdate)
    fetus_count = FullWidthIntegerField(
        label="届出による胎児の数",
        required=False,
        min_value=1,
        max_value=MOST_FETUSES,
        help_text="2回目の給付で、胎児の数の届出を受けたときに入力します。",
    )
    remark = PlainTextField(label="備考", required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_second = cleaned.get("payment") == BenefitPayment.SECOND
        count = cleaned.get("fetus_count")
        if count and not is_second:
            self.add_error("fetus_count", "胎児の数は、2回目の給付のときだけ入力します。")
        if is_second and cleaned.get("act") == BenefitAct.FILED and not count:
            self.add_error("fetus_count", "届出による胎児の数を入力してください。")
        return cleaned

    def made(self) -> BenefitStep:
        names = ("payment", "act", "acted_on", "fetus_count", "remark")
        row: BenefitStep = self.row(BenefitStep, **self.said(*names))
        return row


class ConsentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{format_wareki(obj.answered_on)}　{obj.what}　{obj.get_answer_display()}"


class HandOverForm(AddForm):
    """里帰り・転出の引継ぎ: to whom a standing consent of the ledger says that it may be told."""

    kind = forms.ChoiceField(
        label="引継ぎの別", choices=HandOverKind.choices, widget=forms.RadioSelect
    )
    consent = ConsentField(
        label="よりどころとする承諾",
        queryset=Consent.objects.none(),
        empty_label="選んでください",
        help_text="引継ぎ先（関係機関）への「記録・情報の提供」の承諾です。引継ぎ先は、承諾にある提供先になります。",
        error_messages={
            "invalid_choice": "この承諾は続いていません。承諾の台帳を確かめてください。"
        },
    )
    parts = forms.MultipleChoiceField(
        label="引継ぎの内容",
        choices=HandOverPart.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "引継ぎの内容を選んでください。"},
    )
    request = text_area("お願いしたいこと", rows=4, longest=4000)
    sent_on = WarekiDateField(label="引継ぎの日", initial=localdate, latest=localdate)

    def prepare(self) -> None:
        field: Any = self.fields["consent"]
        field.queryset = standing_consents(self.pregnancy.household_id)

    def made(self) -> MaternityHandOver:
        # A name of the register with its department may be longer than the line of a letter.
        recipient = self.cleaned_data["consent"].recipient_name[:LONGEST_RECIPIENT]
        row: MaternityHandOver = self.row(
            MaternityHandOver,
            recipient=recipient,
            **self.said("kind", "consent", "parts", "request", "sent_on"),
        )
        return row


def standing_consents(household_id: int) -> Any:
    """The latest answer for each agency, where it still says that the agency may be told."""
    asked = Consent.objects.filter(
        household=household_id,
        purpose=ConsentPurpose.SHARE,
        recipient_kind__in=[RecipientKind.AGENCY, RecipientKind.ANYONE],
    )
    latest: dict[str, Consent] = {}
    for row in asked.newest_first():
        latest.setdefault(row.recipient_key, row)
    general = latest.pop(RecipientKind.ANYONE.value, None)
    standing = [
        row.pk
        for row in latest.values()
        if row.is_standing and (general is None or _is_later(row, general))
    ]
    return Consent.objects.filter(pk__in=standing).select_related("agency").newest_first()


def _is_later(row: Consent, other: Consent) -> bool:
    key: tuple[date, int] = (row.answered_on, row.pk)
    return key > (other.answered_on, other.pk)
