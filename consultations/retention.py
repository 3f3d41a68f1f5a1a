"""What goes with a consultation, a household and a person, and what holds them back."""

from typing import Any

from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from consultations import desk_retention
from consultations import draft_keys as keys
from consultations.models import (
    CORRECTION_FORM,
    AbuseIntake,
    AddressProtection,
    AddressReveal,
    Appointment,
    Complaint,
    Consent,
    Consultation,
    FollowUp,
    Household,
    HouseholdMembership,
    Person,
    PersonMerge,
    RecordAccess,
    Referral,
    ReferralPerson,
    WaitingListFollowUp,
)
from consultations.retention_ways import (
    CONSULTATION,
    DRAFT,
    HOUSEHOLD,
    PERSON,
    exists,
    last_day,
    latest,
    part,
    refers,
)
from shared import retention
from shared.retention import Event, Going, Obstacle, RecordKind

OWN_HOUSEHOLD = Q(household__isnull=False)
NO_HOUSEHOLD = Q(household=None)
# A consent about one record on which a referral of the household rests goes with the household.
GROUND = Q(referrals__household__isnull=False)


def register_kinds() -> None:
    """People last: whatever refers to them goes before."""
    retention.register(_person())
    retention.register(_household())
    desk_retention.register_kinds()
    retention.register(_consultation())
    retention.register(_draft())


def _consultation() -> RecordKind:
    return RecordKind(
        code=CONSULTATION,
        label="相談記録",
        model="consultations.Consultation",
        center="center__name",
        draft_prefixes=(CORRECTION_FORM, keys.REFERRAL_OF_RECORD, keys.CONSENT_OF_RECORD),
        events=(
            Event(code="occurred", label="相談を受けた日", day=lambda: F("occurred_on")),
            Event(
                code="last_of_household",
                label="同じ世帯の最後の相談を受けた日",
                day=lambda: latest(
                    F("occurred_on"),
                    Subquery(last_day(Consultation, "occurred_on", household="household")),
                ),
            ),
        ),
        parts=(
            part("ConsultationChild", "consultation"),
            part("ChildPart", "consultation"),
            part("ConsultationCorrection", "consultation"),
            part("NamedReader", "consultation"),
            part("RecordAccess", "consultation"),
            part("FollowUp", "consultation"),
            part(
                "AbuseIntake",
                "consultation",
                draft_prefixes=(keys.SAFETY, keys.ACCEPTANCE),  # by the number of the intake
            ),
            part("ReferralPerson", "referral__consultation", only=Q(referral__household=None)),
            part("ReferralStep", "referral__consultation", only=Q(referral__household=None)),
            part(
                "Referral",
                "consultation",
                only=NO_HOUSEHOLD,
                draft_prefixes=(keys.REFERRAL_STEP,),
            ),
            part("Referral", "consultation", only=OWN_HOUSEHOLD, emptied={"consultation": None}),
            part("Consent", "consultation", only=NO_HOUSEHOLD & ~GROUND),
            part("Consent", "consultation", only=OWN_HOUSEHOLD, emptied={"consultation": None}),
            part("NoteText", "consultation", after_record=True),  # its trigger drops the tokens
        ),
        obstacles=(
            Obstacle(
                code="referral",
                label="返事を待っているつなぎがあります",
                holds=lambda _: exists(_awaiting(consultation=OuterRef("pk"))),
            ),
            Obstacle(
                code="follow_up",
                label="済んでいない次の対応があります",
                holds=lambda _: exists(
                    FollowUp.objects.filter(
                        consultation=OuterRef("pk"), closed_at=None, consultation__withdrawn_at=None
                    )
                ),
            ),
            Obstacle(
                code="intake",
                label="安全確認が済んでいない虐待の疑いがあります",
                holds=lambda _: exists(
                    AbuseIntake.objects.unconfirmed().filter(consultation=OuterRef("pk"))
                ),
            ),
            Obstacle(
                code="access",
                label="点検の済んでいない理由付き閲覧があります",
                holds=lambda _: exists(
                    RecordAccess.objects.filter(consultation=OuterRef("pk"), reviewed_at=None)
                ),
            ),
        ),
        held_with=(
            (HOUSEHOLD, "household"),
            (PERSON, "caller"),
            (PERSON, "household__memberships__person"),
        ),
        companions=((PERSON, "caller"),),
        emptied={
            "household": None,
            "caller": None,
            "appointment": None,
            "caller_name": "",
            "place": "",
            "children_count": None,
            "content": "",
            "response": "",
            "next_step": "",
            "next_on": None,
            "language": "",
            "interpreter": "",
            "resources_given": "",
        },
        marker="disposed_at",
        before=(_remember_day,),
    )


def _awaiting(**of: Any) -> Any:
    return Referral.objects.awaiting().filter(**of)


def _remember_day(pk: int) -> None:
    """A household's own time goes on from its last record, also when that is gone."""
    day = Consultation.objects.values_list("occurred_on", flat=True).get(pk=pk)
    remember_last_record(Household.objects.filter(consultations=pk), day)


def remember_last_record(households: Any, day: Any) -> None:
    """Keep the day for these households, if it is later than what they remember."""
    numbers = list(households.values_list("pk", flat=True))
    Household.objects.filter(pk__in=numbers).update(
        last_record_on=latest(F("last_record_on"), Value(day, output_field=DateField()))
    )


