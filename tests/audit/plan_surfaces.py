"""The surfaces of assessments and plans that leave an entry."""

from django.utils.timezone import localdate

from tests.audit.surface import Surface

CASE, PLAN = "casework.Case", "casework.SupportPlan"
ASSESSMENT, SHEET = "casework.Assessment", "casework.AssessmentForm"
CHIEF = "chief_coordinator"
TODAY = localdate().isoformat()
OF_CASE, OF_PLAN, OF_ASSESSMENT = (
    (("case",), "case"),
    (("plan",), "plan"),
    (("assessment",), "assessment"),
)
PLAN_READ = [
    Surface("cases:plan_list", "consultant", "list", PLAN, count=None),
    Surface("cases:plan_detail", "consultant", "read", PLAN, *OF_PLAN),
    Surface("cases:version_detail", "consultant", "read", PLAN, ("plan_version",), "plan"),
    Surface("cases:plan_create", "consultant", "read", CASE, *OF_CASE),
    Surface("cases:plan_revise", "consultant", "read", CASE, ("plan",), "case"),
    Surface("cases:plan_with_family", "consultant", "read", CASE, ("plan",), "case"),
    Surface("cases:plan_review", "consultant", "read", CASE, ("plan",), "case"),
    Surface("cases:plan_end", "consultant", "read", CASE, ("plan",), "case"),
    Surface("cases:plan_decide", CHIEF, "read", CASE, ("plan_waiting",), "case"),
    Surface("cases:plan_print", "consultant", "read", CASE, ("plan",), "case"),
    Surface(
        "cases:plan_print",
        "consultant",
        "print",
        PLAN,
        *OF_PLAN,
        query="?wording=plain&size=large&readings=on",
    ),
    Surface("cases:plan_counts", "finance_clerk", "list", PLAN, count=None),
    Surface("cases:assessment_list", "consultant", "list", ASSESSMENT, ("case",), "assessment"),
    Surface("cases:assessment_detail", "consultant", "read", ASSESSMENT, *OF_ASSESSMENT),
    Surface("cases:assessment_create", "consultant", "read", CASE, *OF_CASE),
    Surface("cases:assessment_correct", "consultant", "read", CASE, ("assessment",), "case"),
    Surface("cases:assessment_withdraw", "consultant", "read", CASE, ("assessment",), "case"),
]
PLAN_WRITE = [
    Surface(
        "cases:plan_decide",
        CHIEF,
        "change",
        PLAN,
        ("plan_waiting",),
        "plan_waiting",
        {"version": "1", "decision": "return", "words": "金糸雀さんから聞き取り"},
    ),
    Surface(
        "cases:plan_with_family",
        "consultant",
        "change",
        PLAN,
        *OF_PLAN,
        {"version": "1", "kind": "explained", "on": TODAY, "counterpart": "金糸雀"},
    ),
    Surface(
        "cases:plan_end",
        "consultant",
        "change",
        PLAN,
        *OF_PLAN,
        {"version": "1", "on": TODAY, "reason": "wished", "words": "金糸雀さんの希望"},
    ),
    Surface(
        "cases:assessment_withdraw",
        "consultant",
        "withdraw",
        ASSESSMENT,
        *OF_ASSESSMENT,
        {"reason": "金糸雀さんから聞き取り"},
    ),
    Surface(
        "cases:sheet_create",
        CHIEF,
        "create",
        SHEET,
        data={
            "after": "0",
            "municipality": "@municipality",
            "code": "canary",
            "kind": "other",
            "title": "金糸雀の様式",
            "body": "・けががある｜はい／いいえ",
            "is_in_use": "on",
            "reason": "聞き取りのため",
        },
    ),
]
