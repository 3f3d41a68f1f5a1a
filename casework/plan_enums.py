"""The closed words of assessments and support plans."""

from django.db import models


class SheetKind(models.TextChoices):
    """アセスメント様式の種類."""

    URGENCY = "urgency", "緊急度"
    RISK = "risk", "リスク"
    NEEDS = "needs", "ニーズ・強み"
    OTHER = "other", "その他"


class PlanBasis(models.TextChoices):
    """サポートプランの根拠 (児童福祉法第10条第1項第4号, 母子保健法第9条の2第2項)."""

    MATERNAL_CHILD = "maternal_child", "母子保健法によるプラン"
    CHILD_WELFARE = "child_welfare", "児童福祉法によるプラン"
    JOINT = "joint", "一体のプラン（母子保健・児童福祉）"


# A joint plan is the plan of both laws in one document (児童福祉法施行規則第1条の39の2).
OF_CHILD_WELFARE = frozenset({PlanBasis.CHILD_WELFARE, PlanBasis.JOINT})
OF_MATERNAL_CHILD = frozenset({PlanBasis.MATERNAL_CHILD, PlanBasis.JOINT})


class PlanStatus(models.TextChoices):
    """サポートプランの状況: of its newest version."""

    DRAFTING = "drafting", "作成中"
    SUBMITTED = "submitted", "承認待ち"
    IN_FORCE = "in_force", "実施中"
    ENDED = "ended", "終了"


class MeasureKind(models.TextChoices):
    """支援の種類."""

    CONSULTATION = "consultation", "相談・助言"
    VISIT = "visit", "家庭訪問"
    HEALTH = "health", "母子保健の事業（健診・産後ケアなど）"
    HOUSEHOLD_HELP = "household_help", "家事・育児の支援"
    CHILDCARE = "childcare", "保育・一時預かり・ショートステイ"
    PLACE_TO_BE = "place_to_be", "居場所・親子関係の支援"
    SCHOOL = "school", "園・学校での支援"
    MEDICAL = "medical", "医療・療育"
    WATCHING = "watching", "見守り"
    FAMILY = "family", "家族・親族が行うこと"
    OTHER = "other", "その他"


class PlanStepKind(models.TextChoices):
    """サポートプランの手続: from the request for approval to the end."""

    SUBMITTED = "submitted", "承認を依頼"
    RETURNED = "returned", "差し戻し"
    APPROVED = "approved", "承認"
    EXPLAINED = "explained", "説明"
    AGREED = "agreed", "同意"
    DECLINED = "declined", "同意なし"
    HANDED_OVER = "handed_over", "交付"
    ENDED = "ended", "終了"


WITH_FAMILY = (
    PlanStepKind.EXPLAINED,
    PlanStepKind.AGREED,
    PlanStepKind.DECLINED,
    PlanStepKind.HANDED_OVER,
)


class EffectLevel(models.TextChoices):
    """目標の評価の結果."""

    ACHIEVED = "achieved", "達成した"
    IMPROVED = "improved", "よくなった"
    UNCHANGED = "unchanged", "変わらない"
    WORSENED = "worsened", "悪くなった"
    UNCONFIRMED = "unconfirmed", "確かめられなかった"


class ReviewOutcome(models.TextChoices):
    """評価・見直しの結果."""

    CONTINUED = "continued", "今のプランを続ける"
    REVISED = "revised", "プランを改める"
    ENDED = "ended", "プランを終える"


class PlanEndReason(models.TextChoices):
    """サポートプランの終了の理由."""

    REVIEWED = "reviewed", "評価の結果"
    REPLACED = "replaced", "別のプランに替えた"
    MOVED = "moved", "転出した"
    WISHED = "wished", "家族が希望した"
    MISTAKEN = "mistaken", "誤って作成した（件数に数えない）"
    OTHER = "other", "その他"
