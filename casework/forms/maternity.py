"""妊産婦等支援台帳: a row opened and changed, and what the list can be narrowed down by."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from casework.forms.fields import NamedForm, UserChoiceField, reason_field, text_area
from casework.maternity_actions import NewPregnancy
from casework.maternity_enums import RiskLevel
from casework.maternity_identity import WHEREABOUTS
from casework.maternity_weeks import EARLIEST_BIRTH, LONGEST_PREGNANCY, may_be_birth
from casework.models import Pregnancy
from casework.models.pregnancy import MOST_FETUSES
from casework.worker_actions import may_work_in
from consultations.conflicts import Conflict
from consultations.forms.family import PersonField
from consultations.forms.household import HIDDEN_HELP
from consultations.models import Household, HouseholdMembership, Person
from shared.form_fields import (
    FullWidthIntegerField,
    PlainTextField,
    TypedTextField,
    WarekiDateField,
)
from shared.idempotency import SubmissionKeyMixin
from shared.wareki import DateTextError, format_wareki, parse_date

NEXT = ("next_on", "next_step")


class ChildrenField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        day = obj.date_of_birth or obj.expected_on
        words = "生" if obj.date_of_birth else "出産予定"
        return f"{obj.registered_name}（{format_wareki(day)}{words}）"


class LedgerFields(NamedForm):
    """What both forms ask for."""

    notified_on = WarekiDateField(label="妊娠の届出日", required=False, latest=localdate)
    due_on = WarekiDateField(label="出産予定日")
    fetus_count = FullWidthIntegerField(
        label="胎児の数", min_value=1, max_value=MOST_FETUSES, initial=1
    )
    worker = UserChoiceField(label="担当者", required=False)
    situation = text_area("心身・生活の状況", rows=4, longest=4000, required=False)
    homecoming_place = PlainTextField(
        label="里帰り先", required=False, max_length=100, help_text="例：となり市の実家"
    )
    homecoming_from = WarekiDateField(label="里帰りの開始日", required=False)
    homecoming_until = WarekiDateField(label="里帰りの終了日", required=False)
    moved_in_on = WarekiDateField(label="転入日", required=False, latest=localdate)
    moved_in_from = PlainTextField(label="転入元", required=False, max_length=100)
    next_on = WarekiDateField(label="次の連絡の日", required=False)
    next_step = PlainTextField(label="次に行うこと", required=False, max_length=300)

    columns_asked: tuple[str, ...] = (
        "notified_on",
        "due_on",
        "fetus_count",
        "worker",
        "situation",
        "homecoming_place",
        "homecoming_from",
        "homecoming_until",
        "moved_in_on",
        "moved_in_from",
        "next_on",
        "next_step",
    )

    def offer_workers(self, center: Any, day: date, standing: User | None = None) -> None:
        people = may_work_in(center, day)
        if standing is not None and standing not in people:
            people.append(standing)
        field: Any = self.fields["worker"]
        field.offer(people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("homecoming_from"), cleaned.get("homecoming_until")
        if start and end and end < start:
            self.add_error("homecoming_until", "里帰りの開始日以後の日付を入力してください。")
        due, told = cleaned.get("due_on"), cleaned.get("notified_on")
        if due and told and due - told > LONGEST_PREGNANCY:
            self.add_error("due_on", "妊娠の届出日から離れすぎています。確かめてください。")
        if cleaned.get("next_step") and not cleaned.get("next_on") and "next_on" in self.fields:
            self.add_error("next_on", "次の連絡の日を入力してください。")
        return cleaned

    def columns(self) -> dict[str, Any]:
        """What the fields of the page say; fields taken away say nothing."""
        said = self.cleaned_data
        return {name: said[name] for name in self.columns_asked if name in self.fields}


class PregnancyForm(SubmissionKeyMixin, LedgerFields):
    """台帳への登録, of a household: the mother is one of its members."""

    mother = PersonField(
        label="妊産婦",
        queryset=Person.objects.none(),
        empty_label="選んでください",
        error_messages={"invalid_choice": "妊産婦を選び直してください。"},
    )
    children = ChildrenField(
        label="登録済みの、この妊娠のこども",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expects_children = forms.BooleanField(
        label="生まれる前のこどもを、胎児の数だけ世帯に登録する", required=False
    )

    field_order = ["mother", "notified_on", "due_on", "fetus_count"]

    def __init__(
        self,
        *args: Any,
        household: Household,
        members: Sequence[HouseholdMembership],
        now: datetime,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.household = household
        unborn = [each.person_id for each in members if each.person.is_unborn]
        ready = {"expects_children": not unborn}
        kwargs["initial"] = {**ready, **(typed or {})}
        super().__init__(*args, **kwargs)
        self.offer_workers(household.center, localdate(now))
        grown = [each.person_id for each in members if not each.person.is_unborn]
        mother, children = cast("Any", self.fields["mother"]), cast("Any", self.fields["children"])
        mother.queryset = Person.objects.filter(pk__in=grown).order_by("pk")
        children.queryset = Person.objects.filter(pk__in=unborn).order_by("pk")
        if not unborn:
            del self.fields["children"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("expects_children") and cleaned.get("children"):
            self.add_error(
                "expects_children", "登録済みのこどもを選んだときは、新しく登録しません。"
            )
        return cleaned

    def new(self) -> NewPregnancy:
        said = self.cleaned_data
        return NewPregnancy(
            household=self.household,
            mother=said["mother"],
            columns=self.columns(),
            children=list(said.get("children") or ()),
            expects_children=said["expects_children"],
        )


class PregnancyEditForm(LedgerFields):
    """台帳の変更."""

    delivered_on = WarekiDateField(label="出産日", required=False, latest=localdate)
    children = ChildrenField(
        label="この妊娠のこどもに加える",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    moved_out_on = WarekiDateField(label="転出日", required=False)
    moved_out_to = PlainTextField(label="転出先", required=False, max_length=100)
    closed_on = WarekiDateField(
        label="台帳を閉じる日",
        required=False,
        latest=localdate,
        help_text="支援を終えたときに入力します。閉じると、予定の一覧に出ません。",
    )
    reason = reason_field("変更の理由")
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    columns_asked = (
        *LedgerFields.columns_asked,
        "delivered_on",
        "moved_out_on",
        "moved_out_to",
        "closed_on",
    )
    field_order = ["reason", "notified_on", "due_on", "fetus_count", "delivered_on", "children"]

    def __init__(
        self,
        *args: Any,
        pregnancy: Pregnancy,
        is_stopped: bool,
        is_hidden: bool,
        now: datetime,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`is_hidden`: nobody is shown where she is; places not typed anew stay as they are."""
        self.pregnancy, self.is_hidden = pregnancy, is_hidden
        kwargs["initial"] = {**self._stands(), **(typed or {})}
        super().__init__(*args, **kwargs)
        self.offer_workers(pregnancy.center, localdate(now), pregnancy.worker)
        self._offer_children()
        if is_stopped:  # nothing is planned for a family of whom a loss is recorded
            for name in NEXT:
                del self.fields[name]
        for name in WHEREABOUTS if is_hidden else ():
            self.fields[name].help_text = HIDDEN_HELP if getattr(pregnancy, name) else ""

    def _stands(self) -> dict[str, Any]:
        row = self.pregnancy
        stands = {name: getattr(row, name) for name in self.columns_asked}
        if self.is_hidden:
            stands |= dict.fromkeys(WHEREABOUTS, "")
        worker = str(row.worker_id) if row.worker_id else ""
        return stands | {"worker": worker, "version": row.version}

    def _offer_children(self) -> None:
        known = self.pregnancy.children.values("person")
        day = localdate()
        places = (
            HouseholdMembership.objects.current(day)
            .not_cut(day)
            .filter(household=self.pregnancy.household_id)
        )
        of_this = Person.objects.filter(pk__in=places.values("person")).exclude(pk__in=known)
        about = of_this.filter(expected_on__isnull=False) | of_this.filter(
            date_of_birth__gte=self.pregnancy.due_on - EARLIEST_BIRTH
        )
        field: Any = self.fields["children"]
        field.queryset = about.order_by("pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("moved_out_to") and not cleaned.get("moved_out_on"):
            self.add_error("moved_out_on", "転出日を入力してください。")
        self._check_order(cleaned)
        return cleaned

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        due, born = cleaned.get("due_on"), cleaned.get("delivered_on")
        if due and born and not may_be_birth(due, born):
            self.add_error("delivered_on", "出産予定日から離れすぎています。確かめてください。")
        came, went = cleaned.get("moved_in_on"), cleaned.get("moved_out_on")
        if came and went and went < came:
            self.add_error("moved_out_on", "転入日以後の日付を入力してください。")
        closed = cleaned.get("closed_on")
        begun = cleaned.get("notified_on") or (due - LONGEST_PREGNANCY if due else None)
        if closed and begun and closed < begun:
            self.add_error("closed_on", f"{format_wareki(begun)}以後の日付を入力してください。")

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        others = Pregnancy.objects.filter(mother=self.pregnancy.mother_id, due_on=due_on)
        if others.exclude(pk=self.pregnancy.pk).exists():
            raise forms.ValidationError("この人の、同じ出産予定日の台帳は登録済みです。")
        return due_on

    def columns(self) -> dict[str, Any]:
        """A place that is hidden and not typed anew stays; with the day of moving it goes."""
        found = super().columns()
        if not self.is_hidden:
            return found
        kept = {name for name in WHEREABOUTS if not found[name]}
        if found["moved_out_on"] is None:
            kept -= {"moved_out_to"}
        return {name: value for name, value in found.items() if name not in kept}

    def take_over(self, pregnancy: Pregnancy, conflict: Conflict) -> None:
        """Show the newer text where nobody typed another; keep every typed word."""
        self.pregnancy = pregnancy
        newer = self._stands()
        data = cast("QueryDict", self.data).copy()
        for field in conflict.fields:
            if field.is_untouched_here and field.name in self.fields:
                value = self.fields[field.name].prepare_value(newer[field.name])
                data[field.name] = "" if value is None else str(value)
        data["version"] = str(pregnancy.version)
        self.data = data


class MonthField(TypedTextField):
    """A month, in an era or western and of either width; its first day."""

    input_attributes = {"autocomplete": "off", "placeholder": "令和8年11月"}

    def read(self, text: str) -> date:
        tidy = unicodedata.normalize("NFKC", text).strip()
        try:
            return parse_date(f"{tidy}1日" if tidy.endswith("月") else f"{tidy}-1")
        except DateTextError as error:
            message = "「令和8年11月」「2026-11」のように、年と月を入力してください。"
            raise forms.ValidationError(message, code="invalid") from error

    def write(self, value: date | None) -> str | None:
        return format_wareki(value).rpartition("月")[0] + "月" if value else None


class LedgerFilter(forms.Form):
    """By month of birth, need of support and worker; by codes alone, so that no name is in an address."""

    month = MonthField(label="出産予定の月", required=False)
    risk = forms.ChoiceField(
        label="支援の必要度", choices=[("", "すべて"), *RiskLevel.choices], required=False
    )
    whose = forms.ChoiceField(
        label="担当", choices=[("", "センター全体"), ("mine", "自分の担当")], required=False
    )
    closed = forms.ChoiceField(
        label="範囲",
        choices=[("", "続いているもの"), ("moved", "転出した人も含む")],
        required=False,
    )
