"""What a plan says, apart from its rows: as one form gives it, and as two versions differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.models import PlanVersion
from casework.plan_enums import MeasureKind
from casework.timeline import Change
from shared.wareki import format_wareki

TOLD = (
    "drafted_with",
    "child_wishes",
    "parent_wishes",
    "strengths",
    "issues",
    "plain_issues",
    "others",
)


@dataclass(frozen=True, kw_only=True)
class GoalText:
    text: str
    baseline: str
    plain_text: str = ""

    @property
    def words(self) -> str:
        plain = f"（やさしい日本語：{self.plain_text}）" if self.plain_text else ""
        return f"{self.text}　今のようす：{self.baseline}{plain}"


@dataclass(frozen=True, kw_only=True)
class MeasureText:
    kind: str
    content: str
    actor: str
    due_on: date
    plain_content: str = ""
    goal_position: int | None = None

    @property
    def words(self) -> str:
        goal = f"（目標{self.goal_position}）" if self.goal_position else ""
        plain = f"（やさしい日本語：{self.plain_content}）" if self.plain_content else ""
        return (
            f"{MeasureKind(self.kind).label}：{self.content}{goal}{plain}"
            f"　{self.actor}　{format_wareki(self.due_on)}まで"
        )


@dataclass(frozen=True, kw_only=True)
class PlanText:
    """All that one version says. Resources and agencies are rows of the directory."""

    drafted_with: str
    issues: str
    review_on: date
    goals: Sequence[GoalText]
    measures: Sequence[MeasureText]
    child_wishes: str = ""
    parent_wishes: str = ""
    strengths: str = ""
    plain_issues: str = ""
    others: str = ""
    resources: Sequence[Any] = ()
    agencies: Sequence[Any] = ()


def text_of(version: PlanVersion) -> PlanText:
    """Of a version that comes from `whole()`; no query then."""
    return PlanText(
        **{name: getattr(version, name) for name in TOLD},
        review_on=version.review_on,
        goals=[
            GoalText(text=each.text, baseline=each.baseline, plain_text=each.plain_text)
            for each in version.goals.all()
        ],
        measures=[
            MeasureText(
                kind=each.kind,
                content=each.content,
                actor=each.actor,
                due_on=each.due_on,
                plain_content=each.plain_content,
                goal_position=each.goal_position,
            )
            for each in version.measures.all()
        ],
        resources=[each.resource for each in version.resources.all() if each.resource],
        agencies=[each.agency for each in version.resources.all() if each.agency],
    )


def shown(text: PlanText) -> dict[str, tuple[str, str]]:
    """Every part by its name: label and words, the way the history shows it."""
    told = {
        name: (str(PlanVersion._meta.get_field(name).verbose_name), getattr(text, name))  # type: ignore[union-attr]  # a column
        for name in TOLD
    }
    entries = sorted(str(each) for each in (*text.resources, *text.agencies))
    return told | {
        "goals": ("目標", _numbered([each.words for each in text.goals])),
        "measures": ("支援の種類と内容", _numbered([each.words for each in text.measures])),
        "resources": ("利用するところ・相談先", "\n".join(entries)),
        "review_on": ("見直しの期日", format_wareki(text.review_on)),
    }


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def differences(before: PlanText, after: PlanText) -> list[Change]:
    """The parts that differ, in the order of the form; empty if nothing does."""
    old: Mapping[str, tuple[str, str]] = shown(before)
    return [
        Change(label=label, before=old[name][1], after=words)
        for name, (label, words) in shown(after).items()
        if words != old[name][1]
    ]
