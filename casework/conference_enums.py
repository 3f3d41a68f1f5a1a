"""The closed words of conferences, their attendees and minutes, and of community issues."""

from django.db import models


class ConferenceKind(models.TextChoices):
    """会議の種類 (seeds 004 4(3)⑤)."""

    INTAKE = "intake", "受理会議"
    URGENT_INTAKE = "urgent_intake", "緊急受理会議"
    CASE = "case", "個別ケース検討会議"
    POLICY = "policy", "支援方針会議"
    JOINT = "joint", "合同ケース会議"
    REPRESENTATIVES = "representatives", "代表者会議"
    NETWORK = "network", "子育て支援ネットワーク会議"


INTAKE_KINDS = frozenset({ConferenceKind.INTAKE, ConferenceKind.URGENT_INTAKE})
# Called for one case by whoever works on it; the others are called by the chief coordinator.
OF_ONE_CASE = INTAKE_KINDS | {ConferenceKind.CASE, ConferenceKind.POLICY}
WITHOUT_CASES = frozenset({ConferenceKind.REPRESENTATIVES, ConferenceKind.NETWORK})


class ConferenceState(models.TextChoices):
    """会議の状態."""

    PLANNED = "planned", "予定"
    HELD = "held", "開催済み"
    CANCELLED = "cancelled", "取りやめ"


class IntakeDecision(models.TextChoices):
    """受理会議の決定."""

    ACCEPTED = "accepted", "受理する"
    NOT_ACCEPTED = "not_accepted", "受理しない"


class AttendeeKind(models.TextChoices):
    """出席者の別."""

    STAFF = "staff", "センターの職員"
    AGENCY = "agency", "関係機関"
    OTHER = "other", "その他"


class Attendance(models.TextChoices):
    """出欠."""

    EXPECTED = "expected", "出席予定"
    ATTENDED = "attended", "出席"
    ABSENT = "absent", "欠席"
    NOT_CALLED = "not_called", "呼ばない"


class SecrecyDuty(models.TextChoices):
    """守秘義務: by what somebody is bound who hears of a case."""

    PUBLIC_SERVICE = "public_service", "地方公務員法第34条"
    COUNCIL = "council", "児童福祉法第25条の5（要対協の構成機関）"
    CONTRACT = "contract", "委託契約"
    LAW = "law", "その他の法令"
    PLEDGE = "pledge", "誓約書"
    NONE = "none", "守秘義務なし"
    UNCONFIRMED = "unconfirmed", "確かめていない"


NOT_BOUND = frozenset({SecrecyDuty.NONE, SecrecyDuty.UNCONFIRMED})
NAMED_DUTIES = frozenset({SecrecyDuty.LAW, SecrecyDuty.PLEDGE})  # which law, which pledge


class MinutesPart(models.TextChoices):
    """議事録の欄; the first one is of the whole conference, the others of each item."""

    GENERAL = "general", "全体の報告・連絡"
    REPORT = "report", "現状の報告"
    DISCUSSION = "discussion", "検討した内容・出された意見"
    CONCLUSION = "conclusion", "結論・支援の方針"


PARTS_OF_ITEM = (MinutesPart.REPORT, MinutesPart.DISCUSSION, MinutesPart.CONCLUSION)


class AgendaFlag(models.TextChoices):
    """議題の候補とする理由."""

    BOTH_FUNCTIONS = "both_functions", "母子保健と児童福祉の両方で支援している"
    CONFERRING = "conferring", "支援方針の検討中"
    REVIEW_DUE = "review_due", "前の会議で決めた見直しの日が来た"
    OVERDUE_TASK = "overdue_task", "期日を過ぎたタスクがある"
    SAFETY_CLOCK = "safety_clock", "安全確認が済んでいない"
    PLAN_REVIEW = "plan_review", "サポートプランの見直しの日を過ぎた"
    # Without the level itself: the reason is printed for attendees.
    MATERNITY_RISK = "maternity_risk", "妊産婦等支援台帳で支援が必要と判断している"
    INTERVIEW_OVERDUE = "interview_overdue", "妊婦等との面談の時期を過ぎた"
    LEVEL_CHANGED = "level_changed", "前の会議の後に支援の区分が変わった"
    NO_MAIN_WORKER = "no_main_worker", "主担当がいない"
    COUNCIL = "council", "要対協に登録されている"


class IssueField(models.TextChoices):
    """地域課題の分野."""

    CHILDCARE = "childcare", "預かり・保育"
    POSTNATAL = "postnatal", "産前・産後の支え"
    PLACE = "place", "居場所・交流"
    DEVELOPMENT = "development", "発達・障害"
    LIVELIHOOD = "livelihood", "生活・住まい・就労"
    FOREIGN = "foreign", "外国につながる家庭"
    ACCESS = "access", "移動・手続の不便"
    OTHER = "other", "その他"


class IssueExtent(models.TextChoices):
    """どのくらい見られるか: never a number, which could tell which family is meant."""

    SOME = "some", "ときどき見られる"
    OFTEN = "often", "よく見られる"
    WIDE = "wide", "地域に広く見られる"


class IssueState(models.TextChoices):
    """地域課題の状態."""

    NEW = "new", "未検討"
    UNDER_DISCUSSION = "under_discussion", "検討中"
    IN_PROGRESS = "in_progress", "取組中"
    CLOSED = "closed", "完了"
