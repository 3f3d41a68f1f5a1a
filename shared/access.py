"""The vocabulary of access: what can be done, and how far somebody reaches.

Who may do what is decided in one place only, the table in `accounts/policy.py`. The apps below
`accounts` ask the signed-in user (`user.reach(capability)`) and never the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase


class Capability(models.TextChoices):
    """One thing that somebody may be allowed to do (権限)."""

    CONSULTATION_VIEW = "consultation_view", "相談記録の閲覧"
    CONSULTATION_WRITE = "consultation_write", "相談記録の作成"
    CONSULTATION_CORRECT = "consultation_correct", "相談記録の訂正"
    CONSULTATION_RESTRICT = "consultation_restrict", "相談記録の制限と、読める人の指名"
    CONSULTATION_LIFT = "consultation_lift", "相談記録の制限の解除"
    CONSULTATION_LIST = "consultation_list", "相談記録の一覧（氏名・内容を含まない）"
    CONSULTATION_SHARED = "consultation_shared", "提供の承諾がある、ほかのセンターの相談記録の閲覧"
    CHILD_PART_VIEW = "child_part_view", "センターの中だけで読むこどもごとの記述"
    CONSULTATION_OPEN = "consultation_open", "相談記録の閲覧（理由を記録し、時間を限る）"
    BREAK_GLASS_USE = "break_glass_use", "制限された相談記録の緊急閲覧"
    BREAK_GLASS_REVIEW = "break_glass_review", "緊急閲覧の点検"
    COMPLAINT_RECEIVE = "complaint_receive", "苦情の受付"
    COMPLAINT_VIEW = "complaint_view", "苦情の閲覧（自分についての苦情を除く）"
    COMPLAINT_HANDLE = "complaint_handle", "苦情への対応・訂正（自分についての苦情を除く）"
    COMPLAINT_APPOINT = "complaint_appoint", "苦情対応の担当の登録"
    COMPLAINT_COUNT = "complaint_count", "苦情の年間集計（個人の情報を含まない）"
    STATISTICS_VIEW = "statistics_view", "集計の閲覧"
    MUNICIPALITY_VIEW = "municipality_view", "自治体の事実の閲覧"
    MUNICIPALITY_EDIT = "municipality_edit", "自治体の事実の登録"
    CENTER_VIEW = "center_view", "センターの閲覧"
    CENTER_EDIT = "center_edit", "センターの登録・変更"
    OPEN_DAY_CONFIRM = "open_day_confirm", "開所実績の確認"
    RESOURCE_VIEW = "resource_view", "地域資源・関係機関の閲覧"
    VACANCY_RECORD = "vacancy_record", "地域資源の空き状況の登録"
    RESOURCE_EDIT = "resource_edit", "地域資源・関係機関の登録・取込"
    STAFF_VIEW = "staff_view", "職員・資格・配置の閲覧"
    STAFF_EDIT = "staff_edit", "職員・資格・配置の登録"
    DETERMINATION_VIEW = "determination_view", "加算の判定の閲覧"
    ATTESTATION_SIGN = "attestation_sign", "申立ての記録・取消"
    DETERMINATION_RECORD = "determination_record", "加算の判定の記録"
    WORKSHEET_VIEW = "worksheet_view", "調書・判定書の閲覧・印刷"
    JUDGEMENT_SHEET_CREATE = "judgement_sheet_create", "判定書の作成"
    WORKSHEET_PREPARE = "worksheet_prepare", "調書の作成・収支の入力"
    WORKSHEET_CHECK = "worksheet_check", "調書の確認（自分が作成した調書を除く）"
    WORKSHEET_SUBMIT = "worksheet_submit", "調書の提出・返還の登録"
    AMOUNT_EDIT = "amount_edit", "基準額・負担割合・取扱いの登録"
    AMOUNT_CONFIRM = "amount_confirm", "基準額・負担割合・取扱いの確認（自分の登録を除く）"
    RULE_VIEW = "rule_view", "要綱の版・新旧対照の閲覧"
    RULE_PUBLISH = "rule_publish", "要綱の版の公開・却下"
    ACCOUNT_MANAGE = "account_manage", "利用者アカウントの管理"
    POLICY_VIEW = "policy_view", "権限表の閲覧"
    HOUSEHOLD_VIEW = "household_view", "世帯の閲覧"
    HOUSEHOLD_EDIT = "household_edit", "世帯の登録・変更"
    PERSON_MERGE = "person_merge", "個人の統合・統合の取消・別人の判断"
    CONSENT_RECORD = "consent_record", "承諾の台帳の閲覧・記録"
    REFERRAL_VIEW = "referral_view", "つなぎの閲覧"
    REFERRAL_WRITE = "referral_write", "つなぎの作成・経過の記録"
    APPOINTMENT_VIEW = "appointment_view", "予約の閲覧"
    APPOINTMENT_WRITE = "appointment_write", "予約の登録・変更"
    WAITING_LIST_FOLLOW = "waiting_list_follow", "入所保留児のフォロー"
    CASE_VIEW = "case_view", "ケースの閲覧"
    CASE_WRITE = "case_write", "ケースの受付・支援記録・経過の登録"
    CASE_DECIDE = "case_decide", "ケースの終結・移管・担当の決定"
    CASE_LIST = "case_list", "ケースの一覧（氏名・内容を含まない）"
    PLAN_APPROVE = "plan_approve", "サポートプランの承認・差し戻し"
    ASSESSMENT_FORM_VIEW = "assessment_form_view", "アセスメント様式の閲覧"
    ASSESSMENT_FORM_PUBLISH = "assessment_form_publish", "アセスメント様式の作成・確定"
    NOTIFIER_REVEAL = "notifier_reveal", "通告した人の表示"
    MATERNITY_VIEW = "maternity_view", "妊産婦等支援台帳・面談の閲覧"
    MATERNITY_WRITE = "maternity_write", "妊産婦等支援台帳・面談の記録・取込"
    ADDRESS_REVEAL = "address_reveal", "非表示（支援措置）の解除"
    ADDRESS_PROTECT = "address_protect", "DV等支援措置の登録"
    ADDRESS_PROTECTION_END = "address_protection_end", "DV等支援措置の終了"
    RETENTION_VIEW = "retention_view", "保存期間・廃棄簿の閲覧"
    RETENTION_SET = "retention_set", "保存期間の定め・廃棄の停止の登録"
    DISPOSAL_PROPOSE = "disposal_propose", "廃棄の起案"
    DISPOSAL_APPROVE = "disposal_approve", "廃棄の承認・却下"
    READERS_VIEW = "readers_view", "相談記録・世帯を見た人の閲覧"
    AUDIT_VIEW = "audit_view", "監査記録の閲覧・出力"
    AUDIT_REVIEW = "audit_review", "閲覧の点検"


class Scope(models.TextChoices):
    """How far a capability reaches (範囲), from nothing to everything."""

    NONE = "none", "－"
    OWN_RECORD = "own_record", "自分の記録"
    NAMED = "named", "指名された者"
    OWN_CENTER = "own_center", "自センター"
    MUNICIPALITY = "municipality", "自治体内"


class Confidentiality(models.TextChoices):
    """Who may read a consultation at all (記録の区分)."""

    ORDINARY = "ordinary", "通常"
    RESTRICTED = "restricted", "制限"
    PROTECTED = "protected", "DV等支援措置"


@dataclass(frozen=True)
class Reach:
    """The municipalities seen as a whole, and the single centers beyond them.

    In some centers only the records written by oneself, or those one is named for: whoever asks
    with `q` or `covers` alone, as everything but consultations does, sees nothing there.
    """

    municipality_ids: frozenset[int] = frozenset()
    center_ids: frozenset[int] = frozenset()
    naming_center_ids: frozenset[int] = frozenset()
    authoring_center_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(
            self.municipality_ids
            or self.center_ids
            or self.naming_center_ids
            or self.authoring_center_ids
        )

    def q(self, *, municipality: str = "municipality", center: str | None = "center") -> Q:
        """Rows within reach; `center` is None for rows that belong to no center."""
        condition = Q(**{f"{municipality}__in": self.municipality_ids})
        if center is not None:
            condition |= Q(**{f"{center}__in": self.center_ids})
        return condition

    def covers(self, *, municipality_id: int, center_id: int | None = None) -> bool:
        return municipality_id in self.municipality_ids or center_id in self.center_ids


class Actor(Protocol):
    """What the domain apps need to know of a signed-in user."""

    pk: Any

    def reach(
        self, capability: Capability, confidentiality: Confidentiality = Confidentiality.ORDINARY
    ) -> Reach: ...


class ActorRequest(HttpRequest):
    """A request behind SignInRequiredMiddleware; only `accounts` knows what its user is."""

    user: Any


View = Callable[..., HttpResponseBase]


def requires(capability: Capability) -> Callable[[View], View]:
    """Refuse (403) whoever holds `capability` nowhere; which rows it reaches is `visible_to`'s."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.reach(capability):  # type: ignore[union-attr]  # SignInRequiredMiddleware
                raise PermissionDenied(Capability(capability).label)
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]  # read by the policy tests
        return guarded

    return decorate
