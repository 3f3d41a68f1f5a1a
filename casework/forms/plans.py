"""サポートプラン: one page with wishes, issues, goals, measures and resources."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from casework.forms.fields import CHOOSE, NamedForm, reason_field, text_area
from casework.models import PlanVersion
from casework.plan_enums import MeasureKind, PlanBasis
from casework.plan_settings import latest_review, proposed_review
from casework.plan_texts import TOLD, GoalText, MeasureText, PlanText, text_of
from centers.models import LocalResource, PartnerAgency
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin

MOST_GOALS, MOST_MEASURES = 5, 10
OPEN_GOALS, OPEN_MEASURES = 2, 3
PLAIN_HELP = "印刷で「やさしい日本語」を選んだときに使います。空欄のときは、元の文を印刷します。"
READING_HELP = "ふりがなを付ける言葉は「｜支援《しえん》」のように入力します。"
WISHES = (
    "こどもか、保護者・妊産婦の希望を入力してください。聞けていないときは、その事情を書きます。"
)


@dataclass(frozen=True)
class Row:
    """One goal or measure on the page; empty ones beyond the first few are folded up."""

    label: str
    fields: list[forms.BoundField]
    is_open: bool


def _line(label: str, longest: int, **kwargs: Any) -> PlainTextField:
    return PlainTextField(label=label, required=False, max_length=longest, **kwargs)


def goal_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"goal_{number}_text": _line(f"目標{number}", 500),
        f"goal_{number}_baseline": _line(f"目標{number}：今のようす", 500),
        f"goal_{number}_plain_text": _line(f"目標{number}：やさしい日本語", 500),
    }


def measure_fields(number: int) -> dict[str, forms.Field]:
    name = f"支援{number}"
    goals = [("", "すべて"), *((str(each), f"目標{each}") for each in range(1, MOST_GOALS + 1))]
    return {
        f"measure_{number}_kind": forms.ChoiceField(
            label=f"{name}：種類", choices=[*CHOOSE, *MeasureKind.choices], required=False
        ),
        f"measure_{number}_content": _line(f"{name}：内容", 500),
        f"measure_{number}_plain_content": _line(f"{name}：やさしい日本語", 500),
        f"measure_{number}_actor": _line(f"{name}：だれが", 100),
        f"measure_{number}_due_on": WarekiDateField(label=f"{name}：いつまでに", required=False),
        f"measure_{number}_goal_position": forms.ChoiceField(
            label=f"{name}：対応する目標", choices=goals, required=False
        ),
    }


class PlanTextForm(SubmissionKeyMixin, NamedForm):
    """All that a plan says."""

    drafted_with = PlainTextField(
        label="一緒に作った人",
        max_length=200,
        help_text="例：本人（小2）、母、担当保健師。家族と一緒に作ります。",
    )
    child_wishes = text_area(
        "こどもの希望（本人のことば）", rows=3, longest=4000, required=False, help_text=READING_HELP
    )
    parent_wishes = text_area(
        "保護者・妊産婦の希望（本人のことば）", rows=3, longest=4000, required=False
    )
    strengths = text_area("強み", rows=3, longest=4000, required=False)
    issues = text_area("解決したいこと（課題）", rows=4, longest=4000)
    plain_issues = text_area(
        "解決したいこと（やさしい日本語）",
        rows=3,
        longest=4000,
        required=False,
        help_text=PLAIN_HELP,
    )
    resources = forms.ModelMultipleChoiceField(
        label="地域資源",
        queryset=LocalResource.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = forms.ModelMultipleChoiceField(
        label="関係機関",
        queryset=PartnerAgency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = text_area("その他必要なこと", rows=3, longest=4000, required=False)
    review_on = WarekiDateField(
        label="見直しの期日",
        earliest=localdate,
        latest=latest_review,
        help_text="家族と一緒に、プランを見直す日です。必ず決めます。",
    )

    def __init__(
        self,
        *args: Any,
        resources: Any,
        agencies: Any,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**self.ready_answers(), **(typed or {})}
        super().__init__(*args, **kwargs)
        for name, rows in (("resources", resources), ("agencies", agencies)):
            field: Any = self.fields[name]
            field.queryset = rows

    def ready_answers(self) -> dict[str, Any]:
        return {"review_on": proposed_review(localdate())}

    def days_kept(self) -> Collection[date]:
        """Days of measures that are over and stay as they were."""
        return ()

    def goal_rows(self) -> list[Row]:
        return self._rows("目標", goal_fields, MOST_GOALS, OPEN_GOALS)

    def measure_rows(self) -> list[Row]:
        return self._rows("支援", measure_fields, MOST_MEASURES, OPEN_MEASURES)

    def _rows(self, label: str, names_of: Any, most: int, are_open: int) -> list[Row]:
        rows = []
        for number in range(1, most + 1):
            fields = [self[name] for name in names_of(number)]
            is_filled = any(field.value() or field.errors for field in fields)
            rows.append(Row(f"{label}{number}", fields, is_filled or number <= are_open))
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"child_wishes", "parent_wishes"} & set(self.errors) and not (
            cleaned.get("child_wishes") or cleaned.get("parent_wishes")
        ):
            self.add_error("child_wishes", WISHES)
        self.goals = self._clean_goals(cleaned)
        self.measures = self._clean_measures(cleaned)
        return cleaned

    def _clean_goals(self, cleaned: dict[str, Any]) -> dict[int, GoalText]:
        """By the number of the row; those left empty are no goals."""
        found: dict[int, GoalText] = {}
        for number in range(1, MOST_GOALS + 1):
            names = list(goal_fields(number))
            text, baseline, plain = (cleaned.get(name) or "" for name in names)
            if not (text or baseline or plain):
                continue
            if not text:
                self._say(names[0], f"目標{number}を入力してください。")
            if not baseline:
                self._say(names[1], "今のようすを入力してください。後で比べるために使います。")
            found[number] = GoalText(text=text, baseline=baseline, plain_text=plain)
        if not found and not any(name.startswith("goal_") for name in self.errors):
            self.add_error("goal_1_text", "目標を1つ以上入力してください。")
        return found

    def _clean_measures(self, cleaned: dict[str, Any]) -> list[MeasureText]:
        found: list[MeasureText] = []
        positions = {number: place for place, number in enumerate(self.goals, start=1)}
        for number in range(1, MOST_MEASURES + 1):
            said = {
                name.removeprefix(f"measure_{number}_"): cleaned.get(name)
                for name in measure_fields(number)
            }
            if not any(said.values()):
                continue
            self._require_measure(number, said)
            goal = int(said["goal_position"]) if said["goal_position"] else None
            if goal is not None and goal not in positions:
                self._say(f"measure_{number}_goal_position", f"目標{goal}が入力されていません。")
            found.append(
                MeasureText(
                    kind=said["kind"] or "",
                    content=said["content"] or "",
                    plain_content=said["plain_content"] or "",
                    actor=said["actor"] or "",
                    due_on=said["due_on"] or date.max,
                    goal_position=positions.get(goal) if goal else None,
                )
            )
        if not found and not any(name.startswith("measure_") for name in self.errors):
            self.add_error("measure_1_content", "支援の内容を1つ以上入力してください。")
        return found

    def _require_measure(self, number: int, said: Mapping[str, Any]) -> None:
        for name, words in (
            ("kind", "支援の種類を選んでください。"),
            ("content", "支援の内容を入力してください。"),
            ("actor", "だれが行うかを入力してください。"),
            ("due_on", "いつまでに行うかを入力してください。"),
        ):
            if not said[name]:
                self._say(f"measure_{number}_{name}", words)
        due_on = said["due_on"]
        if due_on and due_on < localdate() and due_on not in self.days_kept():
            self._say(f"measure_{number}_due_on", "きょう以後の日付を入力してください。")

    def _say(self, name: str, words: str) -> None:
        """What is wrong already is not said to be missing."""
        if name not in self.errors:
            self.add_error(name, words)

    def text(self) -> PlanText:
        said = self.cleaned_data
        return PlanText(
            **{name: said[name] for name in TOLD},
            review_on=said["review_on"],
            goals=list(self.goals.values()),
            measures=self.measures,
            resources=list(said["resources"]),
            agencies=list(said["agencies"]),
        )


def _declare(fields: Iterable[Mapping[str, forms.Field]]) -> None:
    for some in fields:
        PlanTextForm.base_fields.update(some)


# Drafts and Django's own machinery read `base_fields`: the rows are declared there once.
_declare(goal_fields(number) for number in range(1, MOST_GOALS + 1))
_declare(measure_fields(number) for number in range(1, MOST_MEASURES + 1))


class PlanForm(PlanTextForm):
    """サポートプランの作成."""

    basis = forms.ChoiceField(label="根拠", choices=PlanBasis.choices, widget=forms.RadioSelect)


class PlanRevisionForm(PlanTextForm):
    """サポートプランを改める: starts from the newest version."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)  # the version shown
    reason = reason_field("改める理由")

    def __init__(self, *args: Any, plan_version: PlanVersion, version: int, **kwargs: Any) -> None:
        self.plan_version, self.plan_counter = plan_version, version
        super().__init__(*args, **kwargs)

    def days_kept(self) -> Collection[date]:
        return {measure.due_on for measure in text_of(self.plan_version).measures}

    def ready_answers(self) -> dict[str, Any]:
        text = text_of(self.plan_version)
        told: dict[str, Any] = {name: getattr(text, name) for name in TOLD}
        for number, goal in enumerate(text.goals, start=1):
            told |= {
                f"goal_{number}_text": goal.text,
                f"goal_{number}_baseline": goal.baseline,
                f"goal_{number}_plain_text": goal.plain_text,
            }
        for number, measure in enumerate(text.measures, start=1):
            told |= {
                name: getattr(measure, name.removeprefix(f"measure_{number}_"))
                for name in measure_fields(number)
            }
        return told | {
            "review_on": text.review_on,
            "resources": [each.pk for each in text.resources],
            "agencies": [each.pk for each in text.agencies],
            "version": self.plan_counter,
            "seen": self.plan_version.number,
        }
