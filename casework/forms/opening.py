"""Opening a case: from a consultation, a household or a notification; and once more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from casework.actions import Opening
from casework.enums import (
    AttentionLevel,
    CaseCodeKind,
    CaseFunction,
    NotifierKind,
    SubjectRole,
)
from casework.forms.fields import (
    CHOOSE,
    MomentForm,
    NamedForm,
    UserChoiceField,
    moment_initial,
    text_area,
)
from casework.forms.household_number import OF_ANOTHER_CENTER, household_numbered
from casework.models import CaseCode
from casework.worker_actions import staff_of
from centers.models import Center
from consultations.models import Consultation, Household, HouseholdMembership
from shared.access import Capability, Confidentiality
from shared.ages import age_in_years
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin, new_submission_key

ADULT = 18
NOT_SUBJECT = [("", "対象にしない")]
ABUSE = "C01"
LONGEST_CONTENT = 8000
READ_BY_ALL = (
    "ケースを読む人が読み、引継資料にも書いたとおりに載ります。"
    "通告した人が分かること（氏名、近所・続柄など）は書かないでください。"
)
OVERLAP = "同じ世帯・同じ人のケースがあります。内容を確かめ、別のケースとして受け付けるときは、印を付けてください。"


class OpeningForm(SubmissionKeyMixin, NamedForm):
    """ケースの受付."""

    center = forms.ModelChoiceField(
        label="担当センター",
        queryset=Center.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "センターを選び直してください。"},
    )
    opened_on = WarekiDateField(label="受付日", initial=localdate, latest=localdate)
    function = forms.ChoiceField(label="主となる機能", choices=[*CHOOSE, *CaseFunction.choices])
    attention_level = forms.ChoiceField(
        label="支援の区分", choices=[*CHOOSE, *AttentionLevel.choices]
    )
    category = forms.ModelChoiceField(
        label="相談種別", queryset=CaseCode.objects.none(), empty_label="選んでください"
    )
    route = forms.ModelChoiceField(
        label="相談経路", queryset=CaseCode.objects.none(), empty_label="選んでください"
    )
    concern = text_area("主訴・概要", rows=5, longest=4000)
    alias = PlainTextField(
        label="仮の呼び名",
        required=False,
        max_length=60,
        help_text="世帯が分からないとき。例：見本町のアパート2階の家庭",
    )
    main_worker = UserChoiceField(label="主担当")
    is_restricted = forms.BooleanField(
        label="読める人を制限する（担当者・登録者とセンター長・統括支援員だけ）", required=False
    )
    overlap_seen = forms.BooleanField(
        label="重なるケースを確かめ、別のケースとして受け付ける", required=False
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        now: datetime,
        center: Center | None = None,
        household: Household | None = None,
        members: Sequence[HouseholdMembership] = (),
        record: Consultation | None = None,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`typed` is what a draft has kept; it takes the place of the answers given at first."""
        self.user, self.now, self.household, self.record = user, now, household, record
        self.members = {f"subject_{each.person_id}": each for each in members}
        kwargs["initial"] = {
            **self.ready_answers(),
            **(kwargs.get("initial") or {}),
            **(typed or {}),
        }
        super().__init__(*args, **kwargs)
        self._offer_centers(center)
        day = localdate(now)
        for name, kind in (("category", CaseCodeKind.CATEGORY), ("route", CaseCodeKind.ROUTE)):
            field: Any = self.fields[name]
            field.queryset = CaseCode.objects.in_use_on(day, kind)
        self._offer_people()
        self._offer_members()
        if household is not None:
            del self.fields["alias"]

    def ready_answers(self) -> dict[str, Any]:
        return {"main_worker": str(self.user.pk)}

    def _offer_centers(self, center: Center | None) -> None:
        reached = Center.objects.visible_to(self.user, Capability.CASE_WRITE)
        if center is not None:
            reached = reached.filter(pk=center.pk)
        field: Any = self.fields["center"]
        field.queryset = reached.order_by("code", "pk")
        self.centers = list(field.queryset)
        if len(self.centers) == 1:
            field.widget, field.initial = forms.HiddenInput(), self.centers[0].pk

    def _offer_people(self) -> None:
        day = localdate(self.now)
        self.staff = staff_of(self.centers, day)
        everybody = {user.pk: user for staff in self.staff.values() for user in staff}
        field: Any = self.fields["main_worker"]
        field.offer(list(everybody.values()))

    def _offer_members(self) -> None:
        for name, member in self.members.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{member.person.registered_name}（{member.get_relationship_display()}）",
                choices=[*NOT_SUBJECT, *SubjectRole.choices],
                initial=self._likely_role(member),
                required=False,
            )

    def _likely_role(self, member: HouseholdMembership) -> str:
        born, day = member.person.date_of_birth, localdate(self.now)
        if member.person.is_unborn or (born and born <= day and age_in_years(born, day) < ADULT):
            return SubjectRole.CHILD
        return SubjectRole.GUARDIAN

    @property
    def member_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.members]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """In their order; the box of the overlap stands with what it is about."""
        apart = {*self.members, "overlap_seen"}
        return [each for each in self.visible_fields() if each.name not in apart]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        center, worker = cleaned.get("center"), cleaned.get("main_worker")
        if center and worker and worker not in self.staff[center.pk]:
            self.add_error("main_worker", "このセンターの職員から選んでください。")
        opened_on = cleaned.get("opened_on")
        if center and opened_on and opened_on < center.opened_on:
            self.add_error("opened_on", "センターの事業開始日以後の日付にしてください。")
        if self.chosen_household is None and not cleaned.get("alias"):
            self.add_error("alias", "世帯が分からないときは、仮の呼び名を入力してください。")
        return cleaned

    @property
    def chosen_household(self) -> Household | None:
        return self.household

    def refuse_overlap(self) -> bool:
        """Whether the form has to be shown again because of a standing case not yet looked at."""
        if self.cleaned_data.get("overlap_seen"):
            return False
        self.add_error("overlap_seen", OVERLAP)
        return True

    def renew_key(self) -> None:
        data: Any = self.data
        self.data = data.copy()
        self.data["submission_key"] = new_submission_key()  # type: ignore[index]  # a copy of a QueryDict

    @property
    def opens_restricted(self) -> bool:
        return bool(self.cleaned_data["is_restricted"])

    def opening(self) -> Opening:
        said = self.cleaned_data
        return Opening(
            center=said["center"],
            opened_on=said["opened_on"],
            function=said["function"],
            attention_level=said["attention_level"],
            category=said["category"],
            route=said["route"],
            concern=said["concern"],
            household=self.chosen_household,
            alias=said.get("alias", ""),
            opened_from=self.record,
            confidentiality=Confidentiality.RESTRICTED
            if self.opens_restricted
            else Confidentiality.ORDINARY,
            main_worker=said["main_worker"],
            subjects=[
                (member.person, said[name]) for name, member in self.members.items() if said[name]
            ],
            notification=self.notification(),
        )

    def notification(self) -> dict[str, Any]:
        return {}


