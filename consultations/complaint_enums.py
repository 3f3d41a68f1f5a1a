"""What a complaint (苦情) can be, and what can happen to it."""

from django.db import models


class ComplaintRole(models.TextChoices):
    """苦情解決の体制: who does what at a center's complaints desk."""

    RECEIVER = "receiver", "苦情受付担当者"
    RESPONSIBLE = "responsible", "苦情解決責任者"
    THIRD_PARTY = "third_party", "第三者委員"


class ComplaintChannel(models.TextChoices):
    """申出の方法."""

    COUNTER = "counter", "窓口"
    PHONE = "phone", "電話"
    LETTER = "letter", "手紙・FAX"
    EMAIL = "email", "メール・問合せフォーム"
    BOX = "box", "意見箱"
    THIRD_PARTY = "third_party", "第三者委員を通じて"
    OFFICE = "office", "所管課を通じて"
    OTHER = "other", "その他"


class ComplaintSubjectKind(models.TextChoices):
    """苦情の種類."""

    CONDUCT = "conduct", "職員の接遇"
    SERVICE = "service", "相談・支援の質や量"
    EXPLANATION = "explanation", "説明・情報提供"
    PRIVACY = "privacy", "個人情報の取扱い"
    FACILITY = "facility", "場所・設備・開所時間"
    DAMAGE = "damage", "被害・損害"
    RIGHTS = "rights", "権利侵害"
    OTHER = "other", "その他"


class ComplaintWish(models.TextChoices):
    """申出人の希望."""

    HEARD = "heard", "話を聞いてほしい"
    ANSWER = "answer", "回答してほしい"
    INQUIRY = "inquiry", "調査してほしい"
    IMPROVEMENT = "improvement", "改善してほしい"
    OTHER = "other", "その他"


class ComplaintParty(models.TextChoices):
    """Who was told, or took part."""

    RESPONSIBLE = "responsible", "苦情解決責任者"
    THIRD_PARTY = "third_party", "第三者委員"
    COMPLAINANT = "complainant", "申出人"
    OFFICE = "office", "所管課"


class ComplaintStepKind(models.TextChoices):
    """経過の種別. A correction changes no state; it stands among the steps with what stood before."""

    RECEIVED = "received", "受付"
    REPORTED = "reported", "報告"
    FACTS_CHECKED = "facts_checked", "事実確認"
    DISCUSSED = "discussed", "話し合い"
    IMPROVEMENT_PROMISED = "improvement_promised", "改善の約束"
    RESULT_REPORTED = "result_reported", "結果の報告"
    CLOSED = "closed", "終結"
    REOPENED = "reopened", "再開"
    CORRECTED = "corrected", "訂正"


class ComplaintState(models.TextChoices):
    """状況: where the last step has led."""

    RECEIVED = "received", "受付"
    REPORTED = "reported", "報告済み"
    FACTS_CHECKED = "facts_checked", "事実確認"
    DISCUSSED = "discussed", "話し合い"
    IMPROVEMENT_PROMISED = "improvement_promised", "改善を約束"
    RESULT_REPORTED = "result_reported", "結果を報告済み"
    CLOSED = "closed", "終結"
    REOPENED = "reopened", "再開"


class ComplaintOutcome(models.TextChoices):
    """終結の結果."""

    RESOLVED = "resolved", "解決"
    PARTLY = "partly", "一部解決"
    UNRESOLVED = "unresolved", "解決に至らず"
    HANDED_ON = "handed_on", "ほかの機関・窓口を案内"
    WITHDRAWN = "withdrawn", "申出人による取下げ"
