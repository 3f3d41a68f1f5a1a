from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q

from centers.directory.places import address_key
from centers.enums import PRESCHOOL_KINDS, AgeClass, FeeKind, ResourceKind
from centers.models.municipality import Municipality
from centers.models.ordering import in_order_of
from shared.access import Actor, Capability
from shared.date_ranges import ordered_dates
from shared.japanese_text import fold_key, kana_key
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality

BEFORE_SCHOOL_MONTHS = 83


class LocalResourceQuerySet(models.QuerySet["LocalResource"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RESOURCE_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def standing_on(self, day: date) -> Self:
        """Not closed by then."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def named(self, words: str) -> Self:
        """With every word in the name or its reading, in any spelling."""
        found = self
        for word in words.split():
            found = found.filter(search_key__contains=fold_key(word))
        return found

    def for_ages(self, first: int, last: int, *, or_unknown: bool = False) -> Self:
        """Open to some age between, in months. Nurseries without an upper age end with school."""
        begins = Q(age_from=None) | Q(age_from__lte=last)
        ends = Q(age_to__gte=first) | Q(age_to=None)
        is_told = Q(age_from__isnull=False) | Q(age_to__isnull=False)
        condition = is_told & begins & ends
        if first > BEFORE_SCHOOL_MONTHS:
            condition &= ~Q(kind__in=PRESCHOOL_KINDS, age_to=None)
        return self.filter(condition | Q(age_from=None, age_to=None) if or_unknown else condition)

    def open_on(self, day: str, *, or_unknown: bool = False) -> Self:
        """On this day of the week (月…日, 祝)."""
        condition = Q(weekdays__contains=day)
        return self.filter(condition | Q(weekdays="") if or_unknown else condition)

    def at_place(self, words: str) -> Self:
        """With every word in the address, the district or the building."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(address__contains=word)
                | Q(place_key__contains=address_key(word))
                | Q(town__contains=word)
                | Q(building__contains=word)
            )
        return found

    def in_own_area(self) -> Self:
        """Without the neighbours'; a ward of the own city is its own."""
        return self.filter(area__startswith=F("municipality__name"))

    def areas(self) -> list[str]:
        """The municipalities in which resources lie, in order of their names."""
        return list(self.order_by("area").values_list("area", flat=True).distinct())

    def with_vacancy(self) -> Self:
        """Of which the newest word is that there is room."""
        newest = ResourceVacancy.objects.newest().filter(resource=OuterRef("pk"), number__gt=0)
        return self.filter(Exists(newest))

    def for_listing(self) -> Self:
        newest = ResourceVacancy.objects.newest().order_by("age_class")
        return self.prefetch_related(
            Prefetch("vacancies", queryset=newest, to_attr="newest_vacancies")
        ).order_by(in_order_of(ResourceKind), "name_key", "pk")


class LocalResource(models.Model):
    """地域資源: a facility, service or informal group that a family may turn to.

    A neighbouring municipality's resource is a row of the own directory whose `area` is theirs.
    `imported` is what the last list said, field by field: what differs from it was put right by
    hand.
    """

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="local_resources",
        editable=False,
    )
    kind = models.CharField(
        "種別", max_length=30, choices=ResourceKind.choices, default=ResourceKind.OTHER
    )
    kind_text = models.CharField("種別（一覧の書き方）", max_length=100, blank=True)
    name = models.CharField("名称", max_length=200)
    name_kana = models.CharField("名称（フリガナ）", max_length=200, blank=True)
    name_key = models.CharField("名称の検索キー", max_length=400, editable=False)
    search_key = models.CharField("名称とフリガナの検索キー", max_length=900, editable=False)
    place_key = models.CharField("所在地の検索キー", max_length=600, editable=False, blank=True)
    is_informal = models.BooleanField(
        "団体の形",
        choices=[(False, "施設・事業所"), (True, "自主的な集まり（サークルなど）")],
        default=False,
    )
    operator = models.CharField("運営者", max_length=200, blank=True)
    area = models.CharField(
        "地域",
        max_length=100,
        help_text="所在する市区町村です。近隣の自治体のものも登録できます。",
    )
    area_code = models.CharField("地域の団体コード", max_length=6, blank=True)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    address = models.CharField("所在地", max_length=300, blank=True)
    building = models.CharField("建物名など", max_length=200, blank=True)
    town = models.CharField("町字", max_length=100, blank=True)
    latitude = models.DecimalField("緯度", max_digits=10, decimal_places=8, null=True, blank=True)
    longitude = models.DecimalField("経度", max_digits=11, decimal_places=8, null=True, blank=True)
    phone = models.CharField("電話番号", max_length=100, blank=True)
    weekdays = models.CharField("利用できる曜日", max_length=8, blank=True)
    opens_at = models.TimeField("開始時刻", null=True, blank=True)
    closes_at = models.TimeField("終了時刻", null=True, blank=True)
    hours_note = models.TextField("日時の特記事項", max_length=500, blank=True)
    age_from = models.PositiveSmallIntegerField("対象年齢（何か月から）", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("対象年齢（何か月まで）", null=True, blank=True)
    ages_note = models.CharField("対象年齢の説明", max_length=200, blank=True)
    fee_kind = models.CharField(
        "利用料の区分", max_length=10, choices=FeeKind.choices, default=FeeKind.UNKNOWN
    )
    fee = models.CharField("利用料", max_length=500, blank=True)
    content = models.TextField("内容", max_length=2000, blank=True)
    capacity = models.PositiveSmallIntegerField("定員（人）", null=True, blank=True)
    opened_on = models.DateField("認可・開設日", null=True, blank=True)
    closed_on = models.DateField("廃止日", null=True, blank=True)
    url = models.CharField("ホームページ", max_length=500, blank=True)
    remarks = models.TextField("備考", max_length=3000, blank=True)
    extras = models.JSONField("そのほかの列", default=list, blank=True, editable=False)
    source_id = models.CharField("出典での番号", max_length=100, blank=True, editable=False)
    source_file = models.CharField("出典（ファイル名）", max_length=255, blank=True, editable=False)
    source_dated_on = models.DateField("出典の日付", null=True, blank=True, editable=False)
    imported = models.JSONField("出典の記載", default=dict, blank=True, editable=False)
    recorded_at = models.DateTimeField("登録日時", editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登録者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    changed_at = models.DateTimeField("変更日時", null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="変更者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )

    objects = LocalResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "地域資源"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="local_resource_ages_in_order",
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                violation_error_message="対象年齢の上限は下限以上にしてください。",
            ),
            models.CheckConstraint(
                name="local_resource_weekdays_are_days",
                condition=Q(weekdays__regex="^月?火?水?木?金?土?日?祝?$"),
                violation_error_message="曜日は月から祝までの順に入力してください。",
            ),
            ordered_dates(
                "local_resource_closes_after_opening", start="opened_on", end="closed_on"
            ),
        ]
        indexes = [
            models.Index(
                F("municipality"), F("kind"), F("name_key"), name="local_resource_by_kind"
            ),
            models.Index(F("municipality"), F("area"), F("kind"), name="local_resource_by_area"),
            models.Index(
                F("municipality"), F("name_key"), F("place_key"), name="local_resource_by_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.url:
            try:
                URLValidator(schemes=["http", "https"])(self.url)
            except ValidationError as error:
                raise ValidationError(
                    {"url": "http:// か https:// で始まるURLを入力してください。"}
                ) from error

    def renew_keys(self) -> None:
        """Before saving: by what the name and the place are found again."""
        self.name_key, self.place_key = fold_key(self.name), address_key(self.address)
        self.search_key = f"{self.name_key} {kana_key(self.name_kana)}"

    @property
    def is_neighbouring(self) -> bool:
        """A ward of the own city is not: 横浜市中区 of 横浜市."""
        return not self.area.startswith(self.municipality.name)


class ResourceVacancyQuerySet(LedgerQuerySet["ResourceVacancy"]):
    def newest(self) -> Self:
        """Of each resource and class what was told last; the older days stay as history."""
        newer = ResourceVacancy.objects.filter(
            CURRENT,
            resource=OuterRef("resource"),
            age_class=OuterRef("age_class"),
            counted_on__gt=OuterRef("counted_on"),
        )
        return self.current().filter(~Exists(newer))


class ResourceVacancy(LedgerEntry):
    """空き状況: how many places were free on a day; not known is not zero."""

    municipality = InheritedMunicipality("resource")
    resource = models.ForeignKey(
        LocalResource, verbose_name="地域資源", on_delete=models.PROTECT, related_name="vacancies"
    )
    age_class = models.CharField("対象", max_length=10, choices=AgeClass.choices)
    counted_on = models.DateField("いつの空きか")
    number = models.PositiveSmallIntegerField("空き（人）", null=True, blank=True)

    objects = ResourceVacancyQuerySet.as_manager()

    class Meta:
        verbose_name = "空き状況"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("resource_vacancy_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["resource", "age_class", "counted_on"],
                condition=CURRENT,
                name="resource_vacancy_once_a_day",
                violation_error_message="同じ日の空き状況が既に登録されています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_age_class_display()} {self.number_label}"

    @property
    def number_label(self) -> str:
        if self.number is None:
            return "不明"
        return f"{self.number}人" if self.number else "空きなし"
