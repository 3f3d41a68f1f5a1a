"""アセスメント: answers to a published form, and the form itself as text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.timezone import localdate

from casework.assessment_actions import AssessmentText
from casework.forms.fields import CHOOSE, NamedForm, reason_field, text_area
from casework.models import Assessment, AssessmentForm, Case
from casework.plan_enums import SheetKind
from casework.sheets import (
    LONGEST_ANSWER,
    MOST_QUESTIONS,
    Question,
    SheetTextError,
    questions_of,
)
from centers.models import Municipality
from shared.form_fields import PlainTextField, TextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin, retype

TOLD = ("strengths", "needs", "child_wishes", "parent_wishes", "summary")
NOT_ANSWERED = "選択肢から選んでください。"


def answer_field(question: Question) -> forms.Field:
    if question.options:
        return forms.ChoiceField(
            label=question.text,
            choices=[("", "未回答"), *((each, each) for each in question.options)],
            required=False,
            error_messages={"invalid_choice": NOT_ANSWERED},
        )
    return text_area(question.text, rows=2, longest=LONGEST_ANSWER, required=False)


class AssessmentEntryForm(SubmissionKeyMixin, NamedForm):
    """Answers to one version of a form. A question may stay unanswered: not known is an answer."""

    form = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    assessed_on = WarekiDateField(label="実施日", latest=localdate)
    person = forms.ChoiceField(label="対象の人", required=False)
    strengths = text_area("強み", rows=3, longest=4000, required=False)
    needs = text_area("支援が必要なこと", rows=3, longest=4000, required=False)
    child_wishes = text_area("こどもの希望（本人のことば）", rows=3, longest=4000, required=False)
    parent_wishes = text_area("保護者の希望（本人のことば）", rows=3, longest=4000, required=False)
    summary = text_area(
        "見立て", rows=5, longest=4000, help_text="強み、支援が必要なこと、希望をまとめます。"
    )

    def __init__(
        self,
        *args: Any,
        case: Case,
        sheet: AssessmentForm,
        people: Mapping[int, tuple[Any, str]],
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.case, self.sheet, self.people = case, sheet, people
        self.questions = questions_of(sheet.body)
        kwargs["initial"] = {**self.ready_answers(), **(typed or {}), "form": sheet.pk}
        super().__init__(*args, **kwargs)
        assessed_on: Any = self.fields["assessed_on"]
        assessed_on.earliest, assessed_on.latest = case.opened_on, case.ended_on or localdate
        person: Any = self.fields["person"]
        person.choices = [
            ("", "家庭全体"),
            *((str(pk), name) for pk, (_person, name) in people.items()),
        ]
        self.fields |= {each.field_name: answer_field(each) for each in self.questions}

    def ready_answers(self) -> dict[str, Any]:
        return {"assessed_on": localdate()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(self._answers().values()):
            self.add_error(
                self.questions[0].field_name, "どれも答えていません。1つ以上答えてください。"
            )
        return cleaned

    def _answers(self) -> dict[str, str]:
        said = self.cleaned_data
        return {
            str(each.number): answer
            for each in self.questions
            if (answer := said.get(each.field_name) or "")
        }

    def text(self) -> AssessmentText:
        said = self.cleaned_data
        person = self.people[int(said["person"])][0] if said["person"] else None
        return AssessmentText(
            form=self.sheet,
            assessed_on=said["assessed_on"],
            answers=self._answers(),
            person=person,
            **{name: said[name] for name in TOLD},
        )


class AssessmentCorrectionForm(AssessmentEntryForm):
    """訂正: starts from what stands."""

    reason = reason_field("訂正の理由")

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        self.assessment = assessment
        super().__init__(*args, case=assessment.case, sheet=assessment.form, **kwargs)

    def ready_answers(self) -> dict[str, Any]:
        stands = self.assessment
        told: dict[str, Any] = {name: getattr(stands, name) for name in TOLD}
        answers = {f"q_{number}": answer for number, answer in stands.answers.items()}
        return told | answers | {"assessed_on": stands.assessed_on, "person": stands.person_id}


def draft_fields(form: type[forms.Form]) -> dict[str, forms.Field]:
    """Every field that any sheet may have: a draft does not know which one it is."""
    questions = {f"q_{number}": TextField() for number in range(1, MOST_QUESTIONS + 1)}
    return {**form.base_fields, **questions}


class SheetChoiceForm(NamedForm):
    """Which form is to be filled in."""

    form = forms.ModelChoiceField(
        label="様式", queryset=AssessmentForm.objects.none(), empty_label=CHOOSE[0][1]
    )

    def __init__(self, *args: Any, sheets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["form"]
        field.queryset = sheets


class SheetForm(NamedForm):
    """アセスメント様式 as text; published by saving."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    municipality = forms.ModelChoiceField(label="自治体", queryset=Municipality.objects.none())
    code = forms.RegexField(
        regex=r"^[a-z][a-z0-9-]{0,39}$",
        label="様式の記号",
        help_text="半角の英小文字・数字です。同じ記号の様式が、次の版になります。",
        error_messages={
            "invalid": "半角の英小文字で始め、英小文字・数字・「-」で入力してください。"
        },
    )
    kind = forms.ChoiceField(label="種類", choices=[*CHOOSE, *SheetKind.choices])
    title = PlainTextField(label="様式の名称", max_length=100)
    notice = PlainTextField(
        label="注記", required=False, max_length=300, help_text="様式の初めに表示します。"
    )
    body = text_area(
        "質問",
        rows=24,
        longest=20_000,
        help_text="「■ 見出し」「・質問｜選択肢／選択肢」「・質問｜自由記述」の形で書きます。",
    )
    is_in_use = forms.BooleanField(label="この様式を使う", required=False, initial=True)
    reason = reason_field("作成・変更の理由")

    def __init__(
        self,
        *args: Any,
        municipalities: Any,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"after": 0, **(kwargs.get("initial") or {}), **(typed or {})}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.queryset = municipalities
        only = list(municipalities[:2])
        if len(only) == 1:
            field.initial = only[0].pk
            field.widget = forms.HiddenInput()

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        try:
            questions_of(body)
        except SheetTextError as error:
            raise forms.ValidationError(str(error)) from error
        return body

    def take_over(self, number: int) -> None:
        """Go on from the version that somebody else published meanwhile."""
        retype(self, after=number)
