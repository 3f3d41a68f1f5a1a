"""Forms of the directory: resources, agencies, vacancies, searching, and handing in a list."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from centers.directory.cells import DAYS
from centers.enums import AgeClass, AgencyKind, FeeKind, ResourceKind
from centers.models import LocalResource, Municipality, PartnerAgency
from centers.resource_fields import (
    AgeField,
    AgeSpanField,
    ClosingTimeField,
    PostalCodeField,
    VacancyField,
    WeekdaysField,
)
from shared.form_fields import (
    NameField,
    PlainTextField,
    TextField,
    WarekiDateField,
    name_what_is_missing,
)
from shared.model_forms import SeenValuesMixin, TypedModelForm

ALREADY_THERE = "同じ名称・所在地・種別の地域資源が既に登録されています。"
ALL = ("", "すべて")
OWN_AREA = "own"
AREAS = [("", "すべて（近隣を含む）"), (OWN_AREA, "自分の自治体だけ")]
YES_NO_UNKNOWN = [("", "すべて"), ("yes", "はい"), ("no", "いいえ"), ("unknown", "未確認")]


class OfMunicipalityForm(SeenValuesMixin, TypedModelForm):
    """A row of one municipality: asked for only where a user keeps several directories."""

    set_before = frozenset({"municipality"})
    municipality = forms.ModelChoiceField(
        label="自治体", queryset=Municipality.objects.none(), empty_label="選んでください"
    )

    def __init__(self, *args: Any, municipalities: Iterable[Municipality] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        among = list(municipalities)
        if self.instance.pk or len(among) == 1:
            del self.fields["municipality"]
            if not self.instance.pk:
                self.instance.municipality = among[0]
        else:
            keys = [each.pk for each in among]
            self.fields["municipality"].queryset = Municipality.objects.filter(pk__in=keys)  # type: ignore[attr-defined]  # a field or row of its own kind

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed anew; the mark of what was seen does not count."""
        return bool(set(self.changed_data) - {"seen"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("municipality"):
            self.instance.municipality = cleaned["municipality"]
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        found = super()._get_validation_exclusions()
        return found if self.instance.municipality_id else found | {"municipality"}


class LocalResourceForm(OfMunicipalityForm):
    """One resource; names are kept character for character."""

    name = NameField(label="名称", max_length=200)
    name_kana = NameField(label="名称（フリガナ）", max_length=200, required=False)
    postal_code = PostalCodeField(label="郵便番号", required=False)
    weekdays = WeekdaysField(label="利用できる曜日", required=False)
    closes_at = ClosingTimeField(label="終了時刻", required=False, widget=forms.TimeInput)
    hours_note = TextField(label="日時の特記事項", required=False, max_length=500)
    age_from = AgeField(label="対象年齢（下限）", required=False, help_text="例：6か月、1歳半、3歳")
    age_to = AgeField(
        label="対象年齢（上限）", required=False, is_upper=True, help_text="例：2歳、就学前"
    )
    content = TextField(label="内容", required=False, max_length=2000)
    remarks = TextField(label="備考", required=False, max_length=3000)

    class Meta(TypedModelForm.Meta):
        model = LocalResource
        fields: ClassVar[list[str]] = [
            "name",
            "name_kana",
            "kind",
            "is_informal",
            "operator",
            "area",
            "postal_code",
            "address",
            "building",
            "town",
            "latitude",
            "longitude",
            "phone",
            "weekdays",
            "opens_at",
            "closes_at",
            "hours_note",
            "age_from",
            "age_to",
            "ages_note",
            "fee_kind",
            "fee",
            "content",
            "capacity",
            "opened_on",
            "closed_on",
            "url",
            "remarks",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", "対象年齢の上限は下限以上にしてください。")
        return cleaned

    def write(self) -> None:
        self.instance.renew_keys()
        if self.instance.pk is None:
            self._refuse_repetition()
        super().write()

    def _refuse_repetition(self) -> None:
        """The same again: a double click, or two people with the same leaflet."""
        new = self.instance
        # One at a time for each municipality, as a list does when it is taken over.
        Municipality.objects.select_for_update(no_key=True).get(pk=new.municipality_id)
        same = {name: getattr(new, name) for name in ("area", "name_key", "place_key", "kind")}
        if new.municipality.local_resources.filter(closed_on=None, **same).exists():
            raise forms.ValidationError(ALREADY_THERE)


class PartnerAgencyForm(OfMunicipalityForm):
    """One agency; whom to ask for is a role."""

    name = NameField(label="機関名", max_length=200)
    name_kana = NameField(label="機関名（フリガナ）", max_length=200, required=False)
    postal_code = PostalCodeField(label="郵便番号", required=False)
    reached_by = TextField(
        label="連絡のしかた",
        required=False,
        max_length=500,
        help_text="受付時間、事前連絡の要否など",
    )
    remarks = TextField(label="備考", required=False, max_length=2000)

    class Meta(TypedModelForm.Meta):
        model = PartnerAgency
        fields: ClassVar[list[str]] = [
            "kind",
            "name",
            "name_kana",
            "department",
            "contact_role",
            "phone",
            "fax",
            "phone_after_hours",
            "reached_by",
            "postal_code",
            "address",
            "area",
            "is_council_member",
            "has_secrecy_duty",
            "secrecy_basis",
            "remarks",
            "closed_on",
        ]

    def write(self) -> None:
        self.instance.renew_keys()
        super().write()


class ResourceFilterForm(forms.Form):
    """Conditions that name no person, so that they may stand in an address."""

    q = PlainTextField(
        label="名称・フリガナ",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"size": 20}),
    )
    kind = forms.ChoiceField(label="種別", choices=[ALL, *ResourceKind.choices], required=False)
    area = forms.ChoiceField(label="地域", required=False)
    place = PlainTextField(
        label="所在地", required=False, max_length=100, widget=forms.TextInput(attrs={"size": 14})
    )
    age = AgeSpanField(
        label="年齢",
        required=False,
        widget=forms.TextInput(attrs={"size": 8, "placeholder": "例：1歳半"}),
    )
    day = forms.ChoiceField(label="曜日", choices=[ALL, *((d, d) for d in DAYS)], required=False)
    fee = forms.ChoiceField(label="利用料", choices=[ALL, *FeeKind.choices], required=False)
    vacancy = forms.BooleanField(label="空きあり", required=False)
    unknown = forms.BooleanField(label="記載のないものも含める", required=False)
    closed = forms.BooleanField(label="廃止したものも含める", required=False)

    def __init__(self, *args: Any, areas: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [*AREAS, *((area, area) for area in areas)]  # type: ignore[attr-defined]  # a field or row of its own kind

    def found_in(self, resources: Any, *, or_unknown: bool | None = None) -> Any:
        """The resources that meet what could be read of the conditions."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        unknown = asked.get("unknown", False) if or_unknown is None else or_unknown
        if not asked.get("closed"):
            resources = resources.standing_on(timezone.localdate())
        if "q" in asked:
            resources = resources.named(asked["q"])
        if "kind" in asked:
            resources = resources.filter(kind=asked["kind"])
        if asked.get("area") == OWN_AREA:
            resources = resources.in_own_area()
        elif "area" in asked:
            resources = resources.filter(area=asked["area"])
        if "place" in asked:
            resources = resources.at_place(asked["place"])
        if "age" in asked:
            resources = resources.for_ages(*asked["age"], or_unknown=unknown)
        if "day" in asked:
            resources = resources.open_on(asked["day"], or_unknown=unknown)
        if "fee" in asked:
            fees = [asked["fee"], FeeKind.UNKNOWN] if unknown else [asked["fee"]]
            resources = resources.filter(fee_kind__in=fees)
        return resources.with_vacancy() if "vacancy" in asked else resources

    @property
    def may_hide_unknown(self) -> bool:
        """Whether a condition leaves out what simply does not say."""
        asked = self.cleaned_data
        return not asked.get("unknown") and any(asked.get(name) for name in ("age", "day", "fee"))


class AgencyFilterForm(forms.Form):
    q = PlainTextField(label="機関名・フリガナ", required=False, max_length=100)
    kind = forms.ChoiceField(label="機関の種別", choices=[ALL, *AgencyKind.choices], required=False)
    council = forms.ChoiceField(label="要対協の構成機関", choices=YES_NO_UNKNOWN, required=False)

    def found_in(self, agencies: Any) -> Any:
        asked = self.cleaned_data
        if asked.get("q"):
            agencies = agencies.named(asked["q"])
        if asked.get("kind"):
            agencies = agencies.filter(kind=asked["kind"])
        if asked.get("council"):
            answers = {"yes": True, "no": False, "unknown": None}
            agencies = agencies.filter(is_council_member=answers[asked["council"]])
        return agencies


class VacancyForm(forms.Form):
    """How many places were free on one day, for each class; empty boxes tell nothing."""

    counted_on = WarekiDateField(label="いつの空きか", latest=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for age_class in AgeClass:
            self.fields[self.name_of(age_class)] = VacancyField(
                label=age_class.label, required=False
            )
        name_what_is_missing(self.fields)

    @staticmethod
    def name_of(age_class: AgeClass) -> str:
        return f"number_{age_class.value}"

    @property
    def number_fields(self) -> list[forms.BoundField]:
        return [self[self.name_of(age_class)] for age_class in AgeClass]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.numbers:
            raise forms.ValidationError("空きの人数か「不明」を、一つ以上入力してください。")
        return cleaned

    @property
    def numbers(self) -> dict[str, int | None]:
        """By class what was typed; None where it is unknown."""
        typed = {
            age_class.value: self.cleaned_data.get(self.name_of(age_class))
            for age_class in AgeClass
        }
        return {
            age_class: None if number == VacancyField.UNKNOWN else number
            for age_class, number in typed.items()
            if number is not None
        }


class UploadForm(forms.Form):
    """A list as file, and what it may not tell itself."""

    municipality = forms.ModelChoiceField(
        label="取り込む自治体", queryset=Municipality.objects.none(), empty_label="選んでください"
    )
    file = forms.FileField(
        label="ファイル",
        help_text="CSV（UTF-8・シフトJIS）かXLSXです。5MB、10,000行まで読み取ります。",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        allow_empty_file=True,
        error_messages={"required": "ファイルを選んでください。"},
    )
    area = PlainTextField(
        label="一覧の地域",
        required=False,
        max_length=100,
        help_text="市区町村の列がない一覧のためです。空欄なら、取り込む自治体の名称にします。近隣の自治体の一覧なら、その名称を入力してください。",
    )
    kind = forms.ChoiceField(
        label="種別の列がない場合の種別",
        choices=[("", "ファイル名から判断する（できなければ「その他」）"), *ResourceKind.choices],
        required=False,
    )
    dated_on = WarekiDateField(
        label="一覧の日付",
        required=False,
        latest=timezone.localdate,
        help_text="いつ現在の一覧か。分かる場合に入力してください。",
    )

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self.fields)
        self.among = list(municipalities)
        if len(self.among) == 1:
            del self.fields["municipality"]
        else:
            self.fields["municipality"].queryset = municipalities  # type: ignore[attr-defined]  # a field or row of its own kind

    @property
    def chosen_municipality(self) -> Municipality:
        found: Municipality = self.cleaned_data.get("municipality") or self.among[0]
        return found
