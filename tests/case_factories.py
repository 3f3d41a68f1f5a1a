"""Factories of cases, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from casework import models as casework
from casework.enums import (
    AttentionLevel,
    CaseCodeKind,
    CaseFunction,
    CaseLinkKind,
    CaseStatus,
    NoteKind,
    NotifierKind,
    SubjectRole,
    TransferRecipient,
    WorkerRole,
)
from shared.fiscal_year import FiscalYear
from tests.factories import CenterFactory, ConsultationFactory, Factory, UserFactory
from tests.household_factories import HouseholdFactory, PersonFactory


class CaseCodeFactory(Factory):
    class Meta:
        model = casework.CaseCode
        django_get_or_create = ("kind", "code")

    kind = CaseCodeKind.CATEGORY
    code = "C15"
    label = factory.LazyAttribute(lambda self: f"区分{self.code}")
    position = 1
    source = "見本"


class CaseFactory(Factory):
    """The row alone, without history or worker: `casework.actions.open_case` opens one."""

    class Meta:
        model = casework.Case

    center = factory.SubFactory(CenterFactory)
    household = factory.SubFactory(HouseholdFactory, center=factory.SelfAttribute("..center"))
    opened_on = factory.LazyFunction(timezone.localdate)
    fiscal_year = factory.LazyAttribute(lambda self: FiscalYear.of(self.opened_on).year)
    serial = factory.Sequence(lambda n: n + 1)
    submission_key = factory.LazyFunction(uuid.uuid4)
    function = CaseFunction.CHILD_WELFARE
    attention_level = AttentionLevel.SUPPORT
    category = factory.SubFactory(CaseCodeFactory)
    route = factory.SubFactory(CaseCodeFactory, kind=CaseCodeKind.ROUTE, code="R08")
    concern = "登園しない日が続き、保育所が心配している。"
    status = CaseStatus.RECEIVED
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class CaseWorkerFactory(Factory):
    class Meta:
        model = casework.CaseWorker

    case = factory.SubFactory(CaseFactory)
    user = factory.SubFactory(UserFactory)
    role = WorkerRole.MAIN
    starts_on = factory.SelfAttribute("case.opened_on")
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class CaseSubjectFactory(Factory):
    class Meta:
        model = casework.CaseSubject

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..case.center.municipality")
    )
    role = SubjectRole.CHILD
    starts_on = factory.SelfAttribute("case.opened_on")


class CaseRecordFactory(Factory):
    class Meta:
        model = casework.CaseRecord

    case = factory.SubFactory(CaseFactory)
    consultation = factory.SubFactory(
        ConsultationFactory, center=factory.SelfAttribute("..case.center")
    )
    attached_at = factory.LazyFunction(timezone.now)
    attached_by = factory.SubFactory(UserFactory)


class CaseLinkFactory(Factory):
    class Meta:
        model = casework.CaseLink

    case = factory.SubFactory(CaseFactory)
    other = factory.SubFactory(CaseFactory, center=factory.SelfAttribute("..case.center"))
    kind = CaseLinkKind.SIBLING
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class CaseStatusChangeFactory(Factory):
    class Meta:
        model = casework.CaseStatusChange

    case = factory.SubFactory(CaseFactory)
    before = ""
    after = CaseStatus.RECEIVED
    reason = "受付"
    changed_on = factory.SelfAttribute("case.opened_on")
    changed_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SubFactory(UserFactory)


class AttentionChangeFactory(CaseStatusChangeFactory):
    class Meta:
        model = casework.AttentionChange

    after = AttentionLevel.SUPPORT


class CouncilRegistrationFactory(Factory):
    class Meta:
        model = casework.CouncilRegistration

    case = factory.SubFactory(CaseFactory)
    starts_on = factory.SelfAttribute("case.opened_on")
    lead_agency = "見本市こども家庭センター"
    reason = "個別ケース検討会議で登録を決めた。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class NotificationFactory(Factory):
    class Meta:
        model = casework.Notification

    case = factory.SubFactory(CaseFactory)
    received_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(hours=1))
    received_by_name = "見本 一郎"
    notifier_kind = NotifierKind.NEIGHBOR
    notifier_name = "通告 良子"
    notifier_contact = "000-1111-2222"
    content = "夜に子どもの泣き声が続く。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class NotifierRevealFactory(Factory):
    class Meta:
        model = casework.NotifierReveal

    notification = factory.SubFactory(NotificationFactory)
    reason = "現場の確認のため"
    revealed_at = factory.LazyFunction(timezone.now)
    revealed_by = factory.SubFactory(UserFactory)


class SupportNoteFactory(Factory):
    class Meta:
        model = casework.SupportNote

    case = factory.SubFactory(CaseFactory)
    kind = NoteKind.VISIT
    occurred_at = factory.LazyFunction(timezone.now)
    counterpart = "母"
    content = "家庭を訪問し、母と面接した。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class SupportNoteCorrectionFactory(Factory):
    class Meta:
        model = casework.SupportNoteCorrection

    note = factory.SubFactory(SupportNoteFactory)
    reason = "聞き取りの誤り"
    changes = factory.LazyFunction(dict)
    corrected_at = factory.LazyFunction(timezone.now)
    corrected_by = factory.SubFactory(UserFactory)


class CaseAmendmentFactory(Factory):
    class Meta:
        model = casework.CaseAmendment

    case = factory.SubFactory(CaseFactory)
    changes = factory.LazyFunction(dict)
    reason = "登録の誤り"
    changed_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SubFactory(UserFactory)


class CaseTransferFactory(Factory):
    class Meta:
        model = casework.CaseTransfer

    case = factory.SubFactory(CaseFactory)
    transferred_on = factory.LazyFunction(timezone.localdate)
    recipient_kind = TransferRecipient.MUNICIPALITY
    recipient_name = "となり市こども家庭センター"
    handed_over = factory.LazyFunction(lambda: ["summary"])
    basis = "保護者の承諾"
    message = "転出先で引き続き支援をお願いします。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


def a_case_of(user, center, **told):
    """A case of `center` that `user` has as the main worker."""
    case = CaseFactory(center=center, recorded_by=user, **told)
    CaseWorkerFactory(case=case, user=user, recorded_by=user)
    return case


def one_of_everything(center, household, by):
    """A case with one row in each table of case work."""
    case = a_case_of(by, center, household=household)
    person = PersonFactory(municipality=center.municipality)
    CaseSubjectFactory(case=case, person=person)
    for made in (
        CaseRecordFactory,
        CaseLinkFactory,
        CaseStatusChangeFactory,
        AttentionChangeFactory,
        CouncilRegistrationFactory,
        CaseAmendmentFactory,
        CaseTransferFactory,
    ):
        made(case=case)
    NotifierRevealFactory(notification=NotificationFactory(case=case))
    SupportNoteCorrectionFactory(note=SupportNoteFactory(case=case))
    return case
