"""One factory for each model, free of surprises; situations are traits or arguments."""

import datetime as dt
import uuid
from decimal import Decimal

import factory
from django.utils import timezone

from accounts import models as accounts
from accounts.enums import Role
from centers import models as centers
from centers.enums import (
    ActivityKind,
    CenterType,
    DocumentKind,
    FactKind,
    NationalFactKind,
    Operation,
)
from consultations import models as consultations
from consultations.enums import AccessKind, AccessReason, Method
from shared.municipal_code import check_digit
from staffing import models as staffing
from staffing.enums import Course, ExemptionRow, LicenceKind, PostingRole

LONG_AGO = dt.date(2020, 4, 1)


class Factory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True


class LedgerFactory(Factory):
    class Meta:
        abstract = True

    recorded_at = factory.LazyFunction(lambda: dt.datetime(2020, 4, 1, tzinfo=dt.UTC))
    recorded_by = None


def _fictional_code(number):
    """Prefecture 99 does not exist, so no real municipality has such a code."""
    five = f"99{number % 1000:03d}"
    return f"{five}{check_digit(five)}"


class MunicipalityFactory(Factory):
    class Meta:
        model = centers.Municipality

    code = factory.Sequence(_fictional_code)
    name = factory.Sequence(lambda n: f"第{n}見本市")
    prefecture = "見本県"
    is_fictional = True


class CenterFactory(Factory):
    class Meta:
        model = centers.Center

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.LazyAttributeSequence(
        lambda self, n: f"{self.municipality.code}-{n % 9000 + 10}"
    )
    name = factory.Sequence(lambda n: f"第{n}子育て相談センター")
    operation = Operation.DIRECT
    opened_on = LONG_AGO


class CenterDesignationFactory(LedgerFactory):
    class Meta:
        model = centers.CenterDesignation

    center = factory.SubFactory(CenterFactory)
    type = CenterType.BASIC
    subtype = "Ⅰ"
    starts_on = LONG_AGO


class OpeningHoursFactory(LedgerFactory):
    class Meta:
        model = centers.OpeningHours

    center = factory.SubFactory(CenterFactory)
    weekday = 1
    opens_at = dt.time(9)
    closes_at = dt.time(17)
    starts_on = LONG_AGO


class NationalHolidayOpeningFactory(LedgerFactory):
    class Meta:
        model = centers.NationalHolidayOpening

    center = factory.SubFactory(CenterFactory)
    is_open = False
    starts_on = LONG_AGO


class ClosureFactory(LedgerFactory):
    class Meta:
        model = centers.Closure

    center = factory.SubFactory(CenterFactory)
    starts_on = dt.date(2025, 12, 29)
    ends_on = dt.date(2026, 1, 3)
    reason = "年末年始"


class ExtraOpeningFactory(LedgerFactory):
    class Meta:
        model = centers.ExtraOpening

    center = factory.SubFactory(CenterFactory)
    held_on = dt.date(2025, 10, 12)
    opens_at = dt.time(10)
    closes_at = dt.time(15)
    reason = "子育てフェスタ"


class OpenDayFactory(LedgerFactory):
    class Meta:
        model = centers.OpenDay

    center = factory.SubFactory(CenterFactory)
    held_on = factory.Sequence(lambda n: dt.date(2025, 4, 1) + dt.timedelta(days=n % 300))
    is_open = True


class ActivityPlanFactory(LedgerFactory):
    class Meta:
        model = centers.ActivityPlan

    center = factory.SubFactory(CenterFactory)
    fiscal_year = 2025
    kind = ActivityKind.OUTREACH
    is_carried_out = True


class OutreachSessionFactory(LedgerFactory):
    class Meta:
        model = centers.OutreachSession

    center = factory.SubFactory(CenterFactory)
    held_on = dt.date(2025, 6, 10)
    place = "見本公民館"


class DocumentFactory(LedgerFactory):
    class Meta:
        model = centers.Document

    center = factory.SubFactory(CenterFactory)
    fiscal_year = 2025
    kind = DocumentKind.BUSINESS_PLAN
    title = "事業計画書"


class ContractFactory(LedgerFactory):
    class Meta:
        model = centers.Contract

    center = factory.SubFactory(CenterFactory)
    contractor = "見本会"
    records_visible = "yes"
    starts_on = LONG_AGO


class MunicipalityFactFactory(LedgerFactory):
    class Meta:
        model = centers.MunicipalityFact

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = FactKind.CHILDCARE_PROVISION_PLAN
    starts_on = LONG_AGO
    holds = True
    source = "見本通知第1号"


class NationalFactFactory(LedgerFactory):
    class Meta:
        model = centers.NationalFact

    kind = NationalFactKind.ABUSE_CASES
    starts_on = dt.date(2023, 4, 1)
    ends_on = dt.date(2024, 3, 31)
    value = Decimal(1000)
    source = "見本統計"


class UserFactory(Factory):
    class Meta:
        model = accounts.User

    username = factory.Sequence(lambda n: f"user{n}")
    name = "見本 花子"


