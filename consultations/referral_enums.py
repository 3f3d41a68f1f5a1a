from django.db import models


class LetterKind(models.TextChoices):
    """文書の種類: what the letter of a referral is called."""

    NOTICE = "notice", "連絡書"
    INFORMATION = "information", "情報提供書"


class HandedOver(models.TextChoices):
    """渡す情報: each is chosen; nothing goes along by itself."""

    NAME = "name", "氏名・フリガナ"
    BIRTH = "birth", "生年月日"
    FAMILY = "family", "続柄"
    CONTACT = "contact", "住所・電話番号"
    SUMMARY = "summary", "相談の概要"
    PARTS = "parts", "こどもごとの記述（このセンターの中だけのものを除く）"


class Secrecy(models.TextChoices):
    """相手方の守秘義務: by what the recipient is bound; whoever is not bound is told nothing."""

    OFFICE = "office", "市区町村の職員・受託者"
    COUNCIL = "council", "要保護児童対策地域協議会の構成員（児童福祉法第25条の5）"
    CONTRACT = "contract", "契約・協定"
    LAW = "law", "その他の法令（医師・保健師など）"
    NONE = "none", "守秘義務がない・確認できない"


class ReferralState(models.TextChoices):
    """つなぎの状況."""

    SENT = "sent", "送付済み"
    RECEIVED = "received", "受領"
    ACCEPTED = "accepted", "引受け"
    RETURNED = "returned", "差戻し"
    FINISHED = "finished", "結果あり"


AWAITING = (ReferralState.SENT, ReferralState.RECEIVED)


class ReferralStepKind(models.TextChoices):
    """つなぎの経過の種別."""

    RECEIVED = "received", "受領の確認"
    ACCEPTED = "accepted", "引受け"
    RETURNED = "returned", "差戻し"
    RESULT = "result", "結果の連絡"
    REMINDED = "reminded", "返事の催促"
    ACCOMPANIED = "accompanied", "同行"
    APPLICATION_HELPED = "application_helped", "申請の手伝い"


class FamilyChoice(models.TextChoices):
    """家庭の選択: the choice is the family's."""

    USES = "uses", "利用する"
    CONSIDERS = "considers", "検討中"
    DECLINES = "declines", "利用しない"
    OTHER_WAY = "other_way", "別の方法を選んだ"


class WaitingListOutcome(models.TextChoices):
    """入所保留児フォローの結果."""

    WANTED_NURSERY = "wanted_nursery", "希望した園に入所"
    OTHER_NURSERY = "other_nursery", "ほかの認可保育所・認定こども園等に入所"
    KINDERGARTEN = "kindergarten", "幼稚園（預かり保育を含む）を利用"
    OTHER_CARE = "other_care", "認可外・一時預かりなどを利用"
    LEAVE_EXTENDED = "leave_extended", "育児休業を延長"
    APPLICATION_WITHDRAWN = "application_withdrawn", "申込みを取下げ"
    MOVED_AWAY = "moved_away", "転出"
    OTHER = "other", "その他"
