from django.db import models


class Method(models.TextChoices):
    """相談方法. The code before the label is what is typed to choose it."""

    PHONE = "phone", "電話"
    COUNTER = "counter", "窓口"
    INTERVIEW = "interview", "面談"
    VISIT = "visit", "訪問"
    OUTREACH = "outreach", "出張"
    EMAIL = "email", "メール"
    FAX = "fax", "FAX"
    SNS = "sns", "SNS"
    ONLINE = "online", "オンライン"


class AccessKind(models.TextChoices):
    """種別: an ordinary record opened with a reason, or a restricted one in an emergency."""

    REASONED = "reasoned", "理由を示した閲覧"
    BREAK_GLASS = "break_glass", "緊急閲覧"


class AccessReason(models.TextChoices):
    """閲覧の理由: the code that goes into the audit trail; the words stay with the access."""

    SAFETY = "safety", "生命・身体の安全"
    NOTIFICATION = "notification", "通告・照会への対応"
    ABSENCE = "absence", "担当者の不在時の対応"
    SUPERVISION = "supervision", "事業の確認・指導"
    COMPLAINT = "complaint", "苦情・開示請求への対応"
    OTHER = "other", "その他"


class AccessOutcome(models.TextChoices):
    """点検の結果."""

    JUSTIFIED = "justified", "正当"
    NOT_JUSTIFIED = "not_justified", "正当でない"