class ExternalIdentityFactory(Factory):
    class Meta:
        model = accounts.ExternalIdentity

    user = factory.SubFactory(UserFactory)
    issuer = "https://login.example.lg.jp"
    subject = factory.Sequence(lambda n: f"subject-{n}")
    linked_at = factory.LazyFunction(timezone.now)
    linked_by = factory.SubFactory(UserFactory)


class RoleGrantFactory(Factory):
    class Meta:
        model = accounts.RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.CONSULTANT
    municipality = factory.SubFactory(MunicipalityFactory)
    center = None
    starts_on = LONG_AGO
    granted_at = factory.LazyFunction(timezone.now)


class StaffMemberFactory(Factory):
    class Meta:
        model = staffing.StaffMember

    municipality = factory.SubFactory(MunicipalityFactory)
    number = factory.Sequence(lambda n: f"S{n:05d}")
    name = "見本 太郎"
    name_kana = "ミホン タロウ"


class LicenceFactory(LedgerFactory):
    class Meta:
        model = staffing.Licence

    staff_member = factory.SubFactory(StaffMemberFactory)
    kind = LicenceKind.NURSERY_TEACHER
    acquired_on = LONG_AGO


class TrainingRecordFactory(LedgerFactory):
    class Meta:
        model = staffing.TrainingRecord

    staff_member = factory.SubFactory(StaffMemberFactory)
    course = Course.BASIC_COURSE
    completed_on = LONG_AGO


class CareerRecordFactory(LedgerFactory):
    class Meta:
        model = staffing.CareerRecord

    staff_member = factory.SubFactory(StaffMemberFactory)
    business = "地域子育て支援拠点事業"
    starts_on = dt.date(2018, 4, 1)
    ends_on = dt.date(2020, 3, 31)


class TrainingExemptionFactory(LedgerFactory):
    class Meta:
        model = staffing.TrainingExemption

    staff_member = factory.SubFactory(StaffMemberFactory)
    row = ExemptionRow.UNAVOIDABLE
    ground = "研修の開催時期まで受講できないため"
    starts_on = LONG_AGO


class PostingFactory(LedgerFactory):
    class Meta:
        model = staffing.Posting

    center = factory.SubFactory(CenterFactory)
    staff_member = factory.SubFactory(
        StaffMemberFactory, municipality=factory.SelfAttribute("..center.municipality")
    )
    role = PostingRole.BASE
    is_dedicated = True
    is_full_time = True
    starts_on = LONG_AGO


class TopicFactory(Factory):
    class Meta:
        model = consultations.Topic
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{n % 90 + 10:02d}")
    label = factory.LazyAttribute(lambda self: f"区分{self.code}")


class ConsultationFactory(Factory):
    class Meta:
        model = consultations.Consultation
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    municipality = factory.SelfAttribute("center.municipality")
    submission_key = factory.LazyFunction(uuid.uuid4)
    occurred_at = factory.LazyFunction(lambda: dt.datetime(2025, 10, 1, 1, 30, tzinfo=dt.UTC))
    method = Method.PHONE
    is_anonymous = True
    content = "離乳食の進め方について"
    recorded_at = factory.SelfAttribute("occurred_at")
    recorded_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def topics(self, create, extracted, **_kwargs):
        if create and extracted:
            self.topics.set(extracted)


class NamedReaderFactory(Factory):
    class Meta:
        model = consultations.NamedReader

    consultation = factory.SubFactory(ConsultationFactory)
    user = factory.SubFactory(UserFactory)
    named_at = factory.LazyFunction(timezone.now)
    named_by = factory.SubFactory(UserFactory)


class RecordAccessFactory(Factory):
    class Meta:
        model = consultations.RecordAccess

    consultation = factory.SubFactory(ConsultationFactory)
    kind = AccessKind.BREAK_GLASS
    reason_kind = AccessReason.SAFETY
    reason = "児童が病院に搬送され、通告を受けて確認するため"
    opened_at = factory.LazyFunction(timezone.now)
    opened_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyAttribute(lambda self: self.opened_at + dt.timedelta(minutes=60))


class ConsultationCorrectionFactory(Factory):
    class Meta:
        model = consultations.ConsultationCorrection

    consultation = factory.SubFactory(ConsultationFactory)
    corrected_at = factory.LazyFunction(timezone.now)
    corrected_by = factory.SubFactory(UserFactory)
    reason = "聞き取りの誤り"
    changes = factory.LazyFunction(dict)


class ConsultationChildFactory(Factory):
    class Meta:
        model = consultations.ConsultationChild

    consultation = factory.SubFactory(ConsultationFactory)
    position = 1
    age_years = 3


class ConsultationTopicFactory(Factory):
    class Meta:
        model = consultations.ConsultationTopic

    consultation = factory.SubFactory(ConsultationFactory)
    topic = factory.SubFactory(TopicFactory)


def _municipality_of_author(draft):
    held = accounts.RoleGrant.objects.filter(user=draft.author).first()
    return held.municipality if held else MunicipalityFactory()


class ConsultationDraftFactory(Factory):
    class Meta:
        model = consultations.ConsultationDraft

    author = factory.SubFactory(UserFactory)
    municipality = factory.LazyAttribute(_municipality_of_author)
    form_key = "new"
    payload = factory.LazyFunction(dict)
    saved_on_server = factory.LazyFunction(timezone.now)
