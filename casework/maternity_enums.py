"""The closed words of the maternity ledger and of the interviews with expectant mothers."""

from django.db import models


class MaternityPhase(models.TextChoices):
    """状況: follows from the dates of the ledger; nobody types it."""

    EXPECTING = "expecting", "妊娠中"
    OVERDUE = "overdue", "予定日を過ぎている（出産の記録なし）"
    AFTER_BIRTH = "after_birth", "出産後"
    MOVED_OUT = "moved_out", "転出"
    CLOSED = "closed", "台帳を閉じた"


class RiskLevel(models.TextChoices):
    """支援の必要度: what a person judged, never computed from a score."""

    NOTHING = "nothing", "特になし"
    WATCH = "watch", "経過をみる"
    SUPPORT = "support", "支援が必要"
    SPECIFIED = "specified", "特定妊婦として検討"


class ScoreKind(models.TextChoices):
    """尺度. The number is kept as it was counted; the product says nothing about it."""

    EPDS = "epds", "エジンバラ産後うつ病質問票（EPDS）"
    BONDING = "bonding", "赤ちゃんへの気持ち質問票"
    SUPPORT_CHECKLIST = "support_checklist", "育児支援チェックリスト"
    OTHER = "other", "その他の尺度"


class ContactManner(models.TextChoices):
    """連絡の方法."""

    PHONE = "phone", "電話"
    VISIT = "visit", "訪問"
    COUNTER = "counter", "来所"
    MESSAGE = "message", "メール・アプリ"
    LETTER = "letter", "手紙"
    AGENCY = "agency", "医療機関などを通じて"


class LossKind(models.TextChoices):
    """喪失の別."""

    MISCARRIAGE = "miscarriage", "流産"
    STILLBIRTH = "stillbirth", "死産"
    CHILD_DEATH = "child_death", "こどもの死亡"


class InterviewStage(models.TextChoices):
    """面談の時期 (4(4)③): three, and any time until about two years."""

    APPLICATION = "application", "妊婦給付認定の申請時"
    BEFORE_BIRTH = "before_birth", "出産前"
    AFTER_BIRTH = "after_birth", "出産後"
    ANY_TIME = "any_time", "随時"


class InterviewMode(models.TextChoices):
    """面談の方法 (4(4)④)."""

    IN_PERSON = "in_person", "対面"
    DIGITAL = "digital", "デジタル（ビデオ通話など）"
    PHONE = "phone", "電話など"


class DigitalGround(models.TextChoices):
    """デジタルによる理由 (4(4)④): ill, or away."""

    ILL = "ill", "療養中・体調不良"
    AWAY = "away", "里帰りなどで遠隔地にいる"


class IntervieweeKind(models.TextChoices):
    """面談の相手 (4(4)⑤)."""

    EXPECTANT = "expectant", "妊婦"
    MOTHER = "mother", "出産した者"
    SPOUSE = "spouse", "妊婦・出産した者の配偶者"
    RECOGNISED = "recognised", "市町村が必要と認める者"


class Qualification(models.TextChoices):
    """面談の実施者の資格等 on the day (4(4)⑥), as the ledger of staff has it."""

    LICENCE = "licence", "専門職の資格"
    TRAINING = "training", "研修の修了"
    UNCONFIRMED = "unconfirmed", "要確認"
    ELSEWHERE = "elsewhere", "ほかの市区町村で実施"


class BenefitPayment(models.TextChoices):
    """妊婦支援給付金の別 (子ども・子育て支援法10条の2～15)."""

    FIRST = "first", "1回目（妊婦給付認定の後）"
    SECOND = "second", "2回目（胎児の数の届出の後）"


class BenefitAct(models.TextChoices):
    """給付の段階."""

    FILED = "filed", "申請・届出を受けた"
    DECIDED = "decided", "認定・決定した"
    PAID = "paid", "支給した"
    REFUSED = "refused", "却下した"
    PAID_ELSEWHERE = "paid_elsewhere", "ほかの市区町村が支給済み"
    NOT_WANTED = "not_wanted", "申請しない意向を確かめた"
    NOTE = "note", "連絡・確認（段階は変わらない）"


# After one of these nothing is left to be done for the payment.
BENEFIT_DONE = (
    BenefitAct.PAID,
    BenefitAct.REFUSED,
    BenefitAct.PAID_ELSEWHERE,
    BenefitAct.NOT_WANTED,
)


class HandOverKind(models.TextChoices):
    """引継ぎの別."""

    HOMECOMING = "homecoming", "里帰り先への引継ぎ"
    MOVED_OUT = "moved_out", "転出先への引継ぎ"


class HandOverPart(models.TextChoices):
    """引継ぎの内容: only what was chosen is in the letter."""

    NAME = "name", "氏名・生年月日"
    CONTACT = "contact", "住所・電話番号"
    DUE = "due", "出産予定日・胎児の数"
    INTERVIEWS = "interviews", "面談を行った日と時期"
    RISK = "risk", "支援の必要度と理由"


class MaternityImportStage(models.TextChoices):
    """取込の状態."""

    PREVIEW = "preview", "確認待ち"
    CONFIRMED = "confirmed", "取込済み"
    DISCARDED = "discarded", "取りやめ"
