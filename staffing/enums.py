from django.db import models


class LicenceKind(models.TextChoices):
    """資格. `PERSONAL_SUPPORT` lists those that count as 対人援助の有資格者."""

    NURSERY_TEACHER = "nursery_teacher", "保育士"
    SOCIAL_WORKER = "social_worker", "社会福祉士"
    PSYCHIATRIC_SOCIAL_WORKER = "psychiatric_social_worker", "精神保健福祉士"
    PUBLIC_HEALTH_NURSE = "public_health_nurse", "保健師"
    MIDWIFE = "midwife", "助産師"
    NURSE = "nurse", "看護師"
    DOCTOR = "doctor", "医師"
    CERTIFIED_PSYCHOLOGIST = "certified_psychologist", "公認心理師"
    CLINICAL_PSYCHOLOGIST = "clinical_psychologist", "臨床心理士"
    CHILD_FAMILY_SOCIAL_WORKER = "child_family_social_worker", "こども家庭ソーシャルワーカー"
    KINDERGARTEN_TEACHER = "kindergarten_teacher", "幼稚園教諭"
    OTHER_PERSONAL_SUPPORT = "other_personal_support", "その他の対人援助の資格"
    OTHER = "other", "その他"
    NONE = "none", "資格なし（確認済み）"


# 4(1)③ア(イ)(a): 保育士, 社会福祉士 and other licences for supporting people. The list is open-ended
# in the notice; an office records what it accepted as `OTHER_PERSONAL_SUPPORT`.
PERSONAL_SUPPORT = frozenset(LicenceKind) - {LicenceKind.OTHER, LicenceKind.NONE}


class Course(models.TextChoices):
    """研修 (values are scenario keys)."""

    BASIC_COURSE = "basic_course", "子育て支援員基本研修"
    BASIC_TYPE_COURSE = "basic_type_course", "専門研修（利用者支援事業・基本型）"
    SPECIFIC_TYPE_COURSE = "specific_type_course", "専門研修（利用者支援事業・特定型）"
    CHIEF_COORDINATOR_COURSE = "chief_coordinator_course", "統括支援員の研修"
    ORIENTATION = "orientation", "事業の意義・地域特性等の説明（配置時の対応）"
    FOLLOW_UP = "follow_up", "フォローアップ研修・現任研修"


class ExemptionRow(models.IntegerChoices):
    """研修受講免除: the row of the table in 4(1)③ア(ア)."""

    RULES_OF_TRAINING = 1, "上段：研修要綱5(3)ア(エ)に該当"
    ENGAGED_BEFORE = 2, "中段：要綱の適用時に既に従事"
    UNAVOIDABLE = 3, "下段：その他やむを得ない場合"


class PostingRole(models.TextChoices):
    """配置の役割 (the first three values are scenario words)."""

    BASE = "base", "基本配置"
    OUTREACH = "outreach", "出張相談支援の担当"
    ASSISTANT = "assistant", "補助職員"
    DIRECTOR = "director", "センター長"
    CHIEF_COORDINATOR = "chief_coordinator", "統括支援員"
    FAMILY_SUPPORT = "family_support", "子ども家庭支援員"
    PSYCHOLOGICAL_SUPPORT = "psychological_support", "心理担当支援員"
    ABUSE_RESPONSE = "abuse_response", "虐待対応専門員"
    MATERNAL_CHILD = "maternal_child", "母子保健担当"
    INTERVIEWER = "interviewer", "面談担当（妊婦等包括相談支援）"