def _household() -> RecordKind:
    return RecordKind(
        code=HOUSEHOLD,
        label="世帯",
        model="consultations.Household",
        center="center__name",
        draft_prefixes=(
            keys.REFERRAL_OF_HOUSEHOLD,
            keys.SUGGESTION,
            keys.CONSENT_OF_HOUSEHOLD,
            keys.FOLLOW_UP,
        ),
        events=(
            Event(
                code="last_record",
                label="世帯の最後の記録の日",
                day=lambda: latest(
                    TruncDate("recorded_at"),
                    F("last_record_on"),
                    Subquery(last_day(Consultation, "occurred_on", household="pk")),
                    Subquery(last_day(Consent, "answered_on", household="pk")),
                    Subquery(last_day(Referral, "sent_on", household="pk")),
                    Subquery(last_day(HouseholdMembership, "starts_on", household="pk")),
                    Subquery(last_day(HouseholdMembership, "ends_on", household="pk")),
                ),
            ),
            Event(
                code="all_left",
                label="世帯の全員が離れた日",
                day=lambda: Case(
                    When(exists(_members_staying()), then=None),
                    default=Subquery(last_day(HouseholdMembership, "ends_on", household="pk")),
                ),
            ),
        ),
        parts=(
            part("Consent", "referrals__household", only=NO_HOUSEHOLD),
            part("ReferralPerson", "referral__household"),
            part("ReferralStep", "referral__household"),
            part("Referral", "household", draft_prefixes=(keys.REFERRAL_STEP,)),
            part("Consent", "household"),
            part("Suggestion", "household", draft_prefixes=(keys.CHOICE,)),
            part("AddressReveal", "household"),
            part("HouseholdMembership", "household"),
        ),
        obstacles=(
            Obstacle(code="consultation", label="相談記録が残っています", holds=_has_records),
            Obstacle(
                code="referral",
                label="返事を待っているつなぎがあります",
                holds=lambda _: exists(_awaiting(household=OuterRef("pk"))),
            ),
            Obstacle(
                code="protection",
                label="DV等支援措置が続いています",
                holds=lambda _: Q(pk__in=Household.objects.protected(localdate()).values("pk")),
            ),
            Obstacle(
                code="waiting_list",
                label="入所保留児フォローが続いています",
                holds=lambda _: exists(
                    WaitingListFollowUp.objects.open().filter(
                        child__memberships__household=OuterRef("pk")
                    )
                ),
            ),
        ),
        held_with=((PERSON, "memberships__person"), (CONSULTATION, "consultations")),
        companions=((PERSON, "memberships__person"),),
    )


def _members_staying() -> Any:
    return HouseholdMembership.objects.filter(household=OuterRef("pk"), ends_on=None)


def _has_records(going: Going) -> Q:
    records = Consultation.objects.filter(household=OuterRef("pk"))
    return exists(records.exclude(pk__in=going.get(CONSULTATION, ())))


def _person() -> RecordKind:
    """Goes with the last record that refers to it."""
    return RecordKind(
        code=PERSON,
        label="個人",
        model="consultations.Person",
        draft_prefixes=(keys.COMPLAINT_BY,),
        parts=(
            part("NamePart", "person"),
            part("OtherName", "person"),
            part("ContactPart", "person"),
            part("ContactDetail", "person"),
            part("PersonChange", "person"),
            part("PersonRelation", "person"),
            part("PersonRelation", "other"),
            part("PersonDistinction", "person"),
            part("PersonDistinction", "other"),
            part("PersonMerge", "merged"),
            part("PersonMerge", "survivor"),
            part("AddressProtection", "person"),
            part(
                "AddressProtection",
                "counter_party",
                emptied={"counter_party": None, "counter_party_name": ""},
            ),
            part("WaitingListContact", "follow_up__child"),
            part("WaitingListFollowUp", "child", draft_prefixes=(keys.FOLLOW_UP_CONTACT,)),
        ),
        obstacles=tuple(
            Obstacle(code=code, label=label, holds=holds)
            for code, label, holds in (
                ("membership", "世帯に登録されています", refers(HouseholdMembership)),
                ("caller", "相談者として記録されています", refers(Consultation, "caller")),
                ("consent", "承諾の台帳に記録されています", refers(Consent)),
                ("referral", "つなぎの対象者です", refers(ReferralPerson)),
                ("reveal", "非表示の解除の記録があります", refers(AddressReveal)),
                ("appointment", "予約が残っています", refers(Appointment)),
                ("complaint", "苦情の申出人です", refers(Complaint)),
                ("protection", "DV等支援措置が続いています", _is_protected),
                ("merged", "統合した記録が残っています", refers(Person, "merged_into")),
                ("merge", "統合した記録が残っています", _stands_for_others),
                ("waiting_list", "入所保留児フォローが続いています", _is_followed),
            )
        ),
        companions=((PERSON, "merged_into"),),
    )


def _is_protected(_going: Going) -> Q:
    standing = AddressProtection.objects.standing()
    of_person = standing.filter(person=OuterRef("pk"))
    return exists(of_person) | exists(standing.filter(counter_party=OuterRef("pk")))


def _stands_for_others(_going: Going) -> Q:
    return exists(PersonMerge.objects.standing().filter(survivor=OuterRef("pk")))


def _is_followed(_going: Going) -> Q:
    return exists(WaitingListFollowUp.objects.open().filter(child=OuterRef("pk")))


def _draft() -> RecordKind:
    """A form that nobody finished; drafts about a record go with it besides."""
    return RecordKind(
        code=DRAFT,
        label="下書き",
        model="consultations.ConsultationDraft",
        goes_first=True,
        events=(
            Event(
                code="saved",
                label="最後に自動保存した日",
                day=lambda: TruncDate("saved_on_server"),
            ),
        ),
    )
