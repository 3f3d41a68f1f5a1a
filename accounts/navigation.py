"""The primary navigation: the pages that a user's capabilities open, by the work they serve."""

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


@dataclass(frozen=True)
class NavigationGroup:
    label: str
    items: list[NavigationItem]


# heading: (label, URL name, the capability that opens it, keyboard hint)
_GROUPS: dict[str, tuple[tuple[str, str, Capability, str], ...]] = {
    "毎日の業務": (
        ("きょう", "consultations:today", Capability.CONSULTATION_VIEW, "Alt+K"),
        (
            "新しい相談記録",
            "consultations:consultation_create",
            Capability.CONSULTATION_WRITE,
            "Alt+N",
        ),
        ("予約", "appointments:calendar", Capability.APPOINTMENT_VIEW, "Alt+Y"),
        ("検索", "consultations:record_search", Capability.CONSULTATION_VIEW, "Alt+S"),
        ("相談記録", "consultations:consultation_list", Capability.CONSULTATION_VIEW, ""),
        ("次の対応", "consultations:follow_up_list", Capability.CONSULTATION_VIEW, ""),
        ("虐待の疑い", "intakes:intake_list", Capability.CONSULTATION_VIEW, ""),
    ),
    "ケース": (
        ("ケース", "cases:case_list", Capability.CASE_VIEW, ""),
        ("ケースの一覧", "cases:case_overview", Capability.CASE_LIST, ""),
        ("保存と廃棄", "retention:due_list", Capability.RETENTION_VIEW, ""),
        ("会議", "cases:conference_list", Capability.CASE_VIEW, ""),
        ("タスク", "cases:task_list", Capability.CASE_VIEW, ""),
        ("こぼれ落ちを防ぐ", "cases:board", Capability.CASE_DECIDE, ""),
        ("ケースの進行管理", "cases:board_overview", Capability.CASE_LIST, ""),
        ("地域課題", "cases:issue_list", Capability.RESOURCE_VIEW, ""),
        ("妊産婦等支援台帳", "maternity:ledger_list", Capability.MATERNITY_VIEW, ""),
        ("サポートプラン", "cases:plan_list", Capability.CASE_VIEW, ""),
        ("アセスメント様式", "cases:sheet_list", Capability.ASSESSMENT_FORM_VIEW, ""),
    ),
    "世帯とつなぎ": (
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
        ("苦情", "complaints:complaint_list", Capability.COMPLAINT_VIEW, ""),
    ),
    "センター": (
        ("集計", "subsidies:dashboard", Capability.STATISTICS_VIEW, ""),
        ("苦情の集計", "complaints:count_year", Capability.COMPLAINT_COUNT, ""),
        ("出張相談", "outreach:session_list", Capability.CENTER_VIEW, ""),
        ("センター", "centers:center_list", Capability.CENTER_VIEW, ""),
        ("職員", "staffing:staff_list", Capability.STAFF_VIEW, ""),
        ("自治体の事実", "centers:municipality_list", Capability.MUNICIPALITY_VIEW, ""),
    ),
    "加算と調書": (
        ("加算の判定", "subsidies:supplement_list", Capability.DETERMINATION_VIEW, ""),
        ("申立て", "subsidies:attestation_list", Capability.DETERMINATION_VIEW, ""),
        ("判定の記録", "subsidies:determination_list", Capability.DETERMINATION_VIEW, ""),
        ("判定書", "subsidies:judgement_sheet_list", Capability.WORKSHEET_VIEW, ""),
        ("調書", "worksheets:stage_choice", Capability.WORKSHEET_VIEW, ""),
        (
            "基準額・負担割合・取扱い",
            "worksheets:amount_overview",
            Capability.WORKSHEET_VIEW,
            "",
        ),
        ("調書の一括印刷", "worksheets:print_job_list", Capability.WORKSHEET_VIEW, ""),
        ("調書の様式", "worksheets:print_form_list", Capability.WORKSHEET_PREPARE, ""),
        ("要綱", "rules:version_list", Capability.RULE_VIEW, ""),
    ),
    "設定と点検": (
        ("定型文", "text_templates:template_list", Capability.CONSULTATION_WRITE, ""),
        ("よく案内する先", "favourites:favourite_list", Capability.CONSULTATION_WRITE, ""),
        ("安全確認の期限", "intakes:clock_edit", Capability.MUNICIPALITY_EDIT, ""),
        ("緊急閲覧の点検", "consultations:access_list", Capability.BREAK_GLASS_REVIEW, ""),
        ("監査記録", "accounts:audit_list", Capability.AUDIT_VIEW, ""),
        ("閲覧の点検", "accounts:audit_sample", Capability.AUDIT_VIEW, ""),
        ("利用者アカウント", "accounts:account_list", Capability.ACCOUNT_MANAGE, ""),
        ("権限表", "accounts:policy", Capability.POLICY_VIEW, ""),
    ),
}


def navigation_for(user: User, path: str) -> list[NavigationGroup]:
    """The groups with what is open to `user`.

    Current is the item whose address is the longest start of `path`.
    """
    opened = {
        heading: [
            (label, reverse(name), key)
            for label, name, capability, key in items
            if user.may(capability)
        ]
        for heading, items in _GROUPS.items()
    }
    starts = (url for items in opened.values() for _, url, _ in items if path.startswith(url))
    here = max(starts, key=len, default="")
    return [
        NavigationGroup(
            heading, [NavigationItem(label, url, url == here, key) for label, url, key in items]
        )
        for heading, items in opened.items()
        if items
    ]
