"""The primary navigation: the pages that a user's capabilities open, in working order."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from shared.access import Capability


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    is_current: bool
    key: str = ""


# label, URL name, the capability that opens it, keyboard hint
_ITEMS = (
    ("きょう", "consultations:today", Capability.CONSULTATION_VIEW, "Alt+K"),
    ("新しい相談記録", "consultations:consultation_create", Capability.CONSULTATION_WRITE, "Alt+N"),
    ("相談記録", "consultations:consultation_list", Capability.CONSULTATION_VIEW, ""),
    ("次の対応", "consultations:follow_up_list", Capability.CONSULTATION_VIEW, ""),
    ("虐待の疑い", "intakes:intake_list", Capability.CONSULTATION_VIEW, ""),
    ("定型文", "text_templates:template_list", Capability.CONSULTATION_WRITE, ""),
    ("安全確認の期限", "intakes:clock_edit", Capability.MUNICIPALITY_EDIT, ""),
    ("ケース", "cases:case_list", Capability.CASE_VIEW, ""),
    ("ケースの一覧", "cases:case_overview", Capability.CASE_LIST, ""),
    ("世帯", "households:household_list", Capability.HOUSEHOLD_VIEW, ""),
    ("つなぎ", "referrals:referral_list", Capability.REFERRAL_VIEW, ""),
    (
        "入所保留児フォロー",
        "waiting_list:follow_up_list",
        Capability.WAITING_LIST_FOLLOW,
        "",
    ),
    ("地域資源", "directory:resource_list", Capability.RESOURCE_VIEW, ""),
    ("関係機関", "directory:agency_list", Capability.RESOURCE_VIEW, ""),
    ("集計", "subsidies:dashboard", Capability.STATISTICS_VIEW, ""),
    ("センター", "centers:center_list", Capability.CENTER_VIEW, ""),
    ("職員", "staffing:staff_list", Capability.STAFF_VIEW, ""),
    ("自治体の事実", "centers:municipality_list", Capability.MUNICIPALITY_VIEW, ""),
    ("加算の判定", "subsidies:supplement_list", Capability.DETERMINATION_VIEW, ""),
    ("申立て", "subsidies:attestation_list", Capability.DETERMINATION_VIEW, ""),
    ("判定の記録", "subsidies:determination_list", Capability.DETERMINATION_VIEW, ""),
    ("調書", "subsidies:worksheet_list", Capability.WORKSHEET_VIEW, ""),
    ("要綱", "rules:version_list", Capability.RULE_VIEW, ""),
    ("緊急閲覧の点検", "consultations:access_list", Capability.BREAK_GLASS_REVIEW, ""),
    ("保存と廃棄", "retention:due_list", Capability.RETENTION_VIEW, ""),
    ("監査記録", "accounts:audit_list", Capability.AUDIT_VIEW, ""),
    ("閲覧の点検", "accounts:audit_sample", Capability.AUDIT_VIEW, ""),
    ("利用者アカウント", "accounts:account_list", Capability.ACCOUNT_MANAGE, ""),
    ("権限表", "accounts:policy", Capability.POLICY_VIEW, ""),
)


def navigation_for(user: User, path: str) -> list[NavigationItem]:
    """The items open to `user`; the one whose address is the longest start of `path` is current."""
    opened = [
        (label, reverse(name), key)
        for label, name, capability, key in _ITEMS
        if user.may(capability)
    ]
    here = max((url for _, url, _ in opened if path.startswith(url)), key=len, default="")
    return [NavigationItem(label, url, url == here, key) for label, url, key in opened]
