"""How the annex names what was computed, and the kind of record that a fact is from."""

from typing import Any

OTHER_RECORDS = "センターの取組の登録"
MUNICIPAL, STAFF, CONTRACT = "自治体の事実", "職員の配置", "契約の登録"
OPENING, CONTACTS, OPENED = "開所時間の登録", "相談記録の件数", "開所実績"
PLANS, CASES = "サポートプランの件数", "ケース・会議の記録"
# By the fact or by whatever it is a part of; the longest that fits.
KINDS = {
    "municipality": MUNICIPAL,
    "national": MUNICIPAL,
    "implementer": MUNICIPAL,
    "settings": "要綱の読み方の登録",
    "type": "類型の登録",
    "subtype": "類型の登録",
    "name_ok": "センターの名称",
    "opening.weekly": OPENING,
    "opening.national_holidays": OPENING,
    "special_days_per_week": OPENING,
    "activity": CONTACTS,
    "activity.open_days": OPENED,
    "activity.twelve_months.open_days": OPENED,
    "consult": CONTACTS,
    "commissioned": CONTRACT,
    "commission.contract": CONTRACT,
    "plans_child_welfare": PLANS,
    "plans_maternal_child": PLANS,
    "work.joint_conferences": CASES,
    "work.case_process": CASES,
    "interviews": "面談の記録",
} | dict.fromkeys(
    (
        "staff",
        "maternal_child_staff",
        "child_welfare_staff",
        "difficult_cases_staff",
        "chief",
        "chief_coordinator",
        "on_duty",
        "concurrent_fulltime",
        "abuse_response_assigned",
        "assigned",
        "plan_writers_assigned",
        "coordinators_assigned",
    ),
    STAFF,
)
# What a rule computes, with its unit; a value without a name here is told by the reason alone.
VALUES = {
    "average": ("開所日1日当たりの平均", "件"),
    "cap": ("上限", ""),
    "cap_at_least": ("上限（少なくとも）", ""),
    "dedicated": ("数に含める専任職員", "人"),
    "dedicated_qualified": ("資格のある専任職員", "人"),
    "dedicated_excluding_outreach": ("出張相談を除く専任職員", "人"),
    "special_days_per_week": ("週の実施日数", "日"),
    "multifunction_days_per_week": ("週の実施日数", "日"),
    "extra_opening_hours_per_week": ("週40時間を超える開所時間", "時間"),
    "min_daily_hours": ("最も短い日の開所時間", "時間"),
    "night_days": ("夜間に開所する日", "日"),
    "open_days_per_week": ("週の開所日数", "日"),
    "required_extra": ("算式による上乗せ人数", "人"),
    "subsidised": ("補助の対象", "人"),
    "subsidised_at_least": ("補助の対象（少なくとも）", "人"),
    "subsidised_at_most": ("補助の対象（多くとも）", "人"),
    "subsidised_i": ("(i)により補助の対象", "人"),
    "subsidised_ii": ("(ii)により補助の対象", "人"),
}
PLACES = 2  # behind the point; the reason tells the same


def kind_of(place: str) -> str:
    """自治体の事実, 開所時間の登録, …; what has a page of its own among the activities else."""
    while place:
        if place in KINDS:
            return KINDS[place]
        place = place.rpartition(".")[0]
    return OTHER_RECORDS


def told_value(name: str, value: Any) -> str:
    """「上限 3」; empty for what has no name."""
    if name not in VALUES or value is None or isinstance(value, bool):
        return ""
    label, unit = VALUES[name]
    return f"{label} {_number(value)}{unit}"


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.{PLACES}f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
