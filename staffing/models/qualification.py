from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from shared.ages import age_in_months
from shared.date_ranges import no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality
from staffing.enums import Course, ExemptionRow, LicenceKind
from staffing.models.staff_member import StaffMember

ONE_DAY = timedelta(days=1)


class Licence(LedgerEntry):
    """資格: a licence that a staff member holds."""

    municipality = InheritedMunicipality("staff_member")
    staff_member = models.ForeignKey(
        StaffMember, verbose_name="職員", on_delete=models.PROTECT, related_name="licences"
    )
    kind = models.CharField("資格の種別", max_length=40, choices=LicenceKind.choices)
    number = models.CharField("登録番号", max_length=50, blank=True)
    acquired_on = models.DateField("取得日・登録日")

    objects = LedgerQuerySet["Licence"].as_manager()

    class Meta:
        verbose_name = "資格"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("licence_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["staff_member", "kind", "number"],
                name="licence_is_recorded_once",
                condition=CURRENT,
                violation_error_message="この資格は登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class TrainingRecord(LedgerEntry):
    """研修: a course with the day of completion, or the confirmed fact that it is not completed."""

    municipality = InheritedMunicipality("staff_member")
    staff_member = models.ForeignKey(
        StaffMember, verbose_name="職員", on_delete=models.PROTECT, related_name="training_records"
    )
    course = models.CharField("研修の種別", max_length=40, choices=Course.choices)
    completed_on = models.DateField(
        "修了日",
        null=True,
        blank=True,
        help_text="未修了であることを確認した場合は空欄のまま登録します。",
    )
    certificate_number = models.CharField("修了証番号", max_length=50, blank=True)

    objects = LedgerQuerySet["TrainingRecord"].as_manager()

    class Meta:
        verbose_name = "研修の記録"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("training_record_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["staff_member", "course"],
                name="training_is_recorded_once",
                condition=CURRENT & ~Q(course=Course.FOLLOW_UP),
                violation_error_message="この研修は登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_course_display()


class CareerRecord(LedgerEntry):
    """実務経験: a period of work in a business that the municipality recognises."""

    municipality = InheritedMunicipality("staff_member")
    staff_member = models.ForeignKey(
        StaffMember, verbose_name="職員", on_delete=models.PROTECT, related_name="career_records"
    )
    business = models.CharField("市町村長が認めた事業・業務", max_length=200)
    employer = models.CharField("勤務先", max_length=200, blank=True)
    starts_on = models.DateField("従事開始日")
    ends_on = models.DateField("従事終了日", null=True, blank=True)

    objects = LedgerQuerySet["CareerRecord"].as_manager()

    class Meta:
        verbose_name = "実務経験"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("career_record_ends_after_it_starts"),
            superseded_together("career_record_superseded_after_recorded"),
            no_overlap(
                "career_records_do_not_overlap",
                "staff_member",
                message="実務経験の期間が重なっています（同じ期間は一度だけ数えます）。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return self.business

    def months_until(self, day: date) -> int:
        """Whole months worked up to and including `day`; 4月1日～翌年3月31日 is 12."""
        last = min(self.ends_on or day, day)
        return 0 if last < self.starts_on else age_in_months(self.starts_on, last + ONE_DAY)


class TrainingExemption(LedgerEntry):
    """研修受講免除: a ground in the table of 4(1)③ア(ア), confirmed for one person."""

    municipality = InheritedMunicipality("staff_member")
    staff_member = models.ForeignKey(
        StaffMember,
        verbose_name="職員",
        on_delete=models.PROTECT,
        related_name="training_exemptions",
    )
    row = models.PositiveSmallIntegerField("免除の区分", choices=ExemptionRow.choices)
    engaged_from = models.DateField("事業に従事し始めた日", null=True, blank=True)
    ground = models.CharField("理由・根拠", max_length=300)
    starts_on = models.DateField("適用開始日")
    ends_on = models.DateField("適用終了日", null=True, blank=True)

    objects = LedgerQuerySet["TrainingExemption"].as_manager()

    class Meta:
        verbose_name = "研修受講免除"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("training_exemption_ends_after_it_starts"),
            superseded_together("training_exemption_superseded_after_recorded"),
            models.CheckConstraint(
                name="training_exemption_engaged_before_says_since_when",
                condition=~Q(row=ExemptionRow.ENGAGED_BEFORE) | Q(engaged_from__isnull=False),
                violation_error_message="中段の免除では、従事し始めた日を入力してください。",
            ),
            no_overlap(
                "training_exemptions_do_not_overlap",
                "staff_member",
                message="研修受講免除の期間が重なっています。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return self.get_row_display()