class IntakeOpeningForm(OpeningForm):
    """From a record with a suspicion of abuse: what the notifier said is taken over, once read."""

    notifier_kind = forms.ChoiceField(
        label="通告した人の立場", choices=[*CHOOSE, *NotifierKind.choices]
    )
    content = text_area("通告の内容", rows=8, longest=LONGEST_CONTENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_restricted"]  # it is, so that nobody learns who notified
        self.fields["content"].help_text = f"相談記録の内容を写しています。{READ_BY_ALL}"

    def ready_answers(self) -> dict[str, Any]:
        record: Any = self.record
        answers = {
            "function": CaseFunction.CHILD_WELFARE,
            "opened_on": record.occurred_on,
            "content": record.content[:LONGEST_CONTENT],
        }
        if record.is_anonymous:
            answers["notifier_kind"] = NotifierKind.ANONYMOUS
        return super().ready_answers() | answers

    @property
    def opens_restricted(self) -> bool:
        return True

    def notification(self) -> dict[str, Any]:
        record: Any = self.record
        kind = self.cleaned_data["notifier_kind"]
        is_anonymous = kind == NotifierKind.ANONYMOUS
        return {
            "received_at": record.abuse_intake.accepted_at,
            "received_by_name": record.abuse_intake.accepted_by.name,
            "notifier_kind": kind,
            "notifier_name": "" if is_anonymous else record.caller_name,
            "notifier_contact": "",
            "content": self.cleaned_data["content"],
        }


class NotificationForm(MomentForm, OpeningForm):
    """通告の受付: who told, of whom, what; a case at once, for few to read."""

    received_by_name = PlainTextField(label="受けた人", max_length=100)
    notifier_kind = forms.ChoiceField(
        label="通告した人の立場", choices=[*CHOOSE, *NotifierKind.choices]
    )
    notifier_name = PlainTextField(label="通告した人の氏名", required=False, max_length=100)
    notifier_contact = PlainTextField(label="通告した人の連絡先", required=False, max_length=200)
    content = text_area("通告の内容", rows=8, longest=LONGEST_CONTENT)
    household_number = PlainTextField(
        label="世帯の番号",
        required=False,
        max_length=30,
        help_text="登録がある家庭のとき。例：世帯12。分からないときは、仮の呼び名を入力します。",
    )

    order = (
        "occurred_on",
        "occurred_time",
        "received_by_name",
        "notifier_kind",
        "notifier_name",
        "notifier_contact",
        "content",
        "household_number",
        "alias",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("is_restricted", "opened_on"):
            del self.fields[name]
        self.fields["occurred_on"].label, self.fields["occurred_time"].label = (
            "通告を受けた日",
            "受けた時刻",
        )
        self.fields["content"].help_text = READ_BY_ALL
        self.fields[
            "concern"
        ].help_text = "経過の画面に表示されます。通告した人が分かることは書かないでください。"
        self.order_fields(self.order)

    def ready_answers(self) -> dict[str, Any]:
        abuse = CaseCode.objects.filter(kind=CaseCodeKind.CATEGORY, code=ABUSE).first()
        return super().ready_answers() | {
            **moment_initial(self.now),
            "received_by_name": self.user.name,
            "function": CaseFunction.CHILD_WELFARE,
            "attention_level": AttentionLevel.PROTECTION,
            "category": abuse and abuse.pk,
        }

    def clean_household_number(self) -> str:
        self.household = household_numbered(self.cleaned_data["household_number"], self.user)
        return str(self.household.pk) if self.household else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["received_at"] = received_at = self.moment(cleaned, self.now)
        cleaned["opened_on"] = localdate(received_at) if received_at else None
        if cleaned.get("notifier_kind") == NotifierKind.ANONYMOUS and (
            cleaned.get("notifier_name") or cleaned.get("notifier_contact")
        ):
            self.add_error("notifier_kind", "匿名の通告では、氏名と連絡先を入力しません。")
        center = cleaned.get("center")
        if self.household and center and self.household.center_id != center.pk:
            self.add_error("household_number", OF_ANOTHER_CENTER)
        return cleaned

    @property
    def opens_restricted(self) -> bool:
        return True

    def notification(self) -> dict[str, Any]:
        told = ("received_at", "received_by_name", "notifier_kind", "content")
        hidden = ("notifier_name", "notifier_contact")
        return {name: self.cleaned_data[name] for name in (*told, *hidden)}


class ReopeningForm(SubmissionKeyMixin, NamedForm):
    """再開: a new case that names the old one."""

    opened_on = WarekiDateField(label="再開する日", initial=localdate, latest=localdate)
    concern = text_area("再開の主訴・概要", rows=5, longest=4000)
    main_worker = UserChoiceField(label="主担当")
    overlap_seen = forms.BooleanField(
        label="重なるケースを確かめ、別のケースとして再開する",
        error_messages={"required": OVERLAP.replace("受け付ける", "再開する")},
    )

    def __init__(self, *args: Any, has_overlaps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_overlaps:
            del self.fields["overlap_seen"]

    def said(self) -> dict[str, Any]:
        """All that the new case is opened with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "overlap_seen"}


class TakeOverForm(SubmissionKeyMixin, NamedForm):
    """移管されたケースの受入れ."""

    on = WarekiDateField(label="受領日", initial=localdate, latest=localdate)
    main_worker = UserChoiceField(label="主担当")
