"""The surfaces of the registry that leave an entry."""

from tests.audit.surface import Surface

CONSULTATION = "consultations.Consultation"
HOUSEHOLD, PERSON = "consultations.Household", "consultations.Person"
REGISTRY_READ = [
    Surface("households:household_list", "consultant", "list", HOUSEHOLD, count=3),
    Surface(
        "households:household_detail", "contractor", "read", HOUSEHOLD, ("household",), "household"
    ),
    Surface("households:person_edit", "consultant", "read", PERSON, ("person",), "person"),
    Surface("households:address_reveal", "consultant", "read", PERSON, ("person",), "person"),
    Surface("households:protection_create", "consultant", "read", PERSON, ("person",), "person"),
    Surface(
        "households:protection_end", "chief_coordinator", "read", PERSON, ("protection",), "person"
    ),
    Surface(
        "households:household_search",
        "consultant",
        "search",
        PERSON,
        (),
        "person",
        {"words": "金糸雀"},
    ),
    Surface(
        "households:household_choose", "consultant", "read", CONSULTATION, ("record",), "record"
    ),
    Surface(
        "households:household_choose",
        "consultant",
        "search",
        PERSON,
        ("record",),
        "person",
        {"words": "カナリア"},
    ),
    Surface(
        "households:household_readers",
        "chief_coordinator",
        "list",
        "accounts.AuditEvent",
        ("household",),
        count=0,
    ),
    Surface(
        "households:reveal_list",
        "chief_coordinator",
        "list",
        "consultations.AddressReveal",
        count=0,
    ),
]
REGISTRY_READ += [
    Surface("households:person_detail", "consultant", "read", PERSON, ("person",), "person"),
    Surface(
        "households:household_family",
        "consultant",
        "read",
        HOUSEHOLD,
        ("household",),
        "household",
    ),
    Surface(
        "households:unborn_create", "consultant", "read", HOUSEHOLD, ("household",), "household"
    ),
    Surface("households:membership_end", "consultant", "read", PERSON, ("membership",), "person"),
    Surface("households:person_born", "consultant", "read", PERSON, ("unborn",), "unborn"),
    Surface("households:name_create", "consultant", "read", PERSON, ("person",), "person"),
    Surface("households:name_end", "consultant", "read", PERSON, ("other_name",), "person"),
    Surface("households:relation_create", "consultant", "read", PERSON, ("person",), "person"),
    Surface("households:relation_end", "consultant", "read", PERSON, ("relation",), "person"),
    Surface("households:duplicate_list", "chief_coordinator", "list", PERSON, count=0),
    Surface(
        "households:person_compare", "chief_coordinator", "read", PERSON, ("person",), "person"
    ),
    Surface(
        "households:merge_undo",
        "chief_coordinator",
        "read",
        "consultations.PersonMerge",
        ("merge",),
        "merge",
    ),
    Surface(
        "households:distinction_withdraw",
        "chief_coordinator",
        "read",
        "consultations.PersonDistinction",
        ("distinction",),
        "distinction",
    ),
    Surface(
        "households:duplicate_hint",
        "consultant",
        "search",
        PERSON,
        (),
        "person",
        {"registered_name": "金糸雀 葉子", "registered_kana": "カナリア ヨウコ"},
    ),
]
MEMBER_OF_HOUSEHOLD = {
    "submission_key": "6f4b7f8e-2f55-4c1c-9a53-0d8f6f0d9d11",
    "registered_name": "金糸雀 次子",
    "relationship": "child",
    "starts_on": "R7.4.1",
    "contact_address": "金糸雀町9",
}
REGISTRY_WRITE = [
    Surface(
        "households:member_create",
        "consultant",
        "create",
        PERSON,
        ("household",),
        data=MEMBER_OF_HOUSEHOLD,
    ),
    Surface(
        "households:person_edit",
        "consultant",
        "change",
        PERSON,
        ("person",),
        "person",
        MEMBER_OF_HOUSEHOLD,
    ),
    Surface(
        "households:protection_create",
        "consultant",
        "create",
        "consultations.AddressProtection",
        ("person",),
        data={
            "starts_on": "R8.4.1",
            "expires_on": "R9.3.31",
            "ground": "stalking",
            "decided_by": "金糸雀市",
            "counter_party_name": "金糸雀 太郎",
        },
    ),
    Surface(
        "households:protection_end",
        "chief_coordinator",
        "withdraw",
        "consultations.AddressProtection",
        ("protection",),
        "protection",
        {"reason": "金糸雀さん本人から申出があったため"},
    ),
    Surface(
        "households:household_detach",
        "consultant",
        "change",
        CONSULTATION,
        ("record",),
        "record",
        {},
    ),
]
REASON = "金糸雀さんに生年月日を確かめた"
REGISTRY_WRITE += [
    Surface(
        "households:membership_end",
        "consultant",
        "change",
        "consultations.HouseholdMembership",
        ("membership",),
        "membership",
        {"ends_on": "R8.4.1", "reason": "moved_out"},
    ),
    Surface(
        "households:unborn_create",
        "consultant",
        "create",
        PERSON,
        ("household",),
        data={
            "submission_key": "6f4b7f8e-2f55-4c1c-9a53-0d8f6f0d9d12",
            "mother": "@person",
            "number": "1",
            "expected_on": "@today",
        },
    ),
    Surface(
        "households:person_born",
        "consultant",
        "change",
        PERSON,
        ("unborn",),
        "unborn",
        {"registered_name": "金糸雀 小鳥", "date_of_birth": "R8.4.1"},
    ),
    Surface(
        "households:name_create",
        "consultant",
        "create",
        "consultations.OtherName",
        ("person",),
        data={"kind": "alias", "name": "金糸雀 洋子"},
    ),
    Surface(
        "households:name_end",
        "consultant",
        "change",
        "consultations.OtherName",
        ("other_name",),
        "other_name",
        {"ends_on": "R8.4.1"},
    ),
    Surface(
        "households:relation_create",
        "consultant",
        "create",
        "consultations.PersonRelation",
        ("person",),
        data={"other": "@unborn", "kind": "guardian"},
    ),
    Surface(
        "households:relation_end",
        "consultant",
        "change",
        "consultations.PersonRelation",
        ("relation",),
        "relation",
        {"ends_on": "R8.4.1"},
    ),
    Surface(
        "households:person_compare",
        "chief_coordinator",
        "create",
        "consultations.PersonMerge",
        ("person",),
        data={"other": "@unborn", "decision": "same", "reason": REASON},
    ),
    Surface(
        "households:merge_undo",
        "chief_coordinator",
        "withdraw",
        "consultations.PersonMerge",
        ("merge",),
        "merge",
        {"reason": REASON},
    ),
    Surface(
        "households:distinction_withdraw",
        "chief_coordinator",
        "withdraw",
        "consultations.PersonDistinction",
        ("distinction",),
        "distinction",
        {"reason": REASON},
    ),
]
