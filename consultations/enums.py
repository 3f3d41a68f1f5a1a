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


class Relationship(models.TextChoices):
    """続柄, seen from the parent with whom the household is registered."""

    SELF = "self", "本人"
    SPOUSE = "spouse", "配偶者・パートナー"
    CHILD = "child", "子"
    PARENT = "parent", "父母"
    GRANDPARENT = "grandparent", "祖父母"
    SIBLING = "sibling", "兄弟姉妹"
    OTHER = "other", "その他"


class ContactKind(models.TextChoices):
    """連絡先等の種別: what would tell where somebody lives or goes every day."""

    POSTAL_CODE = "postal_code", "郵便番号"
    ADDRESS = "address", "住所"
    PHONE = "phone", "電話番号"
    EMAIL = "email", "メールアドレス"
    SCHOOL = "school", "園・学校"
    CLINIC = "clinic", "医療機関"


SEARCHED_CONTACTS = (ContactKind.ADDRESS, ContactKind.PHONE)


class ProtectionGround(models.TextChoices):
    """支援措置の理由, as the municipal registry of residents names them."""

    DOMESTIC_VIOLENCE = "domestic_violence", "配偶者からの暴力"
    STALKING = "stalking", "ストーカー行為等"
    CHILD_ABUSE = "child_abuse", "児童虐待"
    OTHER = "other", "その他これらに準ずるもの"
