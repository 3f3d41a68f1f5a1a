"""What goes with a consultation, a household and a person, and what holds them back."""

from typing import Any

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils.timezone import localdate

from consultations.models import (
    CORRECTION_FORM,
    AbuseIntake,
    AddressProtection,
    AddressReveal,
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
from shared import retention
from shared.retention import Event, Going, Obstacle, Part, RecordKind

CONSULTATION, HOUSEHOLD, PERSON, DRAFT = "consultation", "household", "person", "draft"
OWN_HOUSEHOLD = Q(household__isnull=False)
NO_HOUSEHOLD = Q(household=None)
# A consent about one record on which a referral of the household rests goes with the household.
GROUND = Q(referrals__household__isnull=False)


def register_kinds() -> None:
    """People last: whatever refers to them goes before."""
    retention.register(_person())
    retention.register(_household())
    retention.register(_consultation())
    retention.register(_draft())


def _part(model: str, path: str, **rest: Any) -> Part:
    return Part(model=f"consultations.{model}", path=path, **rest)


def _exists(queryset: Any) -> Q:
    return Q(Exists(queryset))


def _consultation() -> RecordKind:
    return RecordKind(
        code=CONSULTATION,
        label="相談記録",
        model="consultations.Consultation",
        center="center__name",
        draft_prefixes=(CORRECTION_FORM,),
        events=(
            Event(code="occurred", label="相談を受けた日", day=lambda: F("occurred_on")),
            Event(
                code="last_of_household",
                label="同じ世帯の最後の相談を受けた日",
                day=lambda: _latest(
                    F("occurred_on"),
                    Subquery(_last_day(Consultation, "occurred_on", household="household")),
                ),
            ),
        ),
        parts=(
            _part("ConsultationChild", "consultation"),
            _part("ChildPart", "consultation"),
            _part("ConsultationCorrection", "consultation"),
            _part("NamedReader", "consultation"),
            _part("RecordAccess", "consultation"),
            _part("FollowUp", "consultation"),
            _part("AbuseIntake", "consultation"),
            _part("ReferralPerson", "referral__consultation", only=Q(referral__household=None)),
            _part("ReferralStep", "referral__consultation", only=Q(referral__household=None)),
            _part("Referral", "consultation", only=NO_HOUSEHOLD),
            _part("Referral", "consultation", only=OWN_HOUSEHOLD, emptied={"consultation": None}),
            _part("Consent", "consultation", only=NO_HOUSEHOLD & ~GROUND),
            _part("Consent", "consultation", only=OWN_HOUSEHOLD, emptied={"consultation": None}),
        ),
        obstacles=(
            Obstacle(
                code="referral",
                label="返事を待っているつなぎがあります",
                holds=lambda _: _exists(_awaiting(consultation=OuterRef("pk"))),
            ),
            Obstacle(
                code="follow_up",
                label="済んでいない次の対応があります",
                holds=lambda _: _exists(
                    FollowUp.objects.filter(
                        consultation=OuterRef("pk"), closed_at=None, consultation__withdrawn_at=None
                    )
                ),
            ),
            Obstacle(
                code="intake",
                label="安全確認が済んでいない虐待の疑いがあります",
                holds=lambda _: _exists(
                    AbuseIntake.objects.unconfirmed().filter(consultation=OuterRef("pk"))
                ),
            ),
            Obstacle(
                code="access",
                label="点検の済んでいない理由付き閲覧があります",
                holds=lambda _: _exists(
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


def _last_day(model: Any, column: str, **same: str) -> Any:
    """The latest `column` among the rows that are alike in `same`."""
    alike = {name: OuterRef(path) for name, path in same.items()}
    rows = model.objects.filter(**alike).order_by().values(*alike)
    return rows.annotate(last=Max(column)).values("last")


def _latest(*days: Any) -> Greatest:
    """What is unknown is skipped."""
    return Greatest(*days, output_field=DateField())


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
        last_record_on=_latest(F("last_record_on"), Value(day, output_field=DateField()))
    )


def _household() -> RecordKind:
    return RecordKind(
        code=HOUSEHOLD,
        label="世帯",
        model="consultations.Household",
        center="center__name",
        events=(
            Event(
                code="last_record",
                label="世帯の最後の記録の日",
                day=lambda: _latest(
                    TruncDate("recorded_at"),
                    F("last_record_on"),
                    Subquery(_last_day(Consultation, "occurred_on", household="pk")),
                    Subquery(_last_day(Consent, "answered_on", household="pk")),
                    Subquery(_last_day(Referral, "sent_on", household="pk")),
                    Subquery(_last_day(HouseholdMembership, "starts_on", household="pk")),
                    Subquery(_last_day(HouseholdMembership, "ends_on", household="pk")),
                ),
            ),
            Event(
                code="all_left",
                label="世帯の全員が離れた日",
                day=lambda: Case(
                    When(_exists(_members_staying()), then=None),
                    default=Subquery(_last_day(HouseholdMembership, "ends_on", household="pk")),
                ),
            ),
        ),
        parts=(
            _part("Consent", "referrals__household", only=NO_HOUSEHOLD),
            _part("ReferralPerson", "referral__household"),
            _part("ReferralStep", "referral__household"),
            _part("Referral", "household"),
            _part("Consent", "household"),
            _part("Suggestion", "household"),
            _part("AddressReveal", "household"),
            _part("HouseholdMembership", "household"),
        ),
        obstacles=(
            Obstacle(code="consultation", label="相談記録が残っています", holds=_has_records),
            Obstacle(
                code="referral",
                label="返事を待っているつなぎがあります",
                holds=lambda _: _exists(_awaiting(household=OuterRef("pk"))),
            ),
            Obstacle(
                code="protection",
                label="DV等支援措置が続いています",
                holds=lambda _: Q(pk__in=Household.objects.protected(localdate()).values("pk")),
            ),
            Obstacle(
                code="waiting_list",
                label="入所保留児フォローが続いています",
                holds=lambda _: _exists(
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
    return _exists(records.exclude(pk__in=going.get(CONSULTATION, ())))


def _person() -> RecordKind:
    """Goes with the last record that refers to it."""
    return RecordKind(
        code=PERSON,
        label="個人",
        model="consultations.Person",
        parts=(
            _part("NamePart", "person"),
            _part("OtherName", "person"),
            _part("ContactDetail", "person"),
            _part("PersonChange", "person"),
            _part("PersonRelation", "person"),
            _part("PersonRelation", "other"),
            _part("PersonDistinction", "person"),
            _part("PersonDistinction", "other"),
            _part("PersonMerge", "merged"),
            _part("PersonMerge", "survivor"),
            _part("AddressProtection", "person"),
            _part(
                "AddressProtection",
                "counter_party",
                emptied={"counter_party": None, "counter_party_name": ""},
            ),
            _part("WaitingListContact", "follow_up__child"),
            _part("WaitingListFollowUp", "child"),
        ),
        obstacles=tuple(
            Obstacle(code=code, label=label, holds=holds)
            for code, label, holds in (
                ("membership", "世帯に登録されています", _refers(HouseholdMembership)),
                ("caller", "相談者として記録されています", _refers(Consultation, "caller")),
                ("consent", "承諾の台帳に記録されています", _refers(Consent)),
                ("referral", "つなぎの対象者です", _refers(ReferralPerson)),
                ("reveal", "非表示の解除の記録があります", _refers(AddressReveal)),
                ("protection", "DV等支援措置が続いています", _is_protected),
                ("merged", "統合した記録が残っています", _refers(Person, "merged_into")),
                ("merge", "統合した記録が残っています", _stands_for_others),
                ("waiting_list", "入所保留児フォローが続いています", _is_followed),
            )
        ),
        companions=((PERSON, "merged_into"),),
    )


def _refers(model: Any, column: str = "person") -> Any:
    return lambda _going: _exists(model.objects.filter(**{column: OuterRef("pk")}))


def _is_protected(_going: Going) -> Q:
    standing = AddressProtection.objects.standing()
    of_person = standing.filter(person=OuterRef("pk"))
    return _exists(of_person) | _exists(standing.filter(counter_party=OuterRef("pk")))


def _stands_for_others(_going: Going) -> Q:
    return _exists(PersonMerge.objects.standing().filter(survivor=OuterRef("pk")))


def _is_followed(_going: Going) -> Q:
    return _exists(WaitingListFollowUp.objects.open().filter(child=OuterRef("pk")))


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
