"""Every surface that leaves an entry: who opens it, and what the entry says."""

from django.urls import reverse
from django.utils.timezone import localdate

from shared.wareki import format_wareki
from tests.audit.appointment_surfaces import APPOINTMENT_READ, APPOINTMENT_WRITE
from tests.audit.complaint_surfaces import COMPLAINT_READ, COMPLAINT_WRITE
from tests.audit.desk_surfaces import DESK_READ, DESK_WRITE
from tests.audit.directory_surfaces import DIRECTORY_READ, DIRECTORY_WRITE
from tests.audit.registry_surfaces import REGISTRY_READ, REGISTRY_WRITE
from tests.audit.sharing_surfaces import SHARING_READ, SHARING_WRITE
from tests.audit.surface import Surface

CONSULTATION, STAFF = "consultations.Consultation", "staffing.StaffMember"
ACCOUNT, ADMINISTRATOR = "accounts.User", "system_administrator"


LICENCE = {"kind": "public_health_nurse", "acquired_on": "平成10年4月1日", "number": "金糸雀"}
HOURS = {
    "service": "general",
    "weekdays": ["1"],
    "opens_at": "9:00",
    "closes_at": "18:00",
    "starts_on": "R2.4.1",
}
CENTER = {
    "code": "990019-77",
    "name": "金糸雀センター",
    "operation": "direct",
    "address": "見本市",
    "phone": "0312345678",
    "opened_on": "R2.4.1",
}
MEMBER = {"number": "S00001", "name": "金糸雀 次子", "name_kana": "カナリア ツグコ"}
ATTESTED = {
    "scope": "center",
    "decision": "True",
    "starts_on": "R7.4.1",
    "ends_on": "R8.3.31",
    "reason": "金糸雀",
    "document": "金糸雀計画書",
    "submission_key": "6a8c0f0e-5f0c-4b43-9f5e-6d5f8f3c2b1a",
}
CORRECTED = {"content": "ことばがゆっくり。"}
READING = [
    Surface("consultations:today", "consultant", "list", CONSULTATION, count=1),
    Surface(
        "consultations:consultation_list",
        "consultant",
        "list",
        CONSULTATION,
        ids="record",
        query="?first=2025-04-01",
    ),
    Surface(
        "consultations:consultation_detail",
        "contractor",
        "read",
        CONSULTATION,
        ("record",),
        "record",
    ),
    Surface(
        "consultations:consultation_correct",
        "consultant",
        "read",
        CONSULTATION,
        ("record",),
        "record",
    ),
    Surface(
        "consultations:consultation_withdraw",
        "consultant",
        "read",
        CONSULTATION,
        ("record",),
        "record",
    ),
    Surface(
        "consultations:count_list",
        "municipal_officer",
        "list",
        CONSULTATION,
        ids="record",
        query="?fiscal_year=2025&as_of=2026-03-31",
    ),
    Surface(
        "consultations:record_opened",
        "municipal_officer",
        "read",
        CONSULTATION,
        ("record",),
        "record",
    ),
    Surface(
        "consultations:access_list", "auditor", "list", "consultations.RecordAccess", ids="access"
    ),
    Surface(
        "consultations:access_review",
        "auditor",
        "read",
        "consultations.RecordAccess",
        ("access",),
        "access",
    ),
    Surface(
        "consultations:consultation_readers",
        "chief_coordinator",
        "list",
        "accounts.AuditEvent",
        ("record",),
        count=0,
    ),
    Surface("staffing:staff_list", "finance_clerk", "list", STAFF, ids="member"),
    Surface("staffing:staff_detail", "auditor", "read", STAFF, ("member",), "member"),
    Surface("staffing:staff_edit", "chief_coordinator", "read", STAFF, ("member",), "member"),
    Surface(
        "staffing:entry_replace",
        "chief_coordinator",
        "read",
        "staffing.Licence",
        ("licences", "licence"),
        "licence",
    ),
    Surface(
        "staffing:entry_withdraw",
        "chief_coordinator",
        "read",
        "staffing.Licence",
        ("licences", "licence"),
        "licence",
    ),
    Surface(
        "staffing:staff_search",
        "chief_coordinator",
        "search",
        STAFF,
        ids="member",
        data={"name": "金糸雀"},
    ),
    *COMPLAINT_READ,
    *APPOINTMENT_READ,
    *DESK_READ,
    *REGISTRY_READ,
    *SHARING_READ,
    *DIRECTORY_READ,
    Surface(
        "subsidies:attestation_list",
        "finance_clerk",
        "list",
        "subsidies.Attestation",
        ids="attestation",
    ),
    Surface(
        "subsidies:attestation_detail",
        "auditor",
        "read",
        "subsidies.Attestation",
        ("attestation",),
        "attestation",
    ),
    Surface("subsidies:dashboard", "finance_clerk", "export", "", query="?csv=months", count=None),
    Surface("accounts:account_list", "system_administrator", "list", "accounts.User", count=None),
    Surface("accounts:account_edit", ADMINISTRATOR, "read", ACCOUNT, ("account",), "account"),
    Surface("accounts:grant_create", ADMINISTRATOR, "read", ACCOUNT, ("account",), "account"),
    Surface("accounts:identity_link", ADMINISTRATOR, "read", ACCOUNT, ("account",), "account"),
    Surface(
        "subsidies:center_supplements",
        "finance_clerk",
        "list",
        STAFF,
        ("center", 2025),
        "member",
        query="?date=2025-10-01",
    ),
    Surface("subsidies:center_year", "finance_clerk", "list", STAFF, ("center", 2025), "member"),
    *(
        Surface(
            f"subsidies:determination_{page}",
            "finance_clerk",
            "read",
            "subsidies.Determination",
            ("determination",),
            "determination",
        )
        for page in ("detail", "history")
    ),
    Surface("accounts:audit_list", "auditor", "list", "accounts.AuditEvent", count=None),
    Surface(
        "accounts:audit_list",
        "auditor",
        "export",
        "accounts.AuditEvent",
        query="?csv=1",
        count=None,
    ),
    Surface("accounts:audit_sample", "auditor", "list", "accounts.AuditEvent", count=0),
]
WRITING = [
    *COMPLAINT_WRITE,
    *APPOINTMENT_WRITE,
    *DESK_WRITE,
    *REGISTRY_WRITE,
    *SHARING_WRITE,
    *DIRECTORY_WRITE,
    Surface(
        "consultations:record_open",
        "municipal_officer",
        "break_glass",
        "consultations.RecordAccess",
        ("other_record",),
        data={"reason_kind": "supervision", "reason": "聞き取りの誤りを確認するため"},
    ),
    Surface(
        "consultations:access_review",
        "auditor",
        "change",
        "consultations.RecordAccess",
        ("access",),
        "access",
        {"outcome": "justified", "note": "聞き取りの誤り"},
    ),
    Surface(
        "consultations:consultation_restrict",
        "chief_coordinator",
        "rights_changed",
        CONSULTATION,
        ("record",),
        "record",
        {"version": 1, "reason": "聞き取りの誤り"},
    ),
    Surface(
        "consultations:consultation_lift",
        "chief_coordinator",
        "rights_changed",
        CONSULTATION,
        ("restricted",),
        "restricted",
        {"version": 1, "reason": "聞き取りの誤り"},
    ),
    Surface(
        "consultations:consultation_withdraw",
        "consultant",
        "withdraw",
        CONSULTATION,
        ("record",),
        "record",
        {"version": 1, "reason": "聞き取りの誤り"},
    ),
    Surface(
        "staffing:staff_edit", "chief_coordinator", "change", STAFF, ("member",), "member", MEMBER
    ),
    Surface(
        "staffing:entry_create",
        "chief_coordinator",
        "create",
        "staffing.Licence",
        ("member", "licences"),
        data=LICENCE,
    ),
    Surface(
        "staffing:entry_replace",
        "chief_coordinator",
        "change",
        "staffing.Licence",
        ("licences", "licence"),
        data=LICENCE,
    ),
    Surface(
        "staffing:entry_withdraw",
        "chief_coordinator",
        "withdraw",
        "staffing.Licence",
        ("licences", "licence"),
        "licence",
        {},
    ),
    Surface(
        "centers:entry_replace",
        "chief_coordinator",
        "change",
        "centers.OpeningHours",
        ("opening-hours", "hours"),
        data=HOURS,
    ),
    Surface(
        "centers:entry_withdraw",
        "chief_coordinator",
        "withdraw",
        "centers.OpeningHours",
        ("opening-hours", "hours"),
        "hours",
        {},
    ),
    Surface(
        "centers:fact_withdraw",
        "municipal_officer",
        "withdraw",
        "centers.MunicipalityFact",
        ("fact",),
        "fact",
        {},
    ),
    Surface("centers:center_create", "municipal_officer", "create", "centers.Center", data=CENTER),
    Surface(
        "centers:center_edit",
        "chief_coordinator",
        "change",
        "centers.Center",
        ("center",),
        "center",
        CENTER,
    ),
    Surface(
        "centers:open_days_confirm",
        "consultant",
        "create",
        "centers.OpenDay",
        ("center",),
        data={},
        query="?month=2025-10",
        count=3,
    ),
    Surface(
        "subsidies:attestation_create",
        "municipal_officer",
        "create",
        "subsidies.Attestation",
        ("center", 2025, "night_opening.daily_hours"),
        data=ATTESTED,
    ),
    Surface(
        "subsidies:attestation_withdraw",
        "chief_coordinator",
        "withdraw",
        "subsidies.Attestation",
        ("attestation",),
        "attestation",
        data={"reason": "金糸雀"},
    ),
    Surface(
        "subsidies:setting_create",
        "municipal_officer",
        "create",
        "subsidies.MunicipalSetting",
        ("municipality", "average_counting"),
        data={"value": "all", "starts_on": "R7.4.1", "reason": "金糸雀"},
    ),
    Surface(
        "subsidies:determination_create",
        "municipal_officer",
        "create",
        "subsidies.Determination",
        ("center", 2025),
        data={"type": "basic", "date": "2025-10-01", "stage": "actual"},
    ),
    Surface(
        "subsidies:worksheet_create",
        "finance_clerk",
        "create",
        "subsidies.Worksheet",
        ("center", 2025),
        data={"type": "basic", "date": "2025-10-01", "stage": "actual"},
    ),
]


def send(client, office, surface):
    keys = [getattr(office, key).pk if hasattr(office, str(key)) else key for key in surface.pk]
    query = surface.query.format(resource=office.resource.pk)
    url = reverse(surface.url, args=keys) + query
    if surface.data is None:
        return client.get(url)
    data = {name: _named(office, value) for name, value in surface.data.items()}
    if "code" in data and surface.url.startswith(
        "centers:"
    ):  # the number of a center begins with that of its municipality
        data = data | {"code": f"{office.municipality.code}-77"}
    # What was searched is shown by the page to which a search leads.
    return client.post(url, data, follow=surface.action == "search")


def _named(office, value):
    """`@person` is the number of that object; `@today` the day; the key of the resource."""
    if value == "@resource_key":
        return f"r{office.resource.pk}"
    if value == "@today":
        return format_wareki(localdate())
    is_name = isinstance(value, str) and value.startswith("@")
    return getattr(office, value[1:]).pk if is_name else value
