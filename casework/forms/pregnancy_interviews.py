"""妊婦等との面談: its conditions (4(4)③～⑥) said beside the field that breaks one."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.timezone import localdate, localtime

from accounts.models import User
from casework.forms.fields import (
    CHOOSE,
    MomentForm,
    NamedForm,
    moment_initial,
    reason_field,
    text_area,
)
from casework.interview_actions import InterviewText
from casework.maternity_enums import (
    DigitalGround,
    IntervieweeKind,
    InterviewMode,
    InterviewStage,
)
from casework.maternity_weeks import LATEST_BIRTH, LONGEST_PREGNANCY
from casework.models import Pregnancy, PregnancyInterview
from consultations.conflicts import Conflict
from shared.form_fields import PlainTextField
from shared.idempotency import SubmissionKeyMixin
from shared.wareki import format_wareki
from staffing.models import Posting, StaffMember

STOPPED_STAGE = (
    "お子さんを亡くされたご家庭です。記録できるのは、知らされた日までの面談と「随時」だけです。"
)


class StaffField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class InterviewForm(SubmissionKeyMixin, MomentForm, NamedForm):
    """面談の記録."""

    stage = forms.ChoiceField(
        label="面談の時期", choices=InterviewStage.choices, widget=forms.RadioSelect
    )
    interviewer = StaffField(
        label="面談の実施者",
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label="選んでください",
        help_text="職員の台帳にある人です。資格・研修は、面談の日について台帳から確かめます。",
        error_messages={"invalid_choice": "実施者を選び直してください。"},
    )
    held_elsewhere = PlainTextField(
        label="実施したほかの市区町村",
        required=False,
        max_length=100,
        help_text="転入前・里帰り先で済んでいるとき。この場合、実施者は選びません。",
    )
    interviewee = forms.ChoiceField(label="面談の相手", choices=[*CHOOSE, *IntervieweeKind.choices])
    recognised_reason = PlainTextField(label="必要と認めた事情", required=False, max_length=300)
    mode = forms.ChoiceField(
        label="面談の方法", choices=InterviewMode.choices, widget=forms.RadioSelect
    )
    digital_ground = forms.ChoiceField(
        label="デジタルによる理由",
        choices=[("", "デジタルではない"), *DigitalGround.choices],
        required=False,
    )
    mode_reason = PlainTextField(
        label="方法についての事情",
        required=False,
        max_length=300,
        help_text="電話などによるときは、対面もデジタルも著しく困難な事情を入力します。",
    )
    attested_by_name = PlainTextField(
        label="ほかの方法が著しく困難と認めた人",
        required=False,
        max_length=100,
        help_text="電話などによるときに入力します。例：統括支援員 見本 花子",
    )
    content = text_area("聞き取ったこと・伝えたこと", rows=10, longest=20_000)
    plan_given = forms.BooleanField(
        label="支援の見通し（セルフプランなど）を渡した", required=False
    )

    names = (
        "stage",
        "interviewer",
        "held_elsewhere",
        "interviewee",
        "recognised_reason",
        "mode",
        "digital_ground",
        "mode_reason",
        "attested_by_name",
        "content",
        "plan_given",
    )

    def __init__(
        self,
        *args: Any,
        pregnancy: Pregnancy,
        stopped_since: date | None,
        user: User,
        now: datetime,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`stopped_since`: the day on which a loss was told, for a family that is stopped."""
        self.pregnancy, self.stopped_since = pregnancy, stopped_since
        self.user, self.now = user, now
        kwargs["initial"] = {**self.ready_answers(), **(typed or {})}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["interviewer"]
        field.queryset = staff_of(pregnancy)
        self.order_fields(["reason", "stage", "occurred_on", "occurred_time"])

    def ready_answers(self) -> dict[str, Any]:
        own = staff_of(self.pregnancy).filter(user=self.user).first()
        stage = {"stage": InterviewStage.ANY_TIME.value} if self.stopped_since else {}
        return moment_initial(self.now) | stage | {"interviewer": own.pk if own else None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["occurred_at"] = moment = self.moment(cleaned, self.now)
        if moment is not None:
            self._check_day(cleaned, localtime(moment).date())
        self._check_mode(cleaned)
        self._check_people(cleaned)
        return cleaned

    def _check_day(self, cleaned: dict[str, Any], day: date) -> None:
        stage, born = cleaned.get("stage"), self.pregnancy.delivered_on
        if self.stopped_since and stage != InterviewStage.ANY_TIME and day > self.stopped_since:
            self.add_error("stage", STOPPED_STAGE)
        if stage == InterviewStage.AFTER_BIRTH and born is None:
            self.add_error("stage", "出産日を台帳に登録してから、出産後の面談を記録してください。")
        elif stage == InterviewStage.AFTER_BIRTH and born and day < born:
            words = f"出産日（{format_wareki(born)}）より前の日付です。"
            self.add_error("occurred_on", words)
        elif stage == InterviewStage.BEFORE_BIRTH and born and day > born:
            words = f"出産日（{format_wareki(born)}）より後の日付です。"
            self.add_error("occurred_on", words)
        else:
            self._check_against_due_day(stage, day)

    def _check_against_due_day(self, stage: Any, day: date) -> None:
        """A slip of the year would take the woman off the list of those still to be met."""
        due_on = self.pregnancy.due_on
        too_late = stage == InterviewStage.BEFORE_BIRTH and day > due_on + LATEST_BIRTH
        if too_late or day < due_on - LONGEST_PREGNANCY:
            words = f"出産予定日（{format_wareki(due_on)}）から離れすぎています。年月日を確かめてください。"
            self.add_error("occurred_on", words)

    def _check_mode(self, cleaned: dict[str, Any]) -> None:
        mode = cleaned.get("mode")
        if mode == InterviewMode.DIGITAL and not cleaned.get("digital_ground"):
            self.add_error(
                "digital_ground",
                "デジタルによる面談は、療養中か遠隔地にいるときだけです。理由を選んでください。",
            )
        if mode and mode != InterviewMode.DIGITAL and cleaned.get("digital_ground"):
            self.add_error("digital_ground", "理由は「デジタル」のときだけ選びます。")
        if mode == InterviewMode.PHONE:
            if not cleaned.get("mode_reason") and "mode_reason" not in self.errors:
                self.add_error(
                    "mode_reason", "対面もデジタルも著しく困難な事情を入力してください。"
                )
            if not cleaned.get("attested_by_name") and "attested_by_name" not in self.errors:
                self.add_error("attested_by_name", "著しく困難と認めた人の氏名を入力してください。")
        elif mode and cleaned.get("attested_by_name"):
            self.add_error("attested_by_name", "氏名は「電話など」のときだけ入力します。")

    def _check_people(self, cleaned: dict[str, Any]) -> None:
        held_by, elsewhere = cleaned.get("interviewer"), cleaned.get("held_elsewhere")
        if held_by is None and not elsewhere and "interviewer" not in self.errors:
            self.add_error("interviewer", "面談の実施者を選んでください。")
        if held_by is not None and elsewhere:
            self.add_error("held_elsewhere", "ほかの市区町村が実施したときは、実施者を選びません。")
        who, why = cleaned.get("interviewee"), cleaned.get("recognised_reason")
        if who == IntervieweeKind.RECOGNISED and not why:
            self.add_error("recognised_reason", "必要と認めた事情を入力してください。")

    def text(self) -> InterviewText:
        said = self.cleaned_data
        return InterviewText(
            occurred_at=said["occurred_at"], **{name: said[name] for name in self.names}
        )


class InterviewCorrectionForm(InterviewForm):
    """面談の訂正."""

    submission_key = None  # type: ignore[assignment]  # the version tells whether it is saved
    reason = reason_field("訂正の理由")
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, interview: PregnancyInterview, **kwargs: Any) -> None:
        self.interview = interview
        super().__init__(*args, pregnancy=interview.pregnancy, **kwargs)
        field: Any = self.fields["interviewer"]
        held_by = StaffMember.objects.filter(pk=interview.interviewer_id or 0)
        field.queryset = staff_of(interview.pregnancy) | held_by

    def ready_answers(self) -> dict[str, Any]:
        row = self.interview
        told = {name: getattr(row, name) for name in (*self.names, "version")}
        return moment_initial(row.occurred_at) | told | {"interviewer": row.interviewer_id}

    def take_over(self, interview: PregnancyInterview, conflict: Conflict) -> None:
        """Show the newer text where nobody typed another; keep every typed word."""
        self.interview = interview
        newer = self.ready_answers()
        data = cast("QueryDict", self.data).copy()
        for field in conflict.fields:
            if not field.is_untouched_here:
                continue
            is_moment = field.name == "occurred_at"
            for name in ("occurred_on", "occurred_time") if is_moment else (field.name,):
                value = self.fields[name].prepare_value(newer[name])
                if value is False or value is None:
                    data.pop(name, None)
                else:
                    data[name] = "on" if value is True else str(value)
        data["version"] = str(interview.version)
        self.data = data


def staff_of(pregnancy: Pregnancy) -> Any:
    """Whoever was ever posted at the center, or is posted anywhere in the municipality now."""
    postings = Posting.objects.current().filter(staff_member=OuterRef("pk"))
    here = postings.filter(center=pregnancy.center_id)
    now = postings.in_force_on(localdate())
    found = StaffMember.objects.filter(
        Exists(here) | Exists(now), municipality=pregnancy.municipality_id
    )
    return found.order_by("kana_key", "pk")
