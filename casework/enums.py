"""The closed words of case work; what may follow on what is said here once."""

from django.db import models


class AttentionLevel(models.TextChoices):
    """支援の区分 (児童福祉法第6条の3第5項・第8項), and two kinds of family below it."""

    PROTECTION = "protection", "要保護児童"
    SUPPORT = "support", "要支援児童"
    SPECIFIED_EXPECTANT = "specified_expectant", "特定妊婦"
    CONCERN = "concern", "気になる家庭"
    GENERAL = "general", "一般"


class CaseStatus(models.TextChoices):
    """ケースの状況: the steps of seeds 004 4(3)⑤ウ(イ), in their order."""

    RECEIVED = "received", "受付（受理会議前）"
    NOT_ACCEPTED = "not_accepted", "受理せず"
    INVESTIGATING = "investigating", "調査・アセスメント"
    CONFERRING = "conferring", "支援方針の検討"
    SUPPORTING = "supporting", "支援中"
    MONITORING = "monitoring", "見守り・進行管理"
    CLOSED = "closed", "終結"
    TRANSFERRED = "transferred", "移管"


# From where to where; anything else is refused. A case that has ended is reopened as a new one.
TRANSITIONS: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.RECEIVED: frozenset({CaseStatus.INVESTIGATING, CaseStatus.NOT_ACCEPTED}),
    CaseStatus.INVESTIGATING: frozenset(
        {CaseStatus.CONFERRING, CaseStatus.CLOSED, CaseStatus.TRANSFERRED}
    ),
    CaseStatus.CONFERRING: frozenset(
        {
            CaseStatus.INVESTIGATING,
            CaseStatus.SUPPORTING,
            CaseStatus.MONITORING,
            CaseStatus.CLOSED,
            CaseStatus.TRANSFERRED,
        }
    ),
    CaseStatus.SUPPORTING: frozenset(
        {
            CaseStatus.INVESTIGATING,
            CaseStatus.CONFERRING,
            CaseStatus.MONITORING,
            CaseStatus.CLOSED,
            CaseStatus.TRANSFERRED,
        }
    ),
    CaseStatus.MONITORING: frozenset(
        {
            CaseStatus.INVESTIGATING,
            CaseStatus.CONFERRING,
            CaseStatus.SUPPORTING,
            CaseStatus.CLOSED,
            CaseStatus.TRANSFERRED,
        }
    ),
    CaseStatus.NOT_ACCEPTED: frozenset(),
    CaseStatus.CLOSED: frozenset(),
    CaseStatus.TRANSFERRED: frozenset(),
}
ENDED = frozenset(status for status, following in TRANSITIONS.items() if not following)
# Ended for good: nobody goes on with it, here or elsewhere.
OVER = ENDED - {CaseStatus.TRANSFERRED}


class ClosingReason(models.TextChoices):
    """終結の理由."""

    IMPROVED = "improved", "状況が改善した"
    HANDED_OVER = "handed_over", "ほかの機関が主として支援する"
    MOVED = "moved", "転出した"
    OF_AGE = "of_age", "対象年齢を過ぎた"
    DECLINED = "declined", "支援を希望しない（安全を確認済み）"
    DIED = "died", "死亡"
    OTHER = "other", "その他"


class SubjectRole(models.TextChoices):
    """ケースの対象者: who somebody is in a case."""

    CHILD = "child", "こども"
    EXPECTANT = "expectant", "妊産婦"
    GUARDIAN = "guardian", "保護者"
    OTHER = "other", "その他の関係者"


class WorkerRole(models.TextChoices):
    """担当: one main worker at a time, and those who support."""

    MAIN = "main", "主担当"
    SUPPORT = "support", "副担当"


class CaseFunction(models.TextChoices):
    """機能 (seeds 004 4(3)): which side of the center leads."""

    CHILD_WELFARE = "child_welfare", "児童福祉機能"
    MATERNAL_CHILD_HEALTH = "maternal_child_health", "母子保健機能"
    BOTH = "both", "一体的支援"


class CaseCodeKind(models.TextChoices):
    """Which of the dated lists of codes a code belongs to."""

    CATEGORY = "category", "相談種別"
    ROUTE = "route", "相談経路"
    ABUSE = "abuse", "虐待種別"


class CaseLinkKind(models.TextChoices):
    """関連するケース."""

    SIBLING = "sibling", "きょうだいのケース"
    REOPENED = "reopened", "再開前のケース"
    TRANSFERRED = "transferred", "移管前のケース"
    HOUSEHOLD = "household", "同じ世帯のケース"
    OTHER = "other", "その他の関連"


# What the old case says of the new one, where the two sides of a link differ.
SEEN_FROM_THE_OTHER = {
    CaseLinkKind.REOPENED: "再開後のケース",
    CaseLinkKind.TRANSFERRED: "移管後のケース",
}


class NoteKind(models.TextChoices):
    """支援記録の種類: work on a case that is no consultation."""

    INVESTIGATION = "investigation", "調査"
    VISIT = "visit", "訪問・面接"
    AGENCY = "agency", "関係機関との連絡"
    OBSERVATION = "observation", "所見・見立て"
    SUPERVISION = "supervision", "スーパービジョン"
    OTHER = "other", "その他"


class NotifierKind(models.TextChoices):
    """通告した人の立場 (児童虐待の防止等に関する法律第6条)."""

    FAMILY = "family", "家族・親戚"
    NEIGHBOR = "neighbor", "近隣・知人"
    CHILD = "child", "本人（こども）"
    AGENCY = "agency", "関係機関"
    ANONYMOUS = "anonymous", "匿名"
    OTHER = "other", "その他"


class TransferRecipient(models.TextChoices):
    """移管先: who takes a case over."""

    CENTER = "center", "同じ自治体のセンター"
    MUNICIPALITY = "municipality", "ほかの市区町村"
    AGENCY = "agency", "児童相談所などの機関"


class PackPart(models.TextChoices):
    """引継資料の内容: what a hand-over pack may hold; only what was chosen is in it."""

    SUMMARY = "summary", "ケースの概要"
    NAMES = "names", "対象者の氏名・生年月日"
    CONTACTS = "contacts", "住所・電話番号"
    HISTORY = "history", "状況・支援の区分の経過"
    NOTES = "notes", "支援記録"
    CONSULTATIONS = "consultations", "相談記録の要点"
    NOTIFICATION = "notification", "通告の内容（書いたとおりに載ります）"
    OPEN_MATTERS = "open_matters", "残っている対応"
